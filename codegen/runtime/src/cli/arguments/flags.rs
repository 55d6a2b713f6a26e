//! The flags of operations: those of the document, and those of every program.

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr};
use clap::{Arg, ArgAction, ValueHint, value_parser};

use super::format::output_flags;
use super::names::{flag, property_id};
use super::value::ValueKindParser;
use crate::call::MAX_PAGES;
use crate::cli::description::{BodyEncoding, Command, Flag, ValueKind};

/// Returns the flags of all commands.
pub(super) fn global_flags() -> [Arg; 4] {
    let seconds = value_parser!(u64).range(1..);
    [
        Arg::new(flag::BASE_URL)
            .long(flag::BASE_URL)
            .value_name("URL")
            .value_hint(ValueHint::Url)
            .global(true)
            .help("Base URL of the API; overrides the environment and the document"),
        Arg::new(flag::ALLOW_PLAIN_HTTP)
            .long(flag::ALLOW_PLAIN_HTTP)
            .action(ArgAction::SetTrue)
            .global(true)
            .help("Sends credentials unencrypted if the base URL is http; by default only to this computer"),
        Arg::new(flag::TIMEOUT)
            .long(flag::TIMEOUT)
            .value_name("SECONDS")
            .value_parser(seconds)
            .global(true)
            .help("Time limit of a call, retries included [default: 120]"),
        Arg::new(flag::VERBOSE)
            .long(flag::VERBOSE)
            .short('v')
            .action(ArgAction::Count)
            .global(true)
            .help("Logs each request and its duration; twice: the headers too, without secrets"),
    ]
}

/// Returns the required flags for a usage line.
pub(super) fn required_usage(flags: &[Flag]) -> String {
    let required = flags.iter().filter(|flag| flag.required && flag.parents.is_empty());
    let required: Vec<String> =
        required.map(|flag| format!(" --{} <{}>", flag.name, value_name(flag))).collect();
    required.concat()
}

/// Returns the flag of a property of the body, listed after `--file`.
pub(super) fn property(index: usize, flag: &'static Flag) -> Arg {
    document_flag(flag, property_id(flag)).help_heading("Body").display_order(index + 1)
}

/// Returns the flag that sets properties to `null`, if a property distinguishes `null` from absent.
pub(super) fn null_flag(flags: &'static [Flag]) -> Option<Arg> {
    let names: Vec<PossibleValue> = flags
        .iter()
        .filter(|flag| flag.nullable)
        .map(|flag| PossibleValue::new(flag.name).aliases(flag.aliases))
        .collect();
    if names.is_empty() {
        return None;
    }
    let arg = Arg::new(flag::NULL)
        .long(flag::NULL)
        .value_name("PROPERTY")
        .action(ArgAction::Append)
        .value_parser(PossibleValuesParser::new(names))
        .help_heading("Body");
    Some(arg.help("Sends null for a property, as distinct from omitting it [repeatable]"))
}

