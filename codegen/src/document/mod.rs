//! What a document says: text becomes one tree, corrected by an overlay and checked against OpenAPI 3.0.

mod bounded;
mod bundle;
mod files;
mod grammar;
mod merge;
mod neighbours;
mod nesting;
mod origins;
mod overlay;
mod reader;
mod references;
mod source;
mod text;
mod trail;
mod version;

#[cfg(test)]
mod tests;

pub(crate) use grammar::{Described, found, shortened};
pub use source::Source;

use std::collections::HashMap;

use serde::Deserialize as _;
use serde_json::{Map, Value};

use self::bundle::Bundled;
use self::grammar::Outline;
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
    let document = read(source, overlay, &mut found);
    diagnostics.extend(found);
    document
}

fn read(source: &Source, overlay: Option<&Source>, found: &mut Diagnostics) -> Option<Document> {
    let tree = reader::read(source, found);
    let overlay = overlay.map(|overlay| overlay::read(overlay, found));
    let mut root = tree?;
    version::check(&source.name, &root, found);
    if let Some(overlay) = overlay {
        let overlay = overlay?;
        overlay.apply(&mut root, found);
        arrange(&[(&overlay.name, &overlay.root)], found);
    }
    if found.has_errors() {
        return None;
    }
    let outline = grammar::check(&source.name, &root, found);
    let is_sound = !found.has_errors() || heal(&mut root, found);
    let before = found.len();
    let files = files::Files::new(source, root);
    let Bundled { root, outline, origins } = bundle::bundle(files, outline, found);
    // What other files hold may be as unsound as the document itself.
    let is_sound = is_sound && found.iter().skip(before).all(|it| !keeps_from_reading(it));
    let openapi = if is_sound { typed(&origins, &root, found) } else { None };
    arrange(&origins.files(&root), found);
    let Outline { extensions, described, .. } = outline;
    let source_name = source.name.clone();
    Some(Document { source_name, root, openapi: openapi?, extensions, described, origins })
}

/// Takes out of the tree what is of the wrong kind, so that the rest can be looked at in the same run. Gives whether
/// that is enough: only keywords of schemas that hold nothing else can go without others becoming wrong by it.
fn heal(root: &mut Value, found: &Diagnostics) -> bool {
    found.iter().filter(|finding| finding.level == Level::Error).all(|finding| {
        let (code, pointer) = (finding.code, &finding.place.pointer);
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
            matches!(code, Code::WrongKind | Code::UnknownValue) && is_schema && !holds_others;
        let schema = root.pointer_mut(schema.as_str()).and_then(Value::as_object_mut);
        is_healed && schema.is_some_and(|schema| schema.shift_remove(&*keyword).is_some())
    })
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
    let mut ordinals = Ordinals::default();
    found.sort_by_key(|finding| {
        let position = files.iter().position(|(name, _)| finding.place.source == *name);
        let file = position.and_then(|position| files.get(position).map(|file| (position, file)));
        file.map(|(position, (_, root))| (position, ordinals.of(root, &finding.place.pointer)))
    });
    found.drop_repeated();
}

/// The places of the members of objects, each object counted once.
#[derive(Debug, Default)]
struct Ordinals<'tree> {
    objects: HashMap<*const Map<String, Value>, HashMap<&'tree str, usize>>,
}

impl<'tree> Ordinals<'tree> {
    /// Which member of which member of the root stands at `pointer`, counted from 0; ordered as the document is.
    fn of(&mut self, root: &'tree Value, pointer: &Pointer) -> Vec<usize> {
        let mut value = Some(root);
        let ordinals = pointer.tokens().map(|token| {
            let (index, member) = match value {
                Some(Value::Object(object)) => {
                    let places = self.objects.entry(std::ptr::from_ref(object));
                    let places = places
                        .or_insert_with(|| object.keys().map(String::as_str).zip(0..).collect());
                    let index = places.get(token.as_ref()).copied().unwrap_or(usize::MAX);
                    (index, object.get(token.as_ref()))
                }
                Some(Value::Array(list)) => {
                    let index = token.parse().unwrap_or(usize::MAX);
                    (index, list.get(index))
                }
                _ => (usize::MAX, None),
            };
            value = member;
            index
        });
        ordinals.collect()
    }
}
