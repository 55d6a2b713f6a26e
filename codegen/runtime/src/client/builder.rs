//! The client builder: collects settings, checks them all at once, and never repeats a secret.

use std::ffi::OsString;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{self, HeaderMap, HeaderValue};
use secrecy::SecretString;
use url::Url;

use super::environment::Found;
use super::{Client, ConfigurationError};
use crate::api::Api;
use crate::auth::{Bearer, Credentials, Method, ServiceAccount, TokenStore};
use crate::clock::{self, Clock};
use crate::headers::{self, Names};
use crate::retry::{Budget, RetryPolicy};
use crate::send::{Attempt, Limits, Observer, Transport};
use crate::settings::Settings;
use crate::{BoxError, BoxFuture};

/// How long a whole call may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(120);
/// How long one attempt may take unless told otherwise.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may be idle before it is closed: less than services wait until they do,
/// so that no request goes out on a connection that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection may take to be made unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of a client; [`build`](Self::build) checks them all at once.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    pub(super) api: &'static Api,
    pub(super) base_url: Option<String>,
    pub(super) bearer_token: Option<Token>,
    pub(super) service_account: Option<(String, SecretString)>,
    pub(super) token_url: Option<String>,
    pub(super) revocation_url: Option<String>,
    pub(super) token_store: Option<Arc<dyn TokenStore>>,
    pub(super) digest: Option<(String, SecretString)>,
    pub(super) basic: Option<(String, SecretString)>,
    /// By the names of their security schemes.
    pub(super) api_keys: Vec<(String, SecretString)>,
    /// Whether the environment was to give credentials and has none.
    pub(super) needs_credentials: bool,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) limits: Limits,
    pub(super) redirects: u32,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) observer: Option<Observer>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) user_agent: Option<String>,
    pub(super) default_headers: HeaderMap,
    pub(super) validate: bool,
    pub(super) strict_responses: bool,
    pub(super) http_client: Option<reqwest::Client>,
    pub(super) problems: Vec<String>,
    /// The emitted crate's client, which wraps the runtime's.
    pub(super) client: PhantomData<fn() -> C>,
}

