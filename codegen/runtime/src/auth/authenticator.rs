//! The authenticator of a call: one method and the API keys of its plan.

use std::borrow::Cow;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use url::Url;

use super::basic::Basic;
use super::bearer::Bearer;
use super::credentials::{AuthMethod, Credentials};
use super::digest::{Digest, DigestState};
use super::key::ApiKey;
use super::plan::AuthPlan;
use super::service_account::ServiceAccount;
use super::token::Token;
use crate::error::AuthenticationError;
use crate::redaction::Redactor;
use crate::transport::{Authenticate, OutgoingRequest};

/// Authenticates the requests of one call.
pub(crate) struct Authenticator<'a> {
    method: MethodState<'a>,
    keys: Vec<Arc<ApiKey>>,
}

/// The credentials for `Authorization`, and what was sent of them in this call.
enum MethodState<'a> {
    None,
    Bearer(&'a Bearer),
    Basic(&'a Basic),
    ServiceAccount {
        account: Arc<ServiceAccount>,
        /// The token that was sent last, and whether it was cached before this call.
        sent: Option<(Arc<Token>, bool)>,
        rejected: Option<Arc<Token>>,
    },
    Digest {
        digest: &'a Digest,
        state: DigestState,
    },
}

impl<'a> Authenticator<'a> {
    pub(crate) fn new(credentials: &'a Credentials, plan: AuthPlan) -> Self {
        let Credentials { bearer, service_accounts: _, digest, basic, keys: _ } = credentials;
        let method = match plan.method {
            Some(AuthMethod::Bearer) => bearer.as_ref().map(MethodState::Bearer),
            Some(AuthMethod::ServiceAccount) => plan
                .account
                .map(|account| MethodState::ServiceAccount { account, sent: None, rejected: None }),
            Some(AuthMethod::Digest) => digest
                .as_ref()
                .map(|digest| MethodState::Digest { digest, state: DigestState::Unauthenticated }),
            Some(AuthMethod::Basic) => basic.as_ref().map(MethodState::Basic),
            None => None,
        };
        Self { method: method.unwrap_or(MethodState::None), keys: plan.keys }
    }
}

impl Authenticate for Authenticator<'_> {
    async fn authorization(
        &mut self,
        request: &OutgoingRequest,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        match &mut self.method {
            MethodState::None => Ok(None),
            MethodState::Bearer(bearer) => Ok(bearer.header().await?),
            MethodState::Basic(basic) => Ok(basic.header()),
            MethodState::ServiceAccount { account, sent, rejected } => {
                let (token, cached) = account.token(rejected.take()).await?;
                let header = token.header.clone();
                *sent = Some((token, cached));
                Ok(Some(header))
            }
            MethodState::Digest { digest, state } => Ok(digest.authorization(request, state)),
        }
    }

    fn with_keys<'r>(&self, request: &'r OutgoingRequest) -> Cow<'r, OutgoingRequest> {
        let mut request = Cow::Borrowed(request);
        for key in &self.keys {
            key.add_to(request.to_mut());
        }
        request
    }

    fn add_secrets(&self, redactor: &mut Redactor) {
        for key in &self.keys {
            redactor.add(key.value());
        }
    }

    fn add_issued_secrets(&self, _: &[u8], _: &mut Redactor) {}

    fn remove_keys(&self, url: &mut Url) {
        for key in &self.keys {
            key.remove_from(url);
        }
    }

    fn can_retry(&mut self, response: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        match &mut self.method {
            MethodState::None | MethodState::Bearer(_) | MethodState::Basic(_) => Ok(false),
            // A token fetched in this call is not refused for its age.
            MethodState::ServiceAccount { sent, rejected, .. } => {
                *rejected = sent.take().filter(|(_, cached)| *cached).map(|(token, _)| token);
                Ok(rejected.is_some())
            }
            MethodState::Digest { digest, state } => Ok(digest.take_challenge(response, state)?),
        }
    }
}
