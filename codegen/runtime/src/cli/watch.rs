//! Polling until a resource is ready, with progress on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value as Json;

use super::arguments::{Invocation, flag};
use super::description::{ArgumentSource, Poll, Watch};
use super::failure::{Exit, Failure, seconds};
use super::input::call_failure;
use super::output::{visible, warn};
use crate::bytes::Bytes;
use crate::call::{Call, Outcome, State};
use crate::error::ErrorBody;
use crate::text::OneLine;

/// The default interval between polls.
const INTERVAL: Duration = Duration::from_secs(10);
/// The default time limit.
const TIMEOUT: Duration = Duration::from_secs(30 * 60);
/// The interval between frames of the spinner.
const FRAME: Duration = Duration::from_millis(120);

/// The last response and the failure of watching.
type WatchError = (Option<Bytes>, Failure);

/// Sends a call and polls until the resource is ready. Returns the last response.
///
/// An error also includes the last response: after a creation, it contains the resource's id.
pub(super) async fn until_ready<B: ErrorBody>(
    call: Call,
    invocation: Invocation<'_>,
    watch: &'static Watch,
) -> Result<Bytes, WatchError> {
    let interval = invocation.seconds(flag::WATCH_INTERVAL).unwrap_or(INTERVAL);
    let timeout = invocation.seconds(flag::WATCH_TIMEOUT).unwrap_or(TIMEOUT);
    let operation = invocation.command.operation.id;
    let clock = call.clock();
    let mut progress = Progress::new();
    let mut last = None;
    let mut call = call;
    if let Some(poll) = &watch.poll {
        let (polling, response) = send_first::<B>(call, invocation, poll, &progress).await?;
        (call, last) = (polling, Some(response));
    }
    let started = clock.instant();
    loop {
        let (bytes, proper) = match call.clone().send_for_raw_and_content::<B>().await {
            Ok(response) => response,
            Err(error) => return Err((last, call_failure(invocation, &error))),
        };
        let elapsed = clock.instant().saturating_duration_since(started);
        let mut result = None;
        let decoded = (watch.state)(&proper, &mut |state| {
            progress.update(state, elapsed);
            result = match state.outcome {
                Outcome::Ready => Some(Ok(())),
                Outcome::Failed => Some(Err(Failure::from_state(operation, state))),
                Outcome::Pending => None,
            };
        });
        if let Err(error) = decoded {
            let line = format!("{operation}: reading the state from the response: {error}");
            return Err((Some(bytes), Failure::local(line)));
        }
        match result {
            Some(Ok(())) => return Ok(bytes),
            Some(Err(failure)) => return Err((Some(bytes), failure)),
            None => {}
        }
        let remaining = timeout.saturating_sub(elapsed);
        if remaining.is_zero() {
            let line = format!("{operation}: not ready after {}", seconds(elapsed.as_secs()));
            let failure = Failure::new(Exit::TimedOut, [line])
                .with("  the operation continues on the service")
                .with("try: a longer --watch-timeout");
            return Err((Some(bytes), failure));
        }
        last = Some(bytes);
        // Polls once more at the time limit, even if the interval is longer.
        clock.sleep(interval.min(remaining)).await;
    }
}

/// Sends the call that creates or changes a resource. Returns the call that polls it, and the response.
async fn send_first<B: ErrorBody>(
    call: Call,
    invocation: Invocation<'_>,
    poll: &'static Poll,
    progress: &Progress,
) -> Result<(Call, Bytes), WatchError> {
    let Poll { operation: polled, arguments } = poll;
    let shared = arguments.iter().filter_map(|(target, source)| match source {
        ArgumentSource::Parameter(source) => Some((*target, *source)),
        ArgumentSource::Response(_) => None,
    });
    let mut polling = call.to_operation(polled, shared);
    let sent = call.send_for_raw_and_content::<B>().await;
    let (bytes, proper) = sent.map_err(|error| (None, call_failure(invocation, &error)))?;
    let id = invocation.command.operation.id;
    let response: Json = serde_json::from_slice(&proper).unwrap_or_default();
    let mut message = format!("{id}: executed; polling with {}", polled.id);
    for (index, source) in *arguments {
        let ArgumentSource::Response(pointer) = source else { continue };
        let value = match response.pointer(pointer) {
            Some(Json::String(text)) if !text.is_empty() => text.clone(),
            Some(Json::Number(number)) => number.to_string(),
            _ => {
                let line = format!(
                    "{id}: executed, but cannot be watched: the response has no `{pointer}` to call {} with",
                    polled.id
                );
                return Err((Some(bytes), Failure::local(line)));
            }
        };
        polling.set(*index, &value);
        let parameter = polled.parameters.get(*index).map_or(*pointer, |it| it.name);
        // Printed as flags, so that the user can poll again after an interruption.
        let _ = write!(message, " --{parameter} {}", OneLine(&value));
    }
    progress.print(&message);
    Ok((polling, bytes))
}

/// Reports changes of the state: as lines, and on a terminal also beside a spinner.
struct Progress {
    spinner: Option<ProgressBar>,
    last: Option<String>,
}

impl Progress {
    fn new() -> Self {
        let spinner = io::stderr().is_terminal().then(|| {
            let spinner = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                spinner.set_style(style);
            }
            spinner.set_message("polling");
            spinner.enable_steady_tick(FRAME);
            spinner
        });
        Self { spinner, last: None }
    }

    /// Reports a state if it differs from the last one.
    fn update(&mut self, state: State<'_>, elapsed: Duration) {
        let name = visible(&OneLine(state.name.unwrap_or("unknown")).to_string());
        if self.last.as_ref() == Some(&name) {
            return;
        }
        self.print(&format!("{name} after {} s", elapsed.as_secs()));
        if let Some(spinner) = &self.spinner {
            spinner.set_message(name.clone());
        }
        self.last = Some(name);
    }

    /// Prints a line above the spinner.
    fn print(&self, line: &str) {
        match &self.spinner {
            Some(spinner) => spinner.println(line),
            None => warn(line),
        }
    }
}

/// Clears the spinner, also after a failure or an interruption.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}
