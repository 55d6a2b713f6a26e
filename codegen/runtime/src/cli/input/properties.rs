//! Body properties that are given as flags, nested properties included.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::ArgMatches;
use clap::error::ErrorKind;
use serde_json::{Map, Value as Json};

use super::file;
use super::part::PartFile;
use crate::cli::arguments::{Invocation, flag, property_id, to_json, value_name, values};
use crate::cli::description::{BodyInput, CommandBody, Flag, ValueKind};
use crate::cli::failure::Failure;
use crate::wire::TagValue;

/// The property flags of a body and their arguments.
#[derive(Clone, Copy)]
pub(super) struct Properties<'a> {
    flags: &'static [Flag],
    matches: &'a ArgMatches,
}

/// Whether the body is given by a variant or by property flags.
pub(super) fn has_properties(invocation: Invocation<'_>) -> bool {
    invocation.variant.is_some() || Properties::of(invocation).is_any_given()
}

impl<'a> Properties<'a> {
    /// Returns the property flags of the selected variant or of the command.
    pub(super) fn of(invocation: Invocation<'a>) -> Self {
        let (flags, matches) = match (&invocation.command.body, invocation.variant) {
            (_, Some((variant, matches))) => (variant.flags, matches),
            (Some(CommandBody { input: BodyInput::Flags(flags), .. }), None) => {
                (*flags, invocation.matches)
            }
            _ => (&[][..], invocation.matches),
        };
        Self { flags, matches }
    }
}

impl Properties<'_> {
    fn is_any_given(self) -> bool {
        self.flags.iter().any(|flag| self.is_given(flag))
    }

    /// Whether a property is given, as a value or as `null`.
    fn is_given(self, flag: &Flag) -> bool {
        self.has_value(flag) || self.is_null(flag)
    }

    fn has_value(self, flag: &Flag) -> bool {
        self.matches.contains_id(&property_id(flag))
    }

    /// Whether `--null` names a property, by its name or an alias.
    fn is_null(self, flag: &Flag) -> bool {
        let names = self.matches.try_get_many::<String>(flag::NULL).ok().flatten();
        let is_name = |name: &String| flag.name == name || flag.aliases.contains(&name.as_str());
        flag.nullable && names.is_some_and(|mut names| names.any(is_name))
    }

    /// Returns the nested properties of a property that are given.
    fn given_inside(self, outer: &'static Flag) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().filter(move |flag| is_inside(flag, outer) && self.is_given(flag))
    }

    /// Returns the error of a property that is given twice: as a value and as `null`, or as a whole
    /// and by nested properties.
    pub(super) fn duplicate(self) -> Option<(ErrorKind, String)> {
        let duplicate = |flag: &'static Flag| {
            let Flag { name, .. } = flag;
            if self.has_value(flag) && self.is_null(flag) {
                return Some(format!("'{name}' is given twice: by '--{name}' and by '--null'"));
            }
            let inner = self.given_inside(flag).next().filter(|_| self.is_given(flag))?;
            let whole = if self.has_value(flag) {
                format!("'--{name}', which sets the whole value")
            } else {
                "'--null'".to_owned()
            };
            Some(format!("'{name}' is given twice: by {whole}, and by '--{}'", inner.name))
        };
        let message = self.flags.iter().find_map(duplicate)?;
        Some((ErrorKind::ArgumentConflict, message))
    }

    /// Returns the required flags that are not given.
    pub(super) fn missing(self) -> Vec<String> {
        let is_missing = |flag: &&'static Flag| {
            // A nested property is required only if its object is present.
            let is_applicable = flag.parents.is_empty()
                || self
                    .flags
                    .iter()
                    .any(|other| other.parents.starts_with(flag.parents) && self.is_given(other));
            flag.required
                && is_applicable
                && !self.is_given(flag)
                && self.given_inside(flag).next().is_none()
        };
        let missing = self.flags.iter().filter(is_missing);
        missing.map(|flag| flag_usage(flag, self.has_inner(flag))).collect()
    }

    fn has_inner(self, outer: &'static Flag) -> bool {
        self.flags.iter().any(|flag| is_inside(flag, outer))
    }

    /// Returns the object of the given properties, and the files that become parts if `has_parts`.
    ///
    /// The object has an empty string for each such file, which is read while it is sent.
    pub(super) fn to_object(
        self,
        tag: Option<(&str, TagValue)>,
        has_parts: bool,
    ) -> Result<(Json, Vec<PartFile>), Failure> {
        let mut object = Map::new();
        let mut files = Vec::new();
        if let Some((property, value)) = tag {
            object.insert(property.to_owned(), Json::from(value));
        }
        for flag in self.flags {
            let files = Some(&mut files).filter(|_| has_parts && flag.parents.is_empty());
            if let Some(value) = self.value(flag, files)? {
                insert(&mut object, flag, value);
            }
        }
        Ok((Json::Object(object), files))
    }

    fn value(
        self,
        flag: &Flag,
        mut files: Option<&mut Vec<PartFile>>,
    ) -> Result<Option<Json>, Failure> {
        if self.is_null(flag) {
            return Ok(Some(Json::Null));
        }
        let Some(texts) = values(self.matches, &property_id(flag)) else { return Ok(None) };
        let mut items = Vec::new();
        for text in texts {
            items.push(match flag.kind {
                ValueKind::File => file_value(flag, text, files.as_deref_mut())?,
                _ => to_json(flag, text),
            });
        }
        Ok(if flag.repeatable { Some(Json::Array(items)) } else { items.pop() })
    }

    /// Returns the flag that gives or could give the value at a path, with the rest of the path.
    pub(super) fn flag_of(self, path: &str) -> Option<String> {
        let longest = |is_candidate: &dyn Fn(&Flag) -> bool| {
            let flags = self.flags.iter().filter(|flag| is_candidate(flag));
            let matching =
                flags.filter_map(|flag| Some((json_path(flag).len(), flag, rest(flag, path)?)));
            matching.max_by_key(|(length, _, _)| *length)
        };
        let (_, flag, rest) =
            longest(&|flag| self.is_given(flag)).or_else(|| longest(&|_| true))?;
        Some(format!("--{}{rest}", flag.name))
    }
}

