//! Operations: the calls of an API.

use serde::Serialize;

use super::{DocumentedResponse, ErrorStatus, ModelId, Response, ResponseHeader, Rule, Type};
use crate::diagnostic::Pointer;
use crate::names::{TypeName, ValueName};

/// Operations that stand in one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tag {
    /// The tag as the document spells it; empty for operations that have none.
    pub name: String,
    /// What the document says of it.
    pub description: Option<String>,
    /// The module.
    pub module: ValueName,
    /// The feature of the crate that brings the operations in; `None` where they are always there.
    pub feature: Option<String>,
    /// Whether each operation has a file of its own, since one file for all would be too long.
    pub split_files: bool,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// `operationId`, or the method and the path where there is none.
    pub id: String,
    /// The function of the client.
    pub function: ValueName,
    /// The request builder that the function returns.
    pub builder: TypeName,
    /// The operation's place in the document.
    pub source: Pointer,
    /// Where that is for readers: `#/paths/~1peers/get`, `peers.yaml#/get`.
    pub origin: String,
    /// The method, in capitals.
    pub method: String,
    /// The path's template.
    pub path: String,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The parameters: required ones first, otherwise in document order.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What is answered when it worked.
    pub response: Response,
    /// Whether it can be asked again and again until the thing that it responses is ready.
    pub pollable: bool,
    /// How its response is one page of many.
    pub paging: Option<Paging>,
    /// What its responses lead to, as far as they are successes.
    pub links: Vec<Link>,
    /// The error responses that the document names.
    pub errors: Vec<ErrorStatus>,
    /// The header fields of its responses, those of errors among them.
    pub headers: Vec<ResponseHeader>,
    /// The security schemes: any of these sets will do, all schemes of a set are needed.
    pub security: Vec<Vec<String>>,
    /// Everything that the document says of responses, in document order.
    pub documented: Vec<DocumentedResponse>,
}

impl Operation {
    /// The models that its responses name, in bodies and in header fields.
    pub fn response_models(&self) -> impl Iterator<Item = ModelId> {
        let headers = self.headers.iter().map(|header| &header.value);
        self.response.values().chain(headers).filter_map(Type::model)
    }

    /// The models that its body and its parameters name.
    pub fn request_models(&self) -> impl Iterator<Item = ModelId> {
        let body = self.body.iter().filter_map(|body| body.value.model());
        body.chain(self.parameters.iter().filter_map(|parameter| parameter.value.model()))
    }
}

/// How a response leads to another operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The operation, by its `operationId` or its place in the document.
    pub operation: String,
    /// Its parameters by name, with the place before it where the document has that (`path.id`), and the expression or
    /// the constant that each takes its value from.
    pub parameters: Vec<(String, String)>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "these are the fields of OpenAPI")]
pub struct Parameter {
    /// The function's parameter, or the builder's setter.
    pub name: ValueName,
    /// Its name on the wire.
    pub parameter: String,
    /// Its place in the document.
    pub source: Pointer,
    /// Where it stands.
    pub location: ParameterLocation,
    /// How its value is written there.
    pub style: ParameterStyle,
    /// Whether each item or property of its value is written as a parameter of its own.
    pub explode: bool,
    /// Whether reserved characters are written as they are.
    pub allow_reserved: bool,
    /// Whether it must be given.
    pub required: bool,
    /// The type of its value.
    pub value: Type,
    /// What the document asks of its value.
    pub rules: Vec<Rule>,
    /// `description`.
    pub description: Option<String>,
    /// `default` of its schema, as JSON.
    pub default: Option<String>,
    /// `example` of its schema, where it is a string.
    pub example: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// How the response is wrapped when this parameter is `true`.
    pub envelope: Option<Envelope>,
    /// How the response is one page of many, where this parameter says which.
    pub page: Option<Page>,
    /// What else its flag is called on a command line.
    pub aliases: Vec<String>,
}

/// What a parameter that says which page is wanted tells of the response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The property of the response that holds the items.
    pub items: String,
    /// The parameter that says how many items a page holds at the most, by its name on the wire.
    pub size: Option<String>,
}

/// How a response is one page of many.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paging {
    /// Which parameter says which page is wanted: an index into [`Operation::parameters`].
    pub page: usize,
    /// The number of the first page.
    pub first: i64,
    /// Which parameter says how many items a page holds at the most.
    pub size: Option<usize>,
    /// How many that are if it is not set.
    pub default_size: Option<i64>,
    /// The response's field that holds the items.
    pub items: ValueName,
    /// Whether that field is an `Option`.
    pub optional: bool,
    /// The type of an item.
    pub item: Type,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl ParameterLocation {
    /// Returns the value of `in`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }

    /// The style of a parameter in this place whose style is not given.
    #[must_use]
    pub fn default_style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header => ParameterStyle::Simple,
            Self::Query | Self::Cookie => ParameterStyle::Form,
        }
    }
}

/// How the value of a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ParameterStyle {
    /// `simple`: `a,b`.
    Simple,
    /// `label`: `.a,b`.
    Label,
    /// `matrix`: `;name=a,b`.
    Matrix,
    /// `form`: `name=a&name=b`.
    Form,
    /// `spaceDelimited`: `name=a%20b`.
    SpaceDelimited,
    /// `pipeDelimited`: `name=a%7Cb`.
    PipeDelimited,
    /// `deepObject`: `name[property]=a`.
    DeepObject,
    /// None: as JSON, since it has `content` of that media type.
    Json,
}

impl ParameterStyle {
    /// Whether a parameter of this style is exploded where the document does not say.
    #[must_use]
    pub fn explodes(self) -> bool {
        self == Self::Form
    }
}

/// How a response is wrapped on request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// The member that holds the status.
    pub status: String,
    /// The member that holds the response.
    pub content: String,
}

/// How the value of a body becomes bytes, and the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// As JSON.
    Json,
    /// As `name=value` pairs: `application/x-www-form-urlencoded`.
    Form,
    /// As text that is no JSON: `text/plain` and its like.
    Text,
    /// As parts with names: `multipart/form-data`.
    Multipart,
    /// As the bytes that it is.
    Bytes,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Its place in the document.
    pub source: Pointer,
    /// The media type, sent as `Content-Type`.
    pub media_type: String,
    /// All media types that the service takes, in document order.
    pub media_types: Vec<String>,
    /// How the value becomes bytes.
    pub encoding: Encoding,
    /// The type of its value.
    pub value: Type,
    /// What the document asks of the value as a whole.
    pub rules: Vec<Rule>,
    /// How parts of it are sent, where that does not follow from their types.
    pub parts: Vec<PartEncoding>,
    /// The properties of a form that are written in a style of their own.
    pub styles: Vec<PropertyStyle>,
    /// Whether it must be given.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
}

/// How a property of a multipart body is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartEncoding {
    /// The property, by its name in JSON.
    pub property: String,
    /// The media types that it may have.
    pub content_types: Vec<String>,
    /// Whether it has the name of a file.
    pub is_file: bool,
}

/// How a property of a form is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyStyle {
    /// The property, by its name in JSON.
    pub property: String,
    /// Its style, which is one of those that the query has.
    pub style: ParameterStyle,
    /// Whether each item or property of its value is written as a property of its own.
    pub explode: bool,
    /// Whether reserved characters are written as they are.
    pub allow_reserved: bool,
}
