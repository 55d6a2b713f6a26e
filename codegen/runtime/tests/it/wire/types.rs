//! Decoding and encoding of each type, and the errors for other kinds of values.
#![allow(clippy::float_cmp, reason = "exact values are expected")]

use portolan_runtime::jiff::{Timestamp, civil::Date};
use portolan_runtime::serde_json::json;
use portolan_runtime::wire;

use super::models::{AllTypes, Strict, fail, fail_exact, read, read_clean, read_invalid, write};

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
        let json = format!(r#"{{"{property}": {value}}}"#);
        let (_, invalid) = read_invalid::<AllTypes>(&json);
        let problem = format!("expected {expected}, found {found}");
        assert_eq!(invalid, [[property.to_owned(), problem, value.to_owned()]]);
        let error = fail_exact::<AllTypes>(&json);
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
        assert_eq!(fail_exact::<AllTypes>(json).path(), path, "{json}");
        assert_eq!(read_invalid::<AllTypes>(json).1[0][0], path, "{json}");
    }
    let error = fail_exact::<Vec<Vec<i32>>>("[[1],\n [2, \"é\", \"x\"]]");
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
fn errors_and_notes_do_not_show_values() {
    let json = r#"{"small":"hunter2"}"#;
    let error = fail_exact::<AllTypes>(json);
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let decoded = wire::decode::<AllTypes>(json.as_bytes()).unwrap();
    assert!(!format!("{decoded:?}").contains("hunter2"));
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
fn numbers_out_of_range_are_absent_and_listed() {
    let (model, invalid) = read_invalid::<AllTypes>(r#"{"small":3000000000,"rough":1e39}"#);
    assert_eq!((model.small, model.rough), (None, None));
    assert_eq!(write(&model), "{}");
    assert_eq!(
        invalid[0],
        ["small", "expected an integer of 32 bits, found a larger one", "3000000000"]
    );
    assert_eq!(invalid[1], ["rough", "expected a number, found one that is too large", "1e39"]);
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
    let (items, invalid) = read_invalid::<Vec<i32>>("[1,99999999999]");
    assert_eq!((items, invalid[0][0].as_str()), (vec![1], "[1]"));
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
fn dates_that_cannot_be_represented_are_absent_and_listed() {
    for time in [
        "9999-12-31T23:59:59-14:00",
        "2024-05-01T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2024-05-01T10:00:00",
        "2024-05-01",
        "yesterday",
    ] {
        let json = format!(r#"{{"time":"{time}"}}"#);
        let (model, invalid) = read_invalid::<AllTypes>(&json);
        assert_eq!((model.time, write(&model)), (None, "{}".to_owned()), "{time}");
        let problem = "expected a date-time with an offset, found other text";
        assert_eq!(invalid, [["time", problem, &format!("{time:?}")]]);
    }
    let (model, invalid) = read_invalid::<AllTypes>(r#"{"day":"2024-05-01T10:00:00Z"}"#);
    assert_eq!((model.day, invalid[0][0].as_str()), (None, "day"), "the time would be lost");
    let times = r#"["0001-01-01T00:00:00Z","","1970-01-01T00:00:00Z"]"#;
    assert_eq!(read_invalid::<Vec<Timestamp>>(times).0.len(), 2);
}

#[test]
fn fractions_are_cut_to_nanoseconds() {
    for (text, written) in [
        ("2024-05-01T10:00:00.1234567891Z", "2024-05-01T10:00:00.123456789Z"),
        ("2024-05-01T10:00:00.99999999999999+00:00", "2024-05-01T10:00:00.999999999Z"),
    ] {
        let time: Timestamp = read_clean(&format!("{text:?}"));
        assert_eq!(time.to_string(), written);
    }
}

#[test]
fn required_dates_are_empty_and_listed() {
    let (time, missing, _) = read::<Timestamp>(r#""string""#);
    assert_eq!((time, missing), (Timestamp::UNIX_EPOCH, vec![String::new()]));
    let (day, missing, _) = read::<Date>(r#""2024-02-30""#);
    assert_eq!((day, missing), (Date::ZERO, vec![String::new()]));
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
    assert_eq!(write(&vec![f64::NAN, f64::INFINITY, 1.5]), "[null,null,1.5]");
}

#[test]
fn writes_whole_numbers_without_a_fraction() {
    assert_eq!(write(&vec![9440.0, -1.0, 0.5, 1e300]), "[9440,-1,0.5,1e+300]");
    assert_eq!(write(&vec![3.0_f32, 0.25]), "[3,0.25]");
}
