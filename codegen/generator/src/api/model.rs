//! Models: the types of an API.

use serde::Serialize;

use super::Rule;
use crate::diagnostic::Pointer;
use crate::names::{TypeName, ValueName};

/// Which model: an index into [`super::Api::models`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ModelId(pub usize);

/// The type of a value.
///
/// To add a type, or a string format with a type of its own: add a variant here and let the compiler list the rest.
/// No `match` on `Type` outside of tests has a wildcard arm. In this order:
///
/// 1. `lower::schema::scalar_type` maps `type` and `format` to the variant.
/// 2. `lower` decides about rules, defaults, and values in headers and parameters.
/// 3. `command_line` chooses the kind of flag.
/// 4. `emit::tokens` names the Rust type; the runtime's `wire` reads and writes it.
/// 5. `drift::words` names it for readers, and `drift::compare` decides which changes are compatible.
/// 6. `portolan-roundtrip` generates and compares instances.
/// 7. `check::format` validates examples of a string format.
///
/// A format that is only validated, such as `uuid`, is a [`StringFormat`](super::StringFormat) instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Type {
    /// `string`, of whatever format that has no type of its own.
    String,
    /// `boolean`.
    Boolean,
    /// `integer` of format `int32`.
    Int32,
    /// Every other `integer`.
    Int64,
    /// `number` of format `float`.
    Float32,
    /// Every other `number`.
    Float64,
    /// `string` of format `date-time`.
    Timestamp,
    /// `string` of format `date`.
    Date,
    /// Any JSON.
    FreeForm,
    /// Bytes that are no JSON: all of a body, never a part of one.
    Bytes,
    /// A file among the properties of a multipart body.
    Part,
    /// `array`.
    Array(Box<Type>),
    /// `object` whose property names are not known.
    Map(Box<Type>),
    /// A value or `null`, as item of an array, value of a map, or property of a request that may be left out.
    Nullable(Box<Type>),
    /// A model of this API.
    Model(ModelId),
    /// A model that holds itself, directly or through others.
    Boxed(ModelId),
}

impl Type {
    /// The model inside, if there is one.
    #[must_use]
    pub fn model(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) | Self::Boxed(id) => Some(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.model(),
            Self::String
            | Self::Boolean
            | Self::Int32
            | Self::Int64
            | Self::Float32
            | Self::Float64
            | Self::Timestamp
            | Self::Date
            | Self::FreeForm
            | Self::Bytes
            | Self::Part => None,
        }
    }
}

/// In which direction a model travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum View {
    /// As answered: without `writeOnly` properties.
    Response,
    /// As sent: without `readOnly` properties.
    Request,
    /// The same in both directions.
    Both,
}

/// A type with a name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Its name in Rust.
    pub name: TypeName,
    /// The schema it was made from.
    pub source: Pointer,
    /// Where that stands for readers: `#/components/schemas/Peer`, `common.yaml#/Peer`.
    pub origin: String,
    /// The direction it was made for.
    pub view: View,
    /// Whether a response can hold it.
    pub in_responses: bool,
    /// Whether a request can hold it.
    pub in_requests: bool,
    /// `title` of the schema.
    pub title: Option<String>,
    /// `description` of the schema.
    pub description: Option<String>,
    /// `deprecated` of the schema.
    pub deprecated: bool,
    /// What it is.
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

    /// The models that it holds, as often as it does.
    #[must_use]
    pub fn contained_models(&self) -> Vec<ModelId> {
        match &self.shape {
            Shape::Object(object) => object
                .fields
                .iter()
                .map(|field| &field.value)
                .chain(object.rest.iter().map(|rest| &rest.value))
                .filter_map(Type::model)
                .collect(),
            Shape::Union(union) => union.variants.iter().map(|variant| variant.model).collect(),
            Shape::UntaggedUnion(alternatives) => {
                alternatives.variants.iter().filter_map(|variant| variant.value.model()).collect()
            }
            Shape::Enumeration(_) => Vec::new(),
        }
    }
}

/// What a model is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Shape {
    /// An object with known properties.
    Object(Object),
    /// One of several objects.
    Union(Union),
    /// One of several values that no property tells apart, but what they are made of.
    UntaggedUnion(UntaggedUnion),
    /// One of several strings or numbers.
    Enumeration(Enumeration),
}

/// An object with known properties.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// The properties, in document order.
    pub fields: Vec<Field>,
    /// The map that takes properties which the document does not name.
    pub rest: Option<Rest>,
    /// The struct that names what cannot be left out of a request.
    pub required: Option<Required>,
    /// What says how far the thing has got that it describes.
    pub state: Option<State>,
}

impl Object {
    /// Returns the field of a property.
    #[must_use]
    pub fn field(&self, property: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.property == property)
    }
}

/// What says how far a thing has got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// The field.
    pub field: TextField,
    /// The values that mean that it is ready.
    pub ready: Vec<String>,
    /// The values that mean that it has failed.
    pub failed: Vec<String>,
    /// The field that says why.
    pub reason: Option<TextField>,
}

