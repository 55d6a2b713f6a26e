//! Tests of loading small documents, most with one defect.
#![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

mod grammar;
mod overlay;
mod positions;
mod reader;
mod references;

use super::{Document, Source, load};
use crate::diagnostic::{Diagnostic, Diagnostics, Pointer};

/// A document without diagnostics.
const VALID: &str = "\
openapi: 3.0.1
info: {title: Peers, version: '1', x-audience: all}
paths:
  /peers/{id}:
    get:
      operationId: getPeer
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        200:
          description: The peer
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Peer'}
components:
  schemas:
    Peer:
      type: object
      required: [vpcId]
      properties:
        vpcId: {type: string, pattern: '^vpc-'}
        x-status: {type: string, enum: [A, B], default: {x-not: this}}
      x-rust-name: Connection
";

fn loaded(text: &str, overlay: Option<&str>) -> (Option<Document>, String) {
    let mut found = Diagnostics::new();
    let overlay = overlay.map(|text| Source::new("overlay.yaml", text));
    let document = load(&Source::new("api.yaml", text), overlay.as_ref(), &mut found);
    assert!(document.is_some() || found.has_errors());
    (document, report(&found))
}

/// Formats diagnostics with their locations.
fn report(found: &Diagnostics) -> String {
    let diagnostics = found.iter().map(|diagnostic| {
        let Diagnostic { level, code, message, location, cost, .. } = diagnostic;
        let at = match &location.pointer {
            pointer if pointer.is_root() => String::new(),
            pointer => format!(": {pointer}"),
        };
        let advice = diagnostic.advice.iter().map(|advice| format!("\n  = help: {advice}"));
        let cost = cost.iter().map(|cost| format!("\n  = note: {cost}"));
        let notes: String = cost.chain(advice).collect();
        format!("{level}[{code}]: {message}\n  --> {}{at}{notes}", location.source)
    });
    diagnostics.collect::<Vec<_>>().join("\n\n")
}

/// Returns the valid document with one text replaced.
fn with(from: &str, to: &str) -> String {
    assert_eq!(VALID.matches(from).count(), 1, "{from} occurs once");
    VALID.replace(from, to)
}

#[track_caller]
fn assert_reports(text: &str, expected: &str) {
    let (_, output) = loaded(text, None);
    assert_eq!(output, expected, "\n{output}\n");
}

#[test]
fn loads_a_valid_document_in_order() {
    let (document, output) = loaded(VALID, None);
    let document = document.unwrap();
    assert_eq!(output, "");
    let keys: Vec<_> = document.root.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["openapi", "info", "paths", "components"]);
    let pattern = Pointer::parse("#/components/schemas/Peer/properties/vpcId/pattern").unwrap();
    assert_eq!(document.get(&pattern), Some(&serde_json::json!("^vpc-")));
    assert_eq!(
        document.location(&pattern).to_string(),
        "api.yaml: #/components/schemas/Peer/properties/vpcId/pattern"
    );
    assert!(document.openapi.paths.paths.contains_key("/peers/{id}"));
}

#[test]
fn lists_extensions_where_the_specification_allows_them() {
    let text = with(
        "schema: {$ref: '#/components/schemas/Peer'}",
        "schema: {$ref: '#/components/schemas/Peer', x-beside: 1}",
    );
    let (document, output) = loaded(&text, None);
    assert_eq!(output, "");
    let pointers: Vec<_> = document.unwrap().extensions.iter().map(ToString::to_string).collect();
    let schema = "#/paths/~1peers~1{id}/get/responses/200/content/application~1json/schema";
    assert_eq!(
        pointers,
        [
            "#/info/x-audience",
            &format!("{schema}/x-beside"),
            "#/components/schemas/Peer/x-rust-name",
        ]
    );
}

#[test]
fn diagnostics_are_in_document_order() {
    let text = with("required: [vpcId]", "required: [vpcId]\n      tyype: x")
        .replace("#/components/schemas/Peer", "#/components/schemas/Pear")
        .replace("title: Peers", "title: 1");
    let (_, output) = loaded(&text, None);
    let codes: Vec<_> = output.lines().filter(|line| line.contains("]: ")).collect();
    assert_eq!(
        codes,
        [
            "warning[wrong-type]: `title` must be a string, found the number `1`",
            "warning[unresolved-reference]: `#/components/schemas/Pear` does not exist in the document",
            "warning[unknown-keyword]: a schema has no keyword `tyype`",
        ]
    );
}
