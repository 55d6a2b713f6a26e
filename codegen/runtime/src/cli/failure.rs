//! Failures of commands: the message on standard error and the exit code.

use std::fmt::{self, Display};
use std::process::ExitCode;

use serde_json::Value as Json;

use crate::call::State;
use crate::client::ConfigurationError;
use crate::error::{Error, ErrorBody, FailureKind};
use crate::text::OneLine;

/// The exit code of a failed command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// A local failure.
    Failed = 1,
    /// An invalid command, flag or setting.
    Usage = 2,
    /// A value violates the document's constraints; nothing was sent.
    Refused = 3,
    /// The service rejected the request, or the watched resource has failed.
    Service = 4,
    /// No credentials, or the service rejects them.
    Authentication = 5,
    /// The connection failed or was interrupted.
    NotReached = 6,
    /// A time limit was exceeded.
    TimedOut = 7,
    /// Ctrl-C; the exit code by convention of shells.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The prefix of advice.
const ADVICE_PREFIX: &str = "try: ";

/// The reason why a command failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) exit: Exit,
    lines: Vec<String>,
}

impl Failure {
    pub(super) fn new(exit: Exit, lines: impl Into<Vec<String>>) -> Self {
        Self { exit, lines: lines.into() }
    }

    /// Returns a usage failure.
    pub(super) fn usage(lines: impl Into<Vec<String>>) -> Self {
        Self::new(Exit::Usage, lines)
    }

    /// Returns a local failure.
    pub(super) fn local(line: impl Into<String>) -> Self {
        Self::new(Exit::Failed, [line.into()])
    }

    /// Adds a line.
    pub(super) fn with(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// Replaces the advice.
    pub(super) fn with_advice(mut self, advice: &str) -> Self {
        self.lines.retain(|line| !line.starts_with(ADVICE_PREFIX));
        self.with(format!("{ADVICE_PREFIX}{advice}"))
    }

    /// Returns the failure of an invalid configuration, possibly one without credentials.
    pub(super) fn from_configuration(error: &ConfigurationError, lacks_credentials: bool) -> Self {
        let exit = if lacks_credentials { Exit::Authentication } else { Exit::Usage };
        Self::new(exit, error.problems().to_vec())
    }

    /// Returns the failure of a call, other than one that fails validation.
    pub(super) fn from_call<B: ErrorBody>(error: &Error<B>) -> Self {
        let mut lines = vec![error.to_string()];
        lines.extend(members(error));
        // Safe methods can be repeated in any case.
        if !error.failure().operation.method.is_safe() {
            let executed = match (error.request_may_have_been_executed(), error.is_decode()) {
                (false, _) => "no",
                (true, true) => "yes: check the current state before retrying",
                (true, false) => "unknown: check the current state before retrying",
            };
            lines.push(format!("  executed: {executed}"));
        }
        lines.extend(advice(error).map(|advice| format!("{ADVICE_PREFIX}{advice}")));
        Self::new(exit(error), lines)
    }

    /// Returns the failure of a watched resource.
    pub(super) fn from_state(operation: &str, state: State<'_>) -> Self {
        let name = OneLine(state.name.unwrap_or("unknown"));
        let mut lines = vec![format!("{operation}: the resource has failed: its state is {name}")];
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
    // Before authentication, because the token endpoint can also time out or be unreachable.
    let authentication = error.authentication();
    if error.is_timeout() {
        Exit::TimedOut
    } else if error.is_connect() || error.is_transport() {
        Exit::NotReached
    } else if authentication.is_some() || error.is_auth() {
        Exit::Authentication
    } else if matches!(error.failure().kind, FailureKind::SecretRefused(_)) {
        Exit::Usage
    } else if error.is_validation() {
        Exit::Refused
    } else if error.is_status() {
        Exit::Service
    } else {
        Exit::Failed
    }
}

/// Returns the members of the error body, one per line.
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
    let lines = members.iter().filter(|(_, value)| !is_empty(value)).map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (name, text) = (error.failure().hide(name), error.failure().hide(&text));
        format!("  {}: {}", OneLine(&name), OneLine(&text))
    });
    lines.collect()
}

/// Returns a duration in words: `1 second`, `2 seconds`.
pub(super) fn seconds(count: u64) -> String {
    if count == 1 { "1 second".to_owned() } else { format!("{count} seconds") }
}

/// Returns advice on an error.
fn advice<B: ErrorBody>(error: &Error<B>) -> Option<String> {
    if error.is_rate_limited() {
        return Some(match error.rate_limit().retry_after {
            Some(wait) => format!("again in {}", seconds(wait.as_secs())),
            None => "again later".to_owned(),
        });
    }
    if let FailureKind::TooManyPages { .. } = error.failure().kind {
        return Some("a larger page, or a higher --max-pages".to_owned());
    }
    let status = error.status().filter(|_| error.is_status()).map(|status| status.as_u16());
    let text = match (exit(error), status) {
        (Exit::Authentication, _) => "`auth check`, which reports the credentials in use",
        (Exit::NotReached, _) => "check --base-url and the network; -v logs each attempt",
        (Exit::TimedOut, _) => "a longer --timeout",
        (_, Some(400)) => "correct the values that the service names; --dry-run shows the request",
        (_, Some(403)) => "a role and an address that are allowed to do this",
        (_, Some(404)) => "check the ids, and that the caller has access to them",
        (_, Some(409)) => "check the current state, which conflicts with the request",
        (_, Some(500..)) => "again later",
        _ => return None,
    };
    Some(text.to_owned())
}
