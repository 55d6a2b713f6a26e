//! Arguments of an operation: parameters of its method, setters of its request builder, and the body.

use proc_macro2::TokenStream;
use quote::quote;

use super::table::serialization;
use crate::api::{
    Api, Body, Encoding, Operation, Parameter, ParameterLocation, ParameterStyle, PartEncoding,
    PropertyStyle, Structure,
};
use crate::emit::doc::{Doc, code, deprecated};
use crate::emit::rule;
use crate::emit::tokens::{argument_type, body_type, identifier, index as number};

/// Returns the constant that holds the index of a parameter in the operation's table.
pub(in crate::emit) fn parameter_constant(parameter: &Parameter) -> proc_macro2::Ident {
    identifier(&parameter.name.as_str().to_uppercase())
}

/// Returns the method of `Call` that sets the value of a parameter.
pub(super) fn setter_function(api: &Api, parameter: &Parameter) -> proc_macro2::Ident {
    let is_object = api.structure(&parameter.value) == Structure::Object;
    identifier(match parameter.style {
        ParameterStyle::Json => "set_json",
        _ if is_object => "set_object",
        _ => "set",
    })
}

/// The parameters of a client's method.
pub(super) struct Signature {
    /// The attribute that allows many parameters.
    pub(super) allowed: Option<TokenStream>,
    /// Names and types.
    pub(super) arguments: Vec<TokenStream>,
    /// Names.
    pub(super) names: Vec<TokenStream>,
}

/// Returns the parameters of an operation's method.
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
    // Clippy allows seven, `self` included.
    let allowed = (arguments.len() >= 7).then(|| {
        quote!(#[allow(clippy::too_many_arguments, reason = "the document requires all of them")])
    });
    Signature { allowed, arguments, names }
}

/// Returns the statement that sets the body of a call.
pub(super) fn set_body(body: &Body, call: &TokenStream) -> TokenStream {
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

/// Returns the properties of a form that have a style of their own.
pub(in crate::emit) fn styles(body: &Body) -> impl Iterator<Item = TokenStream> {
    body.styles.iter().map(|style| {
        let PropertyStyle { property, style, explode, allow_reserved } = style;
        if *style == ParameterStyle::Json {
            return quote!(runtime::Parameter::query(#property).json());
        }
        let serialization =
            serialization(ParameterLocation::Query, *style, *explode, *allow_reserved);
        quote!(runtime::Parameter::query(#property)#serialization)
    })
}

/// Returns the encodings of a multipart body's properties.
pub(in crate::emit) fn encodings(body: &Body) -> impl Iterator<Item = TokenStream> {
    body.parts.iter().map(|part| {
        let PartEncoding { property, content_types, is_file } = part;
        let kind = identifier(if *is_file { "file" } else { "value" });
        quote!(runtime::Encoding::#kind(#property, &[#(#content_types),*]))
    })
}

/// A request builder: the async one, or the blocking one, whose documentation links to the async one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavor {
    Async,
    Blocking,
}

impl Flavor {
    /// Returns the path of the builder that defines the parameters' constants.
    pub(super) fn constants(self, operation: &Operation) -> TokenStream {
        let builder = &operation.builder;
        match self {
            Self::Async => quote!(Self),
            Self::Blocking => quote!(operations::#builder),
        }
    }

    /// Returns the documentation of a builder's method.
    pub(super) fn doc(self, operation: &Operation, method: &str, doc: impl FnOnce() -> Doc) -> Doc {
        match self {
            Self::Async => doc(),
            Self::Blocking => {
                let builder = operation.builder.as_str();
                // The name of the method alone, because the path needs most of a line.
                let path = format!("crate::operations::{builder}::{method}");
                Doc::default().sentence(format!("See [the async method]({path})."))
            }
        }
    }
}

/// Returns the constants with the indices of the parameters.
pub(super) fn constants(operation: &Operation) -> TokenStream {
    let constants = operation.parameters.iter().enumerate().map(|(index, parameter)| {
        let (constant, index) = (parameter_constant(parameter), number(index));
        quote!(pub(crate) const #constant: usize = #index;)
    });
    quote!(#(#constants)*)
}

/// Returns the setters of optional parameters and of an optional body.
pub(super) fn optional(api: &Api, operation: &Operation, flavor: Flavor) -> TokenStream {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let setters = optional.map(|parameter| setter(api, operation, parameter, flavor));
    let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let doc = flavor.doc(operation, "body", || {
            Doc::of(body.description.as_deref(), "Sets the body of the request.")
        });
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

fn setter(api: &Api, operation: &Operation, parameter: &Parameter, flavor: Flavor) -> TokenStream {
    let name = &parameter.name;
    let doc = flavor.doc(operation, name.as_str(), || parameter_doc(parameter));
    let deprecated = deprecated(parameter.deprecated);
    let value = argument_type(api, parameter);
    let set = setter_function(api, parameter);
    let (constants, constant) = (flavor.constants(operation), parameter_constant(parameter));
    let allowed = is_operator(name.as_str()).then(
        || quote!(#[allow(clippy::should_implement_trait, reason = "the name of the parameter")]),
    );
    quote! {
        #doc
        #deprecated
        #allowed
        pub fn #name(mut self, #name: #value) -> Self {
            self.call.#set(#constants::#constant, &#name);
            self
        }
    }
}

fn parameter_doc(parameter: &Parameter) -> Doc {
    let default = format!("Sets the parameter {}.", code(&parameter.parameter));
    let doc = Doc::of(parameter.description.as_deref(), &default).rules(&parameter.rules);
    match &parameter.default {
        Some(default) => doc.sentence(format!("Defaults to {}.", code(default))),
        None => doc,
    }
}

/// Whether clippy takes a method of this name, with one argument, for that of an operator.
fn is_operator(name: &str) -> bool {
    let operators = ["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];
    operators.contains(&name)
}
