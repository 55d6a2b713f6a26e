//! The settings of a client, checked: what every call of it needs to know.

use std::fmt;
use std::sync::Arc;

use http::HeaderMap;
use url::Url;

use crate::api::Api;
use crate::auth::Credentials;
use crate::headers::Names;
use crate::send::Transport;

/// What the client's builder has checked; shared by the client, its clones and their calls.
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) base_url: Url,
    pub(crate) credentials: Credentials,
    /// Sent with every request that does not set the same field; `User-Agent` among them.
    pub(crate) default_headers: HeaderMap,
    pub(crate) transport: Arc<Transport>,
    pub(crate) validate: bool,
    pub(crate) strict_responses: bool,
}

/// Shows the settings and no secret: of header fields the names, of credentials that there are
/// some.
impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("api", &self.api.name)
            .field("base_url", &self.base_url.as_str())
            .field("credentials", &self.credentials)
            .field("default_headers", &Names(&self.default_headers))
            .field("transport", &self.transport)
            .field("validate", &self.validate)
            .field("strict_responses", &self.strict_responses)
            .finish()
    }
}
