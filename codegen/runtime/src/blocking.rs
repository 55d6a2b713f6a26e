//! Calls without async: the calling thread waits, one thread in the background does the rest.

use std::future::Future;
use std::sync::OnceLock;

use bytes::Bytes;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::api::Operation;
use crate::call::Call;
pub use crate::call::{BlockingItems as Items, BlockingRequest as Request, BlockingWait as Wait};
use crate::error::{Error, ErrorBody, Failure, Kind};
pub use crate::response::ByteReader;
use crate::response::{ByStatus, Response};
use crate::wire::Value;

/// Sends a call and waits for its response, as `Call::send` does where there is async.
///
/// # Errors
///
/// As for [`Call::send`]; besides, nothing is sent from within an async program, whose threads
/// must not wait.
pub fn send<T, B>(call: Call) -> Result<Response<T>, Error<B>>
where
    T: Value + 'static,
    B: ErrorBody,
{
    let operation = call.operation;
    wait(call.send()).unwrap_or_else(|problem| Err(refused(operation, problem)))
}

/// Sends a call whose response depends on the status, and waits for it, as `Call::send_by_status` does.
///
/// # Errors
///
/// As for [`send`].
pub fn send_by_status<T: ByStatus + 'static, B: ErrorBody>(
    call: Call,
) -> Result<Response<T>, Error<B>> {
    let operation = call.operation;
    wait(call.send_by_status()).unwrap_or_else(|problem| Err(refused(operation, problem)))
}

/// Sends a call whose response is text, and waits for it, as `Call::send_for_text` does.
///
/// # Errors
///
/// As for [`send`].
pub fn send_for_text<B: ErrorBody>(call: Call) -> Result<Response<String>, Error<B>> {
    let operation = call.operation;
    wait(call.send_for_text()).unwrap_or_else(|problem| Err(refused(operation, problem)))
}

/// Sends a call whose response is bytes, and waits for it, as `Call::send_for_bytes` does.
///
/// # Errors
///
/// As for [`send`].
pub fn send_for_bytes<B: ErrorBody>(call: Call) -> Result<Response<Bytes>, Error<B>> {
    let operation = call.operation;
    wait(call.send_for_bytes()).unwrap_or_else(|problem| Err(refused(operation, problem)))
}

/// Sends a call whose response is bytes, to be read as they come, as `Call::stream` does.
///
/// # Errors
///
/// As for [`send`], but for what goes wrong after the header fields of a success.
pub fn stream<B: ErrorBody>(call: Call) -> Result<Response<ByteReader<B>>, Error<B>> {
    let operation = call.operation;
    let response =
        wait(call.stream()).unwrap_or_else(|problem| Err(refused(operation, problem)))?;
    let Response { body, parts } = response;
    Ok(Response { body: ByteReader::new(body), parts })
}

/// The error of a call that cannot be sent from where the program is.
pub(crate) fn refused<B>(operation: &'static Operation, problem: &'static str) -> Error<B> {
    Error::new(Failure::new(operation, Kind::Unusable(problem)), None)
}

/// Never dropped: connections stay open from call to call.
static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();

/// Waits for a future on the runtime that all blocking clients of the process share.
pub(crate) fn wait<F: Future>(future: F) -> Result<F::Output, &'static str> {
    if Handle::try_current().is_ok() {
        return Err("nothing was sent: a blocking client cannot be used within an async program, \
                    whose threads must not wait; use the async client there");
    }
    let runtime = RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("portolan-runtime")
            .enable_all()
            .build()
            .ok()
    });
    match runtime {
        Some(runtime) => Ok(runtime.block_on(future)),
        None => Err("nothing was sent: the thread for connections could not be started"),
    }
}
