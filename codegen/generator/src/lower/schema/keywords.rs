//! Keywords of a schema in one form, whatever kind `openapiv3` has chosen for it.
//!
//! `openapiv3` has eight kinds of schemas, and the meaning of a keyword depends on none of them. Each kind is
//! destructured without `..`, so that a keyword that a new version of `openapiv3` adds breaks the build instead of being ignored.

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, BooleanType, IntegerType, NumberType, ObjectType,
    ReferenceOr, Schema, SchemaKind, StringType, VariantOrUnknownOrEmpty,
};
use serde::Serialize;
use serde_json::Value;

type SchemaReference = ReferenceOr<Schema>;
type BoxedSchemaReference = ReferenceOr<Box<Schema>>;

/// The keywords of a schema that describe its values.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "these are the keywords of OpenAPI")]
pub(crate) struct Keywords<'d> {
    /// The keyword `type`.
    pub(crate) schema_type: Option<&'d str>,
    pub(crate) format: Option<String>,
    pub(crate) enumeration: Vec<Value>,
    pub(crate) pattern: Option<&'d str>,
    pub(crate) min_length: Option<usize>,
    pub(crate) max_length: Option<usize>,
    pub(crate) minimum: Option<f64>,
    pub(crate) maximum: Option<f64>,
    pub(crate) exclusive_minimum: bool,
    pub(crate) exclusive_maximum: bool,
    pub(crate) multiple_of: Option<f64>,
    pub(crate) properties: Option<&'d IndexMap<String, BoxedSchemaReference>>,
    pub(crate) required: &'d [String],
    pub(crate) additional_properties: Option<&'d AdditionalProperties>,
    pub(crate) min_properties: Option<usize>,
    pub(crate) max_properties: Option<usize>,
    pub(crate) items: Option<&'d BoxedSchemaReference>,
    pub(crate) min_items: Option<usize>,
    pub(crate) max_items: Option<usize>,
    pub(crate) unique_items: bool,
    pub(crate) one_of: &'d [SchemaReference],
    pub(crate) any_of: &'d [SchemaReference],
    pub(crate) all_of: &'d [SchemaReference],
    pub(crate) not: bool,
}

impl<'d> Keywords<'d> {
    /// Returns the keywords of a schema.
    pub(crate) fn of(schema: &'d Schema) -> Self {
        match &schema.schema_kind {
            SchemaKind::Type(typed) => Self::of_type(typed),
            SchemaKind::OneOf { one_of } => Self { one_of, ..Self::default() },
            SchemaKind::AnyOf { any_of } => Self { any_of, ..Self::default() },
            SchemaKind::AllOf { all_of } => Self { all_of, ..Self::default() },
            SchemaKind::Not { not: _ } => Self { not: true, ..Self::default() },
            SchemaKind::Any(any) => Self::of_any(any),
        }
    }

    /// Whether the schema describes an object's properties.
    pub(crate) fn has_properties(&self) -> bool {
        self.properties.is_some_and(|properties| !properties.is_empty())
    }

    /// Whether the schema describes an object, by its type or by keywords of objects.
    pub(crate) fn is_object(&self) -> bool {
        self.schema_type == Some("object")
            || (self.schema_type.is_none()
                && (self.has_properties() || self.additional_properties.is_some()))
    }

    fn of_type(typed: &'d openapiv3::Type) -> Self {
        match typed {
            openapiv3::Type::String(string) => Self::of_string(string),
            openapiv3::Type::Number(number) => Self::of_number(number),
            openapiv3::Type::Integer(integer) => Self::of_integer(integer),
            openapiv3::Type::Object(object) => Self::of_object(object),
            openapiv3::Type::Array(array) => Self::of_array(array),
            openapiv3::Type::Boolean(BooleanType { enumeration }) => Self {
                schema_type: Some("boolean"),
                enumeration: values(enumeration),
                ..Self::default()
            },
        }
    }

    fn of_string(string: &'d StringType) -> Self {
        let StringType { format, pattern, enumeration, min_length, max_length } = string;
        Self {
            schema_type: Some("string"),
            format: format_name(format),
            enumeration: values(enumeration),
            pattern: pattern.as_deref(),
            min_length: *min_length,
            max_length: *max_length,
            ..Self::default()
        }
    }

