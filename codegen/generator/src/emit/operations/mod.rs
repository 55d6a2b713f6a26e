//! Operations: a method of the client for each, and the request builder that it returns.

mod argument;
pub(super) mod blocking;
mod header;
mod request;
mod response;
mod table;

pub(super) use argument::{encodings, parameter_constant, styles};
pub(super) use request::pages;
pub(super) use table::constant;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use self::argument::{Signature, set_body, setter_function, signature};
use self::request::{future, setters, structure};
use self::table::table;
use super::SourceFile;
use super::crate_root::error;
use super::doc::{Doc, code, deprecated, item, listed};
use super::example;
use super::tokens::{FixedImports, gate, imports};
use crate::api::{Api, ErrorStatus, Operation, StatusRange, Tag};
use crate::names::Package;

/// A directory with one file or directory per tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Folder {
    /// The path below `src/`.
    pub(super) path: &'static str,
    /// The documentation of the index.
    pub(super) purpose: &'static str,
    /// The contents of a file, in the plural, as its documentation starts.
    pub(super) plural: &'static str,
    /// The contents of a file with one operation.
    pub(super) singular: &'static str,
    /// Whether other crates can use the items.
    pub(super) is_public: bool,
}

impl Folder {
    /// Returns the declarations of modules, and the re-exports of their items.
    fn modules(self, modules: &[impl ToTokens], gates: &[Option<TokenStream>]) -> Vec<TokenStream> {
        let visibility = if self.is_public { quote!(pub) } else { quote!(pub(crate)) };
        vec![quote!(#(#gates mod #modules;)*), quote!(#(#gates #visibility use #modules::*;)*)]
    }
}

/// The async operations.
pub(super) const FOLDER: Folder = Folder {
    path: "operations",
    purpose: "Request builders of the operations, returned by the methods of [`Client`](crate::Client).",
    plural: "Operations",
    singular: "Operation",
    is_public: true,
};

/// Returns the index of a folder, which re-exports the items of all tags.
pub(super) fn index(api: &Api, folder: Folder) -> SourceFile {
    let modules: Vec<_> = api.tags.iter().map(|tag| &tag.module).collect();
    let gates: Vec<_> = api.tags.iter().map(|tag| gate(&tag.feature)).collect();
    SourceFile {
        path: format!("{}/mod.rs", folder.path),
        purpose: folder.purpose.to_owned(),
        origins: vec!["#/paths".to_owned()],
        items: folder.modules(&modules, &gates),
        ..SourceFile::default()
    }
}

/// Returns the files of a tag.
pub(super) fn files(api: &Api, package: &Package, tag: &Tag) -> Vec<SourceFile> {
    let fixed = FixedImports {
        runtime: vec![quote!(self as runtime), quote!(http::Method)],
        own: Some(quote!(
            use crate::{Client, Error};
        )),
    };
    let documentation = tag.description.as_deref().map(crate::docs::rustdoc).unwrap_or_default();
    let shared = error::shared_statuses(api);
    files_of(tag, FOLDER, documentation, &fixed, |operation| {
        items(api, package, operation, &shared)
    })
}

/// Returns the files of a tag in a folder: one for all operations, or one for each.
pub(super) fn files_of(
    tag: &Tag,
    folder: Folder,
    documentation: Vec<String>,
    fixed: &FixedImports,
    items: impl Fn(&Operation) -> Vec<TokenStream>,
) -> Vec<SourceFile> {
    let module = tag.module.as_str();
    let Folder { path, plural, singular, .. } = folder;
    let purpose = if tag.name.is_empty() {
        format!("{plural} without a tag.")
    } else {
        format!("{plural} of the tag {}.", code(&tag.name))
    };
    let with_imports = |mut items: Vec<TokenStream>| {
        items.splice(0..0, imports(&items, fixed.clone()));
        items
    };
    let origins = tag.operations.iter().map(|operation| operation.origin.clone());
    if !tag.split_files {
        return vec![SourceFile {
            path: format!("{path}/{module}.rs"),
            purpose,
            origins: origins.collect(),
            documentation,
            items: with_imports(tag.operations.iter().flat_map(items).collect()),
            ..SourceFile::default()
        }];
    }
    let modules: Vec<_> =
        tag.operations.iter().map(|operation| operation.function.module()).collect();
    let index = SourceFile {
        path: format!("{path}/{module}/mod.rs"),
        purpose,
        documentation,
        items: folder.modules(&modules, &vec![None; modules.len()]),
        ..SourceFile::default()
    };
    let files = tag.operations.iter().zip(&modules).map(|(operation, name)| SourceFile {
        path: format!("{path}/{module}/{}.rs", name.as_str()),
        purpose: format!("{singular} {}.", code(&operation.id)),
        origins: vec![operation.origin.clone()],
        items: with_imports(items(operation)),
        ..SourceFile::default()
    });
    std::iter::once(index).chain(files).collect()
}

fn items(
    api: &Api,
    package: &Package,
    operation: &Operation,
    shared: &[(StatusRange, &str)],
) -> Vec<TokenStream> {
    let doc = function_doc(api, package, operation, shared);
    let mut items = vec![
        table(operation, api.command_line.is_some()),
        function(api, operation, &doc),
        structure(operation),
        setters(api, operation),
        future(api, operation),
    ];
    items.extend(response::by_status(api, operation));
    items
}

/// Returns the method of the client.
fn function(api: &Api, operation: &Operation, doc: &Doc) -> TokenStream {
    let Operation { function, builder, .. } = operation;
    let deprecated = deprecated(operation.deprecated);
    let required = || operation.parameters.iter().filter(|parameter| parameter.required);
    let sets = required().map(|parameter| {
        let name = &parameter.name;
        let (constant, set) = (parameter_constant(parameter), setter_function(api, parameter));
        quote!(call.#set(#builder::#constant, &#name);)
    });
    let body = operation.body.as_ref().filter(|body| body.required);
    let body_set = body.map(|body| set_body(body, &quote!(call)));
    let Signature { allowed, arguments, .. } = signature(api, operation);
    let constant = constant(operation);
    let is_changed = required().next().is_some() || body.is_some();
    let mutable = is_changed.then(|| quote!(mut));
    quote! {
        impl Client {
            #doc
            #deprecated
            #allowed
            pub fn #function(&self, #(#arguments),*) -> #builder {
                let #mutable call = self.runtime.call(&#constant);
                #(#sets)*
                #body_set
                #builder { call }
            }
        }
    }
}

fn function_doc(
    api: &Api,
    package: &Package,
    operation: &Operation,
    shared: &[(StatusRange, &str)],
) -> Doc {
    let default = format!("Calls the operation {}.", code(&operation.id));
    let mut doc =
        Doc::of(operation.summary.as_deref().or(operation.description.as_deref()), &default);
    if operation.summary.is_some() {
        doc = doc.described(operation.description.as_deref());
    }
    let parameters = operation.parameters.iter().filter(|parameter| parameter.required);
    let parameters = parameters.flat_map(|parameter| {
        listed(&code(parameter.name.as_str()), parameter.description.as_deref())
    });
    let body = operation.body.iter().filter(|body| body.required);
    let body = body.flat_map(|body| listed("`body`", body.description.as_deref()));
    let arguments: Vec<String> = parameters.chain(body).collect();
    if !arguments.is_empty() {
        doc = doc.sentence("# Parameters").paragraph(arguments);
    }
    doc = response::documentation(doc, &operation.response);
    doc = header::documentation(doc, api, operation, false);
    doc = error_doc(doc, &operation.errors, shared);
    doc = header::documentation(doc, api, operation, true);
    if let Some(lines) = example::call(api, package, operation) {
        doc = doc.example(Some("Examples"), lines);
    }
    doc.sentence(format!(
        "Source: {}, {}.",
        code(&operation.origin),
        code(&format!("{} {}", operation.method, operation.path))
    ))
}

/// Adds the error statuses: a link to those that [`Error`](error) describes, and the others.
fn error_doc(doc: Doc, errors: &[ErrorStatus], shared: &[(StatusRange, &str)]) -> Doc {
    if errors.is_empty() {
        return doc;
    }
    let is_shared = |error: &&ErrorStatus| {
        let description = error.description.as_deref();
        description.is_some_and(|description| shared.contains(&(error.status, description)))
    };
    let status = |error: &ErrorStatus| code(&error.status.to_string());
    let (linked, own): (Vec<&ErrorStatus>, Vec<&ErrorStatus>) = errors.iter().partition(is_shared);
    let linked: Vec<String> = linked.into_iter().map(status).collect();
    let mut lines = match linked.as_slice() {
        [] => Vec::new(),
        [only] => item(&format!("{only}, described at [`Error`].")),
        several => item(&format!("{}, described at [`Error`].", several.join(", "))),
    };
    lines.extend(
        own.into_iter().flat_map(|error| listed(&status(error), error.description.as_deref())),
    );
    doc.sentence("# Errors").paragraph(lines)
}
