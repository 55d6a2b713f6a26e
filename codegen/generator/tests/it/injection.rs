//! Injection: no string in a document becomes code, a path or a panic.
//!
//! The golden crate `hostile` compiles and documents such strings.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use portolan::{Generated, Options, Package, Source, generate};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::markdown;

/// A fixed member, property and name, longer than any text that is tried beside it.
const OWN: &str = "a_name_of_the_documents_own_that_no_other_text_is";

/// The text and the name of the harmless document.
const TEXT: &str = "harmless";
const NAME: &str = "harmless_name";

/// Returns a document with `text` at every location for text, and `name` at every location for names.
fn document(text: &str, name: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text, "termsOfService": text,
            "contact": {"name": text, "url": text}, "license": {"name": text}},
        "servers": [
            {"url": format!("https://example.com/{text}"), "description": text},
            {"url": "https://{v}.example.com", "variables": {"v": {"default": text, "description": text}}},
        ],
        "externalDocs": {"url": text, "description": text},
        "tags": [{"name": name, "description": text}],
        "security": [{text: []}],
        "paths": {
            "/a/{id}": {"post": operation(text, name)},
            format!("/b/{}", text.replace(['{', '}'], "")): {"get": {
                "operationId": OWN, "tags": [OWN],
                "responses": {"204": {"description": text}},
            }},
        },
        "components": {
            "schemas": schemas(text, name),
            "securitySchemes": {
                text: {"type": "apiKey", "in": "header", "name": text, "description": text},
                OWN: {"type": "oauth2", "description": text, "flows": {
                    "clientCredentials": {"tokenUrl": text, "scopes": {text: text}}}},
            },
        },
    })
}

fn operation(text: &str, name: &str) -> Value {
    let media_type = format!("application/json; v={text}");
    json!({
        "operationId": name, "tags": [name], "summary": text, "description": text,
        "parameters": [
            {"name": "id", "in": "path", "required": true, "description": text, "example": text,
             "schema": {"type": "string", "pattern": text, "example": text, "default": text}},
            {"name": name, "in": "query", "description": text, "schema": {"type": "string", "enum": [OWN, text]}},
            {"name": name, "in": "header", "schema": {"type": "string", "format": text, "default": text}},
            {"name": text, "in": "header", "schema": {"type": "array", "items": {"type": "string", "pattern": text}}},
            {"name": OWN, "in": "query", "schema": {"type": "boolean"},
             "x-rust-envelope": {"status": text, "content": text}},
        ],
        "requestBody": {"required": true, "description": text, "content": {
            media_type.as_str(): {"schema": {"$ref": "#/components/schemas/Union"}, "example": text}}},
        "responses": {
            "200": {"description": text, "headers": {name: {"description": text, "schema": {"type": "string"}}},
                "content": {media_type: {"schema": {"$ref": "#/components/schemas/Union"}}}},
            "204": {"description": text},
            "400": {"description": text, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}},
            "default": {"description": text, "content": {
                "application/json": {"schema": {"type": "object", "title": text, "properties": {name: {}}}}}},
        },
    })
}

fn schemas(text: &str, name: &str) -> Value {
    let code = format!("code{text}");
    json!({
        "Union": {
            "description": text, "title": text,
            "oneOf": [{"$ref": "#/components/schemas/One"}],
            "discriminator": {"propertyName": name, "mapping": {text: "One"}},
        },
        "One": {
            "type": "object", "title": text, "x-rust-name": name, "required": [OWN, name],
            "properties": {
                OWN: {"type": "string", "description": text, "default": text, "example": text, "format": text,
                    "pattern": text},
                name: {"type": "string", "enum": [OWN, text]},
                "part": {"type": "object", "description": text, "properties": {name: {"$ref": "#/components/schemas/Fault"}},
                    "additionalProperties": {"type": "string", "enum": [OWN, text]}},
            },
        },
        "Fault": {
            "type": "object", "x-rust-error": {"code": code.as_str()}, "required": [OWN, code],
            "properties": {OWN: {"type": "string"}, code: {"type": "string", "deprecated": true}},
        },
    })
}

