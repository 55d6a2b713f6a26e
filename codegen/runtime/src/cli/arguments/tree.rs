//! The tree of commands.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command as Tree, ValueHint, value_parser};

use super::flags::{
    document_flag, global_flags, join, null_flag, operation_flags, paragraphs, property,
    required_usage,
};
use super::names::{argument, command, flag, parameter_id};
use crate::cli::description::{BodyInput, Command, CommandBody, Group, Program, Variant};
use crate::cli::environment;

const EXIT_CODES: &str = "Exit codes:
  0  success
  1  local failure: a file cannot be written, or a response cannot be decoded
  2  usage: a command, flag or setting is invalid; nothing was sent
  3  validation: a value violates the constraints of the API's document; nothing was sent
  4  rejected by the service, or the watched resource has failed
  5  authentication: no credentials, or the service rejects them
  6  connection failed or interrupted
  7  timeout
130  interrupted by Ctrl-C";

/// Returns the command of a whole program.
pub(in crate::cli) fn program_tree(program: &Program) -> Tree {
    let api = Tree::new(command::API)
        .about("Calls an operation of the API")
        .long_about(format!("Calls an operation of the API: {}.", program.title))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(program.groups.iter().map(|it| group(program, it)));
    let about = format!("The operations of {} as commands.", program.title);
    Tree::new(program.api.name)
        .version(program.api.version)
        .about(about.clone())
        .long_about(join(&[&about, program.about]))
        .after_long_help(join(&[&environment::help(program.api), EXIT_CODES]))
        .after_help("See --help for environment variables and exit codes.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(global_flags())
        .subcommand(api)
        .subcommand(auth())
        .subcommand(completions())
        .subcommand(man())
}

fn auth() -> Tree {
    Tree::new(command::AUTH)
        .about("Inspects the credentials")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(Tree::new(command::CHECK).about(
            "Reports the credentials in use, without secrets, and whether the service accepts them",
        ))
}

fn completions() -> Tree {
    let shells = PossibleValuesParser::new(["bash", "elvish", "fish", "powershell", "zsh"]);
    Tree::new(command::COMPLETIONS)
        .about("Prints a completion script for a shell")
        .arg(Arg::new(argument::SHELL).required(true).value_parser(shells).help("The shell"))
}

fn man() -> Tree {
    let folder = Arg::new(argument::FOLDER)
        .long(argument::FOLDER)
        .value_name("FOLDER")
        .value_hint(ValueHint::DirPath)
        .value_parser(value_parser!(std::path::PathBuf))
        .help("Writes the pages of all commands to this folder instead");
    Tree::new(command::MAN).about("Prints the man page").arg(folder)
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

/// Returns the command of an operation.
fn operation(program: &Program, group: &Group, command: &'static Command) -> Tree {
    let (first, _) = paragraphs(command.about);
    let variants = match &command.body {
        Some(CommandBody { input: BodyInput::Variants(variants), .. }) => *variants,
        _ => &[],
    };
    // Flags are accepted before and after the variant's name, so they are global in clap, which
    // cannot require global flags. `usage_problem` checks them instead.
    let has_variants = !variants.is_empty();
    let mut tree = Tree::new(command.name)
        .visible_aliases(command.aliases)
        .about(first.to_owned())
        .long_about(command.about);
    for flag in command.flags {
        let arg = document_flag(flag, parameter_id(flag)).help_heading("Parameters");
        tree = tree.arg(arg.global(has_variants).required(flag.required && !has_variants));
    }
    for arg in operation_flags(command) {
        tree = tree.arg(arg.global(has_variants));
    }
    match command.body.as_ref().map(|body| &body.input) {
        Some(BodyInput::Flags(flags)) => {
            for (index, flag) in flags.iter().enumerate() {
                tree = tree.arg(property(index, flag).conflicts_with(flag::FILE));
            }
            tree = tree.args(null_flag(flags).map(|arg| arg.conflicts_with(flag::FILE)));
        }
        Some(BodyInput::Variants(_)) => {
            let path = [program.api.name, command::API, group.name, command.name].join(" ");
            let required = required_usage(command.flags);
            let names: Vec<&str> = variants.iter().map(|variant| variant.name).collect();
            let names = names.join("|");
            tree = tree
                .override_usage(format!(
                    "{path}{required} [OPTIONS] <{names}> [BODY FLAGS]\n       {path}{required} [OPTIONS] \
                     --file <FILE>"
                ))
                .subcommand_help_heading("Variants of the body")
                .subcommand_value_name("VARIANT")
                .disable_help_subcommand(true)
                .subcommands(variants.iter().map(|it| variant(it, &path, &required)));
        }
        Some(BodyInput::FileOnly) | None => {}
    }
    tree
}

/// Returns the subcommand of a body's variant.
fn variant(variant: &'static Variant, path: &str, required: &str) -> Tree {
    let (first, _) = paragraphs(variant.about);
    let own = required_usage(variant.flags);
    let mut tree = Tree::new(variant.name)
        .override_usage(format!("{path}{required} [OPTIONS] {}{own}", variant.name))
        .visible_aliases(variant.aliases)
        .about(first.to_owned())
        .long_about(variant.about);
    for (index, flag) in variant.flags.iter().enumerate() {
        tree = tree.arg(property(index, flag));
    }
    tree.args(null_flag(variant.flags))
}
