//! Checks the OpenAPI version of a document.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, describe_value};

/// Reports every version except `openapi: 3.0.x`.
pub(in crate::document) fn check_version(name: &str, root: &Value, diagnostics: &mut Diagnostics) {
    let at = |pointer| Location::new(name, pointer);
    let Value::Object(document) = root else {
        let message = match root {
            Value::Null => "the document is empty".to_owned(),
            other => {
                format!("an OpenAPI document must be an object, found {}", describe_value(other))
            }
        };
        diagnostics.add(Code::WrongType, at(Pointer::root()), message);
        return;
    };
    let location = at(Pointer::root().child("openapi"));
    match document.get("openapi") {
        Some(Value::String(version)) if is_3_0(version) => {}
        Some(Value::String(version)) => {
            let message = format!("OpenAPI {version} is not supported, only 3.0.0 to 3.0.4 are");
            diagnostics.push(
                Diagnostic::new(Code::UnsupportedVersion, location, message)
                    .with_advice(advice(version)),
            );
        }
        Some(other) => {
            let message = format!("`openapi` must be a string, found {}", describe_value(other));
            diagnostics.push(
                Diagnostic::new(Code::WrongType, location, message)
                    .with_advice("write the full version in quotes: `'3.0.3'`"),
            );
        }
        None => diagnostics.push(missing(name, document)),
    }
}

fn is_3_0(version: &str) -> bool {
    let patch = version.strip_prefix("3.0.").and_then(|rest| rest.split('-').next());
    patch.is_some_and(|patch| !patch.is_empty() && patch.bytes().all(|b| b.is_ascii_digit()))
}

fn advice(version: &str) -> &'static str {
    if version == "3.0" || version == "3" {
        "write the full version, such as `3.0.3`"
    } else if version.starts_with("3.") {
        "convert the document to OpenAPI 3.0: write `type: [string, 'null']` as `type: string` with \
         `nullable: true`, `const: a` as `enum: [a]`, and `examples: [a]` of a schema as \
         `example: a`; then set `openapi: 3.0.4`"
    } else {
        "convert the document to OpenAPI 3.0"
    }
}

fn missing(name: &str, document: &serde_json::Map<String, Value>) -> Diagnostic {
    if let Some(version) = document.get("swagger") {
        let version = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
        let location = Location::new(name, Pointer::root().child("swagger"));
        let message = format!("Swagger {version} is not supported, only OpenAPI 3.0 is");
        return Diagnostic::new(Code::UnsupportedVersion, location, message).with_advice(
            "convert the document to OpenAPI 3.0, for example with `swagger2openapi`",
        );
    }
    let message = "the document does not declare its OpenAPI version";
    Diagnostic::new(Code::MissingKeyword, Location::new(name, Pointer::root()), message)
        .with_advice("if it is OpenAPI 3.0, start it with `openapi: 3.0.3`")
}
