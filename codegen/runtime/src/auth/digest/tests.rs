//! The examples of RFC 7616, and property tests of the challenge parser.

use http::header;
use http_auth::DigestClient;
use http_auth::digest::Algorithm;
use proptest::option;
use proptest::prelude::*;

use super::challenge::{ALGORITHMS, parse};
use super::*;

fn headers(fields: &[impl AsRef<str>]) -> HeaderMap {
    fields.iter().map(|field| (header::WWW_AUTHENTICATE, field.as_ref().parse().unwrap())).collect()
}

fn only(field: &str) -> DigestClient {
    let (mut supported, problems) = parse(&headers(&[field]));
    assert_eq!((supported.len(), problems.len()), (1, 0), "{field}: {problems:?}");
    supported.remove(0)
}

/// Returns the response to a challenge with a given client nonce.
fn response(field: &str, nonce: &str, user: [&str; 2], uri: &str) -> String {
    let [username, password] = user;
    let parameters = PasswordParams { username, password, uri, method: "GET", body: None };
    let mut challenge = Challenge { client: only(field), session_nonce: Some(nonce.to_owned()) };
    challenge.respond(&parameters).unwrap().to_str().unwrap().to_owned()
}

#[test]
fn matches_the_first_example_of_rfc_7616() {
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

/// The values are those of erratum 4897.
#[test]
fn matches_the_second_example_of_rfc_7616() {
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
fn responses_are_sensitive_and_name_the_algorithm() {
    for (algorithm, is_named) in [("MD5", false), ("SHA-256", true), ("SHA-512-256", true)] {
        let field = format!("Digest realm=\"x\", nonce=\"y\", algorithm={algorithm}");
        let mut challenge = Challenge { client: only(&field), session_nonce: None };
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
        assert_eq!(text.contains(&format!(", algorithm={algorithm}")), is_named, "{text}");
        assert!(!text.contains("nc=") && !text.contains("cnonce="), "{text}");
    }
}

#[test]
fn prefers_the_strongest_challenge() {
    let challenge = |parameters: &str| format!("Digest realm=\"x\", nonce=\"y\"{parameters}");
    let md5 = challenge("");
    let md5_qop = challenge(", qop=\"auth\", algorithm=MD5");
    let sha256 = challenge(", qop=\"auth\", algorithm=SHA-256");
    let sha512 = challenge(", qop=\"auth\", algorithm=SHA-512-256");
    for (offered, expected) in [
        (vec![&md5, &sha256], "SHA-256"),
        (vec![&sha256, &sha512, &md5_qop], "SHA-512-256"),
        (vec![&md5, &md5_qop], "MD5"),
    ] {
        let fields: Vec<&str> = offered.iter().map(|field| field.as_str()).collect();
        for fields in [headers(&fields), headers(&[fields.join(", ")])] {
            let digest = Digest::new("me".to_owned(), "secret".into());
            let mut progress = DigestState::Unauthenticated;
            assert!(digest.take_challenge(&fields, &mut progress).unwrap());
            let url = url::Url::parse("https://example.com/").unwrap();
            let request = OutgoingRequest::new(http::Method::GET, url);
            let value = digest.authorization(&request, &mut progress).unwrap();
            let value = value.to_str().unwrap();
            assert!(value.contains(&format!("algorithm={expected}")), "{value}");
            assert!(value.contains("qop=auth"), "{value}");
        }
    }
}

#[test]
fn repeats_a_fresh_response_only_if_it_was_stale() {
    let digest = Digest::new("me".to_owned(), "secret".into());
    let fresh = headers(&["Digest realm=\"x\", nonce=\"y\", qop=\"auth\""]);
    let stale = headers(&["Digest realm=\"x\", nonce=\"z\", qop=\"auth\", stale=TRUE"]);
    let url = url::Url::parse("https://example.com/a?b").unwrap();
    let request = OutgoingRequest::new(http::Method::GET, url);
    let mut progress = DigestState::Unauthenticated;
    assert!(digest.authorization(&request, &mut progress).is_none());
    assert!(digest.take_challenge(&fresh, &mut progress).unwrap());
    assert!(digest.authorization(&request, &mut progress).is_some());
    assert!(!digest.take_challenge(&fresh, &mut progress).unwrap());
    assert!(digest.take_challenge(&stale, &mut progress).unwrap());
    // Another call uses it as a cached challenge.
    let mut progress = DigestState::Unauthenticated;
    let text = digest.authorization(&request, &mut progress).unwrap();
    assert!(text.to_str().unwrap().contains("uri=\"/a?b\""));
    assert_eq!(progress, DigestState::Cached);
    assert!(digest.take_challenge(&fresh, &mut progress).unwrap());
}

#[test]
fn skips_challenges_that_are_not_ascii() {
    let good = HeaderValue::from_static("Digest realm=\"x\", nonce=\"y\"");
    let bad = HeaderValue::from_bytes(b"Digest realm=\"\xfc\", nonce=\"y\"").unwrap();
    let fields = [bad, good].map(|value| (header::WWW_AUTHENTICATE, value));
    let (supported, problems) = parse(&fields.into_iter().collect());
    assert_eq!(supported.len(), 1);
    assert_eq!(problems, ["it contains characters that are not ASCII"]);
}

/// The values of a challenge.
#[derive(Debug, Clone)]
struct ChallengeValues {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    /// An index into the algorithms.
    algorithm: Option<usize>,
    qop: Option<&'static str>,
    stale: Option<bool>,
    userhash: Option<bool>,
}

/// The formatting of a challenge.
#[derive(Debug, Clone)]
struct Formatting {
    scheme: &'static str,
    upper: Vec<bool>,
    /// The space before and after `=`, and before and after each comma.
    spaces: [&'static str; 4],
    /// Whether a character is escaped without need.
    escaped: Vec<bool>,
    /// Whether a value that is a token is quoted.
    quoted: bool,
    /// The number of positions the parameters are rotated by.
    rotation: usize,
}

fn is_token(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_part)
}

impl ChallengeValues {
    fn write(&self, format: &Formatting) -> String {
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
        let rotation = format.rotation % parameters.len();
        parameters.rotate_left(rotation);
        let mut upper = format.upper.iter().cycle();
        let mut escaped = format.escaped.iter().cycle();
        let [before, after, end, start] = format.spaces;
        let written: Vec<String> = parameters
            .into_iter()
            .map(|(name, value, can_be_quoted)| {
                let name: String = name
                    .chars()
                    .map(|it| if *upper.next().unwrap() { it.to_ascii_uppercase() } else { it })
                    .collect();
                let value = if can_be_quoted && (format.quoted || !is_token(&value)) {
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
        format!("{} {}", format.scheme, written.join(&format!("{end},{start}")))
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

fn values() -> impl Strategy<Value = ChallengeValues> {
    let text = || "[ -~\t]{0,12}";
    let qops = [None, Some("auth"), Some("auth,auth-int"), Some("auth-int , AUTH")];
    (
        (text(), text(), option::of(text())),
        option::of(0..ALGORITHMS.len()),
        proptest::sample::select(qops.to_vec()),
        (option::of(any::<bool>()), option::of(any::<bool>())),
    )
        .prop_map(|((realm, nonce, opaque), algorithm, qop, (stale, userhash))| {
            ChallengeValues {
                realm,
                nonce,
                opaque,
                algorithm,
                // A session algorithm requires `qop`.
                qop: if algorithm.unwrap_or(0) % 2 == 1 { qop.or(Some("auth")) } else { qop },
                stale,
                userhash,
            }
        })
}

fn formatting() -> impl Strategy<Value = Formatting> {
    let space = || proptest::sample::select(vec!["", " ", "\t", "  \t "]);
    let bools = || proptest::collection::vec(any::<bool>(), 1..9);
    (
        proptest::sample::select(vec!["Digest", "digest", "DIGEST", "dIgEsT"]),
        (bools(), bools(), any::<bool>()),
        [space(), space(), space(), space()],
        0_usize..20,
    )
        .prop_map(|(scheme, (upper, escaped, quoted), spaces, rotation)| Formatting {
            scheme,
            upper,
            spaces,
            escaped,
            quoted,
            rotation,
        })
}

/// Generates text that resembles a challenge.
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
    fn parses_challenges_in_any_formatting(
        written in proptest::collection::vec((values(), formatting()), 1..4),
        in_one_field in any::<bool>(),
    ) {
        let mut fields: Vec<String> =
            written.iter().map(|(values, format)| values.write(format)).collect();
        if in_one_field {
            fields = vec![fields.join(", ")];
        }
        let (supported, problems) = parse(&headers(&fields));
        prop_assert_eq!(&problems, &[""; 0]);
        prop_assert_eq!(supported.len(), written.len());
        for ((values, _), read) in written.iter().zip(&supported) {
            values.assert_read(read);
        }
        for client in supported {
            let parameters = PasswordParams {
                username: "J\u{e4}s\u{f8}n \"Doe\"",
                password: "",
                uri: "/",
                method: "GET",
                body: None,
            };
            let value = Challenge::new(client).respond(&parameters);
            prop_assert!(value.is_some());
        }
    }

    #[test]
    fn never_panics(
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
        let request = OutgoingRequest::new(http::Method::GET, url);
        let mut state = DigestState::Unauthenticated;
        let is_supported = digest.take_challenge(&fields, &mut state).unwrap_or(false);
        prop_assert_eq!(digest.authorization(&request, &mut state).is_some(), is_supported);
    }
}
