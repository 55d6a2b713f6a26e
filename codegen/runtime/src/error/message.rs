//! The one-line messages of failures.
//!
//! Invariant: a message contains no secret, no header value, and no part of a body except the
//! service's error code and message.

use std::error::Error as StdError;
use std::fmt;

use http::StatusCode;

use super::failure::{
    AuthenticationCause, AuthenticationError, Failure, FailureKind, Interruption, RawResponse,
    ResponseSection, TransportError,
};
use crate::body::BodyError;
use crate::text::{Escaped, OneLine};
use crate::wire::{Notes, Violation};

/// The maximum number of missing values in a message.
const MAX_LISTED_PATHS: usize = 20;

/// The code and the message of a documented error body.
#[derive(Debug, Clone, Copy)]
pub(super) struct ErrorDetails<'a> {
    pub(super) code: Option<&'a str>,
    pub(super) message: Option<&'a str>,
}

impl Failure {
    /// Writes the failure in one line. `details` is `None` without a documented error body.
    pub(super) fn write(
        &self,
        line: &mut fmt::Formatter<'_>,
        details: Option<ErrorDetails<'_>>,
    ) -> fmt::Result {
        write!(line, "{}: ", self.operation.id)?;
        self.write_reason(line, details)?;
        // The status of a response shows it already.
        if self.progress.may_have_been_executed && self.response.is_none() {
            line.write_str("; the request may have been executed")?;
        }
        Ok(())
    }

    /// Writes the reason and the number of attempts, without the operation.
    fn write_reason(
        &self,
        line: &mut fmt::Formatter<'_>,
        details: Option<ErrorDetails<'_>>,
    ) -> fmt::Result {
        self.write_kind(line, details)?;
        match self.progress.attempts {
            0 | 1 => Ok(()),
            attempts => write!(line, " (after {attempts} attempts)"),
        }
    }

    fn write_kind(
        &self,
        line: &mut fmt::Formatter<'_>,
        details: Option<ErrorDetails<'_>>,
    ) -> fmt::Result {
        match &self.kind {
            FailureKind::Invalid(violations) => write_invalid(line, violations),
            FailureKind::SecretRefused(problem) => {
                write!(line, "the request was not sent: {}", OneLine(problem))
            }
            FailureKind::UnreadableBody(problems) => {
                let again = if self.progress.attempts > 0 { " again" } else { "" };
                write!(line, "the request was not sent{again}: ")?;
                write_violations(line, problems)
            }
            FailureKind::Transport(error) => self.write_transport(line, error),
            FailureKind::Status { .. } => self.write_status(line, details),
            FailureKind::CrossOriginRedirect { to } => {
                self.write_response(line, "redirects to ")?;
                write!(
                    line,
                    "another origin, {}, which receives neither the body nor credentials: \
                     the redirect was not followed; check the base URL",
                    self.hide(to)
                )
            }
            FailureKind::Decode(error) => {
                self.write_response(line, "could not be decoded: ")?;
                // Its path may contain keys of the response.
                write!(line, "{}", Escaped(&self.hide(&error.to_string())))?;
                self.write_unexpected_media_type(line)
            }
            FailureKind::EmptyBody => self.write_response(line, "could not be decoded: empty body"),
            FailureKind::Deviating(notes) => self.write_deviations(line, notes),
            FailureKind::TooLarge { section, limit } => {
                self.write_response(line, "")?;
                match section {
                    ResponseSection::Headers => {
                        write!(line, "has more than {limit} bytes of header fields")
                    }
                    ResponseSection::Body => write!(line, "has a body of more than {limit} bytes"),
                }
            }
            FailureKind::AttemptTimeout { origin, timeout } => {
                write!(line, "no response from {origin} within {timeout:?}")
            }
            FailureKind::Interrupted { received, cause } => {
                self.write_response(line, "")?;
                match cause {
                    Interruption::Error(error) => {
                        let cause = OneLine(&root_cause(error).to_string()).to_string();
                        write!(line, "broke off after {received} bytes: {cause}")
                    }
                    Interruption::Stalled(limit) => {
                        write!(line, "stalled after {received} bytes: no data for {limit:?}")
                    }
                }
            }
            FailureKind::CallTimeout { timeout, waiting_for } => {
                write!(line, "the call took longer than {timeout:?}, waiting for {waiting_for}")
            }
            FailureKind::RepeatedPage { number } => {
                write!(line, "page {number} is the same as the page before: the pages do not end")
            }
            FailureKind::TooManyPages { limit } => write!(
                line,
                "the list has more than {limit} pages: raise the limit of pages, or request larger pages"
            ),
            FailureKind::Authentication(error) => write!(line, "{error}"),
            #[cfg(feature = "blocking")]
            FailureKind::Blocking(problem) => line.write_str(problem),
        }
    }

