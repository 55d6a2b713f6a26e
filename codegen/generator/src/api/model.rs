//! Models: the types of an API.

use serde::Serialize;

use super::{ModelId, Rule, Type};
use crate::diagnostic::Pointer;
use crate::names::{TypeName, ValueName};

/// The view of a schema that a model represents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum View {
    /// The response view: without `writeOnly` properties.
    Response,
    /// The request view: without `readOnly` properties.
    Request,
    /// Both views, which are the same.
    Both,
}

/// A named type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Its name in Rust.
    pub name: TypeName,
    /// The schema in the document.
    pub source: Pointer,
    /// The origin of the schema for readers: `#/components/schemas/Peer`, `common.yaml#/Peer`.
    pub origin: String,
    /// The view of the schema.
    pub view: View,
    /// Whether a response can contain it.
    pub in_responses: bool,
    /// Whether a request can contain it.
    pub in_requests: bool,
    /// `title` of the schema.
    pub title: Option<String>,
    /// `description` of the schema.
    pub description: Option<String>,
    /// `deprecated` of the schema.
    pub deprecated: bool,
    /// Its shape.
    pub shape: Shape,
}

impl Model {
    /// Returns the object, if the model is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.shape {
            Shape::Object(object) => Some(object),
            Shape::Union(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => None,
        }
    }

    /// Returns the models that it contains, with repetitions.
    #[must_use]
    pub fn contained_models(&self) -> Vec<ModelId> {
        match &self.shape {
            Shape::Object(object) => object
                .fields
                .iter()
                .map(|field| &field.value)
                .chain(object.additional_properties.iter().map(|rest| &rest.value))
                .filter_map(Type::model)
                .collect(),
            Shape::Union(union) => union.variants.iter().map(|variant| variant.model).collect(),
            Shape::UntaggedUnion(union) => {
                union.variants.iter().filter_map(|variant| variant.value.model()).collect()
            }
            Shape::Enumeration(_) => Vec::new(),
        }
    }
}

/// The shape of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Shape {
    /// An object with known properties.
    Object(Object),
    /// A tagged union.
    Union(Union),
    /// An untagged union.
    UntaggedUnion(UntaggedUnion),
    /// An enumeration of strings or numbers.
    Enumeration(Enumeration),
}

/// An object with known properties.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// The properties, in document order.
    pub fields: Vec<Field>,
    /// The map of additional properties.
    pub additional_properties: Option<AdditionalProperties>,
    /// The struct of the properties that a request requires.
    pub required: Option<Required>,
    /// The state (`x-rust-state`).
    pub state: Option<State>,
}

impl Object {
    /// Returns the field of a property.
    #[must_use]
    pub fn field(&self, property: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.property == property)
    }
}

/// The state of a resource (`x-rust-state`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// The field.
    pub field: TextField,
    /// The values that mean ready.
    pub ready: Vec<String>,
    /// The values that mean failed.
    pub failed: Vec<String>,
    /// The field with the reason of a failure.
    pub reason: Option<TextField>,
}

/// A field of type string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextField {
    /// Its name in Rust.
    pub name: ValueName,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// The enumeration of its values, if it is one.
    pub enumeration: Option<ModelId>,
}

/// The map of additional properties (`additionalProperties`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AdditionalProperties {
    /// The field with the map.
    pub name: ValueName,
    /// The type of its values.
    pub value: Type,
}

/// The struct of the properties that a request requires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Required {
    /// Its name in Rust.
    pub name: TypeName,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Its name in Rust.
    pub name: ValueName,
    /// Its name in JSON.
    pub property: String,
    /// Its location in the document.
    pub source: Pointer,
    /// The type of its value.
    pub value: Type,
    /// Whether it can be absent or `null`.
    pub presence: Presence,
    /// Whether `null` differs from absent.
    pub null_is_distinct: bool,
    /// The constraints on its value, which are checked before a request is sent.
    pub rules: Vec<Rule>,
    /// The constraints on its value in a response, which are only documented.
    pub unchecked_rules: Vec<Rule>,
    /// `description` of its schema.
    pub description: Option<String>,
    /// `format` of its schema.
    pub format: Option<String>,
    /// `default` of its schema, as JSON.
    pub default: Option<String>,
    /// `example` of its schema, if that is a string.
    pub example: Option<String>,
    /// `deprecated` of its schema.
    pub deprecated: bool,
}

/// Whether a property can be absent or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// Required.
    Required,
    /// Required, and may be `null`.
    RequiredNullable,
    /// May be absent. `null` means the same, unless the value is [`Type::Nullable`].
    Optional,
}

/// The source of a tagged union's discriminator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DiscriminatorSource {
    /// `discriminator` in the document.
    Declared,
    /// Inferred: each variant requires the property and allows one distinct value.
    Inferred,
}