/// A bearer token as it was given.
pub(super) enum Token {
    Fixed(SecretString),
    From(Bearer),
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts with the first server of the document and no credentials.
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
            limits: Limits::DEFAULT,
            redirects: 0,
            clock: Arc::new(clock::System),
            observer: None,
            connect_timeout: None,
            user_agent: None,
            default_headers: HeaderMap::new(),
            validate: true,
            strict_responses: false,
            http_client: None,
            problems: Vec::new(),
            client: PhantomData,
        }
    }

    /// Where requests go, instead of the first server that the document names: an absolute `http`
    /// or `https` URL without user name, query or fragment. A path in it is put before the path of
    /// every operation.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Takes base URL and credentials from the environment variables of the API; what was set
    /// before in another way gives way to what stands there.
    ///
    /// Where several ways to prove who is calling are set, each operation uses the first that its
    /// security in the document accepts: a ready access token, a service account, HTTP Digest, HTTP
    /// Basic, API keys; what it needs together goes together.
    /// Where neither the environment nor the builder has any of them, [`build`](Self::build)
    /// reports a problem, with what to set.
    pub fn environment(self) -> Self {
        self.environment_from(|name| std::env::var_os(name))
    }

    /// As [`environment`](Self::environment), from another place than the process's own
    /// environment.
    pub fn environment_from(mut self, lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let names = self.names();
        let mut found = Found::read(&names, self.api.security_schemes, lookup);
        self.needs_credentials = !found.has_credentials() && found.problems.is_empty();
        self.problems.append(&mut found.problems);
        self.base_url = found.base_url.or(self.base_url);
        let pair = |(name, secret): (String, String)| (name, SecretString::from(secret));
        if let Some(token) = found.access_token {
            self.bearer_token = Some(Token::Fixed(token.into()));
        }
        self.service_account = found.service_account.map(pair).or(self.service_account);
        let user = found.user.map(pair);
        if self.declares(Method::Digest) {
            self.digest = user.clone().or(self.digest);
        }
        if self.declares(Method::Basic) {
            self.basic = user.or(self.basic);
        }
        let keys = found.api_keys.into_iter();
        self.api_keys.extend(keys.map(|(scheme, key)| (scheme.to_owned(), key.into())));
        self
    }

    /// Gives up asking for credentials, which what is only shown does not need.
    #[cfg(feature = "cli")]
    pub(crate) fn without_credentials(mut self) -> Self {
        self.needs_credentials = false;
        self
    }

    /// An access token, sent as `Authorization: Bearer ...`: to the base URL's host only, for
    /// operations only whose security in the document takes one, and never over plain `http`
    /// except to this machine. It goes before all other credentials.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.bearer_token = Some(Token::Fixed(token.into()));
        self
    }

    /// Asks a function for the access token before each request, in place of a fixed one. The
    /// function keeps the token itself as long as it is good; its errors reach the caller as
    /// [`AuthenticationError`](crate::AuthenticationError).
    pub fn bearer_token_from<F, T>(mut self, function: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = Result<SecretString, BoxError>> + Send + 'static,
    {
        let function =
            move || -> BoxFuture<Result<SecretString, BoxError>> { Box::pin(function()) };
        self.bearer_token = Some(Token::From(Bearer::From(Arc::new(function))));
        self
    }

    /// The id and secret of a service account (OAuth 2.0 client credentials). The client fetches
    /// an access token when it first needs one, keeps it for all its clones, and replaces it
    /// before it expires or when the service refuses it.
    pub fn service_account(
        mut self,
        client_id: impl Into<String>,
        client_secret: impl Into<SecretString>,
    ) -> Self {
        self.service_account = Some((client_id.into(), client_secret.into()));
        self
    }

    /// Where access tokens are had, instead of where the document says. A relative URL is one of
    /// the base URL's host; so is that of the document, where it is one of its servers.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Where access tokens are given back (RFC 7009), instead of where the document says.
    pub fn revocation_url(mut self, url: impl Into<String>) -> Self {
        self.revocation_url = Some(url.into());
        self
    }

    /// Where the service account's access token is kept between runs of the program; without it,
    /// each client fetches its own.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.token_store = Some(Arc::new(store));
        self
    }

    /// User name and password for HTTP Digest; a service may call them public and private key. The
    /// password itself is never sent.
    pub fn digest(
        mut self,
        username: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Self {
        self.digest = Some((username.into(), password.into()));
        self
    }

    /// User name and password for HTTP Basic: sent to the base URL's host only, for operations
    /// only whose security in the document takes them, and never over plain `http` except to this
    /// machine.
    pub fn basic(mut self, username: impl Into<String>, password: impl Into<SecretString>) -> Self {
        self.basic = Some((username.into(), password.into()));
        self
    }

    /// The key for the API key scheme of this name in the document, which says whether it stands in
    /// a header, the query or a cookie: sent to the base URL's host only, for operations only whose
    /// security in the document takes it, and never over plain `http` except to this machine. A
    /// key for the same scheme that was given before gives way to it.
    pub fn api_key(mut self, scheme: impl Into<String>, key: impl Into<SecretString>) -> Self {
        self.api_keys.push((scheme.into(), key.into()));
        self
    }

    /// How long a whole call may take, with all its attempts and what is waited between them; two
    /// minutes unless set. A single request may have its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long each attempt may take, from connecting to the last byte of the response; 30 seconds
    /// unless set. A single request may have its own.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// When calls are tried again; see [`RetryPolicy`]. A single request may have its own.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How many bytes the body of a response may have; 64 MiB unless set. A larger one is an error.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.response = bytes;
        self
    }

    /// How many bytes of an error response's body are kept; 1 MiB unless set. What comes after them
    /// is not read.
    pub fn max_error_bytes(mut self, bytes: usize) -> Self {
        self.limits.error = bytes;
        self
    }

    /// How many bytes the header fields of a success may have; 64 KiB unless set. More is an
    /// error. HTTP itself takes about 400 KiB and 100 fields at the most, of any response.
    pub fn max_header_bytes(mut self, bytes: usize) -> Self {
        self.limits.headers = bytes;
        self
    }

    /// How many redirects in a row are followed; none unless set.
    ///
    /// They are followed only where the method stays what it is (307, 308, and others for `GET`
    /// and `HEAD`), never from https to http, and another host gets no credentials and no header
    /// field of the caller's. A given HTTP client follows redirects on its own account.
    pub fn follow_redirects(mut self, at_most: u32) -> Self {
        self.redirects = at_most;
        self
    }

    /// Where the client has its time from; the operating system unless set. For tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// A function that sees every request that is sent, when it has ended: to count or to log
    /// them. It is called where the request is, and should not take long.
    pub fn observer(mut self, observer: impl Fn(&Attempt<'_>) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer::new(observer));
        self
    }

    /// How long making a connection may take; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The calling program as `name/version`, put before this crate's own name in `User-Agent`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// A header field for every request. What the operation itself sets (`Accept`, `Content-Type`,
    /// its header parameters, `Authorization` where there is a token) and what a single request
    /// sets goes before it.
    pub fn default_header(mut self, name: &str, value: &str) -> Self {
        match headers::field(name, value) {
            Ok((name, value)) => {
                self.default_headers.insert(name, value);
            }
            Err(problem) => self.problems.push(format!("default header {name:?} {problem}")),
        }
        self
    }

    /// Whether requests are checked against the document before they are sent; true unless set.
    /// Responses never are.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Whether a response that lacks a required value is an error; false unless set: then the value
    /// is the empty one of its type, and its path stands in
    /// [`Response::missing`](crate::Response::missing).
    pub fn strict_responses(mut self, strict: bool) -> Self {
        self.strict_responses = strict;
        self
    }

    /// Sends through this HTTP client: for proxies, certificates, or connections shared with other
    /// code. Give it `redirect::Policy::none()`: a response that redirects is no response of the API,
    /// and following it would repeat the request elsewhere, with API keys in it; a compression that it does not know
    /// is a response that cannot be read.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Checks the settings and makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the settings, together.
    pub fn build(self) -> Result<C, ConfigurationError> {
        self.client().map(C::from)
    }

    fn client(mut self) -> Result<Client, ConfigurationError> {
        self.check_environment();
        let base_url = self.checked_base_url();
        let bearer = self.checked_bearer_token();
        let account = base_url.as_ref().and_then(|base_url| self.checked_account(base_url));
        let digest = self.checked_digest();
        let basic = self.checked_basic();
        let keys = self.checked_keys();
        let secrets = [
            (bearer.is_some(), "a bearer token"),
            (account.is_some(), "the secret of a service account"),
            (basic.is_some(), "a password"),
            (!keys.is_empty(), "an API key"),
            (digest.is_some(), "a proof that passwords can be guessed from"),
        ];
        if let Some(url) = &base_url {
            self.check_channel(url, &secrets);
        }
        self.set_user_agent();
        if self.http_client.is_some() && self.connect_timeout.is_some() {
            self.problems
                .push("connect timeout: a given HTTP client has its own, set it there".to_owned());
        }
        let (Some(base_url), true) = (base_url, self.problems.is_empty()) else {
            return Err(ConfigurationError::new(self.problems));
        };
        let http = match self.http_client {
            Some(client) => client,
            None => {
                http_client(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT), self.limits.headers)?
            }
        };
        let transport = Arc::new(Transport {
            http,
            timeout: self.timeout,
            attempt_timeout: self.attempt_timeout,
            budget: Budget::new(self.retry.tokens()),
            retry: self.retry,
            limits: self.limits,
            redirects: self.redirects,
            clock: self.clock,
            observer: self.observer,
        });
        let service_account = account.map(|account| {
            let user_agent = self.default_headers.get(header::USER_AGENT).cloned();
            let transport = Arc::clone(&transport);
            Arc::new(ServiceAccount::new(account, self.token_store, transport, user_agent))
        });
        Ok(Client {
            settings: Arc::new(Settings {
                api: self.api,
                base_url,
                credentials: Credentials { bearer, service_account, digest, basic, keys },
                default_headers: self.default_headers,
                transport,
                validate: self.validate,
                strict_responses: self.strict_responses,
            }),
        })
    }

    fn checked_base_url(&mut self) -> Option<Url> {
        let text = match (&self.base_url, self.api.servers) {
            (Some(text), _) => text.as_str(),
            (None, [server, ..]) => server,
            (None, []) => {
                self.problems.push("base URL: the document names no server, set one".to_owned());
                return None;
            }
        };
        match base_url(text) {
            Ok(url) => Some(url),
            Err(problem) => {
                self.problems.push(format!("base URL: {problem}"));
                None
            }
        }
    }

    fn set_user_agent(&mut self) {
        let ours = format!("{}/{}", self.api.name, self.api.version);
        let product = match &self.user_agent {
            Some(product) => format!("{product} {ours}"),
            None => ours,
        };
        match HeaderValue::try_from(product) {
            Ok(value) if self.user_agent.is_some() => {
                self.default_headers.insert(header::USER_AGENT, value);
            }
            Ok(value) => {
                self.default_headers.entry(header::USER_AGENT).or_insert(value);
            }
            Err(_) => self.problems.push(
                "user agent: holds a control character, which no header can carry".to_owned(),
            ),
        }
    }
}

