//! Construction of a client from its builder: checks all settings and reports all problems at once.

use std::sync::Arc;
use std::time::Duration;

use http::header::{self, HeaderValue};
use url::Url;

use super::builder::ClientBuilder;
use super::error::ConfigurationError;
use super::handle::Client;
use super::proxy::Proxies;
use super::settings::Settings;
use crate::auth::{Credentials, ServiceAccount};
use crate::retry::RetryBudget;
use crate::transport::Transport;

/// The time after which an idle connection is closed: shorter than services usually wait, so that no
/// request is sent on a connection that the service is closing.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// The default timeout for making a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

impl<C: From<Client>> ClientBuilder<C> {
    /// Checks the settings and returns the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Returns all problems with the settings together.
    pub fn build(self) -> Result<C, ConfigurationError> {
        self.build_client().map(C::from)
    }

    fn build_client(mut self) -> Result<Client, ConfigurationError> {
        self.check_environment();
        let base_url = self.checked_base_url();
        let bearer = self.checked_bearer_token();
        let accounts = base_url.as_ref().map(|base_url| self.checked_accounts(base_url));
        let accounts = accounts.unwrap_or_default();
        let digest = self.checked_digest();
        let basic = self.checked_basic();
        let keys = self.checked_keys();
        let secrets = [
            (bearer.is_some(), "a bearer token"),
            (!accounts.is_empty(), "the secret of a service account"),
            (basic.is_some(), "a password"),
            (!keys.is_empty(), "an API key"),
            (digest.is_some(), "a digest that allows an offline attack on the password"),
        ];
        let proxies = self.proxies();
        let endpoints =
            accounts.iter().flat_map(|it| it.revocation_url.iter().chain([&it.token_url]));
        self.check_proxies(&proxies, base_url.iter().chain(endpoints));
        let secrets_refused = base_url.as_ref().and_then(|url| self.secrets_refused(url, &proxies));
        if let Some(reason) = &secrets_refused {
            self.check_secrets(reason, &secrets);
        }
        self.set_user_agent();
        if self.http_client.is_some() && self.connect_timeout.is_some() {
            self.problems.push("connect timeout: set it on the HTTP client instead".to_owned());
        }
        let (Some(base_url), true) = (base_url, self.problems.is_empty()) else {
            return Err(ConfigurationError::new(self.problems));
        };
        let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        let http = match self.http_client {
            Some(client) => client,
            None => http_client(connect_timeout, self.limits.headers, proxies)?,
        };
        let transport = Arc::new(Transport {
            http,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            budget: RetryBudget::new(self.retry.budget_tokens()),
            retry: self.retry,
            limits: self.limits,
            max_redirects: self.max_redirects,
            clock: self.clock,
            observer: self.observer,
        });
        let user_agent = self.default_headers.get(header::USER_AGENT);
        let service_account = |account| {
            let (store, transport) = (self.token_store.clone(), Arc::clone(&transport));
            Arc::new(ServiceAccount::new(account, store, transport, user_agent.cloned()))
        };
        let service_accounts = accounts.into_iter().map(service_account).collect();
        Ok(Client {
            settings: Arc::new(Settings {
                api: self.api,
                base_url,
                credentials: Credentials { bearer, service_accounts, digest, basic, keys },
                default_headers: self.default_headers,
                transport,
                validate: self.validate,
                strict_responses: self.strict_responses,
                secrets_refused,
            }),
        })
    }

    fn checked_base_url(&mut self) -> Option<Url> {
        let text = match (&self.base_url, self.api.servers) {
            (Some(text), _) => text.as_str(),
            (None, [server, ..]) => server,
            (None, []) => {
                self.problems.push("base URL: the document has no server, set one".to_owned());
                return None;
            }
        };
        match parse_base_url(text) {
            Ok(url) => Some(url),
            Err(problem) => {
                self.problems.push(format!("base URL: {problem}"));
                None
            }
        }
    }

    fn set_user_agent(&mut self) {
        let own = format!("{}/{}", self.api.name, self.api.version);
        let product = match &self.user_agent {
            Some(product) => format!("{product} {own}"),
            None => own,
        };
        match HeaderValue::try_from(product) {
            Ok(value) if self.user_agent.is_some() => {
                self.default_headers.insert(header::USER_AGENT, value);
            }
            Ok(value) => {
                self.default_headers.entry(header::USER_AGENT).or_insert(value);
            }
            Err(_) => self.problems.push(
                "user agent: contains a control character, which no header can carry".to_owned(),
            ),
        }
    }
}

/// Parses a base URL. The error does not repeat it, because it may contain a password.
fn parse_base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("{error}: use an absolute URL such as https://api.example.com"))?;
    let problem = if !matches!(url.scheme(), "http" | "https") {
        format!("the scheme is {}, it has to be https or http", url.scheme())
    } else if !url.username().is_empty() || url.password().is_some() {
        "contains a user name or a password: set credentials on the builder instead".to_owned()
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment: use scheme, host, port and path only".to_owned()
    } else {
        return Ok(url);
    };
    Err(problem)
}

/// Returns the default HTTP client. Timeouts are set on each request, so that they also apply to an
/// HTTP client of the caller.
fn http_client(
    connect_timeout: Duration,
    max_header_bytes: usize,
    proxies: Proxies,
) -> Result<reqwest::Client, ConfigurationError> {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http2_max_header_list_size(u32::try_from(max_header_bytes).unwrap_or(u32::MAX))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        // Instead of reqwest's own, which are also used for the local host.
        .no_proxy()
        .proxy(proxies.into_setting())
        // `crate::retry` decides about all retries.
        .retry(reqwest::retry::never())
        .build()
        .map_err(ConfigurationError::http)
}
