//! Emission: from the API to tokens. It decides nothing, and cannot fail.
//!
//! One file per idea: `object`, `union` and `enumeration` print models, `wire` alone knows how models are read
//! and written, `operation` prints calls, `response` and `header` what comes back, `blocking` prints them once more for programs
//! without async and `command` as tables for a command line, `client` and `error` print what a crate has once, `root` its front page.

mod command;
mod crate_root;
mod doc;
mod models;
mod operations;
mod rule;
mod tokens;

use proc_macro2::TokenStream;

use self::crate_root::{client, error, guide, header};
use self::operations::blocking;
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

/// A part of the crate that is emitted by itself, whatever becomes of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What a crate has once.
    Root,
    /// The lists of the operations.
    Operations,
    /// The lists of the commands, and the program.
    Commands,
    /// The operations of the tag of this number.
    Tag(usize),
    /// The lists of the models.
    Models,
    /// The models of the group of this number.
    Group(usize),
}

/// The parts of the crate of an API, in the order of their files.
#[must_use]
pub fn parts(api: &Api) -> Vec<Part> {
    let mut parts = vec![Kind::Root, Kind::Operations, Kind::Commands];
    parts.extend((0..api.tags.len()).map(Kind::Tag));
    if !api.groups.is_empty() {
        parts.push(Kind::Models);
    }
    parts.extend((0..api.groups.len()).map(Kind::Group));
    parts.into_iter().map(Part).collect()
}

/// The files of one part of the crate.
#[must_use]
pub fn files(api: &Api, package: &Package, part: Part) -> Vec<SourceFile> {
    match part.0 {
        Kind::Root => {
            let mut files =
                vec![crate_root::file(api, package), client::file(api), error::file(api)];
            files.extend(guide::file(api));
            files.extend(header::file(api));
            files
        }
        Kind::Operations => vec![
            operations::index(api, operations::ROOM),
            blocking::index(api),
            operations::index(api, blocking::ROOM),
        ],
        Kind::Commands => command::index(api, package),
        Kind::Tag(number) => {
            let tags = api.tags.get(number).into_iter();
            tags.flat_map(|tag| {
                let commands = command::files(api, number, tag);
                [operations::files(api, tag), blocking::files(api, tag), commands]
            })
            .flatten()
            .collect()
        }
        Kind::Models => vec![models::index(api), models::wire_index(api)],
        Kind::Group(number) => {
            let groups = api.groups.get(number).into_iter();
            groups
                .flat_map(|group| [models::file(api, group), models::wire_file(api, group)])
                .collect()
        }
    }
}
