//! Defaults: values that are not of their schema's type are omitted.

use openapiv3::SchemaData;
use serde_json::Value;

use super::Typed;
use crate::api::{Constant, ModelId, Shape, Type};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;

impl Lowering<'_> {
    /// Omits a default that is not of the type.
    pub(crate) fn check_default(
        &mut self,
        typed: &mut Typed,
        data: &SchemaData,
        pointer: &Pointer,
    ) {
        let Some(default) = &data.default else { return };
        let is_reported = self.invalid_defaults.contains(pointer);
        if !is_reported
            && ((default.is_null() && typed.nullable) || self.fits(default, &typed.value))
        {
            return;
        }
        typed.default = None;
        if is_reported {
            return;
        }
        self.report(
            Code::InvalidDefault,
            &pointer.child("default"),
            "the default is not a value that the schema allows",
            "correct it in the overlay; until then the documentation omits it",
        );
    }

    /// Whether a value is of a type. A model that is not finished accepts every value.
    fn fits(&self, value: &Value, of: &Type) -> bool {
        match of {
            Type::String | Type::Timestamp | Type::Date | Type::Bytes | Type::Part => {
                value.is_string()
            }
            Type::Boolean => value.is_boolean(),
            Type::Int32 => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Type::Int64 => value.is_i64(),
            Type::Float32 | Type::Float64 => value.is_number(),
            Type::FreeForm => true,
            Type::Array(item) => value
                .as_array()
                .is_some_and(|items| items.iter().all(|value| self.fits(value, item))),
            Type::Map(entry) => value
                .as_object()
                .is_some_and(|entries| entries.values().all(|value| self.fits(value, entry))),
            Type::Nullable(inner) => value.is_null() || self.fits(value, inner),
            Type::Model(id) | Type::Boxed(id) => self.fits_model(value, *id),
        }
    }

    fn fits_model(&self, value: &Value, id: ModelId) -> bool {
        let Some(model) = self.models.get(id) else { return true };
        match &model.shape {
            Shape::Object(_) | Shape::Union(_) => value.is_object(),
            Shape::UntaggedUnion(union) => {
                union.variants.iter().any(|variant| self.fits(value, &variant.value))
            }
            Shape::Enumeration(enumeration) => {
                enumeration.members.iter().any(|member| match &member.value {
                    Constant::Text(text) => value.as_str() == Some(text),
                    Constant::Integer(number) => value.as_i64() == Some(*number),
                    // Both were parsed alike, so that equal numbers have equal bits.
                    Constant::Float(number) => {
                        value.as_f64().is_some_and(|other| other.to_bits() == number.to_bits())
                    }
                })
            }
        }
    }
}
