//! The levels that a document asks for, itself or by its overlay: which diagnostics are not shown, which are errors.

use serde_json::Value;

use crate::diagnostic::{
    ALLOW, Code, DENY, Diagnostic, Diagnostics, Kinds, Levels, Location, Pointer,
};

/// Reads the extensions of the document's root, and leaves what they ask for with the diagnostics. Gives what is wrong with
/// the extensions, which keeps nothing else from being found.
pub(super) fn read(name: &str, root: &Value, found: &mut Diagnostics) -> Vec<Diagnostic> {
    let mut levels = Levels::new();
    let mut mistaken = Vec::new();
    for extension in [ALLOW, DENY] {
        let Some(value) = root.get(extension) else { continue };
        let pointer = Pointer::root().child(extension);
        let mut refuse = |pointer: &Pointer, message: String, advice: &str| {
            let location = Location::new(name, pointer.clone());
            let diagnostic = Diagnostic::new(Code::InvalidExtension, location, message);
            mistaken.push(diagnostic.with_advice(advice));
        };
        let Some(items) = value.as_array() else {
            let message = format!("`{extension}` has to be a list of kinds of diagnostics");
            refuse(&pointer, message, "write it like `[unknown-keyword]`");
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            let here = pointer.index(index);
            let Some(kinds) = item.as_str() else {
                let message =
                    format!("an item of `{extension}` has to be the name of a kind of diagnostic");
                refuse(&here, message, "write it like `[unknown-keyword]`");
                continue;
            };
            let asked = kinds.parse::<Kinds>().map_err(|error| error.to_string());
            let asked = asked.and_then(|kinds| {
                if extension == DENY {
                    return levels.deny(kinds);
                }
                levels.allow_at(kinds, Some(Location::new(name, here.clone())))
            });
            if let Err(message) = asked {
                refuse(&here, message, "correct or remove it");
            }
        }
    }
    found.levels = levels;
    mistaken
}