/// Reads a base URL, or says what is wrong with it without repeating it: it may hold a password.
fn base_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| {
        format!("{error}: give an absolute URL such as https://api.example.com")
    })?;
    let problem = if !matches!(url.scheme(), "http" | "https") {
        format!("the scheme is {}, it has to be https or http", url.scheme())
    } else if !url.username().is_empty() || url.password().is_some() {
        "holds a user name or a password: give credentials to the builder instead".to_owned()
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment: give scheme, host, port and path only".to_owned()
    } else {
        return Ok(url);
    };
    Err(problem)
}

/// The HTTP client that is used unless one is given. The time limit of the whole call is set on
/// each request, so that a given client is held to it too.
fn http_client(
    connect_timeout: Duration,
    max_header_bytes: usize,
) -> Result<reqwest::Client, ConfigurationError> {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .http2_max_header_list_size(u32::try_from(max_header_bytes).unwrap_or(u32::MAX))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .build()
        .map_err(ConfigurationError::http)
}

/// Shows what was set and no secret: of header fields the names, of a token that there is one.
/// The base URL is not checked yet and may hold a password, so it is only said whether it was set.
impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("api", &self.api.name)
            .field("base_url", &self.base_url.as_ref().map(|_| "[not checked yet]"))
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
            .field("redirects", &self.redirects)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("default_headers", &Names(&self.default_headers))
            .field("validate", &self.validate)
            .field("strict_responses", &self.strict_responses)
            .finish_non_exhaustive()
    }
}
