//! The blocking client: calls that run on a background thread while the caller waits.

use bytes::Bytes;

use crate::call::Call;
pub use crate::call::{
    BlockingItems as Items, BlockingPoller as Poller, BlockingRawRequest as RawRequest,
};
use crate::error::{Error, ErrorBody};
use crate::executor::block_on;
pub use crate::response::ByteReader;
use crate::response::{ByStatus, Response};
use crate::wire::Value;

/// Sends a call, as [`Call::send`], and blocks until it is done.
///
/// # Errors
///
/// As [`Call::send`], and if called in an async context.
pub fn send<T, B>(call: Call) -> Result<Response<T>, Error<B>>
where
    T: Value + 'static,
    B: ErrorBody,
{
    let operation = call.operation;
    block_on(call.send()).unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))
}

/// Sends a call whose response type depends on the status, as [`Call::send_by_status`], and blocks
/// until it is done.
///
/// # Errors
///
/// As [`send`].
pub fn send_by_status<T: ByStatus + 'static, B: ErrorBody>(
    call: Call,
) -> Result<Response<T>, Error<B>> {
    let operation = call.operation;
    block_on(call.send_by_status())
        .unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))
}

/// Sends a call whose response is text, as [`Call::send_for_text`], and blocks until it is done.
///
/// # Errors
///
/// As [`send`].
pub fn send_for_text<B: ErrorBody>(call: Call) -> Result<Response<String>, Error<B>> {
    let operation = call.operation;
    block_on(call.send_for_text())
        .unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))
}

/// Sends a call whose response is bytes, as [`Call::send_for_bytes`], and blocks until it is done.
///
/// # Errors
///
/// As [`send`].
pub fn send_for_bytes<B: ErrorBody>(call: Call) -> Result<Response<Bytes>, Error<B>> {
    let operation = call.operation;
    block_on(call.send_for_bytes())
        .unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))
}

/// Sends a call, as [`Call::stream`], and blocks until the header fields are received. The body is
/// returned as a reader.
///
/// # Errors
///
/// As [`send`]. Errors after the header fields of a success are returned by the reader.
pub fn stream<B: ErrorBody>(call: Call) -> Result<Response<ByteReader<B>>, Error<B>> {
    let operation = call.operation;
    let response = block_on(call.stream())
        .unwrap_or_else(|problem| Err(Error::blocking(operation, problem)))?;
    let Response { body, parts } = response;
    Ok(Response { body: ByteReader::new(body), parts })
}