/// Returns the flags of an operation that do not come from the document.
pub(super) fn operation_flags(command: &Command) -> Vec<Arg> {
    let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let seconds = |name: &'static str, minimum: u64| {
        let seconds = Arg::new(name).long(name).value_name("SECONDS");
        seconds.value_parser(value_parser!(u64).range(minimum..))
    };
    let mut args = Vec::new();
    if let Some(body) = &command.body {
        let format = match body.encoding {
            BodyEncoding::Bytes => "sent unchanged",
            _ => "JSON or YAML",
        };
        args.push(
            Arg::new(flag::FILE)
                .long(flag::FILE)
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help_heading("Body")
                .display_order(0)
                .help(format!("Reads the body from a file, or from standard input if `-`: {format}"))
                .long_help(join(&[
                    &format!(
                        "Reads the body from a file, or from standard input if `-`: {format}. Without this flag, \
                         standard input is read if it is not a terminal, the body is required, and it is given in no \
                         other way."
                    ),
                    body.help,
                ])),
        );
    }
    args.push(
        switch(flag::NO_VALIDATE)
            .help("Sends the request even if it violates the constraints of the API's document"),
    );
    args.push(
        Arg::new(flag::DRY_RUN)
            .long(flag::DRY_RUN)
            .value_name("FORMAT")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("http")
            .value_parser(["http", "curl"])
            .help("Prints the request as HTTP or as a curl command instead of sending it; secrets are hidden"),
    );
    args.extend(output_flags());
    if command.pages.is_some() {
        args.push(switch(flag::ALL).help("Fetches all pages and prints their items as one list"));
        args.push(
            Arg::new(flag::MAX_PAGES)
                .long(flag::MAX_PAGES)
                .value_name("NUMBER")
                .value_parser(value_parser!(u64).range(1..))
                .requires(flag::ALL)
                .help(format!("Maximum number of pages; more are an error [default: {MAX_PAGES}]")),
        );
    }
    if let Some(watch) = &command.watch {
        let help = match &watch.poll {
            None => "Polls until the resource is ready; fails if it has failed".to_owned(),
            Some(poll) => format!(
                "Polls {} afterwards until the resource is ready; fails if it has failed",
                poll.operation.id
            ),
        };
        args.push(switch(flag::WATCH).help(help));
        args.push(
            seconds(flag::WATCH_TIMEOUT, 1)
                .requires(flag::WATCH)
                .help("Time limit of the polling [default: 1800]"),
        );
        args.push(
            seconds(flag::WATCH_INTERVAL, 0)
                .requires(flag::WATCH)
                .help("Time between polls [default: 10]"),
        );
    }
    args
}

/// Returns the flag of a parameter or property.
pub(super) fn document_flag(flag: &'static Flag, id: String) -> Arg {
    let action = if flag.repeatable { ArgAction::Append } else { ArgAction::Set };
    let mut arg = Arg::new(id)
        .long(flag.name)
        .visible_aliases(flag.aliases)
        .value_name(value_name(flag))
        .action(action)
        .value_parser(ValueKindParser { kind: flag.kind, values: flag.values });
    let mut notes = Vec::new();
    if flag.kind == ValueKind::Boolean {
        arg = arg.num_args(0..=1).require_equals(true).default_missing_value("true");
    }
    // The only short flags are -v, -o and -h, so a dash before a number never starts a flag.
    arg = arg.allow_negative_numbers(true);
    if flag.kind == ValueKind::File {
        arg = arg.value_hint(ValueHint::FilePath);
        notes.push("[with an optional media type: picture;type=image/png]".to_owned());
    }
    let (first, _) = paragraphs(flag.help);
    if flag.required {
        notes.push(if flag.parents.is_empty() {
            "[required]".to_owned()
        } else {
            format!("[required with other flags of {}]", flag.parents.join("."))
        });
    }
    if flag.repeatable {
        notes.push("[repeatable]".to_owned());
    }
    notes.extend(flag.default.map(|default| format!("[default: {default}]")));
    let notes = notes.join(" ");
    let short = [first, &notes].join(" ").trim().to_owned();
    arg.help(StyledStr::from(short)).long_help(join(&[flag.help, &notes]))
}

/// Returns the placeholder of a flag's value.
pub(in crate::cli) fn value_name(flag: &Flag) -> &'static str {
    match flag.kind {
        ValueKind::Text if !flag.values.is_empty() => "VALUE",
        ValueKind::Text => "TEXT",
        ValueKind::Integer | ValueKind::Number => "NUMBER",
        ValueKind::Boolean => "BOOLEAN",
        ValueKind::Timestamp => "TIME",
        ValueKind::Date => "DATE",
        ValueKind::Json | ValueKind::Object => "JSON",
        ValueKind::File => "FILE",
    }
}

/// Splits a text into its first paragraph and the rest.
pub(super) fn paragraphs(text: &str) -> (&str, &str) {
    text.split_once("\n\n").unwrap_or((text, ""))
}

/// Joins paragraphs with empty lines.
pub(super) fn join(paragraphs: &[&str]) -> String {
    let paragraphs: Vec<&str> =
        paragraphs.iter().copied().filter(|paragraph| !paragraph.is_empty()).collect();
    paragraphs.join("\n\n")
}
