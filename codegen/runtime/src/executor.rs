//! The tokio runtime that all blocking clients of a process share.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Handle, Runtime};

/// Never dropped, so that connections stay open between calls.
static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();

/// Runs a future to completion on the shared runtime.
///
/// Returns an error inside an async context, where blocking the thread could deadlock.
pub(crate) fn block_on<F: Future>(future: F) -> Result<F::Output, &'static str> {
    if Handle::try_current().is_ok() {
        return Err("nothing was sent: a blocking client cannot be used in an async context; \
                    use the async client there");
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
        None => {
            Err("nothing was sent: the background thread of the blocking client cannot be started")
        }
    }
}
