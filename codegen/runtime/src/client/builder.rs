//! The client builder.

use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::HeaderMap;
use secrecy::SecretString;

use super::environment::EnvironmentSettings;
use super::handle::Client;
use super::proxy::ChannelSettings;
use crate::auth::{AuthMethod, Bearer, TokenStore};
use crate::header::{HeaderNames, parse_field};
use crate::retry::RetryPolicy;
use crate::spec::Api;
use crate::time::{Clock, SystemClock};
use crate::transport::{Attempt, Observer, ResponseLimits};
use crate::{BoxError, BoxFuture};

/// The default timeout of a call.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The default timeout of an attempt.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);

/// A builder for a client. [`build`](Self::build) checks all settings at once.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    pub(super) api: &'static Api,
    pub(super) base_url: Option<String>,
    pub(super) bearer_token: Option<BearerSetting>,
    pub(super) service_account: Option<(String, SecretString)>,
    pub(super) token_url: Option<String>,
    pub(super) revocation_url: Option<String>,
    pub(super) token_store: Option<Arc<dyn TokenStore>>,
    pub(super) digest: Option<(String, SecretString)>,
    pub(super) basic: Option<(String, SecretString)>,
    /// The API keys by security scheme.
    pub(super) api_keys: Vec<(String, SecretString)>,
    /// Whether the environment was read and has no credentials.
    pub(super) needs_credentials: bool,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) limits: ResponseLimits,
    pub(super) max_redirects: u32,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) observer: Option<Observer>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) user_agent: Option<String>,
    pub(super) default_headers: HeaderMap,
    pub(super) validate: bool,
    pub(super) strict_responses: bool,
    pub(super) channel: ChannelSettings,
    pub(super) http_client: Option<reqwest::Client>,
    pub(super) problems: Vec<String>,
    /// The client type of the emitted crate, which wraps [`Client`].
    pub(super) client: PhantomData<fn() -> C>,
}

/// An unchecked bearer token.
pub(super) enum BearerSetting {
    Fixed(SecretString),
    Function(Bearer),
}

