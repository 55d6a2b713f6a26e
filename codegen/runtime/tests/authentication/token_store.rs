//! Token stores: a token that outlives its client, and stores that are of no help.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::secrecy::ExposeSecret;
use portolan_runtime::{AccessToken, BoxError, BoxFuture, Client, Clock, TokenStore};

use crate::model::send_create;
use crate::service::{FakeClock, Service, account_builder, proofs};

/// Keeps tokens in memory, and notes what it was asked.
#[derive(Debug, Clone, Default)]
struct Memory(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    tokens: HashMap<String, AccessToken>,
    asked: Vec<&'static str>,
}

impl Memory {
    fn token(&self) -> Option<String> {
        let inner = self.0.lock().unwrap();
        assert!(inner.tokens.len() <= 1);
        inner.tokens.values().next().map(|token| token.secret().expose_secret().to_owned())
    }

    /// What it was asked since the last time.
    fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }
}

impl TokenStore for Memory {
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.asked.push("load");
        let token = inner.tokens.get(account).cloned();
        Box::pin(async { Ok(token) })
    }

    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.asked.push("save");
        inner.tokens.insert(account.to_owned(), token);
        Box::pin(async { Ok(()) })
    }

    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.asked.push("remove");
        inner.tokens.remove(account);
        Box::pin(async { Ok(()) })
    }
}

/// Has no luck with anything.
#[derive(Debug)]
struct Broken;

impl TokenStore for Broken {
    fn load(&self, _: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        Box::pin(async { Err("the disk is gone".into()) })
    }

    fn save(&self, _: &str, _: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(async { Err("the disk is full".into()) })
    }

    fn remove(&self, _: &str) -> BoxFuture<Result<(), BoxError>> {
        Box::pin(async { Err("the disk is read-only".into()) })
    }
}

#[tokio::test]
async fn a_second_client_finds_the_token_of_the_first() {
    let service = Service::default();
    let server = service.start().await;
    let (store, clock) = (Memory::default(), FakeClock::new());
    let client = || -> Client {
        account_builder(&server).token_store(store.clone()).clock(clock.clone()).build().unwrap()
    };
    let first = client();
    send_create(&first).await.unwrap();
    assert_eq!(store.asked(), ["load", "save"]);
    let account = format!("{}/token my id", server.url());
    let kept = store.0.lock().unwrap().tokens[&account].clone();
    assert_eq!(kept.expires_at(), Some(clock.now() + Duration::from_secs(3_600)));

    let second = client();
    send_create(&second).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(store.asked(), ["load"]);
    assert_eq!(service.tokens(), 1);

    // One of them replaces it before it expires, the other one finds what it got.
    clock.advance(3_300);
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(service.tokens(), 2);
    assert_eq!(
        proofs(&server),
        [["Bearer token-1"; 3].as_slice(), &["Bearer token-2"; 2]].concat()
    );
    assert_eq!(store.asked(), ["load", "save", "load"]);
}

#[tokio::test]
async fn a_stored_token_that_has_expired_is_ignored() {
    let service = Service::default();
    let server = service.start().await;
    let (store, clock) = (Memory::default(), FakeClock::new());
    let account = format!("{}/token my id", server.url());
    let expired = AccessToken::new("old", Some(clock.now()));
    store.save(&account, expired).await.unwrap();
    let client: Client =
        account_builder(&server).token_store(store.clone()).clock(clock).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(proofs(&server), ["Bearer token-1"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
}

#[tokio::test]
async fn a_stored_token_that_no_header_can_carry_is_ignored() {
    let service = Service::default();
    let server = service.start().await;
    let store = Memory::default();
    let account = format!("{}/token my id", server.url());
    store.save(&account, AccessToken::new("a b", None)).await.unwrap();
    let client: Client = account_builder(&server).token_store(store.clone()).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(proofs(&server), ["Bearer token-1"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
}

#[tokio::test]
async fn a_stored_token_that_the_service_refuses_is_replaced() {
    let service = Service::default();
    let server = service.start().await;
    let store = Memory::default();
    let account = format!("{}/token my id", server.url());
    store.save(&account, AccessToken::new("revoked", None)).await.unwrap();
    store.asked();
    let client: Client = account_builder(&server).token_store(store.clone()).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(proofs(&server), ["Bearer revoked", "Bearer token-1"]);
    assert_eq!(store.asked(), ["load", "load", "remove", "save"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
    assert_eq!(service.tokens(), 1);
}

#[tokio::test]
async fn a_refused_token_gives_way_to_the_one_that_another_client_stored() {
    let service = Service::default();
    let server = service.start().await;
    let store = Memory::default();
    let client =
        || -> Client { account_builder(&server).token_store(store.clone()).build().unwrap() };
    let (first, second) = (client(), client());
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    service.refuse("token-1");
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(service.tokens(), 2);
    assert_eq!(store.token().as_deref(), Some("token-2"));
}

#[tokio::test]
async fn a_store_that_fails_fails_no_call() {
    let service = Service::default();
    let server = service.start().await;
    let client: Client = account_builder(&server).token_store(Broken).build().unwrap();
    send_create(&client).await.unwrap();
    service.refuse("token-1");
    send_create(&client).await.unwrap();
    client.revoke_token().await.unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 3);
}

#[tokio::test]
async fn a_revoked_token_leaves_the_store() {
    let service = Service::default();
    let server = service.start().await;
    let store = Memory::default();
    let client =
        || -> Client { account_builder(&server).token_store(store.clone()).build().unwrap() };
    send_create(&client()).await.unwrap();
    // A client that has not used it yet can give it back as well.
    client().revoke_token().await.unwrap();
    assert_eq!(store.token(), None);
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "POST /revoke");
    assert!(request.body.starts_with(b"token=token-1&"));
    let sent = server.request_count();
    client().revoke_token().await.unwrap();
    assert_eq!(server.request_count(), sent);
}
