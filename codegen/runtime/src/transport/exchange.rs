//! One HTTP round trip: sends a request and reads its response.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use url::Url;

use super::limits::ResponseLimits;
use crate::error::{FailureKind, RawResponse, ResponseSection, TransportError};

/// An unread body, and its length if the service announced it.
type UnreadBody = (reqwest::Body, Option<u64>);

/// The result of a round trip: a response, with its body if that is streamed; or a failure, with the
/// response as far as it was received.
type ExchangeResult = Result<(RawResponse, Option<UnreadBody>), (FailureKind, Option<RawResponse>)>;

/// Runs an exchange with a timeout. `reported` is the timeout that the caller configured, for the
/// error message.
pub(super) async fn with_timeout(
    timeout: Duration,
    reported: Duration,
    url: &Url,
    exchange: impl Future<Output = ExchangeResult>,
) -> ExchangeResult {
    match tokio::time::timeout(timeout, exchange).await {
        Ok(result) => result,
        Err(_) => {
            Err((FailureKind::AttemptTimeout { origin: origin(url), timeout: reported }, None))
        }
    }
}

/// Reads a pending response. The body of a success is not read if it is `streamed`.
pub(super) async fn exchange(
    pending: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
    limits: &ResponseLimits,
    url: &Url,
    timeout: Duration,
    streamed: bool,
) -> ExchangeResult {
    let transport_error = |error: reqwest::Error| {
        // Without its URL, because the path may contain data that must not be logged.
        let error = error.without_url();
        FailureKind::Transport(TransportError { error, origin: origin(url), timeout })
    };
    let mut response = match pending.await {
        Ok(response) => response,
        Err(error) => return Err((transport_error(error), None)),
    };
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let raw = |headers, bytes| RawResponse::new(status, headers, bytes);
    if status.is_success() && size(&headers) > limits.headers {
        let response = raw(HeaderMap::new(), Bytes::new());
        let kind =
            FailureKind::TooLarge { section: ResponseSection::Headers, limit: limits.headers };
        return Err((kind, Some(response)));
    }
    if streamed && status.is_success() {
        let raw = raw(headers, Bytes::new());
        let length = response.content_length();
        return Ok((raw, Some((response.into(), length))));
    }
    let (bytes, end) = read_body(&mut response, status, limits).await;
    let raw = raw(headers, bytes);
    match end {
        // An error status is final, however much of the body was received.
        _ if !status.is_success() => Ok((raw, None)),
        BodyEnd::Complete => Ok((raw, None)),
        BodyEnd::Truncated => {
            let kind =
                FailureKind::TooLarge { section: ResponseSection::Body, limit: limits.response };
            Err((kind, Some(raw)))
        }
        BodyEnd::Error(error) => Err((transport_error(error), Some(raw))),
    }
}

/// Returns scheme, host and port.
fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.authority())
}

/// The way the reading of a body ended.
enum BodyEnd {
    Complete,
    /// The size limit was exceeded.
    Truncated,
    Error(reqwest::Error),
}

/// Reads a body in chunks, so that the received bytes of a broken response are kept.
async fn read_body(
    response: &mut reqwest::Response,
    status: StatusCode,
    limits: &ResponseLimits,
) -> (Bytes, BodyEnd) {
    let limit = if status.is_success() { limits.response } else { limits.error };
    let announced = response.content_length().unwrap_or(0);
    if status.is_success() && announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return (Bytes::new(), BodyEnd::Truncated);
    }
    // Most bodies are a single chunk, which needs no copy.
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    loop {
        let length = first.len() + rest.len();
        match response.chunk().await {
            Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(length) => {
                let space = limit.saturating_sub(length);
                let mut bytes = join(first, rest);
                bytes.extend_from_slice(chunk.get(..space).unwrap_or(&chunk));
                bytes.truncate(limits.error.min(limit));
                return (Bytes::copy_from_slice(&bytes), BodyEnd::Truncated);
            }
            Ok(Some(chunk)) if length == 0 => first = chunk,
            Ok(Some(chunk)) => {
                rest = join(std::mem::take(&mut first), rest);
                rest.extend_from_slice(&chunk);
            }
            end => {
                let bytes = if rest.is_empty() { first } else { rest.freeze() };
                return (bytes, end.map_or_else(BodyEnd::Error, |_| BodyEnd::Complete));
            }
        }
    }
}

fn join(first: Bytes, rest: BytesMut) -> BytesMut {
    if first.is_empty() { rest } else { BytesMut::from(first) }
}

/// Returns the size of header fields as HTTP/1.1 writes them.
fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}
