//! Entry point: parses the arguments of the process and runs a command.

use std::pin::pin;
use std::process::ExitCode;

use clap::ArgMatches;
use futures_util::future::{self, Either};

use super::arguments::{Invocation, command, flag, program_tree};
use super::auth_check;
use super::description::Program;
use super::execute::{client, execute};
use super::failure::{Exit, Failure};
use super::input::usage_problem;
use super::output::{Log, print_help, warn};
use super::shell;
use crate::error::ErrorBody;

/// Runs the command that the arguments of the process select, and returns its exit code.
///
/// `B` is the error body of the API.
#[must_use]
pub fn run<B: ErrorBody>(program: &'static Program) -> ExitCode {
    let mut tree = program_tree(program);
    let matches = match tree.try_get_matches_from_mut(std::env::args_os()) {
        Ok(matches) => matches,
        Err(error) => return print_usage(&error),
    };
    match dispatch::<B>(program, &mut tree, &matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CommandError::Usage(error)) => print_usage(&error),
        Err(CommandError::Failure(failure)) => {
            warn(&failure.to_string());
            failure.exit.into()
        }
    }
}

/// Prints help or an error of usage. Help goes to standard output and is a success.
fn print_usage(error: &clap::Error) -> ExitCode {
    print_help(error);
    if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS }
}

/// The reason why a command failed.
enum CommandError {
    /// Invalid arguments, reported with the command's usage.
    Usage(clap::Error),
    Failure(Failure),
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

fn dispatch<B: ErrorBody>(
    program: &'static Program,
    tree: &mut clap::Command,
    matches: &ArgMatches,
) -> Result<(), CommandError> {
    match matches.subcommand() {
        Some((command::API, matches)) => {
            let (Some((name, matches)), groups) = (matches.subcommand(), program.groups) else {
                return Ok(());
            };
            let group = groups.iter().find(|group| group.name == name);
            let (Some(group), Some((name, matches))) = (group, matches.subcommand()) else {
                return Ok(());
            };
            let command = group.commands.iter().find(|command| command.name == name);
            let Some(command) = command else { return Ok(()) };
            let invocation = Invocation::new(command, matches);
            if let Some((kind, message)) = usage_problem(invocation) {
                let variant = invocation.variant.map(|(variant, _)| variant.name);
                let path = [command::API, group.name, name].into_iter().chain(variant);
                return Err(CommandError::Usage(usage_error(tree, path, kind, &message)));
            }
            let execution = execute::<B>(program, invocation);
            Ok(run_until_interrupted(invocation.is_watching(), execution)?)
        }
        Some((command::AUTH, matches)) => Ok(run_until_interrupted(false, async {
            let log = Log::new("auth check", matches.get_count(flag::VERBOSE));
            let client = client(program, matches, &log, true)?;
            log.start();
            auth_check::run::<B>(program, &client).await
        })?),
        Some((command::COMPLETIONS, matches)) => Ok(shell::print_completions(tree, matches)?),
        Some((command::MAN, matches)) => Ok(shell::print_man_pages(tree, matches)?),
        _ => Ok(()),
    }
}

/// Returns an error with the usage of the command at a path.
fn usage_error<'a>(
    tree: &mut clap::Command,
    path: impl Iterator<Item = &'a str>,
    kind: clap::error::ErrorKind,
    message: &str,
) -> clap::Error {
    let mut command = tree;
    for name in path {
        match command.find_subcommand_mut(name) {
            Some(next) => command = next,
            None => return clap::Error::raw(kind, message),
        }
    }
    command.error(kind, message)
}

/// Runs a future until it completes or the process receives Ctrl-C.
fn run_until_interrupted(
    is_watching: bool,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::local(format!("starting the async runtime: {error}")))?;
    let result = runtime.block_on(async {
        match future::select(pin!(work), pin!(tokio::signal::ctrl_c())).await {
            Either::Left((result, _)) => Some(result),
            Either::Right((Ok(()), _)) => None,
            // No handler is installed, so Ctrl-C ends the process by default.
            Either::Right((Err(_), work)) => Some(work.await),
        }
    });
    // Does not wait for a thread that is blocked on standard input.
    runtime.shutdown_background();
    result.unwrap_or_else(|| {
        let line = if is_watching {
            "interrupted: stopped watching; the operation continues on the service"
        } else {
            "interrupted: a request that was already sent may still be executed"
        };
        Err(Failure::new(Exit::Interrupted, [line.to_owned()]))
    })
}
