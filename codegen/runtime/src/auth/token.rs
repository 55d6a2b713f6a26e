//! Access tokens, their expiry, and the interface of token stores.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::bearer::BearerToken;
use crate::{BoxError, BoxFuture};

/// The time before expiry at which a token is renewed: a fraction of its lifetime, up to a maximum.
const MARGIN_DIVISOR: u32 = 10;
const MAX_MARGIN: Duration = Duration::from_secs(300);

/// An access token of a service account.
#[derive(Debug, Clone)]
pub struct AccessToken {
    secret: SecretString,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// Returns a token with its expiry, if known.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>, expires_at: Option<SystemTime>) -> Self {
        Self { secret: secret.into(), expires_at }
    }

    /// Returns the token.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Returns the expiry, if known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

/// A store that keeps access tokens between runs of a program.
///
/// A client caches its token in memory. With a store, short-lived programs need not fetch a token
/// on each run: the client loads the token before fetching one, and saves each token it fetches. An
/// error of the store is logged and does not fail the call.
///
/// `account` is the token URL and the client id, separated by a space. It is not a secret.
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// Loads the token of the account, if there is one. It may have expired.
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>>;

    /// Saves the token of the account, replacing the previous one.
    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>>;

    /// Removes the token of the account, which was refused or revoked.
    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>>;
}

/// A token with its header value and renewal time.
pub(crate) struct Token {
    pub(super) secret: SecretString,
    pub(super) header: HeaderValue,
    pub(super) expires_at: Option<SystemTime>,
    /// The time from which it is renewed, although still valid.
    renew_at: Option<SystemTime>,
    /// Whether it was not fetched just now, so that the service may have revoked it since.
    pub(super) is_cached: bool,
}

impl Token {
    /// Validates a token obtained at `now`.
    pub(super) fn new(token: &AccessToken, now: SystemTime) -> Result<Self, &'static str> {
        let secret = token.secret.clone();
        let header = BearerToken::new(secret.clone())?
            .header()
            .ok_or("the token is not a valid header value")?;
        let renew_at = token.expires_at.map(|expires_at| {
            let left = expires_at.duration_since(now).unwrap_or_default();
            let margin = (left / MARGIN_DIVISOR).min(MAX_MARGIN);
            now + left.saturating_sub(margin)
        });
        Ok(Self { secret, header, expires_at: token.expires_at, renew_at, is_cached: false })
    }

    /// Whether it need not be renewed yet. A token without expiry is valid until it is refused.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        self.renew_at.is_none_or(|renew_at| now < renew_at)
    }

    pub(super) fn is_valid(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    /// Whether both are the same token.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }

    /// Returns the token, marked as cached.
    pub(super) fn into_cached(self) -> Self {
        Self { is_cached: true, ..self }
    }

    /// Returns the token with its renewal postponed by half of the time left until expiry.
    pub(super) fn postponed(&self, now: SystemTime) -> Self {
        let left = self.expires_at.and_then(|expires_at| expires_at.duration_since(now).ok());
        Self {
            secret: self.secret.clone(),
            header: self.header.clone(),
            expires_at: self.expires_at,
            renew_at: left.map(|left| now + left / 2),
            is_cached: true,
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_renewal_margin_is_a_tenth_up_to_five_minutes() {
        for (lifetime, fresh_until) in [(10, 9), (600, 540), (3_600, 3_300), (86_400, 86_100)] {
            let token = AccessToken::new("secret", Some(at(1_000 + lifetime)));
            let token = Token::new(&token, at(1_000)).unwrap();
            assert!(token.is_fresh(at(1_000 + fresh_until - 1)), "{lifetime}");
            assert!(!token.is_fresh(at(1_000 + fresh_until)), "{lifetime}");
            assert!(token.is_valid(at(1_000 + lifetime - 1)), "{lifetime}");
            assert!(!token.is_valid(at(1_000 + lifetime)), "{lifetime}");
        }
    }

    #[test]
    fn tokens_without_expiry_stay_fresh() {
        let endless = Token::new(&AccessToken::new("secret", None), at(1)).unwrap();
        assert!(endless.is_fresh(at(u32::MAX.into())) && endless.is_valid(at(u32::MAX.into())));
        let past = Token::new(&AccessToken::new("secret", Some(at(1))), at(2)).unwrap();
        assert!(!past.is_fresh(at(2)) && !past.is_valid(at(2)));
    }

    #[test]
    fn debug_shows_no_token() {
        let token = AccessToken::new("s3cret", Some(at(9)));
        assert!(!format!("{token:?} {:?}", Token::new(&token, at(1)).unwrap()).contains("s3cret"));
        assert!(Token::new(&AccessToken::new("a b", None), at(1)).is_err());
    }
}
