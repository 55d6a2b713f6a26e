//! Access tokens: what they are, how long they last, and where short-lived programs can keep them.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::BearerToken;
use crate::{BoxError, BoxFuture};

/// How long before it expires a token is replaced, as a part of its lifetime and at the most.
const MARGIN_PART: u32 = 10;
const LONGEST_MARGIN: Duration = Duration::from_secs(300);

/// An access token of a service account.
#[derive(Debug, Clone)]
pub struct AccessToken {
    secret: SecretString,
    expires_at: Option<SystemTime>,
}

impl AccessToken {
    /// A token, and when it expires if that is known.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>, expires_at: Option<SystemTime>) -> Self {
        Self { secret: secret.into(), expires_at }
    }

    /// The token itself.
    #[must_use]
    pub fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// When it expires, if that is known.
    #[must_use]
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

/// Where access tokens are kept between runs of a program.
///
/// A client keeps its token as long as it lives. A program that runs for a second at a time, and
/// would fetch a token each time, gives its client a store: the client asks it before it fetches a
/// token, and tells it of each one that it has fetched. A store that fails does not fail the call:
/// what it said goes to the log.
///
/// The account is the token's address and the client id, joined by a space. It is no secret.
pub trait TokenStore: fmt::Debug + Send + Sync + 'static {
    /// The token that was kept for the account, if there is one. It may have expired.
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>>;

    /// Keeps the token for the account, in place of the one before.
    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>>;

    /// Forgets the token of the account: the service refuses it, or it was revoked.
    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>>;
}

/// A token in use.
pub(crate) struct Token {
    pub(super) secret: SecretString,
    pub(super) header: HeaderValue,
    pub(super) expires_at: Option<SystemTime>,
    /// From when on it is replaced, though it is good still.
    refresh_at: Option<SystemTime>,
    /// Whether it was had before now: the service may have revoked it since.
    pub(super) kept: bool,
}

impl Token {
    /// A token that was had at a time, or why it cannot be used.
    pub(super) fn new(token: &AccessToken, now: SystemTime) -> Result<Self, &'static str> {
        let secret = token.secret.clone();
        let header = BearerToken::new(secret.clone())?.header().ok_or("no header can carry it")?;
        let refresh_at = token.expires_at.map(|expires_at| {
            let left = expires_at.duration_since(now).unwrap_or_default();
            let margin = (left / MARGIN_PART).min(LONGEST_MARGIN);
            now + left.saturating_sub(margin)
        });
        Ok(Self { secret, header, expires_at: token.expires_at, refresh_at, kept: false })
    }

    /// Whether it needs no replacement yet. One that says nothing of its end is good until the
    /// service refuses it.
    pub(super) fn is_fresh(&self, now: SystemTime) -> bool {
        self.refresh_at.is_none_or(|refresh_at| now < refresh_at)
    }

    pub(super) fn is_good(&self, now: SystemTime) -> bool {
        self.expires_at.is_none_or(|expires_at| now < expires_at)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.secret.expose_secret() == other.secret.expose_secret()
    }

    /// The same token, as one that was had before now.
    pub(super) fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    /// The same token, with half of the time that is left until another try to replace it.
    pub(super) fn postponed(&self, now: SystemTime) -> Self {
        let left = self.expires_at.and_then(|expires_at| expires_at.duration_since(now).ok());
        Self {
            secret: self.secret.clone(),
            header: self.header.clone(),
            expires_at: self.expires_at,
            refresh_at: left.map(|left| now + left / 2),
            kept: true,
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_margin_grows_with_the_lifetime_up_to_five_minutes() {
        for (lifetime, fresh_until) in [(10, 9), (600, 540), (3_600, 3_300), (86_400, 86_100)] {
            let token = AccessToken::new("secret", Some(at(1_000 + lifetime)));
            let token = Token::new(&token, at(1_000)).unwrap();
            assert!(token.is_fresh(at(1_000 + fresh_until - 1)), "{lifetime}");
            assert!(!token.is_fresh(at(1_000 + fresh_until)), "{lifetime}");
            assert!(token.is_good(at(1_000 + lifetime - 1)), "{lifetime}");
            assert!(!token.is_good(at(1_000 + lifetime)), "{lifetime}");
        }
    }

    #[test]
    fn a_token_without_an_end_is_fresh_for_ever_and_one_from_the_past_never() {
        let endless = Token::new(&AccessToken::new("secret", None), at(1)).unwrap();
        assert!(endless.is_fresh(at(u32::MAX.into())) && endless.is_good(at(u32::MAX.into())));
        let past = Token::new(&AccessToken::new("secret", Some(at(1))), at(2)).unwrap();
        assert!(!past.is_fresh(at(2)) && !past.is_good(at(2)));
    }

    #[test]
    fn nothing_prints_a_token() {
        let token = AccessToken::new("s3cret", Some(at(9)));
        assert!(!format!("{token:?} {:?}", Token::new(&token, at(1)).unwrap()).contains("s3cret"));
        assert!(Token::new(&AccessToken::new("a b", None), at(1)).is_err());
    }
}
