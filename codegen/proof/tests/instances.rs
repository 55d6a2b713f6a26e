//! Instances hold what their schema says, and one is made for each alternative.
#![allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]

use openapi_codegen::{Diagnostics, Options, Package, Source, document, generate};
use openapi_proof::{Instance, Report, Sample, instances, program};
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
components:
  schemas:
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

fn made(seed: u64) -> (Vec<Instance>, openapi_codegen::api::Api) {
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