/// Returns options with everything emitted.
fn options() -> Options {
    Options { command_line: true, ..Options::default() }
}

fn generated(document: &Value) -> Option<Generated> {
    let source = Source::new("hostile.json", document.to_string());
    let package = Package::new("hostile").unwrap();
    // A diagnostic is fine; a panic is not.
    generate(&source, None, &package, &options()).ok()
}

/// The items of a crate in order, and its documentation.
#[derive(Debug, Clone, PartialEq)]
struct Contents {
    items: Vec<String>,
    documentation: markdown::Found,
}

fn contents(generated: &Generated) -> Contents {
    let mut found = Contents { items: Vec::new(), documentation: markdown::Found::default() };
    for file in generated.files.iter().filter(|file| file.path != "rustfmt.toml") {
        let parsed = syn::parse_file(&file.text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
        found.items.push("file".to_owned());
        found.items.extend(parsed.items.iter().map(kind));
        found.documentation.read(&parsed);
    }
    // Links to setters end with names that come from the document. As identifiers they are harmless.
    for link in &mut found.documentation.links {
        let is_path = link.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | ':' | '#'));
        if let Some((path, _)) = link.rsplit_once("::").filter(|_| is_path)
            && path.starts_with("crate::operations::")
        {
            *link = format!("{path}::setter");
        }
    }
    found
}

fn kind(item: &syn::Item) -> String {
    match item {
        syn::Item::Const(_) => "const".to_owned(),
        syn::Item::Enum(item) => format!("enum of {}", item.variants.len()),
        // The functions of the command line, whose names are fixed.
        syn::Item::Fn(item) if item.sig.ident == "main" || item.sig.ident == "run" => {
            item.sig.ident.to_string()
        }
        syn::Item::Impl(item) => format!("impl of {}", item.items.len()),
        syn::Item::Macro(_) => "macro".to_owned(),
        syn::Item::Mod(_) => "mod".to_owned(),
        syn::Item::Static(_) => "static".to_owned(),
        syn::Item::Struct(item) => format!("struct of {}", item.fields.len()),
        syn::Item::Type(_) => "type".to_owned(),
        syn::Item::Use(_) => "use".to_owned(),
        _ => panic!("an item that is never emitted"),
    }
}

/// Returns the crate of the harmless document.
fn harmless() -> &'static Contents {
    static HARMLESS: OnceLock<Contents> = OnceLock::new();
    HARMLESS.get_or_init(|| contents(&generated(&document(TEXT, NAME)).unwrap()))
}

/// Asserts that a text at every location for text leaves the items of the crate unchanged.
fn try_text(text: &str) {
    let generated =
        generated(&document(text, NAME)).unwrap_or_else(|| panic!("{text:?} is rejected"));
    assert_paths(&generated);
    assert_eq!(&contents(&generated), harmless(), "{text:?}");
}

/// Asserts the same for names, which may also be rejected.
fn try_name(name: &str) {
    if let Some(generated) = generated(&document(TEXT, name)) {
        assert_paths(&generated);
        let (found, harmless) = (contents(&generated), harmless());
        assert_eq!(found.items, harmless.items, "{name:?}");
        assert_eq!(found.documentation.tests, harmless.documentation.tests, "{name:?}");
        // Only the generator writes links, and their texts contain the name.
        let (links, expected) = (&found.documentation.links, &harmless.documentation.links);
        assert_eq!(links.len(), expected.len(), "{name:?}: {links:?}");
    }
}

