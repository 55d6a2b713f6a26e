//! Parsing of Digest challenges, and responses to them.

use http::{HeaderMap, HeaderValue, header};
use http_auth::digest::{Algorithm, Qop};
use http_auth::{ChallengeParser, ChallengeRef, DigestClient, ParamValue, PasswordParams};

/// The algorithms as RFC 7616 spells them. Some services use another case.
pub(super) const ALGORITHMS: [&str; 6] =
    ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"];

/// A supported challenge.
pub(super) struct Challenge {
    pub(super) client: DigestClient,
    /// The client nonce of a `-sess` algorithm, fixed for the lifetime of the challenge.
    pub(super) session_nonce: Option<String>,
}

impl Challenge {
    pub(super) fn new(client: DigestClient) -> Self {
        let session_nonce = client.session().then(client_nonce);
        Self { client, session_nonce }
    }

    /// Returns the server nonce.
    pub(super) fn nonce(&self) -> &str {
        self.client.nonce()
    }

    /// Returns the value of `Authorization` for a request.
    pub(super) fn respond(&mut self, parameters: &PasswordParams<'_>) -> Option<HeaderValue> {
        let response = match &self.session_nonce {
            // Services derive the session key from the first client nonce or from each request's.
            // With a single client nonce both agree; the nonce count still differs.
            Some(nonce) => self.client.respond_with_testing_cnonce(parameters, nonce),
            None => self.client.respond(parameters),
        };
        let mut response = response.ok()?;
        if self.client.rfc2069_compat() {
            // Without `qop`, http-auth omits the algorithm, and services would assume MD5.
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

/// Parses the Digest challenges of a response. Returns the supported ones, and the problems of the
/// others.
///
/// A response may have several challenges, of several schemes, in one header field or in many.
pub(super) fn parse(headers: &HeaderMap) -> (Vec<DigestClient>, Vec<String>) {
    let mut supported = Vec::new();
    let mut problems = Vec::new();
    for value in headers.get_all(header::WWW_AUTHENTICATE) {
        let Ok(value) = value.to_str() else {
            problems.push("it contains characters that are not ASCII".to_owned());
            continue;
        };
        for challenge in ChallengeParser::new(value) {
            match challenge {
                Ok(challenge) if challenge.scheme.eq_ignore_ascii_case("digest") => {
                    match digest_client(&challenge) {
                        Ok(client) => supported.push(client),
                        Err(problem) => problems.push(problem),
                    }
                }
                Ok(_) => {}
                // The challenges before it remain usable.
                Err(_) => problems.push("it does not match the grammar of RFC 9110".to_owned()),
            }
        }
    }
    (supported, problems)
}

/// Ranks a challenge by its algorithm, then by whether the response includes a client nonce (`qop`).
pub(super) fn strength(client: &DigestClient) -> (u8, bool) {
    let algorithm = match client.algorithm() {
        Algorithm::Sha512Trunc256 => 2,
        Algorithm::Sha256 => 1,
        // MD5, and what a later version of http-auth may add.
        _ => 0,
    };
    (algorithm, !client.rfc2069_compat())
}

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
        return Err("integrity protection of the body (`qop=auth-int`) is not supported".to_owned());
    }
    if client.session() && client.rfc2069_compat() {
        return Err("it has a session algorithm without `qop`".to_owned());
    }
    Ok(client)
}

/// Returns an unpredictable client nonce.
pub(super) fn client_nonce() -> String {
    let mut bytes = [0_u8; 16];
    // Without system randomness the time must do. The password stays secret either way.
    if getrandom::fill(&mut bytes).is_err() {
        let time = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        bytes = time.as_nanos().to_be_bytes();
    }
    format!("{:032x}", u128::from_be_bytes(bytes))
}

/// Responds to every supported challenge of a response.
#[cfg(fuzzing)]
pub(crate) fn respond_to_any(headers: &HeaderMap) -> Vec<HeaderValue> {
    let (challenges, _) = parse(headers);
    let parameters = PasswordParams {
        username: "user",
        password: "password",
        uri: "/path",
        method: "GET",
        body: None,
    };
    challenges
        .into_iter()
        .filter_map(|client| Challenge::new(client).respond(&parameters))
        .collect()
}
