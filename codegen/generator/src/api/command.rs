//! The model of the emitted command line.

use serde::Serialize;

use super::TagValue;
use crate::names::CommandName;

/// A command line: a group of commands for each tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandLine {
    /// The groups, one for each of [`Api::tags`](super::Api::tags), in their order.
    pub groups: Vec<CommandGroup>,
    /// The path of a `GET` request that every authenticated caller may make, if an extension names one.
    pub auth_check: Option<String>,
}

/// The commands of one tag.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandGroup {
    /// Its name.
    pub name: CommandName,
    /// The commands, one for each of the tag's operations, in their order.
    pub commands: Vec<Command>,
}

/// An operation as a command.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Command {
    /// Its name.
    pub name: CommandName,
    /// The flags, one for each of the operation's parameters, in their order.
    pub flags: Vec<Flag>,
    /// The ways to give the body beside files; `None` if the operation has no body.
    pub body: Option<CommandBody>,
    /// The operation to poll afterwards, until the created or changed resource is ready.
    pub poll: Option<PollTarget>,
}

/// An operation to poll until a resource is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PollTarget {
    /// The operation, as an index into [`Tag::operations`](super::Tag::operations) of the same tag.
    pub operation: usize,
    /// The parameters that are set, by index, with the source of each value.
    pub arguments: Vec<(usize, ArgumentSource)>,
}

/// The source of a parameter's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum ArgumentSource {
    /// The argument of a parameter of the preceding operation, by index.
    Parameter(usize),
    /// A value in the response of the preceding operation, by JSON pointer.
    Response(String),
}

/// The ways to give a body beside files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum CommandBody {
    /// Only files.
    File,
    /// A flag for each property, nested objects included.
    Flags(Vec<Flag>),
    /// A subcommand for each variant, with its own flags.
    Variants(Vec<CommandVariant>),
}

/// A variant of a body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommandVariant {
    /// Its name.
    pub name: CommandName,
    /// `description`.
    pub description: Option<String>,
    /// The discriminator's property and the value that selects the variant.
    pub tag: Option<(String, TagValue)>,
    /// A flag for each property, nested objects included.
    pub flags: Vec<Flag>,
}

/// A flag: a parameter, or a property of a body.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "these are independent facts about a value")]
pub struct Flag {
    /// Its name.
    pub name: CommandName,
    /// The name of the parameter or property on the wire.
    pub source: String,
    /// The properties that contain it, outermost first.
    pub parents: Vec<String>,
    /// The kind of its value.
    pub kind: FlagKind,
    /// The values that the document lists.
    pub values: Vec<String>,
    /// Whether it may be repeated.
    pub repeatable: bool,
    /// Whether it is required; for a nested property, required as soon as a sibling is set.
    pub required: bool,
    /// Whether `null` differs from absent.
    pub nullable: bool,
    /// `description`.
    pub description: Option<String>,
    /// `default`, as JSON.
    pub default: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
}

/// The kind of a flag's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum FlagKind {
    /// Text.
    Text,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A timestamp.
    Timestamp,
    /// A date.
    Date,
    /// JSON, for every value without a simpler form.
    Json,
    /// An object-valued parameter, given as JSON and serialized in its own style.
    Object,
    /// The path of a file with the value.
    File,
}
