//! What a document says: text becomes one tree, corrected by an overlay and checked against OpenAPI 3.0.

mod bundle;
mod files;
mod grammar;
mod merge;
mod neighbours;
mod origins;
mod overlay;
pub mod part;
mod reader;
mod references;
mod source;
mod text;
mod trail;
mod version;

#[cfg(test)]
mod tests;

pub use source::Source;

use serde::Deserialize as _;
use serde_json::Value;

use self::bundle::Bundled;
use self::origins::Origins;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Place, Pointer};

/// A document in which every value is of the kind that OpenAPI 3.0 has in its place.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of the document, as it was given.
    pub source_name: String,
    /// Everything in the document after the overlay, in the order of the text. All that references lead to, here or
    /// in other files, stands under `components`.
    pub root: Value,
    /// The same as typed values.
    pub openapi: openapiv3::OpenAPI,
    /// Every extension (`x-...`) that stands where OpenAPI 3.0 allows one, beside a `$ref` too; not
    /// those inside examples, defaults, enumerations and other extensions. In document order.
    pub extensions: Vec<Pointer>,
    /// Where everything stood before.
    origins: Origins,
}

impl Document {
    /// The value at `pointer`; `None` where there is none.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.root)
    }

    /// The place that a finding about the value at `pointer` names.
    #[must_use]
    pub fn place(&self, pointer: &Pointer) -> Place {
        self.origins.place(pointer)
    }

    /// Where the value at `pointer` stood before all was brought into one tree, for readers of the crate.
    #[must_use]
    pub fn reference(&self, pointer: &Pointer) -> String {
        self.origins.reference(pointer)
    }

    /// Puts findings into the order of the document, those about other sources before them, each once.
    pub fn arrange(&self, diagnostics: &mut Diagnostics) {
        arrange(&self.origins.files(&self.root), diagnostics);
    }
}

/// Reads a document, applies the overlay to it and checks the outcome.
///
/// `None` where it cannot be read as OpenAPI 3.0. A `$ref` that leads nowhere is an error too, but no reason to
/// stop: what else is wrong with the document is reported together with it. Findings are in document order.
pub fn load(
    source: &Source,
    overlay: Option<&Source>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut found = Diagnostics::new();
    let document = read(source, overlay, None, &mut found);
    diagnostics.extend(found);
    document
}

/// The tree of a text, as it stands; `None` where it is none.
pub(crate) fn tree(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    reader::read(source, diagnostics)
}

/// How a document is read to be compared with another.
pub(crate) struct Preparation<'a> {
    /// What is done to the tree between the overlay and the check against OpenAPI 3.0.
    pub(crate) prepare: &'a mut dyn FnMut(&mut Value),
    /// Takes the findings about actions of the overlay that do nothing here, where these are no errors.
    pub(crate) idle: Option<&'a mut Diagnostics>,
}

/// Reads a document as [`load`] does, prepared between the overlay and the check.
pub(crate) fn load_prepared(
    source: &Source,
    overlay: Option<&Source>,
    preparation: Preparation<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut found = Diagnostics::new();
    let document = read(source, overlay, Some(preparation), &mut found);
    diagnostics.extend(found);
    document
}

fn read(
    source: &Source,
    overlay: Option<&Source>,
    mut preparation: Option<Preparation<'_>>,
    found: &mut Diagnostics,
) -> Option<Document> {
    let tree = reader::read(source, found);
    let overlay = overlay.map(|overlay| overlay::read(overlay, found));
    let mut root = tree?;
    version::check(&source.name, &root, found);
    if let Some(overlay) = overlay {
        let overlay = overlay?;
        let idle = preparation.as_mut().and_then(|preparation| preparation.idle.as_deref_mut());
        overlay.apply(&mut root, idle.unwrap_or(found));
        arrange(&[(&overlay.name, &overlay.root)], found);
    }
    if let Some(preparation) = preparation {
        (preparation.prepare)(&mut root);
    }
    if found.has_errors() {
        return None;
    }
    let outline = grammar::check(&source.name, &root, found);
    let is_sound = !found.has_errors();
    let files = files::Files::new(source, root);
    let Bundled { root, outline, origins } = bundle::bundle(files, outline, found);
    // What other files hold may be as unsound as the document itself.
    let is_sound = is_sound && found.iter().all(|finding| !keeps_from_reading(finding));
    let openapi = if is_sound { typed(&origins, &root, found) } else { None };
    arrange(&origins.files(&root), found);
    let (source_name, extensions) = (source.name.clone(), outline.extensions);
    Some(Document { source_name, root, openapi: openapi?, extensions, origins })
}

