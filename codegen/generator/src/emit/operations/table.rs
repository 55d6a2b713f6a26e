//! Tables: what the document says of an operation, as the runtime reads it.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Operation, Parameter, ParameterLocation, ParameterStyle, StatusRange};
use crate::emit::crate_root::header;
use crate::emit::rule;
use crate::emit::tokens::{identifier, index as number};

/// What the document says of the operation, as the runtime reads it.
pub(in crate::emit) fn table(operation: &Operation, with_commands: bool) -> TokenStream {
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
        let status = status(error.status);
        let variant = number(error.variant);
        quote!((runtime::StatusPattern::#status, #variant))
    });
    let required_headers = header::required(operation);
    // The commands of a command line stand elsewhere in the crate.
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

pub(in crate::emit) fn constant(operation: &Operation) -> proc_macro2::Ident {
    identifier(&operation.function.constant())
}

/// The method; `openapiv3` knows no others than these.
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
    let written =
        written(parameter.location, parameter.style, parameter.explode, parameter.allow_reserved);
    let rules = (!parameter.rules.is_empty()).then(|| {
        let rules = rule::table(&parameter.rules);
        quote!(.rules(#rules))
    });
    let envelope = parameter.envelope.as_ref().map(|envelope| {
        let (status, content) = (&envelope.status, &envelope.content);
        quote!(.envelope(runtime::Envelope { status: #status, content: #content }))
    });
    quote!(runtime::Parameter::#location(#name)#written #rules #envelope)
}

/// How a value is written, where that is not what is usual in its place.
pub(in crate::emit) fn written(
    location: ParameterLocation,
    style: ParameterStyle,
    explode: bool,
    allow_reserved: bool,
) -> TokenStream {
    let usual = location.default_style();
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

pub(in crate::emit) fn status(status: StatusRange) -> TokenStream {
    match status {
        StatusRange::Exact(code) => {
            let code = number(usize::from(code));
            quote!(Exact(#code))
        }
        StatusRange::Class(digit) => {
            let digit = number(usize::from(digit));
            quote!(Class(#digit))
        }
        StatusRange::Default => quote!(Any),
    }
}
