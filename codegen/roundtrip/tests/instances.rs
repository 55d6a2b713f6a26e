//! Instances hold what their schema requires and allows, one for each variant.
#![allow(clippy::unwrap_used, reason = "a failed expectation fails the test")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portolan_roundtrip::{
    Discriminators, Document, Files, Instance, Model, Object, Report, Sample, Shape, TaggedUnion,
    Variant, View, instances, program,
};
use serde_json::{Value, json};

fn document() -> Value {
    json!({"components": {"schemas": {
        "Photo": {
            "type": "object",
            "required": ["image", "title"],
            "properties": {
                "image": {"type": "string", "format": "binary"},
                "title": {"type": "string"},
                "details": {"type": "array", "items": {"type": "string", "format": "binary"}},
                "sidecar": {"type": "object", "properties": {"a": {"type": "string"}}}
            },
            "additionalProperties": {"type": "string", "format": "binary"}
        },
        "Device": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}, "id": {"type": "string", "readOnly": true}},
            "discriminator": {"propertyName": "kind", "mapping": {"lamp": "Lamp", "hub": "Hub"}}
        },
        "Lamp": {"allOf": [
            {"$ref": "#/components/schemas/Device"},
            {"type": "object", "required": ["bright"], "properties": {
                "bright": {"type": "boolean"},
                "since": {"type": "string", "format": "date-time"}
            }}
        ]},
        "Scalars": {
            "allOf": [{"$ref": "#/components/schemas/Named"}, {"description": "more"}],
            "required": ["id"]
        },
        "Named": {"type": "object", "properties": {
            "id": {"allOf": [{"type": "string"}, {"description": "no object"}]},
            "version": {"type": "string", "enum": [1.5, "2"]},
            "size": {"allOf": [{"type": "number"}, {"type": "integer"}]},
            "device": {"description": "more", "allOf": [{"$ref": "#/components/schemas/Device"}]},
            "color": {"allOf": [{"type": "string"}, {"allOf": [{"enum": ["red"]}]}]}
        }},
        "Point": {
            "required": ["of"],
            "anyOf": [
                {"anyOf": [{"type": "integer"}, {"type": "string"}]},
                {"type": "object", "properties": {"of": {"type": "string"}}}
            ]
        },
        "Hub": {"allOf": [
            {"$ref": "#/components/schemas/Device"},
            {"type": "object", "properties": {
                "devices": {"type": "array", "items": {"$ref": "#/components/schemas/Device"}}
            }}
        ]}
    }}})
}

/// Mappings name components.
struct Names;

impl Discriminators for Names {
    fn variants(&self, root: &Value, union: &str) -> Vec<(String, Vec<Value>)> {
        let mapping = root.pointer(&format!("{union}/discriminator/mapping"));
        let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
        let pointer = |name: &Value| format!("/components/schemas/{}", name.as_str().unwrap());
        mapping.map(|(tag, name)| (pointer(name), vec![json!(tag)])).collect()
    }
}

const DEVICE: usize = 0;
const PHOTO: usize = 3;
const SCALARS: usize = 4;
const POINT: usize = 5;

fn models() -> Vec<Model> {
    let object = |properties: &[(&str, Files)], additional| {
        let properties = properties.iter().map(|(name, files)| ((*name).to_owned(), *files));
        Shape::Object(Object { properties: properties.collect(), additional })
    };
    let variant = |name: &str, tag: &str, model| Variant {
        name: name.to_owned(),
        tags: vec![json!(tag)],
        model,
    };
    let union = Shape::TaggedUnion(TaggedUnion {
        tag: "kind".to_owned(),
        is_inferred: false,
        variants: vec![variant("Lamp", "lamp", 1), variant("Hub", "hub", 2)],
    });
    let lamp = object(&[("bright", Files::None), ("since", Files::None)], Files::None);
    let hub = object(&[("devices", Files::None)], Files::None);
    let photo = object(
        &[
            ("image", Files::One),
            ("title", Files::None),
            ("details", Files::Many),
            ("sidecar", Files::One),
        ],
        Files::One,
    );
    let scalars = object(&[("id", Files::None)], Files::None);
    let point = Shape::UntaggedUnion(["Integer", "Text", "Object"].map(str::to_owned).to_vec());
    [
        ("Device", union),
        ("Lamp", lamp),
        ("Hub", hub),
        ("Photo", photo),
        ("Scalars", scalars),
        ("Point", point),
    ]
    .into_iter()
    .map(|(name, shape)| Model {
        name: name.to_owned(),
        schema: format!("/components/schemas/{name}"),
        view: View::Request,
        shape,
    })
    .collect()
}

fn built(seed: u64) -> Vec<Instance> {
    instances(Document { root: &document(), discriminators: &Names }, &models(), seed)
}

