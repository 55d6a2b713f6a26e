//! Reads the diagnostic levels that a document or its overlay sets with `x-rust-allow` and `x-rust-deny`.

use serde_json::Value;

use crate::diagnostic::{
    ALLOW, Code, CodeSet, DENY, Diagnostic, Diagnostics, Levels, Location, Pointer,
};

/// Reads the level extensions of the root and stores them in `diagnostics`.
///
/// Returns diagnostics about the extensions themselves, so that they do not prevent further checks.
pub(super) fn read(name: &str, root: &Value, diagnostics: &mut Diagnostics) -> Vec<Diagnostic> {
    let mut levels = Levels::new();
    let mut invalid = Vec::new();
    for extension in [ALLOW, DENY] {
        let Some(value) = root.get(extension) else { continue };
        let pointer = Pointer::root().child(extension);
        let mut reject = |pointer: &Pointer, message: String, advice: &str| {
            let location = Location::new(name, pointer.clone());
            let diagnostic = Diagnostic::new(Code::InvalidExtension, location, message);
            invalid.push(diagnostic.with_advice(advice));
        };
        let Some(items) = value.as_array() else {
            let message = format!("`{extension}` must be a list of diagnostic codes");
            reject(&pointer, message, "write it like `[unknown-keyword]`");
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            let here = pointer.index(index);
            let Some(text) = item.as_str() else {
                let message =
                    format!("an item of `{extension}` must be the name of a diagnostic code");
                reject(&here, message, "write it like `[unknown-keyword]`");
                continue;
            };
            let outcome = text.parse::<CodeSet>().map_err(|error| error.to_string());
            let outcome = outcome.and_then(|codes| {
                if extension == DENY {
                    return levels.deny(codes);
                }
                levels.allow_at(codes, Some(Location::new(name, here.clone())))
            });
            if let Err(message) = outcome {
                reject(&here, message, "correct or remove it");
            }
        }
    }
    diagnostics.levels = levels;
    invalid
}
