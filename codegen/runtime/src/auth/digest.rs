//! HTTP Digest (RFC 7616): the service's challenge is kept, and every further request proves itself at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderValue, header};
use http_auth::digest::{Algorithm, Qop};
use http_auth::{ChallengeParser, ChallengeRef, DigestClient, ParamValue, PasswordParams};
use secrecy::{ExposeSecret, SecretString};
use url::Position;

use crate::error::AuthenticationError;
use crate::send::Outgoing;

/// A user name and a password, and the challenge that they response.
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
    PinnedMediaTypes,
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
    pub(super) fn prove(&self, request: &Outgoing, sent: &mut Proof) -> Option<HeaderValue> {
        let header = self.header(request);
        *sent = match (&header, *sent) {
            (None, _) => Proof::None,
            (Some(_), Proof::Asked) => Proof::Fresh,
            (Some(_), _) => Proof::PinnedMediaTypes,
        };
        header
    }

    fn header(&self, request: &Outgoing) -> Option<HeaderValue> {
        let mut kept = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        let challenge = kept.as_mut()?;
        let url = &request.url;
        let parameters = PasswordParams {
            username: &self.username,
            password: self.password.expose_secret(),
            uri: &url[Position::BeforePath..Position::AfterQuery],
            method: request.method.as_str(),
            // The body is no part of the proof: only `qop=auth` is answered.
            body: None,
        };
        let value = challenge.respond(&parameters);
        if value.is_none() {
            *kept = None;
        }
        value
    }

    /// Keeps the challenge of a response with 401. Says whether another proof can do better: not
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
                // The service does not ask for Digest: its response says what it thinks.
                None => Ok(false),
            };
        };
        if *sent == Proof::Fresh && !client.stale() {
            return Ok(false);
        }
        *sent = Proof::Asked;
        let mut kept = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
        // Where many requests are asked at once for a proof with one nonce, it is counted on: a
        // count that starts again would look like a request that somebody has overheard.
        if kept.as_ref().is_none_or(|kept| kept.client.nonce() != client.nonce()) {
            let session = client.session().then(nonce);
            *kept = Some(Challenge { client, session });
        }
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

/// The Digest challenges of a response that can be met, and what is wrong with the others. They
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