    fn of_number(number: &'d NumberType) -> Self {
        let NumberType {
            format,
            multiple_of,
            exclusive_minimum,
            exclusive_maximum,
            minimum,
            maximum,
            enumeration,
        } = number;
        Self {
            schema_type: Some("number"),
            format: format_name(format),
            enumeration: values(enumeration),
            minimum: *minimum,
            maximum: *maximum,
            exclusive_minimum: *exclusive_minimum,
            exclusive_maximum: *exclusive_maximum,
            multiple_of: *multiple_of,
            ..Self::default()
        }
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "bounds beyond 2^53 are rounded, as most JSON parsers do"
    )]
    fn of_integer(integer: &'d IntegerType) -> Self {
        let IntegerType {
            format,
            multiple_of,
            exclusive_minimum,
            exclusive_maximum,
            minimum,
            maximum,
            enumeration,
        } = integer;
        Self {
            schema_type: Some("integer"),
            format: format_name(format),
            enumeration: values(enumeration),
            minimum: minimum.map(|bound| bound as f64),
            maximum: maximum.map(|bound| bound as f64),
            exclusive_minimum: *exclusive_minimum,
            exclusive_maximum: *exclusive_maximum,
            multiple_of: multiple_of.map(|factor| factor as f64),
            ..Self::default()
        }
    }

    fn of_object(object: &'d ObjectType) -> Self {
        let ObjectType {
            properties,
            required,
            additional_properties,
            min_properties,
            max_properties,
        } = object;
        Self {
            schema_type: Some("object"),
            properties: Some(properties),
            required,
            additional_properties: additional_properties.as_ref(),
            min_properties: *min_properties,
            max_properties: *max_properties,
            ..Self::default()
        }
    }

    fn of_array(array: &'d ArrayType) -> Self {
        let ArrayType { items, min_items, max_items, unique_items } = array;
        Self {
            schema_type: Some("array"),
            items: items.as_ref(),
            min_items: *min_items,
            max_items: *max_items,
            unique_items: *unique_items,
            ..Self::default()
        }
    }

    fn of_any(any: &'d AnySchema) -> Self {
        let AnySchema {
            typ,
            pattern,
            multiple_of,
            exclusive_minimum,
            exclusive_maximum,
            minimum,
            maximum,
            properties,
            required,
            additional_properties,
            min_properties,
            max_properties,
            items,
            min_items,
            max_items,
            unique_items,
            enumeration,
            format,
            min_length,
            max_length,
            one_of,
            all_of,
            any_of,
            not,
        } = any;
        Self {
            schema_type: typ.as_deref(),
            format: format.clone(),
            enumeration: enumeration.clone(),
            pattern: pattern.as_deref(),
            min_length: *min_length,
            max_length: *max_length,
            minimum: *minimum,
            maximum: *maximum,
            exclusive_minimum: exclusive_minimum.unwrap_or_default(),
            exclusive_maximum: exclusive_maximum.unwrap_or_default(),
            multiple_of: *multiple_of,
            properties: Some(properties),
            required,
            additional_properties: additional_properties.as_ref(),
            min_properties: *min_properties,
            max_properties: *max_properties,
            items: items.as_ref(),
            min_items: *min_items,
            max_items: *max_items,
            unique_items: unique_items.unwrap_or_default(),
            one_of,
            any_of,
            all_of,
            not: not.is_some(),
        }
    }
}

/// Returns the format as the document spells it.
fn format_name<T: Serialize>(format: &VariantOrUnknownOrEmpty<T>) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(known) => match serde_json::to_value(known) {
            Ok(Value::String(name)) => Some(name),
            _ => None,
        },
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name.clone()),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

/// Returns the members of an enumeration as JSON.
fn values<T: Clone + Into<Value>>(members: &[Option<T>]) -> Vec<Value> {
    members.iter().map(|member| member.clone().map_or(Value::Null, Into::into)).collect()
}
