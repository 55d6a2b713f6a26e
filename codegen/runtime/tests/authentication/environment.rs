//! Settings from the environment: which variables count, which way goes first, and what is wrong with them.

use std::collections::HashMap;
use std::ffi::OsString;

use portolan_runtime::{Client, ClientBuilder};
use portolan_test_server::Server;

use crate::model::{API, DIGEST_ONLY, Peer, send_create};
use crate::proof::{Door, Rules};
use crate::service::{Service, serve};

fn with(builder: ClientBuilder, variables: &[(&str, &str)]) -> ClientBuilder {
    let variables: HashMap<&str, &str> = variables.iter().copied().collect();
    builder.environment_from(|name| variables.get(name).map(OsString::from))
}

fn problems(builder: ClientBuilder) -> Vec<String> {
    builder.build().unwrap_err().problems().to_vec()
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&API).base_url(server.url())
}

/// A service that takes tokens of its own and proofs of Digest.
async fn any_way() -> Server {
    let (service, door) = (Service::default(), Door::new(Rules::new("SHA-256")));
    serve(move |request| match request.header("authorization")[..] {
        [proof] if !proof.starts_with("Digest ") => service.response(request),
        _ => door.response(request),
    })
    .await
}

/// What reached the service: its lines, each with the scheme of its proof.
fn lines(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let line = |request: &portolan_test_server::Request| {
        let proof = request.header("authorization").join(" and ");
        let path = request.line().rsplit('/').next().unwrap().to_owned();
        let scheme = proof.split(' ').next().unwrap();
        if scheme == "Bearer" { format!("{path} {proof}") } else { format!("{path} {scheme}") }
    };
    requests.iter().map(line).collect()
}

const TOKEN: (&str, &str) = ("PEERS_ACCESS_TOKEN", "token");
const ACCOUNT: [(&str, &str); 2] = [("PEERS_CLIENT_ID", "id"), ("PEERS_CLIENT_SECRET", "secret")];
const USER: [(&str, &str); 2] =
    [("PEERS_PUBLIC_KEY", "Mufasa"), ("PEERS_PRIVATE_KEY", "Circle of Life")];

#[tokio::test]
async fn each_way_is_taken_from_its_variables() {
    for (variables, expected) in [
        (&[TOKEN][..], &["peers Bearer token"][..]),
        (&ACCOUNT, &["token Basic", "peers Bearer token-1"]),
        (&USER, &["peers ", "peers Digest"]),
    ] {
        let server = any_way().await;
        let client = with(builder(&server), variables).build().unwrap();
        // The token that is fixed is none of the service's.
        let _ = send_create(&client).await;
        assert_eq!(lines(&server), expected);
    }
}

#[tokio::test]
async fn where_several_ways_are_set_the_first_one_that_fits_is_taken() {
    let all = [&[TOKEN][..], &ACCOUNT, &USER].concat();
    for (variables, expected) in [
        (&all[..], &["peers Bearer token"][..]),
        (&all[1..], &["token Basic", "peers Bearer token-1"]),
    ] {
        let server = any_way().await;
        let client = with(builder(&server), variables).build().unwrap();
        let _ = send_create(&client).await;
        assert_eq!(lines(&server), expected);
        client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
        let digest = ["digest ", "digest Digest"];
        assert_eq!(lines(&server)[expected.len()..], digest);
    }
}

#[tokio::test]
async fn a_variable_may_have_two_names_and_the_first_goes_before() {
    let other = [("PEERS_PUBLIC_API_KEY", "Mufasa"), ("PEERS_PRIVATE_API_KEY", "Circle of Life")];
    let wrong = [("PEERS_PUBLIC_API_KEY", "Scar"), ("PEERS_PRIVATE_API_KEY", "Be Prepared")];
    let empty = [("PEERS_PUBLIC_KEY", ""), ("PEERS_PRIVATE_KEY", "")];
    for variables in [
        other.to_vec(),
        vec![USER[0], other[1]],
        vec![other[0], USER[1]],
        [USER, wrong].concat(),
        [empty, other].concat(),
    ] {
        let door = Door::new(Rules::new("SHA-256"));
        let server = door.open().await;
        let client = with(builder(&server), &variables).build().unwrap();
        send_create(&client).await.unwrap();
        assert_eq!(door.faults(), [""; 0], "{variables:?}");
    }
}

#[tokio::test]
async fn the_base_url_is_taken_too() {
    let service = Service::default();
    let server = service.start().await;
    let url = server.url();
    let variables = [&[("PEERS_BASE_URL", url.as_str())][..], &ACCOUNT].concat();
    for before in [Client::builder(&API), Client::builder(&API).base_url("http://127.0.0.1:1")] {
        let client = with(before, &variables).build().unwrap();
        assert_eq!(client.base_url(), format!("{url}/"));
        send_create(&client).await.unwrap();
    }
    assert_eq!(service.calls(), 2);

    let client = with(builder(&server), &ACCOUNT).build().unwrap();
    assert_eq!(client.base_url(), format!("{url}/"));
    let client = with(Client::builder(&API), &[TOKEN, ("PEERS_BASE_URL", "")]).build().unwrap();
    assert_eq!(client.base_url(), API.servers[0]);
    let bad = [TOKEN, ("PEERS_BASE_URL", "ftp://me:secret@example.com")];
    assert_eq!(
        problems(with(Client::builder(&API), &bad)),
        ["base URL: the scheme is ftp, it has to be https or http"]
    );
}

