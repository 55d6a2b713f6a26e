//! Recovery: a defect costs the smallest part of a document that depends on it, in every command.

use portolan::adopt::adopt;
use portolan::drift::{self, Request};
use portolan::{Options, Package, Source, generate};

/// A document with 18 defects, one for each line that ends in a number.
const DEFECTS: &str = r"
openapi: 3.0.3
info: {title: Lamps, version: 1.0} # 1
tags: [{name: lamps, description: 5}] # 2
paths:
  /lamps:
    get:
      operationId: listLamps
      tags: lamps # 3
      parameters:
        - {name: limit, in: query, style: simple, schema: {type: int}} # 4 5
      responses:
        '200':
          description: The lamps.
          headers: {X-Total: 7} # 6
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Lamp'}}
              examples: {one: {$ref: '#/components/examples/None'}} # 7
        4xx: {description: A fault.} # 8
    post:
      operationId: createLamp
      requestBody: {$ref: '#/components/requestBodies/None'} # 9
      responses: {'204': {description: Done.}}
  /lamps/{id}/{part}:
    get:
      operationId: listLamps # 10
      parameters: [{name: id, in: path, schema: {type: string}}, {name: room, in: path, required: true, schema: {type: string}}] # 11 12 13
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}} # 14
components:
  schemas:
    Lamp:
      type: object
      required: [name]
      properties:
        name: {type: string, minLength: -1} # 15
        watts: {type: watt} # 16
        state: {type: string, enum: []} # 17
        room: {$ref: '#/components/schemas/Room'} # 18
        colour: {type: string, enum: [red, blue]}
";

fn options() -> Options {
    Options::default()
}

#[test]
fn each_defect_has_one_diagnostic_and_the_rest_is_emitted() {
    let source = Source::new("lamps.yaml", DEFECTS);
    let generated = generate(&source, None, &Package::new("lamps").unwrap(), &options()).unwrap();
    let found = &generated.diagnostics;
    let lines: Vec<String> = DEFECTS
        .lines()
        .enumerate()
        .flat_map(|(index, line)| {
            let numbers = line.split_once(" # ").map_or("", |(_, numbers)| numbers);
            numbers.split(' ').filter(|it| !it.is_empty()).map(move |_| (index + 1).to_string())
        })
        .collect();
    let reported: Vec<String> = found
        .iter()
        .map(|diagnostic| diagnostic.location.span.as_ref().unwrap().start().line.to_string())
        .collect();
    let expected = lines.len();
    assert_eq!((expected, found.len()), (18, 18), "{found}");
    // The lines of the two diagnostics about a path are those of the path and the operation.
    let same = reported.iter().filter(|line| lines.contains(line)).count();
    assert!(same >= 16, "{reported:?} {lines:?}");

    let ids: Vec<&str> =
        generated.api.operations().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["listLamps", "get /lamps/{id}/{part}"]);
    let losses = found.losses();
    assert_eq!(losses.operations.iter().collect::<Vec<_>>(), ["POST /lamps"]);
    assert_eq!(losses.free_form, 2, "{found}");
    let lamp = generated.files.iter().find(|file| file.path == "models/lamps.rs");
    let lamp = &lamp
        .or_else(|| generated.files.iter().find(|it| it.path.starts_with("models/l")))
        .unwrap()
        .text;
    for field in [
        "pub name: String",
        "pub watts: Option<",
        "pub state: Option<String>",
        "pub room: Option<",
        "pub colour: Option<LampColour>",
    ] {
        assert!(lamp.contains(field), "{field}: {lamp}");
    }
}

#[test]
fn every_defect_can_be_denied() {
    let mut options = options();
    options.levels.deny("warnings".parse().unwrap()).unwrap();
    let source = Source::new("lamps.yaml", DEFECTS);
    assert!(generate(&source, None, &Package::new("lamps").unwrap(), &options).is_err());
}

/// Returns the codes of the changes between two documents.
fn changes(old: &Source, new: &Source) -> Vec<String> {
    let request = Request { all: true, ..Request::new(old, new) };
    let report = drift::run(&request).unwrap();
    report.changes.iter().map(|change| change.code.to_string()).collect()
}

#[test]
fn drift_compares_what_has_no_defect() {
    let new = DEFECTS.replace("[red, blue]", "[red]");
    let (old, new) = (Source::new("old.yaml", DEFECTS), Source::new("new.yaml", new));
    assert_eq!(changes(&old, &new), ["member-removed"]);

    // An operation with a defect is omitted, which differs from one that was removed.
    let sound =
        DEFECTS.replace("{$ref: '#/components/requestBodies/None'}", "{content: {text/plain: {}}}");
    let sound = Source::new("sound.yaml", sound);
    assert_eq!(changes(&sound, &old), ["operation-omitted"]);
}

#[test]
fn adopt_takes_operations_from_a_document_with_defects() {
    let own = "openapi: 3.0.3\ninfo: {title: Mine, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '204':\n          description: A.\n";
    let (own, upstream) = (Source::new("own.yaml", own), Source::new("theirs.yaml", DEFECTS));
    let adopted = adopt(&own, &upstream, &["createLamp".to_owned()]).unwrap();
    assert!(adopted.text.contains("createLamp"), "{}", adopted.text);
}
