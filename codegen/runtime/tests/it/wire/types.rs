//! Decoding and encoding of each type, and the errors for other kinds of values.
#![allow(clippy::float_cmp, reason = "exact values are expected")]

use portolan_runtime::jiff::{Timestamp, civil::Date};
use portolan_runtime::serde_json::json;

use super::models::{AllTypes, Strict, fail, read, read_clean, write};

const ALL_TYPES: &str = concat!(
    r#"{"text":"a","flag":true,"small":-1,"large":9007199254740993,"rough":0.1,"fine":2.5,"#,
    r#""time":"2024-05-01T10:00:00Z","day":"2024-05-01","status":"PENDING","list":["x",""],"#,
    r#""table":{"a":1},"free":[null,{"b":1.5}],"object":{"z":1,"a":null},"inner":{"text":"b"}}"#
);

#[test]
fn round_trips_every_type() {
    let model: AllTypes = read_clean(ALL_TYPES);
    assert_eq!(model.large, Some(9_007_199_254_740_993));
    assert_eq!(model.rough, Some(0.1));
    assert_eq!(model.free, Some(json!([null, {"b": 1.5}])));
    assert_eq!(write(&model), ALL_TYPES);
}

#[test]
fn ignores_white_space() {
    let spaced = ALL_TYPES.replace(',', " ,\r\n\t").replace(':', " : ");
    let times = spaced.replace("10 : 00 : 00Z", "10:00:00Z");
    assert_eq!(write(&read_clean::<AllTypes>(&format!("\n {times} \n"))), ALL_TYPES);
}

#[test]
fn reports_the_position_of_a_wrong_kind() {
    for (property, value, expected, found) in [
        ("text", "1", "a string", "a number"),
        ("text", "[]", "a string", "an array"),
        ("flag", r#""true""#, "true or false", "a string"),
        ("flag", "0", "true or false", "a number"),
        ("small", r#""1""#, "an integer", "a string"),
        ("small", "1.5", "an integer", "a number"),
        ("large", "true", "an integer", "a boolean"),
        ("large", "1e-1", "an integer", "a number"),
        ("rough", "{}", "a number", "an object"),
        ("fine", r#""2.5""#, "a number", "a string"),
        ("time", "1714557600", "a string", "a number"),
        ("day", "{}", "a string", "an object"),
        ("status", "[]", "a string", "an array"),
        ("list", "{}", "an array", "an object"),
        ("list", r#""x""#, "an array", "a string"),
        ("table", "[]", "an object", "an array"),
        ("object", "[]", "an object", "an array"),
        ("inner", "false", "an object", "a boolean"),
        ("peering", "7", "an object", "a number"),
    ] {
        let error = fail::<AllTypes>(&format!(r#"{{"{property}": {value}}}"#));
        assert_eq!(error.path(), property);
        assert_eq!(error.problem(), format!("expected {expected}, found {found}"));
        assert_eq!(error.offset(), property.len() + 5, "offset of the value of {property}");
        assert_eq!((error.line(), error.column()), (1, property.len() + 6));
    }
}

#[test]
fn errors_have_the_full_path() {
    for (json, path) in [
        (r#"{"list":["a",1]}"#, "list[1]"),
        (r#"{"table":{"a.b":"x"}}"#, r#"table["a.b"]"#),
        (r#"{"inner":{"inner":{"list":[null,[]]}}}"#, "inner.inner.list[1]"),
        (r#"{"peerings":[{},{"providerName":"AWS","vpcId":1}]}"#, "peerings[1].vpcId"),
        (r#"{"peerings":[{},{"vpcId":1}]}"#, "peerings[1].vpcId"),
    ] {
        assert_eq!(fail::<AllTypes>(json).path(), path, "{json}");
    }
    let error = fail::<Vec<Vec<i32>>>("[[1],\n [2, \"é\", \"x\"]]");
    assert_eq!(
        error.to_string(),
        "at [1][1]: expected an integer, found a string (line 2, column 6)"
    );
    assert_eq!(
        fail::<i32>("{}").to_string(),
        "expected an integer, found an object (line 1, column 1)"
    );
}

#[test]
fn errors_do_not_contain_values() {
    let error = fail::<AllTypes>(r#"{"small":"hunter2"}"#);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[test]
fn reads_integers_in_every_notation() {
    for (text, value) in [
        ("1.0", 1),
        ("1e3", 1000),
        ("-0", 0),
        ("-0.0", 0),
        ("12.50e2", 1250),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(read_clean::<i64>(text), value);
    }
    assert_eq!(read_clean::<i32>("2147483647.0"), i32::MAX);
    assert_eq!(read_clean::<f64>("9007199254740993"), 9_007_199_254_740_992.0);
    assert_eq!(read_clean::<f64>("5e-324"), 5e-324);
}

#[test]
fn numbers_out_of_range_are_empty_and_listed() {
    for text in ["2147483648", "-2147483649", "1e10", "9223372036854775808", "1e400"] {
        assert_eq!(read::<i32>(text), (0, vec![String::new()], vec![]), "{text}");
    }
    for text in ["9223372036854775808", "1e30", "-1e999"] {
        assert_eq!(read::<i64>(text), (0, vec![String::new()], vec![]), "{text}");
    }
    assert_eq!(read::<f64>("1e400"), (0.0, vec![String::new()], vec![]));
    assert_eq!(read::<f32>("-1e39"), (0.0, vec![String::new()], vec![]));
    let many = "9".repeat(400);
    assert_eq!(read::<f64>(&many), (0.0, vec![String::new()], vec![]));
    assert_eq!(read::<Vec<i32>>("[1,99999999999]").1, ["[1]"]);
}

#[test]
fn unescapes_and_escapes_strings() {
    let text: String = read_clean(r#""\u00e9\n\"\\\/\ud83d\ude00\u0000é😀""#);
    assert_eq!(text, "é\n\"\\/😀\0é😀");
    assert_eq!(write(&text), r#""é\n\"\\/😀\u0000é😀""#);
    let strict: Strict = read(r#"{"\u006eame":"escaped"}"#).0;
    assert_eq!(strict.name, "escaped");
}

#[test]
fn invalid_dates_are_empty_and_listed() {
    let (time, missing, _) = read::<Timestamp>(r#""string""#);
    assert_eq!((time, missing), (Timestamp::UNIX_EPOCH, vec![String::new()]));
    let (model, missing, _) = read::<AllTypes>(r#"{"day":"2024-02-30","time":""}"#);
    assert_eq!(missing, ["day", "time"]);
    assert_eq!(model.day, Some(Date::ZERO));
    let offset: Timestamp = read_clean(r#""2024-05-01T12:00:00+02:00""#);
    assert_eq!(write(&offset), r#""2024-05-01T10:00:00Z""#);
}

#[test]
fn untyped_values_accept_any_json() {
    for json in ["null", "[]", "{}", "0", r#""""#] {
        read_clean::<()>(json);
        read_clean::<portolan_runtime::serde_json::Value>(json);
    }
}

#[test]
fn writes_non_finite_numbers_as_null() {
    assert_eq!(write(&vec![f64::NAN, f64::INFINITY, 1.0]), "[null,null,1.0]");
}