/// Whether a finding says that a value is of another kind than OpenAPI has in its place; references that lead
/// nowhere are no reason to stop.
fn keeps_from_reading(finding: &Diagnostic) -> bool {
    let is_reference = matches!(
        finding.code,
        Code::UnresolvedReference
            | Code::MisplacedReference
            | Code::ExternalReference
            | Code::CircularReference
    );
    finding.level == Level::Error && !is_reference
}

/// The stack for reading into typed values, which calls itself for each level of schemas with large
/// frames: as deep as the reader lets documents be, it would not fit into the two megabytes that
/// threads have.
const STACK: usize = 64 << 20;

/// What the grammar lets through fits; should it not, the finding is as deep as serde says.
fn typed(origins: &Origins, root: &Value, found: &mut Diagnostics) -> Option<openapiv3::OpenAPI> {
    let outcome = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let thread = builder.spawn_scoped(scope, || deserialized(root));
        thread.map(std::thread::ScopedJoinHandle::join)
    });
    let (pointer, error) = match outcome {
        Ok(Ok(Ok(openapi))) => return Some(openapi),
        Ok(Ok(Err(failure))) => failure,
        Ok(Err(_)) => (Pointer::root(), "the reader gave up".to_owned()),
        Err(error) => (Pointer::root(), error.to_string()),
    };
    let message = format!("the document cannot be read here: {error}");
    found.push(
        Diagnostic::error(Code::UnreadableDocument, origins.place(&pointer), message)
            .with_advice("compare it with the OpenAPI 3.0 specification"),
    );
    None
}

fn deserialized(root: &Value) -> Result<openapiv3::OpenAPI, (Pointer, String)> {
    let mut track = serde_path_to_error::Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(root, &mut track);
    openapiv3::OpenAPI::deserialize(deserializer)
        .map_err(|error| (pointer_to(&track.path()), error.to_string()))
}

fn pointer_to(path: &serde_path_to_error::Path) -> Pointer {
    use serde_path_to_error::Segment;

    path.iter().fold(Pointer::root(), |pointer, segment| match segment {
        Segment::Seq { index } => pointer.index(*index),
        Segment::Map { key } => pointer.child(key),
        Segment::Enum { .. } | Segment::Unknown => pointer,
    })
}

/// Findings about other sources than these keep their order, before all others.
fn arrange(files: &[(&str, &Value)], found: &mut Diagnostics) {
    found.sort_by_key(|finding| {
        let position = files.iter().position(|(name, _)| finding.place.source == *name);
        let file = position.and_then(|position| files.get(position).map(|file| (position, file)));
        file.map(|(position, (_, root))| (position, ordinal(root, &finding.place.pointer)))
    });
    found.drop_repeated();
}

/// Which member of which member of the root stands at `pointer`, counted from 0; ordered as the
/// document is.
fn ordinal(root: &Value, pointer: &Pointer) -> Vec<usize> {
    let mut value = Some(root);
    pointer
        .tokens()
        .map(|token| {
            let (index, member) = match value {
                Some(Value::Object(object)) => object
                    .iter()
                    .enumerate()
                    .find(|(_, (key, _))| **key == *token)
                    .map_or((usize::MAX, None), |(index, (_, member))| (index, Some(member))),
                Some(Value::Array(list)) => {
                    let index = token.parse().unwrap_or(usize::MAX);
                    (index, list.get(index))
                }
                _ => (usize::MAX, None),
            };
            value = member;
            index
        })
        .collect()
}
