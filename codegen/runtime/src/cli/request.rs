//! Requests: from what was typed to a call, with everything that is wrong with it.

use std::time::Duration;

use clap::ArgMatches;
use clap::error::ErrorKind;

use super::body;
use super::failure::{Exit, Failure};
use super::table::{Body, Command, Flag, Given, Kind, Variant};
use super::tree::{flag, parameter_id, value_name};
use super::value::Argument;
use crate::call::Call;
use crate::client::Client;
use crate::wire::{Location, Violation};

/// A command as it was typed.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub(super) command: &'static Command,
    pub(super) matches: &'a ArgMatches,
    /// The form of the body that was named, with its flags.
    pub(super) variant: Option<(&'static Variant, &'a ArgMatches)>,
}

impl<'a> Typed<'a> {
    /// What was typed behind a command's name.
    pub(super) fn new(command: &'static Command, matches: &'a ArgMatches) -> Self {
        let variants = match &command.body {
            Some(Body { given: Given::Variants(variants), .. }) => *variants,
            _ => &[],
        };
        let variant = matches.subcommand().and_then(|(name, matches)| {
            Some((variants.iter().find(|variant| variant.name == name)?, matches))
        });
        Self { command, matches, variant }
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.matches.get_flag(name)
    }

    /// As [`is_set`](Self::is_set), of a flag that not every command has.
    pub(super) fn is_asked(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
    }

    /// Whether the thing is to be watched.
    pub(super) fn is_watching(&self) -> bool {
        self.is_asked(flag::WATCH)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    pub(super) fn seconds(&self, name: &str) -> Option<Duration> {
        let seconds = self.matches.try_get_one::<u64>(name).ok().flatten();
        seconds.map(|seconds| Duration::from_secs(*seconds))
    }

    /// The values of a parameter.
    fn values(&self, flag: &Flag) -> Option<Vec<&'a str>> {
        values(self.matches, &parameter_id(flag))
    }

    /// Whether a flag of the body was given.
    pub(super) fn has_properties(&self) -> bool {
        self.variant.is_some() || self.properties().are_given()
    }

    /// What clap cannot tell: flags that are required together with others, and a body that is given twice.
    pub(super) fn problem(&self) -> Option<(ErrorKind, String)> {
        let missing =
            |flag: &&Flag| flag.required && !self.matches.contains_id(&parameter_id(flag));
        let lacking = self.command.flags.iter().filter(missing);
        let mut lacking: Vec<String> =
            lacking.map(|flag| format!("--{} <{}>", flag.name, value_name(flag))).collect();
        let has_file = self.matches.try_contains_id(flag::FILE).unwrap_or_default();
        if self.has_properties() {
            if let (true, Some((variant, _))) = (has_file, self.variant) {
                return Some((
                    ErrorKind::ArgumentConflict,
                    format!(
                        "the body is given twice: by '--file' and by the flags of '{}'",
                        variant.name
                    ),
                ));
            }
            let properties = self.properties();
            if let Some(twice) = properties.twice() {
                return Some(twice);
            }
            // What the document asks of a body is not asked for where nobody wants it checked.
            if !self.is_set(flag::NO_VALIDATE) {
                lacking.extend(properties.lacking());
            }
        }
        if lacking.is_empty() {
            return None;
        }
        let names = lacking.join("\n  ");
        let message = format!("these flags are required and were not given:\n  {names}");
        Some((ErrorKind::MissingRequiredArgument, message))
    }
}

/// What was typed for an argument.
pub(super) fn values<'a>(matches: &'a ArgMatches, id: &str) -> Option<Vec<&'a str>> {
    Some(matches.get_many::<String>(id)?.map(String::as_str).collect())
}

/// The call that was typed; nothing is sent.
pub(super) fn call(client: &Client, typed: Typed<'_>) -> Result<Call, Failure> {
    let mut call = client.call(typed.command.operation);
    if typed.is_set(flag::NO_VALIDATE) {
        call.without_validation();
    }
    if typed.text(flag::DRY_RUN).is_some() {
        call.hide_secrets();
    }
    for (index, flag) in typed.command.flags.iter().enumerate() {
        if let Some(values) = typed.values(flag) {
            set(&mut call, index, flag, &values);
        }
    }
    body::set(&mut call, typed)?;
    Ok(call)
}

fn set(call: &mut Call, index: usize, flag: &Flag, values: &[&str]) {
    let arguments: Vec<Argument<'_>> = values.iter().map(|text| Argument { flag, text }).collect();
    let json =
        || values.first().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    match (flag.kind, arguments.as_slice()) {
        (Kind::Json, _) => {
            if let Some(value) = json() {
                call.set_json(index, &value);
            }
        }
        (Kind::Object, _) => {
            if let Some(value) = json() {
                call.set_object(index, &value);
            }
        }
        (_, [argument]) if !flag.many => call.set(index, argument),
        _ => call.set(index, &arguments),
    }
}

/// Says of each value that breaks a rule by which flag it was given, or where in the body it stands.
pub(super) fn refused(typed: Typed<'_>, violations: &[Violation]) -> Failure {
    let mut lines: Vec<String> = Vec::new();
    for violation in violations {
        let line = format!("  {} {}", location(typed, violation), violation.problem());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let count = lines.len();
    let values = if count == 1 { "1 value breaks" } else { "values break" };
    let values = if count == 1 { values.to_owned() } else { format!("{count} {values}") };
    let id = typed.command.operation.id;
    lines.insert(
        0,
        format!("{id}: the request was not sent: {values} the rules of the API's document"),
    );
    if !typed.is_set(flag::NO_VALIDATE) {
        lines
            .push("try: correct what is listed, or send it as it is with --no-validate".to_owned());
    }
    Failure::new(Exit::Refused, lines)
}

/// The flag that a value was given by, or the way to it through the body, as JSONPath has it.
fn location(typed: Typed<'_>, violation: &Violation) -> String {
    let path = violation.path();
    if violation.location() != Location::Body {
        let flag = typed.command.flags.iter().find_map(|flag| {
            // A parameter's name may hold dots itself.
            let rest = path.strip_prefix(flag.source)?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then_some((flag, rest))
        });
        return match flag {
            Some((flag, rest)) => format!("--{}{rest}", flag.name),
            None => format!("{} {path}", violation.location()),
        };
    }
    if let Some(location) = typed.properties().location(path).filter(|_| typed.has_properties()) {
        return location;
    }
    match path {
        "" => "the body".to_owned(),
        _ if path.starts_with('[') => format!("${path}"),
        _ => format!("$.{path}"),
    }
}
