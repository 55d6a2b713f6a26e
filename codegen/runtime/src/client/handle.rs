//! The client type.

use std::fmt;
use std::sync::Arc;

use super::settings::Settings;
use crate::error::AuthenticationError;
#[cfg(feature = "blocking")]
use crate::executor;

/// A client of one API.
///
/// Clones share settings, connections and access tokens, and are cheap: create one client and clone
/// it.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
}

impl Client {
    /// Revokes the access token of the service account, if there is one, at each token endpoint. The
    /// next call fetches another one.
    ///
    /// # Errors
    ///
    /// Returns an error if the revocation request fails or the document has no revocation URL. The
    /// client discards its token in any case.
    pub async fn revoke_token(&self) -> Result<(), AuthenticationError> {
        let mut result = Ok(());
        for account in &self.settings.credentials.service_accounts {
            // After an error too, so that the client keeps no token.
            result = result.and(account.revoke().await);
        }
        result
    }

    /// Revokes the access token, as [`revoke_token`](Self::revoke_token), and blocks until it is
    /// done.
    ///
    /// # Errors
    ///
    /// As [`revoke_token`](Self::revoke_token), and if called in an async context.
    #[cfg(feature = "blocking")]
    pub fn revoke_token_blocking(&self) -> Result<(), AuthenticationError> {
        executor::block_on(self.revoke_token())
            .unwrap_or_else(|problem| Err(AuthenticationError::unusable(problem)))
    }

    /// Returns the settings that all calls share.
    #[cfg(feature = "cli")]
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns the base URL, including its path prefix.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }
}

/// Shows the settings, with the names of header fields only and no secret.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(formatter)
    }
}