impl Client {
    /// Returns a builder for a client of the API.
    pub fn builder<C: From<Self>>(api: &'static Api) -> ClientBuilder<C> {
        ClientBuilder::new(api)
    }
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Returns a builder with the first server of the document and no credentials.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            bearer_token: None,
            service_account: None,
            token_url: None,
            revocation_url: None,
            token_store: None,
            digest: None,
            basic: None,
            api_keys: Vec::new(),
            needs_credentials: false,
            timeout: TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            retry: RetryPolicy::new(),
            limits: ResponseLimits::DEFAULT,
            max_redirects: 0,
            clock: Arc::new(SystemClock),
            observer: None,
            connect_timeout: None,
            user_agent: None,
            default_headers: HeaderMap::new(),
            validate: true,
            strict_responses: false,
            channel: ChannelSettings::default(),
            http_client: None,
            problems: Vec::new(),
            client: PhantomData,
        }
    }

    /// Sets the base URL: an absolute `http` or `https` URL without user name, query or fragment. Its
    /// path is prepended to the path of every operation.
    ///
    /// The default is the first server of the document.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Reads the base URL and credentials from the environment variables of the API. They override
    /// earlier settings of the builder.
    ///
    /// With several credentials, each operation uses the first that its security requirements
    /// accept, in this order: access token, service account, HTTP Digest, HTTP Basic, API keys.
    /// Without any credentials, [`build`](Self::build) returns an error that lists the variables.
    pub fn environment(self) -> Self {
        self.environment_from(|name| std::env::var_os(name))
    }

    /// Reads settings as [`environment`](Self::environment) does, from the given lookup function.
    pub fn environment_from(mut self, lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let variables = self.variables();
        let mut read = EnvironmentSettings::read(&variables, self.api.security_schemes, lookup);
        self.needs_credentials = !read.has_credentials() && read.problems.is_empty();
        self.problems.append(&mut read.problems);
        self.base_url = read.base_url.or(self.base_url);
        let pair = |(name, secret): (String, String)| (name, SecretString::from(secret));
        if let Some(token) = read.access_token {
            self.bearer_token = Some(BearerSetting::Fixed(token.into()));
        }
        self.service_account = read.service_account.map(pair).or(self.service_account);
        let user = read.user.map(pair);
        if self.declares(AuthMethod::Digest) {
            self.digest = user.clone().or(self.digest);
        }
        if self.declares(AuthMethod::Basic) {
            self.basic = user.or(self.basic);
        }
        let keys = read.api_keys.into_iter();
        self.api_keys.extend(keys.map(|(scheme, key)| (scheme.to_owned(), key.into())));
        self
    }

    /// Allows an environment without credentials, for a dry run.
    #[cfg(feature = "cli")]
    pub(crate) fn without_credentials(mut self) -> Self {
        self.needs_credentials = false;
        self
    }

    /// Sets an access token, sent as `Authorization: Bearer ...`. It has precedence over all other
    /// credentials.
    ///
    /// It is sent only to the origin of the base URL, only for operations whose security
    /// requirements accept it, and over `http` only to the local host, unless
    /// [`allow_plain_http`](Self::allow_plain_http) is set.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.bearer_token = Some(BearerSetting::Fixed(token.into()));
        self
    }

    /// Sets a function that returns the access token, called before each request. The function does
    /// its own caching. Its errors become [`AuthenticationError`](crate::AuthenticationError)s.
    pub fn bearer_token_from<F, T>(mut self, function: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<SecretString, BoxError>> + Send + 'static,
    {
        let function =
            move || -> BoxFuture<Result<SecretString, BoxError>> { Box::pin(function()) };
        self.bearer_token = Some(BearerSetting::Function(Bearer::Function(Arc::new(function))));
        self
    }

    /// Sets the id and secret of a service account (OAuth 2.0 client credentials).
    ///
    /// The client fetches an access token on first use, shares it with its clones, and renews it
    /// before it expires or when the service refuses it.
    pub fn service_account(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        self.service_account = Some((client_id.into(), client_secret.into()));
        self
    }

    /// Sets the token URL. The default is the document's.
    ///
    /// A relative URL is resolved against the base URL. The document's token URL is moved to the
    /// origin of the base URL if it is on one of the document's servers.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Sets the revocation URL (RFC 7009). The default is the document's.
    pub fn revocation_url(mut self, url: impl Into<String>) -> Self {
        self.revocation_url = Some(url.into());
        self
    }

    /// Sets a store that keeps the service account's access token between runs of the program.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// Sets user name and password for HTTP Digest. Some services call them public and private key.
    /// The password itself is never sent.
    pub fn digest(
        mut self,
        username: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.digest = Some((username.into(), password.into()));
        self
    }

    /// Sets user name and password for HTTP Basic.
    ///
    /// They are sent only to the origin of the base URL, only for operations whose security
    /// requirements accept them, and over `http` only to the local host, unless
    /// [`allow_plain_http`](Self::allow_plain_http) is set.
    pub fn basic(mut self, username: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.basic = Some((username.into(), password.into()));
        self
    }

    /// Sets the key for an API key security scheme of the document, by the name of the scheme. A key
    /// set before for the same scheme is replaced.
    ///
    /// It is sent only to the origin of the base URL, only for operations whose security
    /// requirements accept it, and over `http` only to the local host, unless
    /// [`allow_plain_http`](Self::allow_plain_http) is set.
    pub fn api_key(mut self, scheme: impl Into<String>, key: impl Into<SecretString>) -> Self {
        self.api_keys.push((scheme.into(), key.into()));
        self
    }

    /// Sets the timeout of a call, including all attempts and the delays between them. The default is
    /// two minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of an attempt, from connecting to the last byte of the response. The default
    /// is 30 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets the retry policy; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the maximum size of the body of a success in bytes. The default is 64 MiB. A larger body
    /// is an error.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.response = bytes;
        self
    }

    /// Sets the maximum size of the body of an error response in bytes. The default is 1 MiB. A
    /// larger body is truncated.
    pub fn max_error_bytes(mut self, bytes: usize) -> Self {
        self.limits.error = bytes;
        self
    }

    /// Sets the maximum size of the header fields of a success in bytes. The default is 64 KiB. Larger
    /// header fields are an error.
    ///
    /// The HTTP client accepts at most 100 fields and about 400 KiB in any response.
    pub fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.limits.headers = bytes;
        self
    }

    /// Sets the maximum number of redirects that are followed. The default is none.
    ///
    /// Only redirects that keep the method are followed (307, 308, and others for `GET` and `HEAD`),
    /// and none from `https` to `http`. Another origin receives no credentials, none of the caller's
    /// header fields and no body: a redirect of a request with a body to another origin is an error.
    /// An [`http_client`](Self::http_client) has its own redirect policy.
    pub fn follow_redirects(mut self, max_redirects: u32) -> Self {
        self.max_redirects = max_redirects;
        self
    }

    /// Sets the time source, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets a function that is called after every attempt, for metrics and logs. It runs on the task
    /// of the request and must not block.
    pub fn observer(mut self, observer: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer::new(observer));
        self
    }

    /// Sets the timeout for making a connection. The default is 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets the product of the calling program, as `name/version`. It is prepended to this crate's own
    /// in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Sets a header field for every request. Fields set by the operation (`Accept`, `Content-Type`,
    /// header parameters, `Authorization`) or by a single request have precedence.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match parse_field(name, value) {
            Ok((name, value)) => {
                self.default_headers.insert(name, value);
            }
            Err(problem) => self.problems.push(format!("default header {name:?} {problem}")),
        }
        self
    }

    /// Sets whether requests are validated against the document before they are sent. The default is
    /// `true`. Responses are never validated.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Sets whether a response that lacks a required value, or has a value that does not fit its
    /// schema, is an error. The default is `false`: such values are listed in
    /// [`Response::missing`](crate::Response::missing) and
    /// [`Response::invalid`](crate::Response::invalid).
    pub fn strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = strict;
        self
    }

    /// Sets whether secrets are sent to a base URL with `http` whose host is not the local host. The
    /// default is `false`: credentials are an error when the client is built, and other secrets of a
    /// request are an error when it is sent.
    ///
    /// Everybody on the way can read them. They are never sent unencrypted through a proxy.
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.channel.allow_plain_http = allow;
        self
    }

    /// Ignores the proxies that the environment names.
    ///
    /// By default, `HTTPS_PROXY` or else `ALL_PROXY` names the proxy of `https` URLs, and `HTTP_PROXY`
    /// or else `ALL_PROXY` that of `http` URLs, in upper or lower case. `NO_PROXY` lists the hosts that
    /// are reached without one, as `example.com, 10.0.0.0/8`. The local host never has one.
    pub fn no_proxy(mut self) -> Self {
        self.channel.no_proxy = true;
        self
    }

    /// Sets the HTTP client, for certificates, other proxies, or connections shared with other code.
    /// The proxies of the environment are up to it.
    ///
    /// Build it with `redirect::Policy::none()`: a client that follows redirects itself sends API
    /// keys to other origins. Build it with `retry::never()`: its own retries are not limited by
    /// [`RetryPolicy`] and not counted as attempts. It must support the compressions that it asks
    /// for.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }
}

/// Shows the settings, with the names of header fields only and no secret. The base URL is hidden,
/// because it is unchecked and may contain a password.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .field("base_url", &self.base_url.as_ref().map(|_| "[unchecked]"))
            .field("bearer_token", &self.bearer_token.as_ref().map(|_| "[redacted]"))
            .field(
                "service_account",
                &self.service_account.as_ref().map(|(client_id, _)| (client_id, "[redacted]")),
            )
            .field("token_store", &self.token_store)
            .field("digest", &self.digest.as_ref().map(|_| "[redacted]"))
            .field("basic", &self.basic.as_ref().map(|_| "[redacted]"))
            .field("api_keys", &self.api_keys.iter().map(|(scheme, _)| scheme).collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("limits", &self.limits)
            .field("max_redirects", &self.max_redirects)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("default_headers", &HeaderNames(&self.default_headers))
            .field("validate", &self.validate)
            .field("strict_responses", &self.strict_responses)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}
