//! Authentication: how a client proves who is calling, and what it does when the service asks again.

mod basic;
mod bearer;
mod digest;
mod key;
mod plan;
mod service_account;
mod token;

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

pub(crate) use basic::Basic;
pub(crate) use bearer::{Bearer, BearerToken};
pub(crate) use digest::Digest;
pub(crate) use key::Key;
pub(crate) use plan::Plan;
pub(crate) use service_account::{Account, ServiceAccount, resolve};
pub use token::{AccessToken, TokenStore};

use crate::api::SecurityKind;
use crate::error::AuthenticationError;
use crate::send::{self, Outgoing};
use token::Token;

#[cfg(fuzzing)]
pub(crate) use digest::response_any;

/// What a client can prove who is calling with.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) service_account: Option<Arc<ServiceAccount>>,
    pub(crate) digest: Option<Digest>,
    pub(crate) basic: Option<Basic>,
    pub(crate) keys: Vec<Arc<Key>>,
}

/// A way to prove who is calling in `Authorization`, in the order in which they are preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// A ready access token.
    Bearer,
    /// An access token that is had for the id and secret of a service account.
    ServiceAccount,
    /// User name and password, proven with each request.
    Digest,
    /// User name and password, sent with each request.
    Basic,
}

impl Method {
    pub(crate) const ALL: [Self; 4] =
        [Self::Bearer, Self::ServiceAccount, Self::Digest, Self::Basic];

    /// Whether a security scheme can be satisfied in this way.
    pub(crate) fn satisfies(self, kind: SecurityKind) -> bool {
        match self {
            Self::Bearer => matches!(
                kind,
                SecurityKind::OAuth2ClientCredentials { .. }
                    | SecurityKind::OAuth2
                    | SecurityKind::OpenIdConnect
                    | SecurityKind::HttpBearer
            ),
            Self::ServiceAccount => matches!(kind, SecurityKind::OAuth2ClientCredentials { .. }),
            Self::Digest => kind == SecurityKind::HttpDigest,
            Self::Basic => kind == SecurityKind::HttpBasic,
        }
    }
}

impl Credentials {
    fn has(&self, method: Method) -> bool {
        match method {
            Method::Bearer => self.bearer.is_some(),
            Method::ServiceAccount => self.service_account.is_some(),
            Method::Digest => self.digest.is_some(),
            Method::Basic => self.basic.is_some(),
        }
    }

    /// The ways that are there, the preferred one first.
    pub(crate) fn methods(&self) -> impl Iterator<Item = Method> + '_ {
        Method::ALL.into_iter().filter(|method| self.has(*method))
    }
}

/// Proves who is calling for the requests of one call, in one way.
pub(crate) enum Authenticator<'a> {
    /// Nobody asks, or nothing is there to prove it with.
    Nobody,
    Bearer(&'a Bearer),
    Basic(&'a Basic),
    ServiceAccount {
        account: &'a Arc<ServiceAccount>,
        /// The token that was sent last, and whether it was there before this call.
        sent: Option<(Arc<Token>, bool)>,
        refused: Option<Arc<Token>>,
    },
    Digest {
        digest: &'a Digest,
        sent: digest::Proof,
    },
}

impl<'a> Authenticator<'a> {
    pub(crate) fn new(credentials: &'a Credentials, method: Option<Method>) -> Self {
        let Credentials { bearer, service_account, digest, basic, keys: _ } = credentials;
        let prover = match method {
            Some(Method::Bearer) => bearer.as_ref().map(Self::Bearer),
            Some(Method::ServiceAccount) => service_account
                .as_ref()
                .map(|account| Self::ServiceAccount { account, sent: None, refused: None }),
            Some(Method::Digest) => {
                digest.as_ref().map(|digest| Self::Digest { digest, sent: digest::Proof::None })
            }
            Some(Method::Basic) => basic.as_ref().map(Self::Basic),
            None => None,
        };
        prover.unwrap_or(Self::Nobody)
    }
}

impl send::Authenticator for Authenticator<'_> {
    async fn prove(
        &mut self,
        request: &Outgoing,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        match self {
            Self::Nobody => Ok(None),
            Self::Bearer(bearer) => bearer.header().await,
            Self::Basic(basic) => Ok(basic.header()),
            Self::ServiceAccount { account, sent, refused } => {
                let (token, cached) = account.token(refused.take()).await?;
                let header = token.header.clone();
                *sent = Some((token, cached));
                Ok(Some(header))
            }
            Self::Digest { digest, sent } => Ok(digest.prove(request, sent)),
        }
    }

    fn can_prove_again(&mut self, response: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        match self {
            Self::Nobody | Self::Bearer(_) | Self::Basic(_) => Ok(false),
            Self::ServiceAccount { sent, refused, .. } => {
                *refused = sent.take().filter(|(_, cached)| *cached).map(|(token, _)| token);
                Ok(refused.is_some())
            }
            Self::Digest { digest, sent } => digest.take_challenge(response, sent),
        }
    }
}
