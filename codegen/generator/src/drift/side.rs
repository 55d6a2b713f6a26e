//! Sides: a document that is compared, and what it means.

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

/// What stands in a document in place of a sentence that somebody has yet to write.
pub const TO_BE_WRITTEN: &str = "TO BE WRITTEN";

/// A document, and what it means.
#[derive(Debug, Clone)]
pub struct Side {
    /// What it says.
    pub document: Arc<Document>,
    /// What it means.
    pub api: Api,
    /// The actions of the overlay that do nothing to it, where it was read as another's.
    pub obsolete: Vec<Obsolete>,
    /// How it was read.
    options: Options,
}

impl Side {
    /// Reads the document of one's own, which the overlay has to fit.
    ///
    /// Of its operations those are left that `keeps` says, and of the rest what they reach. `None` where there are
    /// errors, which are pushed to `diagnostics`; warnings and notes are not this room's to tell.
    pub fn own(
        source: &Source,
        overlay: Option<&Source>,
        options: &Options,
        keeps: &mut dyn FnMut(&OperationRef) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut prepare = |root: &mut Value| prepared(root, keeps);
        let preparation = Preparation { prepare: &mut prepare, overlay_diagnostics: None };
        Self::read(source, overlay, options, preparation, diagnostics)
    }

    /// Reads the document of another, which the overlay was not made for: what it does not do there is no error.
    ///
    /// `None` where there are errors, as in [`own`](Self::own).
    pub fn upstream(
        source: &Source,
        overlay: Option<&Source>,
        options: &Options,
        keeps: &mut dyn FnMut(&OperationRef) -> bool,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut idle = Diagnostics::new();
        let mut prepare = |root: &mut Value| prepared(root, keeps);
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

    /// The same for programs that keep to the media types that another document was read for.
    pub(super) fn kept(&self, other: &Self) -> Self {
        let mut kept = PinnedMediaTypes::new();
        for operation in other.api.operations() {
            let sent = operation.body.iter().map(|body| body.media_type.clone());
            let read =
                operation.documented.iter().filter_map(|it| Some(it.read.as_ref()?.0.clone()));
            let address = operations::address(&operation.method, &operation.path);
            kept.insert(address, sent.chain(read).collect());
        }
        let mut diagnostics = Diagnostics::new();
        let api = lowered(&self.document, &self.options, Some(&kept), &mut diagnostics);
        Self { api, ..self.clone() }
    }

    /// The place of a value in the document as it was read.
    pub(super) fn location(&self, pointer: &Pointer) -> Location {
        self.document.source_location(pointer)
    }

    /// The operations that the document has, whether they can be expressed or not.
    pub(super) fn mentions(&self) -> Vec<OperationRef> {
        operations::list(&self.document.root)
    }

    /// The places of sentences that somebody has yet to write.
    pub(super) fn unwritten(&self) -> Vec<Location> {
        let mut found = Vec::new();
        collect_unwritten(&self.document.root, &Pointer::root(), &mut found);
        found.iter().map(|pointer| self.location(pointer)).collect()
    }
}

/// Checks and lowers a document to the API that is compared.
fn lowered(
    document: &Document,
    options: &Options,
    pinned_media_types: Option<&PinnedMediaTypes>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let invalid_defaults = check::check(document, diagnostics);
    let input = lower::Input {
        document,
        // The names of environment variables are not compared, so that any package will do.
        package: &Package::any(),
        options,
        invalid_defaults: &invalid_defaults,
        pinned_media_types,
    };
    let mut api = lower::lower(&input, diagnostics);
    layout::plan(&mut api);
    api
}

/// Leaves what is to be compared, and mends what is wrong with nothing but what is said to people.
fn prepared(root: &mut Value, keeps: &mut dyn FnMut(&OperationRef) -> bool) {
    operations::retain(root, keeps);
    if let Some(root) = root.as_object_mut() {
        // Tools that take a document apart leave such sections behind.
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

/// Goes no deeper than the reader lets documents be.
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
