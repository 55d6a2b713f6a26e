//! Static description of a command line, as the emitted crate states it.
//!
//! Invariant: plain data, without reference to clap.

use crate::body::Encoding;
use crate::call::{Pages, State, Stateful};
use crate::spec::{Api, Operation, Parameter};
use crate::wire::{self, DecodeError, Notes, Rule, TagValue, Value};

/// A command line; emitted as one static.
#[derive(Debug)]
pub struct Program {
    /// The API that the commands call.
    pub api: &'static Api,
    /// The title of the API.
    pub title: &'static str,
    /// The description of the API, in paragraphs.
    pub about: &'static str,
    /// The groups of commands, one per tag.
    pub groups: &'static [Group],
    /// The path of a `GET` request that every authenticated caller may send.
    pub auth_check: Option<&'static str>,
}

/// The commands of one tag.
#[derive(Debug)]
pub struct Group {
    /// The name, as the document spells it.
    pub name: &'static str,
    /// Other accepted names.
    pub aliases: &'static [&'static str],
    /// The description of the tag, in paragraphs.
    pub about: &'static str,
    /// The commands, in the order of the document.
    pub commands: &'static [&'static Command],
}

/// An operation as a command.
#[derive(Debug)]
pub struct Command {
    /// The operation.
    pub operation: &'static Operation,
    /// The name, as the document spells it.
    pub name: &'static str,
    /// Other accepted names.
    pub aliases: &'static [&'static str],
    /// The description of the operation, in paragraphs.
    pub about: &'static str,
    /// The flags, one for each of [`Operation::parameters`].
    pub flags: &'static [Flag],
    /// The request body.
    pub body: Option<CommandBody>,
    /// Whether the response is text or bytes of any size, written while it arrives.
    pub is_streamed: bool,
    /// The paging of the response, if it is one page of a list.
    pub pages: Option<Paging>,
    /// The polling behind `--watch`, if a response has a state.
    pub watch: Option<Watch>,
}

/// Polling until a resource is ready.
#[derive(Debug)]
pub struct Watch {
    /// Decodes the state from a response.
    pub state: DecodeState,
    /// The operation that is polled, if it is another one than the command's.
    pub poll: Option<Poll>,
}

/// The operation that is polled after another one has created or changed a resource.
#[derive(Debug)]
pub struct Poll {
    /// The polled operation.
    pub operation: &'static Operation,
    /// The parameters that are set, by index, and the source of each value.
    pub arguments: &'static [(usize, ArgumentSource)],
}

/// The source of a parameter's value in a polled operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArgumentSource {
    /// A parameter of the first operation, by index.
    Parameter(usize),
    /// A value in the response of the first operation, by JSON pointer.
    Response(&'static str),
}

/// A response that is one page of a list.
#[derive(Debug)]
pub struct Paging {
    /// The property that holds the items.
    pub items: &'static str,
    /// The parameters that select a page.
    pub pages: Pages,
}

/// The request body of a command.
#[derive(Debug)]
pub struct CommandBody {
    /// The encoding of the body.
    pub encoding: BodyEncoding,
    /// The ways to give the body on the command line.
    pub input: BodyInput,
    /// Whether the operation requires a body.
    pub required: bool,
    /// The description, in paragraphs.
    pub help: &'static str,
}

/// The encoding of a request body.
#[derive(Debug)]
pub enum BodyEncoding {
    /// JSON.
    Json {
        /// Decodes the body's type.
        decode: DecodeBody,
        /// The constraints on the body as a whole.
        rules: &'static [Rule],
    },
    /// `application/x-www-form-urlencoded`.
    Form {
        /// Decodes the body's type.
        decode: DecodeBody,
        /// The properties that have a style of their own.
        styles: &'static [Parameter],
    },
    /// `multipart/form-data`.
    Multipart {
        /// Decodes the body's type.
        decode: DecodeBody,
        /// The encodings of the parts.
        encodings: &'static [Encoding],
    },
    /// Bytes, sent unchanged.
    Bytes,
}

