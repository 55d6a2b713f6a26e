//! The front page of the crate: what it is, how it is used, and what stands where.

pub(super) mod client;
pub(super) mod error;
mod example;
pub(super) mod guide;
pub(super) mod header;

use quote::quote;

use crate::api::{Api, Encoding, Shape};
use crate::emit::SourceFile;
use crate::emit::doc::{Doc, code};
use crate::names::Package;

/// `lib.rs`.
pub(in crate::emit) fn file(api: &Api, package: &Package) -> SourceFile {
    let models = (!api.groups.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod models;
        }
    });
    let wire = (!api.groups.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            mod wire;
        }
    });
    let headers = (!api.headers.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod headers;
        }
    });
    let cli = api.command_line.as_ref().map(|_| {
        quote! {
            #[cfg(feature = "cli")]
            #[rustfmt::skip]
            pub mod cli;
        }
    });
    let guide = (!api.guide.is_empty()).then(|| {
        quote! {
            #[rustfmt::skip]
            pub mod guide;
        }
    });
    let modules = quote! {
        #[cfg(feature = "blocking")]
        #[rustfmt::skip]
        pub mod blocking;
        #cli
        #[rustfmt::skip]
        mod client;
        #[rustfmt::skip]
        mod error;
        #guide
        #headers
        #models
        #[rustfmt::skip]
        pub mod operations;
        #wire
    };
    let error_body =
        matches!(api.error, crate::api::ErrorBody::Several(_)).then(|| quote!(, ErrorBody));
    let sends_files = api
        .operations()
        .filter_map(|operation| operation.body.as_ref())
        .any(|body| body.encoding == Encoding::Multipart);
    let part = sends_files.then(|| {
        quote!(
            pub use portolan_runtime::Part;
        )
    });
    let exports = quote! {
        pub use client::{Client, ClientBuilder};
        pub use error::{Error #error_body, PollError};
        #part
        pub use portolan_runtime::wire::{DecodeError, Violation};
        pub use portolan_runtime::{AccessToken, AuthenticationError, SecretString, TokenStore};
        pub use portolan_runtime::{Attempt, BoxError, BoxFuture, Clock, RetryPolicy};
        pub use portolan_runtime::{Body, ByteStream, Bytes, Header, http, reqwest};
        pub use portolan_runtime::{ConfigurationError, RateLimit, RawRequest, Response};
        pub use portolan_runtime::{Items, Outcome, Poller, State, Stateful};
    };
    let allowed = has_deprecated(api).then(|| {
        quote! {
            #![allow(deprecated, reason = "what is deprecated is a part of the API all the same")]
        }
    });
    // Callers name a value where they give it; what becomes of it is not their concern.
    let by_value = quote! {
        #![allow(clippy::needless_pass_by_value, reason = "requests take values")]
    };
    SourceFile {
        path: "lib.rs".to_owned(),
        purpose: format!("A client of {}, version {}.", code(&api.title), code(&api.version)),
        origins: Vec::new(),
        documentation: documentation(api, package),
        items: allowed.into_iter().chain([by_value, modules, exports]).collect(),
    }
}

fn documentation(api: &Api, package: &Package) -> Vec<String> {
    let mut doc = Doc::default().described(api.description.as_deref());
    if let Some(lines) = example::lines(api, package) {
        let mut block = vec!["```no_run".to_owned()];
        block.extend(lines);
        block.push("```".to_owned());
        doc = doc.paragraph(block);
    }
    let mut rooms = vec![
        "- [`Client`]: calls the API; each operation is a function on it.".to_owned(),
        "- [`operations`]: the requests that these functions return.".to_owned(),
    ];
    if !api.groups.is_empty() {
        rooms.push("- [`models`]: what requests and responses hold.".to_owned());
    }
    if !api.headers.is_empty() {
        rooms.push(
            "- [`headers`]: the header fields of responses, to be read with their types."
                .to_owned(),
        );
    }
    rooms.push(
        "- `blocking`: the same client for programs without async, with the feature `blocking`."
            .to_owned(),
    );
    if api.command_line.is_some() {
        rooms.push(
            "- `cli`: the operations as a command line, a program of this crate's name, with the feature `cli`."
                .to_owned(),
        );
    }
    if !api.guide.is_empty() {
        rooms.push("- [`guide`]: the guide of this crate.".to_owned());
    }
    rooms.push("- [`Error`]: why a call failed, with status, headers and body.".to_owned());
    doc = doc.paragraph(rooms);
    if api.tags.iter().any(|tag| tag.feature.is_some()) {
        doc = doc.sentence(
            "The operations of each tag of the document are a feature, and all are on by default: without default \
             features, a build has only the tags that it names, and the models that these need.",
        );
    }
    doc.into_lines()
}

/// Whether anything in the crate is marked `#[deprecated]`.
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
