//! The model of an API: plain data between `lower` and `emit`.
//!
//! Invariant: nothing here depends on `openapiv3` or on tokens. All decisions have been made: names are Rust
//! identifiers, references are resolved, views are split, media types are chosen.

mod command;
mod documented;
mod model;
mod operation;
mod response;
mod rule;
mod summary;
mod types;

pub use command::{
    ArgumentSource, Command, CommandBody, CommandGroup, CommandLine, CommandVariant, Flag,
    FlagKind, PollTarget,
};
pub use documented::{DocumentedHeader, DocumentedResponse};
pub use model::{
    Accessor, AdditionalProperties, Constant, DiscriminatorSource, Enumeration, Field, Group,
    JsonKind, JsonShape, Member, Model, Object, Presence, Required, Shape, State, TagValue,
    TextField, Union, UntaggedUnion, UntaggedVariant, Variant, View,
};
pub use operation::{
    Body, Envelope, Link, Operation, Page, Paging, Parameter, ParameterLocation, ParameterStyle,
    PartEncoding, PropertyStyle, Tag,
};
pub use response::{
    ErrorBody, ErrorStatus, ErrorVariant, Header, HeaderForm, Response, ResponseHeader,
    ResponseStatus, StatusRange,
};
pub use rule::{Rule, StringFormat};
pub use summary::Summary;
pub use types::{Encoding, ModelId, Type};

pub use crate::names::CommandName;

use serde::Serialize;

use crate::names::ValueName;

/// The model of an API, from which a crate is emitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, as CommonMark of unknown origin.
    pub description: Option<String>,
    /// `servers`, in document order.
    pub servers: Vec<Server>,
    /// `components.securitySchemes`, in document order.
    pub security_schemes: Vec<SecurityScheme>,
    /// The environment variables that settings are read from.
    pub environment: Environment,
    /// The path of a `GET` request that every authenticated caller may make, if an extension names one.
    pub auth_check: Option<String>,
    /// The operations by tag, in document order.
    pub tags: Vec<Tag>,
    /// The models; a [`ModelId`] is an index into this.
    pub models: Vec<Model>,
    /// Models that the crate has whether or not an operation uses them: the bodies of webhooks, or all schemas of a
    /// document without operations.
    pub standalone: Vec<ModelId>,
    /// The models by file.
    pub groups: Vec<Group>,
    /// The bodies of all documented error responses.
    pub error: ErrorBody,
    /// The header fields of all responses.
    pub headers: Vec<Header>,
    /// Markdown files of the crate that are part of its documentation, in order.
    pub guide: Vec<GuidePage>,
    /// The `operationId` of the operation in the example on the front page, if an extension names it.
    pub example: Option<String>,
    /// The command line, if the options ask for one.
    pub command_line: Option<CommandLine>,
}

impl Api {
    /// Returns the model of an id.
    ///
    /// `lower` creates ids for this list. `None` means that the id belongs to another API.
    #[must_use]
    pub fn model(&self, id: ModelId) -> Option<&Model> {
        self.models.get(id.0)
    }

    /// Returns the models that the crate has whatever operations it has: bodies of errors, and standalone models.
    #[must_use]
    pub fn fixed_models(&self) -> Vec<ModelId> {
        let errors = self.error.variants().iter().map(|variant| variant.model);
        errors.chain(self.standalone.iter().copied()).collect()
    }

    /// Whether a model has a state (`x-rust-state`).
    #[must_use]
    pub fn has_state(&self, model: &Model) -> bool {
        match &model.shape {
            Shape::Object(object) => object.state.is_some(),
            Shape::Union(union) => {
                union.variants.iter().filter_map(|variant| self.model(variant.model)).any(
                    |model| matches!(&model.shape, Shape::Object(object) if object.state.is_some()),
                )
            }
            Shape::UntaggedUnion(_) | Shape::Enumeration(_) => false,
        }
    }

    /// Returns the enumeration if a type is one.
    #[must_use]
    pub fn enumeration(&self, value: &Type) -> Option<&Enumeration> {
        match &self.model(value.direct_model()?)?.shape {
            Shape::Enumeration(enumeration) => Some(enumeration),
            Shape::Object(_) | Shape::Union(_) | Shape::UntaggedUnion(_) => None,
        }
    }

