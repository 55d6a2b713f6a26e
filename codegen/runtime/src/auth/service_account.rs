//! Service accounts: an access token for id and secret (OAuth 2.0 client credentials), fetched once for all callers.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt;
use futures_util::future::WeakShared;
use http::header::{self, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::token::{AccessToken, Token, TokenStore};
use crate::api::{Api, Operation};
use crate::error::{AuthenticationError, FETCHING, Failure, REVOKING};
use crate::response::ReceivedResponse;
use crate::send::{Anonymous, Options, Outgoing, PreparedCall, Transport};

/// How tokens are fetched.
static FETCH: Operation = operation("fetch access token");
/// How tokens are revoked (RFC 7009).
static REVOKE: Operation = operation("revoke access token");

/// A call that no document describes; its address is the account's own.
const fn operation(id: &'static str) -> Operation {
    Operation {
        id,
        method: http::Method::POST,
        path: "",
        accept: "application/json",
        content_type: Some("application/x-www-form-urlencoded"),
        parameters: &[],
        security: &[],
        errors: &[],
        required_headers: &[],
    }
}

/// The id and secret of a service account, and the token that was had for them.
pub(crate) struct ServiceAccount {
    account: Account,
    store: Option<Arc<dyn TokenStore>>,
    transport: Arc<Transport>,
    user_agent: Option<HeaderValue>,
    /// Never locked while anything is waited for.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The fetching of a token, as long as somebody waits for it: it is owned by those who wait,
    /// so that it ends when the last of them has gone, and by no one of them alone.
    fetching: Option<WeakShared<Fetching>>,
}

type Fetched = Result<Arc<Token>, Arc<AuthenticationError>>;
type Fetching = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// Where a document's URL leads for a client: the document's own servers stand for the client's
/// base URL, whichever it calls.
pub(crate) fn resolve(text: &str, base: &Url, api: &Api) -> Result<Url, String> {
    let url = base.join(text).map_err(|error| error.to_string())?;
    let is_servers =
        |server: &&str| Url::parse(server).is_ok_and(|server| server.origin() == url.origin());
    if !api.servers.iter().any(is_servers) {
        return Ok(url);
    }
    let mut here = base.clone();
    here.set_path(url.path());
    here.set_query(url.query());
    Ok(here)
}

/// Whose account it is, and where its tokens are had.
pub(crate) struct Account {
    pub(crate) client_id: String,
    pub(crate) client_secret: SecretString,
    pub(crate) token_url: Url,
    pub(crate) revocation_url: Option<Url>,
}

impl ServiceAccount {
    pub(crate) fn new(
        account: Account,
        store: Option<Arc<dyn TokenStore>>,
        transport: Arc<Transport>,
        user_agent: Option<HeaderValue>,
    ) -> Self {
        Self { account, store, transport, user_agent, state: Mutex::default() }
    }

    /// A token, and whether it was there before; another one than the one refused.
    pub(crate) async fn token(
        self: &Arc<Self>,
        refused: Option<Arc<Token>>,
    ) -> Result<(Arc<Token>, bool), Arc<AuthenticationError>> {
        let now = self.now();
        let fetching = {
            let mut state = self.state();
            if let (Some(refused), Some(token)) = (&refused, &state.token)
                && Arc::ptr_eq(refused, token)
            {
                state.token = None;
            }
            match &state.token {
                Some(token) if token.is_fresh(now) => return Ok((Arc::clone(token), true)),
                _ => {}
            }
            let fetching = state.fetching.as_ref().and_then(WeakShared::upgrade);
            fetching.unwrap_or_else(|| {
                let previous = state.token.clone();
                let fetching = fetch(Arc::clone(self), previous, refused).shared();
                state.fetching = fetching.downgrade();
                fetching
            })
        };
        let token = fetching.await?;
        let cached = token.kept;
        Ok((token, cached))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> SystemTime {
        self.transport.clock.now()
    }

    /// What the store knows the account by.
    fn name(&self) -> String {
        format!("{} {}", self.account.token_url, self.account.client_id)
    }

    /// The token that the store has, unless it is of no use.
    async fn stored(&self, refused: Option<&Token>) -> Option<Token> {
        let now = self.now();
        let store = self.store.as_ref()?;
        let name = self.name();
        let stored = match store.load(&name).await {
            Ok(stored) => Token::new(&stored?, now).ok()?,
            Err(error) => {
                tracing::warn!(error = %error, "the token store could not be read");
                return None;
            }
        };
        if refused.is_some_and(|refused| stored.is(refused)) {
            if let Err(error) = store.remove(&name).await {
                tracing::warn!(error = %error, "the token store could not forget a token");
            }
            return None;
        }
        // How long it lived before is not known: what is left has the same margin.
        stored.is_good(now).then(|| stored.kept())
    }

    async fn fetched(&self) -> Result<AccessToken, Arc<AuthenticationError>> {
        let body = "grant_type=client_credentials".to_owned();
        let asked = self.now();
        let response = self
            .send(&FETCH, &self.account.token_url, body)
            .await
            .map_err(|failure| AuthenticationError::failed(FETCHING, failure))?;
        if !response.is_success() {
            return Err(refused(FETCHING, &response));
        }
        let (_, bytes) = response.seen();
        access_token(bytes, asked)
            .map_err(|problem| AuthenticationError::no_token(problem, bytes.clone()))
    }

    /// Sends a form to the service that gives out tokens, with the account's id and secret.
    async fn send(
        &self,
        operation: &'static Operation,
        url: &Url,
        body: String,
    ) -> Result<ReceivedResponse, Failure> {
        let mut request = Outgoing::new(operation.method.clone(), url.clone());
        let headers = &mut request.headers;
        if let Some(agent) = &self.user_agent {
            headers.insert(header::USER_AGENT, agent.clone());
        }
        headers.insert(header::ACCEPT, HeaderValue::from_static(operation.accept));
        if let Some(content_type) = operation.content_type {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if let Some(basic) = self.basic() {
            headers.insert(header::AUTHORIZATION, basic);
        }
        request.body = Some(body.into());
        let sending = PreparedCall {
            transport: Arc::clone(&self.transport),
            operation,
            request,
            keys: Vec::new(),
            // To fetch or to revoke a token twice is no worse than once, but nobody else gets one.
            options: Options { redirects: 0, ..self.transport.options(true) },
            envelope: None,
            strict: false,
            streamed: false,
        };
        sending.run(Anonymous).await
    }

    /// HTTP Basic, each part encoded as in a form (RFC 6749, section 2.3.1).
    fn basic(&self) -> Option<HeaderValue> {
        let encoded =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let Account { client_id, client_secret, .. } = &self.account;
        let pair = format!("{}:{}", encoded(client_id), encoded(client_secret.expose_secret()));
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Gives the token back, so that nobody can use it any more. Another call fetches another one.
    pub(crate) async fn revoke(&self) -> Result<(), Arc<AuthenticationError>> {
        let Some(url) = &self.account.revocation_url else {
            return Err(AuthenticationError::no_revocation_url());
        };
        let held = self.state().token.take();
        let token = match held {
            Some(token) => Some(token),
            None => self.stored(None).await.map(Arc::new),
        };
        let Some(token) = token else { return Ok(()) };
        if let Some(store) = &self.store
            && let Err(error) = store.remove(&self.name()).await
        {
            tracing::warn!(error = %error, "the token store could not forget a token");
        }
        let encoded: String =
            form_urlencoded::byte_serialize(token.secret.expose_secret().as_bytes()).collect();
        let body = format!("token={encoded}&token_type_hint=access_token");
        let response = self
            .send(&REVOKE, url, body)
            .await
            .map_err(|failure| AuthenticationError::failed(REVOKING, failure))?;
        if response.is_success() { Ok(()) } else { Err(refused(REVOKING, &response)) }
    }
}

/// Gets a token from the store or the service, and ends by putting it where every caller finds it.
fn fetch(
    account: Arc<ServiceAccount>,
    previous: Option<Arc<Token>>,
    refused: Option<Arc<Token>>,
) -> Fetching {
    Box::pin(async move {
        let fetched = renewed(&account, previous.as_deref(), refused.as_deref()).await;
        let fetched = fetched.map(Arc::new);
        let mut state = account.state();
        state.fetching = None;
        state.token = fetched.as_ref().ok().map(Arc::clone);
        drop(state);
        fetched
    })
}

async fn renewed(
    account: &ServiceAccount,
    previous: Option<&Token>,
    refused: Option<&Token>,
) -> Result<Token, Arc<AuthenticationError>> {
    if let Some(stored) = account.stored(refused).await
        && previous.is_none_or(|previous| !stored.is(previous))
    {
        return Ok(stored);
    }
    match account.fetched().await {
        Ok(token) => {
            let usable = Token::new(&token, account.now())
                .map_err(|problem| AuthenticationError::no_token(problem, bytes::Bytes::new()))?;
            if let Some(store) = &account.store
                && let Err(error) = store.save(&account.name(), token).await
            {
                tracing::warn!(error = %error, "the token store could not keep a token");
            }
            Ok(usable)
        }
        // The one that was to be replaced is good for a while yet.
        Err(error) => match previous.filter(|previous| previous.is_good(account.now())) {
            Some(previous) => {
                tracing::warn!(error = %error, "the access token could not be renewed yet");
                Ok(previous.postponed(account.now()))
            }
            None => Err(error),
        },
    }
}

/// A response without success of the service that gives out tokens (RFC 6749, section 5.2).
fn refused(doing: &'static str, response: &ReceivedResponse) -> Arc<AuthenticationError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct Refusal {
        error: Option<serde_json::Value>,
        error_description: Option<serde_json::Value>,
    }
    let (status, bytes) = response.seen();
    let refusal: Refusal = serde_json::from_slice(bytes).unwrap_or_default();
    let text = |value: Option<serde_json::Value>| {
        value.as_ref().and_then(serde_json::Value::as_str).map(str::to_owned)
    };
    let (code, description) = (text(refusal.error), text(refusal.error_description));
    AuthenticationError::refused(doing, status, code, description, bytes.clone())
}

/// Reads the response of RFC 6749, section 5.1, to a question that was asked at a time.
fn access_token(bytes: &[u8], asked: SystemTime) -> Result<AccessToken, &'static str> {
    #[derive(serde::Deserialize)]
    struct Granted {
        access_token: Option<String>,
        token_type: Option<String>,
        expires_in: Option<serde_json::Value>,
    }
    let Ok(granted) = serde_json::from_slice::<Granted>(bytes) else {
        return Err("the response is not the JSON of an OAuth token");
    };
    let Some(token) = granted.access_token else {
        return Err("the response has no `access_token`");
    };
    if granted.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err("the token is of another type than `Bearer`");
    }
    // Some services write the number as text.
    let lifetime = granted.expires_in.and_then(|value| match value {
        serde_json::Value::Number(number) => number.as_f64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let lifetime = lifetime.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let expires_at = lifetime.and_then(|lifetime| asked.checked_add(lifetime));
    Ok(AccessToken::new(token, expires_at))
}

/// Shows whose account it is and where tokens come from, and no secret.
impl fmt::Debug for ServiceAccount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ServiceAccount")
            .field("client_id", &self.account.client_id)
            .field("client_secret", &"[redacted]")
            .field("token_url", &self.account.token_url.as_str())
            .field("store", &self.store)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;
    use crate::api::Environment;

    #[test]
    fn responses_of_token_services_are_read() {
        let asked = SystemTime::UNIX_EPOCH;
        let expires = |json: &str| {
            access_token(json.as_bytes(), asked)
                .map(|token| token.expires_at().map(|at| at.duration_since(asked).unwrap()))
        };
        let seconds = |seconds| Ok(Some(Duration::from_secs(seconds)));
        assert_eq!(expires(r#"{"access_token":"a","expires_in":3600}"#), seconds(3_600));
        assert_eq!(expires(r#"{"access_token":"a","expires_in":"60","x":1}"#), seconds(60));
        assert_eq!(expires(r#"{"access_token":"a","token_type":"bearer"}"#), Ok(None));
        assert_eq!(expires(r#"{"access_token":"a","expires_in":-5}"#), Ok(None));
        assert_eq!(expires(r#"{"access_token":"a","expires_in":1e300}"#), Ok(None));
        assert!(expires(r#"{"access_token":"a","token_type":"mac"}"#).is_err());
        for no_token in ["", "<html>", "[]", "{}", r#"{"access_token":5}"#] {
            assert!(expires(no_token).is_err(), "{no_token}");
        }
    }

    #[test]
    fn the_servers_of_the_document_stand_for_the_base_url() {
        static API: Api = Api {
            name: "x",
            version: "1",
            servers: &["https://api.example.com/v2", "https://gov.example.com"],
            security_schemes: &[],
            environment: Environment::NONE,
        };
        for (text, base, url) in [
            ("/token", "https://api.example.com/v2", "https://api.example.com/token"),
            ("/token", "http://127.0.0.1:1", "http://127.0.0.1:1/token"),
            ("https://api.example.com/o/token", "http://[::1]:1", "http://[::1]:1/o/token"),
            ("https://api.example.com/t", "https://gov.example.com", "https://gov.example.com/t"),
            ("https://login.example.com/t", "http://[::1]:1", "https://login.example.com/t"),
        ] {
            let base = Url::parse(base).unwrap();
            assert_eq!(resolve(text, &base, &API).unwrap().as_str(), url);
        }
        assert!(resolve("https://", &Url::parse("https://x").unwrap(), &API).is_err());
    }
}
