//! Properties of drift: equivalent documents have none, and every change is found.

use portolan::Source;
use portolan::drift::{self, Change, Code, Direction, Report, ReportFormat, Request};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn compare(old: &Value, new: &Value) -> Report {
    let old = Source::new("old.json", old.to_string());
    let new = Source::new("new.json", new.to_string());
    let request = Request { all: true, ..Request::new(&old, &new) };
    drift::run(&request).unwrap_or_else(|failure| panic!("{failure}\n{}", new.text))
}

/// The type of a property.
#[derive(Debug, Clone)]
enum SchemaKind {
    Text {
        longest: Option<u8>,
    },
    Integer {
        is_short: bool,
    },
    Boolean,
    Member {
        count: u8,
    },
    List(Box<SchemaKind>),
    Entries(Box<SchemaKind>),
    /// A later schema, counted from this one.
    Schema(u8),
}

/// A property of an object.
#[derive(Debug, Clone)]
struct Property {
    kind: SchemaKind,
    is_required: bool,
    /// 0 both directions, 1 `readOnly`, 2 `writeOnly`.
    access: u8,
}

fn kinds() -> impl Strategy<Value = SchemaKind> {
    let leaf = prop_oneof![
        proptest::option::of(1..30_u8).prop_map(|longest| SchemaKind::Text { longest }),
        any::<bool>().prop_map(|is_short| SchemaKind::Integer { is_short }),
        Just(SchemaKind::Boolean),
        (1..4_u8).prop_map(|count| SchemaKind::Member { count }),
        (0..3_u8).prop_map(SchemaKind::Schema),
    ];
    leaf.prop_recursive(2, 4, 1, |inner| {
        prop_oneof![
            inner.clone().prop_map(|item| SchemaKind::List(Box::new(item))),
            inner.prop_map(|entry| SchemaKind::Entries(Box::new(entry))),
        ]
    })
}

fn properties() -> impl Strategy<Value = Vec<Property>> {
    let property = (kinds(), any::<bool>(), prop_oneof![4 => Just(0), 1 => Just(1), 1 => Just(2)])
        .prop_map(|(kind, is_required, access)| Property { kind, is_required, access });
    proptest::collection::vec(property, 1..6)
}

/// Returns the objects of a document, each with references to later ones only.
fn objects() -> impl Strategy<Value = Vec<Vec<Property>>> {
    proptest::collection::vec(properties(), 1..5)
}

/// The style of a document.
#[allow(clippy::struct_excessive_bools, reason = "each is an independent variation")]
#[derive(Debug, Clone, Copy, Default)]
struct Style {
    /// Whether schemas are inlined.
    in_place: bool,
    /// Whether objects are `allOf` two parts.
    split: bool,
    /// Whether unordered members are reversed.
    shuffled: bool,
    /// Whether schemas have other names.
    renamed: bool,
}

struct Writer<'o> {
    objects: &'o [Vec<Property>],
    style: Style,
}

