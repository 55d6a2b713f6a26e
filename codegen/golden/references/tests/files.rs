//! References to other files: one crate with shared types.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_references::Client;
use golden_references::models::{
    Animal, Cat, Pet, PetRequest, PetRequired, PlaceKind, Tag, TagRequired,
};
use portolan_test_server::Server;

const PET: &[u8] = br#"{"id":"7","kind":{"lives":9,"species":"felis"},"home":{"street":"s","number":1},"parent":null}"#;

async fn server(body: &[u8]) -> (Server, Client) {
    let server = Server::with("200 OK", &["content-type: application/json"], body).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    (server, client)
}

#[tokio::test]
async fn calls_a_path_item_of_another_file() {
    let (server, client) = server(PET).await;
    let pet: Pet = client.get_pet("7").await.unwrap();
    assert_eq!(server.requests().pop().unwrap().line(), "GET /pets/7");
    assert!(matches!(pet.kind, Animal::Felis(Cat { lives: Some(9), .. })));
    assert_eq!(pet.home.unwrap().number, Some(1));
}

#[tokio::test]
async fn sends_parameters_and_bodies_of_other_files() {
    let (server, client) = server(b"[]").await;
    let request = client.list_pets().limit(5).verbose(true).sort(PlaceKind::Indoors);
    assert!(request.await.unwrap().is_empty());
    let line = "GET /pets?limit=5&verbose=true&sort=indoors";
    assert_eq!(server.requests().pop().unwrap().line(), line);
    let refused = client.list_pets().limit(0).await.unwrap_err();
    assert!(refused.to_string().contains("limit"), "{refused}");

    let (server, client) = self::server(PET).await;
    let pet = PetRequest::new(PetRequired { kind: Animal::Felis(Cat::default()) });
    client.create_pet(pet).await.unwrap();
    assert_eq!(server.requests().pop().unwrap().body, br#"{"kind":{"species":"felis"}}"#);

    let (_server, client) = self::server(br#"{"label":"a"}"#).await;
    let tag = Tag::new(TagRequired { label: "a".to_owned() });
    assert_eq!(client.tag_pet("7", tag.clone()).await.unwrap(), tag);
}
