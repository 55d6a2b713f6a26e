//! Models on the wire: decoding, encoding, diagnostics of unexpected and missing values, and checks.

mod checks;
mod enumerations;
mod malformed;
mod models;
mod properties;
mod records;
mod recovery;
mod types;
mod unions;
