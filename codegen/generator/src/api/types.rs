//! Types of values.

use serde::Serialize;

/// The id of a model: an index into [`super::Api::models`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ModelId(pub usize);

/// The type of a value.
///
/// To add a type, or a string format with a type of its own: add a variant here and let the compiler list the rest.
/// No `match` on `Type` has an arm `_`; an arm that binds every other type treats all of them alike. In this order:
///
/// 1. `lower::schema::scalar_type` maps `type` and `format` to the variant.
/// 2. `lower` decides about rules, defaults, and values in headers and parameters.
/// 3. `command_line` chooses the kind of flag.
/// 4. `emit::tokens` names the Rust type; the runtime's `wire` reads, writes and checks it, in `value` and `parameter`.
/// 5. `drift::words` names it in reports, and `drift::compare` decides which changes are compatible.
/// 6. `portolan-roundtrip` generates and compares instances.
/// 7. `check::format` validates examples of a string format.
/// 8. `cli::prove` and `xtask` name the type for round-trip proofs and for measurements.
///
/// A format that is only validated, such as `uuid`, is a [`StringFormat`](super::StringFormat) instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Type {
    /// `string`, of every format without a type of its own.
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
    /// Free-form JSON.
    FreeForm,
    /// Bytes that are not JSON: a whole body, never a part of one.
    Bytes,
    /// A file in a multipart body.
    Part,
    /// `array`.
    Array(Box<Type>),
    /// `object` with additional properties only.
    Map(Box<Type>),
    /// A value or `null`: an item, a map value, or an optional property of a request where `null` differs from absent.
    Nullable(Box<Type>),
    /// A model of this API.
    Model(ModelId),
    /// A model of this API, boxed because it is recursive.
    Boxed(ModelId),
}

impl Type {
    /// Returns the model if the type is one, boxed or not.
    #[must_use]
    pub fn direct_model(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) | Self::Boxed(id) => Some(*id),
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
            | Self::Part
            | Self::Array(_)
            | Self::Map(_)
            | Self::Nullable(_) => None,
        }
    }

    /// Returns the model if the type is one and not boxed.
    #[must_use]
    pub fn unboxed_model(&self) -> Option<ModelId> {
        if let Self::Model(id) = self { Some(*id) } else { None }
    }

    /// Returns the type without `null`.
    #[must_use]
    pub fn non_null(&self) -> &Self {
        if let Self::Nullable(inner) = self { inner } else { self }
    }

    /// Returns the model inside, if there is one.
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

/// The encoding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// As JSON.
    Json,
    /// As `name=value` pairs: `application/x-www-form-urlencoded`.
    Form,
    /// As text that is not JSON, such as `text/plain`.
    Text,
    /// As parts with names: `multipart/form-data`.
    Multipart,
    /// As raw bytes.
    Bytes,
}
