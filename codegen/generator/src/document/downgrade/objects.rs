//! Keywords of objects.

use serde_json::{Map, Value};

use super::keywords::is_composed;
use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Rewrites the keywords of objects that OpenAPI 3.0 does not have.
    pub(super) fn objects(&mut self, schema: &mut Members, here: &Pointer) {
        self.excluded_properties(schema, here);
        self.conditions(schema, here);
        self.pattern_properties(schema, here);
        self.property_names(schema, here);
        self.unevaluated_properties(schema, here);
        if schema.get("not") == Some(&Value::Bool(false)) {
            schema.shift_remove("not");
        }
    }

    /// Removes properties that must not be present.
    fn excluded_properties(&mut self, schema: &mut Members, here: &Pointer) {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        let is_excluded = |value: &Value| *value == Value::Bool(false);
        let excluded: Vec<String> = properties
            .iter()
            .filter(|(_, property)| is_excluded(property))
            .map(|(name, _)| name.clone())
            .collect();
        properties.retain(|_, property| !is_excluded(property));
        for name in excluded {
            let message = "the schema `false` allows no value: the property is omitted";
            self.approximate(&here.child("properties").child(&name), message);
        }
    }

    /// Makes the properties of conditional schemas optional properties.
    fn conditions(&mut self, schema: &mut Members, here: &Pointer) {
        schema.shift_remove("if");
        for keyword in ["then", "else"] {
            if let Some(part) = schema.shift_remove(keyword) {
                self.conditional(schema, here, keyword, vec![(part, here.child(keyword))]);
            }
        }
        // `dependencies` is the former name of both.
        for keyword in ["dependentSchemas", "dependentRequired", "dependencies"] {
            let Some(Value::Object(parts)) = schema.shift_remove(keyword) else { continue };
            let list = here.child(keyword);
            let parts = parts.into_iter();
            let parts = parts.map(|(name, part)| (part, list.child(&name))).collect();
            self.conditional(schema, here, keyword, parts);
        }
    }

    fn conditional(
        &mut self,
        schema: &mut Members,
        here: &Pointer,
        keyword: &str,
        parts: Vec<(Value, Pointer)>,
    ) {
        let message = format!("`{keyword}` is not checked: what it adds is optional");
        self.approximate(&here.child(keyword), message);
        for (part, before) in parts {
            let Value::Object(mut part) = part else { continue };
            let Some(Value::Object(added)) = part.shift_remove("properties") else { continue };
            if !schema.contains_key("properties") {
                self.moved(here.child("properties"), &before.child("properties"));
            }
            let properties = schema.entry("properties").or_insert_with(|| Map::new().into());
            let Some(properties) = properties.as_object_mut() else { continue };
            for (name, property) in added {
                if !properties.contains_key(&name) && !property.is_boolean() {
                    let current = here.child("properties").child(&name);
                    self.moved(current, &before.child("properties").child(&name));
                    properties.insert(name, property);
                }
            }
        }
    }

    /// Makes properties whose names match a pattern additional properties.
    fn pattern_properties(&mut self, schema: &mut Members, here: &Pointer) {
        let keyword = "patternProperties";
        let Some(Value::Object(patterns)) = schema.shift_remove(keyword) else { return };
        let list = here.child(keyword);
        let places = patterns.into_iter().map(|(name, value)| (value, list.child(&name)));
        let mut values: Vec<_> = places.filter(|(it, _)| *it != Value::Bool(false)).collect();
        let additional = here.child("additionalProperties");
        match schema.get("additionalProperties") {
            Some(rest @ Value::Object(_)) => values.push((rest.clone(), additional.clone())),
            Some(Value::Bool(true)) => values.clear(),
            _ => {}
        }
        let message =
            format!("`{keyword}` is read as `additionalProperties`: names are not checked");
        self.approximate(&list, message);
        if !values.is_empty() {
            let value = self.any_of(&additional, &list, values);
            schema.insert("additionalProperties".to_owned(), value);
        }
    }

    /// Describes the names that properties may have.
    fn property_names(&mut self, schema: &mut Members, here: &Pointer) {
        let Some(names) = schema.shift_remove("propertyNames") else { return };
        let Value::Object(names) = names else { return };
        let restricts = names.iter().any(|(key, value)| !(key == "type" && value == "string"));
        if !restricts {
            return;
        }
        let message = "the names of properties are not checked with `propertyNames`";
        self.approximate(&here.child("propertyNames"), message);
        let code = |text: &str| format!("`{}`", text.replace('`', "'"));
        if let Some(pattern) = names.get("pattern").and_then(Value::as_str) {
            let text = format!("The names of properties match {}.", code(pattern));
            self.describe(schema, here, &text, "propertyNames");
        }
        let allowed = names.get("enum").and_then(Value::as_array);
        let allowed: Vec<String> =
            allowed.into_iter().flatten().filter_map(Value::as_str).map(code).collect();
        if !allowed.is_empty() {
            let text = format!("The names of properties: {}.", allowed.join(", "));
            self.describe(schema, here, &text, "propertyNames");
        }
    }

    /// Reads properties that no other keyword describes as additional ones.
    fn unevaluated_properties(&mut self, schema: &mut Members, here: &Pointer) {
        let keyword = "unevaluatedProperties";
        let Some(unevaluated) = schema.shift_remove(keyword) else { return };
        if schema.contains_key("additionalProperties") || unevaluated == Value::Bool(true) {
            // Nothing is left, or everything is allowed, which is the default.
            return;
        }
        let target = "additionalProperties";
        match (is_composed(schema), unevaluated) {
            (false, value) => self.insert(schema, here, target, value, keyword),
            (true, Value::Bool(_)) => {
                let message = format!("`{keyword}` is not checked: it depends on a composition");
                self.approximate(&here.child(keyword), message);
            }
            (true, _) => {
                let message = format!(
                    "`{keyword}` depends on a composition: additional properties are free-form JSON"
                );
                self.approximate(&here.child(keyword), message);
                self.insert(schema, here, target, true, keyword);
            }
        }
    }
}
