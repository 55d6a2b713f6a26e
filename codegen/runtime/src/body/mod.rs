//! Request bodies and the parts of a multipart body: bytes in memory, or bytes read while they are
//! sent.
//!
//! Invariant: a one-shot source is consumed when its first chunk is read, not when the body is
//! built or a connection is attempted.

mod encoding;
mod error;
mod outgoing;
mod part;
mod read;
mod source;
#[cfg(feature = "cli")]
mod sources;

pub use encoding::Encoding;
pub(crate) use encoding::is_json;
pub(crate) use error::BodyError;
pub use part::Part;
pub use source::Body;
pub(crate) use source::Piece;
#[cfg(feature = "cli")]
pub(crate) use sources::BodySource;
