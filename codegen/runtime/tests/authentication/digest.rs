//! HTTP Digest: a proof that the service can check, for each challenge that there may be.

use std::sync::atomic::{AtomicUsize, Ordering};

use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::{Response, Server};

use crate::model::{API, CREATE, DIGEST_ONLY, Error, PEER, Peer, builder, create, send_create};
use crate::proof::{Door, Parts, Rules, hash, parameters, response};
use crate::service::{Crowd, UNAUTHORIZED, assert_all_succeed, json, serve};

fn client(server: &Server) -> Client {
    builder(server).digest("Mufasa", "Circle of Life").build().unwrap()
}

fn client_for(server: &Server, rules: &Rules) -> Client {
    builder(server).digest(rules.username, rules.password).build().unwrap()
}

/// One call that has to be asked for a proof, and one that has not.
async fn assert_two_calls(rules: Rules) {
    let door = Door::new(rules.clone());
    let server = door.open().await;
    let client = client_for(&server, &rules);
    let first = send_create(&client).await.map(|response| response.attempts());
    assert_eq!(door.faults(), [""; 0], "{rules:?}");
    assert_eq!(first.unwrap(), 2, "{rules:?}");
    let second = send_create(&client).await.map(|response| response.attempts());
    assert_eq!(door.faults(), [""; 0], "{rules:?}");
    assert_eq!(second.unwrap(), 1, "{rules:?}");
    assert_eq!(server.request_count(), 3);
    let counts = if rules.qop { &["00000001", "00000002"][..] } else { &[] };
    assert_eq!(door.counts(), counts, "{rules:?}");
}

#[tokio::test]
async fn every_algorithm_is_answered() {
    for algorithm in
        ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess"]
    {
        assert_two_calls(Rules::new(algorithm)).await;
    }
}

#[tokio::test]
async fn services_from_before_qop_are_answered() {
    for algorithm in ["MD5", "SHA-256", "SHA-512-256"] {
        assert_two_calls(Rules { qop: false, ..Rules::new(algorithm) }).await;
    }
}

#[tokio::test]
async fn one_challenge_among_several_is_answered() {
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
        assert_two_calls(Rules { fields: fields.to_vec(), ..Rules::new("SHA-256") }).await;
    }
}

#[tokio::test]
async fn names_are_read_in_upper_and_lower_case() {
    let door = Door::new(Rules::new("SHA-256"));
    let own = door.clone();
    let server = serve(move |request| match request.header("authorization")[..] {
        [] => {
            own.response(request);
            let nonce = Rules::new("SHA-256").nonce;
            let opaque = Rules::new("SHA-256").opaque.unwrap();
            let field = format!(
                "www-authenticate: dIgEsT Realm=http-auth@example.org, NONCE = \"1{nonce}\",\
                 \tALGORITHM=sha-256 ,Qop=AUTH,oPaque=\"{opaque}\""
            );
            // An `@` is no part of a token.
            let field = field.replace("http-auth@example.org", "\"http-auth@example.org\"");
            Response::kept("401 Unauthorized", &[&field], b"")
        }
        _ => own.response(request),
    })
    .await;
    send_create(&client(&server)).await.unwrap();
    assert_eq!(door.faults(), [""; 0]);
}

#[tokio::test]
async fn what_is_quoted_comes_back_as_it_was() {
    for text in ["", r#"say "hi""#, r"back\slash\\", "a, b=c", "tab\there", r#"\""#] {
        assert_two_calls(Rules { realm: text, ..Rules::new("SHA-256") }).await;
        assert_two_calls(Rules { nonce: text, ..Rules::new("MD5") }).await;
        if !text.is_empty() {
            assert_two_calls(Rules { opaque: Some(text), ..Rules::new("MD5-sess") }).await;
        }
    }
    assert_two_calls(Rules { opaque: None, ..Rules::new("SHA-256") }).await;
}

#[tokio::test]
async fn user_names_of_every_kind_are_sent() {
    for username in ["Jäsøn Doe", "名前", r#"a "b" \ c"#, "a:b", "a\nb", "%41*'"] {
        assert_two_calls(Rules { username, ..Rules::new("SHA-256") }).await;
        assert_two_calls(Rules { username, userhash: true, ..Rules::new("MD5") }).await;
    }
    assert_two_calls(Rules { password: "pässwörd: \"\\", ..Rules::new("SHA-256") }).await;
    assert_two_calls(Rules { userhash: true, ..Rules::new("SHA-256-sess") }).await;
}

#[tokio::test]
async fn the_proof_is_of_the_path_with_its_query() {
    let door = Door::new(Rules::new("SHA-256"));
    let server = door.open().await;
    let client = client(&server);
    let mut call = create(&client);
    call.set(2, &"a b&c/\"d\"?ü");
    call.send::<Peer, crate::model::ApiError>().await.unwrap();
    assert_eq!(door.faults(), [""; 0]);
    let [asked, proven] = &server.requests()[..] else { panic!("two requests") };
    assert!(asked.line().contains("?tag=a"), "{}", asked.line());
    assert_eq!(asked.line(), proven.line());

    // The count goes on, whatever is called.
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(door.faults(), [""; 0]);
    assert_eq!(door.counts(), ["00000001", "00000002"]);
}