    fn write_response(&self, line: &mut fmt::Formatter<'_>, predicate: &str) -> fmt::Result {
        match &self.response {
            Some(response) => write!(line, "the {} response {predicate}", Status(response.status)),
            None => write!(line, "the response {predicate}"),
        }
    }

    /// A success that is not JSON often comes from a proxy, which its media type shows.
    /// Writes the deviations from the document for which a strict client fails.
    fn write_deviations(&self, line: &mut fmt::Formatter<'_>, notes: &Notes) -> fmt::Result {
        self.write_response(line, "")?;
        let invalid: Vec<String> = notes
            .invalid
            .iter()
            .map(|value| match value.path() {
                "" => value.problem().to_owned(),
                path => format!("{path} ({})", value.problem()),
            })
            .collect();
        // A required value that is invalid is listed once, with its problem.
        let is_invalid = |path: &String| notes.invalid.iter().any(|value| value.path() == path);
        let missing: Vec<String> = notes
            .missing
            .iter()
            .filter(|path| !is_invalid(path))
            // The empty path is the root: the body is `null`.
            .map(|path| if path.is_empty() { "the whole body".to_owned() } else { path.clone() })
            .collect();
        let repeated = notes.missing.len() - missing.len();
        let lists = [
            ("lacks required values: ", missing, notes.missing_count.saturating_sub(repeated)),
            ("has values that do not fit their schema: ", invalid, notes.invalid_count),
        ];
        for (index, (problem, paths, count)) in
            lists.into_iter().filter(|(_, _, count)| *count > 0).enumerate()
        {
            let and = if index > 0 { "; it " } else { "" };
            let paths = paths.get(..MAX_LISTED_PATHS).unwrap_or(&paths);
            let text = paths.join(", ");
            write!(line, "{and}{problem}{}", Escaped(&self.hide(&text)))?;
            let more = count.saturating_sub(paths.len());
            if more > 0 {
                write!(line, ", and {more} more")?;
            }
        }
        Ok(())
    }

    fn write_unexpected_media_type(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.response {
            Some(response) if !response.content_type().contains("json") => {
                write!(line, "; it is {}", Summary(response))
            }
            _ => Ok(()),
        }
    }

    fn write_status(
        &self,
        line: &mut fmt::Formatter<'_>,
        details: Option<ErrorDetails<'_>>,
    ) -> fmt::Result {
        let Some(response) = &self.response else { return Ok(()) };
        let summary = Summary(response);
        write!(line, "{}", Status(response.status))?;
        match details {
            Some(ErrorDetails { code: None, message: None }) => write!(line, " ({summary})"),
            Some(ErrorDetails { code, message }) => {
                for text in [code, message].into_iter().flatten() {
                    // Before it is shortened, so that no part of a secret remains.
                    write!(line, ": {}", OneLine(&self.hide(text)))?;
                }
                Ok(())
            }
            None if response.status.is_redirection() => {
                write!(line, ": the redirect was not followed; check the base URL ({summary})")
            }
            None => write!(line, ": the response is not the documented error ({summary})"),
        }
    }

