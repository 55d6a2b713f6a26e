//! Commands: the operations as a command line offers them.

use serde::Serialize;

use crate::names::CommandName;

/// What a command line offers: a group of commands for each tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandLine {
    /// The groups, one for each of [`Api::tags`](super::Api::tags), in their order.
    pub groups: Vec<CommandGroup>,
    /// The path of a `GET` request that anybody may make who is known to the service, where an extension gives one.
    pub auth_check: Option<String>,
}

/// The commands of one tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandGroup {
    /// What it is called.
    pub name: CommandName,
    /// The commands, one for each of the tag's operations, in their order.
    pub commands: Vec<Command>,
}

/// An operation as a command.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Command {
    /// What it is called.
    pub name: CommandName,
    /// The flags, one for each of the operation's parameters, in their order.
    pub flags: Vec<Flag>,
    /// How the body is given beside files; `None` where the operation has none.
    pub body: Option<CommandBody>,
    /// What is asked, after it was carried out, until the thing is ready that it creates or changes.
    pub follow: Option<Follow>,
}

/// What is asked until a thing is ready that an operation creates or changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Follow {
    /// The operation that is asked: an index into [`Tag::operations`](super::Tag::operations) of the same tag.
    pub operation: usize,
    /// Which of its parameters are set, by their indices, and where each comes from.
    pub given: Vec<(usize, Origin)>,
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Origin {
    /// What was given for a parameter of the operation before, by its index.
    Parameter(usize),
    /// A value in the response of the operation before, by its JSON pointer.
    Response(String),
}

/// How a body is given beside files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum CommandBody {
    /// In no other way.
    File,
    /// By a flag for each property, and for each property of those that are objects.
    Flags(Vec<Flag>),
    /// By one of several commands, each with its own flags.
    Variants(Vec<CommandVariant>),
}

/// One of the forms that a body can have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandVariant {
    /// What it is called.
    pub name: CommandName,
    /// `description`.
    pub description: Option<String>,
    /// The property that says which form it is, and its value.
    pub tag: Option<(String, String)>,
    /// A flag for each property, and for each property of those that are objects.
    pub flags: Vec<Flag>,
}

/// A flag: a parameter, or a property of a body.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "these are what a document says of a value")]
pub struct Flag {
    /// What it is called.
    pub name: CommandName,
    /// The parameter or property that it stands for, by its name on the wire.
    pub source: String,
    /// The properties that are objects with that property in them, from the outermost to the innermost.
    pub inside: Vec<String>,
    /// What its value is.
    pub kind: FlagKind,
    /// The values that the document names.
    pub values: Vec<String>,
    /// Whether it may be given several times.
    pub many: bool,
    /// Whether it must be given; of a property inside another, with any other that is inside the same one.
    pub required: bool,
    /// Whether `null` says something else than leaving it out.
    pub nullable: bool,
    /// `description`.
    pub description: Option<String>,
    /// `default`, as JSON.
    pub default: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
}

/// What the value of a flag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FlagKind {
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
    /// JSON, where no other kind will do.
    Json,
    /// A parameter that is an object, given as JSON and written in another style.
    Object,
    /// The path of a file that holds the value.
    File,
}
