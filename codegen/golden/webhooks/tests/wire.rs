//! Bodies of webhooks: a program decodes them from the requests that it receives.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_webhooks::models::{Lamp, LampRemoved, LampsCountedItem};
use serde_json::json;

#[test]
fn bodies_are_decoded() {
    let lamp: Lamp = serde_json::from_value(json!({"id": "1", "name": "n"})).unwrap();
    assert_eq!((lamp.id.as_str(), lamp.name.as_str()), ("1", "n"));
    let removed: LampRemoved = serde_json::from_str(r#"{"id": "1", "reason": null}"#).unwrap();
    assert_eq!((removed.id.as_str(), removed.reason), ("1", None));
    let counts: Vec<LampsCountedItem> = serde_json::from_str(r#"[{"count": 2}]"#).unwrap();
    assert_eq!(counts.first().and_then(|it| it.count), Some(2));
}
