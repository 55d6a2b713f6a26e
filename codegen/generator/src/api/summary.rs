//! Summary of an API: its size, and where its values are free-form.

use super::{Api, DiscriminatorSource, Model, Shape, Type};

/// The size of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The number of operations.
    pub operations: usize,
    /// The number of models.
    pub models: usize,
    /// The number of tagged unions with a `discriminator`.
    pub discriminated_unions: usize,
    /// The number of tagged unions with an inferred discriminator.
    pub inferred_unions: usize,
    /// The number of untagged unions.
    pub untagged_unions: usize,
    /// The locations of free-form values: fields, variants, bodies and responses.
    pub free_form: Vec<String>,
}

impl Api {
    /// Returns a summary of the API.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut free_form = Vec::new();
        for model in &self.models {
            if let Shape::Object(object) = &model.shape {
                let fields = object.fields.iter().map(|field| (&field.name, &field.value));
                let rest =
                    object.additional_properties.iter().map(|rest| (&rest.name, &rest.value));
                for (name, value) in fields.chain(rest) {
                    if is_free_form(value) {
                        free_form.push(format!("{}.{}", model.name.as_str(), name.as_str()));
                    }
                }
            }
            if let Shape::UntaggedUnion(union) = &model.shape {
                for variant in union.variants.iter().filter(|it| is_free_form(&it.value)) {
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
            untagged_unions: {
                let is_one = |model: &&Model| matches!(model.shape, Shape::UntaggedUnion(_));
                self.models.iter().filter(is_one).count()
            },
            free_form,
        }
    }
}

/// Whether a value is free-form, or contains a free-form value directly.
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
