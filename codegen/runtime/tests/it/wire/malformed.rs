//! Malformed JSON: always an error, never a panic, a stack overflow or a value.

use portolan_runtime::serde_json::{self, Value as Json};
use portolan_runtime::wire::{self, Value};
use proptest::prelude::*;

use super::models::{AllTypes, Animal, Link, Peering, Strict, fail, read_clean};

const SAMPLE: &str = concat!(
    r#"{"text":"a\u00e9\n","flag":true,"small":-1,"large":90,"rough":0.5,"fine":2.5e1,"#,
    r#""time":"2024-05-01T10:00:00Z","status":"PENDING","list":["x",""],"table":{"a":1},"#,
    r#""free":[null,{"b":1.5}],"object":{"z":false},"new":[{"q":"\""}],"#,
    r#""peerings":[{"providerName":"AWS","vpcId":"v"},{"vnetName":"n","providerName":"AZURE"}]}"#
);

#[test]
fn refuses_truncated_json() {
    assert!(wire::decode::<AllTypes>(SAMPLE.as_bytes()).is_ok());
    for end in 0..SAMPLE.len() {
        let cut = &SAMPLE.as_bytes()[..end];
        let error = wire::decode::<AllTypes>(cut).unwrap_err();
        assert!(error.offset() <= end, "{error:?}");
        assert!(wire::decode::<Json>(cut).is_err());
        assert!(wire::decode::<()>(cut).is_err());
        assert!(wire::decode::<Peering>(cut).is_err());
    }
}

#[test]
fn refuses_trailing_characters() {
    for rest in ["x", "{}", ",", "]", "\0", "null", "\u{a0}"] {
        fail::<AllTypes>(&format!("{SAMPLE}{rest}"));
        fail::<Json>(&format!("1 {rest}"));
        fail::<Peering>(&format!("{{}}{rest}"));
    }
    read_clean::<Strict>(
        "{\"name\":\"n\",\"count\":1,\"tags\":[],\"link\":{\"href\":\"\"},\"note\":null}\r\n\t ",
    );
}

#[test]
fn refuses_invalid_json_at_every_position() {
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
            fail::<AllTypes>(&format!(r#"{{"flag":true,"{property}":{broken}}}"#));
        }
    }
}

#[test]
fn refuses_invalid_utf8_at_every_position() {
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
            assert!(wire::decode::<AllTypes>(&json).is_err(), "{before} {bytes:?}");
        }
    }
}

#[test]
fn refuses_deep_nesting_without_stack_overflow() {
    for depth in [129, 300, 10_000, 1_000_000] {
        let nested = |open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
        fail::<Json>(&nested("[", "]"));
        fail::<AllTypes>(&nested(r#"{"inner":"#, "}"));
        fail::<AllTypes>(&nested(r#"{"free":"#, "}"));
        fail::<AllTypes>(&format!(r#"{{"free":{}}}"#, nested(r#"{"a":"#, "}")));
        fail::<Peering>(&nested(r#"{"new":"#, "}"));
        fail::<Animal>(&nested(r#"{"lives":9,"friend":"#, "}"));
        fail::<AllTypes>(&"[".repeat(depth));
        fail::<AllTypes>(&r#"{"inner":"#.repeat(depth));
        fail::<Animal>(&r#"{"friend":"#.repeat(depth));
    }
}

#[test]
fn limits_the_depth_of_skipped_values() {
    for depth in [300, 10_000, 1_000_000] {
        let nested = |open: &str, close: &str| open.repeat(depth) + "1" + &close.repeat(depth);
        fail::<()>(&nested("[", "]"));
        // Decoded or refused, but without a stack overflow.
        let _ = wire::decode::<Animal>(nested(r#"{"friend":"#, r#","kind":"wild"}"#).as_bytes());
        fail::<AllTypes>(&nested(r#"{"new":"#, "}"));
        fail::<AllTypes>(&format!(r#"{{"new":{}}}"#, nested("[", "]")));
    }
}

#[test]
fn accepts_a_depth_of_100() {
    let depth = 100;
    let json = r#"{"inner":"#.repeat(depth) + "{}" + &"}".repeat(depth);
    read_clean::<AllTypes>(&json);
    let json = r#"{"lives":9,"friend":"#.repeat(depth)
        + r#"{"kind":"wild","range":1}"#
        + &"}".repeat(depth);
    read_clean::<Animal>(&json);
}

/// Asserts that decoding succeeds exactly if `serde_json` reads a value that `fits`.
fn assert_agrees<T: Value>(json: &[u8], fits: impl Fn(&Json) -> bool) {
    let read = wire::decode::<T>(json);
    let expected = serde_json::from_slice::<Json>(json).is_ok_and(|json| fits(&json));
    assert_eq!(read.is_ok(), expected, "{} {:?}", String::from_utf8_lossy(json), read.err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// `serde_json` is the reference.
    #[test]
    fn skipped_values_are_valid_json(
        start in 0..SAMPLE.len(),
        length in 0usize..4,
        put in proptest::collection::vec(
            prop_oneof![proptest::sample::select(br#"{}[]",:\ue0-+.1tn "#.to_vec()), any::<u8>()], 0..4
        ),
    ) {
        let end = (start + length).min(SAMPLE.len());
        let mut json = SAMPLE.as_bytes().to_vec();
        json.splice(start..end, put);
        assert_agrees::<()>(&json, |_| true);
        assert_agrees::<Json>(&json, |_| true);
        assert_agrees::<Link>(&json, |json| {
            json.is_object()
        });
        let _ = wire::decode::<AllTypes>(&json);
        let _ = wire::decode::<Vec<Peering>>(&json);
    }

    #[test]
    fn arbitrary_bytes_agree_with_serde_json(json in proptest::collection::vec(any::<u8>(), 0..64)) {
        assert_agrees::<()>(&json, |_| true);
        let _ = wire::decode::<AllTypes>(&json);
        let _ = wire::decode::<Animal>(&json);
    }
}
