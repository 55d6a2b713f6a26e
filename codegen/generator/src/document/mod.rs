//! What a document says: text becomes one tree, corrected by an overlay and checked against OpenAPI 3.0.

mod bounded;
mod brought;
mod bundle;
mod callbacks;
pub mod discriminator;
mod files;
mod grammar;
mod levels;
mod merge;
mod neighbours;
mod nesting;
mod origins;
mod overlay;
pub mod part;
mod positions;
mod reader;
mod references;
mod source;
mod text;
mod trail;
mod version;

#[cfg(test)]
mod tests;

pub(crate) use bundle::LONGEST_CHAIN;
pub(crate) use grammar::{Described, found, shortened};
pub use source::Source;
pub use text::Extent;

use std::sync::Arc;

use serde::Deserialize as _;
use serde_json::Value;

use self::bundle::Bundled;
use self::grammar::Outline;
use self::origins::Origins;
use self::text::MarkedText;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Location, Pointer};

/// A document in which every value is of the kind that OpenAPI 3.0 has in its place.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of the document, as it was given.
    pub source_name: String,
    /// Everything in the document after the overlay, in the order of the text. All that references lead to, here or
    /// in other files, stands under `components`.
    pub root: Value,
    /// The same as typed values, without callbacks.
    pub openapi: openapiv3::OpenAPI,
    /// Every extension (`x-...`) that stands where OpenAPI 3.0 allows one, beside a `$ref` too; not
    /// those inside examples, defaults, enumerations and other extensions. In document order.
    pub extensions: Vec<Pointer>,
    /// Every object that describes values and says something of them that can be mistaken, in document order.
    pub(crate) described: Vec<Described>,
    /// Where everything stood before.
    origins: Origins,
}

impl Document {
    /// The value at `pointer`; `None` where there is none.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.root)
    }

    /// The place that a diagnostic about the value at `pointer` names.
    #[must_use]
    pub fn location(&self, pointer: &Pointer) -> Location {
        self.origins.location(pointer)
    }

    /// The same place, found in the text that it was read from: what the overlay brought stands there.
    #[must_use]
    pub fn located(&self, pointer: &Pointer) -> Location {
        self.origins.located(pointer)
    }

    /// Where the value at `pointer` stood before all was brought into one tree, for readers of the crate.
    #[must_use]
    pub fn reference(&self, pointer: &Pointer) -> String {
        self.origins.reference(pointer)
    }

    /// Where the value at `pointer` stands in the text that it was read from; `None` where there is none.
    #[must_use]
    pub fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        self.origins.extent(pointer)
    }

    /// Finds where in the texts the places of diagnostics are, and puts the diagnostics into the order of the document,
    /// those about other sources before them, each once.
    pub fn arrange(&self, diagnostics: &mut Diagnostics) {
        settle(&self.origins, diagnostics);
    }
}

/// Reads a document, applies the overlay to it and checks the outcome.
///
/// `None` where it cannot be read as OpenAPI 3.0. A `$ref` that leads nowhere is an error too, but no reason to
/// stop: what else is wrong with the document is reported together with it. Diagnostics are in document order.
pub fn load(
    source: &Source,
    overlay: Option<&Source>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut found = Diagnostics::new();
    let document = read(source, overlay, None, &mut found);
    diagnostics.append(found);
    document
}

/// The tree of a text, as it stands; `None` where it is none.
pub(crate) fn tree(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    reader::read(&MarkedText::new(source), diagnostics)
}

/// How a document is read to be compared with another.
pub(crate) struct Preparation<'a> {
    /// What is done to the tree between the overlay and the check against OpenAPI 3.0.
    pub(crate) prepare: &'a mut dyn FnMut(&mut Value),
    /// Takes the diagnostics about actions of the overlay that do nothing here, where these are no errors.
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
    diagnostics.append(found);
    document
}

