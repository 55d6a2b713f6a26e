//! Malformed JSON: always an error, never a panic, an overflow, or a value.

use portolan_runtime::serde_json::{self, Value as Json};
use portolan_runtime::wire::{self, Value};
use proptest::prelude::*;

use crate::model::{Animal, Everything, Link, Peering, Strict, fail, read_clean};

const SAMPLE: &str = concat!(
    r#"{"text":"a\u00e9\n","flag":true,"small":-1,"large":90,"rough":0.5,"fine":2.5e1,"#,
    r#""time":"2024-05-01T10:00:00Z","status":"PENDING","list":["x",""],"table":{"a":1},"#,
    r#""free":[null,{"b":1.5}],"object":{"z":false},"new":[{"q":"\""}],"#,
    r#""peerings":[{"providerName":"AWS","vpcId":"v"},{"vnetName":"n","providerName":"AZURE"}]}"#
);

#[test]
fn json_that_breaks_off_anywhere_is_an_error() {
    assert!(wire::decode::<Everything>(SAMPLE.as_bytes()).is_ok());
    for end in 0..SAMPLE.len() {
        let cut = &SAMPLE.as_bytes()[..end];
        let error = wire::decode::<Everything>(cut).unwrap_err();
        assert!(error.offset() <= end, "{error:?}");
        assert!(wire::decode::<Json>(cut).is_err());
        assert!(wire::decode::<()>(cut).is_err());
        assert!(wire::decode::<Peering>(cut).is_err());
    }
}

#[test]
fn what_follows_the_value_is_an_error() {
    for rest in ["x", "{}", ",", "]", "\0", "null", "\u{a0}"] {
        fail::<Everything>(&format!("{SAMPLE}{rest}"));
        fail::<Json>(&format!("1 {rest}"));
        fail::<Peering>(&format!("{{}}{rest}"));
    }
    read_clean::<Strict>(
        "{\"name\":\"n\",\"count\":1,\"tags\":[],\"link\":{\"href\":\"\"},\"note\":null}\r\n\t ",
    );
}

#[test]
fn what_is_no_json_is_an_error_wherever_it_stands() {
    for broken in [
        "",
        " ",
        "nul",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "'a'",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{a:1}",
        "{1:1}",
        "{\"a\":}",
        "// x\n1",
    ] {
        fail::<Json>(broken);
        fail::<()>(broken);
        fail::<i64>(broken);
        fail::<f64>(broken);
        fail::<String>(broken);
        fail::<Peering>(broken);
        for property in
            ["text", "small", "fine", "free", "object", "inner", "list", "new", "peering"]
        {
            fail::<Everything>(&format!(r#"{{"flag":true,"{property}":{broken}}}"#));
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_an_error_wherever_they_stand() {
    for bytes in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\x80"] {
        for (before, after) in [
            (r#"{"text":""#, r#""}"#),
            (r#"{"new":""#, r#""}"#),
            (r#"{"free":[""#, r#""]}"#),
            (r#"{"table":{""#, r#"":1}}"#),
            (r#"{""#, r#"":1}"#),
            (r#"{"peering":{"vpcId":""#, r#""}}"#),
            (r#"{"peering":{""#, r#"":1}}"#),
            (r#"{"peering":{"providerName":""#, r#""}}"#),
            ("{", "}"),
        ] {
            let json = [before.as_bytes(), bytes, after.as_bytes()].concat();
            assert!(wire::decode::<Everything>(&json).is_err(), "{before} {bytes:?}");
        }
    }
    assert!(wire::decode::<Json>("\u{feff}{}".as_bytes()).is_err());
}

#[test]
fn depth_ends_in_an_error_and_not_in_an_overflow() {
    for depth in [129, 300, 10_000, 1_000_000] {
        let nested = |open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
        fail::<Json>(&nested("[", "]"));
        fail::<Everything>(&nested(r#"{"inner":"#, "}"));
        fail::<Everything>(&nested(r#"{"free":"#, "}"));
        fail::<Everything>(&format!(r#"{{"free":{}}}"#, nested(r#"{"a":"#, "}")));
        fail::<Peering>(&nested(r#"{"new":"#, "}"));
        fail::<Animal>(&nested(r#"{"lives":9,"friend":"#, "}"));
        fail::<Everything>(&"[".repeat(depth));
        fail::<Everything>(&r#"{"inner":"#.repeat(depth));
        fail::<Animal>(&r#"{"friend":"#.repeat(depth));
    }
}

#[test]
fn what_is_passed_over_may_be_deeper_but_not_without_end() {
    for depth in [300, 10_000, 1_000_000] {
        let nested = |open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
        fail::<()>(&nested("[", "]"));
        // Read or refused, but never an end of the program.
        let _ = wire::decode::<Animal>(nested(r#"{"friend":"#, r#","kind":"wild"}"#).as_bytes());
        fail::<Everything>(&nested(r#"{"new":"#, "}"));
        fail::<Everything>(&format!(r#"{{"new":{}}}"#, nested("[", "]")));
    }
}

#[test]
fn depth_that_documents_have_is_no_error() {
    let depth = 100;
    let json = r#"{"inner":"#.repeat(depth) + "{}" + &"}".repeat(depth);
    read_clean::<Everything>(&json);
    let json = r#"{"lives":9,"friend":"#.repeat(depth)
        + r#"{"kind":"wild","range":1}"#
        + &"}".repeat(depth);
    read_clean::<Animal>(&json);
}

/// Reads the text as several models; `true` if JSON of that kind is what it is.
fn agrees<T: Value>(json: &[u8], fits: impl Fn(&Json) -> bool) {
    let read = wire::decode::<T>(json);
    let expected = serde_json::from_slice::<Json>(json).is_ok_and(|json| fits(&json));
    assert_eq!(read.is_ok(), expected, "{} {:?}", String::from_utf8_lossy(json), read.err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// `serde_json` says what JSON is.
    #[test]
    fn what_is_passed_over_is_json(
        start in 0..SAMPLE.len(),
        length in 0usize..4,
        put in proptest::collection::vec(
            prop_oneof![proptest::sample::select(br#"{}[]",:\ue0-+.1tn "#.to_vec()), any::<u8>()], 0..4
        ),
    ) {
        let end = (start + length).min(SAMPLE.len());
        let mut json = SAMPLE.as_bytes().to_vec();
        json.splice(start..end, put);
        agrees::<()>(&json, |_| true);
        agrees::<Json>(&json, |_| true);
        agrees::<Link>(&json, |json| {
            json.as_object().is_some_and(|object| {
                ["href", "rel"].iter().all(|name| object.get(*name).is_none_or(Json::is_string))
            })
        });
        let _ = wire::decode::<Everything>(&json);
        let _ = wire::decode::<Vec<Peering>>(&json);
    }

    #[test]
    fn no_bytes_are_too_strange(json in proptest::collection::vec(any::<u8>(), 0..64)) {
        agrees::<()>(&json, |_| true);
        let _ = wire::decode::<Everything>(&json);
        let _ = wire::decode::<Animal>(&json);
    }
}
