//! Prints diagnostics: like the Rust compiler, as JSON, and as annotations on GitHub.

pub(super) mod draw;
mod github;
mod json;
mod report;

pub use github::Annotations;
pub use report::Report;