/// Returns a flag as in usage, with the flags that may replace it.
fn flag_usage(flag: &Flag, has_inner: bool) -> String {
    let instead = if has_inner {
        format!(", or flags that start with --{}.", flag.name)
    } else {
        String::new()
    };
    format!("--{} <{}>{instead}", flag.name, value_name(flag))
}

/// Whether a property is nested in another one, at any depth.
fn is_inside(flag: &Flag, outer: &Flag) -> bool {
    match flag.parents.split_at_checked(outer.parents.len()) {
        Some((around, [next, ..])) => around == outer.parents && *next == outer.source,
        _ => false,
    }
}

/// Returns the path of a property in the body.
fn json_path(flag: &Flag) -> String {
    let names: Vec<&str> = flag.parents.iter().copied().chain([flag.source]).collect();
    names.join(".")
}

/// Returns the rest of a path after the property of a flag, if the path starts with it.
fn rest<'p>(flag: &Flag, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(&json_path(flag))?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

/// Inserts a value at the path of its property.
fn insert(object: &mut Map<String, Json>, flag: &Flag, value: Json) {
    let mut within = object;
    for name in flag.parents {
        let next = within.entry(*name).or_insert_with(|| Json::Object(Map::new()));
        // Anything else is a duplicate, which `duplicate` has reported.
        let Json::Object(next) = next else { return };
        within = next;
    }
    within.insert(flag.source.to_owned(), value);
}

/// Returns the value of a file: base64, or an empty string if the file becomes a part.
fn file_value(flag: &Flag, text: &str, files: Option<&mut Vec<PartFile>>) -> Result<Json, Failure> {
    if let Some(files) = files {
        files.push(PartFile::parse(flag.source, text));
        return Ok(Json::from(""));
    }
    Ok(Json::from(STANDARD.encode(file::bytes(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTER: Flag = Flag::new("a", ValueKind::Json);
    const INNER: Flag = Flag::new("a.b", ValueKind::Json).parents(&["a"]).source("b");
    const INNERMOST: Flag = Flag::new("a.b.c", ValueKind::Text).parents(&["a", "b"]).source("c");
    const OTHER: Flag = Flag::new("b", ValueKind::Text);

    #[test]
    fn finds_nested_properties() {
        assert!(is_inside(&INNER, &OUTER) && is_inside(&INNERMOST, &OUTER));
        assert!(is_inside(&INNERMOST, &INNER));
        for (flag, outer) in
            [(&OUTER, &OUTER), (&OUTER, &INNER), (&INNER, &OTHER), (&OTHER, &OUTER)]
        {
            assert!(!is_inside(flag, outer), "{} {}", flag.name, outer.name);
        }
    }

    #[test]
    fn splits_paths_after_a_property() {
        for (path, remainder) in [
            ("a.b", Some("")),
            ("a.b.c", Some(".c")),
            ("a.b[0]", Some("[0]")),
            ("a.bc", None),
            ("a", None),
        ] {
            assert_eq!(rest(&INNER, path), remainder, "{path}");
        }
    }

    #[test]
    fn inserts_values_at_nested_paths() {
        let mut object = Map::new();
        insert(&mut object, &INNERMOST, Json::from("x"));
        insert(&mut object, &OTHER, Json::from("y"));
        assert_eq!(Json::Object(object).to_string(), r#"{"a":{"b":{"c":"x"}},"b":"y"}"#);
    }
}
