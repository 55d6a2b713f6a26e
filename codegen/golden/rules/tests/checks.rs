//! Checks of rules: all violations at once, with their paths.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use std::collections::BTreeMap;

use golden_rules::models::{Order, OrderRequired};
use portolan_runtime::wire;

fn violations(order: &Order) -> Vec<String> {
    wire::check(order).iter().map(ToString::to_string).collect()
}

#[test]
fn accepts_valid_values() {
    let mut order = Order::new(OrderRequired { amount: 2.5, code: "AB`12\"".to_owned() });
    order.broken = Some("anything".to_owned());
    order.count = Some(8);
    order.site = Some("https://example.com/".to_owned());
    order.four = Some("10.0.0.1".to_owned());
    order.six = Some("::1".to_owned());
    order.tags = Some(vec!["a".to_owned(), "b".to_owned()]);
    order.labels = Some(BTreeMap::from([("k".to_owned(), "v".to_owned())]));
    assert_eq!(violations(&order), [""; 0]);
}

#[test]
fn reports_all_violations_at_once() {
    let mut order = Order::new(OrderRequired { amount: -1.5, code: "secret-value".to_owned() });
    order.count = Some(9);
    order.site = Some("example".to_owned());
    order.four = Some("10.0.0.256".to_owned());
    order.six = Some("10.0.0.1".to_owned());
    order.tags = Some(["", "a", "a", "b"].map(str::to_owned).to_vec());
    order.labels = Some(["a", "b", "c.d"].map(|key| (key.to_owned(), "long".to_owned())).into());
    let found = violations(&order);
    let expected = [
        "body amount is -1.5, more than -1.5 is needed",
        "body code is 12 characters long, at most 8 are allowed",
        "body code does not match the pattern `^[A-Z]{2}`\\d+\"$`",
        "body count is 9, less than 9 is allowed",
        "body four is not an IPv4 address",
        "body labels has 3 entries, at most 2 are allowed",
        "body labels.a is 4 characters long, at most 1 is allowed",
        "body labels.b is 4 characters long, at most 1 is allowed",
        r#"body labels["c.d"] is 4 characters long, at most 1 is allowed"#,
        "body site is not an absolute URI",
        "body six is not an IPv6 address",
        "body tags has 4 items, at most 3 are allowed",
        "body tags[0] is 0 characters long, at least 1 is needed",
        "body tags[2] is a duplicate item",
    ];
    let mut sorted = found.clone();
    sorted.sort();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    assert!(found.iter().all(|violation| !violation.contains("secret")));
}
