//! The tree: the commands and flags that the tables stand for, as clap has them.

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr};
use clap::{Arg, ArgAction, Command as Tree, ValueHint, value_parser};

use super::table::{Body, Command, Flag, Given, Group, Kind, Program, Variant};
use super::value::OfKind;
use super::{environment, output};

/// The names of the flags that every command has, or may have.
pub(super) mod flag {
    pub(in crate::cli) const ALL: &str = "all";
    pub(in crate::cli) const BASE_URL: &str = "base-url";
    pub(in crate::cli) const DRY_RUN: &str = "dry-run";
    pub(in crate::cli) const FILE: &str = "file";
    pub(in crate::cli) const NO_VALIDATE: &str = "no-validate";
    pub(in crate::cli) const NULL: &str = "null";
    pub(in crate::cli) const OUTPUT: &str = "output";
    pub(in crate::cli) const OUTPUT_FILE: &str = "output-file";
    pub(in crate::cli) const TIMEOUT: &str = "timeout";
    pub(in crate::cli) const VERBOSE: &str = "verbose";
    pub(in crate::cli) const WATCH: &str = "watch";
    pub(in crate::cli) const WATCH_INTERVAL: &str = "watch-interval";
    pub(in crate::cli) const WATCH_TIMEOUT: &str = "watch-timeout";
}

/// The names of the commands that every program has.
pub(super) mod command {
    pub(in crate::cli) const API: &str = "api";
    pub(in crate::cli) const AUTH: &str = "auth";
    pub(in crate::cli) const CHECK: &str = "check";
    pub(in crate::cli) const COMPLETIONS: &str = "completions";
    pub(in crate::cli) const MAN: &str = "man";
}

/// The argument of the command that prints completions.
pub(super) const SHELL: &str = "shell";
/// The flag of the command that prints the man page.
pub(super) const FOLDER: &str = "output-folder";

const EXIT_CODES: &str = "Exit codes:
  0  it worked
  1  something here failed: a file could not be written, a response could not be read
  2  usage: the command, a flag or a setting is wrong; nothing was sent
  3  refused before sending: a value breaks the rules of the API's document
  4  refused by the service, or what was watched has failed
  5  authentication: there are no credentials, or the service does not take them
  6  not reached: no connection, or it broke
  7  timed out
130  interrupted";

/// What an argument of a parameter is known by; its name alone could be that of a flag of ours.
pub(super) fn parameter_id(flag: &Flag) -> String {
    format!("parameter {}", flag.name)
}

/// What an argument of a body's property is known by.
pub(super) fn property_id(flag: &Flag) -> String {
    format!("property {}", flag.name)
}

/// The whole tree.
pub(super) fn program(program: &Program) -> Tree {
    let api = Tree::new(command::API)
        .about("Calls an operation of the API")
        .long_about(format!("Calls an operation of the API: {}.", program.title))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(program.groups.iter().map(|group| self::group(program, group)));
    let about = format!("The operations of {} as commands.", program.title);
    Tree::new(program.api.name)
        .version(program.api.version)
        .about(about.clone())
        .long_about(join(&[&about, program.about]))
        .after_long_help(join(&[&environment::help(program.api), EXIT_CODES]))
        .after_help("With --help: the environment variables that are read, and the exit codes.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(everywhere())
        .subcommand(api)
        .subcommand(auth())
        .subcommand(completions())
        .subcommand(man())
}

fn auth() -> Tree {
    Tree::new(command::AUTH)
        .about("Tells who is calling, as far as the service knows")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Tree::new(command::CHECK).about(
            "Says which credentials are in use, and whether the service takes them; shows none of them",
        ))
}

fn completions() -> Tree {
    let shells = PossibleValuesParser::new(["bash", "elvish", "fish", "powershell", "zsh"]);
    Tree::new(command::COMPLETIONS)
        .about("Prints what makes a shell complete commands, flags and values")
        .arg(Arg::new(SHELL).required(true).value_parser(shells).help("The shell"))
}

fn man() -> Tree {
    let folder = Arg::new(FOLDER)
        .long(FOLDER)
        .value_name("FOLDER")
        .value_hint(ValueHint::DirPath)
        .value_parser(value_parser!(std::path::PathBuf))
        .help("Writes the pages of all commands into this folder instead");
    Tree::new(command::MAN).about("Prints the man page").arg(folder)
}

