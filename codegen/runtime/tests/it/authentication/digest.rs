//! HTTP Digest: authorization for every form of challenge.

use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::{Response, Server};

use super::callers::{Callers, assert_all_succeed};
use super::digest_server::{DigestConfig, DigestInput, DigestServer, hash, parameters, response};
use super::service::{UNAUTHORIZED, json, serve};
use crate::api::{API, CREATE, DIGEST_ONLY, Error, PEER, Peer, builder, create, send_create};

fn client(server: &Server) -> Client {
    builder(server).digest("Mufasa", "Circle of Life").build().unwrap()
}

fn client_for(server: &Server, config: &DigestConfig) -> Client {
    builder(server).digest(config.username, config.password).build().unwrap()
}

/// Asserts that the first call is challenged and the second one reuses the nonce.
async fn assert_challenged_once(config: DigestConfig) {
    let digest_server = DigestServer::new(config.clone());
    let server = digest_server.start().await;
    let client = client_for(&server, &config);
    let first = send_create(&client).await.map(|response| response.attempts());
    assert_eq!(digest_server.rejections(), [""; 0], "{config:?}");
    assert_eq!(first.unwrap(), 2, "{config:?}");
    let second = send_create(&client).await.map(|response| response.attempts());
    assert_eq!(digest_server.rejections(), [""; 0], "{config:?}");
    assert_eq!(second.unwrap(), 1, "{config:?}");
    assert_eq!(server.request_count(), 3);
    let counts = if config.qop { &["00000001", "00000002"][..] } else { &[] };
    assert_eq!(digest_server.nonce_counts(), counts, "{config:?}");
}

#[tokio::test]
async fn supports_every_algorithm() {
    for algorithm in
        ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"]
    {
        assert_challenged_once(DigestConfig::new(algorithm)).await;
    }
}

#[tokio::test]
async fn supports_challenges_without_qop() {
    for algorithm in ["MD5", "SHA-256", "SHA-512-256"] {
        assert_challenged_once(DigestConfig { qop: false, ..DigestConfig::new(algorithm) }).await;
    }
}

