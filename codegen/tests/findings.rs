//! Findings: everything that is wrong with a document is reported in one run, once, each with its place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use openapi_codegen::{Failure, Options, Package, Source, generate};

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
    let Failure::Document(findings) = failure else {
        panic!("the generator is at fault: {failure}");
    };
    let found: Vec<String> = findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.place.pointer))
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
            format!("path-parameter {path}/put"),
            format!("duplicate-operation {path}/put/operationId"),
            "variant-without-tag #/components/schemas/Peer".to_owned(),
            "mapping-target #/components/schemas/Fruit/discriminator/mapping/pear".to_owned(),
            "circular-reference #/components/schemas/Circle/$ref".to_owned(),
        ]
    );
}
