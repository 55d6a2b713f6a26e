//! Operations: a function of the client that takes what is required, and the request that it returns.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::answer::{self, answer, send};
use super::doc::{Doc, code, deprecated, listed};
use super::tokens::{Always, Scope, gate, identifier, imports, index as number, type_of};
use super::{SourceFile, error, header, rule};
use crate::api::{
    Api, Body, Encoding, Operation, Paging, Parameter, ParameterPlace, ParameterStyle,
    PartEncoding, PropertyStyle, Shape, Statuses, Tag, Type,
};

/// `operations/mod.rs`: all requests under one name; for programs without async in a folder of its own.
pub(super) fn index(api: &Api, folder: &str) -> SourceFile {
    let modules: Vec<_> = api.tags.iter().map(|tag| &tag.module).collect();
    let gates: Vec<_> = api.tags.iter().map(|tag| gate(&tag.feature)).collect();
    SourceFile {
        path: format!("{folder}operations/mod.rs"),
        purpose:
            "The operations: a request type for each, made by the function of its name on `Client`."
                .to_owned(),
        origins: vec!["#/paths".to_owned()],
        documentation: Vec::new(),
        items: vec![quote!(#(#gates mod #modules;)*), quote!(#(#gates pub use #modules::*;)*)],
    }
}

/// The files of one tag.
pub(super) fn files(api: &Api, tag: &Tag) -> Vec<SourceFile> {
    let always = Always {
        runtime: vec![quote!(self as runtime), quote!(http::Method)],
        own: Some(quote!(
            use crate::{Client, Error};
        )),
    };
    let documentation = tag.description.as_deref().map(crate::docs::rustdoc).unwrap_or_default();
    files_of(tag, "", documentation, &always, |operation| items(api, operation))
}

/// The files of one tag: one for all its operations, or a folder with one for each.
pub(super) fn files_of(
    tag: &Tag,
    folder: &str,
    documentation: Vec<String>,
    always: &Always,
    items: impl Fn(&Operation) -> Vec<TokenStream>,
) -> Vec<SourceFile> {
    let module = tag.module.as_str();
    let without_async = if folder.is_empty() { "" } else { ", for programs without async" };
    let purpose = if tag.name.is_empty() {
        format!("Operations without a tag{without_async}.")
    } else {
        format!("The operations of the tag {}{without_async}.", code(&tag.name))
    };
    let with_imports = |mut items: Vec<TokenStream>| {
        items.splice(0..0, imports(&items, always.clone()));
        items
    };
    let origins = tag.operations.iter().map(|operation| operation.origin.clone());
    if !tag.apart {
        return vec![SourceFile {
            path: format!("{folder}operations/{module}.rs"),
            purpose,
            origins: origins.collect(),
            documentation,
            items: with_imports(tag.operations.iter().flat_map(items).collect()),
        }];
    }
    let modules: Vec<_> =
        tag.operations.iter().map(|operation| operation.function.module()).collect();
    let index = SourceFile {
        path: format!("{folder}operations/{module}/mod.rs"),
        purpose,
        origins: Vec::new(),
        documentation,
        items: vec![quote!(#(mod #modules;)*), quote!(#(pub use #modules::*;)*)],
    };
    let files = tag.operations.iter().zip(&modules).map(|(operation, name)| SourceFile {
        path: format!("{folder}operations/{module}/{}.rs", name.as_str()),
        purpose: format!("The operation {}{without_async}.", code(&operation.id)),
        origins: vec![operation.origin.clone()],
        documentation: Vec::new(),
        items: with_imports(items(operation)),
    });
    std::iter::once(index).chain(files).collect()
}

fn items(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let mut items = vec![
        table(operation),
        function(api, operation),
        structure(operation),
        setters(api, operation),
        future(api, operation),
    ];
    items.extend(answer::by_status(api, operation));
    items
}

/// What the document says of the operation, as the runtime reads it.
fn table(operation: &Operation) -> TokenStream {
    let Operation { id, path, .. } = operation;
    let constant = constant(operation);
    let method = method(&operation.method);
    let accept = match operation.answer.media_types().as_slice() {
        [] => "*/*".to_owned(),
        media_types => media_types.join(", "),
    };
    let media_type = operation.body.as_ref().map(|body| &body.media_type);
    let content_type =
        media_type.map_or_else(|| quote!(None), |media_type| quote!(Some(#media_type)));
    let parameters = operation.parameters.iter().map(parameter);
    let security = operation.security.iter().map(|schemes| quote!(&[#(#schemes),*]));
    let errors = operation.errors.iter().map(|error| {
        let status = status(error.status);
        let variant = number(error.variant);
        quote!((runtime::StatusPattern::#status, #variant))
    });
    let required_headers = header::required(operation);
    quote! {
        static #constant: runtime::Operation = runtime::Operation {
            id: #id,
            method: #method,
            path: #path,
            accept: #accept,
            content_type: #content_type,
            parameters: &[#(#parameters,)*],
            security: &[#(#security),*],
            errors: &[#(#errors,)*],
            required_headers: &[#(#required_headers,)*],
        };
    }
}

fn constant(operation: &Operation) -> proc_macro2::Ident {
    identifier(&operation.function.constant())
}

/// The method; `openapiv3` knows no others than these.
fn method(method: &str) -> TokenStream {
    let name = identifier(method);
    quote!(Method::#name)
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let name = &parameter.parameter;
    let place = match parameter.place {
        ParameterPlace::Path => quote!(path),
        ParameterPlace::Query => quote!(query),
        ParameterPlace::Header => quote!(header),
        ParameterPlace::Cookie => quote!(cookie),
    };
    let written =
        written(parameter.place, parameter.style, parameter.explode, parameter.allow_reserved);
    let rules = (!parameter.rules.is_empty()).then(|| {
        let rules = rule::table(&parameter.rules);
        quote!(.rules(#rules))
    });
    let envelope = parameter.envelope.as_ref().map(|envelope| {
        let (status, content) = (&envelope.status, &envelope.content);
        quote!(.envelope(runtime::Envelope { status: #status, content: #content }))
    });
    quote!(runtime::Parameter::#place(#name)#written #rules #envelope)
}

/// How a value is written, where that is not what is usual in its place.
fn written(
    place: ParameterPlace,
    style: ParameterStyle,
    explode: bool,
    allow_reserved: bool,
) -> TokenStream {
    let usual = place.default_style();
    // JSON is one text, however the place has it.
    let is_json = style == ParameterStyle::Json;
    let different = (style != usual && !is_json).then(|| {
        let style = identifier(&format!("{style:?}"));
        quote!(.style(runtime::Style::#style))
    });
    let explode = (explode != usual.explodes() && !is_json).then(|| quote!(.explode(#explode)));
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#different #explode #reserved)
}

pub(super) fn status(status: Statuses) -> TokenStream {
    match status {
        Statuses::Exact(code) => {
            let code = number(usize::from(code));
            quote!(Exact(#code))
        }
        Statuses::Class(digit) => {
            let digit = number(usize::from(digit));
            quote!(Class(#digit))
        }
        Statuses::Any => quote!(Any),
    }
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

/// The function of a call that takes the value of a parameter.
fn set(api: &Api, parameter: &Parameter) -> proc_macro2::Ident {
    let is_object = match &parameter.value {
        Type::Model(id) | Type::Boxed(id) => {
            !api.model(*id).is_some_and(|model| matches!(model.shape, Shape::Enumeration(_)))
        }
        Type::Map(_) => true,
        _ => false,
    };
    identifier(match parameter.style {
        ParameterStyle::Json => "set_json",
        _ if is_object => "set_object",
        _ => "set",
    })
}

/// What a function of the client takes.
pub(super) struct Signature {
    pub(super) allowed: Option<TokenStream>,
    /// With their types.
    pub(super) arguments: Vec<TokenStream>,
    /// Without.
    pub(super) names: Vec<TokenStream>,
}

pub(super) fn signature(api: &Api, operation: &Operation) -> Signature {
    let (mut arguments, mut names) = (Vec::new(), Vec::new());
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        let name = &parameter.name;
        let value = argument_type(api, parameter);
        arguments.push(quote!(#name: #value));
        names.push(quote!(#name));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let value = body_type(api, body);
        arguments.push(quote!(body: impl Into<#value>));
        names.push(quote!(body));
    }
    // Clippy finds seven enough, and counts the client itself.
    let allowed = (arguments.len() >= 7).then(|| {
        quote!(#[allow(clippy::too_many_arguments, reason = "the document asks for all of them")])
    });
    Signature { allowed, arguments, names }
}

/// Text is taken as it lies; everything else by value, and so is what becomes JSON.
fn argument_type(api: &Api, parameter: &Parameter) -> TokenStream {
    match (&parameter.value, parameter.style) {
        (value, ParameterStyle::Json) => type_of(api, value, Scope::Crate),
        (Type::String, _) => quote!(&str),
        (other, _) => type_of(api, other, Scope::Crate),
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
    doc = answer::documentation(doc, &operation.answer);
    doc = header::documentation(doc, api, operation, false);
    let errors: Vec<String> = operation
        .errors
        .iter()
        .flat_map(|error| listed(&code(&error.status.to_string()), error.description.as_deref()))
        .collect();
    if !errors.is_empty() {
        doc = doc
            .sentence("# Errors")
            .sentence("The document names these error answers:")
            .paragraph(errors);
        doc = header::documentation(doc, api, operation, true);
    }
    doc.sentence(format!(
        "Source: {}, {}.",
        code(&operation.origin),
        code(&format!("{} {}", operation.method, operation.path))
    ))
}

fn structure(operation: &Operation) -> TokenStream {
    let Operation { function, builder, .. } = operation;
    let doc = Doc::default()
        .sentence(format!("A request of [`Client::{}`]: await it, or [`send`](Self::send) it for status and headers besides.", function.as_str()));
    quote! {
        #doc
        #[derive(Debug)]
        #[must_use = "a request does nothing until it is awaited or sent"]
        pub struct #builder {
            pub(crate) call: runtime::Call,
        }
    }
}

/// The functions of the request: what may be given, and the sending.
fn setters(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let answer = answer(api, operation);
    let optional = optional(api, operation);
    let items = items_of_pages(api, operation, &quote!(runtime::Items));
    let wait = wait(api, operation, &quote!(runtime::Wait));
    let send = send(&operation.answer);
    let error = error::body(api);
    let stream = answer::stream(
        operation,
        Some(&quote!(async)),
        &quote!(runtime::ByteStream<#error>),
        &quote!(self.call.stream().await),
    );
    quote! {
        impl #builder {
            #optional

            #items
            #wait

            /// Sends the request and gives the answer with its status and headers.
            ///
            /// # Errors
            /// Whatever keeps the answer from being had: see [`Error`].
            pub fn send(self) -> runtime::BoxFuture<Result<runtime::Response<#answer>, Error>> {
                self.call.#send()
            }

            #stream
        }
        runtime::request_settings!(#builder);
    }
}

/// What a body is made from: bytes need not be in memory.
fn body_type(api: &Api, body: &Body) -> TokenStream {
    match body.encoding {
        Encoding::Bytes => quote!(runtime::Payload),
        Encoding::Json | Encoding::Form | Encoding::Multipart | Encoding::Text => {
            type_of(api, &body.value, Scope::Crate)
        }
    }
}

/// Hands a body over to the call, which makes bytes of it.
fn set_body(body: &Body, call: &TokenStream) -> TokenStream {
    match body.encoding {
        Encoding::Json if body.rules.is_empty() => quote!(#call.json(&body.into());),
        Encoding::Json => {
            let rules = rule::table(&body.rules);
            quote!(#call.json_by(&body.into(), #rules);)
        }
        Encoding::Form => {
            let styles = body.styles.iter().map(|style| {
                let PropertyStyle { property, style, explode, allow_reserved } = style;
                let written = written(ParameterPlace::Query, *style, *explode, *allow_reserved);
                quote!(runtime::Parameter::query(#property)#written)
            });
            quote!(#call.form(&body.into(), &[#(#styles),*]);)
        }
        Encoding::Multipart => {
            let encodings = body.parts.iter().map(|part| {
                let PartEncoding { property, content_types, is_file } = part;
                let kind = identifier(if *is_file { "file" } else { "value" });
                quote!(runtime::Encoding::#kind(#property, &[#(#content_types),*]))
            });
            quote!(#call.multipart(&body.into(), &[#(#encodings),*]);)
        }
        Encoding::Text => quote!(#call.text(body.into());),
        Encoding::Bytes => quote!(#call.bytes(body.into());),
    }
}

/// The functions for what may be given.
pub(super) fn optional(api: &Api, operation: &Operation) -> TokenStream {
    let optional =
        operation.parameters.iter().enumerate().filter(|(_, parameter)| !parameter.required);
    let setters = optional.map(|(index, parameter)| setter(api, index, parameter));
    let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let doc = Doc::of(body.description.as_deref(), "The body of the request.");
        let value = body_type(api, body);
        let set = set_body(body, &quote!(self.call));
        quote! {
            #doc
            pub fn body(mut self, body: impl Into<#value>) -> Self {
                #set
                self
            }
        }
    });
    quote!(#(#setters)* #body)
}

/// The function that gives the items of all pages, where the answer is one of many.
pub(super) fn items_of_pages(
    api: &Api,
    operation: &Operation,
    items: &TokenStream,
) -> Option<TokenStream> {
    let Paging { page, first, size, default_size, items: field, optional, item } =
        operation.paging.as_ref()?;
    let (body, answer) = (error::body(api), answer(api, operation));
    let item = type_of(api, item, Scope::Crate);
    let page = number(*page);
    let first = literal(*first);
    let some = |value: Option<TokenStream>| {
        value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
    };
    let size = some(size.map(|size| number(size).into_token_stream()));
    let default_size = some(default_size.map(|size| literal(size).into_token_stream()));
    let or_none = optional.then(|| quote!(.unwrap_or_default()));
    Some(quote! {
        /// Gives the items of this page and of all after it, one after another; a page is fetched when it is needed.
        pub fn items(self) -> #items<#answer, #item, #body> {
            const PAGES: runtime::Pages =
                runtime::Pages { page: #page, first: #first, size: #size, default_size: #default_size };
            #items::new(self.call, PAGES, |page| page.#field #or_none)
        }
    })
}

/// The function that asks until the thing is ready, where the answer says how far it has got.
pub(super) fn wait(api: &Api, operation: &Operation, wait: &TokenStream) -> Option<TokenStream> {
    let (body, answer) = (error::body(api), answer(api, operation));
    operation.waits.then(|| {
        quote! {
            /// Asks again and again until the answer says that the thing is ready, or that it has failed.
            pub fn wait(self) -> #wait<#answer, #body> {
                #wait::new(self.call)
            }
        }
    })
}

fn literal(number: i64) -> proc_macro2::Literal {
    proc_macro2::Literal::i64_unsuffixed(number)
}

fn setter(api: &Api, index: usize, parameter: &Parameter) -> TokenStream {
    let name = &parameter.name;
    let mut doc = Doc::of(
        parameter.description.as_deref(),
        &format!("The parameter {}.", code(&parameter.parameter)),
    )
    .rules(&parameter.rules);
    if let Some(default) = &parameter.default {
        doc = doc.sentence(format!("Left out, it is {}.", code(default)));
    }
    let deprecated = deprecated(parameter.deprecated);
    let value = argument_type(api, parameter);
    let (index, set) = (number(index), set(api, parameter));
    let allowed = is_operator(name.as_str()).then(
        || quote!(#[allow(clippy::should_implement_trait, reason = "the parameter has this name")]),
    );
    quote! {
        #doc
        #deprecated
        #allowed
        pub fn #name(mut self, #name: #value) -> Self {
            self.call.#set(#index, &#name);
            self
        }
    }
}

/// Whether a function of this name, with one argument, is taken for an operator of Rust.
fn is_operator(name: &str) -> bool {
    let operators = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];
    operators.contains(&name)
}

fn future(api: &Api, operation: &Operation) -> TokenStream {
    let builder = &operation.builder;
    let answer = answer(api, operation);
    quote! {
        impl IntoFuture for #builder {
            type Output = Result<#answer, Error>;
            type IntoFuture = runtime::BoxFuture<Self::Output>;

            fn into_future(self) -> Self::IntoFuture {
                runtime::body(self.send())
            }
        }
    }
}
