//! Tables: what an emitted crate says of its commands, as plain data.

use crate::body::Encoding;
use crate::call::{Pages, State, Stateful};
use crate::spec::{Api, Operation, Parameter};
use crate::wire::{self, DecodeError, Notes, Rule, Value};

/// A command line; emitted as one static.
#[derive(Debug)]
pub struct Program {
    /// The API that it calls.
    pub api: &'static Api,
    /// What the API is called.
    pub title: &'static str,
    /// What it is, in paragraphs.
    pub about: &'static str,
    /// Its commands, by tag.
    pub groups: &'static [Group],
    /// The path of a request that anybody may make who is known to the service.
    pub auth_check: Option<&'static str>,
}

/// The commands of one tag.
#[derive(Debug)]
pub struct Group {
    /// Its name, as the publisher spells it.
    pub name: &'static str,
    /// What else it is called.
    pub aliases: &'static [&'static str],
    /// What the operations are about, in paragraphs.
    pub about: &'static str,
    /// The commands.
    pub commands: &'static [&'static Command],
}

/// One operation as a command.
#[derive(Debug)]
pub struct Command {
    /// The operation.
    pub operation: &'static Operation,
    /// Its name, as the publisher spells it.
    pub name: &'static str,
    /// What else it is called.
    pub aliases: &'static [&'static str],
    /// What it does, in paragraphs.
    pub about: &'static str,
    /// The flags, one for each of [`Operation::parameters`].
    pub flags: &'static [Flag],
    /// What it sends.
    pub body: Option<Body>,
    /// Whether its response is text or bytes, of whatever size.
    pub is_large: bool,
    /// How its response is one page of many.
    pub pages: Option<List>,
    /// How the thing is watched that it responses, where that says how far it has got.
    pub watch: Option<Watch>,
}

/// How a thing is watched until it is ready.
#[derive(Debug)]
pub struct Watch {
    /// How far it has got.
    pub state: ReadState,
    /// What is asked, where that is another operation than the one that was carried out.
    pub follow: Option<Follow>,
}

/// What is asked until a thing is ready that another operation creates or changes.
#[derive(Debug)]
pub struct Follow {
    /// The operation that is asked.
    pub operation: &'static Operation,
    /// Which of its parameters are set, by their indices, and where each comes from.
    pub given: &'static [(usize, Origin)],
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// What was given for a parameter of the operation before, by its index.
    Parameter(usize),
    /// A value in the response of the operation before, by its JSON pointer.
    Response(&'static str),
}

/// How a response is one page of a list.
#[derive(Debug)]
pub struct List {
    /// The property that holds the items.
    pub items: &'static str,
    /// Which parameters say what is wanted.
    pub pages: Pages,
}

/// What a command sends.
#[derive(Debug)]
pub struct Body {
    /// How it becomes bytes.
    pub form: Form,
    /// How it is given beside files.
    pub given: Given,
    /// Whether it must be given.
    pub required: bool,
    /// What it is, in paragraphs.
    pub help: &'static str,
}

/// How a body becomes bytes.
#[derive(Debug)]
pub enum Form {
    /// As JSON.
    Json {
        /// Reads its type.
        read: Read,
        /// What the document asks of it as a whole.
        rules: &'static [Rule],
    },
    /// As `name=value` pairs.
    Form {
        /// Reads its type.
        read: Read,
        /// The properties that are written in a style of their own.
        styles: &'static [Parameter],
    },
    /// As parts with names.
    Multipart {
        /// Reads its type.
        read: Read,
        /// How the parts are sent.
        encodings: &'static [Encoding],
    },
    /// As the bytes that it is.
    Bytes,
}

/// How a body is given beside files.
#[derive(Debug)]
pub enum Given {
    /// In no other way.
    File,
    /// By a flag for each property, and for each property of those that are objects.
    Flags(&'static [Flag]),
    /// By one of several commands.
    Variants(&'static [Variant]),
}

/// One of the forms that a body can have.
#[derive(Debug)]
pub struct Variant {
    /// Its name.
    pub name: &'static str,
    /// What else it is called.
    pub aliases: &'static [&'static str],
    /// What it is, in paragraphs.
    pub about: &'static str,
    /// The property that says which form it is, and its value.
    pub tag: Option<(&'static str, &'static str)>,
    /// A flag for each property.
    pub flags: &'static [Flag],
}

/// A flag: a parameter, or a property of a body.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    pub(super) inside: &'static [&'static str],
    pub(super) aliases: &'static [&'static str],
    pub(super) kind: Kind,
    pub(super) values: &'static [&'static str],
    pub(super) many: bool,
    pub(super) required: bool,
    pub(super) nullable: bool,
    pub(super) default: Option<&'static str>,
    pub(super) help: &'static str,
}

/// What the value of a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A point in time.
    Timestamp,
    /// A day.
    Date,
    /// JSON.
    Json,
    /// A parameter that is an object, given as JSON and written in another style.
    Object,
    /// The path of a file that holds the value.
    File,
}

impl Flag {
    /// A flag that may be left out.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            source: name,
            inside: &[],
            aliases: &[],
            kind,
            values: &[],
            many: false,
            required: false,
            nullable: false,
            default: None,
            help: "",
        }
    }

    /// The parameter or property that it stands for, where that is called otherwise.
    #[must_use]
    pub const fn stands_for(self, source: &'static str) -> Self {
        Self { source, ..self }
    }

    /// The properties that are objects with the one in them that it stands for, from the outermost to the innermost.
    #[must_use]
    pub const fn inside(self, inside: &'static [&'static str]) -> Self {
        Self { inside, ..self }
    }

    /// What else it is called.
    #[must_use]
    pub const fn aliases(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The values that the document names.
    #[must_use]
    pub const fn values(self, values: &'static [&'static str]) -> Self {
        Self { values, ..self }
    }

    /// Says that it may be given several times.
    #[must_use]
    pub const fn many(self) -> Self {
        Self { many: true, ..self }
    }

    /// Says that it must be given; of a property inside another, with any other that is inside the same one.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Says that `null` is something else than leaving it out.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// What it is where it is left out, as JSON.
    #[must_use]
    pub const fn default(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// What it is, in paragraphs.
    #[must_use]
    pub const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }
}

/// Reads the type of a body from JSON: see [`read`].
pub type Read = fn(&[u8]) -> Result<(Box<dyn Value>, Notes), DecodeError>;

/// Reads a body from JSON; [`Form`] names it with the body's type.
///
/// # Errors
/// As [`wire::decode`].
pub fn read<T: Value + 'static>(json: &[u8]) -> Result<(Box<dyn Value>, Notes), DecodeError> {
    let wire::Decoded { value, notes } = wire::decode::<T>(json)?;
    Ok((Box::new(value), notes))
}

/// Says how far a thing has got, of the JSON that describes it: see [`state`].
pub type ReadState = fn(&[u8], &mut dyn FnMut(State<'_>)) -> Result<(), DecodeError>;

/// Says how far a thing has got; [`Watch::state`] names it with the response's type.
///
/// # Errors
/// As [`wire::decode`].
pub fn state<T: Value + Stateful>(
    json: &[u8],
    see: &mut dyn FnMut(State<'_>),
) -> Result<(), DecodeError> {
    see(wire::decode::<T>(json)?.value.state());
    Ok(())
}
