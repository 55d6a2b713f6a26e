//! The report: what became of the instances, as a table, and every exception by name.

use std::collections::BTreeMap;
use std::fmt;

use portolan::api::{Api, DiscriminatorSource, Model, ModelId, Shape};
use serde_json::Value;

use crate::instance::{Instance, has_files, source};

/// What became of one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was read as what it is, and written as it came.
    PinnedMediaTypes,
    /// It could not be read.
    Refused(String),
    /// It was read as another variant.
    OtherVariant(String),
    /// Something of it had no place, or was missing.
    Lost(String),
    /// It was written otherwise than it came.
    Changed(String),
}

impl Verdict {
    /// Reads a line of the program.
    fn of(instance: &Instance, line: &str) -> Self {
        let mut parts = line.splitn(4, '\t');
        let mut next = || parts.next().unwrap_or_default();
        let (beginning, missing, unexpected, json) = (next(), next(), next(), next());
        if beginning == "error" && json.is_empty() {
            return Self::Refused(missing.to_owned());
        }
        if let Some(variant) = instance.variant.as_ref().filter(|variant| *variant != beginning) {
            return Self::OtherVariant(format!("{beginning}, not {variant}"));
        }
        if !missing.is_empty() || !unexpected.is_empty() {
            return Self::Lost(format!("{missing} {unexpected}").trim().to_owned());
        }
        match serde_json::from_str::<Value>(json) {
            Ok(json) if json == instance.json => Self::PinnedMediaTypes,
            Ok(json) => Self::Changed(first_difference(&instance.json, &json, "")),
            Err(error) => Self::Changed(error.to_string()),
        }
    }
}

/// The path at which two values differ first.
fn first_difference(one: &Value, other: &Value, path: &str) -> String {
    match (one, other) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, member) in members {
                let path = format!("{path}/{name}");
                match others.get(name) {
                    Some(other) if other == member => {}
                    Some(other) => return first_difference(member, other, &path),
                    None => return format!("{path} is gone"),
                }
            }
            let added = others.keys().find(|name| !members.contains_key(*name));
            format!("{path}/{} came in", added.map_or("", String::as_str))
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let differs = items.iter().zip(others).enumerate().find(|(_, (one, two))| one != two);
            differs.map_or_else(String::new, |(index, (one, two))| {
                first_difference(one, two, &format!("{path}/{index}"))
            })
        }
        _ => format!("{path}: {one} became {other}"),
    }
}

/// What became of all instances.
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
    /// Holds what the program printed against the instances.
    #[must_use]
    pub fn new(api: &Api, instances: &[Instance], printed: &str) -> Self {
        let mut lines = printed.lines();
        let mut by_model: BTreeMap<ModelId, Vec<(&Instance, Verdict)>> = BTreeMap::new();
        for instance in instances {
            let verdict = match lines.next() {
                Some(line) => Verdict::of(instance, line),
                None => Verdict::Refused("the program ended before it".to_owned()),
            };
            by_model.entry(instance.model).or_default().push((instance, verdict));
        }
        let mut report = Self { rows: BTreeMap::new(), exceptions: Vec::new() };
        for (id, verdicts) in by_model {
            let Some(model) = api.model(id) else { continue };
            let kept = verdicts
                .iter()
                .filter(|(_, verdict)| *verdict == Verdict::PinnedMediaTypes)
                .count();
            let row = report.rows.entry(kind(model)).or_default();
            row.models += 1;
            row.instances += verdicts.len();
            row.kept += kept;
            if let Some((instance, verdict)) =
                verdicts.iter().find(|(_, verdict)| *verdict != Verdict::PinnedMediaTypes)
            {
                let others = verdicts.len() - kept;
                report.exceptions.push(format!(
                    "{} ({}), {others} of {}: {verdict:?} of {}",
                    model.name.as_str(),
                    source(api, id),
                    verdicts.len(),
                    instance.json,
                ));
            } else {
                row.kept_models += 1;
            }
        }
        report
    }

    /// Whether every instance was kept.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.exceptions.is_empty()
    }
}

fn kind(model: &Model) -> &'static str {
    match &model.shape {
        Shape::Object(_) if has_files(model) => "multipart bodies with files, as JSON",
        Shape::Object(_) => "objects",
        Shape::Union(union) => match union.discriminator {
            DiscriminatorSource::Declared => "unions by discriminator",
            DiscriminatorSource::Inferred => "unions by a property of one value",
        },
        Shape::UntaggedUnion(_) => "unions by what they are made of",
        Shape::Enumeration(_) => "enumerations",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| | models | kept | instances | kept |")?;
        writeln!(formatter, "|---|---|---|---|---|")?;
        for (kind, row) in &self.rows {
            let Row { models, kept_models, instances, kept } = row;
            writeln!(formatter, "| {kind} | {models} | {kept_models} | {instances} | {kept} |")?;
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
        let variant = variant.map(str::to_owned);
        Verdict::of(&Instance { model: ModelId(0), sample: Sample::All, variant, json }, line)
    }

    #[test]
    fn every_way_to_lose_something_is_seen() {
        let json = || json!({"a": 1, "b": [true]});
        let same = r#"{"b":[true],"a":1}"#;
        assert_eq!(verdict(json(), None, &format!("Lamp\t\t\t{same}")), Verdict::PinnedMediaTypes);
        assert_eq!(
            verdict(json(), Some("Lamp"), &format!("Lamp\t\t\t{same}")),
            Verdict::PinnedMediaTypes
        );
        assert_eq!(
            verdict(json(), Some("Lamp"), &format!("Unknown\t\t\t{same}")),
            Verdict::OtherVariant("Unknown, not Lamp".to_owned())
        );
        assert_eq!(
            verdict(json(), None, &format!("Lamp\tc\td e\t{same}")),
            Verdict::Lost("c d e".to_owned())
        );
        assert_eq!(
            verdict(json(), None, "error\tat a: no\t\t"),
            Verdict::Refused("at a: no".to_owned())
        );
        for (line, difference) in [
            (r#"{"a":1}"#, "/b is gone"),
            (r#"{"a":1,"b":[true],"c":0}"#, "/c came in"),
            (r#"{"a":1,"b":[false]}"#, "/b/0: true became false"),
            (r#"{"a":1.5,"b":[true]}"#, "/a: 1 became 1.5"),
        ] {
            assert_eq!(
                verdict(json(), None, &format!("Lamp\t\t\t{line}")),
                Verdict::Changed(difference.to_owned())
            );
        }
    }
}