/// The flags of all commands.
fn everywhere() -> [Arg; 3] {
    let seconds = value_parser!(u64).range(1..);
    [
        Arg::new(flag::BASE_URL)
            .long(flag::BASE_URL)
            .value_name("URL")
            .value_hint(ValueHint::Url)
            .global(true)
            .help("Where the API is served, instead of where the environment or the document says"),
        Arg::new(flag::TIMEOUT)
            .long(flag::TIMEOUT)
            .value_name("SECONDS")
            .value_parser(seconds)
            .global(true)
            .help("How long a call may take with all its attempts [default: 120]"),
        Arg::new(flag::VERBOSE)
            .long(flag::VERBOSE)
            .short('v')
            .action(ArgAction::Count)
            .global(true)
            .help("Tells each request and how long it took; twice: header fields too, without secrets"),
    ]
}

fn group(program: &Program, group: &'static Group) -> Tree {
    let (first, _) = paragraphs(group.about);
    Tree::new(group.name)
        .visible_aliases(group.aliases)
        .about(first.to_owned())
        .long_about(group.about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(group.commands.iter().map(|it| operation(program, group, it)))
}

/// One operation.
fn operation(program: &Program, group: &Group, command: &'static Command) -> Tree {
    let (first, _) = paragraphs(command.about);
    let variants = match &command.body {
        Some(Body { given: Given::Variants(variants), .. }) => *variants,
        _ => &[],
    };
    // Flags before a variant and behind it are the same ones; clap takes none for required then.
    let has_variants = !variants.is_empty();
    let mut tree = Tree::new(command.name)
        .visible_aliases(command.aliases)
        .about(first.to_owned())
        .long_about(command.about);
    for flag in command.flags {
        let arg = argument(flag, parameter_id(flag)).help_heading("Parameters");
        tree = tree.arg(arg.global(has_variants).required(flag.required && !has_variants));
    }
    for arg in own(command) {
        tree = tree.arg(arg.global(has_variants));
    }
    match command.body.as_ref().map(|body| &body.given) {
        Some(Given::Flags(flags)) => {
            for (index, flag) in flags.iter().enumerate() {
                tree = tree.arg(property(index, flag).conflicts_with(flag::FILE));
            }
            tree = tree.args(null(flags).map(|arg| arg.conflicts_with(flag::FILE)));
        }
        Some(Given::Variants(_)) => {
            let path = [program.api.name, command::API, group.name, command.name].join(" ");
            let required = required(command.flags);
            let names: Vec<&str> = variants.iter().map(|variant| variant.name).collect();
            let names = names.join("|");
            tree = tree
                .override_usage(format!(
                    "{path}{required} [OPTIONS] <{names}> [FLAGS OF THE BODY]\n       {path}{required} [OPTIONS] \
                     --file <FILE>"
                ))
                .subcommand_help_heading("Forms of the body")
                .subcommand_value_name("FORM")
                .disable_help_subcommand(true)
                .subcommands(variants.iter().map(|it| variant(it, &path, &required)));
        }
        Some(Given::File) | None => {}
    }
    tree
}

/// The flags that must be given, as usage has them.
fn required(flags: &[Flag]) -> String {
    let required = flags.iter().filter(|flag| flag.required && flag.inside.is_empty());
    let required: Vec<String> =
        required.map(|flag| format!(" --{} <{}>", flag.name, value_name(flag))).collect();
    required.concat()
}

/// A form of a body; flags of its command stand before or behind its name.
fn variant(variant: &'static Variant, path: &str, required: &str) -> Tree {
    let (first, _) = paragraphs(variant.about);
    let own = self::required(variant.flags);
    let mut tree = Tree::new(variant.name)
        .override_usage(format!("{path}{required} [OPTIONS] {}{own}", variant.name))
        .visible_aliases(variant.aliases)
        .about(first.to_owned())
        .long_about(variant.about);
    for (index, flag) in variant.flags.iter().enumerate() {
        tree = tree.arg(property(index, flag));
    }
    tree.args(null(variant.flags))
}

/// The flag of a property of the body, in its place behind `--file`.
fn property(index: usize, flag: &'static Flag) -> Arg {
    argument(flag, property_id(flag)).help_heading("Body").display_order(index + 1)
}

/// The flag that gives `null` to properties, where that is something else than leaving them out.
fn null(flags: &'static [Flag]) -> Option<Arg> {
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
    Some(arg.help(
        "Gives null for a property, which says something else than leaving it out [may be given several times]",
    ))
}

/// The flags of a command that are not the document's.
fn own(command: &Command) -> Vec<Arg> {
    let switch = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    let seconds = |name: &'static str, least: u64| {
        let seconds = Arg::new(name).long(name).value_name("SECONDS");
        seconds.value_parser(value_parser!(u64).range(least..))
    };
    let mut args = Vec::new();
    if let Some(body) = &command.body {
        let format = match body.form {
            super::table::Form::Bytes => "it is sent as it is",
            _ => "JSON or YAML",
        };
        args.push(
            Arg::new(flag::FILE)
                .long(flag::FILE)
                .value_name("FILE")
                .value_hint(ValueHint::FilePath)
                .help_heading("Body")
                .display_order(0)
                .help(format!("Takes the body from a file, `-` is standard input: {format}"))
                .long_help(join(&[
                    &format!(
                        "Takes the body from a file, `-` is standard input: {format}. Standard input is read without \
                         this flag too, where it is a pipe or a file and the body is given in no other way."
                    ),
                    body.help,
                ])),
        );
    }
    args.push(
        switch(flag::NO_VALIDATE)
            .help("Sends the request even if it breaks the rules of the API's document"),
    );
    args.push(
        Arg::new(flag::DRY_RUN)
            .long(flag::DRY_RUN)
            .value_name("FORM")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("http")
            .value_parser(["http", "curl"])
            .help("Sends nothing and prints what would be sent, as HTTP or as a curl command; secrets are hidden"),
    );
    args.extend(output::arguments());
    if command.pages.is_some() {
        args.push(switch(flag::ALL).help("Fetches all pages and gives their items as one list"));
    }
    if let Some(watch) = &command.watch {
        let help = match &watch.follow {
            None => "Asks again and again until the thing is ready, and fails if it has failed"
                .to_owned(),
            Some(follow) => format!(
                "Asks {} again and again afterwards until the thing is ready, and fails if it has failed",
                follow.operation.id
            ),
        };
        args.push(switch(flag::WATCH).help(help));
        args.push(
            seconds(flag::WATCH_TIMEOUT, 1)
                .requires(flag::WATCH)
                .help("How long to watch altogether [default: 1800]"),
        );
        args.push(
            seconds(flag::WATCH_INTERVAL, 0)
                .requires(flag::WATCH)
                .help("How long to wait before asking again [default: 10]"),
        );
    }
    args
}

