//! Keywords of arrays.

use serde_json::{Value, json};

use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Rewrites the keywords of arrays that OpenAPI 3.0 does not have.
    pub(super) fn arrays(&mut self, schema: &mut Members, here: &Pointer) {
        for keyword in ["contains", "minContains", "maxContains"] {
            if schema.shift_remove(keyword).is_some() {
                self.approximate(&here.child(keyword), format!("`{keyword}` is not checked"));
            }
        }
        let unevaluated = schema.shift_remove("unevaluatedItems");
        match (unevaluated, schema.contains_key("items")) {
            (Some(items @ Value::Object(_)), false) => {
                self.insert(schema, here, "items", items, "unevaluatedItems");
            }
            (Some(Value::Bool(false)), false) if schema.contains_key("prefixItems") => {
                self.insert(schema, here, "items", false, "unevaluatedItems");
            }
            (Some(Value::Bool(false)), _) => {
                let message = "`unevaluatedItems` is not checked";
                self.approximate(&here.child("unevaluatedItems"), message);
            }
            _ => {}
        }
        self.tuple(schema, here);
        if schema.get("items") == Some(&Value::Bool(false)) {
            schema.shift_remove("items");
            self.insert(schema, here, "maxItems", 0, "items");
        }
    }

    /// Turns a list of schemas by position into one schema for all items.
    fn tuple(&mut self, schema: &mut Members, here: &Pointer) {
        // Before OpenAPI 3.1, JSON Schema wrote the list in `items`.
        let keyword = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(_), _) => "prefixItems",
            (None, Some(Value::Array(_))) => "items",
            _ => return,
        };
        let Some(Value::Array(prefix)) = schema.shift_remove(keyword) else { return };
        let others = if keyword == "items" { "additionalItems" } else { "items" };
        let rest = schema.shift_remove(others);
        let message =
            format!("`{keyword}` gives types to positions: here every item may be of each type");
        self.approximate(&here.child(keyword), message);
        let length = prefix.len();
        let list = here.child(keyword);
        let places = prefix.into_iter().enumerate();
        let mut items: Vec<(Value, Pointer)> =
            places.map(|(index, item)| (item, list.index(index))).collect();
        match rest {
            Some(Value::Bool(false)) if !schema.contains_key("maxItems") => {
                self.insert(schema, here, "maxItems", length, others);
            }
            Some(rest @ Value::Object(_)) => items.push((rest, here.child(others))),
            _ => {}
        }
        items.retain(|(item, _)| *item != Value::Bool(false));
        if !items.is_empty() {
            let items = self.any_of(&here.child("items"), &list, items);
            schema.insert("items".to_owned(), items);
        }
        if !schema.contains_key("type") {
            self.insert(schema, here, "type", json!("array"), keyword);
        }
    }
}
