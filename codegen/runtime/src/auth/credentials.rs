//! The credentials of a client, and the methods that use them.

use std::sync::Arc;

use super::basic::Basic;
use super::bearer::Bearer;
use super::digest::Digest;
use super::key::ApiKey;
use super::service_account::ServiceAccount;
use crate::spec::SecurityKind;

/// The credentials of a client.
#[derive(Debug, Default)]
pub(crate) struct Credentials {
    pub(crate) bearer: Option<Bearer>,
    /// The service account at each token endpoint of the document.
    pub(crate) service_accounts: Vec<Arc<ServiceAccount>>,
    pub(crate) digest: Option<Digest>,
    pub(crate) basic: Option<Basic>,
    pub(crate) keys: Vec<Arc<ApiKey>>,
}

/// An authentication method that sets `Authorization`, in order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuthMethod {
    /// An access token supplied by the caller.
    Bearer,
    /// An access token fetched with the id and secret of a service account.
    ServiceAccount,
    /// HTTP Digest.
    Digest,
    /// HTTP Basic.
    Basic,
}

impl AuthMethod {
    pub(crate) const ALL: [Self; 4] =
        [Self::Bearer, Self::ServiceAccount, Self::Digest, Self::Basic];

    /// Whether the method satisfies a security scheme.
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
    /// Returns the methods that there are credentials for, the preferred one first.
    pub(crate) fn methods(&self) -> impl Iterator<Item = AuthMethod> + '_ {
        AuthMethod::ALL.into_iter().filter(|method| self.has(*method))
    }

    fn has(&self, method: AuthMethod) -> bool {
        match method {
            AuthMethod::Bearer => self.bearer.is_some(),
            AuthMethod::ServiceAccount => !self.service_accounts.is_empty(),
            AuthMethod::Digest => self.digest.is_some(),
            AuthMethod::Basic => self.basic.is_some(),
        }
    }
}
