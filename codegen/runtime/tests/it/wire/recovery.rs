//! Values that do not fit their schema: one of them does not lose a response.

use portolan_runtime::serde_json::Value as Json;
use portolan_runtime::wire;

use super::models::{
    AllTypes, Animal, Open, Peering, Status, Strict, fail, fail_exact, read, read_invalid, write,
};

#[test]
fn wrong_values_are_absent_and_the_rest_is_kept() {
    let json = r#"{"text":true,"list":{"a":[1]},"table":[],"inner":"x","time":5,"small":7}"#;
    let (model, invalid) = read_invalid::<AllTypes>(json);
    assert_eq!(write(&model), r#"{"small":7}"#);
    let paths: Vec<&str> = invalid.iter().map(|it| it[0].as_str()).collect();
    assert_eq!(paths, ["text", "list", "table", "inner", "time"]);
    assert_eq!(invalid[1], ["list", "expected an array, found an object", r#"{"a":[1]}"#]);
}

#[test]
fn required_wrong_values_are_missing_too() {
    let json = r#"{"name":[],"count":{},"tags":"a","link":7,"note":null}"#;
    let (strict, missing, _) = read::<Strict>(json);
    assert_eq!((strict.name.as_str(), strict.count, strict.tags.len()), ("", 0, 0));
    assert_eq!(missing, ["name", "count", "tags", "link"]);
    assert_eq!(read_invalid::<Strict>(json).1.len(), 4);
}

#[test]
fn scalars_with_one_obvious_reading_are_used_and_listed() {
    for (json, written) in [
        (r#"{"small":"5"}"#, r#"{"small":5}"#),
        (r#"{"large":"-9007199254740993"}"#, r#"{"large":-9007199254740993}"#),
        (r#"{"fine":"2.5e1"}"#, r#"{"fine":25}"#),
        (r#"{"text":5}"#, r#"{"text":"5"}"#),
        (r#"{"text":1.50}"#, r#"{"text":"1.50"}"#),
        (r#"{"flag":"true"}"#, r#"{"flag":true}"#),
        (r#"{"list":[1,"a"]}"#, r#"{"list":["1","a"]}"#),
        (r#"{"table":{"a":"1"}}"#, r#"{"table":{"a":1}}"#),
    ] {
        let decoded = wire::decode::<AllTypes>(json.as_bytes()).unwrap();
        assert_eq!(write(&decoded.value), written);
        assert_eq!(decoded.notes.missing_count, 0);
        assert!(matches!(&decoded.notes.invalid[..], [it] if it.is_used()), "{json}");
        fail_exact::<AllTypes>(json);
    }
    let (status, _) = read_invalid::<Vec<Status>>("[7]");
    assert_eq!(write(&status), r#"["7"]"#);
}

#[test]
fn scalars_without_an_obvious_reading_are_not_used() {
    for json in [
        r#"{"small":""}"#,
        r#"{"small":"1.5"}"#,
        r#"{"small":"0x1"}"#,
        r#"{"small":"1 000"}"#,
        r#"{"small":"3000000000"}"#,
        r#"{"small":true}"#,
        r#"{"small":1.5}"#,
        r#"{"fine":"NaN"}"#,
        r#"{"fine":"Infinity"}"#,
        r#"{"text":false}"#,
        r#"{"flag":1}"#,
        r#"{"flag":"yes"}"#,
        r#"{"time":1714557600}"#,
        r#"{"inner":"{}"}"#,
        r#"{"list":"a"}"#,
    ] {
        let decoded = wire::decode::<AllTypes>(json.as_bytes()).unwrap();
        assert_eq!(write(&decoded.value), "{}", "{json}");
        assert!(matches!(&decoded.notes.invalid[..], [it] if !it.is_used()), "{json}");
    }
}

#[test]
fn wrong_items_and_entries_are_omitted() {
    let (model, invalid) =
        read_invalid::<AllTypes>(r#"{"list":["a",[],"b"],"table":{"a":[],"b":2}}"#);
    assert_eq!(write(&model), r#"{"list":["a","b"],"table":{"b":2}}"#);
    assert_eq!((invalid[0][0].as_str(), invalid[1][0].as_str()), ("list[1]", "table.a"));
    let (open, invalid) = read_invalid::<Open>(r#"{"name":"n","a":{},"b":1}"#);
    assert_eq!((write(&open).as_str(), invalid[0][0].as_str()), (r#"{"name":"n","b":1}"#, "a"));
    let (peerings, invalid) =
        read_invalid::<Vec<Peering>>(r#"[7,{"providerName":"AWS","vpcId":"v"},[]]"#);
    assert!(matches!(&peerings[..], [Peering::Aws(_)]), "{peerings:?}");
    assert_eq!((invalid[0][0].as_str(), invalid[1][0].as_str()), ("[0]", "[2]"));
}

#[test]
fn wrong_values_in_unions_do_not_affect_their_neighbours() {
    let json =
        r#"[{"lives":"x","kind":"pet","species":"cat","friend":5},{"kind":"wild","range":2}]"#;
    let (animals, invalid) = read_invalid::<Vec<Animal>>(json);
    assert_eq!(
        write(&animals),
        r#"[{"kind":"pet","species":"cat","lives":0},{"kind":"wild","range":2}]"#
    );
    assert_eq!((invalid[0][0].as_str(), invalid[1][0].as_str()), ("[0].lives", "[0].friend"));
}

#[test]
fn an_outermost_value_of_another_kind_is_an_error() {
    for json in ["[]", "7", "\"{}\"", "true"] {
        fail::<AllTypes>(json);
        fail::<Peering>(json);
    }
    fail::<Vec<i32>>("{}");
    fail::<i32>("\"5\"");
}

#[test]
fn broken_json_in_a_wrong_value_is_an_error() {
    for json in [r#"{"text":{"a":}}"#, r#"{"text":[1,}"#, r#"{"text":tru}"#, r#"{"small":"5}"#] {
        fail::<AllTypes>(json);
    }
}

#[test]
fn notes_of_invalid_values_are_bounded() {
    let items = vec![format!("[\"{}\"]", "é".repeat(5_000)); 1_000].join(",");
    let notes = wire::decode::<Vec<i32>>(format!("[{items}]").as_bytes()).unwrap().notes;
    assert_eq!((notes.invalid.len(), notes.invalid_count), (256, 1_000));
    assert!(notes.invalid.iter().all(|it| it.json().len() <= 1_030 && it.json().ends_with('…')));
}

#[test]
fn unpaired_surrogates_are_replaced_and_listed() {
    let json = r#"{"text":"a\ud800b","new":"\udc00","list":["\ud83d\ude00","\uDFFF"],"small":1}"#;
    let (model, invalid) = read_invalid::<AllTypes>(json);
    assert_eq!(model.text.as_deref(), Some("a\u{fffd}b"));
    assert_eq!(model.list.unwrap(), ["😀", "\u{fffd}"]);
    assert_eq!(model.small, Some(1));
    let paths: Vec<[&str; 2]> = invalid.iter().map(|it| [it[0].as_str(), it[2].as_str()]).collect();
    assert_eq!(paths, [["text", r#""a\ud800b""#], ["list[1]", r#""\uDFFF""#]]);
    let (free, invalid) = read_invalid::<Json>(r#"{"\ud800":["\udc00"]}"#);
    assert_eq!(free["\u{fffd}"][0], "\u{fffd}");
    assert_eq!(invalid.len(), 1);
    let (open, _) = read_invalid::<Open>(r#"{"name":"n","\ud800":1}"#);
    assert_eq!(open.rest.keys().collect::<Vec<_>>(), ["\u{fffd}"]);
    let (peering, _) = read_invalid::<Peering>(r#"{"vpcId":"\ud800","providerName":"AWS"}"#);
    assert!(matches!(peering, Peering::Aws(_)));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let (model, invalid) = read_invalid::<AllTypes>("\u{feff} {\"small\":\"x\"}");
    assert_eq!((write(&model).as_str(), invalid[0][2].as_str()), ("{}", "\"x\""));
    assert_eq!(fail::<AllTypes>("\u{feff}{\"small\":}").offset(), 12);
}

#[test]
fn errors_say_what_is_not_json() {
    for (text, problem) in [
        ("", "expected JSON, found an empty body"),
        ("\u{feff} ", "expected JSON, found an empty body"),
        ("<!DOCTYPE html><p>", "expected JSON, found an HTML page"),
        ("\n<HTML><body>", "expected JSON, found an HTML page"),
        ("<?xml version=\"1.0\"?><a/>", "expected JSON, found XML or HTML"),
        ("upstream timed out", "expected JSON, found text"),
        ("{\"text\":\"a", "the JSON is incomplete: it ends after 10 bytes"),
        ("{\"text\":", "the JSON is incomplete: it ends after 8 bytes"),
        ("{\0\"\0", "expected JSON, found text in UTF-16"),
        ("{\"text\" 1}", "not JSON: expected `:`"),
    ] {
        assert_eq!(fail::<AllTypes>(text).problem(), problem, "{text:?}");
    }
    let gzip = wire::decode::<AllTypes>(b"\x1f\x8b\x08").unwrap_err();
    assert_eq!(gzip.problem(), "expected JSON, found compressed data (gzip)");
}
