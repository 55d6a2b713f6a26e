//! Lowering: from what a document says to what it means. Every decision is made here, once.
//!
//! Names, views, unions, optionality, media types: what stands in the [`Api`] that comes out is printed by
//! `emit` as it is. What cannot be expressed becomes a diagnostic, and free-form JSON or nothing in its place.

mod base;
mod body;
mod budget;
mod command;
mod default;
mod direction;
mod documented;
mod enumeration;
mod error;
mod extension;
mod feature;
mod group;
mod header;
mod inferred;
mod keywords;
mod link;
mod media;
mod merged;
mod multipart;
mod object;
mod operation;
mod parameter;
mod plain;
mod reference;
mod response;
mod responses;
mod rules;
mod schema;
mod security;
mod text;
mod union;
mod unread;
mod untagged;
mod view;
mod watch;

pub use extension::EXTENSIONS;

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::api::{Api, Model, ModelId, View};
use crate::check;
use crate::diagnostic::{ALLOW, Code, DENY, Diagnostic, Diagnostics, Levels, Pointer};
use crate::document::{Document, LONGEST_CHAIN, shortened};
use crate::names::{Package, Scope, TypeName};

/// What the build asks for, beyond the document.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The newest version of the API to use, `YYYY-MM-DD`: where an operation has several media types by date,
    /// the newest that is not after it is taken. `None` takes the newest of all.
    pub api_version: Option<String>,
    /// Whether the crate has a command line, behind its feature `cli`.
    pub command_line: bool,
    /// The levels of diagnostics that are asked for; they count before what the document asks for.
    pub levels: Levels,
}

/// The media types that operations are to keep to, by their [addresses](crate::document::part::address), whatever
/// newer ones there are.
pub(crate) type PinnedMediaTypes = BTreeMap<String, Vec<String>>;

/// Turns a document into the API that it describes.
///
/// What is wrong with the document, or cannot be expressed, is pushed to `diagnostics`; an [`Api`] without it
/// comes back all the same, so that everything is reported together.
pub fn lower(
    document: &Document,
    package: &Package,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Api {
    lower_pinned(document, package, options, &PinnedMediaTypes::new(), diagnostics)
}

/// The same for programs that keep to some media types.
pub(crate) fn lower_pinned(
    document: &Document,
    package: &Package,
    options: &Options,
    kept: &PinnedMediaTypes,
    diagnostics: &mut Diagnostics,
) -> Api {
    let unfit_defaults = check::check(document, diagnostics);
    let mut lowering = Lowering::new(document, (options, kept), diagnostics);
    lowering.unfit_defaults = unfit_defaults;
    let info = &document.openapi.info;
    let servers = security::servers(&mut lowering);
    let security_schemes = security::schemes(&mut lowering, package);
    let environment = security::environment(&mut lowering, package);
    let auth_check = lowering.auth_check(&document.openapi.extensions);
    let operations = operation::tags(&mut lowering);
    let error = operations.error;
    let mut tags = operations.tags;
    let mut headers = operations.headers;
    let mut models = lowering.finished_models();
    direction::mark(&tags, &error, &mut models);
    direction::box_cycles(&mut lowering, &mut models);
    direction::settle_requests(&mut lowering, &mut models);
    union::settle(&mut models);
    unread::report_extensions(&mut lowering);
    lowering.report_budget();
    unread::report_allowed(&mut lowering);
    document.arrange(lowering.diagnostics);
    group::operations(&mut tags);
    feature::name(&mut tags);
    let mut groups = group::models(&tags, &error, &models);
    feature::distribute(&tags, &error, &models, &mut groups);
    header::distribute(&tags, &mut headers);
    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        servers,
        security_schemes,
        environment,
        tags,
        models,
        groups,
        error,
        headers,
        command_line: None,
    };
    operation::settle(&mut api);
    if options.command_line {
        api.command_line = Some(command::command_line(&api, auth_check));
    }
    api
}

/// A part of an operation cannot be expressed, which has been reported: the operation is left out.
#[derive(Debug)]
struct Unsupported;

