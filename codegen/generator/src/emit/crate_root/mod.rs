//! Crate root: `lib.rs`, and below it the files that a crate has once.

pub(super) mod client;
pub(super) mod error;
pub(super) mod guide;
pub(super) mod header;

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Encoding, ErrorBody, Shape};
use crate::emit::doc::{Doc, code, item};
use crate::emit::{Section, SourceFile, example};
use crate::names::Package;

/// Returns `lib.rs`.
pub(super) fn file(api: &Api, package: &Package) -> SourceFile {
    let allowed = has_deprecated(api).then(|| {
        quote! {
            #![allow(deprecated, reason = "deprecated items are a part of the API")]
        }
    });
    let by_value = quote! {
        #![allow(clippy::needless_pass_by_value, reason = "setters take values")]
    };
    SourceFile {
        path: "lib.rs".to_owned(),
        purpose: format!("Client for {}, version {}.", code(&api.title), code(&api.version)),
        documentation: documentation(api, package),
        items: allowed.into_iter().chain([by_value, modules(api)]).collect(),
        sections: exports(api),
        ..SourceFile::default()
    }
}

fn modules(api: &Api) -> TokenStream {
    let has_models = !api.groups.is_empty();
    let models = has_models.then(|| {
        quote!(
            pub mod models;
        )
    });
    let wire = has_models.then(|| {
        quote!(
            mod wire;
        )
    });
    let headers = (!api.headers.is_empty()).then(|| {
        quote!(
            pub mod headers;
        )
    });
    let guide = (!api.guide.is_empty()).then(|| {
        quote!(
            pub mod guide;
        )
    });
    let cli = api.command_line.as_ref().map(|_| {
        quote!(
            #[cfg(feature = "cli")]
            pub mod cli;
        )
    });
    quote! {
        #[cfg(feature = "blocking")]
        pub mod blocking;
        #cli
        mod client;
        mod error;
        #guide
        #headers
        #models
        pub mod operations;
        #wire
    }
}

/// Returns the re-exports, by topic.
fn exports(api: &Api) -> Vec<Section> {
    let error_body = matches!(api.error, ErrorBody::Several(_)).then(|| quote!(, ErrorBody));
    let has_multipart = api
        .operations()
        .filter_map(|operation| operation.body.as_ref())
        .any(|body| body.encoding == Encoding::Multipart);
    let part = has_multipart.then(|| quote!(, Part));
    let section = |comment, items| Section { comment, items };
    vec![
        section(
            "Client and its settings.",
            quote! {
                pub use client::{Client, ClientBuilder};
                pub use portolan_runtime::{Attempt, Clock, ConfigurationError, RetryPolicy};
            },
        ),
        section(
            "Authentication.",
            quote! {
                pub use portolan_runtime::{
                    AccessToken, AuthenticationError, SecretString, TokenStore,
                };
            },
        ),
        section(
            "Requests and responses.",
            quote! {
                pub use portolan_runtime::{Body #part, ByteStream, Bytes, Header, Items, RawRequest, Response};
                pub use portolan_runtime::RateLimit;
            },
        ),
        section(
            "Errors.",
            quote! {
                pub use error::{Error #error_body};
                pub use portolan_runtime::wire::{DecodeError, InvalidValue, Violation};
            },
        ),
        section(
            "Polling until a state is reached.",
            quote! {
                pub use error::PollError;
                pub use portolan_runtime::{Outcome, Poller, State, Stateful};
            },
        ),
        section(
            "Types of other crates in this API.",
            quote! {
                pub use portolan_runtime::{BoxError, BoxFuture, http, reqwest};
            },
        ),
    ]
}

fn documentation(api: &Api, package: &Package) -> Vec<String> {
    let mut doc = Doc::default().described(api.description.as_deref());
    if let Some(lines) = example::program(api, package) {
        doc = doc.example(None, lines);
    }
    let mut modules = vec![
        "[`Client`]: sends requests; each operation is a method on it.",
        "[`operations`]: the request builders that these methods return.",
    ];
    if !api.groups.is_empty() {
        modules.push("[`models`]: types of request and response bodies.");
    }
    if !api.headers.is_empty() {
        modules.push("[`headers`]: typed response headers.");
    }
    modules.push("`blocking`: the same client without async; feature `blocking`.");
    if api.command_line.is_some() {
        modules.push("`cli`: the operations as a command line; feature `cli`.");
    }
    if !api.guide.is_empty() {
        modules.push("[`guide`]: the guide of this crate.");
    }
    modules.push("[`Error`]: the error of every operation, with status, headers and body.");
    doc = doc.paragraph(modules.into_iter().flat_map(item).collect());
    if api.tags.iter().any(|tag| tag.feature.is_some()) {
        doc = doc.sentence(
            "Each tag of the document is a feature, on by default. Without default features, a build contains only \
             the tags that it enables and the models that they need.",
        );
    }
    doc.into_lines()
}

/// Whether the crate contains an item marked `#[deprecated]`.
fn has_deprecated(api: &Api) -> bool {
    let operations = api.operations().any(|operation| {
        operation.deprecated || operation.parameters.iter().any(|parameter| parameter.deprecated)
    });
    operations
        || api.models.iter().any(|model| {
            let field = match &model.shape {
                Shape::Object(object) => object.fields.iter().any(|field| field.deprecated),
                Shape::Union(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => false,
            };
            model.deprecated || field
        })
}
