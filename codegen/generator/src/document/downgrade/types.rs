//! Lists of types, and the type `null`.

use std::collections::HashMap;

use serde_json::Value;

use super::keywords::{is_a, is_composed, type_of};
use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Turns a list of types into one type, or a union of one branch for each, with `nullable` for `null`.
    pub(super) fn types(&mut self, schema: &mut Members, here: &Pointer) {
        let names = match schema.get("type") {
            Some(Value::String(name)) if name == "null" => vec!["null".to_owned()],
            Some(Value::Array(names)) => distinct(names),
            _ => return,
        };
        let (nulls, mut names): (Vec<_>, Vec<_>) =
            names.into_iter().partition(|name| name == "null");
        if !nulls.is_empty() {
            self.insert(schema, here, "nullable", true, "type");
        }
        let is_single = names.len() == 1;
        if let Some(Value::Array(members)) = schema.get("enum") {
            // A type without a member is not needed; without any, the members say all.
            names.retain(|name| {
                is_single || members.iter().any(|member| is_a(type_of(member), name))
            });
        }
        match names.as_slice() {
            [] => {
                schema.shift_remove("type");
                let members = schema.get("enum").and_then(Value::as_array);
                let only_null = members.is_none_or(|members| members.iter().all(Value::is_null));
                if !nulls.is_empty() && only_null {
                    schema.shift_remove("enum");
                    let message = "`null` is the only value here: it is read as free-form JSON";
                    self.approximate(&here.child("type"), message);
                }
            }
            [only] => {
                let only = Value::String(only.clone());
                schema.insert("type".to_owned(), only);
            }
            _ => self.union_of_types(schema, here, &names),
        }
    }

    fn union_of_types(&mut self, schema: &mut Members, here: &Pointer, names: &[String]) {
        if is_composed(schema) {
            let message = "several types beside a composition: the types are ignored";
            self.approximate(&here.child("type"), message);
            schema.shift_remove("type");
            return;
        }
        let has_keywords = names.iter().flat_map(|name| keywords_of(name));
        let is_any = ["string", "number", "boolean", "array", "object"]
            .iter()
            .all(|kind| names.iter().any(|name| name == kind))
            && !schema.contains_key("enum")
            && !has_keywords.clone().any(|keyword| schema.contains_key(*keyword));
        if is_any {
            // All values, for which free-form JSON is the more useful type.
            schema.shift_remove("type");
            return;
        }
        let mut branches: Vec<Members> = names.iter().map(|name| branch(schema, name)).collect();
        // The branch that each keyword moves to.
        let mut targets: HashMap<&str, usize> = HashMap::new();
        for (index, (branch, name)) in branches.iter_mut().zip(names).enumerate() {
            let formatted = names.iter().position(|name| takes_format(schema, name));
            let format = (formatted == Some(index)).then_some("format");
            for keyword in keywords_of(name).iter().copied().chain(format) {
                if let Some(value) = schema.shift_remove(keyword) {
                    branch.insert(keyword.to_owned(), value);
                    targets.insert(keyword, index);
                }
            }
        }
        schema.shift_remove("format");
        let members = schema.shift_remove("enum");
        schema.shift_remove("type");
        let list = here.child("anyOf");
        let mut moves = vec![(list.clone(), here.child("type"))];
        for (index, name) in names.iter().enumerate() {
            moves.push((list.index(index), here.clone()));
            moves.push((list.index(index).child("type"), here.child("type")));
            let members = members.iter().filter_map(Value::as_array).flatten().enumerate();
            let of_type = members.filter(|(_, member)| is_a(type_of(member), name));
            let (before, now) = (here.child("enum"), list.index(index).child("enum"));
            let of_type = of_type.enumerate();
            moves.extend(of_type.map(|(to, (from, _))| (now.index(to), before.index(from))));
            moves.push((now, before));
        }
        moves.extend(self.recorded.iter().filter_map(|pointer| {
            let inside = pointer.moved(here, &Pointer::root())?;
            let target = targets.get(&*inside.tokens().next()?)?;
            Some((list.index(*target).appended(inside.as_str()), pointer.clone()))
        }));
        self.all_moved(moves);
        let branches = branches.into_iter().map(Value::Object).collect();
        schema.insert("anyOf".to_owned(), Value::Array(branches));
    }
}

/// Whether the `format` of a schema is one of values of a type.
fn takes_format(schema: &Members, name: &str) -> bool {
    let format = schema.get("format").and_then(Value::as_str);
    let is_numeric = format.is_some_and(|it| matches!(it, "int32" | "int64" | "float" | "double"));
    match name {
        "string" => !is_numeric,
        "integer" | "number" => is_numeric,
        _ => false,
    }
}

/// Returns the names of a list of types; a whole number is a number.
fn distinct(names: &[Value]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().filter_map(Value::as_str) {
        if !found.iter().any(|other| other == name) {
            found.push(name.to_owned());
        }
    }
    if found.iter().any(|name| name == "number") {
        found.retain(|name| name != "integer");
    }
    found
}

/// Returns the branch of a type, with the members of the enumeration that are of the type.
fn branch(schema: &Members, name: &str) -> Members {
    let mut branch = Members::new();
    branch.insert("type".to_owned(), Value::String(name.to_owned()));
    if let Some(Value::Array(members)) = schema.get("enum") {
        let members = members.iter().filter(|member| is_a(type_of(member), name));
        branch.insert("enum".to_owned(), members.cloned().collect());
    }
    branch
}

/// The keywords that apply to values of one type.
fn keywords_of(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &["pattern", "minLength", "maxLength"],
        "integer" | "number" => {
            &["multipleOf", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"]
        }
        "array" => &["items", "minItems", "maxItems", "uniqueItems"],
        "object" => {
            &["properties", "required", "additionalProperties", "minProperties", "maxProperties"]
        }
        _ => &[],
    }
}
