//! Watching: asking until a thing is ready, and telling people how far it has got.

use std::io::{self, IsTerminal, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::failure::{Exit, Failure};
use super::request::Typed;
use super::table::ReadState;
use super::tree::flag;
use crate::answer::Response;
use crate::bytes::Bytes;
use crate::call::{Call, Outcome, State};
use crate::error::{ErrorBody, OneLine};

/// How often it is asked, unless told otherwise.
const INTERVAL: Duration = Duration::from_secs(10);
/// How long it is watched, unless told otherwise.
const AT_MOST: Duration = Duration::from_secs(30 * 60);
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// Asks until the thing is ready; the answer that says so. The last answer is given with a failure too.
pub(super) async fn until_ready<B: ErrorBody>(
    call: Call,
    typed: Typed<'_>,
    read: ReadState,
) -> Result<Bytes, (Option<Bytes>, Failure)> {
    let interval = typed.seconds(flag::WATCH_INTERVAL).unwrap_or(INTERVAL);
    let at_most = typed.seconds(flag::WATCH_TIMEOUT).unwrap_or(AT_MOST);
    let operation = typed.command.operation.id;
    let clock = call.clock();
    let begun = clock.instant();
    let mut teller = Teller::new();
    loop {
        let sent = call.clone().send_for_bytes::<B>().await;
        let bytes =
            sent.map(Response::into_body).map_err(|error| (None, super::failed(typed, &error)))?;
        let waited = clock.instant().saturating_duration_since(begun);
        let mut ended = None;
        let seen = read(&bytes, &mut |state| {
            teller.tell(state, waited);
            ended = match state.outcome {
                Outcome::Ready => Some(Ok(())),
                Outcome::Failed => Some(Err(Failure::of_state(operation, state))),
                Outcome::Pending => None,
            };
        });
        if let Err(error) = seen {
            let line = format!("{operation}: the answer does not say how far it has got: {error}");
            return Err((Some(bytes), Failure::here(line)));
        }
        match ended {
            Some(Ok(())) => return Ok(bytes),
            Some(Err(failure)) => return Err((Some(bytes), failure)),
            None => {}
        }
        if waited.saturating_add(interval) > at_most {
            let line = format!("{operation}: it is not ready after {} seconds", waited.as_secs());
            let failure = Failure::new(Exit::TimedOut, [line])
                .with("  the service goes on without being watched")
                .with("try: a longer --watch-timeout");
            return Err((Some(bytes), failure));
        }
        clock.sleep(interval).await;
    }
}

/// Tells of states as they change: beside a spinner on a terminal, in a line each elsewhere.
struct Teller {
    spinner: Option<ProgressBar>,
    last: Option<String>,
}

impl Teller {
    fn new() -> Self {
        let spinner = io::stderr().is_terminal().then(|| {
            let spinner = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                spinner.set_style(style);
            }
            spinner.set_message("asking");
            spinner.enable_steady_tick(TURN);
            spinner
        });
        Self { spinner, last: None }
    }

    fn tell(&mut self, state: State<'_>, waited: Duration) {
        let name = OneLine(state.name.unwrap_or("not known")).to_string();
        if self.last.as_ref() == Some(&name) {
            return;
        }
        let line = format!("{name} after {} s", waited.as_secs());
        match &self.spinner {
            Some(spinner) => {
                spinner.println(&line);
                spinner.set_message(name.clone());
            }
            None => {
                // Where nobody can be told any more, the answer still can be had.
                let _ = writeln!(io::stderr().lock(), "{line}");
            }
        }
        self.last = Some(name);
    }
}

/// The line with the spinner goes, however the watching ends.
impl Drop for Teller {
    fn drop(&mut self) {
        if let Some(spinner) = &self.spinner {
            spinner.finish_and_clear();
        }
    }
}
