//! One exchange over HTTP: a request goes out, an answer comes back whole, or as far as it came.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use crate::answer::Answer;
use crate::api::{Envelope, Operation};
use crate::client::Client;
use crate::failure::{Failure, Kind, Received, Transport};

/// A request that is ready to be sent.
pub(crate) struct Exchange {
    pub(crate) client: Client,
    pub(crate) operation: &'static Operation,
    pub(crate) request: reqwest::Request,
    pub(crate) timeout: Duration,
    /// How the answer is wrapped, where the request asks for it.
    pub(crate) envelope: Option<Envelope>,
}

impl Exchange {
    pub(crate) async fn run(self) -> Result<Answer, Failure> {
        let Self { client, operation, mut request, timeout, envelope } = self;
        *request.timeout_mut() = Some(timeout);
        let origin = request.url().origin().ascii_serialization();
        let failure = |error: reqwest::Error, answer| {
            let error = error.without_url();
            let kind = Kind::Transport(Transport { error, origin, timeout });
            Failure { operation, kind, answer }
        };
        let mut response = match client.settings.http.execute(request).await {
            Ok(response) => response,
            Err(error) => return Err(failure(error, None)),
        };
        let (bytes, broken_off) = read_body(&mut response).await;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let received = Box::new(Received { status, headers, bytes });
        match broken_off {
            Some(error) => Err(failure(error, Some(received))),
            None => Ok(Answer::new(operation, received, envelope, client.settings.strict_answers)),
        }
    }
}

/// Reads chunk by chunk: of an answer that breaks off, what came is kept.
async fn read_body(response: &mut reqwest::Response) -> (Bytes, Option<reqwest::Error>) {
    let mut bytes = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => return (bytes.freeze(), None),
            Err(error) => return (bytes.freeze(), Some(error)),
        }
    }
}
