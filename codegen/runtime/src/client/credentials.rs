//! Checks of the credentials of a builder: that they are valid, that the document has a security
//! scheme for them, and that they are not sent in clear text.

use std::collections::BTreeSet;
use std::sync::Arc;

use url::Url;

use super::builder::{BearerSetting, ClientBuilder};
use super::environment;
use super::handle::Client;
use super::proxy::Proxies;
use crate::auth::{self, Account, ApiKey, AuthMethod, Basic, Bearer, BearerToken, Digest};
use crate::header::{is_private_channel, is_secret};
use crate::spec::{Environment, SecurityKind};
use crate::text::listed;

impl<C: From<Client>> ClientBuilder<C> {
    /// Reports an environment without credentials, unless the builder has some.
    pub(super) fn check_environment(&mut self) {
        let has_any = self.bearer_token.is_some()
            || self.service_account.is_some()
            || self.digest.is_some()
            || self.basic.is_some()
            || !self.api_keys.is_empty();
        let schemes = self.api.security_schemes;
        let mut declared =
            AuthMethod::ALL.into_iter().filter(|method| self.declares(*method)).peekable();
        let has_keys = schemes.iter().any(|scheme| scheme.kind.key_variables().is_some());
        if self.needs_credentials && !has_any && (declared.peek().is_some() || has_keys) {
            let problem = environment::missing_credentials(&self.variables(), schemes, declared);
            self.problems.push(problem);
        }
    }

    /// Returns the environment variables, without those for methods that the document lacks.
    pub(super) fn variables(&self) -> Environment {
        let mut names = self.api.environment;
        if !self.declares(AuthMethod::Bearer) {
            names.access_token = &[];
        }
        if !self.declares(AuthMethod::ServiceAccount) {
            (names.client_id, names.client_secret) = (&[], &[]);
        }
        if !self.declares(AuthMethod::Digest) && !self.declares(AuthMethod::Basic) {
            (names.username, names.password) = (&[], &[]);
        }
        names
    }

    /// Whether the document has a security scheme for the method.
    pub(super) fn declares(&self, method: AuthMethod) -> bool {
        self.api.security_schemes.iter().any(|scheme| method.satisfies(scheme.kind))
    }

    /// Returns the service account at each token endpoint of the document.
    pub(super) fn checked_accounts(&mut self, base_url: &Url) -> Vec<Account> {
        let Some((client_id, client_secret)) = self.service_account.take() else {
            return Vec::new();
        };
        if client_id.is_empty() {
            self.problems.push("service account: the client id is empty".to_owned());
        }
        let mut accounts: Vec<Account> = Vec::new();
        let mut has_scheme = false;
        for scheme in self.api.security_schemes {
            let SecurityKind::OAuth2ClientCredentials { token_url, revocation_url } = scheme.kind
            else {
                continue;
            };
            has_scheme = true;
            let token_url = self.token_url.clone().unwrap_or_else(|| token_url.to_owned());
            let revocation_url = self.revocation_url.clone().or(revocation_url.map(str::to_owned));
            let Some(token_url) = self.secret_url("token URL", &token_url, base_url) else {
                continue;
            };
            let revocation_url =
                revocation_url.and_then(|url| self.secret_url("revocation URL", &url, base_url));
            let same = accounts.iter_mut().find(|account| {
                account.token_url == token_url && account.revocation_url == revocation_url
            });
            if let Some(account) = same {
                account.schemes.push(scheme.name);
                continue;
            }
            accounts.push(Account {
                schemes: vec![scheme.name],
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                token_url,
                revocation_url,
            });
        }
        if !has_scheme {
            self.problems.push(
                "service account: the document has no security scheme with OAuth 2.0 client \
                 credentials"
                    .to_owned(),
            );
        }
        accounts
    }

    /// Resolves a URL that secrets are sent to.
    fn secret_url(&mut self, what: &str, text: &str, base_url: &Url) -> Option<Url> {
        let problem = match auth::resolve(text, base_url, self.api) {
            // An insecure base URL is reported by `check_secrets`.
            Ok(url) if is_private_channel(&url) || url.origin() == base_url.origin() => {
                return Some(url);
            }
            Ok(url) => format!(
                "{what}: the client secret would be sent to {} unencrypted, use https",
                url.authority()
            ),
            Err(problem) => format!("{what}: {problem}"),
        };
        // Several schemes may have the same endpoint.
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
        None
    }

