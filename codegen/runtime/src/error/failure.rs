//! What went wrong with a call, told in one line; nothing here depends on the error body's type.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::authentication::AuthenticationError;
use crate::api::Operation;
use crate::send::Unread;
use crate::wire::{DecodeError, Violation};

/// How much of a text that a service sent stands in one line of ours, in characters.
const QUOTED_AT_MOST: usize = 500;

/// Why a call has no result.
pub(crate) struct Failure {
    pub(crate) operation: &'static Operation,
    pub(crate) kind: Kind,
    /// What came back, as far as it came.
    pub(crate) response: Option<Box<Received>>,
    /// How often it was tried.
    pub(crate) progress: Progress,
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Progress {
    /// How many requests went out, or tried to.
    pub(crate) attempts: u32,
    /// Whether one of them may have been carried out.
    pub(crate) executed: bool,
}

/// A response as it was received.
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

pub(crate) enum Kind {
    /// Nothing was sent: the request breaks the document's rules, or HTTP's.
    Refused(Vec<Violation>),
    /// The request was not sent, or not again: what its body is made of is gone.
    Gone(Vec<Violation>),
    /// The response's status says that the service did not do it.
    Status {
        /// Why the body is not the error that the document has.
        unreadable: Option<DecodeError>,
    },
    /// A successful response is not what the document says.
    Unreadable(DecodeError),
    /// A successful response has no body where the document has one.
    Empty,
    /// A successful response lacks required values, and the client asked for strict responses.
    Incomplete(Vec<String>),
    /// A response has more bytes than are taken.
    TooLarge { part: Part, limit: usize },
    /// No response, or not all of it.
    Transport(Broken),
    /// No response whose body is to be streamed, within a limit of time.
    Late { origin: String, timeout: Duration },
    /// The stream of a response's body ended too early.
    Interrupted { came: u64, why: Interruption },
    /// The time of the call was over before the request could be sent (again).
    OutOfTime { limit: Duration, waiting_for: &'static str },
    /// Who is calling could not be proven.
    Authentication(Arc<AuthenticationError>),
    /// The program cannot send from where it is.
    #[cfg(feature = "blocking")]
    Unusable(&'static str),
}

/// A part of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Headers,
    Body,
}

/// Why a stream ended too early.
pub(crate) enum Interruption {
    Broken(reqwest::Error),
    /// Nothing came for so long.
    Stalled(Duration),
}

pub(crate) struct Broken {
    /// Without its URL: the path may hold what is not for logs.
    pub(crate) error: reqwest::Error,
    /// Scheme, host and port that the request was for.
    pub(crate) origin: String,
    /// The time limit that it had.
    pub(crate) timeout: Duration,
}

static NO_HEADERS: LazyLock<HeaderMap> = LazyLock::new(HeaderMap::new);

impl Failure {
    pub(crate) fn new(operation: &'static Operation, kind: Kind) -> Self {
        Self { operation, kind, response: None, progress: Progress::default() }
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|response| response.status)
    }

    /// The kind of failure in one word, for those who count them.
    pub(crate) fn class(&self) -> &'static str {
        match &self.kind {
            Kind::Refused(_) | Kind::Gone(_) => "refused",
            Kind::Status { .. } => "status",
            Kind::Unreadable(_) | Kind::Empty | Kind::Incomplete(_) => "decode",
            Kind::TooLarge { .. } => "too_large",
            Kind::Transport(transport) if transport.error.is_connect() => "connect",
            Kind::Transport(transport) if transport.error.is_timeout() => "timeout",
            Kind::Transport(_) => "transport",
            Kind::OutOfTime { .. }
            | Kind::Late { .. }
            | Kind::Interrupted { why: Interruption::Stalled(_), .. } => "timeout",
            Kind::Interrupted { .. } => "transport",
            Kind::Authentication(_) => "authentication",
            #[cfg(feature = "blocking")]
            Kind::Unusable(_) => "unusable",
        }
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.as_ref().map_or(&NO_HEADERS, |response| &response.headers)
    }