/// A flag of the document's.
fn argument(flag: &'static Flag, id: String) -> Arg {
    let action = if flag.many { ArgAction::Append } else { ArgAction::Set };
    let mut arg = Arg::new(id)
        .long(flag.name)
        .visible_aliases(flag.aliases)
        .value_name(value_name(flag))
        .action(action)
        .value_parser(OfKind { kind: flag.kind, values: flag.values });
    let mut notes = Vec::new();
    if flag.kind == Kind::Boolean {
        arg = arg.num_args(0..=1).require_equals(true).default_missing_value("true");
    }
    // Of flags only -v, -o and -h have one dash, so that what follows it is a number is never a flag.
    arg = arg.allow_negative_numbers(true);
    if flag.kind == Kind::File {
        arg = arg.value_hint(ValueHint::FilePath);
        notes.push("[a media type may stand behind it: picture;type=image/png]".to_owned());
    }
    let (first, _) = paragraphs(flag.help);
    if flag.required {
        notes.push(if flag.inside.is_empty() {
            "[required]".to_owned()
        } else {
            format!("[required with others of {}]", flag.inside.join("."))
        });
    }
    if flag.many {
        notes.push("[may be given several times]".to_owned());
    }
    notes.extend(flag.default.map(|default| format!("[left out: {default}]")));
    let notes = notes.join(" ");
    let short = [first, &notes].join(" ").trim().to_owned();
    arg.help(StyledStr::from(short)).long_help(join(&[flag.help, &notes]))
}

pub(super) fn value_name(flag: &Flag) -> &'static str {
    match flag.kind {
        Kind::Text if !flag.values.is_empty() => "VALUE",
        Kind::Text => "TEXT",
        Kind::Integer | Kind::Number => "NUMBER",
        Kind::Boolean => "BOOLEAN",
        Kind::Timestamp => "TIME",
        Kind::Date => "DATE",
        Kind::Json | Kind::Object => "JSON",
        Kind::File => "FILE",
    }
}

/// The first paragraph, and all others.
fn paragraphs(text: &str) -> (&str, &str) {
    text.split_once("\n\n").unwrap_or((text, ""))
}

/// Paragraphs with an empty line between two.
fn join(paragraphs: &[&str]) -> String {
    let paragraphs: Vec<&str> =
        paragraphs.iter().copied().filter(|paragraph| !paragraph.is_empty()).collect();
    paragraphs.join("\n\n")
}
