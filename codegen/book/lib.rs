//! The Rust blocks of the book as doc tests. They use the crates of the golden documents.

/// Compiles the blocks of one page.
#[cfg(doctest)]
#[doc = include_str!("src/emitted-crate.md")]
struct EmittedCrate;
