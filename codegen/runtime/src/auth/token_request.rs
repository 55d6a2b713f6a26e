//! The authenticator of requests to the token endpoint: their credentials are set already.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use serde_json::Value as Json;
use url::Url;

use crate::error::AuthenticationError;
use crate::redaction::Redactor;
use crate::transport::{Authenticate, OutgoingRequest};

/// Sends a request with the credentials that it has.
pub(super) struct TokenRequest;

impl Authenticate for TokenRequest {
    async fn authorization(
        &mut self,
        _: &OutgoingRequest,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        Ok(None)
    }

    fn with_keys<'r>(&self, request: &'r OutgoingRequest) -> Cow<'r, OutgoingRequest> {
        Cow::Borrowed(request)
    }

    fn add_secrets(&self, _: &mut Redactor) {}

    /// Adds all tokens of a token response (RFC 6749, section 5.1).
    fn add_issued_secrets(&self, body: &[u8], redactor: &mut Redactor) {
        let Ok(Json::Object(members)) = serde_json::from_slice(body) else { return };
        for (name, value) in members {
            if let (true, Json::String(token)) = (name.ends_with("_token"), value) {
                redactor.add(&token.into());
            }
        }
    }

    fn remove_keys(&self, _: &mut Url) {}

    fn can_retry(&mut self, _: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        Ok(false)
    }
}
