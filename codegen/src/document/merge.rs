//! Merges an update into an object, as overlays do.

use serde_json::Value;

use super::grammar::found;
use crate::diagnostic::Pointer;

/// Merges `update` into `value` and says whether that changed it.
///
/// Objects are merged member by member, arrays are appended to, other values replaced. What does
/// not fit is left as it was and reported with its place in the overlay, which starts at `pointer`.
pub(super) fn merge(
    value: &mut Value,
    update: &Value,
    pointer: &Pointer,
    report: &mut dyn FnMut(&Pointer, String),
) -> bool {
    match (value, update) {
        (Value::Object(object), Value::Object(members)) => {
            let mut changed = false;
            for (key, member) in members {
                if let Some(existing) = object.get_mut(key) {
                    changed |= merge(existing, member, &pointer.child(key), report);
                } else {
                    object.insert(key.clone(), member.clone());
                    changed = true;
                }
            }
            changed
        }
        (Value::Array(list), Value::Array(items)) => {
            list.extend(items.iter().cloned());
            !items.is_empty()
        }
        (value, update) if is_scalar(value) && is_scalar(update) => {
            let changed = value != update;
            value.clone_from(update);
            changed
        }
        (value, update) => {
            let message = format!("{} cannot be merged into {}", found(update), found(value));
            report(pointer, message);
            true
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
