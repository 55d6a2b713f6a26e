//! Loads a document: text becomes one tree, corrected by an overlay, repaired, and rewritten to the form of OpenAPI 3.0.
//!
//! Invariant: every value of a loaded [`Document`] has the type that OpenAPI 3.0 requires at its location, and every
//! `$ref` leads to `components`. Nothing here interprets the document; that is the task of `lower`.

mod bundle;
mod callbacks;
pub mod discriminator;
mod downgrade;
mod grammar;
mod levels;
mod moves;
pub mod operations;
mod overlay;
mod recovery;
mod text;
mod typed;

#[cfg(test)]
mod tests;

pub(crate) use bundle::MAX_REFERENCE_CHAIN;
pub(crate) use grammar::CheckedObject;
pub use text::{Extent, Source};

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use self::bundle::{Bundled, Files, Origins};
use self::downgrade::Downgraded;
use self::grammar::{Outline, Version};
use self::operations::OperationRef;
use self::text::{IndexedText, reader};
use self::typed::Typed;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer};

/// A document in which every value has the type that OpenAPI 3.0 requires at its location.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of the document, as passed to [`Source`].
    pub source_name: String,
    /// The whole document after the overlay, in the order of the text. The targets of all references, in this file
    /// and others, are under `components`.
    pub root: Value,
    /// The typed form of `root`, without callbacks.
    pub openapi: openapiv3::OpenAPI,
    /// The typed operations with the method `QUERY`, by path.
    pub(crate) queries: IndexMap<String, openapiv3::Operation>,
    /// The schemas under `components` that become models even if no operation uses them: the bodies of webhooks, or
    /// all schemas of a document without `paths`.
    pub(crate) standalone: Vec<Pointer>,
    /// All extensions (`x-...`) where OpenAPI 3.0 allows one, including beside a `$ref`, in document order.
    /// Extensions inside examples, defaults, enumerations and other extensions are not listed.
    pub extensions: Vec<Pointer>,
    /// All objects with an example, default, enumeration or bound to check, in document order.
    pub(crate) checked_objects: Vec<CheckedObject>,
    /// The operations that are omitted because of a defect.
    pub(crate) omitted: Vec<OperationRef>,
    /// The original locations of all values.
    origins: Origins,
}

impl Document {
    /// Returns the value at `pointer`, if it exists.
    #[must_use]
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.root)
    }

    /// Returns the location that a diagnostic about the value at `pointer` names.
    #[must_use]
    pub fn location(&self, pointer: &Pointer) -> Location {
        self.origins.location(pointer)
    }

    /// Returns the location of the value at `pointer` in the text it was read from, with its span.
    ///
    /// For a value that the overlay added, this is a location in the overlay.
    #[must_use]
    pub fn source_location(&self, pointer: &Pointer) -> Location {
        self.origins.source_location(pointer)
    }

    /// Whether the value at `pointer` is from the overlay, which is trusted, unlike the document.
    #[must_use]
    pub fn is_from_overlay(&self, pointer: &Pointer) -> bool {
        self.origins.is_from_overlay(pointer)
    }

    /// Returns the original address of the value at `pointer`, as printed in emitted code: `#/paths/~1peers`.
    #[must_use]
    pub fn source_reference(&self, pointer: &Pointer) -> String {
        self.origins.source_reference(pointer)
    }

    /// Returns the spans of the value at `pointer` in the text it was read from, if it exists.
    #[must_use]
    pub fn extent(&self, pointer: &Pointer) -> Option<Extent> {
        self.origins.extent(pointer)
    }

    /// Adds spans to the locations of diagnostics, sorts the diagnostics in document order and removes duplicates.
    ///
    /// Diagnostics about other sources come first.
    pub fn locate_and_sort(&self, diagnostics: &mut Diagnostics) {
        locate_and_sort(&self.origins, diagnostics);
    }
}

/// Reads a document, applies the overlay to it and checks the result.
///
/// Returns `None` if the text cannot be read as OpenAPI. A defect is repaired or costs a part of the document, so
/// that all errors are reported in one run. Diagnostics are in document order.
pub fn load(
    source: &Source,
    overlay: Option<&Source>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut own = Diagnostics::new();
    let document = read(source, overlay, None, &mut own);
    diagnostics.append(own);
    document
}

/// Parses a text into a tree without any check; returns `None` if it is neither YAML nor JSON.
pub(crate) fn tree(source: &Source, diagnostics: &mut Diagnostics) -> Option<Value> {
    reader::read(&IndexedText::new(source), diagnostics)
}

/// Options for reading a document that is compared with another.
pub(crate) struct Preparation<'a> {
    /// Changes the tree between the overlay and the check against the grammar.
    pub(crate) prepare: &'a mut dyn FnMut(&mut Value),
    /// Receives the diagnostics about overlay actions, if these should not be errors.
    pub(crate) overlay_diagnostics: Option<&'a mut Diagnostics>,
}

/// Reads a document like [`load`], with a [`Preparation`].
pub(crate) fn load_prepared(
    source: &Source,
    overlay: Option<&Source>,
    preparation: Preparation<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut own = Diagnostics::new();
    let document = read(source, overlay, Some(preparation), &mut own);
    diagnostics.append(own);
    document
}

