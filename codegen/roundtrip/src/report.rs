//! The report: a table of how many instances survived, and one line for each model that lost something.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::instance::Instance;
use crate::model::{Model, Shape};

/// The outcome of one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Decoded as its variant and encoded to equal JSON.
    Kept,
    /// Not decoded.
    Rejected(String),
    /// Decoded as another variant.
    OtherVariant(String),
    /// Decoded with missing or unexpected properties.
    Lost(String),
    /// Encoded to different JSON.
    Changed(String),
}

impl Verdict {
    /// Parses the line that the program prints for an instance.
    fn parse(instance: &Instance, line: &str) -> Self {
        let mut fields = line.splitn(5, '\t');
        let mut next = || fields.next().unwrap_or_default();
        let (first_word, missing, unexpected, unknown, json) =
            (next(), next(), next(), next(), next());
        if first_word == "error" && json.is_empty() {
            return Self::Rejected(missing.to_owned());
        }
        let variants = &instance.variants;
        if !variants.is_empty() && variants.iter().all(|variant| variant != first_word) {
            return Self::OtherVariant(format!("{first_word}, not {}", variants.join(" or ")));
        }
        if !unknown.is_empty() {
            return Self::OtherVariant(format!("no variant for {unknown}"));
        }
        if !missing.is_empty() || !unexpected.is_empty() {
            return Self::Lost(format!("{missing} {unexpected}").trim().to_owned());
        }
        match serde_json::from_str::<Value>(json) {
            Ok(json) if json == instance.json => Self::Kept,
            Ok(json) => Self::Changed(first_difference(&instance.json, &json, "")),
            Err(error) => Self::Changed(error.to_string()),
        }
    }
}

/// Returns the first path at which two values differ, and both values there.
fn first_difference(old: &Value, new: &Value, path: &str) -> String {
    match (old, new) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, member) in members {
                let path = format!("{path}/{name}");
                match others.get(name) {
                    Some(other) if other == member => {}
                    Some(other) => return first_difference(member, other, &path),
                    None => return format!("{path} is missing"),
                }
            }
            let added = others.keys().find(|name| !members.contains_key(*name));
            format!("{path}/{} is new", added.map_or("", String::as_str))
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let differs = items.iter().zip(others).enumerate().find(|(_, (old, new))| old != new);
            differs.map_or_else(String::new, |(index, (old, new))| {
                first_difference(old, new, &format!("{path}/{index}"))
            })
        }
        _ => format!("{path}: {old} became {new}"),
    }
}

/// The outcome of all instances.
#[derive(Debug)]
pub struct Report {
    rows: BTreeMap<&'static str, Row>,
    exceptions: Vec<String>,
}

#[derive(Debug, Default)]
struct Row {
    models: usize,
    kept_models: usize,
    instances: usize,
    kept: usize,
}

impl Report {
    /// Compares the lines that the program printed for the instances with these.
    #[must_use]
    pub fn new<'o>(
        models: &[Model],
        instances: &[Instance],
        mut lines: impl Iterator<Item = &'o str>,
    ) -> Self {
        let mut by_model: BTreeMap<usize, Vec<(&Instance, Verdict)>> = BTreeMap::new();
        for instance in instances {
            let verdict = match lines.next() {
                Some(line) => Verdict::parse(instance, line),
                None => Verdict::Rejected("the program ended early".to_owned()),
            };
            by_model.entry(instance.model).or_default().push((instance, verdict));
        }
        let mut report = Self { rows: BTreeMap::new(), exceptions: Vec::new() };
        for (index, verdicts) in by_model {
            let Some(model) = models.get(index) else { continue };
            let is_kept = |verdict: &Verdict| *verdict == Verdict::Kept;
            let kept = verdicts.iter().filter(|(_, verdict)| is_kept(verdict)).count();
            let row = report.rows.entry(group(model)).or_default();
            row.models += 1;
            row.instances += verdicts.len();
            row.kept += kept;
            match verdicts.iter().find(|(_, verdict)| !is_kept(verdict)) {
                None => row.kept_models += 1,
                Some((instance, verdict)) => report.exceptions.push(format!(
                    "{} (#{}), {} of {}: {verdict:?} of {}",
                    model.name,
                    model.schema,
                    verdicts.len() - kept,
                    verdicts.len(),
                    instance.json
                )),
            }
        }
        report
    }

    /// Whether every instance was kept.
    #[must_use]
    pub fn is_lossless(&self) -> bool {
        self.exceptions.is_empty()
    }
}

/// Returns the row of the table that counts a model.
fn group(model: &Model) -> &'static str {
    match &model.shape {
        Shape::Object(object) if object.has_files() => "multipart bodies with files, as JSON",
        Shape::Object(_) => "objects",
        Shape::TaggedUnion(union) if union.is_inferred => "unions by constant property",
        Shape::TaggedUnion(_) => "tagged unions",
        Shape::UntaggedUnion(_) => "untagged unions",
        Shape::Enumeration => "enumerations",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| | models | kept | instances | kept |")?;
        writeln!(formatter, "|---|---|---|---|---|")?;
        for (group, row) in &self.rows {
            let Row { models, kept_models, instances, kept } = row;
            writeln!(formatter, "| {group} | {models} | {kept_models} | {instances} | {kept} |")?;
        }
        for exception in &self.exceptions {
            writeln!(formatter, "- {exception}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Sample;

    fn verdict(json: Value, variant: Option<&str>, line: &str) -> Verdict {
        let variants = variant.map(str::to_owned).into_iter().collect();
        Verdict::parse(&Instance { model: 0, sample: Sample::All, variants, json }, line)
    }

    #[test]
    fn verdict_names_the_loss() {
        let json = || json!({"a": 1, "b": [true]});
        let same = r#"{"b":[true],"a":1}"#;
        assert_eq!(verdict(json(), None, &format!("Lamp\t\t\t\t{same}")), Verdict::Kept);
        assert_eq!(verdict(json(), Some("Lamp"), &format!("Lamp\t\t\t\t{same}")), Verdict::Kept);
        assert_eq!(
            verdict(json(), Some("Lamp"), &format!("Unknown\t\t\t\t{same}")),
            Verdict::OtherVariant("Unknown, not Lamp".to_owned())
        );
        assert_eq!(
            verdict(json(), None, &format!("Lamp\t\t\t{{}}\t{same}")),
            Verdict::OtherVariant("no variant for {}".to_owned())
        );
        assert_eq!(
            verdict(json(), None, &format!("Lamp\tc\td e\t\t{same}")),
            Verdict::Lost("c d e".to_owned())
        );
        assert_eq!(
            verdict(json(), None, "error\tat a: no\t\t\t"),
            Verdict::Rejected("at a: no".to_owned())
        );
        for (line, difference) in [
            (r#"{"a":1}"#, "/b is missing"),
            (r#"{"a":1,"b":[true],"c":0}"#, "/c is new"),
            (r#"{"a":1,"b":[false]}"#, "/b/0: true became false"),
            (r#"{"a":1.5,"b":[true]}"#, "/a: 1 became 1.5"),
        ] {
            assert_eq!(
                verdict(json(), None, &format!("Lamp\t\t\t\t{line}")),
                Verdict::Changed(difference.to_owned())
            );
        }
    }
}
