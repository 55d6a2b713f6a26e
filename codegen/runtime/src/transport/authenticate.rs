//! The interface between transport and authentication.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use url::Url;

use super::outgoing::OutgoingRequest;
use crate::error::AuthenticationError;
use crate::redaction::Redactor;

/// Authenticates the requests of one call.
pub(crate) trait Authenticate: Send {
    /// Returns the value of `Authorization` for a request, or `None` if it is sent without.
    fn authorization(
        &mut self,
        request: &OutgoingRequest,
    ) -> impl Future<Output = Result<Option<HeaderValue>, Arc<AuthenticationError>>> + Send;

    /// Adds the API keys to a request to the service.
    fn with_keys<'r>(&self, request: &'r OutgoingRequest) -> Cow<'r, OutgoingRequest>;

    /// Adds the secrets of a request that are not in its header fields.
    fn add_secrets(&self, redactor: &mut Redactor);

    /// Adds the secrets that the body of a response issues.
    fn add_issued_secrets(&self, body: &[u8], redactor: &mut Redactor);

    /// Removes API keys that the service copied into a redirect to another origin.
    fn remove_keys(&self, url: &mut Url);

    /// Processes the headers of a 401 response. Returns whether another authorization can succeed.
    fn can_retry(&mut self, response: &HeaderMap) -> Result<bool, Arc<AuthenticationError>>;
}