/// Responses every challenge, if it can be.
#[cfg(fuzzing)]
pub(crate) fn response_any(headers: &HeaderMap) -> Vec<HeaderValue> {
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    fn headers(fields: &[impl AsRef<str>]) -> HeaderMap {
        fields
            .iter()
            .map(|field| (header::WWW_AUTHENTICATE, field.as_ref().parse().unwrap()))
            .collect()
    }

    fn only(field: &str) -> DigestClient {
        let (mut usable, problems) = challenges(&headers(&[field]));
        assert_eq!((usable.len(), problems.len()), (1, 0), "{field}: {problems:?}");
        usable.remove(0)
    }

    /// The response to a challenge with this nonce of the client's.
    fn response(field: &str, nonce: &str, user: [&str; 2], uri: &str) -> String {
        let [username, password] = user;
        let parameters = PasswordParams { username, password, uri, method: "GET", body: None };
        let mut challenge = Challenge { client: only(field), session: Some(nonce.to_owned()) };
        challenge.respond(&parameters).unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn the_first_example_of_rfc_7616() {
        for (algorithm, expected) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        ] {
            let field = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", \
                 algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", \
                 opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let nonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
            let user = ["Mufasa", "Circle of Life"];
            let field = response(&field, nonce, user, "/dir/index.html");
            assert!(field.contains(&format!("response=\"{expected}\"")), "{field}");
            assert!(field.contains("nc=00000001, ") && field.contains("qop=auth, "), "{field}");
        }
    }

    /// With the values of erratum 4897.
    #[test]
    fn the_second_example_of_rfc_7616() {
        let field = "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256, \
                     nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\", \
                     opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", \
                     charset=UTF-8, userhash=true";
        let nonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
        let user = ["J\u{e4}s\u{f8}n Doe", "Secret, or not?"];
        let response = response(field, nonce, user, "/doe.json");
        for part in [
            "username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"",
            "userhash=true",
            "response=\"3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5\"",
        ] {
            assert!(response.contains(part), "{response}");
        }
    }

    #[test]
    fn a_response_is_sensitive_and_says_its_algorithm() {
        for (algorithm, said) in [("MD5", false), ("SHA-256", true), ("SHA-512-256", true)] {
            let field = format!("Digest realm=\"x\", nonce=\"y\", algorithm={algorithm}");
            let mut challenge = Challenge { client: only(&field), session: None };
            let parameters = PasswordParams {
                username: "me",
                password: "secret",
                uri: "/",
                method: "GET",
                body: None,
            };
            let value = challenge.respond(&parameters).unwrap();
            assert!(value.is_sensitive());
            let text = value.to_str().unwrap();
            assert_eq!(text.contains(&format!(", algorithm={algorithm}")), said, "{text}");
            assert!(!text.contains("nc=") && !text.contains("cnonce="), "{text}");
        }
    }

    #[test]
    fn a_fresh_proof_that_is_refused_is_not_repeated_unless_it_was_stale() {
        let digest = Digest::new("me".to_owned(), "secret".into());
        let fresh = headers(&["Digest realm=\"x\", nonce=\"y\", qop=\"auth\""]);
        let stale = headers(&["Digest realm=\"x\", nonce=\"z\", qop=\"auth\", stale=TRUE"]);
        let url = url::Url::parse("https://example.com/a?b").unwrap();
        let request = Outgoing::new(http::Method::GET, url);
        let mut sent = Proof::None;
        assert!(digest.prove(&request, &mut sent).is_none());
        assert!(digest.take_challenge(&fresh, &mut sent).unwrap());
        assert!(digest.prove(&request, &mut sent).is_some());
        assert!(!digest.take_challenge(&fresh, &mut sent).unwrap());
        assert!(digest.take_challenge(&stale, &mut sent).unwrap());
        // To another call it is one that was kept.
        let mut sent = Proof::None;
        let text = digest.prove(&request, &mut sent).unwrap();
        assert!(text.to_str().unwrap().contains("uri=\"/a?b\""));
        assert_eq!(sent, Proof::PinnedMediaTypes);
        assert!(digest.take_challenge(&fresh, &mut sent).unwrap());
    }

    #[test]
    fn bytes_that_are_no_text_are_a_problem_and_hide_nothing_else() {
        let good = HeaderValue::from_static("Digest realm=\"x\", nonce=\"y\"");
        let bad = HeaderValue::from_bytes(b"Digest realm=\"\xfc\", nonce=\"y\"").unwrap();
        let fields = [bad, good].map(|value| (header::WWW_AUTHENTICATE, value));
        let (usable, problems) = challenges(&fields.into_iter().collect());
        assert_eq!(usable.len(), 1);
        assert_eq!(problems, ["it holds characters that are not ASCII"]);
    }

    /// A challenge as it is meant.
    #[derive(Debug, Clone)]
    struct Meant {
        realm: String,
        nonce: String,
        opaque: Option<String>,
        /// An index into the algorithms.
        algorithm: Option<usize>,
        qop: Option<&'static str>,
        stale: Option<bool>,
        userhash: Option<bool>,
    }

    /// One way to write a challenge.
    #[derive(Debug, Clone)]
    struct Style {
        scheme: &'static str,
        upper: Vec<bool>,
        /// Before and after `=`, and before and after each comma.
        spaces: [&'static str; 4],
        /// Whether a character is escaped though it need not be.
        escaped: Vec<bool>,
        /// Whether a value that is a token is quoted nevertheless.
        quoted: bool,
        /// How far the parameters are turned around.
        turn: usize,
    }

    fn is_token(text: &str) -> bool {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !text.is_empty() && text.bytes().all(is_part)
    }

    impl Meant {
        fn write(&self, style: &Style) -> String {
            let mut parameters = vec![("realm", self.realm.clone(), true)];
            parameters.push(("nonce", self.nonce.clone(), true));
            parameters.push(("domain", "/a /b".to_owned(), true));
            parameters.push(("charset", "UTF-8".to_owned(), false));
            parameters.push(("x-more", "1, 2=3".to_owned(), true));
            let mut optional = |name, value: Option<String>, can_be_quoted| {
                parameters.extend(value.map(|value| (name, value, can_be_quoted)));
            };
            optional("opaque", self.opaque.clone(), true);
            optional("algorithm", self.algorithm.map(|it| ALGORITHMS[it].to_owned()), false);
            optional("qop", self.qop.map(str::to_owned), true);
            optional("stale", self.stale.map(|it| it.to_string()), false);
            optional("userhash", self.userhash.map(|it| it.to_string()), false);
            let turn = style.turn % parameters.len();
            parameters.rotate_left(turn);
            let mut upper = style.upper.iter().cycle();
            let mut escaped = style.escaped.iter().cycle();
            let [before, after, end, start] = style.spaces;
            let written: Vec<String> = parameters
                .into_iter()
                .map(|(name, value, can_be_quoted)| {
                    let name: String = name
                        .chars()
                        .map(|it| if *upper.next().unwrap() { it.to_ascii_uppercase() } else { it })
                        .collect();
                    let value = if can_be_quoted && (style.quoted || !is_token(&value)) {
                        let mut quoted = String::new();
                        for character in value.chars() {
                            if "\"\\".contains(character) || *escaped.next().unwrap() {
                                quoted.push('\\');
                            }
                            quoted.push(character);
                        }
                        format!("\"{quoted}\"")
                    } else {
                        value
                    };
                    format!("{name}{before}={after}{value}")
                })
                .collect();
            format!("{} {}", style.scheme, written.join(&format!("{end},{start}")))
        }

        fn assert_read(&self, read: &DigestClient) {
            assert_eq!(read.realm(), self.realm);
            assert_eq!(read.nonce(), self.nonce);
            assert_eq!(read.opaque().unwrap_or_default(), self.opaque.as_deref().unwrap_or(""));
            let algorithm = self.algorithm.unwrap_or_default();
            let kinds = [Algorithm::Md5, Algorithm::Sha256, Algorithm::Sha512Trunc256];
            assert_eq!(read.algorithm(), kinds[algorithm / 2]);
            assert_eq!(read.session(), algorithm % 2 == 1);
            assert_eq!(read.rfc2069_compat(), self.qop.is_none());
            assert_eq!(read.stale(), self.stale.unwrap_or_default());
        }
    }

    fn meant() -> impl Strategy<Value = Meant> {
        let text = || "[ -~\t]{0,12}";
        let qops = [None, Some("auth"), Some("auth,auth-int"), Some("auth-int , AUTH")];
        (
            (text(), text(), option::of(text())),
            option::of(0..ALGORITHMS.len()),
            proptest::sample::select(qops.to_vec()),
            (option::of(any::<bool>()), option::of(any::<bool>())),
        )
            .prop_map(|((realm, nonce, opaque), algorithm, qop, (stale, userhash))| {
                Meant {
                    realm,
                    nonce,
                    opaque,
                    algorithm,
                    // There is no session without it.
                    qop: if algorithm.unwrap_or(0) % 2 == 1 { qop.or(Some("auth")) } else { qop },
                    stale,
                    userhash,
                }
            })
    }

    fn style() -> impl Strategy<Value = Style> {
        let space = || proptest::sample::select(vec!["", " ", "\t", "  \t "]);
        let bools = || proptest::collection::vec(any::<bool>(), 1..9);
        (
            proptest::sample::select(vec!["Digest", "digest", "DIGEST", "dIgEsT"]),
            (bools(), bools(), any::<bool>()),
            [space(), space(), space(), space()],
            0_usize..20,
        )
            .prop_map(|(scheme, (upper, escaped, quoted), spaces, turn)| Style {
                scheme,
                upper,
                spaces,
                escaped,
                quoted,
                turn,
            })
    }

    /// Text that looks like a challenge more often than not.
    fn any_field() -> impl Strategy<Value = String> {
        let parts = [
            "Digest",
            "Basic",
            "realm",
            "nonce",
            "opaque",
            "qop",
            "algorithm",
            "stale",
            "auth",
            "MD5",
            "SHA-256-sess",
            "true",
            "=",
            "\"",
            "\\",
            ",",
            " ",
            "\t",
            "x",
            "\u{fc}",
            "~",
        ];
        proptest::collection::vec(proptest::sample::select(parts.to_vec()), 0..30)
            .prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_challenge_is_read_however_it_is_written(
            written in proptest::collection::vec((meant(), style()), 1..4),
            in_one_field in any::<bool>(),
        ) {
            let mut fields: Vec<String> =
                written.iter().map(|(meant, style)| meant.write(style)).collect();
            if in_one_field {
                fields = vec![fields.join(", ")];
            }
            let (usable, problems) = challenges(&headers(&fields));
            prop_assert_eq!(&problems, &[""; 0]);
            prop_assert_eq!(usable.len(), written.len());
            for ((meant, _), read) in written.iter().zip(&usable) {
                meant.assert_read(read);
            }
            // And each can be answered.
            for client in usable {
                let session = client.session().then(nonce);
                let parameters = PasswordParams {
                    username: "J\u{e4}s\u{f8}n \"Doe\"",
                    password: "",
                    uri: "/",
                    method: "GET",
                    body: None,
                };
                let value = Challenge { client, session }.respond(&parameters);
                prop_assert!(value.is_some());
            }
        }

        #[test]
        fn no_field_makes_it_panic(
            texts in proptest::collection::vec(any_field(), 0..4),
            bytes in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let texts = texts.into_iter().map(String::into_bytes).chain([bytes]);
            let fields: HeaderMap = texts
                .filter_map(|text| HeaderValue::from_bytes(&text).ok())
                .map(|value| (header::WWW_AUTHENTICATE, value))
                .collect();
            let digest = Digest::new("me".to_owned(), "secret".into());
            let url = url::Url::parse("https://example.com").unwrap();
            let request = Outgoing::new(http::Method::GET, url);
            let mut sent = Proof::None;
            let is_usable = digest.take_challenge(&fields, &mut sent).unwrap_or(false);
            prop_assert_eq!(digest.prove(&request, &mut sent).is_some(), is_usable);
        }
    }
}
