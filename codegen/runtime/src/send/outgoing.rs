//! A request that can be sent again: all of it is in memory, and a copy costs little.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use std::time::Duration;
use url::Url;

/// A request that goes out, once for each attempt.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

impl Outgoing {
    /// A request without header fields and body.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None }
    }

    /// The request as it goes out this time.
    pub(super) fn with(&self, proof: Option<HeaderValue>, limit: Duration) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let mut headers = self.headers.clone();
        if let Some(proof) = proof {
            headers.insert(header::AUTHORIZATION, proof);
        }
        *request.headers_mut() = headers;
        *request.body_mut() = self.body.clone().map(Into::into);
        *request.timeout_mut() = Some(limit);
        request
    }
}