/// A field whose value is text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextField {
    /// Its name in Rust.
    pub name: ValueName,
    /// Whether it is an `Option`.
    pub optional: bool,
    /// The enumeration that it is, where it is none other than a string.
    pub enumeration: Option<ModelId>,
}

/// The map of an object's properties which the document does not name (`additionalProperties`).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rest {
    /// The field that holds it.
    pub name: ValueName,
    /// The type of its values.
    pub value: Type,
}

/// The struct that names what cannot be left out of a request.
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
    /// Its place in the document.
    pub source: Pointer,
    /// The type of its value.
    pub value: Type,
    /// Whether it can be absent or `null`.
    pub presence: Presence,
    /// Whether the document tells `null` from absent, where it may be both.
    pub null_is_distinct: bool,
    /// What the document asks of its value.
    pub rules: Vec<Rule>,
    /// What the document says of its value where that is only answered: nothing checks it.
    pub unchecked_rules: Vec<Rule>,
    /// `description` of its schema.
    pub description: Option<String>,
    /// `format` of its schema.
    pub format: Option<String>,
    /// `default` of its schema, as JSON.
    pub default: Option<String>,
    /// `example` of its schema, where it is a string.
    pub example: Option<String>,
    /// `deprecated` of its schema.
    pub deprecated: bool,
}

/// Whether a property can be absent or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Presence {
    /// It is there.
    Required,
    /// It is there, and can be `null`.
    RequiredNullable,
    /// It can be absent. Where it can be `null` too, that means the same, unless its value is [`Type::Nullable`].
    Optional,
}

/// How a document tells the variants of a union apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum DiscriminatorSource {
    /// By `discriminator`.
    Declared,
    /// By a property that each variant requires and that has one value only in each.
    Inferred,
}

/// One of several objects, told apart by the value of a property.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Union {
    /// The property that tells the variants apart, by its name in JSON.
    pub tag: String,
    /// How the document says so.
    pub discriminator: DiscriminatorSource,
    /// The function that gives the tag's value.
    pub tag_accessor: ValueName,
    /// The variants, in the order of the discriminator's mapping.
    pub variants: Vec<Variant>,
    /// The values of the tag that the document names and no variant stands for.
    pub unmapped_values: Vec<String>,
    /// The functions that give what all variants have.
    pub accessors: Vec<Accessor>,
}

/// One of a union's objects.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// Its name in Rust.
    pub name: TypeName,
    /// The tag's value that stands for it.
    pub tag: String,
    /// What it holds.
    pub model: ModelId,
    /// The properties that no other variant has, by their names in JSON.
    pub own: Vec<String>,
}

/// A function of a union that gives a property which all variants have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accessor {
    /// The function, and the field of each variant.
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

/// One of several values that are told apart by what they are made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UntaggedUnion {
    /// The alternatives, in document order.
    pub variants: Vec<UntaggedVariant>,
}

/// One of several values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UntaggedVariant {
    /// The variant's name in Rust.
    pub name: TypeName,
    /// What it holds.
    pub value: Type,
    /// What the document asks of the value.
    pub rules: Vec<Rule>,
    /// `description` of its schema.
    pub description: Option<String>,
    /// What tells it from the others.
    pub outline: JsonShape,
}

/// What a value is made of, as far as that tells it from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonShape {
    /// The kind of JSON that it is.
    pub kind: JsonKind,
    /// The only strings that it can be; none where it can be any.
    pub texts: Vec<String>,
    /// What its items are made of.
    pub items: Option<Box<JsonShape>>,
    /// How many items there are: at least, and at the most.
    pub length: (Option<usize>, Option<usize>),
    /// The properties that are always there.
    pub required: Vec<String>,
    /// All properties that the document names.
    pub known: Vec<String>,
    /// The properties that can have a few strings only as values.
    pub values: Vec<(String, Vec<String>)>,
}

impl JsonShape {
    /// Any value of a kind.
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

/// The kinds of JSON that tell values apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum JsonKind {
    /// A string.
    Text,
    /// A number without a fraction.
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

/// One of several strings or numbers, and whichever the service adds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enumeration {
    /// The type of the values: a string or a number.
    pub value: Type,
    /// The values that the document names, in document order.
    pub members: Vec<Member>,
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    /// The variant's name in Rust.
    pub name: TypeName,
    /// The value in JSON.
    pub value: Constant,
}

/// A value that a document fixes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Constant {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number that need not be whole.
    Float(f64),
}

/// Models that stand in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The module.
    pub module: ValueName,
    /// The schema that all others in this file hang on.
    pub source: Pointer,
    /// The models, in the order in which they are reached from it.
    pub models: Vec<ModelId>,
    /// The features of the crate, each of which brings the file in; none where it is always there.
    pub features: Vec<String>,
}
