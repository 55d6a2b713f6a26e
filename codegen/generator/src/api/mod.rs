//! What a document means: plain data between reading (`lower`) and writing (`emit`).
//!
//! Nothing here knows `openapiv3` or tokens. Every decision has been made: names are Rust's, references are
//! resolved, views are split, media types are chosen. `emit` prints this, and tests compare it.

mod command;
mod documented;
mod model;
mod operation;
mod response;
mod rule;
mod summary;

pub use command::{
    Command, CommandBody, CommandGroup, CommandLine, CommandVariant, Flag, FlagKind, Follow, Origin,
};
pub use documented::{DocumentedHeader, DocumentedResponse};
pub use model::{
    Accessor, Constant, DiscriminatorSource, Enumeration, Field, Group, JsonKind, JsonShape,
    Member, Model, ModelId, Object, Presence, Required, Rest, Shape, State, TextField, Type, Union,
    UntaggedUnion, UntaggedVariant, Variant, View,
};
pub use operation::{
    Body, Encoding, Envelope, Link, Operation, Page, Paging, Parameter, ParameterLocation,
    ParameterStyle, PartEncoding, PropertyStyle, Tag,
};
pub use response::{
    ErrorBody, ErrorStatus, ErrorVariant, Header, HeaderForm, Response, ResponseHeader,
    ResponseStatus, StatusRange,
};
pub use rule::{Rule, StringFormat};
pub use summary::Summary;

pub use crate::names::CommandName;

use serde::Serialize;

use crate::names::ValueName;

/// One API: everything that a crate is emitted from.
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
    /// The path of a `GET` request that every authenticated caller may make, where an extension gives one.
    pub auth_check: Option<String>,
    /// The operations by tag, in document order.
    pub tags: Vec<Tag>,
    /// The models; a [`ModelId`] is an index into this.
    pub models: Vec<Model>,
    /// The models again, as the files they stand in.
    pub groups: Vec<Group>,
    /// What the documented error responses of all operations hold.
    pub error: ErrorBody,
    /// The header fields of all responses.
    pub headers: Vec<Header>,
    /// Markdown files of the crate that are part of its documentation, in order.
    pub guide: Vec<GuidePage>,
    /// The command line, where the build asks for one.
    pub command_line: Option<CommandLine>,
}

impl Api {
    /// The model of an id.
    ///
    /// Ids are made by `lower` for this very list; `None` is what an id of another API gives.
    #[must_use]
    pub fn model(&self, id: ModelId) -> Option<&Model> {
        self.models.get(id.0)
    }

    /// Whether a model says how far the thing has got that it describes.
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

    /// All operations, in document order within their tags.
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

/// A place where the API is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The absolute URL, variables replaced by their defaults.
    pub url: String,
    /// What the document says of it.
    pub description: Option<String>,
}

/// The environment variables that settings are read from: for each setting its names, the first that is set
/// counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// The base URL.
    pub base_url: Vec<String>,
    /// A ready access token.
    pub access_token: Vec<String>,
    /// The id of a service account.
    pub client_id: Vec<String>,
    /// The secret of a service account.
    pub client_secret: Vec<String>,
    /// The user name of HTTP Digest and HTTP Basic.
    pub username: Vec<String>,
    /// The password of HTTP Digest and HTTP Basic.
    pub password: Vec<String>,
}

/// One way to say who is calling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SecurityScheme {
    /// Its name under `components.securitySchemes`, which operations refer to.
    pub name: String,
    /// How it works.
    pub kind: SecurityKind,
    /// What the document says of it.
    pub description: Option<String>,
}

/// How a security scheme works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum SecurityKind {
    /// OAuth 2.0, client credentials flow.
    OAuth2ClientCredentials {
        /// Where tokens are fetched.
        token_url: String,
        /// Where they are given back, where an extension says so.
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
    /// A key of the caller's.
    ApiKey {
        /// Where in a request it stands.
        location: KeyLocation,
        /// Its name there.
        name: String,
        /// The environment variables that it is read from.
        environment: Vec<String>,
    },
}

/// Where in a request a key stands.
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

    /// Whether the id and secret of a service account satisfy the scheme.
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

    /// Whether the scheme is satisfied by what stands in the header `Authorization`, of which there is one.
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
