//! The credentials of a builder: whether they are of use, and whether they go where nobody else can read them.

use std::sync::Arc;

use url::Url;

use super::builder::{ClientBuilder, Token};
use super::{Client, environment};
use crate::api::{Environment, SecurityKind};
use crate::auth::{self, Account, Basic, Bearer, BearerToken, Digest, Key, Method};
use crate::headers;

impl<C: From<Client>> ClientBuilder<C> {
    /// An environment without credentials is a problem, unless they were given in another way.
    pub(super) fn check_environment(&mut self) {
        let has_any = self.bearer_token.is_some()
            || self.service_account.is_some()
            || self.digest.is_some()
            || self.basic.is_some()
            || !self.api_keys.is_empty();
        let schemes = self.api.security_schemes;
        let mut declared =
            Method::ALL.into_iter().filter(|method| self.declares(*method)).peekable();
        let has_keys = schemes.iter().any(|scheme| scheme.kind.key_variables().is_some());
        if self.needs_credentials && !has_any && (declared.peek().is_some() || has_keys) {
            let advice = environment::advice(&self.names(), schemes, declared);
            self.problems.push(advice);
        }
    }

    /// The variables of the environment, but those for credentials that no operation takes.
    pub(super) fn names(&self) -> Environment {
        let mut names = self.api.environment;
        if !self.declares(Method::Bearer) {
            names.access_token = &[];
        }
        if !self.declares(Method::ServiceAccount) {
            (names.client_id, names.client_secret) = (&[], &[]);
        }
        if !self.declares(Method::Digest) && !self.declares(Method::Basic) {
            (names.username, names.password) = (&[], &[]);
        }
        names
    }

    /// Whether the document's security can be satisfied in this way.
    pub(super) fn declares(&self, method: Method) -> bool {
        self.api.security_schemes.iter().any(|scheme| method.satisfies(scheme.kind))
    }

    pub(super) fn checked_account(&mut self, base_url: &Url) -> Option<Account> {
        let (client_id, client_secret) = self.service_account.take()?;
        let declared = self.api.security_schemes.iter().find_map(|scheme| match scheme.kind {
            SecurityKind::OAuth2ClientCredentials { token_url, revocation_url } => {
                Some((token_url, revocation_url))
            }
            _ => None,
        });
        let Some((token_url, revocation_url)) = declared else {
            self.problems.push(
                "service account: the document has no OAuth 2.0 client credentials, \
                 so no operation takes its token"
                    .to_owned(),
            );
            return None;
        };
        if client_id.is_empty() {
            self.problems.push("service account: the client id is empty".to_owned());
        }
        let token_url = self.token_url.take().unwrap_or_else(|| token_url.to_owned());
        let revocation_url = self.revocation_url.take().or(revocation_url.map(str::to_owned));
        let token_url = self.secret_url("token URL", &token_url, base_url)?;
        let revocation_url = match revocation_url {
            Some(url) => Some(self.secret_url("revocation URL", &url, base_url)?),
            None => None,
        };
        Some(Account { client_id, client_secret, token_url, revocation_url })
    }

    /// An address that secrets are sent to.
    fn secret_url(&mut self, what: &str, text: &str, base_url: &Url) -> Option<Url> {
        match auth::resolve(text, base_url, self.api) {
            // That of the base URL is reported once.
            Ok(url) if headers::is_private_channel(&url) || url.origin() == base_url.origin() => {
                Some(url)
            }
            Ok(url) => {
                self.problems.push(format!(
                    "{what}: the client secret would cross the network to {} unencrypted, use https",
                    url.authority()
                ));
                None
            }
            Err(problem) => {
                self.problems.push(format!("{what}: {problem}"));
                None
            }
        }
    }

    pub(super) fn checked_digest(&mut self) -> Option<Digest> {
        let (username, password) = self.digest.take()?;
        if !self.declares(Method::Digest) {
            self.problems.push(
                "digest: the document has no HTTP Digest, so no operation takes it".to_owned(),
            );
        } else if username.is_empty() {
            self.problems.push("digest: the user name is empty".to_owned());
        }
        Some(Digest::new(username, password))
    }

    pub(super) fn checked_bearer_token(&mut self) -> Option<Bearer> {
        match self.bearer_token.take()? {
            Token::From(bearer) => Some(bearer),
            Token::Fixed(token) => match BearerToken::new(token) {
                Ok(token) => Some(Bearer::Fixed(token)),
                Err(problem) => {
                    self.problems.push(problem.to_owned());
                    None
                }
            },
        }
    }

    /// Credentials that anyone on the way could read are refused before the first request.
    pub(super) fn check_channel(&mut self, base_url: &Url, secrets: &[(bool, &str)]) {
        if headers::is_private_channel(base_url) {
            return;
        }
        let field = self.default_headers.keys().find(|name| headers::is_secret(name));
        let field = field.map(|name| format!("the default header {:?}", name.as_str()));
        let secret = secrets.iter().find(|(is_given, _)| *is_given);
        let Some(what) = secret.map(|(_, what)| (*what).to_owned()).or(field) else { return };
        self.problems.push(format!(
            "base URL: {what} would cross the network unencrypted, use https \
             (plain http is for 127.0.0.1, [::1] and localhost)"
        ));
    }

    pub(super) fn checked_basic(&mut self) -> Option<Basic> {
        let (username, password) = self.basic.take()?;
        if !self.declares(Method::Basic) {
            self.problems
                .push("basic: the document has no HTTP Basic, so no operation takes it".to_owned());
        }
        Basic::new(username, password)
            .map_err(|problem| self.problems.push(format!("basic: {problem}")))
            .ok()
    }

    /// The keys, of each scheme the one that was given last.
    pub(super) fn checked_keys(&mut self) -> Vec<Arc<Key>> {
        let schemes = self.api.security_schemes;
        let known: Vec<_> =
            schemes.iter().filter(|scheme| scheme.kind.key_variables().is_some()).collect();
        let given = std::mem::take(&mut self.api_keys);
        for (name, _) in &given {
            if !known.iter().any(|scheme| scheme.name == name) {
                let names: Vec<_> = known.iter().map(|scheme| scheme.name).collect();
                self.problems.push(match names.as_slice() {
                    [] => "API key: the document has none, so no operation takes it".to_owned(),
                    names => format!(
                        "API key: the document has none that is called {name:?}; it has {}",
                        names.join(", ")
                    ),
                });
            }
        }
        let mut keys = Vec::new();
        for scheme in known {
            let Some((_, key)) = given.iter().rev().find(|(name, _)| scheme.name == name) else {
                continue;
            };
            match Key::new(scheme.name, scheme.kind, key.clone()) {
                Ok(key) => keys.push(Arc::new(key)),
                Err(problem) => {
                    self.problems.push(format!("API key {}: {problem}", scheme.name));
                }
            }
        }
        keys
    }
}
