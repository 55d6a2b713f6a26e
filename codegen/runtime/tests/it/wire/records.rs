//! Records with unknown, missing, `null` and repeated properties.

use super::models::{AllTypes, Link, Open, Strict, read, read_clean, read_invalid, write};

const STRICT: &str = r#"{"name":"n","count":1,"tags":[],"link":{"href":"h"},"note":null}"#;

#[test]
fn writes_null_only_for_required_properties() {
    let strict: Strict = read_clean(STRICT);
    assert_eq!(strict.note, None);
    assert_eq!(write(&strict), STRICT);
}

#[test]
fn reads_properties_in_any_order() {
    let strict: Strict =
        read_clean(r#"{"note":null,"link":{"href":"h"},"tags":[],"count":1,"name":"n"}"#);
    assert_eq!(write(&strict), STRICT);
}

#[test]
fn missing_properties_are_empty_and_listed() {
    let (strict, missing, unexpected) = read::<Strict>(r#"{"link":{"rel":"r"}}"#);
    assert_eq!(missing, ["link.href", "name", "count", "tags", "note"]);
    assert_eq!(unexpected, Vec::<String>::new());
    assert_eq!((strict.name.as_str(), strict.count), ("", 0));
    assert_eq!(strict.link, Link { href: String::new(), rel: Some("r".to_owned()) });
}

#[test]
fn null_properties_are_empty_and_listed_unless_nullable() {
    let (strict, missing, _) =
        read::<Strict>(r#"{"name":null,"count":null,"tags":null,"link":null,"note":null}"#);
    assert_eq!(missing, ["name", "count", "tags", "link"]);
    assert_eq!(strict.link.href, "");
    assert_eq!(read::<Strict>("null").1, [""]);
    assert_eq!(read_clean::<AllTypes>(r#"{"text":null,"inner":null}"#), read_clean("{}"));
}

#[test]
fn null_items_are_omitted_and_listed() {
    let (strict, missing, _) = read::<Strict>(&STRICT.replace("[]", r#"["a",null,"b",null]"#));
    assert_eq!(strict.tags, ["a", "b"]);
    assert_eq!(missing, ["tags[1]", "tags[3]"]);
    assert_eq!(read_clean::<Vec<Option<i32>>>("[1,null]"), [Some(1), None]);
    assert_eq!(read::<AllTypes>(r#"{"table":{"a":null,"b":2}}"#).1, ["table.a"]);
    let (links, missing, _) = read::<Vec<Link>>(r#"[{"href":"a"},null,{}]"#);
    assert_eq!((links.len(), missing), (2, vec!["[1]".to_owned(), "[2].href".to_owned()]));
}

#[test]
fn unknown_properties_are_skipped_and_listed() {
    let json = STRICT.replace(r#""href":"h""#, r#""x.y":[{"a":1}],"href":"h","z":{"\"":"}"}"#);
    let (strict, missing, unexpected) = read::<Strict>(&json);
    assert_eq!(write(&strict), STRICT);
    assert_eq!(missing, Vec::<String>::new());
    assert_eq!(unexpected, [r#"link["x.y"]"#, "link.z"]);
}

#[test]
fn keeps_additional_properties() {
    let open: Open = read_clean(r#"{"b":2,"name":"n","a":1}"#);
    assert_eq!(
        open.rest.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>(),
        [("a", 1), ("b", 2)]
    );
    assert_eq!(write(&open), r#"{"name":"n","a":1,"b":2}"#);
    assert_eq!(read::<Open>(r#"{"name":"n","a":null}"#).1, ["a"]);
    let (open, invalid) = read_invalid::<Open>(r#"{"name":"n","a":"x","b":2}"#);
    assert_eq!(write(&open), r#"{"name":"n","b":2}"#);
    assert_eq!(invalid, [["a", "expected an integer, found a string", "\"x\""]]);
}

#[test]
fn additional_properties_do_not_repeat_fields() {
    let mut open: Open = read_clean(r#"{"name":"n","a":1}"#);
    open.rest.insert("name".to_owned(), 7);
    assert_eq!(write(&open), r#"{"name":"n","a":1}"#);
}

#[test]
fn the_last_value_of_a_repeated_property_wins() {
    let json = r#"{"name":"first","name":"last","count":1,"count":2,"tags":["a"],"tags":[],
        "link":{"href":"a","rel":"r"},"link":{"href":"b"},"note":"x","note":null}"#;
    let strict: Strict = read_clean(json);
    assert_eq!(
        write(&strict),
        r#"{"name":"last","count":2,"tags":[],"link":{"href":"b"},"note":null}"#
    );
    assert_eq!(read_clean::<Open>(r#"{"name":"n","a":1,"a":2}"#).rest.get("a"), Some(&2));
}
