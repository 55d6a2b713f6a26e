//! The interface between transport and authentication.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use url::Url;

use super::outgoing::OutgoingRequest;
use crate::error::AuthenticationError;

/// Authenticates the requests of one call.
pub(crate) trait Authenticate: Send {
    /// Returns the value of `Authorization` for a request, or `None` if it is sent without.
    fn authorization(
        &mut self,
        request: &OutgoingRequest,
    ) -> impl Future<Output = Result<Option<HeaderValue>, Arc<AuthenticationError>>> + Send;

    /// Adds the API keys to a request to the service.
    fn with_keys<'r>(&self, request: &'r OutgoingRequest) -> Cow<'r, OutgoingRequest>;

    /// Removes API keys that the service copied into a redirect to another origin.
    fn remove_keys(&self, url: &mut Url);

    /// Processes the headers of a 401 response. Returns whether another authorization can succeed.
    fn can_retry(&mut self, response: &HeaderMap) -> Result<bool, Arc<AuthenticationError>>;
}

/// Sends requests without credentials.
#[derive(Debug)]
pub(crate) struct Anonymous;

impl Authenticate for Anonymous {
    async fn authorization(
        &mut self,
        _: &OutgoingRequest,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        Ok(None)
    }

    fn with_keys<'r>(&self, request: &'r OutgoingRequest) -> Cow<'r, OutgoingRequest> {
        Cow::Borrowed(request)
    }

    fn remove_keys(&self, _: &mut Url) {}

    fn can_retry(&mut self, _: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        Ok(false)
    }
}