#[tokio::test]
async fn both_requests_have_the_same_body() {
    let server = Door::new(Rules::new("SHA-256")).open().await;
    send_create(&client(&server)).await.unwrap();
    let [asked, proven] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(str::from_utf8(&asked.body).unwrap(), PEER);
    assert_eq!(asked.body, proven.body);
    let names = |names: Vec<&str>| -> Vec<String> {
        names.into_iter().filter(|name| *name != "authorization").map(str::to_owned).collect()
    };
    assert_eq!(names(asked.header_names()), names(proven.header_names()));
    assert_eq!(asked.header("authorization").len(), 0);
    assert_eq!(proven.header("authorization").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_at_the_same_time_have_different_counts() {
    let door = Door::new(Rules::new("SHA-256-sess"));
    let server = door.open().await;
    let client = client(&server);
    send_create(&client).await.unwrap();
    let crowd = Crowd::of(100).await;
    assert_all_succeed(&crowd.call(&client).await);
    assert_eq!(door.faults(), [""; 0]);
    assert_eq!(server.request_count(), crowd.size + 2);
    let expected: Vec<String> = (1..=crowd.size + 1).map(|count| format!("{count:08x}")).collect();
    assert_eq!(door.counts(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn first_calls_at_the_same_time_all_find_their_way() {
    for one_nonce in [false, true] {
        let crowd = Crowd::of(100).await;
        let door = Door::new(Rules { one_nonce, ..Rules::new("SHA-256-sess") });
        let server = door.open().await;
        assert_all_succeed(&crowd.call(&client(&server)).await);
        assert_eq!(door.faults(), [""; 0]);
        assert!(server.request_count() <= 2 * crowd.size);
    }
}

#[tokio::test]
async fn a_nonce_that_is_too_old_is_replaced() {
    for says_stale in [true, false] {
        let door = Door::new(Rules { says_stale, ..Rules::new("MD5-sess") });
        let server = door.open().await;
        let client = client(&server);
        send_create(&client).await.unwrap();
        door.renew();
        assert_eq!(send_create(&client).await.unwrap().attempts(), 2);
        assert_eq!(send_create(&client).await.unwrap().attempts(), 1);
        assert_eq!(door.faults(), [""; 0]);
        assert_eq!(server.request_count(), 5);
        assert_eq!(door.counts(), ["00000001", "00000001", "00000002", "00000002"]);
    }
}

#[tokio::test]
async fn a_nonce_that_is_too_old_at_once_is_replaced_once_more_and_not_for_ever() {
    // The nonces of the first proofs, so many, are forgotten before they are checked.
    for (forgotten, succeeds) in [(1, true), (2, false), (1_000, false)] {
        let door = Door::new(Rules::new("SHA-256"));
        let own = door.clone();
        let proofs = AtomicUsize::new(0);
        let server = serve(move |request| {
            if !request.header("authorization").is_empty()
                && proofs.fetch_add(1, Ordering::SeqCst) < forgotten
            {
                own.renew();
            }
            own.response(request)
        })
        .await;
        let outcome = send_create(&client(&server)).await;
        assert_eq!(outcome.is_ok(), succeeds, "{forgotten}");
        assert_eq!(server.request_count(), 3);
        if let Err(error) = outcome {
            assert!(error.is_auth() && error.is_status());
            assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (401, 3));
        }
        assert_eq!(door.faults(), [""; 0]);
    }
}

#[tokio::test]
async fn a_wrong_password_is_tried_once() {
    let door = Door::new(Rules::new("SHA-256"));
    let server = door.open().await;
    let client: Client = builder(&server).digest("Mufasa", "Hakuna Matata").build().unwrap();
    let error = send_create(&client).await.unwrap_err();
    assert!(error.is_auth() && error.is_status() && error.authentication().is_none());
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(error.bytes(), UNAUTHORIZED);
    assert_eq!(error.attempts(), 2);
    assert!(!error.request_may_have_been_executed());
    assert_eq!(server.request_count(), 2);
    assert_eq!(door.faults().len(), 1);

    // The next call cannot know that the challenge it kept is not what was wrong.
    let error = send_create(&client).await.unwrap_err();
    assert_eq!((error.attempts(), server.request_count()), (2, 4));
}

async fn refused(fields: &[&str]) -> (Error, usize) {
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
async fn a_challenge_that_cannot_be_met_says_why() {
    for (fields, reason) in [
        (
            &[r#"Digest realm="x", nonce="y", qop="auth-int""#][..],
            "it asks for a proof of the body (`qop=auth-int`)",
        ),
        (
            &[r#"Digest realm="x", nonce="y", algorithm=SHA-3, qop="auth""#],
            r#"unknown algorithm "SHA-3""#,
        ),
        (
            &[r#"Digest realm="x", nonce="y", algorithm=MD5-sess"#],
            "it asks for a session without `qop`, which has none",
        ),
        (&[r#"Digest nonce="y""#], "missing required parameter realm"),
        (&[r#"Digest realm="y""#], "missing required parameter nonce"),
        (&[r#"Digest realm="x", nonce="y", qop="fancy""#], r#"no supported qop in "fancy""#),
        (&[r#"Digest realm="x", nonce="y"#], "it is not as RFC 9110 has it"),
    ] {
        let (error, requests) = refused(fields).await;
        let problem = error.authentication().unwrap();
        assert_eq!(
            error.to_string(),
            format!("createPeer: the service's challenge cannot be answered: {reason}")
        );
        assert_eq!((problem.status(), problem.code()), (None, None));
        assert!(!error.is_status() && !error.is_transport());
        assert_eq!((requests, error.attempts()), (1, 1));
    }
}

#[tokio::test]
async fn a_service_that_does_not_ask_for_digest_is_taken_at_its_word() {
    for fields in [&[][..], &[r#"Basic realm="x""#], &["Bearer", "Negotiate"]] {
        let (error, requests) = refused(fields).await;
        assert!(error.is_status() && error.authentication().is_none());
        assert_eq!(error.error_code(), Some("UNAUTHORIZED"));
        assert_eq!((requests, error.attempts()), (1, 1));
    }
}

#[tokio::test]
async fn what_is_not_401_is_not_asked_again() {
    let field = r#"www-authenticate: Digest realm="x", nonce="y", qop="auth""#;
    let server = Server::json("403 Forbidden", &[field], "{}").await;
    let error = send_create(&client(&server)).await.unwrap_err();
    assert!(error.is_status() && !error.is_auth());
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_service_that_never_asks_gets_no_proof() {
    let server = serve(|_| json("200 OK", PEER)).await;
    let client = client(&server);
    send_create(&client).await.unwrap();
    send_create(&client).await.unwrap();
    assert!(server.requests().iter().all(|request| request.header("authorization").is_empty()));
}

#[test]
fn proofs_cross_no_network_unencrypted() {
    let builder: ClientBuilder =
        Client::builder(&API).base_url("http://example.com").digest("me", "secret");
    let problems = builder.build().unwrap_err().problems().to_vec();
    assert_eq!(
        problems,
        ["base URL: a proof that passwords can be guessed from would cross the network \
          unencrypted, use https (plain http is for 127.0.0.1, [::1] and localhost)"]
    );
    assert_eq!(CREATE.security.len(), 2);
}

#[test]
fn the_check_itself_agrees_with_the_examples_of_rfc_7616() {
    let parts = Parts {
        algorithm: "MD5",
        username: "Mufasa",
        realm: "http-auth@example.org",
        password: "Circle of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        counted: Some(["00000001", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"]),
    };
    assert_eq!(response(&parts), "8ca523f5e9506fed4657c9700eebdbec");
    assert_eq!(
        response(&Parts { algorithm: "SHA-256", ..parts }),
        "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    );
    // The second example, as erratum 4897 has it.
    let parts = Parts {
        algorithm: "SHA-512-256",
        username: "J\u{e4}s\u{f8}n Doe",
        realm: "api@example.org",
        password: "Secret, or not?",
        method: "GET",
        uri: "/doe.json",
        nonce: "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
        counted: Some(["00000001", "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v"]),
    };
    assert_eq!(
        response(&parts),
        "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"
    );
    assert_eq!(
        hash("SHA-512-256", &[parts.username, parts.realm]),
        "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    );
    // The example of RFC 2617, which counts, and that of RFC 2069 with erratum 749, which does not.
    let parts = Parts {
        algorithm: "MD5",
        username: "Mufasa",
        realm: "testrealm@host.com",
        password: "Circle Of Life",
        method: "GET",
        uri: "/dir/index.html",
        nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        counted: Some(["00000001", "0a4f113b"]),
    };
    assert_eq!(response(&parts), "6629fae49393a05397450978507c4ef1");
    let parts = Parts { password: "CircleOfLife", counted: None, ..parts };
    assert_eq!(response(&parts), "1949323746fe6a43ef61f9606e7febea");
}

#[test]
fn the_check_itself_reads_what_is_quoted() {
    let read: Vec<_> = parameters(r#"Digest a="x, \"y\\", b=1, c="""#)
        .into_iter()
        .map(|parameter| (parameter.name, parameter.value, parameter.quoted))
        .collect();
    let expected = [("a", r#"x, "y\"#, true), ("b", "1", false), ("c", "", true)];
    let expected = expected.map(|(name, value, quoted)| (name.into(), value.into(), quoted));
    assert_eq!(read, expected);
}
