//! Service accounts: access tokens by OAuth 2.0 client credentials.
//!
//! Invariant: concurrent calls share one token request.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::FutureExt;
use futures_util::future::WeakShared;
use http::header::{self, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::oauth;
use super::token::{AccessToken, Token, TokenStore};
use super::token_request::TokenRequest;
use crate::error::{AuthenticationError, FETCHING, Failure, REVOKING};
use crate::response::ReceivedResponse;
use crate::spec::{Api, Operation};
use crate::transport::{CallOptions, OutgoingRequest, PreparedCall, Transport};

/// The operation that fetches a token.
static FETCH: Operation = operation("fetch access token");
/// The operation that revokes a token (RFC 7009).
static REVOKE: Operation = operation("revoke access token");

/// Returns an operation outside the document. Its URL is the account's.
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

/// A service account and its current token.
pub(crate) struct ServiceAccount {
    account: Account,
    store: Option<Arc<dyn TokenStore>>,
    transport: Arc<Transport>,
    user_agent: Option<HeaderValue>,
    /// Never locked across an await.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Arc<Token>>,
    /// The pending token request. It is owned by the calls that wait for it, so that it is cancelled
    /// when the last of them is.
    pending: Option<WeakShared<PendingToken>>,
}

type TokenResult = Result<Arc<Token>, Arc<AuthenticationError>>;
type PendingToken = Pin<Box<dyn Future<Output = TokenResult> + Send>>;

/// Resolves a URL of the document for a client.
///
/// A URL on one of the document's servers is moved to the origin of the client's base URL.
pub(crate) fn resolve(text: &str, base: &Url, api: &Api) -> Result<Url, String> {
    let url = base.join(text).map_err(|error| error.to_string())?;
    let is_on_server =
        |server: &&str| Url::parse(server).is_ok_and(|server| server.origin() == url.origin());
    if !api.servers.iter().any(is_on_server) {
        return Ok(url);
    }
    let mut resolved = base.clone();
    resolved.set_path(url.path());
    resolved.set_query(url.query());
    Ok(resolved)
}

/// The id, the secret and the endpoints of a service account.
pub(crate) struct Account {
    /// The security schemes with these endpoints.
    pub(crate) schemes: Vec<&'static str>,
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

    /// Whether the account is that of a security scheme.
    pub(super) fn is_for(&self, scheme: &str) -> bool {
        self.account.schemes.contains(&scheme)
    }

    /// Returns the URL of the token endpoint.
    #[cfg(feature = "cli")]
    pub(crate) fn token_url(&self) -> &Url {
        &self.account.token_url
    }

    /// Returns a token other than the rejected one, and whether it was cached.
    pub(crate) async fn token(
        self: &Arc<Self>,
        rejected: Option<Arc<Token>>,
    ) -> Result<(Arc<Token>, bool), Arc<AuthenticationError>> {
        let now = self.now();
        let pending = {
            let mut state = self.state();
            if let (Some(rejected), Some(token)) = (&rejected, &state.token)
                && Arc::ptr_eq(rejected, token)
            {
                state.token = None;
            }
            match &state.token {
                Some(token) if token.is_fresh(now) => return Ok((Arc::clone(token), true)),
                _ => {}
            }
            let pending = state.pending.as_ref().and_then(WeakShared::upgrade);
            pending.unwrap_or_else(|| {
                let previous = state.token.clone();
                let pending = obtain(Arc::clone(self), previous, rejected).shared();
                state.pending = pending.downgrade();
                pending
            })
        };
        let token = pending.await?;
        let cached = token.is_cached;
        Ok((token, cached))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> SystemTime {
        self.transport.clock.now()
    }

    /// Returns the key of the account in a token store.
    fn store_key(&self) -> String {
        format!("{} {}", self.account.token_url, self.account.client_id)
    }

    /// Loads the token from the store, unless it has expired or is the rejected one.
    async fn load(&self, rejected: Option<&Token>) -> Option<Token> {
        let now = self.now();
        let store = self.store.as_ref()?;
        let key = self.store_key();
        let stored = match store.load(&key).await {
            Ok(stored) => Token::new(&stored?, now).ok()?,
            Err(error) => {
                tracing::warn!(error = %error, "the token store could not be read");
                return None;
            }
        };
        if rejected.is_some_and(|rejected| stored.is_same(rejected)) {
            if let Err(error) = store.remove(&key).await {
                tracing::warn!(error = %error, "the token store could not remove a token");
            }
            return None;
        }
        // Its lifetime is unknown, so that the renewal margin is computed from the time left.
        stored.is_valid(now).then(|| stored.into_cached())
    }

    /// Fetches a token from the token endpoint.
    async fn fetch(&self) -> Result<AccessToken, AuthenticationError> {
        let body = "grant_type=client_credentials".to_owned();
        let requested_at = self.now();
        let response = self
            .send(&FETCH, &self.account.token_url, body, Vec::new())
            .await
            .map_err(|failure| AuthenticationError::request(FETCHING, failure))?;
        if !response.is_success() {
            return Err(oauth::error(FETCHING, &response));
        }
        let bytes = response.bytes();
        oauth::parse_token(bytes, requested_at)
            .map_err(|problem| AuthenticationError::invalid_token(problem, bytes.clone()))
    }

    /// Sends a form with the account's credentials.
    async fn send(
        &self,
        operation: &'static Operation,
        url: &Url,
        body: String,
        secrets: Vec<SecretString>,
    ) -> Result<ReceivedResponse, Failure> {
        let mut request = OutgoingRequest::new(operation.method.clone(), url.clone());
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
        let call = PreparedCall {
            transport: Arc::clone(&self.transport),
            operation,
            request,
            secrets,
            // Fetching or revoking a token twice does no harm. A redirect could leak the secret.
            options: CallOptions {
                marked_idempotent: true,
                max_redirects: 0,
                ..self.transport.options()
            },
            envelope: None,
            strict: false,
            streamed: false,
        };
        call.send(TokenRequest).await
    }

    /// Returns the value of `Authorization`: id and secret are form-encoded (RFC 6749, section 2.3.1).
    fn basic(&self) -> Option<HeaderValue> {
        let encoded =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let Account { client_id, client_secret, .. } = &self.account;
        let pair = format!("{}:{}", encoded(client_id), encoded(client_secret.expose_secret()));
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(pair))).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Revokes the current token. The next call fetches another one.
    pub(crate) async fn revoke(&self) -> Result<(), AuthenticationError> {
        let Some(url) = &self.account.revocation_url else {
            return Err(AuthenticationError::no_revocation_url());
        };
        let cached = self.state().token.take();
        let token = match cached {
            Some(token) => Some(token),
            None => self.load(None).await.map(Arc::new),
        };
        let Some(token) = token else { return Ok(()) };
        if let Some(store) = &self.store
            && let Err(error) = store.remove(&self.store_key()).await
        {
            tracing::warn!(error = %error, "the token store could not remove a token");
        }
        let encoded: String =
            form_urlencoded::byte_serialize(token.secret.expose_secret().as_bytes()).collect();
        let body = format!("token={encoded}&token_type_hint=access_token");
        let response = self
            .send(&REVOKE, url, body, vec![token.secret.clone()])
            .await
            .map_err(|failure| AuthenticationError::request(REVOKING, failure))?;
        if response.is_success() { Ok(()) } else { Err(oauth::error(REVOKING, &response)) }
    }
}

/// Obtains a token and makes it the account's current one.
fn obtain(
    account: Arc<ServiceAccount>,
    previous: Option<Arc<Token>>,
    rejected: Option<Arc<Token>>,
) -> PendingToken {
    Box::pin(async move {
        let token = load_or_fetch(&account, previous.as_deref(), rejected.as_deref()).await;
        let token = token.map(Arc::new).map_err(Arc::new);
        let mut state = account.state();
        state.pending = None;
        state.token = token.as_ref().ok().map(Arc::clone);
        drop(state);
        token
    })
}

/// Obtains a token from the store or from the token endpoint.
async fn load_or_fetch(
    account: &ServiceAccount,
    previous: Option<&Token>,
    rejected: Option<&Token>,
) -> Result<Token, AuthenticationError> {
    if let Some(stored) = account.load(rejected).await
        && previous.is_none_or(|previous| !stored.is_same(previous))
    {
        return Ok(stored);
    }
    match account.fetch().await {
        Ok(token) => {
            let usable =
                Token::new(&token, account.now()).map_err(AuthenticationError::unusable)?;
            if let Some(store) = &account.store
                && let Err(error) = store.save(&account.store_key(), token).await
            {
                tracing::warn!(error = %error, "the token store could not save a token");
            }
            Ok(usable)
        }
        // The previous token is still valid for a while.
        Err(error) => match previous.filter(|previous| previous.is_valid(account.now())) {
            Some(previous) => {
                tracing::warn!(error = %error, "the access token could not be renewed; using the previous one");
                Ok(previous.postponed(account.now()))
            }
            None => Err(error),
        },
    }
}

/// Shows the client id and the token URL, and no secret.
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
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;
    use crate::spec::Environment;

    #[test]
    fn urls_on_the_documents_servers_move_to_the_base_url() {
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
