//! Operations: one request and its responses.

use serde::Serialize;

use super::{
    DocumentedResponse, Encoding, ErrorStatus, ModelId, Response, ResponseHeader, Rule, Type,
};
use crate::diagnostic::Pointer;
use crate::names::{TypeName, ValueName};

/// The operations of a tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tag {
    /// The tag in the document; empty for operations without one.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// The module.
    pub module: ValueName,
    /// The Cargo feature that enables the operations; `None` if they are always compiled.
    pub feature: Option<String>,
    /// Whether each operation has its own file, because one file would be too long.
    pub split_files: bool,
    /// The operations, in document order.
    pub operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// `operationId`, or method and path without one.
    pub id: String,
    /// The method of the client.
    pub function: ValueName,
    /// The request builder that the method returns.
    pub builder: TypeName,
    /// Its location in the document.
    pub source: Pointer,
    /// Its origin for readers: `#/paths/~1peers/get`, `peers.yaml#/get`.
    pub origin: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The parameters: required ones first, otherwise in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The successful responses.
    pub response: Response,
    /// Whether callers can poll it until the resource that it returns is ready.
    pub pollable: bool,
    /// The paging of its response.
    pub paging: Option<Paging>,
    /// The links of its successful responses.
    pub links: Vec<Link>,
    /// The documented error responses.
    pub errors: Vec<ErrorStatus>,
    /// The header fields of all its responses.
    pub headers: Vec<ResponseHeader>,
    /// The security requirements: one set suffices, of which all schemes are needed.
    pub security: Vec<Vec<String>>,
    /// All documented responses, in document order.
    pub documented: Vec<DocumentedResponse>,
}

impl Operation {
    /// Returns the models of its response bodies and header fields.
    pub fn response_models(&self) -> impl Iterator<Item = ModelId> {
        let headers = self.headers.iter().map(|header| &header.value);
        self.response.values().chain(headers).filter_map(Type::model)
    }

    /// Returns the models of its body and parameters.
    pub fn request_models(&self) -> impl Iterator<Item = ModelId> {
        let body = self.body.iter().filter_map(|body| body.value.model());
        body.chain(self.parameters.iter().filter_map(|parameter| parameter.value.model()))
    }
}

/// A link from a response to another operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The operation, by `operationId` or location in the document.
    pub operation: String,
    /// The parameters by name, qualified by location (`path.id`) if the document does so, with the expression or the
    /// constant that each gets.
    pub parameters: Vec<(String, String)>,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "these are the fields of OpenAPI")]
pub struct Parameter {
    /// The argument of the client's method, or the setter of the request builder.
    pub name: ValueName,
    /// Its name on the wire.
    pub parameter: String,
    /// Its location in the document.
    pub source: Pointer,
    /// Its location in a request.
    pub location: ParameterLocation,
    /// Its serialization.
    pub style: ParameterStyle,
    /// Whether each item or property becomes a parameter of its own.
    pub explode: bool,
    /// Whether reserved characters are sent unescaped.
    pub allow_reserved: bool,
    /// Whether it is required.
    pub required: bool,
    /// The type of its value.
    pub value: Type,
    /// The constraints on its value.
    pub rules: Vec<Rule>,
    /// `description`.
    pub description: Option<String>,
    /// `default` of its schema, as JSON.
    pub default: Option<String>,
    /// `example` of its schema, if that is a string.
    pub example: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// The envelope around the response if this parameter is `true`.
    pub envelope: Option<Envelope>,
    /// The paging of the response, if this parameter is the page number.
    pub page: Option<Page>,
    /// Other names of its flag on the command line.
    pub aliases: Vec<String>,
}

/// The extension of a parameter that is the page number (`x-rust-page`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The property of the response with the items.
    pub items: String,
    /// The parameter with the maximum number of items of a page, by its name on the wire.
    pub size: Option<String>,
}

/// The paging of a response.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paging {
    /// The parameter with the page number, as an index into [`Operation::parameters`].
    pub page: usize,
    /// The number of the first page.
    pub first: i64,
    /// The parameter with the maximum number of items of a page.
    pub size: Option<usize>,
    /// The default of that parameter.
    pub default_size: Option<i64>,
    /// The response's field with the items.
    pub items: ValueName,
    /// Whether that field is an `Option`.
    pub optional: bool,
    /// The type of an item.
    pub item: Type,
}

/// The location of a parameter in a request.
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

    /// Returns the default style of a location.
    #[must_use]
    pub fn default_style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header => ParameterStyle::Simple,
            Self::Query | Self::Cookie => ParameterStyle::Form,
        }
    }
}

/// The serialization of a parameter.
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
    /// As JSON: the parameter has `content` of that media type.
    Json,
}

impl ParameterStyle {
    /// Whether `explode` is the default of this style.
    #[must_use]
    pub fn explodes(self) -> bool {
        self == Self::Form
    }
}

/// An envelope around a response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// The member with the status.
    pub status: String,
    /// The member with the response.
    pub content: String,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Its location in the document.
    pub source: Pointer,
    /// The media type, sent as `Content-Type`.
    pub media_type: String,
    /// All media types that the service accepts, in document order.
    pub media_types: Vec<String>,
    /// Its encoding.
    pub encoding: Encoding,
    /// The type of its value.
    pub value: Type,
    /// The constraints on its value.
    pub rules: Vec<Rule>,
    /// The encodings of parts that do not follow from their types.
    pub parts: Vec<PartEncoding>,
    /// The styles of form properties, where they differ from the default.
    pub styles: Vec<PropertyStyle>,
    /// Whether it is required.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
}

/// The encoding of a part of a multipart body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartEncoding {
    /// The property, by its name in JSON.
    pub property: String,
    /// The media types that it may have; the first is sent.
    pub content_types: Vec<String>,
    /// Whether it has a file name.
    pub is_file: bool,
}

/// The style of a form property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyStyle {
    /// The property, by its name in JSON.
    pub property: String,
    /// Its style, one of the query's. With `Json`, each item of an array is JSON.
    pub style: ParameterStyle,
    /// Whether each item or property becomes a property of its own.
    pub explode: bool,
    /// Whether reserved characters are sent unescaped.
    pub allow_reserved: bool,
}
