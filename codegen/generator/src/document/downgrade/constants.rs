//! `const`, and unions of annotated constants.

use serde_json::{Value, json};

use super::keywords::{is_a, is_annotation, type_of};
use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Turns `const` into an `enum` with one member.
    pub(super) fn constant(&mut self, schema: &mut Members, here: &Pointer) {
        let Some(value) = schema.shift_remove("const") else { return };
        let name = type_of(&value);
        if value.is_null() {
            schema.shift_remove("enum");
            return self.insert(schema, here, "type", "null", "const");
        }
        match schema.get("type") {
            None if matches!(name, "string" | "integer" | "number" | "boolean") => {
                self.insert(schema, here, "type", name, "const");
            }
            Some(Value::Array(names)) => {
                let fitting = names.iter().filter_map(Value::as_str).find(|it| is_a(name, it));
                if let Some(fitting) = fitting.map(str::to_owned) {
                    schema.insert("type".to_owned(), Value::String(fitting));
                }
            }
            _ => {}
        }
        self.moved(here.child("enum").index(0), &here.child("const"));
        self.insert(schema, here, "enum", json!([value]), "const");
    }

    /// Turns a union of constants into an `enum`, whose members have the titles and descriptions of the constants.
    pub(super) fn annotated_enumeration(&mut self, schema: &mut Members, here: &Pointer) {
        for keyword in ["oneOf", "anyOf"] {
            let Some(constants) = constants(schema, keyword) else { continue };
            let list = here.child(keyword);
            let moves = (0..constants.len())
                .map(|index| (here.child("enum").index(index), list.index(index).child("const")))
                .collect();
            self.all_moved(moves);
            schema.shift_remove(keyword);
            let is_integer = constants.iter().all(|constant| type_of(&constant.value) == "integer");
            let is_text = constants.iter().all(|constant| constant.value.is_string());
            if !schema.contains_key("type") {
                let name = match (is_text, is_integer) {
                    (true, _) => "string",
                    (false, true) => "integer",
                    (false, false) => "number",
                };
                self.insert(schema, here, "type", name, keyword);
            }
            let titles: Option<Vec<&str>> =
                constants.iter().map(|constant| constant.title.as_deref()).collect();
            // A string names its member better than a title, which may be a sentence.
            let names = titles.filter(|_| !is_text).map(Value::from);
            if let Some(names) = names.filter(|_| !schema.contains_key(NAMES)) {
                self.insert(schema, here, NAMES, names, keyword);
            }
            let descriptions: Vec<String> =
                constants.iter().map(|constant| constant.description(is_text)).collect();
            if descriptions.iter().any(|text| !text.is_empty())
                && !schema.contains_key(DESCRIPTIONS)
            {
                self.insert(schema, here, DESCRIPTIONS, descriptions, keyword);
            }
            let values: Vec<Value> = constants.into_iter().map(|constant| constant.value).collect();
            self.insert(schema, here, "enum", values, keyword);
        }
    }
}

/// The extensions with the names and the descriptions of an enumeration's members.
const NAMES: &str = "x-enum-varnames";
const DESCRIPTIONS: &str = "x-enum-descriptions";

/// A constant with its annotations.
struct Constant {
    value: Value,
    title: Option<String>,
    description: Option<String>,
    deprecated: bool,
}

impl Constant {
    /// Returns a constant that may only be annotated.
    fn of(branch: &Value) -> Option<Self> {
        let members = branch.as_object()?;
        let value = members.get("const").filter(|value| value.is_string() || value.is_number())?;
        let fits = members.iter().all(|(key, member)| match key.as_str() {
            "const" => true,
            "type" => member.as_str().is_some_and(|name| is_a(type_of(value), name)),
            key => is_annotation(key),
        });
        let text = |key: &str| members.get(key).and_then(Value::as_str).map(str::to_owned);
        fits.then(|| Self {
            value: value.clone(),
            title: text("title").filter(|title| !title.is_empty()),
            description: text("description"),
            deprecated: members.get("deprecated") == Some(&Value::Bool(true)),
        })
    }

    /// Returns the documentation of the member. A title that does not name the member is part of it.
    fn description(&self, with_title: bool) -> String {
        let title = self.title.as_deref().filter(|_| with_title);
        let title = title.filter(|title| self.value.as_str() != Some(title));
        let deprecated = self.deprecated.then_some("Deprecated.");
        let paragraphs = [deprecated, title, self.description.as_deref()];
        paragraphs.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }
}

/// Returns the constants of a union that consists of nothing else, all strings or all numbers.
fn constants(schema: &Members, keyword: &str) -> Option<Vec<Constant>> {
    let branches = schema.get(keyword)?.as_array()?;
    let says_more = ["$ref", "enum", "const", "allOf", "discriminator", "properties"]
        .iter()
        .chain(["anyOf", "oneOf"].iter().filter(|other| **other != keyword))
        .any(|key| schema.contains_key(*key));
    let constants: Vec<Constant> = branches.iter().map(Constant::of).collect::<Option<_>>()?;
    let texts = constants.iter().filter(|constant| constant.value.is_string()).count();
    let is_uniform = texts == 0 || texts == constants.len();
    (!says_more && is_uniform && !constants.is_empty()).then_some(constants)
}
