//! HTTP Digest (RFC 7616): the service's challenge is kept, and every further request proves itself at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderValue, header};
use http_auth::digest::{Algorithm, Qop};
use http_auth::{ChallengeParser, ChallengeRef, DigestClient, ParamValue, PasswordParams};
use secrecy::{ExposeSecret, SecretString};
use url::Position;

use crate::error::AuthenticationError;

/// A user name and a password, and the challenge that they answer.
pub(crate) struct Digest {
    username: String,
    password: SecretString,
    /// The last challenge of the service; it is good for many requests, which it counts.
    challenge: Mutex<Option<Challenge>>,
}

struct Challenge {
    client: DigestClient,
    /// Of the algorithms that end in `-sess`: the client's part of the session, which is the same
    /// as long as the challenge is.
    session: Option<String>,
}

/// What a request proved itself with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Nothing: there was no challenge yet.
    None,
    /// A challenge that came before this call, and may be too old by now.
    Kept,
    /// Nothing yet, but the challenge has come.
    Asked,
    /// A challenge that came after the request was sent the last time.
    Fresh,
}

impl Digest {
    pub(crate) fn new(username: String, password: SecretString) -> Self {
        Self { username, password, challenge: Mutex::new(None) }
    }

    /// Proves a request with the challenge that is kept, if there is one. What was sent before is
    /// replaced by what is sent now.
    pub(super) fn prove(
        &self,
        request: &reqwest::Request,
        sent: &mut Proof,
    ) -> Option<HeaderValue> {
        let header = self.header(request);
        *sent = match (&header, *sent) {
            (None, _) => Proof::None,
            (Some(_), Proof::Asked) => Proof::Fresh,
            (Some(_), _) => Proof::Kept,
        };
        header
    }

    fn header(&self, request: &reqwest::Request) -> Option<HeaderValue> {
        let mut kept = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = kept.as_mut()?;
        let url = request.url();
        let parameters = PasswordParams {
            username: &self.username,
            password: self.password.expose_secret(),
            uri: &url[Position::BeforePath..Position::AfterQuery],
            method: request.method().as_str(),
            // The body is no part of the proof: only `qop=auth` is answered.
            body: None,
        };
        let value = challenge.respond(&parameters);
        if value.is_none() {
            *kept = None;
        }
        value
    }

    /// Keeps the challenge of an answer with 401. Says whether another proof can do better: not
    /// where the one refused was a fresh one that the service does not call stale.
    pub(super) fn take_challenge(
        &self,
        headers: &HeaderMap,
        sent: &mut Proof,
    ) -> Result<bool, Arc<AuthenticationError>> {
        let (challenges, problems) = challenges(headers);
        let Some(client) = challenges.into_iter().next() else {
            return match problems.into_iter().next() {
                Some(problem) => Err(AuthenticationError::challenge(&problem)),
                // The service does not ask for Digest: its answer says what it thinks.
                None => Ok(false),
            };
        };
        if *sent == Proof::Fresh && !client.stale() {
            return Ok(false);
        }
        let session = client.session().then(nonce);
        let mut kept = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(Challenge { client, session });
        *sent = Proof::Asked;
        Ok(true)
    }
}

impl Challenge {
    fn respond(&mut self, parameters: &PasswordParams<'_>) -> Option<HeaderValue> {
        let response = match &self.session {
            // Services compute the session key from the first nonce of the client or from that of
            // each request: with one nonce for all, both agree. The requests are counted.
            Some(nonce) => self.client.respond_with_testing_cnonce(parameters, nonce),
            None => self.client.respond(parameters),
        };
        let mut response = response.ok()?;
        if self.client.rfc2069_compat() {
            // Without `qop` the crate leaves the algorithm out, which then is taken for MD5.
            match self.client.algorithm() {
                Algorithm::Sha256 => response.push_str(", algorithm=SHA-256"),
                Algorithm::Sha512Trunc256 => response.push_str(", algorithm=SHA-512-256"),
                _ => {}
            }
        }
        let mut value = HeaderValue::try_from(response).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// The Digest challenges of an answer that can be met, and what is wrong with the others. They
/// stand in one header field or in several, among those of other schemes.
fn challenges(headers: &HeaderMap) -> (Vec<DigestClient>, Vec<String>) {
    let mut usable = Vec::new();
    let mut problems = Vec::new();
    for value in headers.get_all(header::WWW_AUTHENTICATE) {
        let Ok(value) = value.to_str() else {
            problems.push("it holds characters that are not ASCII".to_owned());
            continue;
        };
        for challenge in ChallengeParser::new(value) {
            match challenge {
                Ok(challenge) if challenge.scheme.eq_ignore_ascii_case("digest") => {
                    match digest_client(&challenge) {
                        Ok(client) => usable.push(client),
                        Err(problem) => problems.push(problem),
                    }
                }
                Ok(_) => {}
                // What came before it can be read nevertheless.
                Err(_) => problems.push("it is not as RFC 9110 has it".to_owned()),
            }
        }
    }
    (usable, problems)
}

/// Answers every challenge, if it can be.
#[cfg(fuzzing)]
pub(crate) fn answer_any(headers: &HeaderMap) -> Vec<HeaderValue> {
    let (challenges, _) = challenges(headers);
    let parameters = PasswordParams {
        username: "user",
        password: "password",
        uri: "/path",
        method: "GET",
        body: None,
    };
    challenges
        .into_iter()
        .filter_map(|client| {
            let session = client.session().then(nonce);
            Challenge { client, session }.respond(&parameters)
        })
        .collect()
}

/// The algorithms as RFC 7616 writes them; some services do not keep to upper and lower case.
const ALGORITHMS: [&str; 6] =
    ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"];

fn digest_client(challenge: &ChallengeRef<'_>) -> Result<DigestClient, String> {
    let mut challenge = challenge.clone();
    for (name, value) in &mut challenge.params {
        let known = ALGORITHMS.iter().find(|known| known.eq_ignore_ascii_case(value.as_escaped()));
        if let (true, Some(known)) = (name.eq_ignore_ascii_case("algorithm"), known) {
            *value = ParamValue::new(0, known);
        }
    }
    let client = DigestClient::try_from(&challenge)?;
    if !(client.qop() & Qop::Auth) {
        return Err("it asks for a proof of the body (`qop=auth-int`)".to_owned());
    }
    if client.session() && client.rfc2069_compat() {
        return Err("it asks for a session without `qop`, which has none".to_owned());
    }
    Ok(client)
}

/// A value that nobody can guess.
fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    // Where the system has no randomness the time has to do: the password stays as secret.
    if getrandom::fill(&mut bytes).is_err() {
        let time = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        bytes = time.as_nanos().to_be_bytes();
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// Shows neither name nor password.
impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
