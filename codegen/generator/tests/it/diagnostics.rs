//! Diagnostics: everything that is wrong with a document is reported in one run, once, each with its place.

use portolan::diagnostic::Levels;
use portolan::{GenerateError, Options, Package, Source, generate};

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Faults, version: '1'}
paths:
  /groups/{groupId}:
    get:
      operationId: get
      responses:
        '200':
          description: A dead reference.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pear'}}}
    put:
      operationId: get
      parameters: [{name: projectId, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A mapping to nothing.
          content: {application/json: {schema: {$ref: '#/components/schemas/Fruit'}}}
components:
  schemas:
    Peer: {type: object, properties: {a: {type: string}}}
    Fruit:
      oneOf: [{$ref: '#/components/schemas/Peer'}]
      discriminator: {propertyName: kind, mapping: {peer: Peer, pear: Pear}}
    Circle: {$ref: '#/components/schemas/Circle'}
";

#[test]
fn everything_is_reported_together_and_once() {
    let source = Source::new("faults.yaml", DOCUMENT);
    let failure =
        generate(&source, None, &Package::new("faults").unwrap(), &Options::default()).unwrap_err();
    let GenerateError::Document(diagnostics) = failure else {
        panic!("the generator is at fault: {failure}");
    };
    let found: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| format!("{} {}", diagnostic.code, diagnostic.location.pointer))
        .collect();
    let path = "#/paths/~1groups~1{groupId}";
    assert_eq!(
        found,
        [
            format!("path-parameter {path}/get"),
            format!(
                "unresolved-reference {path}/get/responses/200/content/application~1json/schema/$ref"
            ),
            format!("path-parameter {path}/put"),
            format!("duplicate-operation {path}/put/operationId"),
            format!("path-parameter {path}/put/parameters/0/name"),
            "variant-without-tag #/components/schemas/Peer/properties".to_owned(),
            "mapping-target #/components/schemas/Fruit/discriminator/mapping/pear".to_owned(),
            "circular-reference #/components/schemas/Circle/$ref".to_owned(),
        ]
    );
}

/// What is said of a document with a server without a host (a note) and an unknown keyword (a warning), which
/// begins with some extensions and is corrected by an overlay.
fn leveled(extensions: &str, update: &str, line: &[(&str, bool)]) -> Vec<String> {
    let document = format!(
        "openapi: 3.0.3\n{extensions}info: {{title: T, version: '1', titel: T}}\nservers: [{{url: /v2}}]\n\
         paths: {{/a: {{get: {{responses: {{'204': {{description: A.}}}}}}}}}}\n"
    );
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{title: T, version: '1'}}\nactions: [{{target: $, update: {update}}}]"
    );
    let mut levels = Levels::new();
    for (kinds, is_allowed) in line {
        let kinds = kinds.parse().unwrap();
        if *is_allowed { levels.allow(kinds) } else { levels.deny(kinds) }.unwrap();
    }
    let (document, overlay) =
        (Source::new("levels.yaml", document), Source::new("overlay.yaml", overlay));
    let package = Package::new("levels").unwrap();
    let options = Options { levels, ..Options::default() };
    let overlay = (!update.is_empty()).then_some(overlay);
    let diagnostics = match generate(&document, overlay.as_ref(), &package, &options) {
        Ok(generated) => generated.diagnostics,
        Err(GenerateError::Document(diagnostics)) => diagnostics,
        Err(failure) => panic!("the generator is at fault: {failure}"),
    };
    let shown =
        diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.level, diagnostic.code));
    shown.collect()
}

