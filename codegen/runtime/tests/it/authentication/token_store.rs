//! Token stores: tokens that outlive their client, and stores that fail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portolan_runtime::secrecy::ExposeSecret;
use portolan_runtime::{AccessToken, BoxError, BoxFuture, Client, Clock, TokenStore};

use super::service::{Service, account_builder, authorizations};
use crate::api::send_create;
use crate::clock::ManualClock;

/// A store in memory that records the calls of its methods.
#[derive(Debug, Clone, Default)]
struct MemoryStore(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    tokens: HashMap<String, AccessToken>,
    calls: Vec<&'static str>,
}

impl MemoryStore {
    fn token(&self) -> Option<String> {
        let inner = self.0.lock().unwrap();
        assert!(inner.tokens.len() <= 1);
        inner.tokens.values().next().map(|token| token.secret().expose_secret().to_owned())
    }

    /// Returns the calls since the last time.
    fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }
}

impl TokenStore for MemoryStore {
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.calls.push("load");
        let token = inner.tokens.get(account).cloned();
        Box::pin(async { Ok(token) })
    }

    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.calls.push("save");
        inner.tokens.insert(account.to_owned(), token);
        Box::pin(async { Ok(()) })
    }

    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>> {
        let mut inner = self.0.lock().unwrap();
        inner.calls.push("remove");
        inner.tokens.remove(account);
        Box::pin(async { Ok(()) })
    }
}

/// A store whose methods all fail.
#[derive(Debug)]
struct FailingStore;

impl TokenStore for FailingStore {
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
async fn clients_share_a_stored_token() {
    let service = Service::default();
    let server = service.start().await;
    let (store, clock) = (MemoryStore::default(), ManualClock::new());
    let client = || -> Client {
        account_builder(&server).token_store(store.clone()).clock(clock.clone()).build().unwrap()
    };
    let first = client();
    send_create(&first).await.unwrap();
    assert_eq!(store.calls(), ["load", "save"]);
    let account = format!("{}/token my id", server.url());
    let stored = store.0.lock().unwrap().tokens[&account].clone();
    assert_eq!(stored.expires_at(), Some(clock.now() + Duration::from_secs(3_600)));

    let second = client();
    send_create(&second).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(store.calls(), ["load"]);
    assert_eq!(service.tokens(), 1);

    // One client refreshes it before it expires, and the other one loads the new token.
    clock.advance(3_300);
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(service.tokens(), 2);
    assert_eq!(
        authorizations(&server),
        [["Bearer token-1"; 3].as_slice(), &["Bearer token-2"; 2]].concat()
    );
    assert_eq!(store.calls(), ["load", "save", "load"]);
}

#[tokio::test]
async fn ignores_an_expired_stored_token() {
    let service = Service::default();
    let server = service.start().await;
    let (store, clock) = (MemoryStore::default(), ManualClock::new());
    let account = format!("{}/token my id", server.url());
    let expired = AccessToken::new("old", Some(clock.now()));
    store.save(&account, expired).await.unwrap();
    let client: Client =
        account_builder(&server).token_store(store.clone()).clock(clock).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer token-1"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
}

#[tokio::test]
async fn ignores_an_invalid_stored_token() {
    let service = Service::default();
    let server = service.start().await;
    let store = MemoryStore::default();
    let account = format!("{}/token my id", server.url());
    store.save(&account, AccessToken::new("a b", None)).await.unwrap();
    let client: Client = account_builder(&server).token_store(store.clone()).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer token-1"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
}

#[tokio::test]
async fn replaces_a_rejected_stored_token() {
    let service = Service::default();
    let server = service.start().await;
    let store = MemoryStore::default();
    let account = format!("{}/token my id", server.url());
    store.save(&account, AccessToken::new("revoked", None)).await.unwrap();
    store.calls();
    let client: Client = account_builder(&server).token_store(store.clone()).build().unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(authorizations(&server), ["Bearer revoked", "Bearer token-1"]);
    assert_eq!(store.calls(), ["load", "load", "remove", "save"]);
    assert_eq!(store.token().as_deref(), Some("token-1"));
    assert_eq!(service.tokens(), 1);
}

#[tokio::test]
async fn loads_the_token_that_another_client_stored() {
    let service = Service::default();
    let server = service.start().await;
    let store = MemoryStore::default();
    let client =
        || -> Client { account_builder(&server).token_store(store.clone()).build().unwrap() };
    let (first, second) = (client(), client());
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    service.reject("token-1");
    send_create(&first).await.unwrap();
    send_create(&second).await.unwrap();
    assert_eq!(service.tokens(), 2);
    assert_eq!(store.token().as_deref(), Some("token-2"));
}

#[tokio::test]
async fn errors_of_the_store_do_not_fail_calls() {
    let service = Service::default();
    let server = service.start().await;
    let client: Client = account_builder(&server).token_store(FailingStore).build().unwrap();
    send_create(&client).await.unwrap();
    service.reject("token-1");
    send_create(&client).await.unwrap();
    client.revoke_token().await.unwrap();
    send_create(&client).await.unwrap();
    assert_eq!(service.tokens(), 3);
}

#[tokio::test]
async fn revoking_a_token_removes_it_from_the_store() {
    let service = Service::default();
    let server = service.start().await;
    let store = MemoryStore::default();
    let client =
        || -> Client { account_builder(&server).token_store(store.clone()).build().unwrap() };
    send_create(&client()).await.unwrap();
    // A client that has not used the token can revoke it, too.
    client().revoke_token().await.unwrap();
    assert_eq!(store.token(), None);
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line(), "POST /revoke");
    assert!(request.body.starts_with(b"token=token-1&"));
    let sent = server.request_count();
    client().revoke_token().await.unwrap();
    assert_eq!(server.request_count(), sent);
}
