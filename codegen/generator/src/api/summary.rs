//! The summary of an API: what there is, and where its values are free-form.

use super::{Api, DiscriminatorSource, Model, Shape, Type};

/// How much an API holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The number of operations.
    pub operations: usize,
    /// The number of models.
    pub models: usize,
    /// The number of unions that a `discriminator` tells apart.
    pub discriminated_unions: usize,
    /// The number of unions that a property tells apart which has one value only in each variant.
    pub inferred_unions: usize,
    /// The number of values of several alternatives that what they are made of tells apart.
    pub alternatives: usize,
    /// The places of values that are any JSON: a field of a model, a parameter, a body, a response.
    pub free_form: Vec<String>,
}

impl Api {
    /// Counts what there is.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut free_form = Vec::new();
        for model in &self.models {
            if let Shape::Object(object) = &model.shape {
                let fields = object.fields.iter().map(|field| (&field.name, &field.value));
                let rest = object.rest.iter().map(|rest| (&rest.name, &rest.value));
                for (name, value) in fields.chain(rest) {
                    if is_free_form(value) {
                        free_form.push(format!("{}.{}", model.name.as_str(), name.as_str()));
                    }
                }
            }
            if let Shape::UntaggedUnion(alternatives) = &model.shape {
                for variant in alternatives.variants.iter().filter(|it| is_free_form(&it.value)) {
                    free_form.push(format!("{}::{}", model.name.as_str(), variant.name.as_str()));
                }
            }
        }
        for operation in self.operations() {
            if operation.body.as_ref().is_some_and(|body| is_free_form(&body.value)) {
                free_form.push(format!("the body of {}", operation.id));
            }
            if operation.response.values().any(is_free_form) {
                free_form.push(format!("the response of {}", operation.id));
            }
        }
        let unions = |source: DiscriminatorSource| {
            let is_one = |shape: &Shape| matches!(shape, Shape::Union(union) if union.discriminator == source);
            self.models.iter().filter(|model| is_one(&model.shape)).count()
        };
        Summary {
            operations: self.operations().count(),
            models: self.models.len(),
            discriminated_unions: unions(DiscriminatorSource::Declared),
            inferred_unions: unions(DiscriminatorSource::Inferred),
            alternatives: {
                let is_one = |model: &&Model| matches!(model.shape, Shape::UntaggedUnion(_));
                self.models.iter().filter(is_one).count()
            },
            free_form,
        }
    }
}

/// Whether a value is any JSON, or holds any.
fn is_free_form(value: &Type) -> bool {
    match value {
        Type::FreeForm => true,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => is_free_form(inner),
        Type::String
        | Type::Boolean
        | Type::Int32
        | Type::Int64
        | Type::Float32
        | Type::Float64
        | Type::Timestamp
        | Type::Date
        | Type::Bytes
        | Type::Part
        | Type::Model(_)
        | Type::Boxed(_) => false,
    }
}