    pub(crate) fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.kind {
            Kind::Authentication(error) => Some(&**error),
            Kind::Status { unreadable } => unreadable.as_ref().map(|error| error as _),
            Kind::Unreadable(error) => Some(error),
            Kind::Transport(transport) => Some(&transport.error),
            Kind::Interrupted { why: Interruption::Broken(error), .. } => Some(error),
            _ => None,
        }
    }

    /// The error in one line; code and message are those of the documented error body.
    pub(crate) fn write(
        &self,
        line: &mut fmt::Formatter<'_>,
        body: Option<(Option<&str>, Option<&str>)>,
    ) -> fmt::Result {
        write!(line, "{}: ", self.operation.id)?;
        self.write_reason(line, body)?;
        // Where the service has answered, its status says so.
        if self.progress.executed && self.response.is_none() {
            line.write_str("; it may have been carried out")?;
        }
        Ok(())
    }

    /// The error without the operation's name, and without what it means for the operation.
    pub(crate) fn write_reason(
        &self,
        line: &mut fmt::Formatter<'_>,
        body: Option<(Option<&str>, Option<&str>)>,
    ) -> fmt::Result {
        self.write_kind(line, body)?;
        match self.progress.attempts {
            0 | 1 => Ok(()),
            attempts => write!(line, " (after {attempts} attempts)"),
        }
    }

    fn write_kind(
        &self,
        line: &mut fmt::Formatter<'_>,
        body: Option<(Option<&str>, Option<&str>)>,
    ) -> fmt::Result {
        match &self.kind {
            Kind::Refused(violations) => write_refused(line, violations),
            Kind::Gone(problems) => {
                let again = if self.progress.attempts > 0 { " again" } else { "" };
                write!(line, "the request was not sent{again}: ")?;
                write_all(line, problems)
            }
            Kind::Transport(transport) => self.write_transport(line, transport),
            Kind::Status { .. } => self.write_status(line, body),
            Kind::Unreadable(error) => {
                self.write_response(line, "could not be decoded: ")?;
                write!(line, "{error}")?;
                self.write_foreign_type(line)
            }
            Kind::Empty => self.write_response(line, "could not be decoded: empty body"),
            Kind::Incomplete(missing) => {
                self.write_response(line, "lacks required values: ")?;
                // The empty path is that of the whole body: `null` in its place.
                let paths: Vec<&str> = missing
                    .iter()
                    .map(|path| if path.is_empty() { "the whole body" } else { path })
                    .collect();
                line.write_str(&paths.join(", "))
            }
            Kind::TooLarge { part, limit } => {
                self.write_response(line, "")?;
                match part {
                    Part::Headers => write!(line, "has more than {limit} bytes of header fields"),
                    Part::Body => write!(line, "has a body of more than {limit} bytes"),
                }
            }
            Kind::Late { origin, timeout } => {
                write!(line, "no response from {origin} within {timeout:?}")
            }
            Kind::Interrupted { came, why } => {
                self.write_response(line, "")?;
                match why {
                    Interruption::Broken(error) => {
                        let cause = OneLine(&deepest(error).to_string()).to_string();
                        write!(line, "broke off after {came} bytes: {cause}")
                    }
                    Interruption::Stalled(limit) => {
                        write!(line, "stopped after {came} bytes: nothing came for {limit:?}")
                    }
                }
            }
            Kind::OutOfTime { limit, waiting_for } => {
                write!(line, "the call took longer than {limit:?}, waiting for {waiting_for}")
            }
            Kind::Authentication(error) => write!(line, "{error}"),
            #[cfg(feature = "blocking")]
            Kind::Unusable(problem) => line.write_str(problem),
        }
    }

    fn write_response(&self, line: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        match &self.response {
            Some(response) => write!(line, "the {} response {what}", Status(response.status)),
            None => write!(line, "the response {what}"),
        }
    }

    /// A successful response that is no JSON at all often comes from something else on the way.
    fn write_foreign_type(&self, line: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.response {
            Some(response) if !response.content_type().contains("json") => {
                write!(line, "; it is {}", response.size())
            }
            _ => Ok(()),
        }
    }

    fn write_status(
        &self,
        line: &mut fmt::Formatter<'_>,
        body: Option<(Option<&str>, Option<&str>)>,
    ) -> fmt::Result {
        let Some(response) = &self.response else { return Ok(()) };
        write!(line, "{}", Status(response.status))?;
        match body {
            Some((None, None)) => write!(line, " ({})", response.size()),
            Some((code, message)) => {
                for text in [code, message].into_iter().flatten() {
                    write!(line, ": {}", OneLine(text))?;
                }
                Ok(())
            }
            None if response.status.is_redirection() => write!(
                line,
                ": this redirect is not followed, is the base URL right? ({})",
                response.size()
            ),
            None => {
                write!(line, ": the response is not the documented error ({})", response.size())
            }
        }
    }

    fn write_transport(&self, line: &mut fmt::Formatter<'_>, broken: &Broken) -> fmt::Result {
        let Broken { error, origin, timeout } = broken;
        let cause = OneLine(&deepest(error).to_string()).to_string();
        match &self.response {
            Some(response) if error.is_timeout() => write!(
                line,
                "the {} response was not complete within {timeout:?}, {} bytes came",
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

impl Received {
    /// The media type without its parameters.
    fn content_type(&self) -> &str {
        self.headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .map_or("", str::trim)
    }

    /// What the body is, seen from outside: `text/html, 1234 bytes`.
    fn size(&self) -> String {
        match self.content_type() {
            "" => format!("no media type, {} bytes", self.bytes.len()),
            media_type => format!("{media_type}, {} bytes", self.bytes.len()),
        }
    }
}

fn write_refused(line: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    match violations {
        [_] => line.write_str("the request was not sent: 1 value breaks the document's rules: ")?,
        _ => write!(
            line,
            "the request was not sent: {} values break the document's rules: ",
            violations.len()
        )?,
    }
    write_all(line, violations)
}

fn write_all(line: &mut fmt::Formatter<'_>, violations: &[Violation]) -> fmt::Result {
    for (index, violation) in violations.iter().enumerate() {
        let separator = if index == 0 { "" } else { "; " };
        write!(line, "{separator}{violation}")?;
    }
    Ok(())
}

fn deepest(error: &reqwest::Error) -> &(dyn StdError + 'static) {
    let mut deepest: &(dyn StdError + 'static) = error;
    // What of a body could not be read says so with its cause.
    while let (false, Some(source)) = (deepest.is::<Unread>(), deepest.source()) {
        deepest = source;
    }
    deepest
}

/// `409 Conflict`, or `499` where the status has no name.
pub(crate) struct Status(pub(crate) StatusCode);

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.as_u16())?;
        self.0.canonical_reason().map_or(Ok(()), |reason| write!(formatter, " {reason}"))
    }
}

/// A foreign text in one line of bounded length, control characters escaped.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for (count, character) in self.0.chars().enumerate() {
            if count == QUOTED_AT_MOST {
                return formatter.write_str("...");
            }
            if character.is_control() {
                write!(formatter, "{}", character.escape_default())?;
            } else {
                formatter.write_char(character)?;
            }
        }
        Ok(())
    }
}
