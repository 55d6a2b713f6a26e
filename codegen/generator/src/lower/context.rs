//! State of one lowering, and the diagnostics that all of it reports.
//!
//! Invariant: hash maps and sets are read by key and never iterated, so that their order cannot reach the output.

use std::collections::{HashMap, HashSet};

use super::budget::Budget;
use super::operation::multipart::Forms;
use super::passes::views::Split;
use super::schema::base::Bases;
use super::schema::object::Membership;
use super::schema::reference;
use super::{Input, PinnedMediaTypes};
use crate::api::{Model, ModelId, View};
use crate::diagnostic::truncated;
use crate::diagnostic::{ALLOW, Code, DENY, Diagnostic, Diagnostics, Pointer};
use crate::document::{Document, MAX_REFERENCE_CHAIN};
use crate::names::{Scope, TypeName};
use crate::options::Options;

/// An operation or a part of it cannot be expressed. The reason has been reported.
#[derive(Debug)]
pub(crate) struct Unsupported;

/// The state of one lowering.
pub(crate) struct Lowering<'d> {
    pub(crate) document: &'d Document,
    pub(crate) options: &'d Options,
    pub(crate) diagnostics: &'d mut Diagnostics,
    pub(crate) pinned: Pinned<'d>,
    pub(crate) models: Models,
    pub(crate) forms: Forms,
    pub(crate) names: Names,
    /// Schemas whose request view and response view differ.
    pub(crate) split: Split,
    pub(crate) unions: Unions<'d>,
    /// Schemas without a model of their own that are being expanded. One that reaches itself is an error.
    pub(crate) expanding: Vec<Pointer>,
    /// Security schemes by name, and whether each sets the header `Authorization`.
    pub(crate) security: HashMap<String, bool>,
    /// Extensions that have been read.
    pub(crate) extensions_read: HashSet<Pointer>,
    /// Schemas with an invalid default, which `check` has reported.
    pub(crate) invalid_defaults: &'d HashSet<Pointer>,
    pub(crate) budget: Budget,
}

/// Media types that operations are pinned to.
pub(crate) struct Pinned<'d> {
    pub(crate) all: Option<&'d PinnedMediaTypes>,
    /// Those of the operation that is being lowered.
    pub(crate) current: &'d [String],
}

/// Models by id and by schema.
#[derive(Default)]
pub(crate) struct Models {
    /// A slot for each model, empty while the model is being lowered, so that schemas may refer to themselves.
    slots: Vec<Option<Model>>,
    pub(crate) ids: HashMap<(Pointer, View), ModelId>,
}

impl Models {
    /// Returns a finished model.
    pub(crate) fn get(&self, id: ModelId) -> Option<&Model> {
        self.slots.get(id.0)?.as_ref()
    }

    /// Reserves an id for a model that is about to be lowered.
    pub(crate) fn reserve(&mut self) -> ModelId {
        self.slots.push(None);
        ModelId(self.slots.len() - 1)
    }

    /// Stores a model under its reserved id.
    pub(crate) fn insert(&mut self, id: ModelId, model: Model) {
        if let Some(slot) = self.slots.get_mut(id.0) {
            *slot = Some(model);
        }
    }

    /// Takes all models. A slot is empty only for a schema with an error, which has been reported.
    pub(crate) fn take(&mut self) -> Vec<Model> {
        std::mem::take(&mut self.slots)
            .into_iter()
            .enumerate()
            .map(|(index, model)| {
                model.unwrap_or_else(|| super::schema::models::placeholder(index))
            })
            .collect()
    }
}

/// Names of types.
#[derive(Default)]
pub(crate) struct Names {
    /// All names that have been claimed.
    pub(crate) types: Scope,
    /// Names of the schemas under `components`, claimed before all others.
    pub(crate) components: HashMap<String, TypeName>,
}

