//! Responses: from the bytes received to the caller's type.
//!
//! Invariant: a decoded body keeps the status, the headers and the bytes it was decoded from.

mod by_status;
mod envelope;
mod received;
mod stream;
mod typed;

pub use by_status::{ByStatus, ResponseBody, Unreadable};
pub(crate) use received::{ReceivedResponse, StreamedBody};
pub use stream::ByteStream;
#[cfg(feature = "blocking")]
pub use stream::blocking::ByteReader;
pub use typed::Response;
pub(crate) use typed::ResponseParts;