fn read(
    source: &Source,
    overlay: Option<&Source>,
    mut preparation: Option<Preparation<'_>>,
    found: &mut Diagnostics,
) -> Option<Document> {
    let text = MarkedText::new(source);
    let tree = text.meanwhile(|| reader::read(&text, found));
    let overlay = overlay.map(MarkedText::new);
    let overlay = overlay.map(|text| overlay::read(&text, found).map(|overlay| (text, overlay)));
    let mut root = tree?;
    version::check(&source.name, &root, found);
    found.complete(|diagnostic| text.locate(diagnostic));
    let mut brought = None;
    if let Some(overlay) = overlay {
        let (text, overlay) = overlay?;
        let idle = preparation.as_mut().and_then(|preparation| preparation.idle.as_deref_mut());
        let told = idle.unwrap_or(found);
        let changes = overlay.apply(&mut root, told);
        told.complete(|diagnostic| text.locate(diagnostic));
        arrange(&[&text], told);
        brought = Some((text, changes));
    }
    if let Some(preparation) = preparation {
        (preparation.prepare)(&mut root);
    }
    let misspelled_extensions = levels::read(&source.name, &root, found);
    if found.has_errors() {
        return None;
    }
    let outline = grammar::check(&source.name, &root, found);
    let is_sound = !found.has_errors() || heal(&mut root, found);
    found.extend(misspelled_extensions);
    let before = found.len();
    let files = files::Files::new(source, text, root);
    let Bundled { root, outline, origins } = bundle::bundle(files, outline, brought, found);
    // What other files hold may be as unsound as the document itself.
    let is_sound = is_sound && found.iter().skip(before).all(|it| !keeps_from_reading(it));
    let openapi = if is_sound { typed(&origins, &root, found) } else { None };
    settle(&origins, found);
    let Outline { extensions, described, .. } = outline;
    let source_name = source.name.clone();
    Some(Document { source_name, root, openapi: openapi?, extensions, described, origins })
}

/// Takes out of the tree what is of the wrong kind, so that the rest can be looked at in the same run. Gives whether
/// that is enough: only keywords of schemas that hold nothing else can go without others becoming wrong by it.
fn heal(root: &mut Value, found: &Diagnostics) -> bool {
    found.iter().filter(|diagnostic| diagnostic.level == Level::Error).all(|diagnostic| {
        let (code, pointer) = (diagnostic.code, &diagnostic.location.pointer);
        let (Some(schema), Some(keyword)) = (pointer.parent(), pointer.last()) else {
            return false;
        };
        let is_schema =
            grammar::object_at(root, &schema).is_some_and(|it| it.section == Some("schemas"));
        let holds_others = matches!(
            &*keyword,
            "properties"
                | "additionalProperties"
                | "items"
                | "allOf"
                | "oneOf"
                | "anyOf"
                | "not"
                | "discriminator"
        );
        let is_healed =
            matches!(code, Code::WrongType | Code::UnknownValue) && is_schema && !holds_others;
        let schema = root.pointer_mut(schema.as_str()).and_then(Value::as_object_mut);
        is_healed && schema.is_some_and(|schema| schema.shift_remove(&*keyword).is_some())
    })
}

/// Whether a diagnostic says that a value is of another kind than OpenAPI has in its place; references that lead
/// nowhere are no reason to stop.
fn keeps_from_reading(diagnostic: &Diagnostic) -> bool {
    let is_reference = matches!(
        diagnostic.code,
        Code::UnresolvedReference
            | Code::MisplacedReference
            | Code::ExternalReference
            | Code::CircularReference
    );
    diagnostic.level == Level::Error && !is_reference
}

/// The stack for reading into typed values, which calls itself for each level of schemas with large
/// frames: as deep as the reader lets documents be, it would not fit into the two megabytes that
/// threads have.
const STACK: usize = 64 << 20;

/// What the grammar lets through fits; should it not, the diagnostic is as deep as serde says.
fn typed(origins: &Origins, root: &Value, found: &mut Diagnostics) -> Option<openapiv3::OpenAPI> {
    let outcome = std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let root = callbacks::left_out(root);
        let thread = builder.spawn_scoped(scope, move || deserialized(&root));
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
        Diagnostic::new(Code::InvalidDocument, origins.location(&pointer), message)
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

/// Finds where in the texts the places of diagnostics are, and puts the diagnostics into that order.
fn settle(origins: &Origins, found: &mut Diagnostics) {
    found.complete(|diagnostic| origins.locate(diagnostic));
    arrange(&origins.in_order().collect::<Vec<_>>(), found);
}

/// Puts diagnostics into the order of these texts, each once. Those about other sources keep theirs, before all others.
fn arrange(texts: &[&Arc<MarkedText>], found: &mut Diagnostics) {
    found.sort_by_key(|diagnostic| {
        let location = &diagnostic.location;
        let file = texts.iter().position(|text| text.name == location.source)?;
        let start = location.span.as_ref().map(|span| span.bytes().start);
        Some((file, start, location.pointer.clone()))
    });
    found.drop_repeated();
}
