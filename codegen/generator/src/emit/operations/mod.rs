//! Operations: a function of the client that takes what is required, and the request that it returns.

mod argument;
pub(super) mod blocking;
mod request;
mod response;
mod table;

pub(super) use argument::{Signature, encodings, optional, signature, styles};
pub(in crate::emit) use request::{items_of_pages, literal, wait};
pub(in crate::emit) use table::{constant, status};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Api, Operation, Tag};
use crate::emit::SourceFile;
use crate::emit::crate_root::header;
use crate::emit::doc::{Doc, code, deprecated, listed};
use crate::emit::tokens::{Always, gate, imports, index as number};
use argument::{set, set_body};
use request::{future, setters, structure};
use table::table;

/// Where the operations of all tags stand, of which there are several such rooms.
#[derive(Debug, Clone, Copy)]
pub(in crate::emit) struct Room {
    /// The folder.
    pub(in crate::emit) folder: &'static str,
    /// What they are there for, where that is not to be called.
    pub(in crate::emit) addition: &'static str,
    /// Whether other crates see them.
    pub(in crate::emit) is_public: bool,
}

impl Room {
    /// The modules, and what they hold under one name.
    fn modules(self, modules: &[impl ToTokens], gates: &[Option<TokenStream>]) -> Vec<TokenStream> {
        let visibility = if self.is_public { quote!(pub) } else { quote!(pub(crate)) };
        vec![quote!(#(#gates mod #modules;)*), quote!(#(#gates #visibility use #modules::*;)*)]
    }
}

/// Where they stand to be called.
pub(in crate::emit) const ROOM: Room = Room { folder: "operations", addition: "", is_public: true };

/// `operations/mod.rs`: all requests under one name; for programs without async in a folder of its own.
pub(in crate::emit) fn index(api: &Api, room: Room) -> SourceFile {
    let modules: Vec<_> = api.tags.iter().map(|tag| &tag.module).collect();
    let gates: Vec<_> = api.tags.iter().map(|tag| gate(&tag.feature)).collect();
    SourceFile {
        path: format!("{}/mod.rs", room.folder),
        purpose:
            "The operations: a request type for each, made by the function of its name on `Client`."
                .to_owned(),
        origins: vec!["#/paths".to_owned()],
        documentation: Vec::new(),
        items: room.modules(&modules, &gates),
    }
}

/// The files of one tag.
pub(in crate::emit) fn files(api: &Api, tag: &Tag) -> Vec<SourceFile> {
    let always = Always {
        runtime: vec![quote!(self as runtime), quote!(http::Method)],
        own: Some(quote!(
            use crate::{Client, Error};
        )),
    };
    let documentation = tag.description.as_deref().map(crate::docs::rustdoc).unwrap_or_default();
    files_of(tag, ROOM, documentation, &always, |operation| items(api, operation))
}

/// The files of one tag: one for all its operations, or a folder with one for each.
pub(in crate::emit) fn files_of(
    tag: &Tag,
    room: Room,
    documentation: Vec<String>,
    always: &Always,
    items: impl Fn(&Operation) -> Vec<TokenStream>,
) -> Vec<SourceFile> {
    let module = tag.module.as_str();
    let Room { folder, addition, .. } = room;
    let purpose = if tag.name.is_empty() {
        format!("Operations without a tag{addition}.")
    } else {
        format!("The operations of the tag {}{addition}.", code(&tag.name))
    };
    let with_imports = |mut items: Vec<TokenStream>| {
        items.splice(0..0, imports(&items, always.clone()));
        items
    };
    let origins = tag.operations.iter().map(|operation| operation.origin.clone());
    if !tag.split_files {
        return vec![SourceFile {
            path: format!("{folder}/{module}.rs"),
            purpose,
            origins: origins.collect(),
            documentation,
            items: with_imports(tag.operations.iter().flat_map(items).collect()),
        }];
    }
    let modules: Vec<_> =
        tag.operations.iter().map(|operation| operation.function.module()).collect();
    let index = SourceFile {
        path: format!("{folder}/{module}/mod.rs"),
        purpose,
        origins: Vec::new(),
        documentation,
        items: room.modules(&modules, &vec![None; modules.len()]),
    };
    let files = tag.operations.iter().zip(&modules).map(|(operation, name)| SourceFile {
        path: format!("{folder}/{module}/{}.rs", name.as_str()),
        purpose: format!("The operation {}{addition}.", code(&operation.id)),
        origins: vec![operation.origin.clone()],
        documentation: Vec::new(),
        items: with_imports(items(operation)),
    });
    std::iter::once(index).chain(files).collect()
}

fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let mut items = vec![
        table(operation, api.command_line.is_some()),
        function(api, operation),
        structure(operation),
        setters(api, operation),
        future(api, operation),
    ];
    items.extend(response::by_status(api, operation));
    items
}

/// The function of the client.
fn function(api: &Api, operation: &Operation) -> TokenStream {
    let Operation { function, builder, .. } = operation;
    let doc = function_doc(api, operation);
    let deprecated = deprecated(operation.deprecated);
    let required =
        || operation.parameters.iter().enumerate().filter(|(_, parameter)| parameter.required);
    let sets = required().map(|(index, parameter)| {
        let (index, name) = (number(index), &parameter.name);
        let set = set(api, parameter);
        quote!(call.#set(#index, &#name);)
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

fn function_doc(api: &Api, operation: &Operation) -> Doc {
    let named = format!("Calls the operation {}.", code(&operation.id));
    let mut doc =
        Doc::of(operation.summary.as_deref().or(operation.description.as_deref()), &named);
    if operation.summary.is_some() {
        doc = doc.described(operation.description.as_deref());
    }
    let arguments: Vec<String> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required)
        .flat_map(|parameter| {
            listed(&code(parameter.name.as_str()), parameter.description.as_deref())
        })
        .chain(
            operation
                .body
                .iter()
                .filter(|body| body.required)
                .flat_map(|body| listed("`body`", body.description.as_deref())),
        )
        .collect();
    if !arguments.is_empty() {
        doc = doc.sentence("# Parameters").paragraph(arguments);
    }
    doc = response::documentation(doc, &operation.response);
    doc = header::documentation(doc, api, operation, false);
    let errors: Vec<String> = operation
        .errors
        .iter()
        .flat_map(|error| listed(&code(&error.status.to_string()), error.description.as_deref()))
        .collect();
    if !errors.is_empty() {
        doc = doc
            .sentence("# Errors")
            .sentence("The document names these error responses:")
            .paragraph(errors);
        doc = header::documentation(doc, api, operation, true);
    }
    doc.sentence(format!(
        "Source: {}, {}.",
        code(&operation.origin),
        code(&format!("{} {}", operation.method, operation.path))
    ))
}
