//! Emission: from the API to tokens. It decides nothing, and cannot fail.
//!
//! One file per idea: `object`, `union` and `enumeration` print models, `wire` alone knows how models are read
//! and written, `operation` prints calls, `blocking` prints them once more for programs
//! without async, `client` and `error` print what a crate has once, `root` its front page.

mod alternatives;
mod blocking;
mod client;
mod doc;
mod enumeration;
mod error;
mod example;
mod model;
mod object;
mod operation;
mod root;
mod rule;
mod state;
mod tokens;
mod union;
mod wire;

use proc_macro2::TokenStream;

use crate::api::Api;
use crate::names::Package;

/// A file of the crate, before it is printed.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Its path below `src/`, with `/` between folders.
    pub path: String,
    /// What the file is for: the first line of its documentation.
    pub purpose: String,
    /// The parts of the document it was made from, as JSON pointers; empty where it is the whole document.
    pub origins: Vec<String>,
    /// The rest of its documentation, as lines of rustdoc.
    pub documentation: Vec<String>,
    /// Its items, in order.
    pub items: Vec<TokenStream>,
}

/// The crate of an API.
#[must_use]
pub fn emit(api: &Api, package: &Package) -> Vec<SourceFile> {
    let mut files = vec![root::file(api, package), client::file(api), error::file(api)];
    files.push(operation::index(api, ""));
    files.extend(api.tags.iter().flat_map(|tag| operation::files(api, tag)));
    files.push(blocking::index(api));
    files.push(operation::index(api, "blocking/"));
    files.extend(api.tags.iter().flat_map(|tag| blocking::files(api, tag)));
    if !api.groups.is_empty() {
        files.push(model::index(api));
        files.push(wire::index(api));
    }
    for group in &api.groups {
        files.push(model::file(api, group));
        files.push(wire::file(api, group));
    }
    files
}
