//! Objects: what the flags of a body's properties make, those of properties inside others among them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::ArgMatches;
use clap::error::ErrorKind;
use serde_json::{Map, Value as Json};

use super::failure::Failure;
use super::input;
use super::part::PartFile;
use super::request::{Typed, values};
use super::table::{Body, Flag, Given, Kind};
use super::tree::{flag, property_id, value_name};
use super::value;

/// The flags of a body that can be given, and what was typed for them.
#[derive(Clone, Copy)]
pub(super) struct Properties<'a> {
    pub(super) flags: &'static [Flag],
    pub(super) matches: &'a ArgMatches,
}

impl Properties<'_> {
    /// Whether any was given.
    pub(super) fn are_given(self) -> bool {
        self.flags.iter().any(|flag| self.is_given(flag))
    }

    /// Whether a value or `null` was given for a property.
    pub(super) fn is_given(self, flag: &Flag) -> bool {
        self.has_value(flag) || self.is_null(flag)
    }

    fn has_value(self, flag: &Flag) -> bool {
        self.matches.contains_id(&property_id(flag))
    }

    /// Whether `--null` names a property, by any of its names.
    fn is_null(self, flag: &Flag) -> bool {
        let given = self.matches.try_get_many::<String>(flag::NULL).ok().flatten();
        let is_it = |name: &String| flag.name == name || flag.aliases.contains(&name.as_str());
        flag.nullable && given.is_some_and(|mut names| names.any(is_it))
    }

    /// What was given of the properties inside one.
    fn given_inside(self, outer: &'static Flag) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().filter(move |flag| is_inside(flag, outer) && self.is_given(flag))
    }

    /// A property that is given twice: as a value and as `null`, or as a whole and by what is inside it.
    pub(super) fn twice(self) -> Option<(ErrorKind, String)> {
        let of_flag = |flag: &'static Flag| {
            let Flag { name, .. } = flag;
            if self.has_value(flag) && self.is_null(flag) {
                return Some(format!("'{name}' is given twice: by '--{name}' and by '--null'"));
            }
            let inner = self.given_inside(flag).next().filter(|_| self.is_given(flag))?;
            let whole = if self.has_value(flag) {
                format!("'--{name}', which takes all of it")
            } else {
                "'--null'".to_owned()
            };
            Some(format!("'{name}' is given twice: by {whole}, and by '--{}'", inner.name))
        };
        let message = self.flags.iter().find_map(of_flag)?;
        Some((ErrorKind::ArgumentConflict, message))
    }

    /// The flags that must be given and were not, as people type them.
    pub(super) fn lacking(self) -> Vec<String> {
        let is_lacking = |flag: &&'static Flag| {
            // What is inside an object is required where there is that object.
            let is_wanted = flag.inside.is_empty()
                || self
                    .flags
                    .iter()
                    .any(|other| other.inside.starts_with(flag.inside) && self.is_given(other));
            flag.required
                && is_wanted
                && !self.is_given(flag)
                && self.given_inside(flag).next().is_none()
        };
        let lacking = self.flags.iter().filter(is_lacking);
        lacking.map(|flag| named(flag, self.has_inner(flag))).collect()
    }

    fn has_inner(self, outer: &'static Flag) -> bool {
        self.flags.iter().any(|flag| is_inside(flag, outer))
    }

    /// The object that the flags describe. Where it has parts, the files of these come with it, and the object has but
    /// their number: they are read while they are sent.
    pub(super) fn object(
        self,
        tag: Option<(&str, &str)>,
        has_parts: bool,
    ) -> Result<(Json, Vec<PartFile>), Failure> {
        let mut object = Map::new();
        let mut files = Vec::new();
        if let Some((property, value)) = tag {
            object.insert(property.to_owned(), Json::from(value));
        }
        for flag in self.flags {
            let files = Some(&mut files).filter(|_| has_parts && flag.inside.is_empty());
            if let Some(value) = self.value(flag, files)? {
                put(&mut object, flag, value);
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
                Kind::File => of_file(flag, text, files.as_deref_mut())?,
                _ => value::json(flag, text),
            });
        }
        Ok(if flag.many { Some(Json::Array(items)) } else { items.pop() })
    }

    /// The flag that a value in the body was given by, or could be, and the rest of the way to it.
    pub(super) fn location(self, path: &str) -> Option<String> {
        let found = |is_asked: &dyn Fn(&Flag) -> bool| {
            let flags = self.flags.iter().filter(|flag| is_asked(flag));
            let fitting = flags.filter_map(|flag| Some((way(flag).len(), flag, rest(flag, path)?)));
            fitting.max_by_key(|(length, _, _)| *length)
        };
        let (_, flag, rest) = found(&|flag| self.is_given(flag)).or_else(|| found(&|_| true))?;
        Some(format!("--{}{rest}", flag.name))
    }
}

