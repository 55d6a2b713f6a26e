//! The document's examples of responses, and the types that decode them.

use std::collections::HashSet;

use portolan_roundtrip::Example;
use serde_json::Value;

use crate::api::{Api, DocumentedResponse, Type, View};
use crate::check;
use crate::diagnostic::Pointer;
use crate::document::Document;
use crate::emit;

/// The examples of a document.
pub(super) struct Examples {
    /// The types of bodies, in Rust.
    pub(super) bodies: Vec<String>,
    /// The examples, in document order.
    pub(super) all: Vec<Example>,
}

impl Examples {
    /// Collects the examples of all response bodies that are decoded as JSON, and of all schemas in responses.
    ///
    /// `models` is the number of models, which come before the types of bodies.
    pub(super) fn of(document: &Document, api: &Api, models: usize) -> Self {
        let mut collector = Collector {
            document,
            api,
            models,
            seen: HashSet::new(),
            examples: Self { bodies: Vec::new(), all: Vec::new() },
        };
        for operation in api.tags.iter().flat_map(|tag| &tag.operations) {
            for response in &operation.documented {
                collector.response(response);
            }
        }
        for (index, model) in api.models.iter().enumerate() {
            if model.in_responses && model.view != View::Request {
                collector.schema(&model.source, index);
            }
        }
        collector.examples
    }
}

struct Collector<'d> {
    document: &'d Document,
    api: &'d Api,
    models: usize,
    /// The locations of examples that were collected. Several operations may share a response.
    seen: HashSet<Pointer>,
    examples: Examples,
}

impl Collector<'_> {
    fn response(&mut self, response: &DocumentedResponse) {
        let Some((media_type, value)) = &response.read else { return };
        if !media_type.to_ascii_lowercase().contains("json") {
            return;
        }
        let holder = response.source.child("content").child(media_type);
        let schema = holder.child("schema");
        let target = self.target(value);
        self.example(&holder.child("example"), &schema, target);
        let examples = holder.child("examples");
        let names = self.document.get(&examples).and_then(Value::as_object);
        for name in names.into_iter().flat_map(|names| names.keys()) {
            let location = self.followed(examples.child(name));
            self.example(&location.child("value"), &schema, target);
        }
        // An inline schema that is no model, such as a list.
        self.schema(&schema, target);
    }

    fn schema(&mut self, schema: &Pointer, target: usize) {
        let location = schema.child("example");
        // `null` is a value of what holds the model, not of the model.
        if self.document.get(&location).is_some_and(|example| !example.is_null()) {
            self.example(&location, schema, target);
        }
    }

    fn example(&mut self, location: &Pointer, schema: &Pointer, target: usize) {
        let Some(json) = self.document.get(location) else { return };
        if !self.seen.insert(location.clone()) {
            return;
        }
        let schema = self.document.get(schema).and_then(Value::as_object);
        let violation =
            schema.and_then(|schema| check::violation(&self.document.root, schema, json, location));
        self.examples.all.push(Example {
            location: self.document.source_location(location).to_string(),
            target,
            json: json.clone(),
            violation,
        });
    }

    /// Returns the location that a reference at another leads to.
    fn followed(&self, location: Pointer) -> Pointer {
        let reference = self.document.get(&location).and_then(|it| it.get("$ref")?.as_str());
        reference.and_then(Pointer::parse).unwrap_or(location)
    }

    /// Returns the index of the type of a body.
    fn target(&mut self, value: &Type) -> usize {
        if let Some(model) = value.unboxed_model() {
            return model.0;
        }
        let bodies = &mut self.examples.bodies;
        let body = emit::type_in_crate(self.api, value);
        let known = bodies.iter().position(|known| *known == body);
        let index = known.unwrap_or_else(|| {
            bodies.push(body);
            bodies.len() - 1
        });
        self.models + index
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;
    use crate::{Diagnostics, Options, Package, Source};

    const TEXT: &str = r"openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /lamps:
    get:
      operationId: listLamps
      responses:
        '200':
          description: Lamps.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Lamp'}}
              examples:
                none: {value: []}
                shared: {$ref: '#/components/examples/Shared'}
        '404': {$ref: '#/components/responses/Missing'}
  /lamps/{id}:
    get:
      operationId: getLamp
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A lamp.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Lamp'}
              example: {size: big}
            text/plain: {example: no JSON}
        '404': {$ref: '#/components/responses/Missing'}
components:
  examples:
    Shared: {value: [{size: 1}]}
  responses:
    Missing:
      description: There is no such lamp.
      content:
        application/json:
          schema: {type: object, properties: {message: {type: string}}}
          example: {message: none}
  schemas:
    Lamp:
      type: object
      properties: {size: {type: integer}, shade: {$ref: '#/components/schemas/Shade'}}
      example: {size: 2}
    Shade: {type: object, nullable: true, properties: {a: {type: string}}, example: null}
";

    #[test]
    fn examples_of_bodies_and_schemas_are_collected_once() {
        let source = Source::new("openapi.yaml", TEXT);
        let package = Package::new("lamps").unwrap();
        let api = crate::generate(&source, None, &package, &Options::default()).unwrap().api;
        let document = crate::document::load(&source, None, &mut Diagnostics::new()).unwrap();
        let examples = Examples::of(&document, &api, api.models.len());
        assert_eq!(examples.bodies, ["Vec < models :: Lamp >"]);
        let name = |example: &Example| match api.models.get(example.target) {
            Some(model) => model.name.as_str().to_owned(),
            None => "list".to_owned(),
        };
        let found: Vec<_> = examples
            .all
            .iter()
            .map(|it| (name(it), it.json.to_string(), it.violation.is_some()))
            .collect();
        let expected = [
            ("list", "[]", false),
            ("list", r#"[{"size":1}]"#, false),
            ("ListLampsError", r#"{"message":"none"}"#, false),
            ("Lamp", r#"{"size":"big"}"#, true),
            ("Lamp", r#"{"size":2}"#, false),
        ];
        let expected = expected
            .map(|(name, json, is_violation)| (name.to_owned(), json.to_owned(), is_violation));
        assert_eq!(found, expected);
    }
}