/// The state of one lowering.
///
/// The hash maps and sets are asked for single keys and never iterated: their order must not reach the output.
struct Lowering<'d> {
    document: &'d Document,
    options: &'d Options,
    kept: &'d PinnedMediaTypes,
    /// The media types that the operation keeps to which is being lowered.
    keeping: &'d [String],
    diagnostics: &'d mut Diagnostics,
    /// A slot for each model; empty while the model is being lowered, so that schemas may refer to themselves.
    models: Vec<Option<Model>>,
    ids: HashMap<(Pointer, View), ModelId>,
    /// The models of multipart bodies with files.
    forms: multipart::Forms,
    /// The names of types, taken one after another.
    types: Scope,
    /// The names of schemas under `components`, taken before all others.
    component_names: HashMap<String, TypeName>,
    /// The schemas that are not the same in both directions.
    split: view::Split,
    /// The schemas that stand somewhere else than as a variant.
    standalone: HashSet<String>,
    /// The unions whose properties variants have.
    bases: base::Bases,
    /// The schemas that are variants, and what they take from their union.
    memberships: HashMap<Pointer, object::Membership<'d>>,
    /// The schemas that something else than multipart bodies refers to, once that was asked for.
    outside_forms: Option<HashSet<String>>,
    /// The schemas without a name of their own that are being expanded: one that meets itself has no end.
    expanding: Vec<Pointer>,
    /// The security schemes, and whether each fills the header `Authorization`.
    security: HashMap<String, bool>,
    /// The extensions that were read.
    extensions_read: HashSet<Pointer>,
    /// The schemas whose defaults do not fit them, which has been reported.
    unfit_defaults: HashSet<Pointer>,
    /// How much of what there is to do is done.
    effort: budget::Budget,
}

impl<'d> Lowering<'d> {
    fn new(
        document: &'d Document,
        (options, kept): (&'d Options, &'d PinnedMediaTypes),
        diagnostics: &'d mut Diagnostics,
    ) -> Self {
        let mut lowering = Self {
            document,
            options,
            kept,
            keeping: &[],
            diagnostics,
            models: Vec::new(),
            ids: HashMap::new(),
            forms: HashMap::new(),
            types: Scope::new(),
            component_names: HashMap::new(),
            split: view::Split::default(),
            standalone: reference::standalone(&document.root),
            bases: base::Bases::of(document),
            memberships: HashMap::new(),
            outside_forms: None,
            expanding: Vec::new(),
            security: HashMap::new(),
            // These are read with the document.
            extensions_read: [ALLOW, DENY].map(|extension| Pointer::root().child(extension)).into(),
            unfit_defaults: HashSet::new(),
            effort: budget::Budget::default(),
        };
        lowering.split = view::split(document);
        lowering.name_components();
        lowering
    }

    /// Takes the names of the schemas under `components`, so that they do not depend on which operation is
    /// lowered first.
    fn name_components(&mut self) {
        let document = self.document;
        let Some(components) = &document.openapi.components else {
            return;
        };
        for (component, schema) in &components.schemas {
            let pointer = reference::component(component);
            let wanted = match schema {
                openapiv3::ReferenceOr::Item(schema) => {
                    self.named(&schema.schema_data.extensions, &pointer)
                }
                openapiv3::ReferenceOr::Reference { .. } => None,
            };
            let wanted = wanted.unwrap_or_else(|| TypeName::new(component));
            let name = self.types.claim_type(&wanted);
            self.component_names.insert(component.clone(), name);
        }
    }

    /// Takes the models out. A slot is empty only for a schema that met an error, which has been reported.
    fn finished_models(&mut self) -> Vec<Model> {
        std::mem::take(&mut self.models)
            .into_iter()
            .enumerate()
            .map(|(index, model)| model.unwrap_or_else(|| schema::placeholder(index)))
            .collect()
    }

    /// A diagnostic, and what to do about it.
    fn report(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>, advice: &str) {
        let location = self.document.location(pointer);
        self.diagnostics.push(Diagnostic::new(code, location, message).with_advice(advice));
    }

    /// Two things that the document tells apart have one name in Rust: the later gets a number, which moves when they do.
    fn one_name(
        &mut self,
        pointer: &Pointer,
        (later, first): (&str, &str),
        name: &str,
        advice: &str,
    ) {
        let message = format!(
            "`{}` and `{}` are one name in Rust, `{}`: this one gets a number",
            shortened(later, 60),
            shortened(first, 60),
            shortened(name, 60),
        );
        self.report(Code::NameCollision, pointer, message, advice);
    }

    /// A reference that was not followed. Where it, or another on its way, leads nowhere, that was said when it was
    /// read; else there were too many on the way, or there has been too much to follow before.
    fn reference_error(&mut self, pointer: &Pointer) {
        if !self.diagnostics.has_errors() && !self.effort.is_over() {
            self.report(
                Code::UnsupportedReference,
                pointer,
                format!("more than {LONGEST_CHAIN} references follow each other from here"),
                "refer to what stands at their end",
            );
        }
    }

    /// A diagnostic to which there is more to say, before it is pushed.
    fn diagnostic(&self, code: Code, pointer: &Pointer, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.document.location(pointer), message)
    }

    /// A diagnostic that nothing need be done about.
    fn remark(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) {
        let location = self.document.location(pointer);
        self.diagnostics.push(Diagnostic::new(code, location, message));
    }
}