/// Asserts that paths have no parent, root or separator from the document.
fn assert_paths(generated: &Generated) {
    for file in generated.files.iter().filter(|file| file.path != "rustfmt.toml") {
        let sound = |part: &str| {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            !stem.is_empty()
                && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        assert!(file.path.split('/').all(sound), "{:?}", file.path);
        assert!(file.path.split('/').count() <= 3, "{:?}", file.path);
    }
}

const TEXTS: &[&str] = &[
    "\"; fn stolen() {} //",
    "*/ fn stolen() {} /*",
    "#] fn stolen() {} #[x(",
    "]] }} )) ;",
    "r#\"x\"#",
    "\\",
    "\\\"",
    "{} {{ {0} {x:?}",
    "```\nfn stolen() {}\n```",
    "~~~rust\npanic!()\n~~~",
    "    indented",
    "- item\n\n      nested",
    "> ```\n> quoted\n> ```",
    "<script>alert(1)</script><!--",
    "[Option] [`Vec`] [x](crate::y) [y]: https://example.com",
    "\u{0}\u{1}\u{7f}\r\u{85}\u{2028}\u{202e}\u{2066}\u{feff}",
    "../../etc/passwd",
    "C:\\windows\\system32",
    "/absolute",
    "",
    " ",
    "self",
    "type",
    "\u{1f600}",
    "//! inner",
    "#![allow(warnings)]",
    "macro_rules! x { () => {} }",
    "$crate::x!()",
    "'a",
    "b\"x\"",
    "0",
    "<details><summary>",
    "1. one\n\n   ```rust\n   fn stolen() {}\n   ```",
    "| a | b |\n|---|---|\n| `|` | <b> |",
    "[^1] and [ ] and ![x](y) and <https://example.com>",
    "[a]\n\n[a]: crate::Client",
    "```rust,should_panic",
    "\t\tfn stolen() {}",
    "\n\n\n    fn stolen() {}",
    "-\n\n      fn stolen() {}",
    "a\\",
    "a\\\n```\nb",
    "=====\n# heading\n***\n___",
    "&lt;b&gt; &#96;&#96;&#96; &copy;",
    "concat!(env!(\"HOME\"))",
    "%2e%2e%2f",
    "CON",
    "lib",
    "mod",
    "r#type",
    "`0``",
    "``` ",
];

/// The locations of strings in OpenAPI 3.0: the value of a keyword, an item of its array, or a key of its map.
const LOCATIONS: &str = "title version description termsOfService url name email summary operationId default example \
    value externalValue pattern format propertyName bearerFormat scheme authorizationUrl tokenUrl refreshUrl \
    openIdConnectUrl contentType namespace prefix requestBody enum[] tags[] required[] paths{} content{} headers{} \
    examples{} callbacks{} links{} variables{} scopes{} mapping{} properties{} schemas{} parameters{} responses{} \
    requestBodies{} securitySchemes{} security{} x-rust-name x-enum-varnames[] x-enum-descriptions[]";

/// Adds the locations of strings with characters that some language interprets.
fn add_dangerous(value: &Value, keyword: &str, found: &mut BTreeSet<String>) {
    let is_dangerous = |text: &str| text.contains(['"', '\'', '`', '$', '<', '*']);
    match value {
        Value::String(text) if is_dangerous(text) => {
            found.insert(keyword.to_owned());
        }
        Value::Array(items) => {
            let is_list = items.iter().all(Value::is_string);
            let keyword = if is_list { format!("{keyword}[]") } else { keyword.to_owned() };
            for item in items {
                add_dangerous(item, &keyword, found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                if is_dangerous(key) {
                    found.insert(format!("{keyword}{{}}"));
                }
                add_dangerous(member, key, found);
            }
        }
        _ => {}
    }
}

/// The golden `hostile` is compiled and documented, and its tests run the shells.
#[test]
fn the_hostile_document_attacks_from_every_location() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden/hostile/openapi.json");
    let document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut found = BTreeSet::new();
    add_dangerous(&document, "", &mut found);
    let harmless: Vec<_> =
        LOCATIONS.split_whitespace().filter(|location| !found.contains(*location)).collect();
    assert!(harmless.is_empty(), "{harmless:?} of {found:?}");
}

#[test]
fn text_does_not_become_code_or_a_path() {
    for text in TEXTS {
        try_text(text);
        try_name(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_does_not_become_code_or_a_path(text in "\\PC{0,40}|[\"\\\\/*#`<>\\[\\]{}\\x00-\\x1f!(); a-z]{0,40}") {
        try_text(&text);
        try_name(&text);
    }

    #[test]
    fn random_documents_do_not_panic(text in "\\PC{0,200}") {
        let source = Source::new("any.yaml", text);
        let _ = generate(&source, None, &Package::new("any").unwrap(), &options());
    }
}
