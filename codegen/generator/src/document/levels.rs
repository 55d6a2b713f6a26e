//! The levels that a document asks for, itself or by its overlay: which findings are not shown, which are errors.

use serde_json::Value;

use crate::diagnostic::{
    ALLOW, Code, DENY, Diagnostic, Diagnostics, Kinds, Levels, Place, Pointer,
};

/// Reads the hints of the document's root, and leaves what they ask for with the findings. Gives what is wrong with
/// the hints, which keeps nothing else from being found.
pub(super) fn read(name: &str, root: &Value, found: &mut Diagnostics) -> Vec<Diagnostic> {
    let mut levels = Levels::new();
    let mut mistaken = Vec::new();
    for hint in [ALLOW, DENY] {
        let Some(value) = root.get(hint) else { continue };
        let pointer = Pointer::root().child(hint);
        let mut refuse = |pointer: &Pointer, message: String, advice: &str| {
            let place = Place::new(name, pointer.clone());
            let finding = Diagnostic::new(Code::InvalidHint, place, message);
            mistaken.push(finding.with_advice(advice));
        };
        let Some(items) = value.as_array() else {
            let message = format!("`{hint}` has to be a list of kinds of findings");
            refuse(&pointer, message, "write it like `[unknown-keyword]`");
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            let here = pointer.index(index);
            let Some(kinds) = item.as_str() else {
                let message =
                    format!("an item of `{hint}` has to be the name of a kind of finding");
                refuse(&here, message, "write it like `[unknown-keyword]`");
                continue;
            };
            let asked = kinds.parse::<Kinds>().map_err(|error| error.to_string());
            let asked = asked.and_then(|kinds| {
                if hint == DENY {
                    return levels.deny(kinds);
                }
                levels.allow_at(kinds, Some(Place::new(name, here.clone())))
            });
            if let Err(message) = asked {
                refuse(&here, message, "correct or remove it");
            }
        }
    }
    found.levels = levels;
    mistaken
}
