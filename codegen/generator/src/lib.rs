//! Generates a Rust crate from an OpenAPI document: models, tagged and untagged unions, and a request builder for
//! each operation.
//!
//! ```text
//! text ─► document ─► check ─► lower ─► api ─► layout ─► emit ─► render ─► files
//! ```
//!
//! - [`document`]: text to a checked tree with positions; YAML, JSON, overlay, references.
//! - `check`: examples, defaults and enumerations against their schemas.
//! - [`lower`]: document to [`api`]; every decision about meaning is made here, once.
//! - [`api`]: the model of an API, as plain data.
//! - `layout`: files, and tags as features.
//! - `command_line`: the model of the emitted command line.
//! - [`emit`]: API to tokens; decides nothing.
//! - [`render`]: tokens to formatted files, written or compared.
//! - [`drift`]: classified changes between two documents.
//! - [`adopt`]: the facts of a publisher's operations in one's own document.
//! - [`diagnostic`]: codes, levels and rendering of everything that is reported.
//!
//! ```
//! use portolan::{Options, Package, Source, generate};
//!
//! let document = Source::new("ping.yaml", r#"
//! openapi: 3.0.3
//! info: {title: Ping, version: "1"}
//! paths:
//!   /ping:
//!     get:
//!       operationId: ping
//!       responses: {"204": {description: Pong}}
//! "#);
//! let package = Package::new("ping-client")?;
//! let generated = generate(&document, None, &package, &Options::default())?;
//! assert!(generated.files.iter().any(|file| file.path == "operations/untagged.rs"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adopt;
pub mod api;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod command_line;
pub mod diagnostic;
mod docs;
pub mod document;
pub mod drift;
pub mod emit;
#[cfg(fuzzing)]
pub mod fuzz;
mod layout;
pub mod lower;
pub mod names;
mod options;
pub mod render;

pub use diagnostic::Diagnostics;
pub use document::Source;
pub use names::Package;
pub use options::Options;
pub use render::{Comparison, RenderedFile};

use std::fmt;

/// A generated crate.
#[derive(Debug)]
pub struct Generated {
    /// The files of `src/`.
    pub files: Vec<RenderedFile>,
    /// The API that the document describes.
    pub api: api::Api,
    /// Warnings and notes about the document.
    pub diagnostics: Diagnostics,
}

/// Generates a crate from a document, corrected by an overlay.
///
/// # Errors
/// Returns all errors in the document and the overlay together, or a defect of this generator.
pub fn generate(
    document: &Source,
    overlay: Option<&Source>,
    package: &Package,
    options: &Options,
) -> Result<Generated, GenerateError> {
    let mut diagnostics = Diagnostics::default();

    // Load: the text becomes a checked tree in which every value has a position.
    let document = document::load(document, overlay, &mut diagnostics);
    let api = document.map(|document| {
        // Check: examples, defaults and enumerations are validated against their schemas.
        let invalid_defaults = check::check(&document, &mut diagnostics);
        // Lower: the tree becomes the model of an API. The passes are named in `lower`.
        let input = lower::Input {
            document: &document,
            package,
            options,
            invalid_defaults: &invalid_defaults,
            pinned_media_types: None,
        };
        let mut api = lower::lower(&input, &mut diagnostics);
        // Layout: models and operations are assigned to files and features.
        layout::plan(&mut api);
        // Command line: operations become commands.
        if options.command_line {
            api.command_line = Some(command_line::command_line(&api));
        }
        document.locate_and_sort(&mut diagnostics);
        api
    });
    diagnostics.apply_levels(&options.levels);
    let Some(api) = api.filter(|_| !diagnostics.has_errors()) else {
        return Err(GenerateError::Document(diagnostics));
    };

    // Emit and render: the API becomes tokens, and these become formatted files.
    let emit = |unit| emit::files(&api, package, unit);
    let files = render::render(&api, &emit::units(&api), emit).map_err(GenerateError::Generator)?;
    Ok(Generated { files, api, diagnostics })
}

/// The error of [`generate`].
#[derive(Debug)]
pub enum GenerateError {
    /// There are errors in the document or the overlay.
    Document(Diagnostics),
    /// There is a defect in the generator.
    Generator(render::PrintError),
}

impl fmt::Display for GenerateError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::Generator(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for GenerateError {}

/// The snippets of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
