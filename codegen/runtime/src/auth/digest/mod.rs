//! HTTP Digest (RFC 7616). The last challenge is cached, so that later requests are authenticated
//! without another round trip.

mod challenge;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use http::{HeaderMap, HeaderValue};
use http_auth::PasswordParams;
use secrecy::{ExposeSecret, SecretString};
use url::Position;

use crate::error::AuthenticationError;
use crate::transport::OutgoingRequest;
use challenge::Challenge;
#[cfg(fuzzing)]
pub(crate) use challenge::respond_to_any;

/// A user name, a password, and the cached challenge.
pub(crate) struct Digest {
    username: String,
    password: SecretString,
    /// The last challenge. Its nonce is used for many requests, which it counts.
    challenge: Mutex<Option<Challenge>>,
}

/// The digest state of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DigestState {
    /// The last request had no authorization, because no challenge was cached.
    Unauthenticated,
    /// The last request used a challenge from before this call, which may be stale.
    Cached,
    /// A challenge was received, and no request was sent since.
    Challenged,
    /// The last request used a challenge received in this call.
    Fresh,
}

impl Digest {
    pub(crate) fn new(username: String, password: SecretString) -> Self {
        Self { username, password, challenge: Mutex::new(None) }
    }

    /// Returns the authorization of a request by the cached challenge, if there is one.
    pub(in crate::auth) fn authorization(
        &self,
        request: &OutgoingRequest,
        state: &mut DigestState,
    ) -> Option<HeaderValue> {
        let header = self.respond(request);
        *state = match (&header, *state) {
            (None, _) => DigestState::Unauthenticated,
            (Some(_), DigestState::Challenged) => DigestState::Fresh,
            (Some(_), _) => DigestState::Cached,
        };
        header
    }

    fn respond(&self, request: &OutgoingRequest) -> Option<HeaderValue> {
        let mut cached = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = cached.as_mut()?;
        let url = &request.url;
        let parameters = PasswordParams {
            username: &self.username,
            password: self.password.expose_secret(),
            uri: &url[Position::BeforePath..Position::AfterQuery],
            method: request.method.as_str(),
            // Only `qop=auth` is supported, which does not cover the body.
            body: None,
        };
        let value = challenge.respond(&parameters);
        if value.is_none() {
            *cached = None;
        }
        value
    }

    /// Caches the challenge of a 401 response. Returns whether another request can succeed: not if a
    /// fresh authorization was refused and is not stale.
    pub(in crate::auth) fn take_challenge(
        &self,
        headers: &HeaderMap,
        state: &mut DigestState,
    ) -> Result<bool, AuthenticationError> {
        let (challenges, problems) = challenge::parse(headers);
        // `max_by_key` takes the last of equals: reversed, the one that the service prefers.
        let Some(client) = challenges.into_iter().rev().max_by_key(challenge::strength) else {
            return match problems.into_iter().next() {
                Some(problem) => Err(AuthenticationError::challenge(&problem)),
                // Not a Digest challenge: the caller gets the 401 response.
                None => Ok(false),
            };
        };
        if *state == DigestState::Fresh && !client.stale() {
            return Ok(false);
        }
        *state = DigestState::Challenged;
        let mut cached = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        // Concurrent requests may receive the same nonce. Its count must go on, because a count that
        // starts again looks like a replay.
        if cached.as_ref().is_none_or(|cached| cached.nonce() != client.nonce()) {
            *cached = Some(Challenge::new(client));
        }
        Ok(true)
    }
}

/// Shows neither the user name nor the password.
impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
