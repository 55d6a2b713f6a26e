//! Operations: the calls of an API.

use serde::Serialize;

use super::{ModelId, Rule, TextField, Type};
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
    pub apart: bool,
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
    pub answer: Answer,
    /// Whether it can be asked again and again until the thing that it answers is ready.
    pub waits: bool,
    /// How its answer is one page of many.
    pub paging: Option<Paging>,
    /// The error answers that the document names.
    pub errors: Vec<ErrorStatus>,
    /// The security schemes: any of these sets will do, all schemes of a set are needed.
    pub security: Vec<Vec<String>>,
    /// Everything that the document says of answers, in document order.
    pub responses: Vec<Response>,
}

/// What the document says of the answers of one status, whether a caller sees it in types or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The statuses.
    pub status: Statuses,
    /// Its place in the document.
    pub source: Pointer,
    /// The media types, in document order.
    pub media_types: Vec<String>,
    /// The one that is read, and the type of its value; `None` where there is no body, or none that is read.
    pub read: Option<(String, Type)>,
    /// The headers, in document order.
    pub headers: Vec<Header>,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its place in the document; where answers share it, among the components.
    pub source: Pointer,
    /// `type` of its schema, with its `format` behind it: `integer`, `string (date-time)`.
    pub kind: Option<String>,
    /// Whether the document says that it is always there.
    pub required: bool,
}

impl Operation {
    /// The models that its answer names.
    pub fn answered(&self) -> impl Iterator<Item = ModelId> {
        self.answer.value.iter().filter_map(Type::model)
    }

    /// The models that its body and its parameters name.
    pub fn sent(&self) -> impl Iterator<Item = ModelId> {
        let body = self.body.iter().filter_map(|body| body.value.model());
        body.chain(self.parameters.iter().filter_map(|parameter| parameter.value.model()))
    }
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
    pub place: ParameterPlace,
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
    /// How the answer is wrapped when this parameter is `true`.
    pub envelope: Option<Envelope>,
    /// How the answer is one page of many, where this parameter says which.
    pub page: Option<Page>,
}

/// What a parameter that says which page is wanted tells of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The property of the answer that holds the items.
    pub items: String,
    /// The parameter that says how many items a page holds at the most, by its name on the wire.
    pub size: Option<String>,
}

/// How an answer is one page of many.
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
    /// The answer's field that holds the items.
    pub items: ValueName,
    /// Whether that field is an `Option`.
    pub optional: bool,
    /// The type of an item.
    pub item: Type,
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

impl ParameterPlace {
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

/// How an answer is wrapped on request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// The member that holds the status.
    pub status: String,
    /// The member that holds the answer.
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
    /// Whether it must be given.
    pub required: bool,
    /// `description`.
    pub description: Option<String>,
}

/// What an operation answers when it worked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The media type, sent as `Accept`; `None` where nothing is answered.
    pub media_type: Option<String>,
    /// How the value is read from bytes.
    pub encoding: Encoding,
    /// The type of its value; `None` where nothing is answered.
    pub value: Option<Type>,
    /// `description`.
    pub description: Option<String>,
}

/// An error answer that the document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorStatus {
    /// The status.
    pub status: Statuses,
    /// Which variant of [`ErrorBody`] it holds.
    pub variant: usize,
    /// `description`.
    pub description: Option<String>,
}

/// The statuses that one entry of `responses` speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Statuses {
    /// This one.
    Exact(u16),
    /// The hundred that begin with this digit: `4XX`.
    Class(u16),
    /// All that have no entry of their own: `default`.
    Any,
}

/// What the documented error answers of all operations hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum ErrorBody {
    /// No operation documents one.
    Undocumented,
    /// All hold the same.
    Single(ErrorVariant),
    /// One of several.
    Several(Vec<ErrorVariant>),
}

impl ErrorBody {
    /// What it can be.
    #[must_use]
    pub fn variants(&self) -> &[ErrorVariant] {
        match self {
            Self::Undocumented => &[],
            Self::Single(variant) => std::slice::from_ref(variant),
            Self::Several(variants) => variants,
        }
    }
}

/// One of the things that documented error answers hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ErrorVariant {
    /// Its name in Rust, where there are several.
    pub name: TypeName,
    /// What it holds.
    pub model: ModelId,
    /// The field that holds the service's error code.
    pub code: Option<TextField>,
    /// The field that holds the service's message for people.
    pub message: Option<TextField>,
}

impl std::fmt::Display for Statuses {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exact(code) => write!(formatter, "{code}"),
            Self::Class(digit) => write!(formatter, "{digit}XX"),
            Self::Any => formatter.write_str("default"),
        }
    }
}