    fn write_transport(
        &self,
        line: &mut fmt::Formatter<'_>,
        error: &TransportError,
    ) -> fmt::Result {
        let TransportError { error, origin, timeout } = error;
        let cause = OneLine(&root_cause(error).to_string()).to_string();
        match &self.response {
            Some(response) if error.is_timeout() => write!(
                line,
                "the {} response was incomplete after {timeout:?}: {} bytes were received",
                Status(response.status),
                response.bytes.len()
            ),
            Some(response) => write!(
                line,
                "the {} response broke off after {} bytes: {cause}",
                Status(response.status),
                response.bytes.len()
            ),
            None if error.is_connect() => write!(line, "no connection to {origin}: {cause}"),
            None if error.is_timeout() => {
                write!(line, "no response from {origin} within {timeout:?}")
            }
            None => write!(line, "no response from {origin}: {cause}"),
        }
    }
}

/// The message of a failure, without the details of an error body.
struct Message<'a>(&'a Failure);

impl fmt::Display for Message<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(formatter, None)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Failure")
            .field("message", &format_args!("{}", Message(self)))
            .field("status", &self.status())
            .field("source", &self.source())
            .finish_non_exhaustive()
    }
}

/// One line: the failed action and the cause. It contains no secret, and nothing of a body except
/// OAuth's error code and description.
impl fmt::Display for AuthenticationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: ", self.action)?;
        match &self.cause {
            AuthenticationCause::Refused { status, code, description, .. } => {
                write!(formatter, "{}", Status(*status))?;
                for text in [code, description].into_iter().flatten() {
                    write!(formatter, ": {}", OneLine(text))?;
                }
                Ok(())
            }
            AuthenticationCause::Request(failure) => failure.write_reason(formatter, None),
            AuthenticationCause::Function(error) => {
                write!(formatter, "{}", OneLine(&error.to_string()))
            }
            AuthenticationCause::Unusable { problem, .. } => formatter.write_str(problem),
        }
    }
}

impl fmt::Debug for AuthenticationCause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code, description, bytes } => formatter
                .debug_struct("Refused")
                .field("status", status)
                .field("code", code)
                .field("description", description)
                .field("bytes", &bytes.len())
                .finish(),
            Self::Request(failure) => formatter.debug_tuple("Request").field(failure).finish(),
            Self::Function(error) => formatter.debug_tuple("Function").field(error).finish(),
            Self::Unusable { problem, bytes } => formatter
                .debug_struct("Unusable")
                .field("problem", problem)
                .field("bytes", &bytes.len())
                .finish(),
        }
    }
}

fn write_invalid(line: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    match violations {
        [_] => line.write_str("the request was not sent: 1 value breaks the document's rules: ")?,
        _ => write!(
            line,
            "the request was not sent: {} values break the document's rules: ",
            violations.len()
        )?,
    }
    write_violations(line, violations)
}

fn write_violations(line: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    for (index, violation) in violations.iter().enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        write!(line, "{separator}{violation}")?;
    }
    Ok(())
}

/// Returns the innermost source of an error. A [`BodyError`] already includes its cause.
fn root_cause(error: &reqwest::Error) -> &(dyn StdError + 'static) {
    let mut cause: &(dyn StdError + 'static) = error;
    while let (false, Some(source)) = (cause.is::<BodyError>(), cause.source()) {
        cause = source;
    }
    cause
}

/// The media type and size of a body: `text/html, 1234 bytes`.
struct Summary<'a>(&'a RawResponse);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let media_type = match self.0.content_type() {
            "" => "no media type",
            media_type => media_type,
        };
        let media_type = self.0.redactor.hide(media_type);
        write!(formatter, "{}, {} bytes", OneLine(&media_type), self.0.bytes.len())
    }
}

/// A status with its reason phrase, if it has one: `409 Conflict`, `499`.
struct Status(StatusCode);

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.as_u16())?;
        self.0.canonical_reason().map_or(Ok(()), |reason| write!(formatter, " {reason}"))
    }
}