#[tokio::test]
async fn picks_the_supported_challenge_among_several() {
    const UNKNOWN: &str = r#"Digest realm="x", nonce="y", algorithm=SHA-3, qop="auth""#;
    const UNKNOWN_FIRST: &str =
        r#"Digest realm="x", nonce="y", algorithm=SHA-3, qop="auth", CHALLENGE"#;
    const LATER: &str = r#"CHALLENGE, Digest realm="x", nonce="y", algorithm=MD5, qop="auth""#;
    for fields in [
        &[r#"Basic realm="a, b", CHALLENGE"#][..],
        &[r#"Basic realm="a, b""#, "CHALLENGE"],
        &[r#"CHALLENGE, Basic realm="Digest realm=1""#],
        &[UNKNOWN_FIRST],
        &[UNKNOWN, "CHALLENGE"],
        &[r#"Basic realm="x", Negotiate"#, UNKNOWN, "CHALLENGE"],
        &[r#"Bearer error="invalid_token", Negotiate, CHALLENGE"#],
        &["NTLM TlRMTVNTUAACAAAADAAMADAAAAA=", "CHALLENGE"],
        &["CHALLENGE", "&%$!"],
        &[r#"Digest realm="x", nonce="y", qop="auth-int""#, "CHALLENGE"],
        &[r#"Digest realm="it has no nonce""#, "CHALLENGE"],
        &[LATER],
        &[", ,CHALLENGE,, "],
    ] {
        assert_challenged_once(DigestConfig {
            fields: fields.to_vec(),
            ..DigestConfig::new("SHA-256")
        })
        .await;
    }
}

#[tokio::test]
async fn challenge_names_are_case_insensitive() {
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
    let handler = digest_server.clone();
    let server = serve(move |request| match request.header("authorization")[..] {
        [] => {
            handler.response(request);
            let nonce = DigestConfig::new("SHA-256").nonce;
            let opaque = DigestConfig::new("SHA-256").opaque.unwrap();
            let field = format!(
                "www-authenticate: dIgEsT Realm=http-auth@example.org, NONCE = \"1{nonce}\",\
                 \tALGORITHM=sha-256 ,Qop=AUTH,oPaque=\"{opaque}\""
            );
            // `@` is not allowed in an unquoted token.
            let field = field.replace("http-auth@example.org", "\"http-auth@example.org\"");
            Response::keep_alive("401 Unauthorized", &[&field], b"")
        }
        _ => handler.response(request),
    })
    .await;
    send_create(&client(&server)).await.unwrap();
    assert_eq!(digest_server.rejections(), [""; 0]);
}

#[tokio::test]
async fn echoes_quoted_values_unchanged() {
    for text in ["", r#"say "hi""#, r"back\slash\\", "a, b=c", "tab\there", r#"\""#] {
        assert_challenged_once(DigestConfig { realm: text, ..DigestConfig::new("SHA-256") }).await;
        assert_challenged_once(DigestConfig { nonce: text, ..DigestConfig::new("MD5") }).await;
        if !text.is_empty() {
            assert_challenged_once(DigestConfig {
                opaque: Some(text),
                ..DigestConfig::new("MD5-sess")
            })
            .await;
        }
    }
    assert_challenged_once(DigestConfig { opaque: None, ..DigestConfig::new("SHA-256") }).await;
}

#[tokio::test]
async fn encodes_unusual_user_names_and_passwords() {
    for username in ["Jäsøn Doe", "名前", r#"a "b" \ c"#, "a:b", "a\nb", "%41*'"] {
        assert_challenged_once(DigestConfig { username, ..DigestConfig::new("SHA-256") }).await;
        assert_challenged_once(DigestConfig {
            username,
            userhash: true,
            ..DigestConfig::new("MD5")
        })
        .await;
    }
    assert_challenged_once(DigestConfig {
        password: "pässwörd: \"\\",
        ..DigestConfig::new("SHA-256")
    })
    .await;
    assert_challenged_once(DigestConfig { userhash: true, ..DigestConfig::new("SHA-256-sess") })
        .await;
}

#[tokio::test]
async fn digest_covers_path_and_query() {
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
    let server = digest_server.start().await;
    let client = client(&server);
    let mut call = create(&client);
    call.set(2, &"a b&c/\"d\"?ü");
    call.send::<Peer, crate::api::ApiError>().await.unwrap();
    assert_eq!(digest_server.rejections(), [""; 0]);
    let [challenged, authorized] = &server.requests()[..] else { panic!("two requests") };
    assert!(challenged.line().contains("?tag=a"), "{}", challenged.line());
    assert_eq!(challenged.line(), authorized.line());

    // The nonce count is shared by all operations.
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(digest_server.rejections(), [""; 0]);
    assert_eq!(digest_server.nonce_counts(), ["00000001", "00000002"]);
}

#[tokio::test]
async fn challenged_and_authorized_requests_are_identical() {
    let server = DigestServer::new(DigestConfig::new("SHA-256")).start().await;
    send_create(&client(&server)).await.unwrap();
    let [challenged, authorized] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(str::from_utf8(&challenged.body).unwrap(), PEER);
    assert_eq!(challenged.body, authorized.body);
    let names = |names: Vec<&str>| -> Vec<String> {
        names.into_iter().filter(|name| *name != "authorization").map(str::to_owned).collect()
    };
    assert_eq!(names(challenged.header_names()), names(authorized.header_names()));
    assert_eq!(challenged.header("authorization").len(), 0);
    assert_eq!(authorized.header("authorization").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_calls_use_distinct_nonce_counts() {
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256-sess"));
    let server = digest_server.start().await;
    let client = client(&server);
    send_create(&client).await.unwrap();
    let callers = Callers::up_to(100).await;
    assert_all_succeed(&callers.call(&client).await);
    assert_eq!(digest_server.rejections(), [""; 0]);
    assert_eq!(server.request_count(), callers.count + 2);
    let expected: Vec<String> =
        (1..=callers.count + 1).map(|count| format!("{count:08x}")).collect();
    assert_eq!(digest_server.nonce_counts(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_first_calls_all_succeed() {
    for shares_nonce in [false, true] {
        let callers = Callers::up_to(100).await;
        let digest_server =
            DigestServer::new(DigestConfig { shares_nonce, ..DigestConfig::new("SHA-256-sess") });
        let server = digest_server.start().await;
        assert_all_succeed(&callers.call(&client(&server)).await);
        assert_eq!(digest_server.rejections(), [""; 0]);
        assert!(server.request_count() <= 2 * callers.count);
    }
}

#[tokio::test]
async fn replaces_an_expired_nonce() {
    for sends_stale in [true, false] {
        let digest_server =
            DigestServer::new(DigestConfig { sends_stale, ..DigestConfig::new("MD5-sess") });
        let server = digest_server.start().await;
        let client = client(&server);
        send_create(&client).await.unwrap();
        digest_server.expire_nonces();
        assert_eq!(send_create(&client).await.unwrap().attempts(), 2);
        assert_eq!(send_create(&client).await.unwrap().attempts(), 1);
        assert_eq!(digest_server.rejections(), [""; 0]);
        assert_eq!(server.request_count(), 5);
        assert_eq!(digest_server.nonce_counts(), ["00000001", "00000001", "00000002", "00000002"]);
    }
}

#[tokio::test]
async fn replaces_an_immediately_expired_nonce_only_once() {
    // The nonces of the first `expired` authorized requests expire before they are verified.
    for (expired, succeeds) in [(1, true), (2, false), (1_000, false)] {
        let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
        let handler = digest_server.clone();
        let authorized_requests = AtomicUsize::new(0);
        let server = serve(move |request| {
            if !request.header("authorization").is_empty()
                && authorized_requests.fetch_add(1, Ordering::SeqCst) < expired
            {
                handler.expire_nonces();
            }
            handler.response(request)
        })
        .await;
        let outcome = send_create(&client(&server)).await;
        assert_eq!(outcome.is_ok(), succeeds, "{expired}");
        assert_eq!(server.request_count(), 3);
        if let Err(error) = outcome {
            assert!(error.is_auth() && error.is_status());
            assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 3));
        }
        assert_eq!(digest_server.rejections(), [""; 0]);
    }
}

#[tokio::test]
async fn sends_a_wrong_password_once_per_call() {
    let digest_server = DigestServer::new(DigestConfig::new("SHA-256"));
    let server = digest_server.start().await;
    let client: Client = builder(&server).digest("Mufasa", "Hakuna Matata").build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status() && error.authentication().is_none());
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.bytes(), UNAUTHORIZED);
    assert_eq!(error.attempts(), 2);
    assert!(!error.request_may_have_been_executed());
    assert_eq!(server.request_count(), 2);
    assert_eq!(digest_server.rejections().len(), 1);

    // The cached challenge is not known to be valid, so the next call is challenged again.
    let error = send_create(&client).await.unwrap_err();
    assert_eq!((error.attempts(), server.request_count()), (2, 4));
}

async fn rejected_call(fields: &[&str]) -> (Error, usize) {
    let headers: Vec<String> =
        fields.iter().map(|field| format!("www-authenticate: {field}")).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let server = Server::json("401 Unauthorized", &headers, UNAUTHORIZED).await;
    let error = send_create(&client(&server)).await.unwrap_err();
    assert!(error.is_auth());
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.bytes(), UNAUTHORIZED);
    assert!(!error.request_may_have_been_executed());
    (error, server.request_count())
}

#[tokio::test]
async fn reports_unsupported_challenges() {
    for (fields, reason) in [
        (
            &[r#"Digest realm="x", nonce="y", qop="auth-int""#][..],
            "integrity protection of the body (`qop=auth-int`) is not supported",
        ),
        (
            &[r#"Digest realm="x", nonce="y", algorithm=SHA-3, qop="auth""#],
            r#"unknown algorithm "SHA-3""#,
        ),
        (
            &[r#"Digest realm="x", nonce="y", algorithm=MD5-sess"#],
            "it has a session algorithm without `qop`",
        ),
        (&[r#"Digest nonce="y""#], "missing required parameter realm"),
        (&[r#"Digest realm="y""#], "missing required parameter nonce"),
        (&[r#"Digest realm="x", nonce="y", qop="fancy""#], r#"no supported qop in "fancy""#),
        (&[r#"Digest realm="x", nonce="y"#], "it does not match the grammar of RFC 9110"),
    ] {
        let (error, requests) = rejected_call(fields).await;
        let problem = error.authentication().unwrap();
        assert_eq!(
            error.to_string(),
            format!("createPeer: cannot respond to the authentication challenge: {reason}")
        );
        assert_eq!((problem.status(), problem.code()), (None, None));
        assert!(!error.is_status() && !error.is_transport());
        assert_eq!((requests, error.attempts()), (1, 1));
    }
}

#[tokio::test]
async fn returns_the_401_if_there_is_no_digest_challenge() {
    for fields in [&[][..], &[r#"Basic realm="x""#], &["Bearer", "Negotiate"]] {
        let (error, requests) = rejected_call(fields).await;
        assert!(error.is_status() && error.authentication().is_none());
        assert_eq!(error.error_code(), Some("UNAUTHORIZED"));
        assert_eq!((requests, error.attempts()), (1, 1));
    }
}

#[tokio::test]
async fn challenges_of_other_statuses_are_ignored() {
    let field = r#"www-authenticate: Digest realm="x", nonce="y", qop="auth""#;
    let server = Server::json("403 Forbidden", &[field], "{}").await;
    let error = send_create(&client(&server)).await.unwrap_err();
    assert!(error.is_status() && !error.is_auth());
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn sends_no_authorization_without_a_challenge() {
    let server = serve(|_| json("200 OK", PEER)).await;
    let client = client(&server);
    send_create(&client).await.unwrap();
    send_create(&client).await.unwrap();
    assert!(server.requests().iter().all(|request| request.header("authorization").is_empty()));
}

#[test]
fn refuses_digest_over_unencrypted_connections() {
    let builder: ClientBuilder =
        Client::builder(&API).no_proxy().base_url("http://example.com").digest("me", "secret");
    let problems = builder.build().unwrap_err().problems().to_vec();
    assert_eq!(
        problems,
        ["base URL: a digest that allows an offline attack on the password would be sent \
          unencrypted, use https (http is allowed for 127.0.0.1, [::1] and localhost, and by \
          allow_plain_http)"]
    );
    assert_eq!(CREATE.security.len(), 2);
}

#[test]
fn test_server_digest_matches_the_rfc_examples() {
    let parts = DigestInput {
        algorithm: "MD5",
        username: "Mufasa",
        realm: "http-auth@example.org",
        password: "Circle of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        counter: Some(["00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"]),
    };
    assert_eq!(response(&parts), "8ca523f5e9506fed4657c9700eebdbec");
    assert_eq!(
        response(&DigestInput { algorithm: "SHA-256", ..parts }),
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    );
    // The second example, corrected by erratum 4897.
    let parts = DigestInput {
        algorithm: "SHA-512-256",
        username: "J\u{e4}s\u{f8}n Doe",
        realm: "api@example.org",
        password: "Secret, or not?",
        method: "GET",
        uri: "/doe.json",
        nonce: "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        counter: Some(["00000001", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"]),
    };
    assert_eq!(
        response(&parts),
        "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    );
    assert_eq!(
        hash("SHA-512-256", &[parts.username, parts.realm]),
        "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    );
    // The examples of RFC 2617 (with a nonce count) and of RFC 2069, erratum 749 (without).
    let parts = DigestInput {
        algorithm: "MD5",
        username: "Mufasa",
        realm: "testrealm@host.com",
        password: "Circle Of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        counter: Some(["00000001", "0a4f113b"]),
    };
    assert_eq!(response(&parts), "6629fae49393a05397450978507c4ef1");
    let parts = DigestInput { password: "CircleOfLife", counter: None, ..parts };
    assert_eq!(response(&parts), "1949323746fe6a43ef61f9606e7febea");
}

#[test]
fn test_server_parses_quoted_parameters() {
    let read: Vec<_> = parameters(r#"Digest a="x, \"y\\", b=1, c="""#)
        .into_iter()
        .map(|parameter| (parameter.name, parameter.value, parameter.quoted))
        .collect();
    let expected = [("a", r#"x, "y\"#, true), ("b", "1", false), ("c", "", true)];
    let expected = expected.map(|(name, value, quoted)| (name.into(), value.into(), quoted));
    assert_eq!(read, expected);
}
