//! Contradictory schemas: values still decode, and conflicting rules are checked.
#![allow(clippy::unwrap_used, reason = "tests state expectations by panicking")]

use golden_conflicts::models::{Both, Sample, SampleNamed};
use portolan_runtime::serde_json::json;
use portolan_runtime::wire;

fn sample(json: &str) -> Sample {
    wire::decode(json.as_bytes()).unwrap().value
}

fn problems(sample: &Sample) -> Vec<String> {
    wire::check(sample).iter().map(ToString::to_string).collect()
}

#[test]
fn all_of_scalars_is_one_value() {
    let sample = sample(
        r#"{"refined":"x","whole":12,"named":"b","list":[],"own":"","impossible":[1],"nothing":{}}"#,
    );
    assert_eq!(sample.refined.as_deref(), Some("x"));
    assert_eq!((sample.whole, &sample.named), (Some(12), &Some(SampleNamed::B)));
    assert_eq!((&sample.impossible, &sample.nothing), (&Some(json!([1])), &Some(json!({}))));
    let problems = problems(&sample);
    assert_eq!(problems.len(), 4, "{problems:?}");
    for (problem, path) in problems.iter().zip(["refined", "whole", "list", "own"]) {
        assert!(problem.contains(path), "{problem}");
    }
}

#[test]
fn the_last_member_of_all_of_wins() {
    let both = wire::decode::<Both>(br#"{"a":1,"b":2}"#).unwrap().value;
    assert_eq!((both.a, both.b), (1, Some(2)));
}

#[test]
fn array_lengths_are_checked_in_requests_only() {
    assert_eq!(sample(r#"{"pair":[1,2,3]}"#).pair, Some(vec![1.0, 2.0, 3.0]));
    assert!(problems(&sample(r#"{"pair":[1,2]}"#)).is_empty());
    assert_eq!(problems(&sample(r#"{"pair":[1]}"#)).len(), 1);
    assert_eq!(problems(&sample(r#"{"pair":[1,2,3]}"#)).len(), 1);
}
