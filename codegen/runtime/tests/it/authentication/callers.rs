//! Concurrent callers of one client.

use portolan_runtime::{BoxFuture, Client, Response};
use tokio::sync::{Mutex, MutexGuard};

use crate::api::{Error, Peer, send_create};

pub(crate) type Outcome = Result<Response<Peer>, Error>;

/// A number of callers, the only ones while this value lives: together they could exhaust the file descriptors.
pub(crate) struct Callers {
    pub(crate) count: usize,
    _exclusive: MutexGuard<'static, ()>,
}

impl Callers {
    /// Returns as many callers as the limit of open files allows, up to `limit`.
    ///
    /// Both ends of each connection are in this process. A caller may need several connections, since the client opens
    /// another one while it waits for an idle one.
    pub(crate) async fn up_to(limit: usize) -> Self {
        static EXCLUSIVE: Mutex<()> = Mutex::const_new(());
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let files = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max open files"))
            .and_then(|line| line.split_whitespace().next()?.parse().ok())
            .unwrap_or(if limits.is_empty() { 256 } else { usize::MAX });
        let count = (files.saturating_sub(256) / 6).clamp(20, 1_000).min(limit);
        Self { count, _exclusive: EXCLUSIVE.lock().await }
    }

    /// Sends one call per caller, all at the same time.
    pub(crate) async fn call(&self, client: &Client) -> Vec<Outcome> {
        join((0..self.count).map(|_| caller(client))).await
    }

    /// As [`call`](Self::call), but runs `then` once every call waits for the server.
    pub(crate) async fn call_then(&self, client: &Client, then: impl FnOnce()) -> Vec<Outcome> {
        let mut callers: Vec<_> = (0..self.count).map(|_| caller(client)).collect();
        std::future::poll_fn(|context| {
            for caller in &mut callers {
                assert!(caller.as_mut().poll(context).is_pending());
            }
            std::task::Poll::Ready(())
        })
        .await;
        then();
        join(callers).await
    }
}

fn caller(client: &Client) -> BoxFuture<Outcome> {
    let client = client.clone();
    Box::pin(async move { send_create(&client).await })
}

/// Runs each future as a task, so that all worker threads take part.
async fn join(callers: impl IntoIterator<Item = BoxFuture<Outcome>>) -> Vec<Outcome> {
    let tasks: Vec<_> = callers.into_iter().map(tokio::spawn).collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.unwrap());
    }
    outcomes
}

/// Panics with the first error and the number of errors.
pub(crate) fn assert_all_succeed(outcomes: &[Outcome]) {
    let errors: Vec<&Error> =
        outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).collect();
    assert!(errors.is_empty(), "{} of {}: {}", errors.len(), outcomes.len(), errors[0]);
}
