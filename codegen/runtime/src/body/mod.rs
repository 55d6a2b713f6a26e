//! Request bodies and the parts of a multipart body: bytes in memory, or bytes read while they are
//! sent.
//!
//! Invariant: a one-shot source is consumed when its first chunk is read, not when the body is
//! built or a connection is attempted.

mod encoding;
mod error;
mod outgoing;
#[cfg(feature = "cli")]
mod outline;
mod part;
mod read;
mod source;

pub use encoding::Encoding;
pub(crate) use error::BodyError;
#[cfg(feature = "cli")]
pub(crate) use outline::Outline;
pub use part::Part;
pub use source::Body;
pub(crate) use source::Piece;