impl<'a> Typed<'a> {
    /// The flags of the body that can be given, and what was typed for them.
    pub(super) fn properties(&self) -> Properties<'a> {
        let (flags, matches) = match (&self.command.body, self.variant) {
            (_, Some((variant, matches))) => (variant.flags, matches),
            (Some(Body { given: Given::Flags(flags), .. }), None) => (*flags, self.matches),
            _ => (&[][..], self.matches),
        };
        Properties { flags, matches }
    }
}

/// A flag with the kind of its value, and what does instead.
fn named(flag: &Flag, has_inner: bool) -> String {
    let instead = if has_inner {
        format!(", or flags that begin with --{}.", flag.name)
    } else {
        String::new()
    };
    format!("--{} <{}>{instead}", flag.name, value_name(flag))
}

/// Whether a property is inside another one, however deep.
fn is_inside(flag: &Flag, outer: &Flag) -> bool {
    match flag.inside.split_at_checked(outer.inside.len()) {
        Some((around, [next, ..])) => around == outer.inside && *next == outer.source,
        _ => false,
    }
}

/// The way through the body to a property, as violations have it.
fn way(flag: &Flag) -> String {
    let names: Vec<&str> = flag.inside.iter().copied().chain([flag.source]).collect();
    names.join(".")
}

/// What is left of a path behind the property of a flag, if it leads there.
fn rest<'p>(flag: &Flag, path: &'p str) -> Option<&'p str> {
    let rest = path.strip_prefix(&way(flag))?;
    (rest.is_empty() || rest.starts_with(['.', '['])).then_some(rest)
}

/// Puts a value where its property stands.
fn put(object: &mut Map<String, Json>, flag: &Flag, value: Json) {
    let mut within = object;
    for name in flag.inside {
        let next = within.entry(*name).or_insert_with(|| Json::Object(Map::new()));
        // Nothing else can be there: that would be given twice.
        let Json::Object(next) = next else { return };
        within = next;
    }
    within.insert(flag.source.to_owned(), value);
}

/// A file that is a part is kept beside; of any other the bytes become base64, which is how JSON holds them.
fn of_file(flag: &Flag, text: &str, files: Option<&mut Vec<PartFile>>) -> Result<Json, Failure> {
    if let Some(files) = files {
        files.push(PartFile::typed(flag.source, text));
        return Ok(Json::from(""));
    }
    Ok(Json::from(STANDARD.encode(input::bytes(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTER: Flag = Flag::new("a", Kind::Json);
    const INNER: Flag = Flag::new("a.b", Kind::Json).inside(&["a"]).stands_for("b");
    const INNERMOST: Flag = Flag::new("a.b.c", Kind::Text).inside(&["a", "b"]).stands_for("c");
    const OTHER: Flag = Flag::new("b", Kind::Text);

    #[test]
    fn what_is_inside_what() {
        assert!(is_inside(&INNER, &OUTER) && is_inside(&INNERMOST, &OUTER));
        assert!(is_inside(&INNERMOST, &INNER));
        for (flag, outer) in
            [(&OUTER, &OUTER), (&OUTER, &INNER), (&INNER, &OTHER), (&OTHER, &OUTER)]
        {
            assert!(!is_inside(flag, outer), "{} {}", flag.name, outer.name);
        }
    }

    #[test]
    fn a_way_leads_to_a_property_and_what_is_in_it() {
        for (path, left) in [
            ("a.b", Some("")),
            ("a.b.c", Some(".c")),
            ("a.b[0]", Some("[0]")),
            ("a.bc", None),
            ("a", None),
        ] {
            assert_eq!(rest(&INNER, path), left, "{path}");
        }
    }

    #[test]
    fn values_stand_where_their_properties_do() {
        let mut object = Map::new();
        put(&mut object, &INNERMOST, Json::from("x"));
        put(&mut object, &OTHER, Json::from("y"));
        assert_eq!(Json::Object(object).to_string(), r#"{"a":{"b":{"c":"x"}},"b":"y"}"#);
    }
}