/// A tagged union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Union {
    /// The discriminator's property, by its name in JSON.
    pub tag: String,
    /// The source of the discriminator.
    pub discriminator: DiscriminatorSource,
    /// The function that returns the discriminator's value.
    pub tag_accessor: ValueName,
    /// The variants, in the order of the discriminator's mapping.
    pub variants: Vec<Variant>,
    /// The values that the document lists for the discriminator without a variant.
    pub unmapped_values: Vec<String>,
    /// The functions that return properties of all variants.
    pub accessors: Vec<Accessor>,
}

/// A variant of a tagged union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// Its name in Rust.
    pub name: TypeName,
    /// The discriminator's values. The first one is written, unless the variant holds another one of them.
    pub tags: Vec<TagValue>,
    /// The model of its object.
    pub model: ModelId,
    /// The properties that no other variant has, by their names in JSON.
    pub own: Vec<String>,
    /// The shape that distinguishes it from other variants with the same value.
    pub json_shape: Option<JsonShape>,
}

impl Variant {
    /// Returns the value that is written, as a text.
    #[must_use]
    pub fn tag(&self) -> String {
        self.tags.first().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether a value selects both variants.
    #[must_use]
    pub fn shares_value(&self, other: &Self) -> bool {
        self.tags.iter().any(|tag| other.tags.contains(tag))
    }
}

/// A value of a discriminator.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum TagValue {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
}

impl TagValue {
    /// Returns a JSON value as a discriminator's; `None` for one that no discriminator has.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::String(text) => Some(Self::Text(text.clone())),
            serde_json::Value::Bool(boolean) => Some(Self::Boolean(*boolean)),
            other => other.as_i64().map(Self::Integer),
        }
    }

    /// Returns the value in JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(integer) => (*integer).into(),
            Self::Boolean(boolean) => (*boolean).into(),
        }
    }
}

impl std::fmt::Display for TagValue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Integer(integer) => integer.fmt(formatter),
            Self::Boolean(boolean) => boolean.fmt(formatter),
        }
    }
}

/// A function of a union that returns a property of all variants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accessor {
    /// The name of the function and of each variant's field.
    pub name: ValueName,
    /// The property, by its name in JSON.
    pub property: String,
    /// The type of its value.
    pub value: Type,
    /// Whether it can be absent or `null`.
    pub presence: Presence,
    /// `description` of the property on the union's base.
    pub description: Option<String>,
}

/// An untagged union, discriminated by JSON kind, constant properties or required properties.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UntaggedUnion {
    /// The variants, in document order.
    pub variants: Vec<UntaggedVariant>,
}

/// A variant of an untagged union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UntaggedVariant {
    /// The variant's name in Rust.
    pub name: TypeName,
    /// The type of its value.
    pub value: Type,
    /// The constraints on its value.
    pub rules: Vec<Rule>,
    /// `description` of its schema.
    pub description: Option<String>,
    /// The shape of its JSON, which distinguishes it from the other variants.
    pub json_shape: JsonShape,
}

/// The shape of a JSON value, as far as it distinguishes variants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonShape {
    /// The kind of JSON.
    pub kind: JsonKind,
    /// The allowed strings; empty if any string is allowed.
    pub texts: Vec<String>,
    /// The shape of its items.
    pub items: Option<Box<JsonShape>>,
    /// The minimum and maximum number of items.
    pub length: (Option<usize>, Option<usize>),
    /// The required properties.
    pub required: Vec<String>,
    /// All known properties.
    pub known: Vec<String>,
    /// The properties that allow only the listed strings.
    pub values: Vec<(String, Vec<String>)>,
}

impl JsonShape {
    /// Returns the shape of any value of a kind.
    #[must_use]
    pub fn of(kind: JsonKind) -> Self {
        Self {
            kind,
            texts: Vec::new(),
            items: None,
            length: (None, None),
            required: Vec::new(),
            known: Vec::new(),
            values: Vec::new(),
        }
    }
}

/// A kind of JSON that distinguishes variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum JsonKind {
    /// A string.
    Text,
    /// An integer.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An array.
    Array,
    /// An object.
    Object,
}

/// An enumeration of strings or numbers, which the service may extend.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enumeration {
    /// The type of the values: a string or a number.
    pub value: Type,
    /// The listed values, in document order.
    pub members: Vec<Member>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The variant's name in Rust.
    pub name: TypeName,
    /// The value in JSON.
    pub value: Constant,
    /// Its documentation, if an extension has one.
    pub description: Option<String>,
}

/// A constant in the document.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Constant {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A number.
    Float(f64),
}

/// The models in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The module.
    pub module: ValueName,
    /// The schema that all others in the file belong to.
    pub source: Pointer,
    /// The models, in the order in which they are reached.
    pub models: Vec<ModelId>,
    /// The Cargo features that enable the file; empty if it is always compiled.
    pub features: Vec<String>,
}
