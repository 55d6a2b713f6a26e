//! What the server does to a connection: when it begins, step by step, and how it ends.

use std::sync::Arc;
use std::time::Duration;

/// What one request is answered with: steps, and what becomes of the connection after them.
#[derive(Debug, Clone)]
pub struct Response {
    pub(crate) moment: Moment,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

/// When a response begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// As soon as the head of the request was read. Its body is left in the socket until the response is over: a body
    /// of some megabytes holds up the client, and the server cannot notice then that the client hangs up.
    Head,
    /// Once the whole request was read.
    Request,
}

/// One thing the server does.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Send(Arc<[u8]>),
    Wait(Duration),
    /// One byte at a time with this pause between them.
    Slowly(Arc<[u8]>, Duration),
    /// Again and again until the client hangs up.
    Endlessly(Arc<[u8]>),
}

/// What becomes of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Close,
    Reset,
    Stall,
    Keep,
}

impl Response {
    /// Not a byte, then the connection is closed: where the others begin.
    #[must_use]
    pub fn nothing() -> Self {
        Self { moment: Moment::Request, steps: Vec::new(), end: End::Close }
    }

    /// These bytes as they are, then the connection is closed.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::nothing().then_send(bytes)
    }

    /// These bytes as they are and no more, but the connection stays open.
    #[must_use]
    pub fn stalled(bytes: impl Into<Vec<u8>>) -> Self {
        Self::raw(bytes).and_stall()
    }

    /// A status line such as `200 OK`, a JSON body and further header lines; then the connection is closed.
    #[must_use]
    pub fn json(status: &str, headers: &[&str], body: &str) -> Self {
        let mut lines = vec!["content-type: application/json"];
        lines.extend(headers);
        Self::with(status, &lines, body.as_bytes())
    }

    /// A status line, header lines and a body; then the connection is closed.
    #[must_use]
    pub fn with(status: &str, headers: &[&str], body: &[u8]) -> Self {
        let mut lines = vec!["connection: close"];
        lines.extend(headers);
        Self::raw(message(status, &lines, body))
    }

    /// A status line, header lines and a body; then the connection waits for the next request.
    #[must_use]
    pub fn kept(status: &str, headers: &[&str], body: &[u8]) -> Self {
        Self::raw(message(status, headers, body)).and_keep()
    }

    /// Then nothing for as long.
    #[must_use]
    pub fn then_wait(self, duration: Duration) -> Self {
        self.then(Step::Wait(duration))
    }

    /// Then these bytes, all at once.
    #[must_use]
    pub fn then_send(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.then(Step::Send(bytes.into().into()))
    }

    /// Then these bytes one at a time with a pause between them.
    #[must_use]
    pub fn then_slowly(self, bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        self.then(Step::Slowly(bytes.into().into(), pause))
    }

    /// Then these bytes again and again, until the client hangs up: nothing comes after them.
    #[must_use]
    pub fn then_endlessly(self, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        assert!(!bytes.is_empty(), "no bytes are no bytes, however often they are sent");
        self.then(Step::Endlessly(bytes.into()))
    }

    /// At the end the connection is closed in good order (FIN).
    ///
    /// What is left of the request is read after that, lest the client be reset before it has read the response.
    #[must_use]
    pub fn and_close(self) -> Self {
        Self { end: End::Close, ..self }
    }

    /// At the end the connection is reset (RST).
    ///
    /// What is still on its way to the client is lost. A few kilobytes are there at once on loopback; for more,
    /// [wait](Self::then_wait) first.
    #[must_use]
    pub fn and_reset(self) -> Self {
        Self { end: End::Reset, ..self }
    }

    /// At the end the connection stays open without a word, until the client hangs up.
    #[must_use]
    pub fn and_stall(self) -> Self {
        Self { end: End::Stall, ..self }
    }

    /// At the end the connection waits for the next request.
    #[must_use]
    pub fn and_keep(self) -> Self {
        Self { end: End::Keep, ..self }
    }

    /// Begins as soon as the head of the request was read: see [`Moment::Head`].
    #[must_use]
    pub fn after_head(self) -> Self {
        Self { moment: Moment::Head, ..self }
    }

    /// When the response begins.
    #[must_use]
    pub fn moment(&self) -> Moment {
        self.moment
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
