//! The cost of a defect for the crate.

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
