//! Turns an OpenAPI 3.0 document into a Rust crate: models, unions told apart by their discriminator, and one
//! function per operation.
//!
//! ```text
//! document ─► lower ─► api ─► emit ─► render ─► files
//! ```
//!
//! - [`document`]: what the document says: YAML or JSON, the overlay applied.
//! - `check`: whether the values in it, examples, defaults and members of enumerations, fit what it says of them.
//! - [`lower`]: what it means. Every decision is made there, once, and [`api`] holds the result as plain data.
//! - [`emit`]: the API as tokens; it decides nothing.
//! - [`render`]: tokens as files, written whole or not at all.
//! - [`drift`]: what has changed between two documents, and whom it breaks.
//! - [`adopt`]: the facts of a publisher's operations in a document of one's own.
//! - [`diagnostic`]: everything there is to say about a document, collected and reported together.
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
pub mod diagnostic;
mod docs;
pub mod document;
pub mod drift;
pub mod emit;
pub mod lower;
pub mod names;
pub mod render;

pub use diagnostic::Diagnostics;
pub use document::Source;
pub use lower::Options;
pub use names::Package;
pub use render::{Comparison, RenderedFile};

use std::fmt;

/// A crate that was made of a document.
#[derive(Debug)]
pub struct Generated {
    /// The files of `src/`.
    pub files: Vec<RenderedFile>,
    /// What the document means.
    pub api: api::Api,
    /// What there is to say about the document: warnings and notes.
    pub diagnostics: Diagnostics,
}

/// Makes a crate of a document, which an overlay corrects first.
///
/// # Errors
/// Everything that is wrong with the document or the overlay, together; or a defect of this generator.
pub fn generate(
    document: &Source,
    overlay: Option<&Source>,
    package: &Package,
    options: &Options,
) -> Result<Generated, Failure> {
    let mut diagnostics = Diagnostics::default();
    let api = document::load(document, overlay, &mut diagnostics)
        .map(|document| lower::lower(&document, package, options, &mut diagnostics));
    diagnostics.settle(&options.levels);
    let Some(api) = api.filter(|_| !diagnostics.has_errors()) else {
        return Err(Failure::Document(diagnostics));
    };
    let emit = |part| emit::files(&api, package, part);
    let files = render::render(&api, &emit::parts(&api), emit).map_err(Failure::Generator)?;
    Ok(Generated { files, api, diagnostics })
}

/// Why no crate was made.
#[derive(Debug)]
pub enum Failure {
    /// The document or the overlay is at fault.
    Document(Diagnostics),
    /// The generator is at fault.
    Generator(render::PrintError),
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(diagnostics) => diagnostics.fmt(formatter),
            Self::Generator(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Failure {}

/// The snippets of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
