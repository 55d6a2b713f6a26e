//! A request ready to be sent, cheap to clone for each attempt.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, header};
use url::Url;

use crate::body::Body;

/// A request ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct OutgoingRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
}

impl OutgoingRequest {
    /// Returns a request without header fields and body.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None }
    }

    /// Whether the request can be sent (again): `false` once a one-shot body has been read.
    pub(super) fn is_replayable(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_available)
    }

    /// Returns the HTTP request of one attempt. The timeout covers the whole exchange.
    pub(super) fn to_http(
        &self,
        authorization: Option<HeaderValue>,
        timeout: Option<Duration>,
    ) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let mut headers = self.headers.clone();
        if let Some(authorization) = authorization {
            headers.insert(header::AUTHORIZATION, authorization);
        }
        *request.headers_mut() = headers;
        *request.body_mut() = self.body.as_ref().map(Body::to_http);
        *request.timeout_mut() = timeout;
        request
    }
}