impl Writer<'_> {
    fn document(&self) -> Value {
        let body = self.reference(0);
        let content = |schema: &Value| json!({"application/json": {"schema": schema}});
        let mut schemas = Map::new();
        for index in 0..self.objects.len() {
            if !self.style.in_place {
                schemas.insert(self.name(index), self.object(index));
            }
        }
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "Lamps", "version": "1"},
            "paths": {"/lamp": {"put": {
                "operationId": "putLamp",
                "requestBody": {"required": true, "content": content(&body)},
                "responses": {"200": {"description": "Done", "content": content(&body)}}
            }}},
            "components": {"schemas": schemas}
        });
        if self.style.shuffled { shuffled(&document) } else { document }
    }

    fn name(&self, index: usize) -> String {
        format!("{}{index}", if self.style.renamed { "Light" } else { "Lamp" })
    }

    fn reference(&self, index: usize) -> Value {
        if self.style.in_place {
            self.object(index)
        } else {
            json!({"$ref": format!("#/components/schemas/{}", self.name(index))})
        }
    }

    fn object(&self, index: usize) -> Value {
        let properties = &self.objects[index];
        if !self.style.split {
            return self.part(index, properties, 0);
        }
        let (first, second) = properties.split_at(properties.len() / 2);
        json!({"allOf": [self.part(index, first, 0), self.part(index, second, first.len())]})
    }

    fn part(&self, index: usize, properties: &[Property], offset: usize) -> Value {
        let mut members = Map::new();
        let mut required = Vec::new();
        for (number, property) in properties.iter().enumerate() {
            let name = format!("p{}", number + offset);
            members.insert(name.clone(), self.property(index, property));
            if property.is_required {
                required.push(name);
            }
        }
        let mut part = json!({"type": "object", "properties": members});
        if !required.is_empty() {
            part["required"] = json!(required);
        }
        part
    }

    fn property(&self, index: usize, property: &Property) -> Value {
        let mut schema = self.kind(index, &property.kind);
        let marks = match property.access {
            1 => Some("readOnly"),
            2 => Some("writeOnly"),
            _ => None,
        };
        if let Some(mark) = marks.filter(|_| schema.get("$ref").is_none()) {
            schema[mark] = json!(true);
        }
        schema
    }

    fn kind(&self, index: usize, kind: &SchemaKind) -> Value {
        match kind {
            SchemaKind::Text { longest: Some(longest) } => {
                json!({"type": "string", "maxLength": longest})
            }
            SchemaKind::Text { longest: None } => json!({"type": "string"}),
            SchemaKind::Integer { is_short: true } => json!({"type": "integer", "format": "int32"}),
            SchemaKind::Integer { is_short: false } => json!({"type": "integer"}),
            SchemaKind::Boolean => json!({"type": "boolean"}),
            SchemaKind::Member { count } => {
                let members: Vec<String> = (0..*count).map(|number| format!("M{number}")).collect();
                json!({"type": "string", "enum": members})
            }
            SchemaKind::List(item) => json!({"type": "array", "items": self.kind(index, item)}),
            SchemaKind::Entries(entry) => {
                json!({"type": "object", "additionalProperties": self.kind(index, entry)})
            }
            SchemaKind::Schema(ahead) => {
                let target = index + 1 + usize::from(*ahead);
                if target < self.objects.len() {
                    self.reference(target)
                } else {
                    json!({"type": "boolean"})
                }
            }
        }
    }
}

fn written(objects: &[Vec<Property>], style: Style) -> Value {
    Writer { objects, style }.document()
}

