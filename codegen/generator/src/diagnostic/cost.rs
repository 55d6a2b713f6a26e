//! The cost of a defect for the crate.

use std::collections::BTreeSet;
use std::fmt;

/// The cost of a defect: the part of the document that is not used, or not as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cost {
    /// A value is read as another one: `4XX` for `4xx`.
    ReadAs(String),
    /// A keyword or an entry is ignored.
    Ignored(String),
    /// A schema is read as free-form JSON.
    FreeForm,
    /// A part is omitted, such as `response`.
    Omitted(String),
    /// Operations are omitted, each named by method and path.
    Operations(Vec<String>),
}

/// Formats the cost as a sentence without a full stop.
impl fmt::Display for Cost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadAs(value) => write!(formatter, "it is read as `{value}`"),
            Self::Ignored(keyword) => write!(formatter, "{keyword} is ignored"),
            Self::FreeForm => formatter.write_str("the schema is read as free-form JSON"),
            Self::Omitted(part) => write!(formatter, "the {part} is omitted"),
            Self::Operations(names) => match names.as_slice() {
                [] => formatter.write_str("the path is omitted; it has no operations"),
                [name] => write!(formatter, "the operation `{name}` is omitted"),
                names => {
                    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                    write!(formatter, "the operations {} are omitted", names.join(", "))
                }
            },
        }
    }
}

/// The total cost of all defects of a document.
///
/// Displayed, it is one line: `lost to defects: 2 operations, 1 schema (free-form), 3 other parts, 1 keyword`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Losses {
    /// The omitted operations, each by method and path.
    pub operations: BTreeSet<String>,
    /// The number of schemas that are read as free-form JSON.
    pub free_form: usize,
    /// The number of other omitted parts, such as responses and headers.
    pub omitted: usize,
    /// The number of ignored keywords and entries.
    pub ignored: usize,
}

impl Losses {
    /// Whether nothing is lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<'cost> FromIterator<&'cost Cost> for Losses {
    fn from_iter<Costs: IntoIterator<Item = &'cost Cost>>(costs: Costs) -> Self {
        let mut losses = Self::default();
        for cost in costs {
            match cost {
                Cost::ReadAs(_) => {}
                Cost::Ignored(_) => losses.ignored += 1,
                Cost::FreeForm => losses.free_form += 1,
                Cost::Omitted(_) => losses.omitted += 1,
                Cost::Operations(names) => losses.operations.extend(names.iter().cloned()),
            }
        }
        losses
    }
}

impl fmt::Display for Losses {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.operations.len(), "operation", ""),
            (self.free_form, "schema", " (free-form)"),
            (self.omitted, "other part", ""),
            (self.ignored, "keyword", ""),
        ];
        let counts = counts.iter().filter(|(count, ..)| *count > 0).map(|(count, name, note)| {
            format!("{count} {name}{}{note}", if *count == 1 { "" } else { "s" })
        });
        write!(formatter, "lost to defects: {}", counts.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Cost, Losses};

    #[test]
    fn operations_are_counted_once() {
        let get = || Cost::Operations(vec!["GET /a".to_owned()]);
        let costs = [get(), get(), Cost::FreeForm, Cost::ReadAs("a".to_owned())];
        let losses: Losses = costs.iter().collect();
        assert_eq!(losses.to_string(), "lost to defects: 1 operation, 1 schema (free-form)");
        assert!(!losses.is_empty());
        assert!(costs.iter().skip(3).collect::<Losses>().is_empty());
    }
}
