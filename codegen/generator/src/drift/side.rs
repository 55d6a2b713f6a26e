//! Sides of a comparison: a document and its API.

use std::sync::Arc;

use serde_json::Value;

use super::change::Obsolete;
use crate::api::Api;
use crate::diagnostic::{Diagnostics, Level, Location, Pointer};
use crate::document::operations::{self, OperationRef};
use crate::document::{self, Document, Preparation, Source};
use crate::lower::{self, PinnedMediaTypes};
use crate::names::Package;
use crate::options::Options;
use crate::{check, layout};

/// The placeholder for a sentence that is not written yet.
pub const TO_BE_WRITTEN: &str = "TO BE WRITTEN";

/// A document and its API.
#[derive(Debug, Clone)]
pub struct Side {
    /// The document.
    pub document: Arc<Document>,
    /// The API that it describes.
    pub api: Api,
    /// The actions of the overlay that do nothing to the publisher's document.
    pub obsolete: Vec<Obsolete>,
    /// The options with which it was lowered.
    options: Options,
}

impl Side {
    /// Reads one's own document, in which every action of the overlay must apply.
    ///
    /// Only the operations for which `is_selected` is true are read, and what they reach. `None` if there are errors,
    /// which are added to `diagnostics`; warnings and notes are dropped, because `generate` reports them.
    pub fn own(
        source: &Source,
        overlay: Option<&Source>,
        options: &Options,
        is_selected: &mut dyn FnMut(&OperationRef) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut prepare = |root: &mut Value| prepared(root, is_selected);
        let preparation = Preparation { prepare: &mut prepare, overlay_diagnostics: None };
        Self::read(source, overlay, options, preparation, diagnostics)
    }

    /// Reads the publisher's document. An action of the overlay that does nothing there is not an error.
    ///
    /// `None` if there are errors, as in [`own`](Self::own).
    pub fn upstream(
        source: &Source,
        overlay: Option<&Source>,
        options: &Options,
        is_selected: &mut dyn FnMut(&OperationRef) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut idle = Diagnostics::new();
        let mut prepare = |root: &mut Value| prepared(root, is_selected);
        let preparation =
            Preparation { prepare: &mut prepare, overlay_diagnostics: Some(&mut idle) };
        let mut side = Self::read(source, overlay, options, preparation, diagnostics)?;
        let obsolete = idle
            .iter()
            .map(|it| Obsolete { location: it.location.clone(), message: it.message.clone() });
        side.obsolete = obsolete.collect();
        Some(side)
    }

    fn read(
        source: &Source,
        overlay: Option<&Source>,
        options: &Options,
        preparation: Preparation<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::new();
        let document = document::load_prepared(source, overlay, preparation, &mut found);
        let side = document.map(|document| {
            let api = lowered(&document, options, None, &mut found);
            document.locate_and_sort(&mut found);
            let document = Arc::new(document);
            Self { document, api, obsolete: Vec::new(), options: options.clone() }
        });
        let is_sound = !found.has_errors();
        let errors = found.iter().filter(|diagnostic| diagnostic.level == Level::Error);
        errors.for_each(|error| diagnostics.push(error.clone()));
        side.filter(|_| is_sound)
    }

    /// Returns the side lowered with the media types that another document uses.
    pub(super) fn with_media_types_of(&self, other: &Self) -> Self {
        let mut pinned = PinnedMediaTypes::new();
        for operation in other.api.operations() {
            let sent = operation.body.iter().map(|body| body.media_type.clone());
            let read =
                operation.documented.iter().filter_map(|it| Some(it.read.as_ref()?.0.clone()));
            let address = operations::address(&operation.method, &operation.path);
            pinned.insert(address, sent.chain(read).collect());
        }
        let mut diagnostics = Diagnostics::new();
        let api = lowered(&self.document, &self.options, Some(&pinned), &mut diagnostics);
        Self { api, ..self.clone() }
    }

    /// Returns the location of a value in the source of the document.
    pub(super) fn location(&self, pointer: &Pointer) -> Location {
        self.document.source_location(pointer)
    }

    /// Returns all operations of the document, including those that are omitted from the API.
    pub(super) fn operations(&self) -> Vec<OperationRef> {
        let mut operations = operations::list(&self.document.root);
        operations.extend(self.document.omitted.iter().cloned());
        operations
    }

    /// Returns the locations of placeholders for sentences.
    pub(super) fn unwritten(&self) -> Vec<Location> {
        let mut found = Vec::new();
        collect_unwritten(&self.document.root, &Pointer::root(), &mut found);
        found.iter().map(|pointer| self.location(pointer)).collect()
    }
}

/// Checks and lowers a document.
fn lowered(
    document: &Document,
    options: &Options,
    pinned_media_types: Option<&PinnedMediaTypes>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let invalid_defaults = check::check(document, diagnostics);
    let input = lower::Input {
        document,
        // Names of environment variables are not compared, so any package name will do.
        package: &Package::any(),
        options,
        invalid_defaults: &invalid_defaults,
        pinned_media_types,
    };
    let mut api = lower::lower(&input, diagnostics);
    layout::plan(&mut api);
    api
}

/// Keeps the selected operations, and adds missing descriptions, which are not compared.
fn prepared(root: &mut Value, is_selected: &mut dyn FnMut(&OperationRef) -> bool) {
    operations::retain(root, is_selected);
    if let Some(root) = root.as_object_mut() {
        // Tools that split documents leave empty sections behind.
        root.retain(|_, section| !section.is_null());
    }
    let described = |responses: Option<&mut Value>| {
        let entries = responses.and_then(Value::as_object_mut).into_iter().flatten();
        for response in entries.filter_map(|(_, response)| response.as_object_mut()) {
            if !response.contains_key("$ref") && !response.contains_key("description") {
                response.insert("description".to_owned(), Value::String(String::new()));
            }
        }
    };
    described(root.pointer_mut("/components/responses"));
    for operation in operations::list(root) {
        let responses = operation.pointer().child("responses");
        described(root.pointer_mut(responses.as_str()));
    }
}

/// The recursion is bounded by the maximum depth of a document.
fn collect_unwritten(value: &Value, pointer: &Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::String(text) if text == TO_BE_WRITTEN => found.push(pointer.clone()),
        Value::Object(members) => {
            for (key, member) in members {
                collect_unwritten(member, &pointer.child(key), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_unwritten(item, &pointer.index(index), found);
            }
        }
        _ => {}
    }
}
