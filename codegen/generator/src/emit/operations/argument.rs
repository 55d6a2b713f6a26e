//! What is given to an operation: arguments of its function, functions of its request, the body.

use proc_macro2::TokenStream;
use quote::quote;

use super::table::written;
use crate::api::{
    Api, Body, Encoding, Operation, Parameter, ParameterLocation, ParameterStyle, PartEncoding,
    PropertyStyle, Shape, Type,
};
use crate::emit::doc::{Doc, code, deprecated};
use crate::emit::rule;
use crate::emit::tokens::{Scope, identifier, index as number, type_of};

/// The function of a call that takes the value of a parameter.
pub(in crate::emit) fn set(api: &Api, parameter: &Parameter) -> proc_macro2::Ident {
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
pub(in crate::emit) struct Signature {
    pub(in crate::emit) allowed: Option<TokenStream>,
    /// With their types.
    pub(in crate::emit) arguments: Vec<TokenStream>,
    /// Without.
    pub(in crate::emit) names: Vec<TokenStream>,
}

pub(in crate::emit) fn signature(api: &Api, operation: &Operation) -> Signature {
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
pub(in crate::emit) fn argument_type(api: &Api, parameter: &Parameter) -> TokenStream {
    match (&parameter.value, parameter.style) {
        (value, ParameterStyle::Json) => type_of(api, value, Scope::Crate),
        (Type::String, _) => quote!(&str),
        (other, _) => type_of(api, other, Scope::Crate),
    }
}

/// What a body is made from: bytes need not be in memory.
pub(in crate::emit) fn body_type(api: &Api, body: &Body) -> TokenStream {
    match body.encoding {
        Encoding::Bytes => quote!(runtime::Body),
        Encoding::Json | Encoding::Form | Encoding::Multipart | Encoding::Text => {
            type_of(api, &body.value, Scope::Crate)
        }
    }
}

/// Hands a body over to the call, which makes bytes of it.
pub(in crate::emit) fn set_body(body: &Body, call: &TokenStream) -> TokenStream {
    match body.encoding {
        Encoding::Json if body.rules.is_empty() => quote!(#call.json(&body.into());),
        Encoding::Json => {
            let rules = rule::table(&body.rules);
            quote!(#call.json_by(&body.into(), #rules);)
        }
        Encoding::Form => {
            let styles = styles(body);
            quote!(#call.form(&body.into(), &[#(#styles),*]);)
        }
        Encoding::Multipart => {
            let encodings = encodings(body);
            quote!(#call.multipart(&body.into(), &[#(#encodings),*]);)
        }
        Encoding::Text => quote!(#call.text(body.into());),
        Encoding::Bytes => quote!(#call.bytes(body.into());),
    }
}

/// The properties of a form that are written in a style of their own.
pub(in crate::emit) fn styles(body: &Body) -> impl Iterator<Item = TokenStream> {
    body.styles.iter().map(|style| {
        let PropertyStyle { property, style, explode, allow_reserved } = style;
        let written = written(ParameterLocation::Query, *style, *explode, *allow_reserved);
        quote!(runtime::Parameter::query(#property)#written)
    })
}

/// How the properties of a multipart body are sent.
pub(in crate::emit) fn encodings(body: &Body) -> impl Iterator<Item = TokenStream> {
    body.parts.iter().map(|part| {
        let PartEncoding { property, content_types, is_file } = part;
        let kind = identifier(if *is_file { "file" } else { "value" });
        quote!(runtime::Encoding::#kind(#property, &[#(#content_types),*]))
    })
}

/// The functions for what may be given.
pub(in crate::emit) fn optional(api: &Api, operation: &Operation) -> TokenStream {
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
