//! Lowering: document to [`Api`]. Every decision about meaning is made here, once.
//!
//! Names, views, unions, optionality and media types are decided here; `emit` prints them unchanged. What cannot be
//! expressed becomes a diagnostic and degrades to free-form JSON, or is omitted.

mod budget;
mod context;
mod extension;
mod files;
mod operation;
mod passes;
mod schema;

pub use extension::{EXTENSIONS, Extension};

use std::collections::{BTreeMap, HashSet};

use context::{Lowering, Unsupported};

use crate::api::Api;
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::Document;
use crate::names::Package;
use crate::options::Options;

/// Media types that operations are pinned to, whatever newer ones there are, by
/// [address](crate::document::operations::address).
pub type PinnedMediaTypes = BTreeMap<String, Vec<String>>;

/// The input of a lowering.
#[derive(Debug, Clone, Copy)]
pub struct Input<'d> {
    /// The document.
    pub document: &'d Document,
    /// The package, after which environment variables are named.
    pub package: &'d Package,
    /// The options of the build.
    pub options: &'d Options,
    /// The schemas with an invalid default, as `check` found them.
    pub invalid_defaults: &'d HashSet<Pointer>,
    /// Media types that operations are pinned to.
    pub pinned_media_types: Option<&'d PinnedMediaTypes>,
}

/// Lowers a document to the API that it describes.
///
/// Always returns an [`Api`], without the parts that cannot be expressed, so that all diagnostics are reported in one
/// run.
pub fn lower(input: &Input<'_>, diagnostics: &mut Diagnostics) -> Api {
    let mut lowering = Lowering::new(input, diagnostics);
    let info = &input.document.openapi.info;

    // Facts outside of operations.
    let servers = operation::security::servers(&mut lowering);
    let security_schemes = operation::security::schemes(&mut lowering, input.package);
    let environment = operation::security::environment(&mut lowering, input.package);
    let auth_check = lowering.auth_check(&input.document.openapi.extensions);
    let guide = lowering.guide(&input.document.openapi.extensions);

    // Operations, and every schema that they reach.
    let operation::Operations { tags, error, headers } = operation::operations(&mut lowering);
    // The bodies of webhooks, and the schemas of a document without operations.
    let standalone = lowering.standalone_models();
    let models = lowering.models.take();
    let example = lowering.example(&input.document.openapi.extensions, &tags);

    let mut api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        servers,
        security_schemes,
        environment,
        auth_check,
        tags,
        models,
        standalone,
        groups: Vec::new(),
        error,
        headers,
        guide,
        example,
        command_line: None,
    };

    // Usage: which models requests and responses contain.
    passes::usage::mark(&mut api);
    // Recursion: recursive fields are boxed; values that could never end become optional.
    passes::recursion::box_recursive_fields(&mut lowering, &mut api.models);
    // Requests: `null` beside absent, constructors of required fields, constraints that nothing checks.
    passes::requests::finish_requests(&mut lowering, &mut api.models);
    // Unions: properties of one variant only, accessors of properties that all variants share.
    passes::unions::finish_unions(&mut api.models);
    // Polling: operations that return a resource with a state.
    passes::polling::mark_pollable_operations(&mut api);
    // Unread: extensions and allowed codes without effect, and exhausted budgets.
    passes::unread::report_extensions(&mut lowering);
    lowering.report_budget();
    passes::unread::report_allowed(&mut lowering);
    api
}
