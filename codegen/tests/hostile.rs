//! Hostile text: whatever stands in the strings of a document, none of it becomes code, a path, or an end.
//!
//! The golden crate `hostile` is the same idea compiled and documented.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use openapi_codegen::{Generated, Options, Package, Source, generate};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A document in which one text stands wherever a document can have any text.
fn document(text: &str, name: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text},
        "tags": [{"name": name, "description": text}],
        "paths": {"/a/{id}": {"post": {
            "operationId": name, "tags": [name], "summary": text, "description": text,
            "parameters": [
                {"name": "id", "in": "path", "required": true, "description": text,
                 "schema": {"type": "string", "example": text, "default": text}},
                {"name": name, "in": "query", "description": text, "schema": {"type": "string", "enum": ["a", text]}},
            ],
            "requestBody": {"required": true, "description": text, "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Union"}}}},
            "responses": {
                "200": {"description": text, "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Union"}}}},
                "400": {"description": text, "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}}},
            },
        }}},
        "components": {
            "schemas": {
                "Union": {
                    "description": text, "title": text,
                    "oneOf": [{"$ref": "#/components/schemas/One"}],
                    "discriminator": {"propertyName": name, "mapping": {text: "One"}},
                },
                "One": {
                    "type": "object", "x-rust-name": name, "required": ["a", name],
                    "properties": {
                        "a": {"type": "string", "description": text, "default": text, "example": text, "format": text},
                        name: {"type": "string", "enum": ["x", text]},
                    },
                },
                "Fault": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
            },
            "securitySchemes": {"o": {"type": "oauth2", "description": text, "flows": {
                "clientCredentials": {"tokenUrl": text, "scopes": {}}}}},
        },
    })
}

fn generated(document: &Value) -> Option<Generated> {
    let source = Source::new("hostile.json", document.to_string());
    let package = Package::new("hostile").unwrap();
    // A finding is a good answer too; an end is not.
    generate(&source, None, &package, &Options::default()).ok()
}

/// What a file is made of: the kinds of its items, in order.
fn kinds(generated: &Generated) -> Vec<Vec<String>> {
    let kind = |item: &syn::Item| match item {
        syn::Item::Enum(item) => format!("enum of {}", item.variants.len()),
        syn::Item::Impl(item) => format!("impl of {}", item.items.len()),
        syn::Item::Macro(_) => "macro".to_owned(),
        syn::Item::Mod(_) => "mod".to_owned(),
        syn::Item::Static(_) => "static".to_owned(),
        syn::Item::Struct(item) => format!("struct of {}", item.fields.len()),
        syn::Item::Type(_) => "type".to_owned(),
        syn::Item::Use(_) => "use".to_owned(),
        _ => panic!("an item that emission never makes"),
    };
    let of_file = |file: &openapi_codegen::RenderedFile| {
        let parsed = syn::parse_file(&file.text)
            .unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
        parsed.items.iter().map(kind).collect()
    };
    generated.files.iter().map(of_file).collect()
}

/// Nothing but folders and files of ours: no way up, no root, no separator of the document's.
fn assert_paths(generated: &Generated) {
    for file in &generated.files {
        let sound = |part: &str| {
            let stem = part.strip_suffix(".rs").unwrap_or(part);
            !stem.is_empty()
                && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        assert!(file.path.split('/').all(sound), "{:?}", file.path);
        assert!(file.path.split('/').count() <= 2, "{:?}", file.path);
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
];

#[test]
fn no_text_becomes_code_or_a_path() {
    let harmless = kinds(&generated(&document("harmless", "harmless")).unwrap());
    for text in TEXTS {
        let made =
            generated(&document(text, "harmless")).unwrap_or_else(|| panic!("{text:?} is refused"));
        assert_paths(&made);
        assert_eq!(kinds(&made), harmless, "{text:?}");
        let doc_tests =
            made.files.iter().map(|file| file.text.matches("```no_run").count()).sum::<usize>();
        assert!(doc_tests <= 1, "{text:?}");
        // Names come from fewer texts, and more of them are refused.
        if let Some(made) = generated(&document("harmless", text)) {
            assert_paths(&made);
            kinds(&made);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn random_texts_do_not_either(text in "\\PC{0,40}|[\"\\\\/*#`<>\\[\\]{}\\x00-\\x1f!(); a-z]{0,40}") {
        let harmless = kinds(&generated(&document("harmless", "harmless")).unwrap());
        if let Some(made) = generated(&document(&text, "harmless")) {
            assert_paths(&made);
            prop_assert_eq!(kinds(&made), harmless);
        }
        if let Some(made) = generated(&document("harmless", &text)) {
            assert_paths(&made);
            kinds(&made);
        }
    }

    #[test]
    fn no_document_is_an_end(text in "\\PC{0,200}") {
        let source = Source::new("any.yaml", text);
        let _ = generate(&source, None, &Package::new("any").unwrap(), &Options::default());
    }
}
