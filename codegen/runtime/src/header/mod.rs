//! HTTP header fields: validation of fields set by callers, redaction, and typed response headers.
//!
//! Invariant: no header value appears in an error message or in `Debug` output.

mod field;
mod typed;

pub(crate) use field::{HeaderNames, is_loopback, is_private_channel, is_secret, parse_field};
pub use typed::Header;
