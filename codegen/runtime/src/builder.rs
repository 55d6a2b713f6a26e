//! The client builder: collects settings, checks them all at once, and never repeats a secret.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::header::{self, HeaderMap, HeaderValue};
use secrecy::SecretString;
use url::Url;

use crate::api::Api;
use crate::client::{Client, Settings};
use crate::credentials::{self, BearerToken};
use crate::error::ConfigurationError;
use crate::headers::{self, Names};

/// How long a whole call may take unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How long a connection may take to be made unless told otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Settings of a client; [`build`](Self::build) checks them all at once.
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C = Client> {
    api: &'static Api,
    base_url: Option<String>,
    bearer_token: Option<SecretString>,
    timeout: Duration,
    connect_timeout: Option<Duration>,
    user_agent: Option<String>,
    default_headers: HeaderMap,
    validate: bool,
    strict_answers: bool,
    http_client: Option<reqwest::Client>,
    problems: Vec<String>,
    /// The emitted crate's client, which wraps the runtime's.
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Starts with the first server of the document and no credentials.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: None,
            bearer_token: None,
            timeout: TIMEOUT,
            connect_timeout: None,
            user_agent: None,
            default_headers: HeaderMap::new(),
            validate: true,
            strict_answers: false,
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

    /// An access token, sent as `Authorization: Bearer ...`: to the base URL's host only, for
    /// operations only whose security in the document takes one, and never over plain `http`
    /// except to this machine.
    pub fn bearer_token(mut self, token: impl Into<SecretString>) -> Self {
        self.bearer_token = Some(token.into());
        self
    }

    /// How long a whole call may take, from connecting to the last byte of the answer; 60 seconds
    /// unless set. A single request may have its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
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
    /// Answers never are.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = validate;
        self
    }

    /// Whether an answer that lacks a required value is an error; false unless set: then the value
    /// is the empty one of its type, and its path stands in
    /// [`Response::missing`](crate::Response::missing).
    pub fn strict_answers(mut self, strict: bool) -> Self {
        self.strict_answers = strict;
        self
    }

    /// Sends through this HTTP client: for proxies, certificates, or connections shared with other
    /// code. Give it `redirect::Policy::none()`: an answer that redirects is no answer of the API,
    /// and following it would repeat the request elsewhere.
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
        let base_url = self.checked_base_url();
        let bearer_token = self.checked_bearer_token();
        if let Some(url) = &base_url {
            self.check_channel(url, bearer_token.is_some());
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
            None => http_client(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT))?,
        };
        Ok(Client {
            settings: Arc::new(Settings {
                api: self.api,
                http,
                base_url,
                bearer_token,
                default_headers: self.default_headers,
                timeout: self.timeout,
                validate: self.validate,
                strict_answers: self.strict_answers,
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

    fn checked_bearer_token(&mut self) -> Option<BearerToken> {
        match BearerToken::new(self.bearer_token.take()?) {
            Ok(token) => Some(token),
            Err(problem) => {
                self.problems.push(problem.to_owned());
                None
            }
        }
    }

    /// Credentials that anyone on the way could read are refused before the first request.
    fn check_channel(&mut self, base_url: &Url, has_token: bool) {
        if credentials::is_private_channel(base_url) {
            return;
        }
        let secret = self.default_headers.keys().find(|name| headers::is_secret(name));
        let what = match (has_token, secret) {
            (true, _) => "a bearer token".to_owned(),
            (false, Some(name)) => format!("the default header {:?}", name.as_str()),
            (false, None) => return,
        };
        self.problems.push(format!(
            "base URL: {what} would cross the network unencrypted, use https \
             (plain http is for 127.0.0.1, [::1] and localhost)"
        ));
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
fn http_client(connect_timeout: Duration) -> Result<reqwest::Client, ConfigurationError> {
    reqwest::Client::builder()
        .connect_timeout(connect_timeout)
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
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .field("default_headers", &Names(&self.default_headers))
            .field("validate", &self.validate)
            .field("strict_answers", &self.strict_answers)
            .finish_non_exhaustive()
    }
}
