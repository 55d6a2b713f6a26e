//! Unread extensions, and allowed diagnostics that do not occur.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic, Pointer, nearest};
use crate::lower::Lowering;
use crate::lower::extension::{DOCUMENT, EXTENSIONS, Extension, PREFIX, RENAMED};

/// Reports allowed codes that do not occur. With errors, not everything has been checked.
pub(crate) fn report_allowed(lowering: &mut Lowering<'_>) {
    if lowering.diagnostics.has_errors() {
        return;
    }
    for (code, location) in lowering.diagnostics.levels.unused_allows(&lowering.diagnostics.iter())
    {
        let message = format!("`{code}` is allowed, and does not occur");
        let diagnostic = Diagnostic::new(Code::UnusedAllow, location, message);
        lowering.diagnostics.push(diagnostic.with_advice("remove it from the list"));
    }
}

/// Reports extensions of this generator that had no effect, and counts those of other tools.
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
        if let Some((_, name)) = RENAMED.iter().find(|(former, _)| *former == key) {
            // Without it, the crate would silently differ from the one that the author means.
            let message = format!("`{key}` is now called `{name}`");
            let location = document.location(pointer).key();
            let diagnostic = Diagnostic::new(Code::InvalidExtension, location, message);
            lowering.diagnostics.push(diagnostic.with_advice("rename it"));
            continue;
        }
        let known = EXTENSIONS.iter().find(|it| it.name == key);
        let message = match known {
            Some(Extension { location, .. }) if location.starts_with(DOCUMENT) => {
                format!("`{key}` has no effect here: it belongs on {location}")
            }
            Some(Extension { location, .. }) => {
                format!(
                    "`{key}` has no effect here: it belongs on {location} that an operation uses"
                )
            }
            None => format!("`{key}` is not an extension of this generator"),
        };
        let names = || EXTENSIONS.iter().map(|it| it.name);
        let advice = match (known, nearest(&key, names())) {
            (Some(_), _) => "move it there, or remove it".to_owned(),
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
            2 => "; it occurs here and in one other location".to_owned(),
            _ => format!("; it occurs here and in {} other locations", count - 1),
        };
        let message = format!("`{key}` is not read by this generator{elsewhere}");
        let location = document.location(pointer).key();
        lowering.diagnostics.push(Diagnostic::new(Code::ForeignExtension, location, message));
    }
}