#[test]
fn each_variant_has_required_and_all_properties() {
    let instances = built(1);
    let of = |variant: &str, sample: Sample| {
        let is =
            |it: &&Instance| it.model == DEVICE && it.variants == [variant] && it.sample == sample;
        instances.iter().find(is).unwrap().json.clone()
    };
    assert_eq!(of("Lamp", Sample::Required), json!({"kind": "lamp", "bright": true}));
    assert_eq!(of("Hub", Sample::Required), json!({"kind": "hub"}));
    let lamp = of("Lamp", Sample::All);
    assert!(lamp.get("since").is_some_and(Value::is_string), "{lamp}");
    assert!(lamp.get("id").is_none(), "a request has no read-only property: {lamp}");
    assert!(of("Hub", Sample::All)["devices"][0].is_object());
}

#[test]
fn variants_without_a_tag_have_no_instances_of_their_own() {
    assert!(built(1).iter().all(|it| [DEVICE, PHOTO, SCALARS, POINT].contains(&it.model)));
}

#[test]
fn files_of_multipart_bodies_have_content() {
    let instances = built(1);
    let photos: Vec<&Instance> = instances.iter().filter(|it| it.model == PHOTO).collect();
    let is_content = |value: &Value| STANDARD.decode(value.as_str().unwrap()).is_ok();
    let of = |sample: Sample| &photos.iter().find(|it| it.sample == sample).unwrap().json;
    let required = of(Sample::Required);
    assert_eq!(required.as_object().unwrap().len(), 2, "{required}");
    let all = of(Sample::All);
    // `sidecar` is an object by its schema, and the last one is an additional property.
    for file in ["/image", "/details/0", "/sidecar", "/not declared"] {
        assert!(is_content(all.pointer(file).unwrap()), "{file} of {all}");
    }
    assert!(!is_content(&all["title"]), "{all}");
    let table = report(&instances, None).to_string();
    let row = format!("| multipart bodies with files, as JSON | 1 | 1 | {0} | {0} |", photos.len());
    assert!(table.contains(&row), "{table}");
}

fn report(instances: &[Instance], lost: Option<usize>) -> Report {
    Report::new(&models(), instances, output(instances, lost).lines())
}

/// Returns the output of a program that keeps every instance but one.
fn output(instances: &[Instance], lost: Option<usize>) -> String {
    let line = |(index, it): (usize, &Instance)| {
        let json = if lost == Some(index) { json!({}) } else { it.json.clone() };
        format!("{}\t\t\t\t{json}\n", it.variants.first().map_or("Struct", String::as_str))
    };
    instances.iter().enumerate().map(line).collect()
}

#[test]
fn seed_determines_random_instances() {
    let json = |seed| built(seed).into_iter().map(|it| it.json).collect::<Vec<_>>();
    assert_eq!(json(1), json(1));
    assert_ne!(json(1), json(2));
}

#[test]
fn variants_of_nested_unions_may_be_variants_of_the_model() {
    let instances = built(1);
    let points: Vec<_> = instances.iter().filter(|it| it.model == POINT).collect();
    assert!(points.iter().all(|it| it.variants == ["Integer", "Text", "Object"]));
    // A property that the union requires and the variant describes.
    let is_object = |it: &&&Instance| it.json.is_object();
    assert!(points.iter().filter(is_object).all(|it| it.json["of"].is_string()));
}

#[test]
fn parts_that_are_no_objects_are_one_value() {
    let instances = built(1);
    let all = |sample: Sample| {
        let is = |it: &&Instance| it.model == SCALARS && it.sample == sample;
        instances.iter().find(is).unwrap().json.clone()
    };
    let (required, all) = (all(Sample::Required), all(Sample::All));
    assert!(required["id"].is_string() && required.as_object().unwrap().len() == 1, "{required}");
    assert!(all["size"].is_i64(), "{all}");
    assert_eq!(all["device"]["kind"], json!("lamp"), "a union with siblings");
    assert_eq!((&all["color"], &all["version"]), (&json!("red"), &json!("2")));
}

#[test]
fn program_decodes_every_model() {
    let program = program(&models(), &["Vec<models::Lamp>".to_owned()], "devices");
    for model in models() {
        assert!(program.contains(&format!("models::{}>", model.name)), "{program}");
    }
    assert!(program.contains("empty::<Vec<models::Lamp>>"), "{program}");
}

#[test]
fn report_names_the_schema_of_a_lost_instance() {
    let instances = built(1);
    assert!(report(&instances, None).is_lossless());
    let report = report(&instances, Some(0));
    assert!(!report.is_lossless());
    assert!(report.to_string().contains("#/components/schemas/"), "{report}");
}
