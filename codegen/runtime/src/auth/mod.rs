//! Authentication: how a client proves who is calling, and what it does when the service asks again.

mod bearer;
mod digest;
mod error;
mod service_account;
mod token;

use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use url::{Host, Url};

pub(crate) use bearer::{Bearer, BearerToken};
pub(crate) use digest::{Digest, Proof as DigestProof};
pub use error::AuthenticationError;
pub(crate) use service_account::{ServiceAccount, resolve};
pub use token::{AccessToken, TokenStore};

use crate::api::{Api, Operation, SecurityKind};
use crate::client::Client;
use token::Token;

#[cfg(fuzzing)]
pub(crate) use digest::answer_any;

/// What a client can prove who is calling with.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) bearer: Option<Bearer>,
    pub(crate) service_account: Option<ServiceAccount>,
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

/// What a request is sent with, and what it was made of.
pub(crate) struct Authorization {
    /// The value of `Authorization`; nothing where the service has to ask first.
    pub(crate) header: Option<HeaderValue>,
    proof: Proof,
}

enum Proof {
    /// There is none, or none that could be another one.
    Fixed,
    Token {
        token: Arc<Token>,
        /// Whether it was there before this call, and may have been revoked since.
        cached: bool,
    },
    Digest(DigestProof),
}

impl Authorization {
    pub(crate) const NONE: Self = Self { header: None, proof: Proof::Fixed };
}

/// The first proof for a request.
pub(crate) async fn authorize(
    client: &Client,
    method: Method,
    request: &reqwest::Request,
) -> Result<Authorization, Arc<AuthenticationError>> {
    let credentials = &client.settings.credentials;
    match method {
        Method::Bearer => {
            let Some(bearer) = &credentials.bearer else { return Ok(Authorization::NONE) };
            Ok(Authorization { header: bearer.header().await?, proof: Proof::Fixed })
        }
        Method::ServiceAccount => token(client, None).await,
        Method::Digest => {
            let Some(digest) = &credentials.digest else { return Ok(Authorization::NONE) };
            let (header, proof) = digest.proof(request);
            Ok(Authorization { header, proof: Proof::Digest(proof) })
        }
    }
}

/// Another proof after the service has refused one with 401; nothing where another would be no
/// better.
pub(crate) async fn authorize_again(
    client: &Client,
    refused: Authorization,
    answer: &HeaderMap,
    request: &reqwest::Request,
) -> Result<Option<Authorization>, Arc<AuthenticationError>> {
    match refused.proof {
        Proof::Token { token, cached: true } => self::token(client, Some(token)).await.map(Some),
        Proof::Digest(proof) => {
            let Some(digest) = &client.settings.credentials.digest else { return Ok(None) };
            if !digest.take_challenge(answer, proof)? {
                return Ok(None);
            }
            let (header, proof) = digest.answer(request);
            Ok(Some(Authorization { header, proof: Proof::Digest(proof) }))
        }
        Proof::Fixed | Proof::Token { cached: false, .. } => Ok(None),
    }
}

async fn token(
    client: &Client,
    refused: Option<Arc<Token>>,
) -> Result<Authorization, Arc<AuthenticationError>> {
    let Some(account) = &client.settings.credentials.service_account else {
        return Ok(Authorization::NONE);
    };
    let (token, cached) = account.token(client, refused).await?;
    let header = Some(token.header.clone());
    Ok(Authorization { header, proof: Proof::Token { token, cached } })
}

/// Whether what is sent to the address can be read by nobody on the way.
pub(crate) fn is_private_channel(address: &Url) -> bool {
    address.scheme() == "https"
        || match address.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}
