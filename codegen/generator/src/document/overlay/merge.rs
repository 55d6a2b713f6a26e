//! Merges an update into an object, as OpenAPI Overlay 1.0 defines it.

use serde_json::Value;

use crate::diagnostic::{Pointer, describe_value};

/// A receiver of the effects of a merge.
pub(super) trait Recorder {
    /// Records that the value at `to` in the document now comes from `from` in the overlay.
    fn record(&mut self, to: &Pointer, from: &Pointer);
    /// Reports that the value at `from` in the overlay cannot be merged.
    fn mismatch(&mut self, from: &Pointer, message: String);
}

/// Merges `update`, at `from` in the overlay, into `value`, at `to` in the document; returns whether that changed it.
///
/// Objects are merged member by member, arrays are appended to, and scalars are replaced. A value that cannot be merged
/// is unchanged and reported.
pub(super) fn merge(
    value: &mut Value,
    update: &Value,
    to: &Pointer,
    from: &Pointer,
    recorder: &mut dyn Recorder,
) -> bool {
    match (value, update) {
        (Value::Object(object), Value::Object(members)) => {
            let mut changed = false;
            for (key, member) in members {
                let (to, from) = (to.child(key), from.child(key));
                if let Some(existing) = object.get_mut(key) {
                    changed |= merge(existing, member, &to, &from, recorder);
                } else {
                    object.insert(key.clone(), member.clone());
                    recorder.record(&to, &from);
                    changed = true;
                }
            }
            changed
        }
        (Value::Array(list), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                recorder.record(&to.index(list.len()), &from.index(index));
                list.push(item.clone());
            }
            !items.is_empty()
        }
        (value, update) if is_scalar(value) && is_scalar(update) => {
            let changed = value != update;
            if changed {
                value.clone_from(update);
                recorder.record(to, from);
            }
            changed
        }
        (value, update) => {
            let message = format!(
                "{} cannot be merged into {}",
                describe_value(update),
                describe_value(value)
            );
            recorder.mismatch(from, message);
            true
        }
    }
}

fn is_scalar(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}
