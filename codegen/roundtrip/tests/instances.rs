//! Instances hold what their schema says, and one is made for each alternative.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portolan::{Diagnostics, Options, Package, Source, document, generate};
use portolan_roundtrip::{Instance, Report, Sample, instances, program};
use serde_json::{Value, json};

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: {title: House, version: "1"}
paths:
  /things:
    post:
      operationId: addThing
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
      responses:
        "200":
          description: Done
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
  /photos:
    post:
      operationId: addPhoto
      requestBody:
        content:
          multipart/form-data:
            schema: {$ref: "#/components/schemas/Photo"}
            encoding: {sidecar: {contentType: application/xml}}
      responses: {"204": {description: Done}}
components:
  schemas:
    Photo:
      type: object
      required: [image, title]
      properties:
        image: {type: string, format: binary}
        title: {type: string}
        details: {type: array, items: {type: string, format: binary}}
        sidecar: {type: object, properties: {a: {type: string}}}
      additionalProperties: {type: string, format: binary}
    Thing:
      type: object
      required: [kind]
      properties:
        kind: {type: string}
        id: {type: string, readOnly: true}
      discriminator:
        propertyName: kind
        mapping: {lamp: Lamp, room: Room}
    Lamp:
      allOf:
        - $ref: "#/components/schemas/Thing"
        - type: object
          required: [bright]
          properties:
            bright: {type: boolean}
            since: {type: string, format: date-time}
    Room:
      allOf:
        - $ref: "#/components/schemas/Thing"
        - type: object
          properties:
            things: {type: array, items: {$ref: "#/components/schemas/Thing"}}
"##;

fn made(seed: u64) -> (Vec<Instance>, portolan::api::Api) {
    let source = Source::new("house.yaml", DOCUMENT);
    let package = Package::new("house").unwrap();
    let generated = generate(&source, None, &package, &Options::default()).unwrap();
    let document = document::load(&source, None, &mut Diagnostics::default()).unwrap();
    (instances(&document, &generated.api, seed), generated.api)
}

#[test]
fn each_alternative_has_what_is_required_and_everything() {
    let (instances, api) = made(1);
    let things: Vec<&Instance> = instances
        .iter()
        .filter(|instance| api.model(instance.model).unwrap().name.as_str() == "ThingRequest")
        .collect();
    let of = |variant: &str, sample: Sample| {
        let is = |it: &&&Instance| it.variant.as_deref() == Some(variant) && it.sample == sample;
        things.iter().find(is).unwrap().json.clone()
    };
    assert_eq!(of("Lamp", Sample::Required), json!({"kind": "lamp", "bright": true}));
    assert_eq!(of("Room", Sample::Required), json!({"kind": "room"}));
    let lamp = of("Lamp", Sample::All);
    assert!(lamp.get("since").is_some_and(Value::is_string), "{lamp}");
    assert!(lamp.get("id").is_none(), "what is read only is not sent: {lamp}");
    // A room of things of rooms ends.
    assert!(of("Room", Sample::All)["things"][0].is_object());
}

#[test]
fn files_of_bodies_have_content() {
    let (instances, api) = made(1);
    let is_photo = |it: &&Instance| api.model(it.model).unwrap().name.as_str() == "Photo";
    let photos: Vec<&Instance> = instances.iter().filter(is_photo).collect();
    let is_content = |value: &Value| STANDARD.decode(value.as_str().unwrap()).is_ok();
    let of = |sample: Sample| &photos.iter().find(|it| it.sample == sample).unwrap().json;
    let required = of(Sample::Required);
    assert_eq!(required.as_object().unwrap().len(), 2, "{required}");
    let all = of(Sample::All);
    // One is an object for whoever reads the schema alone, and one has no name.
    for file in ["/image", "/details/0", "/sidecar", "/not named"] {
        assert!(is_content(all.pointer(file).unwrap()), "{file} of {all}");
    }
    assert!(!is_content(&all["title"]), "{all}");
    let lines: String = instances.iter().map(kept).collect();
    let table = Report::new(&api, &instances, &lines).to_string();
    let row = format!("| multipart bodies with files, as JSON | 1 | 1 | {0} | {0} |", photos.len());
    assert!(table.contains(&row), "{table}");
}

/// The line of an instance that comes back as it went in.
fn kept(instance: &Instance) -> String {
    let variant = instance.variant.as_deref().unwrap_or("Struct");
    format!("{variant}\t\t\t{}\n", instance.json)
}

#[test]
fn the_seed_decides_what_chance_makes() {
    let json = |seed| made(seed).0.into_iter().map(|it| it.json).collect::<Vec<_>>();
    assert_eq!(json(1), json(1));
    assert_ne!(json(1), json(2));
}

#[test]
fn the_program_names_every_model_and_the_report_every_exception() {
    let (instances, api) = made(1);
    let program = program(&api, &Package::new("house").unwrap());
    for model in &api.models {
        assert!(program.contains(&format!("models::{}>", model.name.as_str())), "{program}");
    }
    let lines = |broken: Option<usize>| {
        let line = |(index, it): (usize, &Instance)| {
            let json = if broken == Some(index) { json!({}) } else { it.json.clone() };
            format!("{}\t\t\t{json}\n", it.variant.as_deref().unwrap_or("Struct"))
        };
        instances.iter().enumerate().map(line).collect::<String>()
    };
    assert!(Report::new(&api, &instances, &lines(None)).is_whole());
    let broken = Report::new(&api, &instances, &lines(Some(0)));
    assert!(!broken.is_whole());
    assert!(broken.to_string().contains("#/components/schemas/"), "{broken}");
}
