//! Origins: where everything in the one tree stood, in which file and where in it.

use std::sync::Arc;

use super::text::{Extent, MarkedText};
use crate::diagnostic::{Place, Pointer};

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
}

impl Origins {
    /// The place that a finding about the value at `pointer` names.
    pub(super) fn place(&self, pointer: &Pointer) -> Place {
        let (file, pointer) = self.spot(pointer);
        Place::new(self.texts.get(file).map_or("", |text| text.name.as_str()), pointer)
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
        self.texts.get(file)?.extent(&pointer)
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