/// Facts about the unions of a document.
pub(crate) struct Unions<'d> {
    /// Schemas that are used elsewhere than as a variant.
    pub(crate) standalone: HashSet<String>,
    /// Unions whose properties belong to all their variants.
    pub(crate) bases: Bases,
    /// Variants, and what they take from their union.
    pub(crate) memberships: HashMap<Pointer, Membership<'d>>,
    /// The unions that are being lowered, without a struct in between. A variant that contains one has no end.
    pub(crate) open: HashSet<ModelId>,
}

impl<'d> Lowering<'d> {
    pub(crate) fn new(input: &Input<'d>, diagnostics: &'d mut Diagnostics) -> Self {
        let document = input.document;
        let mut lowering = Self {
            document,
            options: input.options,
            diagnostics,
            pinned: Pinned { all: input.pinned_media_types, current: &[] },
            models: Models::default(),
            forms: Forms::default(),
            names: Names::default(),
            split: super::passes::views::split(document),
            unions: Unions {
                standalone: reference::standalone(&document.root),
                bases: Bases::of(document),
                memberships: HashMap::new(),
                open: HashSet::new(),
            },
            expanding: Vec::new(),
            security: HashMap::new(),
            // `document` reads these two.
            extensions_read: [ALLOW, DENY].map(|extension| Pointer::root().child(extension)).into(),
            invalid_defaults: input.invalid_defaults,
            budget: Budget::default(),
        };
        lowering.name_components();
        lowering
    }

    /// Claims the names of the schemas under `components`, so that they do not depend on the order of operations.
    fn name_components(&mut self) {
        let document = self.document;
        let Some(components) = &document.openapi.components else {
            return;
        };
        for (component, schema) in &components.schemas {
            let pointer = reference::component(component);
            let requested = match schema {
                openapiv3::ReferenceOr::Item(schema) => {
                    self.type_name(&schema.schema_data.extensions, &pointer)
                }
                openapiv3::ReferenceOr::Reference { .. } => None,
            };
            let requested = requested.unwrap_or_else(|| TypeName::new(component));
            let name = self.names.types.claim_type(&requested);
            self.names.components.insert(component.clone(), name);
        }
    }

    /// Reports a diagnostic with advice.
    pub(crate) fn report(
        &mut self,
        code: Code,
        pointer: &Pointer,
        message: impl Into<String>,
        advice: &str,
    ) {
        let diagnostic = self.diagnostic(code, pointer, message).with_advice(advice);
        self.diagnostics.push(diagnostic);
    }

    /// Reports a diagnostic that needs no action.
    pub(crate) fn remark(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) {
        let diagnostic = self.diagnostic(code, pointer, message);
        self.diagnostics.push(diagnostic);
    }

    /// Returns a diagnostic, for labels and advice to be added before it is pushed.
    pub(crate) fn diagnostic(
        &self,
        code: Code,
        pointer: &Pointer,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::new(code, self.document.location(pointer), message)
    }

    /// Reports two names of the document that are the same identifier in Rust. The later gets a number.
    pub(crate) fn report_collision(
        &mut self,
        pointer: &Pointer,
        later: &str,
        first: &str,
        name: &str,
        advice: &str,
    ) {
        let message = format!(
            "`{}` and `{}` are one name in Rust, `{}`: this one gets a number",
            truncated(later, 60),
            truncated(first, 60),
            truncated(name, 60),
        );
        self.report(Code::NameCollision, pointer, message, advice);
    }

    /// Reports a reference that was not followed.
    ///
    /// Unresolved references were reported by `document`, and an exhausted budget is reported at the end. Only a
    /// chain of references that is too long is left.
    pub(crate) fn reference_error(&mut self, pointer: &Pointer) {
        if !self.diagnostics.has_errors() && !self.budget.is_exhausted() {
            self.report(
                Code::UnsupportedReference,
                pointer,
                format!("more than {MAX_REFERENCE_CHAIN} references follow each other from here"),
                "refer to the end of the chain directly",
            );
        }
    }
}
