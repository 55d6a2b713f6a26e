//! Origins: where everything in the one tree stood, in which file and where in it.

use std::sync::Arc;

use super::brought::{Brought, Stood};
use super::text::{Extent, MarkedText};
use crate::diagnostic::{Diagnostic, Location, Pointer};

/// The number of the file that was given.
pub(super) const ROOT: usize = 0;

/// A value in one of the files.
pub(super) type Spot = (usize, Pointer);

/// Where the parts of a document stood before they were brought together.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins {
    /// The texts of the files; the first is the document itself.
    pub(super) texts: Vec<Arc<MarkedText>>,
    /// The paths of the files from the document's folder on.
    pub(super) paths: Vec<String>,
    /// Where a part stands now, and where it stood.
    pub(super) moved: Vec<(Pointer, Spot)>,
    /// The text of the overlay, and what it did to the document.
    pub(super) overlay: Option<(Arc<MarkedText>, Brought)>,
}

impl Origins {
    /// The place that a diagnostic about the value at `pointer` names.
    pub(super) fn location(&self, pointer: &Pointer) -> Location {
        let (file, pointer) = self.spot(pointer);
        Location::new(self.texts.get(file).map_or("", |text| text.name.as_str()), pointer)
    }

    /// Where the value at `pointer` stood, for readers of the crate: `#/paths/~1peers`, `common.yaml#/Peer`.
    pub(super) fn reference(&self, pointer: &Pointer) -> String {
        let (file, pointer) = self.spot(pointer);
        let path = self.paths.get(file).filter(|_| file != ROOT);
        path.map_or_else(|| pointer.to_string(), |path| format!("{}{pointer}", visible(path)))
    }

    /// Where the value at `pointer` stands in its text.
    pub(super) fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        let (file, pointer) = self.spot(pointer);
        match self.stood(&pointer) {
            Some((text, Stood::Overlay(pointer))) if file == ROOT => text.extent(&pointer),
            Some((_, Stood::Document(pointer))) if file == ROOT => {
                self.texts.first()?.extent(&pointer)
            }
            _ => self.texts.get(file)?.extent(&pointer),
        }
    }

    /// The place of the value at `pointer` in its text.
    pub(super) fn located(&self, pointer: &Pointer) -> Location {
        let mut location = self.location(pointer);
        let (file, _) = self.spot(pointer);
        let mut text = self.texts.get(file).map(AsRef::as_ref);
        if file == ROOT {
            match self.stood(&location.pointer) {
                Some((overlay, Stood::Overlay(pointer))) => {
                    location = Location::new(overlay.name.as_str(), pointer);
                    text = Some(overlay);
                }
                Some((_, Stood::Document(pointer))) => location.pointer = pointer,
                None => {}
            }
        }
        location.span = text.and_then(|text| text.span(&location.pointer, location.part));
        location
    }

    /// Finds where in the texts the places of a diagnostic are. What the overlay brought is found in the overlay.
    pub(super) fn locate(&self, diagnostic: &mut Diagnostic) {
        let document = self.texts.first().map_or("", |text| text.name.as_str());
        let mut brought = None;
        for (index, location) in diagnostic.places_mut().enumerate() {
            if location.span.is_some() || location.source != document {
                continue;
            }
            match self.stood(&location.pointer) {
                Some((text, Stood::Overlay(pointer))) => {
                    let now = std::mem::replace(&mut location.pointer, pointer);
                    location.source.clone_from(&text.name);
                    brought = brought.or((index == 0).then_some(now));
                }
                Some((_, Stood::Document(pointer))) => location.pointer = pointer,
                None => {}
            }
        }
        if let Some(pointer) = brought {
            diagnostic.notes.push(format!("this update brings it to {pointer} of the document"));
        }
        for text in self.in_order() {
            text.locate(diagnostic);
        }
    }

    /// The texts in the order in which diagnostics about them are reported.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &Arc<MarkedText>> {
        self.overlay.iter().map(|(text, _)| text).chain(&self.texts)
    }

    /// Where a value of the document stood before the overlay was applied, if one was, and the text of that.
    fn stood(&self, pointer: &Pointer) -> Option<(&MarkedText, Stood)> {
        self.overlay.as_ref().map(|(text, brought)| (text.as_ref(), brought.stood(pointer)))
    }

    fn spot(&self, pointer: &Pointer) -> Spot {
        let mut origins = self.moved.iter().filter_map(|(now, (file, before))| {
            pointer.moved(now, before).map(|pointer| (*file, pointer))
        });
        origins.next().unwrap_or_else(|| (ROOT, pointer.clone()))
    }
}

/// A path as a reference has it: what would end a line or a reference is encoded.
fn visible(path: &str) -> String {
    let shown = path.split('/').map(|step| {
        let step = Pointer::root().child(step).to_string();
        step.trim_start_matches("#/").replace("~0", "~").replace('#', "%23")
    });
    shown.collect::<Vec<_>>().join("/")
}
