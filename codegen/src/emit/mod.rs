//! Emission: from the API to tokens. It decides nothing, and cannot fail.
//!
//! One file per idea: `object`, `union` and `enumeration` print models, `wire` alone knows how models are read
//! and written, `operation` prints calls, `client` and `error` what a crate has once, `root` its front page.

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
mod tokens;
mod union;
mod wire;

use proc_macro2::TokenStream;

use crate::api::Api;

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
    files.push(operation::index(api));
    files.extend(api.tags.iter().map(|tag| operation::file(api, tag)));
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

/// The crate's name, which callers write in their `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    name: String,
}

impl Package {
    /// A package of this name: ASCII letters, digits, `-` and `_`, beginning with a letter.
    ///
    /// # Errors
    /// What is wrong with the name, and what a name has to be.
    pub fn new(name: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        if begins && name.bytes().all(fits) {
            return Ok(Self { name: name.to_owned() });
        }
        Err(format!(
            "`{}` cannot be the name of a package: use ASCII letters, digits, `-` and `_`, beginning with a letter",
            name.escape_debug()
        ))
    }

    /// The name in `Cargo.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in Rust.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}