/// The tree of a document after the overlay, before it is checked.
struct Parsed {
    text: Arc<IndexedText>,
    root: Value,
    version: Version,
    overlay: Option<(Arc<IndexedText>, overlay::Provenance)>,
    /// The diagnostics about the levels that the document sets.
    levels: Vec<Diagnostic>,
}

fn read(
    source: &Source,
    overlay: Option<&Source>,
    preparation: Option<Preparation<'_>>,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    // Parse: the text becomes a tree, which the overlay corrects.
    let Parsed { text, mut root, version, overlay, levels } =
        parse(source, overlay, preparation, diagnostics)?;
    let mut omitted = operations::list(&root);

    // Repair: a value that does not follow the grammar is replaced by its obvious reading, or omitted.
    let (start, mut steps) = (Pointer::root(), recovery::Steps::default());
    let rule = (grammar::DOCUMENT, version);
    let outline =
        recovery::check_and_repair(&source.name, &mut root, &start, rule, &mut steps, diagnostics);
    diagnostics.extend(levels);

    // Bundle: the targets of references, in this file and others, move to `components`.
    let files = Files::new(source, version, text, root, steps);
    let Bundled { mut root, mut outline, mut origins } =
        bundle::bundle(files, version, outline.unwrap_or_default(), overlay, diagnostics);
    let kept: HashSet<Pointer> =
        operations::list(&root).iter().map(OperationRef::pointer).collect();
    omitted.retain(|operation| !kept.contains(&operation.pointer()));

    // Downgrade: keywords of later versions are rewritten to those of OpenAPI 3.0.
    let location = |pointer: &Pointer| origins.location(pointer);
    let Downgraded { moves, standalone } =
        downgrade::downgrade(&mut root, version, &outline.schemas, &location, diagnostics);
    if !moves.is_empty() {
        // The defects have been reported for the original keywords.
        let mut found = Diagnostics::new();
        let rule = grammar::DOCUMENT;
        outline = grammar::check("", &root, &start, rule, Version::V3_0, &mut found);
        origins.rewrite(moves);
    }

    let typed = typed(&origins, &root, diagnostics);
    locate_and_sort(&origins, diagnostics);
    let Outline { extensions, checked_objects, .. } = outline;
    let source_name = source.name.clone();
    let Typed { openapi, queries } = typed?;
    Some(Document {
        source_name,
        root,
        openapi,
        queries,
        standalone,
        extensions,
        checked_objects,
        omitted,
        origins,
    })
}

/// Parses a document and applies its overlay. Returns `None` if one of them cannot be read.
fn parse(
    source: &Source,
    overlay: Option<&Source>,
    mut preparation: Option<Preparation<'_>>,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed> {
    let text = IndexedText::new(source);
    let tree = text.index_while(|| reader::read(&text, diagnostics));
    let overlay = overlay.map(IndexedText::new);
    let overlay =
        overlay.map(|text| overlay::read(&text, diagnostics).map(|overlay| (text, overlay)));
    let mut root = tree?;
    let version = grammar::version(&source.name, &root, diagnostics);
    diagnostics.complete(|diagnostic| text.locate(diagnostic));
    let mut applied = None;
    if let Some(overlay) = overlay {
        let (text, overlay) = overlay?;
        let separate = preparation.as_mut().and_then(|it| it.overlay_diagnostics.as_deref_mut());
        let diagnostics = separate.unwrap_or(diagnostics);
        let provenance = overlay.apply(&mut root, diagnostics);
        diagnostics.complete(|diagnostic| text.locate(diagnostic));
        sort(&[&text], diagnostics);
        applied = Some((text, provenance));
    }
    if let Some(preparation) = preparation {
        (preparation.prepare)(&mut root);
    }
    let levels = levels::read(&source.name, &root, diagnostics);
    let version = version.filter(|_| !diagnostics.has_errors())?;
    Some(Parsed { text, root, version, overlay: applied, levels })
}

/// Reads the typed form, or reports why it cannot be read.
fn typed(origins: &Origins, root: &Value, diagnostics: &mut Diagnostics) -> Option<Typed> {
    match typed::read(root) {
        Ok(typed) => Some(typed),
        Err((pointer, error)) => {
            let message = format!("the document cannot be read here: {error}");
            diagnostics.push(
                Diagnostic::new(Code::InvalidDocument, origins.location(&pointer), message)
                    .with_advice("compare it with the OpenAPI 3.0 specification"),
            );
            None
        }
    }
}

/// Adds spans to the locations of diagnostics and sorts the diagnostics in document order.
fn locate_and_sort(origins: &Origins, diagnostics: &mut Diagnostics) {
    diagnostics.complete(|diagnostic| origins.locate(diagnostic));
    sort(&origins.in_order().collect::<Vec<_>>(), diagnostics);
}

/// Sorts diagnostics in the order of these texts and removes duplicates.
///
/// Diagnostics about other sources come first and keep their order.
fn sort(texts: &[&Arc<IndexedText>], diagnostics: &mut Diagnostics) {
    diagnostics.sort_by_key(|diagnostic| {
        let location = &diagnostic.location;
        let file = texts.iter().position(|text| text.name == location.source)?;
        let start = location.span.as_ref().map(|span| span.bytes().start);
        Some((file, start, location.pointer.clone()))
    });
    diagnostics.drop_repeated();
}
