//! A request that goes out, again where its body can: a copy costs little.

use http::{HeaderMap, HeaderValue, Method, header};
use std::time::Duration;
use url::Url;

use super::Body;

/// A request that goes out, once for each attempt.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Body>,
}

impl Outgoing {
    /// A request without header fields and body.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: None }
    }

    /// Whether all of it is still there to be sent.
    pub(super) fn is_there(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_there)
    }

    /// The request as it goes out this time; the limit is that of the whole exchange.
    pub(super) fn with(
        &self,
        proof: Option<HeaderValue>,
        limit: Option<Duration>,
    ) -> reqwest::Request {
        let mut request = reqwest::Request::new(self.method.clone(), self.url.clone());
        let mut headers = self.headers.clone();
        if let Some(proof) = proof {
            headers.insert(header::AUTHORIZATION, proof);
        }
        *request.headers_mut() = headers;
        *request.body_mut() = self.body.as_ref().map(Body::body);
        *request.timeout_mut() = limit;
        request
    }
}
