//! Maps each value of the bundled tree to its file and its location there, before the overlay was applied.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location, Pointer};
use crate::document::moves::Moves;
use crate::document::overlay::{Origin, Provenance};
use crate::document::recovery::Steps;
use crate::document::text::{Extent, IndexedText};

/// The number of the document itself.
pub(super) const ROOT: usize = 0;

/// The number of a file and a pointer in it.
pub(super) type FilePointer = (usize, Pointer);

/// The original locations of all values of a bundled document.
#[derive(Debug, Clone, Default)]
pub(in crate::document) struct Origins {
    /// The texts of the files; the first is the document itself.
    pub(super) texts: Vec<Arc<IndexedText>>,
    /// The paths of the files relative to the document's folder.
    pub(super) paths: Vec<String>,
    /// The moves of the values of each file by repairs.
    pub(super) repairs: Vec<Steps>,
    /// The original locations of moved values.
    pub(super) moved: Moves<FilePointer>,
    /// The moves within the bundled tree: by repairs, then by the rewriting of newer keywords.
    pub(super) rewritten: Steps,
    /// The text of the overlay and the origins of the values that it changed.
    pub(super) overlay: Option<(Arc<IndexedText>, Provenance)>,
}

impl Origins {
    /// Adds moves within the bundled tree.
    pub(in crate::document) fn rewrite(&mut self, moves: Moves<Pointer>) {
        self.rewritten.push(moves);
    }

    /// Returns the location that a diagnostic about the value at `pointer` names.
    pub(in crate::document) fn location(&self, pointer: &Pointer) -> Location {
        let (file, pointer) = self.original(pointer);
        Location::new(self.texts.get(file).map_or("", |text| text.name.as_str()), pointer)
    }

    /// Returns the original address of the value at `pointer`: `#/paths/~1peers`, `common.yaml#/Peer`.
    pub(in crate::document) fn source_reference(&self, pointer: &Pointer) -> String {
        let (file, pointer) = self.original(pointer);
        let path = self.paths.get(file).filter(|_| file != ROOT);
        path.map_or_else(|| pointer.to_string(), |path| format!("{}{pointer}", encode(path)))
    }

    /// Returns the spans of the value at `pointer` in its text.
    pub(in crate::document) fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        let (file, pointer) = self.original(pointer);
        match self.origin(&pointer) {
            Some((text, Origin::Overlay(pointer))) if file == ROOT => text.extent(&pointer),
            Some((_, Origin::Document(pointer))) if file == ROOT => {
                self.texts.first()?.extent(&pointer)
            }
            _ => self.texts.get(file)?.extent(&pointer),
        }
    }

    /// Returns the location of the value at `pointer` in its text, with its span.
    pub(in crate::document) fn source_location(&self, pointer: &Pointer) -> Location {
        let mut location = self.location(pointer);
        let (file, _) = self.original(pointer);
        let mut text = self.texts.get(file).map(AsRef::as_ref);
        if file == ROOT {
            match self.origin(&location.pointer) {
                Some((overlay, Origin::Overlay(pointer))) => {
                    location = Location::new(overlay.name.as_str(), pointer);
                    text = Some(overlay);
                }
                Some((_, Origin::Document(pointer))) => location.pointer = pointer,
                None => {}
            }
        }
        location.span = text.and_then(|text| text.span(&location.pointer, location.highlight));
        location
    }

    /// Whether the value at `pointer` is from the overlay.
    pub(in crate::document) fn is_from_overlay(&self, pointer: &Pointer) -> bool {
        let (file, pointer) = self.original(pointer);
        file == ROOT && matches!(self.origin(&pointer), Some((_, Origin::Overlay(_))))
    }

    /// Adds spans to the locations of a diagnostic. Values that the overlay added are located in the overlay.
    pub(in crate::document) fn locate(&self, diagnostic: &mut Diagnostic) {
        let document = self.texts.first().map_or("", |text| text.name.as_str());
        let mut target = None;
        for (index, location) in diagnostic.locations_mut().enumerate() {
            if location.span.is_some() || location.source != document {
                continue;
            }
            match self.origin(&location.pointer) {
                Some((text, Origin::Overlay(pointer))) => {
                    let current = std::mem::replace(&mut location.pointer, pointer);
                    location.source.clone_from(&text.name);
                    target = target.or((index == 0).then_some(current));
                }
                Some((_, Origin::Document(pointer))) => location.pointer = pointer,
                None => {}
            }
        }
        if let Some(pointer) = target {
            diagnostic.notes.push(format!("this update adds it to {pointer} of the document"));
        }
        for text in self.in_order() {
            text.locate(diagnostic);
        }
    }

    /// Returns the texts in the order in which diagnostics about them are reported.
    pub(in crate::document) fn in_order(&self) -> impl Iterator<Item = &Arc<IndexedText>> {
        self.overlay.iter().map(|(text, _)| text).chain(&self.texts)
    }

    /// Returns the origin of a value of the document and the text of the overlay, if one was applied.
    fn origin(&self, pointer: &Pointer) -> Option<(&IndexedText, Origin)> {
        self.overlay.as_ref().map(|(text, provenance)| (text.as_ref(), provenance.origin(pointer)))
    }

    fn original(&self, pointer: &Pointer) -> FilePointer {
        let pointer = self.rewritten.original(pointer);
        let (file, pointer) = match self.moved.innermost(&pointer) {
            Some(((file, original), rest)) => (*file, original.appended(rest)),
            None => (ROOT, pointer),
        };
        match self.repairs.get(file) {
            Some(repairs) => (file, repairs.original(&pointer)),
            None => (file, pointer),
        }
    }
}

/// Encodes characters of a path that would end a line or the path part of a reference.
fn encode(path: &str) -> String {
    let steps = path.split('/').map(|step| {
        let step = Pointer::root().child(step).to_string();
        step.trim_start_matches("#/").replace("~0", "~").replace('#', "%23")
    });
    steps.collect::<Vec<_>>().join("/")
}