    /// Returns the structure of a type in a parameter, which its style serializes.
    #[must_use]
    pub fn structure(&self, value: &Type) -> Structure {
        match value {
            Type::Array(_) => Structure::List,
            Type::Map(_) => Structure::Object,
            Type::Model(_) | Type::Boxed(_) if self.enumeration(value).is_none() => {
                Structure::Object
            }
            Type::Model(_)
            | Type::Boxed(_)
            | Type::String
            | Type::Boolean
            | Type::Int32
            | Type::Int64
            | Type::Float32
            | Type::Float64
            | Type::Timestamp
            | Type::Date
            | Type::FreeForm
            | Type::Bytes
            | Type::Part
            | Type::Nullable(_) => Structure::Scalar,
        }
    }

    /// Returns all operations, in document order within their tags.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.tags.iter().flat_map(|tag| &tag.operations)
    }
}

/// A Markdown file of the crate that is shown as the documentation of a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuidePage {
    /// The path below the crate's folder, with `/` between its parts.
    pub path: String,
    /// The name of the module, below `guide`.
    pub module: ValueName,
}

/// The structure of a value in a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Structure {
    /// One text.
    Scalar,
    /// A list of texts.
    List,
    /// Properties with texts.
    Object,
}

/// A server of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The absolute URL, variables replaced by their defaults.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
}

/// The environment variables of each setting. The first that is set is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// The base URL.
    pub base_url: Vec<String>,
    /// An access token.
    pub access_token: Vec<String>,
    /// The client id of a service account.
    pub client_id: Vec<String>,
    /// The client secret of a service account.
    pub client_secret: Vec<String>,
    /// The user name for HTTP Digest and HTTP Basic.
    pub username: Vec<String>,
    /// The password for HTTP Digest and HTTP Basic.
    pub password: Vec<String>,
}

/// An authentication scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecurityScheme {
    /// Its name under `components.securitySchemes`, which operations refer to.
    pub name: String,
    /// Its kind.
    pub kind: SecurityKind,
    /// `description`.
    pub description: Option<String>,
}

/// The kind of an authentication scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SecurityKind {
    /// OAuth 2.0, client credentials flow.
    OAuth2ClientCredentials {
        /// The URL of the token endpoint.
        token_url: String,
        /// The URL at which tokens are revoked, if an extension names one.
        revocation_url: Option<String>,
    },
    /// OAuth 2.0, any other flow.
    OAuth2,
    /// OpenID Connect.
    OpenIdConnect,
    /// `Authorization: Bearer`.
    HttpBearer,
    /// `Authorization: Basic`.
    HttpBasic,
    /// `Authorization: Digest`.
    HttpDigest,
    /// An API key.
    ApiKey {
        /// Its location in a request.
        location: KeyLocation,
        /// Its name there.
        name: String,
        /// The environment variables that it is read from.
        environment: Vec<String>,
    },
}

/// The location of an API key in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum KeyLocation {
    /// In a header.
    Header,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
}

impl SecurityKind {
    /// Whether an access token satisfies the scheme.
    #[must_use]
    pub fn takes_access_token(&self) -> bool {
        matches!(
            self,
            Self::OAuth2ClientCredentials { .. }
                | Self::OAuth2
                | Self::OpenIdConnect
                | Self::HttpBearer
        )
    }

    /// Whether the client id and secret of a service account satisfy the scheme.
    #[must_use]
    pub fn takes_service_account(&self) -> bool {
        matches!(self, Self::OAuth2ClientCredentials { .. })
    }

    /// Whether user name and password satisfy the scheme by HTTP Digest.
    #[must_use]
    pub fn takes_digest(&self) -> bool {
        *self == Self::HttpDigest
    }

    /// Whether user name and password satisfy the scheme by HTTP Basic.
    #[must_use]
    pub fn takes_basic(&self) -> bool {
        *self == Self::HttpBasic
    }

    /// Whether the scheme sets the header `Authorization`, which a request has once.
    #[must_use]
    pub fn fills_authorization(&self) -> bool {
        match self {
            Self::ApiKey { location: KeyLocation::Header, name, .. } => {
                name.eq_ignore_ascii_case("authorization")
            }
            Self::ApiKey { .. } => false,
            _ => true,
        }
    }
}
