//! Static descriptions of operations, for the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::header;
use crate::api::{Operation, Parameter, ParameterLocation, ParameterStyle};
use crate::emit::rule;
use crate::emit::tokens::{identifier, index as number, status_pattern};

/// Returns the static description of an operation.
pub(super) fn table(operation: &Operation, with_commands: bool) -> TokenStream {
    let Operation { id, path, .. } = operation;
    let constant = constant(operation);
    let method = method(&operation.method);
    let accept = match operation.response.media_types().as_slice() {
        [] => "*/*".to_owned(),
        media_types => media_types.join(", "),
    };
    let media_type = operation.body.as_ref().map(|body| &body.media_type);
    let content_type =
        media_type.map_or_else(|| quote!(None), |media_type| quote!(Some(#media_type)));
    let parameters = operation.parameters.iter().map(parameter);
    let security = operation.security.iter().map(|schemes| quote!(&[#(#schemes),*]));
    let errors = operation.errors.iter().map(|error| {
        let status = status_pattern(error.status);
        let variant = number(error.variant);
        quote!((#status, #variant))
    });
    let required_headers = header::required(operation);
    // The commands are in other modules of the crate.
    let visibility = with_commands.then(|| quote!(pub(crate)));
    quote! {
        #visibility static #constant: runtime::Operation = runtime::Operation {
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

/// Returns the name of the static description.
pub(in crate::emit) fn constant(operation: &Operation) -> proc_macro2::Ident {
    identifier(&operation.function.constant())
}

/// Returns the constant of a method; `document` omits operations with a method that has none.
fn method(method: &str) -> TokenStream {
    let name = identifier(method);
    quote!(Method::#name)
}

fn parameter(parameter: &Parameter) -> TokenStream {
    let name = &parameter.parameter;
    let location = match parameter.location {
        ParameterLocation::Path => quote!(path),
        ParameterLocation::Query => quote!(query),
        ParameterLocation::Header => quote!(header),
        ParameterLocation::Cookie => quote!(cookie),
    };
    let serialization = serialization(
        parameter.location,
        parameter.style,
        parameter.explode,
        parameter.allow_reserved,
    );
    let rules = (!parameter.rules.is_empty()).then(|| {
        let rules = rule::table(&parameter.rules);
        quote!(.rules(#rules))
    });
    let envelope = parameter.envelope.as_ref().map(|envelope| {
        let (status, content) = (&envelope.status, &envelope.content);
        quote!(.envelope(runtime::Envelope { status: #status, content: #content }))
    });
    quote!(runtime::Parameter::#location(#name)#serialization #rules #envelope)
}

/// Returns style, `explode` and `allowReserved` as far as they are not the default of the location.
pub(super) fn serialization(
    location: ParameterLocation,
    style: ParameterStyle,
    explode: bool,
    allow_reserved: bool,
) -> TokenStream {
    let default = location.default_style();
    // JSON is one text at every location.
    let is_json = style == ParameterStyle::Json;
    let style_call = (style != default && !is_json).then(|| {
        let style = identifier(style_name(style));
        quote!(.style(runtime::Style::#style))
    });
    let explode = (explode != default.explodes() && !is_json).then(|| quote!(.explode(#explode)));
    let reserved = allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#style_call #explode #reserved)
}

/// Returns the name of a style in the runtime.
fn style_name(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "Simple",
        ParameterStyle::Label => "Label",
        ParameterStyle::Matrix => "Matrix",
        ParameterStyle::Form => "Form",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        ParameterStyle::Json => "Json",
    }
}
