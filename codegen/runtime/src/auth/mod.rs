//! Authentication: how a client proves who is calling, and what it does when the service asks again.

mod bearer;
mod digest;
mod service_account;
mod token;

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

pub(crate) use bearer::{Bearer, BearerToken};
pub(crate) use digest::Digest;
pub(crate) use service_account::{Account, ServiceAccount, resolve};
pub use token::{AccessToken, TokenStore};

use crate::api::{Api, Operation, SecurityKind};
use crate::error::AuthenticationError;
use crate::send::{self, Outgoing};
use token::Token;

#[cfg(fuzzing)]
pub(crate) use digest::answer_any;

/// What a client can prove who is calling with.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) service_account: Option<Arc<ServiceAccount>>,
    pub(crate) digest: Option<Digest>,
}

/// A way to prove who is calling, in the order in which they are preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    /// A ready access token.
    Bearer,
    /// An access token that is had for the id and secret of a service account.
    ServiceAccount,
    /// User name and password, proven with each request.
    Digest,
}

impl Method {
    pub(crate) const ALL: [Self; 3] = [Self::Bearer, Self::ServiceAccount, Self::Digest];

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
        }
    }
}

impl Credentials {
    fn has(&self, method: Method) -> bool {
        match method {
            Method::Bearer => self.bearer.is_some(),
            Method::ServiceAccount => self.service_account.is_some(),
            Method::Digest => self.digest.is_some(),
        }
    }

    /// The ways that are there, the preferred one first.
    pub(crate) fn methods(&self) -> impl Iterator<Item = Method> + '_ {
        Method::ALL.into_iter().filter(|method| self.has(*method))
    }

    /// How an operation is called: in the first way that its security in the document accepts.
    pub(crate) fn for_operation(&self, api: &Api, operation: &Operation) -> Option<Method> {
        let accepts = |method: Method| {
            operation.security.iter().copied().flatten().any(|name| {
                api.security_schemes
                    .iter()
                    .any(|scheme| scheme.name == *name && method.satisfies(scheme.kind))
            })
        };
        self.methods().find(|method| accepts(*method))
    }
}

/// Proves who is calling for the requests of one call, in one way.
pub(crate) enum Prover<'a> {
    /// Nobody asks, or nothing is there to prove it with.
    Nobody,
    Bearer(&'a Bearer),
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

impl<'a> Prover<'a> {
    pub(crate) fn new(credentials: &'a Credentials, method: Option<Method>) -> Self {
        let Credentials { bearer, service_account, digest } = credentials;
        let prover = match method {
            Some(Method::Bearer) => bearer.as_ref().map(Self::Bearer),
            Some(Method::ServiceAccount) => service_account
                .as_ref()
                .map(|account| Self::ServiceAccount { account, sent: None, refused: None }),
            Some(Method::Digest) => {
                digest.as_ref().map(|digest| Self::Digest { digest, sent: digest::Proof::None })
            }
            None => None,
        };
        prover.unwrap_or(Self::Nobody)
    }
}

impl send::Prover for Prover<'_> {
    async fn prove(
        &mut self,
        request: &Outgoing,
    ) -> Result<Option<HeaderValue>, Arc<AuthenticationError>> {
        match self {
            Self::Nobody => Ok(None),
            Self::Bearer(bearer) => bearer.header().await,
            Self::ServiceAccount { account, sent, refused } => {
                let (token, cached) = account.token(refused.take()).await?;
                let header = token.header.clone();
                *sent = Some((token, cached));
                Ok(Some(header))
            }
            Self::Digest { digest, sent } => Ok(digest.prove(request, sent)),
        }
    }

    fn can_prove_again(&mut self, answer: &HeaderMap) -> Result<bool, Arc<AuthenticationError>> {
        match self {
            Self::Nobody | Self::Bearer(_) => Ok(false),
            Self::ServiceAccount { sent, refused, .. } => {
                *refused = sent.take().filter(|(_, cached)| *cached).map(|(token, _)| token);
                Ok(refused.is_some())
            }
            Self::Digest { digest, sent } => digest.take_challenge(answer, sent),
        }
    }
}
