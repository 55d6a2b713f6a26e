//! Schemas that contradict themselves still read and write what the document most likely means.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use golden_conflicts::models::{Both, Thing, ThingNamed};
use portolan_runtime::serde_json::json;
use portolan_runtime::wire;

fn thing(json: &str) -> Thing {
    wire::decode(json.as_bytes()).unwrap().value
}

fn problems(thing: &Thing) -> Vec<String> {
    wire::check(thing).iter().map(ToString::to_string).collect()
}

#[test]
fn parts_that_are_no_objects_are_one_value() {
    let thing = thing(
        r#"{"refined":"x","whole":12,"named":"b","list":[],"own":"","impossible":[1],"nothing":{}}"#,
    );
    assert_eq!(thing.refined.as_deref(), Some("x"));
    assert_eq!((thing.whole, &thing.named), (Some(12), &Some(ThingNamed::B)));
    assert_eq!((&thing.impossible, &thing.nothing), (&Some(json!([1])), &Some(json!({}))));
    let problems = problems(&thing);
    assert_eq!(problems.len(), 4, "{problems:?}");
    for (problem, path) in problems.iter().zip(["refined", "whole", "list", "own"]) {
        assert!(problem.contains(path), "{problem}");
    }
}

#[test]
fn the_later_part_counts() {
    let both = wire::decode::<Both>(br#"{"a":1,"b":2}"#).unwrap().value;
    assert_eq!((both.a, both.b), (1, Some(2)));
}

#[test]
fn a_list_of_a_fixed_length_is_read_whatever_it_has_and_checked_when_sent() {
    assert_eq!(thing(r#"{"pair":[1,2,3]}"#).pair, Some(vec![1.0, 2.0, 3.0]));
    assert!(problems(&thing(r#"{"pair":[1,2]}"#)).is_empty());
    assert_eq!(problems(&thing(r#"{"pair":[1]}"#)).len(), 1);
    assert_eq!(problems(&thing(r#"{"pair":[1,2,3]}"#)).len(), 1);
}
