//! Emission: prints the API as tokens, file by file.
//!
//! Invariant: emission decides nothing about OpenAPI and cannot fail; [`lower`](crate::lower) has made every decision.
//! Only `models::wire` knows how models are read and written.
//!
//! `models` prints types, `operations` their request builders, `command` the tables of the command line, and
//! `crate_root` everything that a crate has once.

mod command;
mod crate_root;
mod doc;
mod example;
mod models;
mod operations;
mod rule;
mod tokens;

use proc_macro2::TokenStream;

use self::crate_root::{client, error, guide, header};
use self::operations::blocking;
use crate::api::{Api, Type};
use crate::names::Package;

/// Returns a type as a file of the crate spells it that imports `models`.
pub(crate) fn type_in_crate(api: &Api, value: &Type) -> String {
    tokens::type_of(api, value, tokens::Scope::Crate).to_string()
}

/// An emitted file before it is printed.
#[derive(Debug, Clone, Default)]
pub struct SourceFile {
    /// The path below `src/`, with `/` as separator.
    pub path: String,
    /// The first line of the file's documentation.
    pub purpose: String,
    /// JSON pointers to the parts of the document that the file was generated from; empty for the whole document.
    pub origins: Vec<String>,
    /// The rest of the file's documentation, as lines of rustdoc.
    pub documentation: Vec<String>,
    /// The items, in order.
    pub items: Vec<TokenStream>,
    /// Groups of items that follow, each below a comment.
    pub sections: Vec<Section>,
}

/// Items below a comment.
#[derive(Debug, Clone)]
pub struct Section {
    /// The comment, one line.
    pub comment: &'static str,
    /// The items.
    pub items: TokenStream,
}

/// A part of the crate that is emitted independently of the others, on any thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit(UnitKind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UnitKind {
    /// Files that a crate has once.
    CrateRoot,
    /// The indexes of the operations.
    OperationIndex,
    /// The index of the commands, and the program.
    CommandIndex,
    /// The operations of a tag, by index.
    Tag(usize),
    /// The indexes of the models.
    ModelIndex,
    /// The models of a group, by index.
    Group(usize),
}

/// Returns the units of a crate, in the order of their files.
#[must_use]
pub fn units(api: &Api) -> Vec<Unit> {
    let mut units = vec![UnitKind::CrateRoot, UnitKind::OperationIndex, UnitKind::CommandIndex];
    units.extend((0..api.tags.len()).map(UnitKind::Tag));
    if !api.groups.is_empty() {
        units.push(UnitKind::ModelIndex);
    }
    units.extend((0..api.groups.len()).map(UnitKind::Group));
    units.into_iter().map(Unit).collect()
}

/// Returns the files of a unit.
#[must_use]
pub fn files(api: &Api, package: &Package, unit: Unit) -> Vec<SourceFile> {
    match unit.0 {
        UnitKind::CrateRoot => {
            let mut files =
                vec![crate_root::file(api, package), client::file(api), error::file(api)];
            files.extend(guide::file(api));
            files.extend(header::file(api));
            files
        }
        UnitKind::OperationIndex => vec![
            operations::index(api, operations::FOLDER),
            blocking::index(api),
            operations::index(api, blocking::FOLDER),
        ],
        UnitKind::CommandIndex => command::index(api, package),
        UnitKind::Tag(index) => {
            let tags = api.tags.get(index).into_iter();
            tags.flat_map(|tag| {
                let commands = command::files(api, index, tag);
                [operations::files(api, package, tag), blocking::files(api, tag), commands]
            })
            .flatten()
            .collect()
        }
        UnitKind::ModelIndex => vec![models::index(api), models::wire::index(api)],
        UnitKind::Group(index) => {
            let groups = api.groups.get(index).into_iter();
            groups
                .flat_map(|group| [models::file(api, group), models::wire::file(api, group)])
                .collect()
        }
    }
}
