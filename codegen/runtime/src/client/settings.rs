//! The checked settings of a client.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use url::Url;

use crate::auth::Credentials;
use crate::header::HeaderNames;
use crate::spec::Api;
use crate::transport::Transport;

/// The checked settings, shared by a client, its clones and their calls.
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) base_url: Url,
    pub(crate) credentials: Credentials,
    /// The header fields, including `User-Agent`, of requests that do not set them.
    pub(crate) default_headers: HeaderMap,
    pub(crate) transport: Arc<Transport>,
    pub(crate) validate: bool,
    pub(crate) strict_responses: bool,
    /// The reason why secrets cannot be sent, as a predicate.
    pub(crate) secrets_refused: Option<String>,
}

/// Shows the settings, with the names of header fields only and no secret.
impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api", &self.api.name)
            .field("base_url", &self.base_url.as_str())
            .field("credentials", &self.credentials)
            .field("default_headers", &HeaderNames(&self.default_headers))
            .field("transport", &self.transport)
            .field("validate", &self.validate)
            .field("strict_responses", &self.strict_responses)
            .field("secrets_refused", &self.secrets_refused)
            .finish()
    }
}
