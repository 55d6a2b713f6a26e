//! Scalar types: accepted and refused values.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests state expectations by panicking")]

use golden_scalars::models::Sample;
use portolan_runtime::wire::{self, Decoded};
use serde_json::{Value, json};

fn sample() -> Value {
    json!({
        "text": "t\u{1f600}\"\\\n", "flag": true, "small": -7, "large": i64::MAX, "plain": 0, "rough": 0.1,
        "exact": 0.1, "moment": "2026-01-02T03:04:05.678Z", "day": "2024-02-29", "list": ["a", null],
        "map": {"a.b": 1, "": 2}, "any": [null, {"deep": 1e300}], "object": {"k": 18_446_744_073_709_551_615_u64},
        "maybe": null, "old": "o", "bytes": "aGk=",
    })
}

fn with(name: &str, value: Value) -> String {
    let mut sample = sample();
    sample[name] = value;
    sample.to_string()
}

fn read(text: &str) -> Decoded<Sample> {
    wire::decode(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn round_trips_every_type() {
    let Decoded { value, notes } = read(&sample().to_string());
    assert!(notes.missing.is_empty() && notes.unexpected.is_empty(), "{notes:?}");
    assert_eq!((value.small, value.large, value.flag), (-7, i64::MAX, true));
    assert_eq!(value.moment.to_string(), "2026-01-02T03:04:05.678Z");
    assert_eq!(value.day.to_string(), "2024-02-29");
    assert_eq!(value.list, [Some("a".to_owned()), None]);
    assert_eq!((value.map["a.b"], value.map[""], &value.maybe), (1, 2, &None));
    let written: Value = serde_json::from_slice(&wire::encode(&value)).unwrap();
    assert_eq!(written, sample());
    assert_eq!(serde_json::from_value::<Sample>(sample()).unwrap(), value);
}

#[test]
fn optional_values_that_cannot_be_represented_are_absent_and_listed() {
    for (name, value) in [
        ("plain", json!(1e30)),
        ("count", json!(3_000_000_000_u32)),
        ("number", json!({"a": 1})),
        ("bytes", json!(true)),
        ("moments", json!("2026-01-02T03:04:05Z")),
        ("gone", json!(7)),
    ] {
        let text = with(name, value.clone());
        let Decoded { value: sample, notes } = read(&text);
        assert!(notes.missing.is_empty(), "{notes:?}");
        let [invalid] = &notes.invalid[..] else { panic!("{notes:?}") };
        assert_eq!((invalid.path(), invalid.is_used()), (name, false));
        let received: Value = serde_json::from_str(&text).unwrap();
        let json: Value = serde_json::from_str(invalid.json()).unwrap();
        assert_eq!(json, received[name]);
        let written: Value = serde_json::from_slice(&wire::encode(&sample)).unwrap();
        assert_eq!(written.get(name), None, "nothing is invented");
    }
    let moments = json!(["2026-01-02T03:04:05Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:05"]);
    let Decoded { value, notes } = read(&with("moments", moments));
    assert_eq!(value.moments.map(|moments| moments.len()), Some(1));
    assert_eq!((notes.invalid[0].path(), notes.invalid[1].path()), ("moments[1]", "moments[2]"));
}

#[test]
fn reads_integers_in_every_notation() {
    for (text, number) in [("1.0", 1), ("1e3", 1000), ("-0", 0), ("12.00e1", 120)] {
        let text = sample().to_string().replace("\"plain\":0", &format!("\"plain\":{text}"));
        assert_eq!(read(&text).value.plain, Some(number), "{text}");
    }
}

#[test]
fn invalid_values_are_empty_and_listed() {
    for (name, value) in [
        ("small", json!(1e10)),
        ("large", json!(1e30)),
        ("moment", json!("string")),
        ("day", json!("2026-02-30")),
        ("text", Value::Null),
        ("list", Value::Null),
        ("map", Value::Null),
    ] {
        let read = read(&with(name, value));
        assert_eq!(read.notes.missing, [name]);
    }
    let read = read(&with("map", json!({"a.b": null, "c": 1})));
    assert_eq!(read.notes.missing, [r#"map["a.b"]"#]);
}

#[test]
fn reports_the_path_of_a_wrong_kind() {
    for (name, value, path, problem) in [
        ("text", json!(1), "text", "expected a string, found a number"),
        ("flag", json!("true"), "flag", "expected true or false, found a string"),
        ("small", json!(1.5), "small", "expected an integer, found a number"),
        ("large", json!("1"), "large", "expected an integer, found a string"),
        ("exact", json!([]), "exact", "expected a number, found an array"),
        ("moment", json!({}), "moment", "expected a string, found an object"),
        ("list", json!({}), "list", "expected an array, found an object"),
        ("list", json!(["a", 1]), "list[1]", "expected a string, found a number"),
        ("map", json!([]), "map", "expected an object, found an array"),
        ("map", json!({"a.b": true}), r#"map["a.b"]"#, "expected an integer, found a boolean"),
    ] {
        let json = with(name, value);
        let error = wire::decode_exact::<Sample>(json.as_bytes()).unwrap_err();
        assert_eq!((error.path(), error.problem()), (path, problem));
        let error = serde_json::from_str::<Sample>(&json).unwrap_err();
        assert!(error.to_string().contains(problem), "{error}");
        let invalid = read(&json).notes.invalid;
        assert_eq!((invalid[0].path(), invalid[0].problem()), (path, problem));
    }
}

#[test]
fn refuses_truncated_and_invalid_json() {
    let text = sample().to_string();
    for end in 0..text.len() {
        assert!(wire::decode::<Sample>(&text.as_bytes()[..end]).is_err(), "up to {end}");
    }
    for wrong in ["{} x", "{},", "[]", "{\"text\":\"\u{1}\"}", "{\"text\":NaN}", "{,}", ""] {
        assert!(wire::decode::<Sample>(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(wire::decode::<Sample>(b"{\"text\":\"\xff\"}").is_err());
}

#[test]
fn refuses_deep_nesting() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        for text in [deep.clone(), format!("{{\"any\":{deep}}}"), format!("{{\"unknown\":{deep}}}")]
        {
            assert!(wire::decode::<Sample>(text.as_bytes()).is_err());
        }
    }
}

#[test]
fn refuses_numbers_that_json_cannot_represent() {
    let mut sample = read(&sample().to_string()).value;
    sample.exact = f64::NAN;
    sample.rough = f32::INFINITY;
    let violations: Vec<String> = wire::check(&sample).iter().map(ToString::to_string).collect();
    assert_eq!(violations.len(), 2);
    assert!(violations[0].starts_with("body rough is not a finite number"), "{violations:?}");
}
