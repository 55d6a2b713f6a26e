//! The client: everything that is the same for each call, shared by all its clones.

mod builder;
mod configuration;
mod credentials;
mod environment;

use std::fmt;
use std::sync::Arc;

pub use builder::ClientBuilder;
pub use configuration::ConfigurationError;

use crate::api::{Api, Operation};
use crate::call::{Call, Request};
use crate::error::AuthenticationError;
use crate::settings::Settings;

/// Sends the operations of one API to one server.
///
/// Cloning is cheap, and clones share their connections: make one client and clone it.
#[derive(Clone)]
pub struct Client {
    settings: Arc<Settings>,
}

impl Client {
    /// Starts a client for the API; the emitted crate's `Client::builder()` calls it.
    pub fn builder<C: From<Self>>(api: &'static Api) -> ClientBuilder<C> {
        ClientBuilder::new(api)
    }

    /// Starts a call of the operation; nothing is sent before [`Call::send`].
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(Arc::clone(&self.settings), operation)
    }

    /// Starts a request that the document does not know; see [`Request`].
    pub fn request<B>(&self, method: http::Method, path: &str) -> Request<B> {
        Request::new(Arc::clone(&self.settings), method, path)
    }

    /// Gives back the access token of the service account, if there is one: from then on nobody
    /// can use it. The next call fetches another one.
    ///
    /// # Errors
    ///
    /// The service refused or was not reached, or the document names no address for it. The client
    /// has forgotten the token nevertheless.
    pub async fn revoke_token(&self) -> Result<(), Arc<AuthenticationError>> {
        match &self.settings.credentials.service_account {
            Some(account) => account.revoke().await,
            None => Ok(()),
        }
    }

    /// As [`request`](Self::request), for programs without async.
    #[cfg(feature = "blocking")]
    pub fn request_blocking<B>(
        &self,
        method: http::Method,
        path: &str,
    ) -> crate::blocking::Request<B> {
        crate::call::BlockingRequest::new(Arc::clone(&self.settings), method, path)
    }

    /// As [`revoke_token`](Self::revoke_token), for programs without async.
    ///
    /// # Errors
    ///
    /// As there; besides, it is refused within an async program, whose threads must not wait.
    #[cfg(feature = "blocking")]
    pub fn revoke_token_blocking(&self) -> Result<(), Arc<AuthenticationError>> {
        crate::blocking::wait(self.revoke_token())
            .unwrap_or_else(|problem| Err(AuthenticationError::unusable(problem)))
    }

    /// What its calls have in common.
    #[cfg(feature = "cli")]
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where requests go, with the path prefix if there is one.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }
}

/// Shows the settings and no secret: of header fields the names, of credentials that there are
/// some.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(formatter)
    }
}
