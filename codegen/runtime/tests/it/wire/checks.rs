//! Checks of bodies and parameters against their rules.

use portolan_runtime::jiff::Timestamp;
use portolan_runtime::wire::{self, Checker, Location, ParameterValue, Rule};

use super::models::{AllTypes, Order, Peering, Status, read};

/// Returns the violations of a body.
fn body_violations(json: &str) -> Vec<String> {
    wire::check(&read::<Order>(json).0).iter().map(ToString::to_string).collect()
}

#[test]
fn accepts_valid_bodies() {
    let json = r#"{"vpcId":"vpc-0a1","count":2,"ratio":0.5,"id":"123E4567-e89b-12d3-a456-426614174000",
        "hosts":["10.0.0.1","10.0.0.2"],"limits":{"a":9},"status":"PENDING","peering":{"vpcId":""}}"#;
    assert_eq!(body_violations(json), Vec::<String>::new());
    assert_eq!(body_violations(r#"{"vpcId":"vpc-0a1"}"#), Vec::<String>::new());
}

#[test]
fn reports_all_violations_with_their_paths() {
    let json = r#"{"vpcId":"vpc-0A11","count":-3,"ratio":1.0,"id":"1",
        "hosts":["10.0.0.1","10.0.0.1","::1"],"limits":{"a.b":10,"b":1,"c":11},
        "status":"BROKEN","peering":{"providerName":"IBM"}}"#;
    assert_eq!(
        body_violations(json),
        [
            "body vpcId does not match the pattern `^vpc-[0-9a-f]{3}$`",
            "body vpcId is 8 characters long, at most 7 are allowed",
            "body count is -3, at least 1 is needed",
            "body count is -3, not a multiple of 2",
            "body ratio is 1, less than 1 is allowed",
            "body id is not a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
            "body hosts[1] is a duplicate item",
            "body hosts[2] is not an IPv4 address",
            "body limits has 3 entries, at most 2 are allowed",
            r#"body limits["a.b"] is 10, at most 9 is allowed"#,
            "body limits.c is 11, at most 9 is allowed",
            "body status is not one of PENDING, AVAILABLE",
            "body peering is not a documented variant: `providerName` must be one of AWS, AZURE, GCP",
        ]
    );
}

#[test]
fn reports_too_few_items() {
    assert_eq!(
        body_violations(r#"{"vpcId":"vpc-0a1","hosts":[]}"#),
        ["body hosts has 0 items, at least 1 is needed"]
    );
}

#[test]
fn paths_lead_through_records_unions_and_lists() {
    let (model, ..) = read::<AllTypes>(
        r#"{"inner":{"peerings":[{"vnetName":""},{"providerName":"AWS","statusName":"?"}]}}"#,
    );
    let violations = wire::check(&model);
    let locations: Vec<_> =
        violations.iter().map(|violation| (violation.location(), violation.path())).collect();
    assert_eq!(locations, [(Location::Body, "inner.peerings[1].statusName")]);
}

#[test]
fn a_violation_of_the_whole_body_has_an_empty_path() {
    let violations = wire::check(&read::<Peering>("{}").0);
    assert_eq!(violations.iter().map(wire::Violation::path).collect::<Vec<_>>(), [""]);
}

#[test]
fn refuses_numbers_that_json_cannot_represent() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(wire::check(&vec![number]).len(), 1);
        assert_eq!(wire::check(&Some(number)).len(), 1);
    }
    assert_eq!(wire::check(&f32::NAN).len(), 1);
}

/// Returns the violations of a parameter.
fn parameter_violations(value: &dyn ParameterValue, rules: &[Rule]) -> Vec<String> {
    let mut checker = Checker::new(Location::Query, "p");
    value.check(rules, &mut checker);
    checker.into_violations().iter().map(ToString::to_string).collect()
}

#[test]
fn serializes_and_checks_parameters() {
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
        assert_eq!(parameter_violations(value, &[]), Vec::<String>::new());
    }
    assert_eq!(
        parameter_violations(&"é", &[Rule::MinLength(2)]),
        ["query p is 1 character long, at least 2 are needed"]
    );
    assert_eq!(
        parameter_violations(&0, &[Rule::Minimum(1.0)]),
        ["query p is 0, at least 1 is needed"]
    );
    assert_eq!(parameter_violations(&f64::NAN, &[]).len(), 1);
    let rules = &[Rule::UniqueItems, Rule::Items(&[Rule::MaxLength(1)])];
    assert_eq!(
        parameter_violations(&vec!["a", "a", "bb"], rules),
        ["query p[1] is a duplicate item", "query p[2] is 2 characters long, at most 1 is allowed"]
    );
    assert_eq!(
        parameter_violations(&Status::from("x"), &[]),
        ["query p is not one of PENDING, AVAILABLE"]
    );
}