    pub(super) fn checked_digest(&mut self) -> Option<Digest> {
        let (username, password) = self.digest.take()?;
        if !self.declares(AuthMethod::Digest) {
            self.problems
                .push("digest: the document has no security scheme with HTTP Digest".to_owned());
        } else if username.is_empty() {
            self.problems.push("digest: the user name is empty".to_owned());
        }
        Some(Digest::new(username, password))
    }

    pub(super) fn checked_bearer_token(&mut self) -> Option<Bearer> {
        match self.bearer_token.take()? {
            BearerSetting::Function(bearer) => Some(bearer),
            BearerSetting::Fixed(token) => match BearerToken::new(token) {
                Ok(token) => Some(Bearer::Fixed(token)),
                Err(problem) => {
                    self.problems.push(problem.to_owned());
                    None
                }
            },
        }
    }

    /// Returns the proxies of the client, unless its HTTP client has its own.
    pub(super) fn proxies(&self) -> Proxies {
        if self.channel.no_proxy || self.http_client.is_some() {
            return Proxies::default();
        }
        Proxies::read(|name| std::env::var_os(name))
    }

    /// Reports invalid proxies of the URLs that requests are sent to.
    pub(super) fn check_proxies<'u>(
        &mut self,
        proxies: &Proxies,
        urls: impl Iterator<Item = &'u Url>,
    ) {
        let problems: BTreeSet<String> = urls.filter_map(|url| proxies.problem(url)).collect();
        self.problems.extend(problems);
    }

    /// Returns the reason why secrets cannot be sent to the base URL, as a predicate.
    pub(super) fn secrets_refused(&self, base_url: &Url, proxies: &Proxies) -> Option<String> {
        if is_private_channel(base_url) {
            return None;
        }
        match (proxies.of(base_url), self.channel.allow_plain_http) {
            (Some(proxy), true) => Some(format!(
                "would be sent unencrypted through the proxy {proxy}, use https, or add {} to NO_PROXY",
                base_url.host_str().unwrap_or_default()
            )),
            (Some(proxy), false) => {
                Some(format!("would be sent unencrypted through the proxy {proxy}, use https"))
            }
            (None, true) => None,
            (None, false) => Some(
                "would be sent unencrypted, use https (http is allowed for 127.0.0.1, [::1] and \
                 localhost, and by allow_plain_http)"
                    .to_owned(),
            ),
        }
    }

    /// Reports credentials that cannot be sent for a reason.
    pub(super) fn check_secrets(&mut self, reason: &str, secrets: &[(bool, &str)]) {
        let field = self.default_headers.keys().find(|name| is_secret(name));
        let field = field.map(|name| format!("the default header {:?}", name.as_str()));
        let secret = secrets.iter().find(|(is_set, _)| *is_set);
        let Some(what) = secret.map(|(_, what)| (*what).to_owned()).or(field) else { return };
        self.problems.push(format!("base URL: {what} {reason}"));
    }

    pub(super) fn checked_basic(&mut self) -> Option<Basic> {
        let (username, password) = self.basic.take()?;
        if !self.declares(AuthMethod::Basic) {
            self.problems
                .push("basic: the document has no security scheme with HTTP Basic".to_owned());
        }
        Basic::new(username, password)
            .map_err(|problem| self.problems.push(format!("basic: {problem}")))
            .ok()
    }

    /// Returns the API keys. The last key of each scheme wins.
    pub(super) fn checked_keys(&mut self) -> Vec<Arc<ApiKey>> {
        let schemes = self.api.security_schemes;
        let known: Vec<_> =
            schemes.iter().filter(|scheme| scheme.kind.key_variables().is_some()).collect();
        let keys = std::mem::take(&mut self.api_keys);
        for (name, _) in &keys {
            if !known.iter().any(|scheme| scheme.name == name) {
                let names: Vec<_> = known.iter().map(|scheme| scheme.name).collect();
                self.problems.push(match names.as_slice() {
                    [] => "API key: the document has no security scheme with an API key".to_owned(),
                    names => format!(
                        "API key: the document has no security scheme {name:?}; it has {}",
                        listed(names)
                    ),
                });
            }
        }
        let mut checked = Vec::new();
        for scheme in known {
            let Some((_, key)) = keys.iter().rev().find(|(name, _)| scheme.name == name) else {
                continue;
            };
            match ApiKey::new(scheme.name, scheme.kind, key.clone()) {
                Ok(key) => checked.push(Arc::new(key)),
                Err(problem) => {
                    self.problems.push(format!("API key {}: {problem}", scheme.name));
                }
            }
        }
        checked
    }
}
