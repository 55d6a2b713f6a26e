//! One exchange over HTTP: a request goes out, a response comes back whole, or as far as it came.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};
use url::Url;

use super::Limits;
use crate::error::{Broken, Kind, Part, Received};

/// A body that is still to come, and how long it is where the service says so.
type Coming = (reqwest::Body, Option<u64>);

/// What an exchange comes to: a response, whole or with its body still to come; or why there is none, and what came.
type Exchanged = Result<(Received, Option<Coming>), (Kind, Option<Received>)>;

/// An exchange that may take so long; callers are told of the limit that they know.
pub(super) async fn within(
    limit: Duration,
    told: Duration,
    url: &Url,
    exchange: impl Future<Output = Exchanged>,
) -> Exchanged {
    match tokio::time::timeout(limit, exchange).await {
        Ok(exchanged) => exchanged,
        Err(_) => Err((Kind::Late { origin: origin(url), timeout: told }, None)),
    }
}

/// Waits for a response and reads it, or says why not and gives what came. The body of a success that is `streamed`
/// is not read.
pub(super) async fn exchange(
    pending: impl Future<Output = Result<reqwest::Response, reqwest::Error>>,
    limits: &Limits,
    url: &Url,
    timeout: Duration,
    streamed: bool,
) -> Exchanged {
    let broken = |error: reqwest::Error| {
        // Without its URL: the path may hold what is not for logs.
        let error = error.without_url();
        Kind::Transport(Broken { error, origin: origin(url), timeout })
    };
    let mut response = match pending.await {
        Ok(response) => response,
        Err(error) => return Err((broken(error), None)),
    };
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    if status.is_success() && size(&headers) > limits.headers {
        let received = Received { status, headers: HeaderMap::new(), bytes: Bytes::new() };
        let kind = Kind::TooLarge { part: Part::Headers, limit: limits.headers };
        return Err((kind, Some(received)));
    }
    if streamed && status.is_success() {
        let received = Received { status, headers, bytes: Bytes::new() };
        let length = response.content_length();
        return Ok((received, Some((response.into(), length))));
    }
    let (bytes, end) = read_body(&mut response, status, limits).await;
    let received = Received { status, headers, bytes };
    match end {
        // A status that is no success says all there is to decide by, however much of the rest came.
        _ if !status.is_success() => Ok((received, None)),
        End::Whole => Ok((received, None)),
        End::Cut => {
            let kind = Kind::TooLarge { part: Part::Body, limit: limits.response };
            Err((kind, Some(received)))
        }
        End::Broken(error) => Err((broken(error), Some(received))),
    }
}

/// Scheme, host and port.
fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.authority())
}

/// How the reading of a body ended.
enum End {
    Whole,
    /// More came than is taken.
    Cut,
    Broken(reqwest::Error),
}

/// Reads chunk by chunk: of a response that breaks off, what came is kept.
async fn read_body(
    response: &mut reqwest::Response,
    status: StatusCode,
    limits: &Limits,
) -> (Bytes, End) {
    let limit = if status.is_success() { limits.response } else { limits.error };
    let announced = response.content_length().unwrap_or(0);
    if status.is_success() && announced > u64::try_from(limit).unwrap_or(u64::MAX) {
        return (Bytes::new(), End::Cut);
    }
    // Most responses come in one piece, which is kept as it is.
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    loop {
        let length = first.len() + rest.len();
        match response.chunk().await {
            Ok(Some(chunk)) if chunk.len() > limit.saturating_sub(length) => {
                let space = limit.saturating_sub(length);
                let mut bytes = joined(first, rest);
                bytes.extend_from_slice(chunk.get(..space).unwrap_or(&chunk));
                bytes.truncate(limits.error.min(limit));
                return (Bytes::copy_from_slice(&bytes), End::Cut);
            }
            Ok(Some(chunk)) if length == 0 => first = chunk,
            Ok(Some(chunk)) => {
                rest = joined(std::mem::take(&mut first), rest);
                rest.extend_from_slice(&chunk);
            }
            end => {
                let bytes = if rest.is_empty() { first } else { rest.freeze() };
                return (bytes, end.map_or_else(End::Broken, |_| End::Whole));
            }
        }
    }
}

fn joined(first: Bytes, rest: BytesMut) -> BytesMut {
    if first.is_empty() { rest } else { BytesMut::from(first) }
}

/// How large header fields are on the wire of HTTP/1.1.
fn size(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}