#[tokio::test]
async fn what_was_set_before_stands_where_the_environment_is_silent() {
    let door = Door::new(Rules::new("SHA-256"));
    let server = door.open().await;
    let before = builder(&server).digest("Mufasa", "Circle of Life");
    let client = with(before, &[TOKEN]).build().unwrap();
    client.call(&DIGEST_ONLY).send::<Peer, ()>().await.unwrap();
    assert_eq!(door.faults(), [""; 0]);

    // And gives way where it is not.
    let door = Door::new(Rules::new("SHA-256"));
    let server = door.open().await;
    let before = builder(&server).digest("Scar", "Be Prepared");
    let client = with(before, &USER).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(door.faults(), [""; 0]);

    let server = any_way().await;
    let before = builder(&server).bearer_token("before");
    let client = with(before, &ACCOUNT).build().unwrap();
    let _ = send_create(&client).await;
    assert_eq!(lines(&server), ["peers Bearer before"]);
}

#[test]
fn credentials_of_the_builder_are_enough() {
    for builder in [
        Client::builder::<Client>(&API).bearer_token("token").environment_from(|_| None),
        Client::builder::<Client>(&API).environment_from(|_| None).bearer_token("token"),
    ] {
        builder.build().unwrap();
    }
}

#[cfg(unix)]
#[test]
fn half_a_pair_that_is_no_text_is_one_problem() {
    use std::os::unix::ffi::OsStringExt;
    let builder: ClientBuilder = Client::builder(&API).environment_from(|asked| match asked {
        "PEERS_CLIENT_ID" => Some("id".into()),
        "PEERS_CLIENT_SECRET" => Some(OsString::from_vec(b"\xff".to_vec())),
        _ => None,
    });
    let error = builder.build().unwrap_err();
    assert_eq!(error.problems(), ["PEERS_CLIENT_SECRET: is not valid UTF-8"]);
}

#[test]
fn half_a_pair_names_both_halves() {
    for (variable, expected) in [
        (
            ACCOUNT[0],
            "environment: PEERS_CLIENT_ID is set and PEERS_CLIENT_SECRET is not: both are needed",
        ),
        (
            ACCOUNT[1],
            "environment: PEERS_CLIENT_SECRET is set and PEERS_CLIENT_ID is not: both are needed",
        ),
        (
            USER[1],
            "environment: PEERS_PRIVATE_KEY (or PEERS_PRIVATE_API_KEY) is set and \
             PEERS_PUBLIC_KEY (or PEERS_PUBLIC_API_KEY) is not: both are needed",
        ),
    ] {
        assert_eq!(problems(with(Client::builder(&API), &[variable])), [expected]);
        // Another way does not make up for it.
        assert_eq!(problems(with(Client::builder(&API), &[variable, TOKEN])), [expected]);
    }
    let both = [ACCOUNT[0], USER[0]];
    assert_eq!(problems(with(Client::builder(&API), &both)).len(), 2);
}

#[test]
fn an_environment_without_credentials_says_what_to_set() {
    let expected = "environment: it holds no credentials, set \
                    PEERS_ACCESS_TOKEN (access token), \
                    or PEERS_CLIENT_ID and PEERS_CLIENT_SECRET (service account), \
                    or PEERS_PUBLIC_KEY (or PEERS_PUBLIC_API_KEY) and \
                    PEERS_PRIVATE_KEY (or PEERS_PRIVATE_API_KEY) (HTTP Digest)";
    for variables in [
        &[][..],
        &[("PEERS_BASE_URL", "https://example.com")],
        &[("PEERS_ACCESS_TOKEN", ""), ("PEERS_CLIENT_ID", ""), ("PEERS_PUBLIC_KEY", "")],
    ] {
        assert_eq!(problems(with(Client::builder(&API), variables)), [expected]);
    }
}

#[test]
fn a_token_that_no_header_can_carry_is_not_repeated() {
    for token in ["s3cret token", "s3cret\n"] {
        let error = with(Client::builder(&API), &[(TOKEN.0, token)]).build().unwrap_err();
        assert_eq!(error.problems().len(), 1);
        let text = format!("{error} {error:?}");
        assert!(text.contains("the bearer token holds a space") && !text.contains("s3cret"));
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_text_is_a_problem_and_is_not_repeated() {
    use std::os::unix::ffi::OsStringExt;
    for name in ["PEERS_ACCESS_TOKEN", "PEERS_BASE_URL", "PEERS_PRIVATE_API_KEY"] {
        let builder: ClientBuilder = Client::builder(&API).environment_from(|asked| {
            (asked == name).then(|| OsString::from_vec(b"s3cret\xff".to_vec()))
        });
        let error = builder.build().unwrap_err();
        assert!(error.problems().contains(&format!("{name}: is not valid UTF-8")), "{error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}
