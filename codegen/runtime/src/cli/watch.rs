//! Watching: asking until a thing is ready, and telling people how far it has got.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value as Json;

use super::failure::{Exit, Failure, seconds};
use super::request::Typed;
use super::table::{Follow, Origin, Watch};
use super::tree::flag;
use crate::bytes::Bytes;
use crate::call::{Call, Outcome, State};
use crate::error::{ErrorBody, OneLine};

/// How often it is asked, unless told otherwise.
const INTERVAL: Duration = Duration::from_secs(10);
/// How long it is watched, unless told otherwise.
const AT_MOST: Duration = Duration::from_secs(30 * 60);
/// How often the spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// Why a thing is not ready, and what was answered last.
type NotReady = (Option<Bytes>, Failure);

/// Asks until the thing is ready; the response that says so. The last response is given with a failure too: after an
/// operation that creates something it has the name by which that can be found.
pub(super) async fn until_ready<B: ErrorBody>(
    call: Call,
    typed: Typed<'_>,
    watch: &'static Watch,
) -> Result<Bytes, NotReady> {
    let interval = typed.seconds(flag::WATCH_INTERVAL).unwrap_or(INTERVAL);
    let at_most = typed.seconds(flag::WATCH_TIMEOUT).unwrap_or(AT_MOST);
    let operation = typed.command.operation.id;
    let clock = call.clock();
    let mut teller = Teller::new();
    let mut last = None;
    let mut call = call;
    if let Some(follow) = &watch.follow {
        let (asking, response) = carried_out::<B>(call, typed, follow, &teller).await?;
        (call, last) = (asking, Some(response));
    }
    let begun = clock.instant();
    loop {
        let (bytes, proper) = match call.clone().send_for_raw_and_content::<B>().await {
            Ok(response) => response,
            Err(error) => return Err((last, super::failed(typed, &error))),
        };
        let waited = clock.instant().saturating_duration_since(begun);
        let mut ended = None;
        let seen = (watch.state)(&proper, &mut |state| {
            teller.tell(state, waited);
            ended = match state.outcome {
                Outcome::Ready => Some(Ok(())),
                Outcome::Failed => Some(Err(Failure::of_state(operation, state))),
                Outcome::Pending => None,
            };
        });
        if let Err(error) = seen {
            let line =
                format!("{operation}: the response does not say how far it has got: {error}");
            return Err((Some(bytes), Failure::here(line)));
        }
        match ended {
            Some(Ok(())) => return Ok(bytes),
            Some(Err(failure)) => return Err((Some(bytes), failure)),
            None => {}
        }
        let left = at_most.saturating_sub(waited);
        if left.is_zero() {
            let line = format!("{operation}: it is not ready after {}", seconds(waited.as_secs()));
            let failure = Failure::new(Exit::TimedOut, [line])
                .with("  the service goes on without being watched")
                .with("try: a longer --watch-timeout");
            return Err((Some(bytes), failure));
        }
        last = Some(bytes);
        // It is asked once more when the time is over, whatever the interval is.
        clock.sleep(interval.min(left)).await;
    }
}

/// Carries out what creates or changes a thing; what is asked then, and what was answered first.
async fn carried_out<B: ErrorBody>(
    call: Call,
    typed: Typed<'_>,
    follow: &'static Follow,
    teller: &Teller,
) -> Result<(Call, Bytes), NotReady> {
    let Follow { operation: asked, given } = follow;
    let shared = given.iter().filter_map(|(there, origin)| match origin {
        Origin::Parameter(here) => Some((*there, *here)),
        Origin::Response(_) => None,
    });
    let mut asking = call.to_operation(asked, shared);
    let sent = call.send_for_raw_and_content::<B>().await;
    let (bytes, proper) = sent.map_err(|error| (None, super::failed(typed, &error)))?;
    let id = typed.command.operation.id;
    let response: Json = serde_json::from_slice(&proper).unwrap_or_default();
    let mut told = format!("{id}: it was carried out; from now on {} is asked", asked.id);
    for (index, origin) in *given {
        let Origin::Response(pointer) = origin else { continue };
        let name = match response.pointer(pointer) {
            Some(Json::String(name)) if !name.is_empty() => name.clone(),
            Some(Json::Number(number)) => number.to_string(),
            _ => {
                let line = format!(
                    "{id}: it was carried out, and cannot be watched: the response has no `{pointer}` by which {} \
                     could be asked",
                    asked.id
                );
                return Err((Some(bytes), Failure::here(line)));
            }
        };
        asking.set(*index, &name);
        let parameter = asked.parameters.get(*index).map_or(*pointer, |it| it.name);
        // Whoever ends the watching can go on with it.
        let _ = write!(told, ", --{parameter} {}", OneLine(&name));
    }
    teller.note(&told);
    Ok((asking, bytes))
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
        self.note(&format!("{name} after {} s", waited.as_secs()));
        if let Some(spinner) = &self.spinner {
            spinner.set_message(name.clone());
        }
        self.last = Some(name);
    }

    /// Tells something in a line of its own.
    fn note(&self, line: &str) {
        match &self.spinner {
            Some(spinner) => spinner.println(line),
            None => {
                // Where nobody can be told any more, the response still can be had.
                let _ = writeln!(io::stderr().lock(), "{line}");
            }
        }
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