/// Reverses all keys and all unordered lists.
fn shuffled(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().rev().map(|(key, member)| match (key.as_str(), member) {
                ("enum" | "required", Value::Array(items)) => {
                    (key.clone(), items.iter().rev().cloned().collect())
                }
                _ => (key.clone(), shuffled(member)),
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(shuffled).collect(),
        other => other.clone(),
    }
}

fn shown(report: &Report) -> String {
    report.render(ReportFormat::Text, false)
}

/// Returns the change with a code whose subject ends with a property.
fn found(report: &Report, code: Code, property: &str) -> Change {
    let is_match = |change: &&Change| change.code == code && change.subject.ends_with(property);
    let change = report.changes.iter().find(is_match);
    change.unwrap_or_else(|| panic!("no {code} of {property}:\n{}", shown(report))).clone()
}

/// Returns the direction in which a property of the first object travels.
fn direction(property: &Property, schema: &Value) -> Direction {
    match property.access {
        _ if schema.get("$ref").is_some() => Direction::Both,
        1 => Direction::Response,
        2 => Direction::Request,
        _ => Direction::Both,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equivalent_documents_have_no_drift(
        objects in objects(),
        in_place in any::<bool>(),
        split in any::<bool>(),
        shuffled in any::<bool>(),
        renamed in any::<bool>(),
    ) {
        let document = written(&objects, Style::default());
        let other = written(&objects, Style { in_place, split, shuffled, renamed });
        for (old, new) in [(&document, &document), (&document, &other), (&other, &document)] {
            let report = compare(old, new);
            prop_assert!(report.is_empty(), "{}\n{new:#}", shown(&report));
        }
    }

    #[test]
    fn drift_is_symmetric(old in objects(), new in objects()) {
        let (old, new) = (written(&old, Style::default()), written(&new, Style::default()));
        let (there, back) = (compare(&old, &new), compare(&new, &old));
        prop_assert_eq!(there.is_empty(), back.is_empty(), "{}\n{}", shown(&there), shown(&back));
    }

    #[test]
    fn changes_are_found_with_the_verdicts_of_their_rule(
        objects in objects(),
        choice in any::<prop::sample::Index>(),
        what in 0..7_u8,
    ) {
        let old = written(&objects, Style::default());
        let index = choice.index(objects[0].len());
        let property = objects[0][index].clone();
        let name = format!("p{index}");
        let location = "/components/schemas/Lamp0";
        let schema = old.pointer(&format!("{location}/properties/{name}")).unwrap().clone();
        let mut new = old.clone();
        let object = new.pointer_mut(location).unwrap();
        let mut required: Vec<String> =
            serde_json::from_value(object["required"].clone()).unwrap_or_default();
        let mut subject = format!(".{name}");
        let mut directions = direction(&property, &schema);
        let properties = object["properties"].as_object_mut().unwrap();
        let code = match what {
            0 => {
                properties.shift_remove(&name);
                required.retain(|it| *it != name);
                if property.is_required { Code::RequiredPropertyRemoved } else { Code::PropertyRemoved }
            }
            1 => {
                properties.insert("fresh".to_owned(), json!({"type": "number"}));
                (subject, directions) = (".fresh".to_owned(), Direction::Both);
                Code::PropertyAdded
            }
            2 => {
                properties.insert("fresh".to_owned(), json!({"type": "number"}));
                required.push("fresh".to_owned());
                (subject, directions) = (".fresh".to_owned(), Direction::Both);
                Code::RequiredPropertyAdded
            }
            3 if property.is_required => {
                required.retain(|it| *it != name);
                Code::PropertyOptional
            }
            3 => {
                required.push(name);
                Code::PropertyRequired
            }
            4 => {
                properties[&name] = json!({"type": "number", "format": "float"});
                if schema.get("readOnly").is_some() { properties[&name]["readOnly"] = json!(true); }
                if schema.get("writeOnly").is_some() { properties[&name]["writeOnly"] = json!(true); }
                match property.kind {
                    SchemaKind::Integer { is_short: true } => Code::TypeWidened,
                    _ => Code::TypeChanged,
                }
            }
            5 => {
                properties.insert("color".to_owned(), json!({"type": "string", "maxLength": 9}));
                let mut old = old.clone();
                old.pointer_mut(location).unwrap()["properties"]["color"] =
                    json!({"type": "string", "maxLength": 10});
                let report = compare(&old, &new);
                let change = found(&report, Code::ConstraintTightened, ".color");
                prop_assert_eq!(change.direction, Direction::Both);
                prop_assert_eq!(report.changes.len(), 1, "{}", shown(&report));
                return Ok(());
            }
            _ => {
                let renamed = format!("{name}Name");
                let moved = properties.shift_remove(&name).unwrap();
                properties.insert(renamed.clone(), moved);
                for it in required.iter_mut().filter(|it| **it == name) {
                    it.clone_from(&renamed);
                }
                Code::PropertyRenamed
            }
        };
        if required.is_empty() {
            object.as_object_mut().unwrap().shift_remove("required");
        } else {
            object["required"] = json!(required);
        }
        // An object without properties is a free-form value.
        prop_assume!(!object["properties"].as_object().unwrap().is_empty());
        let report = compare(&old, &new);
        let change = found(&report, code, &subject);
        prop_assert_eq!((change.wire, change.rust), code.verdicts(change.direction));
        prop_assert_eq!(change.direction, directions, "{}", shown(&report));
        prop_assert_eq!(report.changes.len(), 1, "{}", shown(&report));
    }
}

/// Returns a document with a recursive schema, unrolled a number of times.
fn recursive(turns: usize) -> Value {
    let mut schemas = Map::new();
    for turn in 0..turns {
        let next = format!("#/components/schemas/Node{}", (turn + 1) % turns);
        let node = json!({"type": "object", "properties": {
            "next": {"$ref": next},
            "all": {"type": "array", "items": {"$ref": next}}
        }});
        schemas.insert(format!("Node{turn}"), node);
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Lamps", "version": "1"},
        "paths": {"/lamp": {"get": {
            "operationId": "getLamp",
            "responses": {"200": {"description": "Done", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Node0"}
            }}}}
        }}},
        "components": {"schemas": schemas}
    })
}

#[test]
fn unrolled_recursive_schemas_are_equal() {
    for turns in 1..5 {
        let report = compare(&recursive(1), &recursive(turns));
        assert!(report.is_empty(), "{turns}:\n{}", shown(&report));
        let mut other = recursive(turns);
        let last = format!("/components/schemas/Node{}/properties/all", turns - 1);
        *other.pointer_mut(&last).unwrap() = json!({"type": "string"});
        assert!(!compare(&recursive(1), &other).is_empty(), "{turns}");
    }
}
