//! Merges an update into an object, as overlays do.

use serde_json::Value;

use super::grammar::found;
use crate::diagnostic::Pointer;

/// What merging says of its way.
pub(super) trait Report {
    /// A value comes from the update: where it comes to stand, and where it stood in the overlay.
    fn brought(&mut self, to: &Pointer, from: &Pointer);
    /// A part of the update, which stands at `from` in the overlay, does not fit.
    fn misfit(&mut self, from: &Pointer, message: String);
}

/// Merges `update` into `value` and says whether that changed it. The value stands at `to` in the document, the update
/// at `from` in the overlay.
///
/// Objects are merged member by member, arrays are appended to, other values replaced. What does
/// not fit is left as it was and reported.
pub(super) fn merge(
    value: &mut Value,
    update: &Value,
    (to, from): (&Pointer, &Pointer),
    report: &mut dyn Report,
) -> bool {
    match (value, update) {
        (Value::Object(object), Value::Object(members)) => {
            let mut changed = false;
            for (key, member) in members {
                let (to, from) = (to.child(key), from.child(key));
                if let Some(existing) = object.get_mut(key) {
                    changed |= merge(existing, member, (&to, &from), report);
                } else {
                    object.insert(key.clone(), member.clone());
                    report.brought(&to, &from);
                    changed = true;
                }
            }
            changed
        }
        (Value::Array(list), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                report.brought(&to.index(list.len()), &from.index(index));
                list.push(item.clone());
            }
            !items.is_empty()
        }
        (value, update) if is_scalar(value) && is_scalar(update) => {
            let changed = value != update;
            if changed {
                value.clone_from(update);
                report.brought(to, from);
            }
            changed
        }
        (value, update) => {
            let message = format!("{} cannot be merged into {}", found(update), found(value));
            report.misfit(from, message);
            true
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
