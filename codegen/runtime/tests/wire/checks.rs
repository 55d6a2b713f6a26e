//! Checks: all that breaks a rule in a body is found at once, and nothing else.

use portolan_runtime::jiff::Timestamp;
use portolan_runtime::wire::{self, Checker, Location, ParameterValue, Rule};

use crate::model::{Everything, Order, Peering, Status, read};

/// What is wrong with a body, line by line.
fn problems(json: &str) -> Vec<String> {
    wire::check(&read::<Order>(json).0).iter().map(ToString::to_string).collect()
}

#[test]
fn what_keeps_the_rules_is_right() {
    let json = r#"{"vpcId":"vpc-0a1","count":2,"ratio":0.5,"id":"123E4567-e89b-12d3-a456-426614174000",
        "hosts":["10.0.0.1","10.0.0.2"],"limits":{"a":9},"status":"PENDING","peering":{"vpcId":""}}"#;
    assert_eq!(problems(json), Vec::<String>::new());
    assert_eq!(problems(r#"{"vpcId":"vpc-0a1"}"#), Vec::<String>::new());
}

#[test]
fn everything_wrong_is_found_at_once_with_its_place() {
    let json = r#"{"vpcId":"vpc-0A11","count":-3,"ratio":1.0,"id":"1",
        "hosts":["10.0.0.1","10.0.0.1","::1"],"limits":{"a.b":10,"b":1,"c":11},
        "status":"BROKEN","peering":{"providerName":"IBM"}}"#;
    assert_eq!(
        problems(json),
        [
            "body vpcId does not match the pattern `^vpc-[0-9a-f]{3}$`",
            "body vpcId is 8 characters long, at most 7 are allowed",
            "body count is -3, at least 1 is needed",
            "body count is -3, not a multiple of 2",
            "body ratio is 1, less than 1 is allowed",
            "body id is not a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
            "body hosts[1] stands there twice",
            "body hosts[2] is not an IPv4 address",
            "body limits has 3 entries, at most 2 are allowed",
            r#"body limits["a.b"] is 10, at most 9 is allowed"#,
            "body limits.c is 11, at most 9 is allowed",
            "body status is not one of PENDING, AVAILABLE",
            "body peering is none of the objects that `providerName` tells apart: AWS, AZURE, GCP",
        ]
    );
}

#[test]
fn too_few_items_are_found() {
    assert_eq!(
        problems(r#"{"vpcId":"vpc-0a1","hosts":[]}"#),
        ["body hosts has 0 items, at least 1 are needed"]
    );
}

#[test]
fn the_way_goes_through_records_unions_and_lists() {
    let (everything, ..) = read::<Everything>(
        r#"{"inner":{"peerings":[{"vnetName":""},{"providerName":"AWS","statusName":"?"}]}}"#,
    );
    let violations = wire::check(&everything);
    let places: Vec<_> =
        violations.iter().map(|violation| (violation.location(), violation.path())).collect();
    assert_eq!(places, [(Location::Body, "inner.peerings[1].statusName")]);
}

#[test]
fn a_body_that_is_wrong_as_a_whole_has_no_path() {
    let violations = wire::check(&read::<Peering>("{}").0);
    assert_eq!(violations.iter().map(wire::Violation::path).collect::<Vec<_>>(), [""]);
}

#[test]
fn numbers_that_json_cannot_hold_are_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(wire::check(&vec![number]).len(), 1);
        assert_eq!(wire::check(&Some(number)).len(), 1);
    }
    assert_eq!(wire::check(&f32::NAN).len(), 1);
}

/// What is wrong with a parameter.
fn parameter(value: &dyn ParameterValue, rules: &[Rule]) -> Vec<String> {
    let mut checker = Checker::new(Location::Query, "p");
    value.check(rules, &mut checker);
    checker.into_violations().iter().map(ToString::to_string).collect()
}

#[test]
fn parameters_are_written_as_text_and_checked() {
    let time: Timestamp = "2024-05-01T10:00:00Z".parse().unwrap();
    for (value, texts) in [
        (&"a" as &dyn ParameterValue, &["a"][..]),
        (&true, &["true"]),
        (&-7_i32, &["-7"]),
        (&i64::MAX, &["9223372036854775807"]),
        (&0.1_f32, &["0.1"]),
        (&1.5_f64, &["1.5"]),
        (&time, &["2024-05-01T10:00:00Z"]),
        (&vec!["a", "b"], &["a", "b"]),
        (&Vec::<String>::new(), &[]),
        (&vec![Status::Pending], &["PENDING"]),
    ] {
        assert_eq!(value.values(), texts);
        assert_eq!(parameter(value, &[]), Vec::<String>::new());
    }
    assert_eq!(
        parameter(&"é", &[Rule::MinLength(2)]),
        ["query p is 1 character long, at least 2 are needed"]
    );
    assert_eq!(parameter(&0, &[Rule::Minimum(1.0)]), ["query p is 0, at least 1 is needed"]);
    assert_eq!(parameter(&f64::NAN, &[]).len(), 1);
    let rules = &[Rule::UniqueItems, Rule::Items(&[Rule::MaxLength(1)])];
    assert_eq!(
        parameter(&vec!["a", "a", "bb"], rules),
        ["query p[1] stands there twice", "query p[2] is 2 characters long, at most 1 are allowed"]
    );
    assert_eq!(parameter(&Status::from("x"), &[]), ["query p is not one of PENDING, AVAILABLE"]);
}
