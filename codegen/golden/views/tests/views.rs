//! Request and response views: separate types only if they differ.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_views::models::{
    Account, AccountRequest, AccountRequired, ChangeRequest, Contact, ContactRequired,
    OwnerRequest, OwnerRequired,
};
use portolan_runtime::wire;
use serde_json::{Value, json};

#[test]
fn views_have_the_properties_of_their_direction() {
    let request = AccountRequest::new(AccountRequired {
        name: "n".to_owned(),
        password: "p".repeat(8),
        owner: OwnerRequest::new(OwnerRequired { login: "l".to_owned() }),
        contact: Contact::new(ContactRequired { mail: "m".to_owned() }),
    });
    let sent: Value = serde_json::from_slice(&wire::encode(&request)).unwrap();
    assert_eq!(
        sent,
        json!({"name": "n", "password": "pppppppp", "owner": {"login": "l"}, "contact": {"mail": "m"}})
    );

    let response = json!({
        "id": "1", "name": "n", "owner": {"login": "l", "since": "2026-01-01"}, "contact": {"mail": "m", "phone": "1"},
        "region": null,
    });
    let account = wire::decode::<Account>(response.to_string().as_bytes()).unwrap();
    assert!(
        account.notes.missing.is_empty() && account.notes.unexpected.is_empty(),
        "{:?}",
        account.notes
    );
    assert_eq!(account.value.contact.phone.as_deref(), Some("1"));
    assert!(account.value.owner.since.is_some());
}

#[test]
fn requests_distinguish_null_from_absent() {
    let mut change = ChangeRequest::default();
    assert_eq!(wire::encode(&change), b"{}");
    change.note = Some(None);
    change.count = Some(Some(3));
    change.labels = Some(None);
    change.instead = Some(None);
    let mut after = ChangeRequest::default();
    after.deputy = Some(None);
    change.after = Some(Box::new(after));
    let sent: Value = serde_json::from_slice(&wire::encode(&change)).unwrap();
    let expected = json!({
        "note": null,
        "count": 3,
        "labels": null,
        "after": {"deputy": null},
        "instead": null,
    });
    assert_eq!(sent, expected);
    let read = wire::decode::<ChangeRequest>(expected.to_string().as_bytes()).unwrap();
    assert_eq!(read.value, change);
    assert!(wire::check(&change).is_empty(), "rules do not apply to null");
    change.note = Some(Some("long".to_owned()));
    let found: Vec<String> = wire::check(&change).iter().map(ToString::to_string).collect();
    assert_eq!(found, ["body note is 4 characters long, at most 3 are allowed"]);
}

#[test]
fn debug_output_hides_secrets() {
    let required = AccountRequired {
        name: "n".to_owned(),
        password: "a secret".to_owned(),
        owner: OwnerRequest::new(OwnerRequired { login: "l".to_owned() }),
        contact: Contact::new(ContactRequired { mail: "m".to_owned() }),
    };
    assert_eq!(format!("{required:?}"), "AccountRequired { .. }");
    let mut request = AccountRequest::new(required);
    request.codes = Some(vec!["a secret".to_owned()]);
    request.keys = Some([("k".to_owned(), "a secret".to_owned())].into());
    assert_eq!(
        format!("{request:?}"),
        "AccountRequest { name: \"n\", password: [hidden], owner: OwnerRequest { login: \"l\" }, \
         contact: Contact { mail: \"m\" }, codes: [[hidden]], keys: {\"k\": [hidden]} }"
    );
    let response = json!({"id": "1", "role": "admin", "token": "a secret", "codes": ["a secret"]});
    let account = wire::decode::<Account>(response.to_string().as_bytes()).unwrap().value;
    let output = format!("{account:#?}");
    assert_eq!(account.token.as_deref(), Some("a secret"));
    assert!(output.contains("token: [hidden],") && output.contains("role: \"admin\","), "{output}");
    assert!(!output.contains("a secret"), "{output}");
}
