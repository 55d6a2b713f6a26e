//! The client: everything that is the same for each call, shared by all its clones.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use url::Url;

use crate::api::{Api, Operation};
use crate::builder::ClientBuilder;
use crate::call::Call;
use crate::credentials::BearerToken;
use crate::headers::Names;

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
    pub(crate) bearer_token: Option<BearerToken>,
    /// Sent with every request that does not set the same field; `User-Agent` among them.
    pub(crate) default_headers: HeaderMap,
    pub(crate) timeout: Duration,
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
            .field("bearer_token", &settings.bearer_token)
            .field("default_headers", &Names(&settings.default_headers))
            .field("timeout", &settings.timeout)
            .field("validate", &settings.validate)
            .field("strict_answers", &settings.strict_answers)
            .finish_non_exhaustive()
    }
}
