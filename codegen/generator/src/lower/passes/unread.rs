//! What the document says to this generator or to another and nothing has read, and what it allows and does not give.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Pointer, nearest};
use crate::lower::Lowering;
use crate::lower::extension::{DOCUMENT, EXTENSIONS, PREFIX};

/// Reports what the document allows and does not give. Where there are errors not everything has been looked for.
pub(crate) fn report_allowed(lowering: &mut Lowering<'_>) {
    if lowering.diagnostics.has_errors() {
        return;
    }
    for (code, location) in lowering.diagnostics.levels.unused_allows(lowering.diagnostics.iter()) {
        let message = format!("`{code}` is allowed, and nothing of that kind was found");
        let diagnostic = Diagnostic::new(Code::UnusedAllow, location, message);
        lowering.diagnostics.push(diagnostic.with_advice("remove it from the list"));
    }
}

/// Reports every extension that nothing has read, and counts what others have written for other tools.
pub(crate) fn report_extensions(lowering: &mut Lowering<'_>) {
    let mut foreign: IndexMap<String, (&Pointer, usize)> = IndexMap::new();
    let mut unread = Vec::new();
    let document = lowering.document;
    for pointer in &document.extensions {
        let key = pointer.last().unwrap_or_default();
        if lowering.extensions_read.contains(pointer) {
            continue;
        }
        if key.starts_with(PREFIX) {
            unread.push((pointer, key));
        } else {
            foreign.entry(key.into_owned()).or_insert((pointer, 0)).1 += 1;
        }
    }
    for (pointer, key) in unread {
        let known = EXTENSIONS.iter().find(|(name, ..)| *name == key);
        let message = match known {
            Some((_, location, ..)) if location.starts_with(DOCUMENT) => {
                format!("nothing reads `{key}` here: it belongs on {location}")
            }
            Some((_, location, ..)) => {
                format!(
                    "nothing reads `{key}` here: it belongs on {location} that an operation uses"
                )
            }
            None => format!("`{key}` is not an extension of this generator"),
        };
        let names = || EXTENSIONS.iter().map(|(name, ..)| *name);
        let advice = match (known, nearest(&key, names())) {
            (Some(_), _) => "move it where it is read, or remove it".to_owned(),
            (None, Some(meant)) => format!("did you mean `{meant}`?"),
            (None, None) => {
                let names: Vec<_> = names().map(|name| format!("`{name}`")).collect();
                format!("remove it; the extensions are {}", names.join(", "))
            }
        };
        let location = document.location(pointer).key();
        let diagnostic = Diagnostic::new(Code::UnusedExtension, location, message);
        lowering.diagnostics.push(diagnostic.with_advice(advice));
    }
    for (key, (pointer, count)) in foreign {
        let elsewhere = match count {
            1 => String::new(),
            2 => "; it stands here and in another place".to_owned(),
            _ => format!("; it stands here and in {} other places", count - 1),
        };
        let message = format!("`{key}` is not read by this generator{elsewhere}");
        let location = document.location(pointer).key();
        lowering.diagnostics.push(Diagnostic::new(Code::ForeignExtension, location, message));
    }
}