#[test]
fn kinds_of_findings_are_allowed_and_denied() {
    const WARNING: &str = "warning unknown-keyword";
    const NOTE: &str = "note relative-server";
    const ALLOW: &str = "x-rust-allow: [unknown-keyword]\n";
    assert_eq!(leveled("", "", &[]), [WARNING, NOTE]);
    assert_eq!(leveled(ALLOW, "", &[]), [NOTE]);
    assert_eq!(leveled("", "{x-rust-allow: [unknown-keyword, notes]}", &[]), [""; 0]);
    assert_eq!(leveled("", "{x-rust-deny: [warnings]}", &[]), ["error unknown-keyword", NOTE]);
    // What a list of the document has already is added to by the overlay.
    assert_eq!(leveled(ALLOW, "{x-rust-allow: [relative-server]}", &[]), [""; 0]);
    // The line counts before the document, and a name before all of a level.
    assert_eq!(leveled(ALLOW, "", &[("unknown-keyword", false)]), ["error unknown-keyword", NOTE]);
    assert_eq!(leveled(ALLOW, "", &[("warnings", false), ("notes", true)]), [""; 0]);
    assert_eq!(leveled("x-rust-deny: [notes]\n", "", &[("notes", true)]), [WARNING]);
    // What is allowed and not there is told, once nothing else keeps the document from being read whole.
    assert_eq!(
        leveled("x-rust-allow: [ignored-sibling, warnings]\n", "", &[]),
        ["note unused-allow", NOTE]
    );
    let both = "x-rust-allow: [notes]\nx-rust-deny: [notes]\n";
    assert_eq!(
        leveled(both, "", &[]),
        ["error invalid-extension", "warning unknown-keyword", "error relative-server"]
    );
}

#[test]
fn front_example_must_name_an_operation() {
    let found = leveled("x-rust-example: absent\n", "", &[]);
    assert!(found.iter().any(|it| it == "error invalid-extension"), "{found:?}");
}

#[test]
fn what_is_allowed_is_not_shown_beside_errors() {
    let extensions = "x-rust-allow: [unknown-keyword]\nx-rust-name: {}\nexternalDocs: {url: 1}\n";
    assert_eq!(leveled(extensions, "", &[]), ["error wrong-type"]);
}

/// The diagnostics about the schemas `A`, `B` and `C`, of which a response holds the first.
fn about(schemas: &str) -> Vec<String> {
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
         description: A.\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}\n\
         components:\n  schemas:\n{schemas}"
    );
    let source = Source::new("circles.yaml", document);
    let package = Package::new("circles").unwrap();
    let diagnostics = match generate(&source, None, &package, &Options::default()) {
        Ok(generated) => generated.diagnostics,
        Err(GenerateError::Document(diagnostics)) => diagnostics,
        Err(failure) => panic!("the generator is at fault: {failure}"),
    };
    let shown =
        diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.level, diagnostic.code));
    shown.collect()
}

#[test]
fn schemas_that_are_made_of_themselves_end_somewhere() {
    const A: &str = "{$ref: '#/components/schemas/A'}";
    const B: &str = "{$ref: '#/components/schemas/B'}";
    for (schemas, expected) in [
        (
            format!("    A: {{allOf: [{A}, {{properties: {{x: {{type: string}}}}}}]}}\n"),
            &["warning all-of-cycle"][..],
        ),
        (
            format!(
                "    A: {{allOf: [{B}, {{type: object}}]}}\n    B: {{allOf: [{A}, {{type: object}}]}}\n"
            ),
            &["warning all-of-cycle"],
        ),
        (format!("    A: {{allOf: [{A}, {{maxLength: 3}}]}}\n"), &["warning all-of-cycle"]),
        (format!("    A: {{allOf: [{A}]}}\n"), &["warning infinite-schema"]),
        (
            format!("    A: {{allOf: [{B}]}}\n    B: {{allOf: [{A}]}}\n"),
            &["warning infinite-schema"],
        ),
        (format!("    A: {{type: array, items: {A}}}\n"), &["warning infinite-schema"]),
        (
            format!("    A: {{type: object, additionalProperties: {A}}}\n"),
            &["warning infinite-schema"],
        ),
        (format!("    A: {{oneOf: [{A}, {{type: string}}]}}\n"), &["warning ambiguous-union"]),
        (format!("    A: {{not: {A}}}\n"), &["warning unsupported-keyword"]),
        (
            format!(
                "    A: {{allOf: [{B}, {{properties: {{x: {A}}}}}]}}\n    B: {{type: object}}\n"
            ),
            &[],
        ),
    ] {
        assert_eq!(about(&schemas), expected, "{schemas}");
    }
}
