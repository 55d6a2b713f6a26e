//! The client: everything that is the same for each call, shared by all its clones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use url::Url;

use crate::api::{Api, Operation};
use crate::auth::{AuthenticationError, Credentials};
use crate::builder::ClientBuilder;
use crate::call::Call;
use crate::clock::Clock;
use crate::headers::Names;
use crate::request_builder::Request;
use crate::retry::{Budget, RetryPolicy};
use crate::send::{Limits, Observer};

/// Sends the operations of one API to one server.
///
/// Cloning is cheap, and clones share their connections: make one client and clone it.
#[derive(Clone)]
pub struct Client {
    pub(crate) settings: Arc<Settings>,
}

/// What [`ClientBuilder`] has checked.
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: Url,
    pub(crate) credentials: Credentials,
    /// Sent with every request that does not set the same field; `User-Agent` among them.
    pub(crate) default_headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) limits: Limits,
    /// How many redirects are followed.
    pub(crate) redirects: u32,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) observer: Option<Observer>,
    pub(crate) validate: bool,
    pub(crate) strict_answers: bool,
}

impl Client {
    /// Starts a client for the API; the emitted crate's `Client::builder()` calls it.
    pub fn builder<C: From<Self>>(api: &'static Api) -> ClientBuilder<C> {
        ClientBuilder::new(api)
    }

    /// Starts a call of the operation; nothing is sent before [`Call::send`].
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }

    /// Starts a request that the document does not know; see [`Request`].
    pub fn request<B>(&self, method: http::Method, path: &str) -> Request<B> {
        Request::new(self.clone(), method, path)
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
            Some(account) => account.revoke(self).await,
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
        crate::blocking::Request::new(self.clone(), method, path)
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

    /// Where requests go, with the path prefix if there is one.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.settings.base_url.as_str()
    }
}

/// Shows the settings and no secret: of header fields the names, of a token that there is one.
impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = &*self.settings;
        formatter
            .debug_struct("Client")
            .field("api", &settings.api.name)
            .field("base_url", &settings.base_url.as_str())
            .field("credentials", &settings.credentials)
            .field("default_headers", &Names(&settings.default_headers))
            .field("timeout", &settings.timeout)
            .field("attempt_timeout", &settings.attempt_timeout)
            .field("retry", &settings.retry)
            .field("limits", &settings.limits)
            .field("redirects", &settings.redirects)
            .field("validate", &settings.validate)
            .field("strict_answers", &settings.strict_answers)
            .finish_non_exhaustive()
    }
}
