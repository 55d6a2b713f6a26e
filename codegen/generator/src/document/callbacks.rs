//! Removes callbacks from the input of `openapiv3`.
//!
//! OpenAPI 3.0 allows a `$ref` as a callback and extensions in one; `openapiv3` accepts neither. Clients do not use
//! callbacks.

use std::borrow::Cow;

use serde_json::Value;

/// Returns the document without callbacks; borrows it if it has none.
pub(super) fn without_callbacks(root: &Value) -> Cow<'_, Value> {
    let mut adapted = Cow::Borrowed(root);
    if root.pointer(COMPONENTS).is_some() {
        remove(adapted.to_mut().get_mut("components"));
    }
    for (path, item) in root.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation.get(CALLBACKS).is_some() {
                let paths = adapted.to_mut().get_mut("paths");
                let item = paths.and_then(|paths| paths.get_mut(path));
                remove(item.and_then(|item| item.get_mut(method)));
            }
        }
    }
    adapted
}

const CALLBACKS: &str = "callbacks";
const COMPONENTS: &str = "/components/callbacks";

fn remove(holder: Option<&mut Value>) {
    if let Some(members) = holder.and_then(Value::as_object_mut) {
        members.shift_remove(CALLBACKS);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Cow, without_callbacks};

    #[test]
    fn removes_only_callbacks() {
        let without = json!({"paths": {"/a": {"get": {}, "parameters": []}}, "components": {}});
        assert!(matches!(without_callbacks(&without), Cow::Borrowed(_)));
        let with = json!({
            "paths": {"/a": {"get": {"callbacks": {"x": {"$ref": "#/components/callbacks/X"}}}, "parameters": []}},
            "components": {"callbacks": {"X": {"x-a": 1}}},
        });
        assert_eq!(*without_callbacks(&with), without);
    }
}
