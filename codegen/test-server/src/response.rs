//! Scripted responses: when they start, their steps, and how they end the connection.

use std::sync::Arc;
use std::time::Duration;

/// The scripted response to a request: steps, then an end of the connection.
#[derive(Debug, Clone)]
pub struct Response {
    pub(crate) trigger: Trigger,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

/// The event that starts a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// The head of the request was read. The body stays in the socket until the response ends: a body of some megabytes
    /// blocks the client, and the server cannot detect then that the client closes the connection.
    Head,
    /// The whole request was read.
    Request,
}

/// A step of a response.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Send(Arc<[u8]>),
    Wait(Duration),
    /// One byte at a time, with a pause between them.
    Slowly(Arc<[u8]>, Duration),
    /// Repeated until the client closes the connection.
    Endlessly(Arc<[u8]>),
}

/// The end of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Close,
    Reset,
    Stall,
    KeepAlive,
}

impl Response {
    /// Returns a response that closes the connection without a byte.
    #[must_use]
    pub fn empty() -> Self {
        Self { trigger: Trigger::Request, steps: Vec::new(), end: End::Close }
    }

    /// Returns a response that sends bytes and closes the connection.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::empty().then_send(bytes)
    }

    /// Returns a response that sends bytes and leaves the connection open.
    #[must_use]
    pub fn stalled(bytes: impl Into<Vec<u8>>) -> Self {
        Self::raw(bytes).then_stall()
    }

    /// Returns a response with a status such as `200 OK`, header lines and a JSON body, which closes the connection.
    #[must_use]
    pub fn json(status: &str, headers: &[&str], body: &str) -> Self {
        let mut lines = vec!["content-type: application/json"];
        lines.extend(headers);
        Self::with(status, &lines, body.as_bytes())
    }

    /// Returns a response with a status, header lines and a body, which closes the connection.
    #[must_use]
    pub fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let mut lines = vec!["connection: close"];
        lines.extend(headers);
        Self::raw(message(status, &lines, body))
    }

    /// Returns a response with a status, header lines and a body, which keeps the connection for the next request.
    #[must_use]
    pub fn keep_alive(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::raw(message(status, headers, body)).then_keep_alive()
    }

    /// Adds a pause.
    #[must_use]
    pub fn then_wait(self, duration: Duration) -> Self {
        self.then(Step::Wait(duration))
    }

    /// Adds bytes that are sent at once.
    #[must_use]
    pub fn then_send(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Send(bytes.into().into()))
    }

    /// Adds bytes that are sent one at a time, with a pause between them.
    #[must_use]
    pub fn then_send_slowly(self, bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        self.then(Step::Slowly(bytes.into().into(), pause))
    }

    /// Adds bytes that are repeated until the client closes the connection. Later steps are never reached.
    #[must_use]
    pub fn then_send_endlessly(self, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        assert!(!bytes.is_empty(), "an endless response needs a byte");
        self.then(Step::Endlessly(bytes.into()))
    }

    /// Closes the connection at the end (FIN).
    ///
    /// The rest of the request is read after that: otherwise the client may see a reset before it reads the response.
    #[must_use]
    pub fn then_close(self) -> Self {
        Self { end: End::Close, ..self }
    }

    /// Resets the connection at the end (RST).
    ///
    /// Bytes that the client has not received are lost. A few kilobytes arrive at once on loopback; for more,
    /// [wait](Self::then_wait) first.
    #[must_use]
    pub fn then_reset(self) -> Self {
        Self { end: End::Reset, ..self }
    }

    /// Leaves the connection open at the end, without a further byte.
    #[must_use]
    pub fn then_stall(self) -> Self {
        Self { end: End::Stall, ..self }
    }

    /// Keeps the connection for the next request at the end.
    #[must_use]
    pub fn then_keep_alive(self) -> Self {
        Self { end: End::KeepAlive, ..self }
    }

    /// Starts the response after the head of the request: see [`Trigger::Head`].
    #[must_use]
    pub fn after_head(self) -> Self {
        Self { trigger: Trigger::Head, ..self }
    }

    /// Returns the event that starts the response.
    #[must_use]
    pub fn trigger(&self) -> Trigger {
        self.trigger
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }
}

fn message(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut message = format!("HTTP/1.1 {status}\r\n");
    for line in headers {
        message.push_str(line);
        message.push_str("\r\n");
    }
    message.push_str("content-length: ");
    message.push_str(&body.len().to_string());
    message.push_str("\r\n\r\n");
    let mut message = message.into_bytes();
    message.extend_from_slice(body);
    message
}
