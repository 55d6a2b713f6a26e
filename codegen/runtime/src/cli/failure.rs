//! Failures: what people read when a command fails, and the exit code that scripts see.

use std::fmt::{self, Display};
use std::io::{self, Write as _};
use std::process::ExitCode;

use serde_json::Value as Json;

use crate::call::State;
use crate::client::ConfigurationError;
use crate::error::{Error, ErrorBody, OneLine};

/// How a command ended, as exit codes tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Something here failed.
    Failed = 1,
    /// The command, a flag or a setting is wrong.
    Usage = 2,
    /// A value breaks the document's rules; nothing was sent.
    Refused = 3,
    /// The service refused, or what was watched has failed.
    Service = 4,
    /// There are no credentials, or the service does not take them.
    Authentication = 5,
    /// No connection, or it broke.
    NotReached = 6,
    /// It took too long.
    TimedOut = 7,
    /// Somebody pressed Ctrl-C: what shells make of that.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What advice begins with.
const TRY: &str = "try: ";

/// Why a command failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    lines: Vec<String>,
}

impl Failure {
    pub(super) fn new(exit: Exit, lines: impl Into<Vec<String>>) -> Self {
        Self { exit, lines: lines.into() }
    }

    pub(super) fn usage(lines: impl Into<Vec<String>>) -> Self {
        Self::new(Exit::Usage, lines)
    }

    pub(super) fn here(line: impl Into<String>) -> Self {
        Self::new(Exit::Failed, [line.into()])
    }

    /// With one more line.
    pub(super) fn with(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// With other advice, where the usual leads to what was done just now.
    pub(super) fn advising(mut self, advice: &str) -> Self {
        self.lines.retain(|line| !line.starts_with(TRY));
        self.with(format!("{TRY}{advice}"))
    }

    /// Tells people. Where nobody can be told any more, there is the exit code.
    pub(super) fn tell(&self) {
        let _ = writeln!(io::stderr().lock(), "{self}");
    }

    /// No client could be made of the settings; `has_none` says that there are no credentials among them.
    pub(super) fn of_settings(error: &ConfigurationError, has_none: bool) -> Self {
        let exit = if has_none { Exit::Authentication } else { Exit::Usage };
        Self::new(exit, error.problems().to_vec())
    }

    /// A call failed, for another reason than that it was refused before it was sent.
    pub(super) fn of_call<B: ErrorBody>(error: &Error<B>) -> Self {
        let mut lines = vec![error.to_string()];
        lines.extend(members(error));
        // What changes nothing can be done again anyway.
        if !error.failure().operation.method.is_safe() {
            let executed = match (error.request_may_have_been_executed(), error.is_decode()) {
                (false, _) => "no",
                (true, true) => "yes: look at what is there before you do it again",
                (true, false) => "perhaps: look at what is there before you do it again",
            };
            lines.push(format!("  executed: {executed}"));
        }
        lines.extend(advice(error).map(|advice| format!("{TRY}{advice}")));
        Self::new(exit(error), lines)
    }

    /// What was watched has failed.
    pub(super) fn of_state(operation: &str, state: State<'_>) -> Self {
        let name = OneLine(state.name.unwrap_or("not known"));
        let mut lines = vec![format!("{operation}: it has failed: the state is {name}")];
        lines.extend(state.reason.map(|reason| format!("  reason: {}", OneLine(reason))));
        Self::new(Exit::Service, lines)
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}", self.lines.join("\n"))
    }
}

fn exit<B: ErrorBody>(error: &Error<B>) -> Exit {
    // What the endpoint of tokens lacks is reached and timed like everything else.
    let authentication = error.authentication();
    if error.is_timeout() {
        Exit::TimedOut
    } else if error.is_connect() || error.is_transport() {
        Exit::NotReached
    } else if authentication.is_some() || error.is_auth() {
        Exit::Authentication
    } else if error.is_validation() {
        Exit::Refused
    } else if error.is_status() {
        Exit::Service
    } else {
        Exit::Failed
    }
}

/// What the service says of the error: the members of the body that it answered, whatever they are.
fn members<B: ErrorBody>(error: &Error<B>) -> Vec<String> {
    if !error.is_status() {
        return Vec::new();
    }
    let Ok(Json::Object(members)) = serde_json::from_slice(error.bytes()) else {
        return Vec::new();
    };
    let is_empty = |value: &Json| match value {
        Json::Null => true,
        Json::Array(items) => items.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    };
    let shown = members.iter().filter(|(_, value)| !is_empty(value)).map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("  {}: {}", OneLine(name), OneLine(&text))
    });
    shown.collect()
}

/// `1 second`, `2 seconds`.
pub(super) fn seconds(count: u64) -> String {
    if count == 1 { "1 second".to_owned() } else { format!("{count} seconds") }
}

/// What may help.
fn advice<B: ErrorBody>(error: &Error<B>) -> Option<String> {
    if error.is_rate_limited() {
        return Some(match error.rate_limit().retry_after {
            Some(wait) => format!("again in {}", seconds(wait.as_secs())),
            None => "again later".to_owned(),
        });
    }
    let status = error.status().filter(|_| error.is_status()).map(|status| status.as_u16());
    let text = match (exit(error), status) {
        (Exit::Authentication, _) => "`auth check`, which says which credentials are in use",
        (Exit::NotReached, _) => {
            "whether --base-url and the network are right; -v tells each attempt"
        }
        (Exit::TimedOut, _) => "a longer --timeout",
        (_, Some(400)) => "to correct what the service names; --dry-run shows what is sent",
        (_, Some(403)) => "with a role that allows it, from an address that is allowed",
        (_, Some(404)) => "whether the ids are right, and the caller may see what they name",
        (_, Some(409)) => "to look at what is there, which is in the way of this request",
        (_, Some(500..)) => "again later",
        _ => return None,
    };
    Some(text.to_owned())
}