/// The ways to give a body besides `--file` and standard input.
#[derive(Debug)]
pub enum BodyInput {
    /// None.
    FileOnly,
    /// A flag for each property, nested objects included.
    Flags(&'static [Flag]),
    /// A subcommand for each variant of a tagged union.
    Variants(&'static [Variant]),
}

/// A variant of a request body, as a subcommand.
#[derive(Debug)]
pub struct Variant {
    /// The name.
    pub name: &'static str,
    /// Other accepted names.
    pub aliases: &'static [&'static str],
    /// The description, in paragraphs.
    pub about: &'static str,
    /// The discriminator property and its value.
    pub tag: Option<(&'static str, TagValue)>,
    /// A flag for each property.
    pub flags: &'static [Flag],
}

/// A flag: a parameter, or a property of a body.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    pub(in crate::cli) name: &'static str,
    pub(in crate::cli) source: &'static str,
    pub(in crate::cli) parents: &'static [&'static str],
    pub(in crate::cli) aliases: &'static [&'static str],
    pub(in crate::cli) kind: ValueKind,
    pub(in crate::cli) values: &'static [&'static str],
    pub(in crate::cli) repeatable: bool,
    pub(in crate::cli) required: bool,
    pub(in crate::cli) nullable: bool,
    pub(in crate::cli) default: Option<&'static str>,
    pub(in crate::cli) help: &'static str,
}

/// The kind of value that a flag takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    /// Text.
    Text,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Timestamp,
    /// A calendar date.
    Date,
    /// JSON.
    Json,
    /// JSON of an object parameter, which is sent in the parameter's own style.
    Object,
    /// The path of a file that holds the value.
    File,
}

impl Flag {
    /// Returns an optional flag.
    #[must_use]
    pub const fn new(name: &'static str, kind: ValueKind) -> Self {
        Self {
            name,
            source: name,
            parents: &[],
            aliases: &[],
            kind,
            values: &[],
            repeatable: false,
            required: false,
            nullable: false,
            default: None,
            help: "",
        }
    }

    /// Sets the name of the parameter or property, if it differs from the flag's.
    #[must_use]
    pub const fn source(self, source: &'static str) -> Self {
        Self { source, ..self }
    }

    /// Sets the object properties that contain the property, outermost first.
    #[must_use]
    pub const fn parents(self, parents: &'static [&'static str]) -> Self {
        Self { parents, ..self }
    }

    /// Sets other accepted names.
    #[must_use]
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// Sets the documented values of an enumeration.
    #[must_use]
    pub const fn values(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    /// Allows the flag several times.
    #[must_use]
    pub const fn repeatable(self) -> Self {
        Self { repeatable: true, ..self }
    }

    /// Makes the flag required: always, or if it has parents, once its parent object is present.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Allows `null`, as distinct from absent.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// Sets the documented default, as JSON.
    #[must_use]
    pub const fn default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// Sets the description, in paragraphs.
    #[must_use]
    pub const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

/// Decodes a body from JSON; see [`decode_body`].
pub type DecodeBody = fn(&[u8]) -> Result<(Box<dyn Value>, Notes), DecodeError>;

/// Decodes a body of type `T` from JSON.
///
/// # Errors
/// Returns the error of [`wire::decode_exact`].
pub fn decode_body<T: Value + 'static>(
    json: &[u8],
) -> Result<(Box<dyn Value>, Notes), DecodeError> {
    let wire::Decoded { value, notes } = wire::decode_exact::<T>(json)?;
    Ok((Box::new(value), notes))
}

/// Decodes the state of a resource from JSON and passes it to a callback; see [`decode_state`].
pub type DecodeState = fn(&[u8], &mut dyn FnMut(State<'_>)) -> Result<(), DecodeError>;

/// Decodes a resource of type `T` from JSON and passes its state to a callback.
///
/// # Errors
/// Returns the error of [`wire::decode`].
pub fn decode_state<T: Value + Stateful>(
    json: &[u8],
    callback: &mut dyn FnMut(State<'_>),
) -> Result<(), DecodeError> {
    callback(wire::decode::<T>(json)?.value.state());
    Ok(())
}
