//! Models and rules of the generator, in the form of the round trip.

use portolan_roundtrip::{self as roundtrip, Discriminators, Files, Shape};
use serde_json::Value;

use crate::api::{self, Api, DiscriminatorSource, Type};
use crate::diagnostic::Pointer;
use crate::document::discriminator;

/// The generator's rules for discriminators.
pub(super) struct Rules;

impl Discriminators for Rules {
    fn variants(&self, root: &Value, union: &str) -> Vec<(String, Vec<Value>)> {
        let Some(union) = Pointer::parse(union) else { return Vec::new() };
        let Some(schema) = union.resolve(root).and_then(Value::as_object) else {
            return Vec::new();
        };
        discriminator::variants(root, schema)
            .into_iter()
            .map(|variant| (variant.pointer(&union).as_str().to_owned(), variant.values))
            .collect()
    }
}

/// Converts the models of an API for the round trip.
pub(super) fn models(api: &Api) -> Vec<roundtrip::Model> {
    api.models
        .iter()
        .map(|model| roundtrip::Model {
            name: model.name.as_str().to_owned(),
            schema: model.source.as_str().to_owned(),
            view: match model.view {
                api::View::Request => roundtrip::View::Request,
                api::View::Response => roundtrip::View::Response,
                api::View::Both => roundtrip::View::Both,
            },
            shape: shape(&model.shape),
        })
        .collect()
}

fn shape(shape: &api::Shape) -> Shape {
    match shape {
        api::Shape::Object(object) => Shape::Object(roundtrip::Object {
            properties: object
                .fields
                .iter()
                .map(|field| (field.property.clone(), files(&field.value)))
                .collect(),
            additional: object
                .additional_properties
                .as_ref()
                .map_or(Files::None, |rest| files(&rest.value)),
        }),
        api::Shape::Union(union) => Shape::TaggedUnion(roundtrip::TaggedUnion {
            tag: union.tag.clone(),
            is_inferred: union.discriminator == DiscriminatorSource::Inferred,
            variants: union
                .variants
                .iter()
                .map(|variant| roundtrip::Variant {
                    name: variant.name.as_str().to_owned(),
                    tags: variant.tags.iter().map(api::TagValue::to_json).collect(),
                    model: variant.model.0,
                })
                .collect(),
        }),
        api::Shape::UntaggedUnion(union) => Shape::UntaggedUnion(
            union.variants.iter().map(|variant| variant.name.as_str().to_owned()).collect(),
        ),
        api::Shape::Enumeration(_) => Shape::Enumeration,
    }
}

fn files(value: &Type) -> Files {
    match value {
        Type::Part => Files::One,
        Type::Array(item) if **item == Type::Part => Files::Many,
        Type::Array(_)
        | Type::String
        | Type::Timestamp
        | Type::Date
        | Type::Boolean
        | Type::Int32
        | Type::Int64
        | Type::Float32
        | Type::Float64
        | Type::FreeForm
        | Type::Bytes
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Model(_)
        | Type::Boxed(_) => Files::None,
    }
}
