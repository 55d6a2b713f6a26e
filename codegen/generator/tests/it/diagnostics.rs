//! Diagnostics: every problem of a document is reported in one run, once, with its location.

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
fn all_errors_are_reported_once_in_one_run() {
    let source = Source::new("faults.yaml", DOCUMENT);
    let package = Package::new("faults").unwrap();
    let generated = generate(&source, None, &package, &Options::default()).unwrap();
    let diagnostics = generated.diagnostics;
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

/// Returns the diagnostics of a document with a relative server (a note) and an unknown keyword (a warning).
///
/// `extensions` are lines at its root, `update` is an action of an overlay, and `line` has the flags: codes, and
/// whether they are allowed or denied.
fn leveled(extensions: &str, update: &str, line: &[(&str, bool)]) -> Vec<String> {
    let document = format!(
        "openapi: 3.0.3\n{extensions}info: {{title: T, version: '1', titel: T}}\nservers: [{{url: /v2}}]\n\
         paths: {{/a: {{get: {{responses: {{'204': {{description: A.}}}}}}}}}}\n"
    );
    let overlay = format!(
        "overlay: 1.0.0\ninfo: {{title: T, version: '1'}}\nactions: [{{target: $, update: {update}}}]"
    );
    let mut levels = Levels::new();
    for (codes, is_allowed) in line {
        let codes = codes.parse().unwrap();
        if *is_allowed { levels.allow(codes) } else { levels.deny(codes) }.unwrap();
    }
    let (document, overlay) =
        (Source::new("levels.yaml", document), Source::new("overlay.yaml", overlay));
    let package = Package::new("levels").unwrap();
    let options = Options { levels, ..Options::default() };
    let overlay = (!update.is_empty()).then_some(overlay);
    let diagnostics = match generate(&document, overlay.as_ref(), &package, &options) {
        Ok(generated) => generated.diagnostics,
        Err(GenerateError::Document(diagnostics)) => diagnostics,
        Err(failure) => panic!("the generator has a defect: {failure}"),
    };
    let shown =
        diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.level, diagnostic.code));
    shown.collect()
}

#[test]
fn extensions_and_flags_allow_and_deny_codes() {
    const WARNING: &str = "warning unknown-keyword";
    const NOTE: &str = "note relative-server";
    const ALLOW: &str = "x-rust-allow: [unknown-keyword]\n";
    assert_eq!(leveled("", "", &[]), [WARNING, NOTE]);
    assert_eq!(leveled(ALLOW, "", &[]), [NOTE]);
    assert_eq!(leveled("", "{x-rust-allow: [unknown-keyword, notes]}", &[]), [""; 0]);
    assert_eq!(leveled("", "{x-rust-deny: [warnings]}", &[]), ["error unknown-keyword", NOTE]);
    // The overlay extends a list of the document.
    assert_eq!(leveled(ALLOW, "{x-rust-allow: [relative-server]}", &[]), [""; 0]);
    // Flags win over extensions, and a code wins over a level.
    assert_eq!(leveled(ALLOW, "", &[("unknown-keyword", false)]), ["error unknown-keyword", NOTE]);
    assert_eq!(leveled(ALLOW, "", &[("warnings", false), ("notes", true)]), [""; 0]);
    assert_eq!(leveled("x-rust-deny: [notes]\n", "", &[("notes", true)]), [WARNING]);
    // An unused allowance is reported if there are no errors.
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
fn former_names_of_extensions_are_errors() {
    let found = leveled("x-rust-nullable-answer: true\n", "", &[]);
    assert!(found.iter().any(|it| it == "error invalid-extension"), "{found:?}");
}

#[test]
fn allowed_diagnostics_are_hidden_beside_errors() {
    let extensions = "x-rust-allow: [unknown-keyword]\nx-rust-guide: {}\n";
    assert_eq!(leveled(extensions, "", &[]), ["error invalid-extension", "note relative-server"]);
}

/// Returns the diagnostics about schemas; a response has the schema `A`.
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
        Err(failure) => panic!("the generator has a defect: {failure}"),
    };
    let shown =
        diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.level, diagnostic.code));
    shown.collect()
}

#[test]
fn recursive_schemas_are_reported_if_infinite() {
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
