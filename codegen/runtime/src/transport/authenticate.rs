//! Proofs of who is calling, as sending sees them: a value of `Authorization`, and perhaps another one.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use super::Outgoing;
use crate::error::AuthenticationError;

/// Proves who is calling, for the requests of one call.
pub(crate) trait Authenticator: Send {
    /// The value of `Authorization` for a request; nothing where the service has to ask first.
    fn prove(
        &mut self,
        request: &Outgoing,
    ) -> impl Future<Output = Result<Option<HeaderValue>, Arc<AuthenticationError>>> + Send;

    /// The service has refused the last proof with 401 and these header fields: whether another
    /// one can do better.
    fn can_prove_again(&mut self, response: &HeaderMap) -> Result<bool, Arc<AuthenticationError>>;
}

/// Proves nothing.
#[derive(Debug)]
pub(crate) struct Anonymous;

impl Authenticator for Anonymous {
    async fn prove(
        &mut self,
        _: &Outgoing,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        Ok(None)
    }

    fn can_prove_again(&mut self, _: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        Ok(false)
    }
}
