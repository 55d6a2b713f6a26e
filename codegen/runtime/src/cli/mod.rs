//! The command line of an emitted crate, behind the feature `cli`: its operations without writing a program.
//!
//! The emitted crate states its commands as [`Program`], and [`run`] does the rest, once for all of them: `tree` makes
//! commands and flags of the tables, `request` and `body` a call of what was typed, with `object` and `part` for what
//! flags give of a body, `output` writes what is answered, `watch` asks until a thing is ready, `log` tells of requests
//! and `failure` says what went wrong. Responses go to standard output, everything else to standard error.

mod auth_check;
mod body;
mod dry_run;
mod environment;
mod failure;
mod fish;
mod input;
mod log;
mod object;
mod output;
mod part;
mod request;
mod rows;
mod table;
mod token_file;
mod tree;
mod value;
mod watch;

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;
use futures_util::future::{self, Either};
use serde_json::Value as Json;

pub use table::{
    Body, Command, Flag, Follow, Form, Given, Group, Kind, List, Origin, Program, Read, ReadState,
    Variant, Watch, read, state,
};

use crate::call::{Call, Items};
use crate::client::{Client, ClientBuilder};
use crate::error::{Error, ErrorBody};
use crate::wire::HIDDEN;
use dry_run::DryRun;
use failure::{Exit, Failure};
use log::Log;
use output::Output;
use request::Typed;
use token_file::TokenFile;
use tree::{command, flag};

/// Runs the command that the arguments of the process name, and says how it ended; `B` is the error body that the
/// API's document has. An emitted program calls it.
#[must_use]
pub fn run<B: ErrorBody>(program: &'static Program) -> ExitCode {
    let mut tree = tree::program(program);
    let matches = match tree.try_get_matches_from_mut(std::env::args_os()) {
        Ok(matches) => matches,
        Err(error) => return explained(&error),
    };
    match dispatch::<B>(program, &mut tree, &matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Ended::Usage(error)) => explained(&error),
        Err(Ended::Failure(failure)) => {
            failure.tell();
            failure.exit.into()
        }
    }
}

/// Help goes to standard output and is no failure.
fn explained(error: &clap::Error) -> ExitCode {
    // Where it cannot be printed, nobody reads.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage.into() } else { ExitCode::SUCCESS }
}

/// Why a command did not work.
enum Ended {
    /// It was typed wrong: told with its usage.
    Usage(clap::Error),
    Failure(Failure),
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

fn dispatch<B: ErrorBody>(
    program: &'static Program,
    tree: &mut clap::Command,
    matches: &ArgMatches,
) -> Result<(), Ended> {
    match matches.subcommand() {
        Some((command::API, of_api)) => {
            let (Some((name, of_group)), found) = (of_api.subcommand(), program.groups) else {
                return Ok(());
            };
            let group = found.iter().find(|group| group.name == name);
            let (Some(group), Some((name, of_command))) = (group, of_group.subcommand()) else {
                return Ok(());
            };
            let command = group.commands.iter().find(|command| command.name == name);
            let Some(command) = command else { return Ok(()) };
            let typed = Typed::new(command, of_command);
            if let Some((kind, message)) = typed.problem() {
                let form = typed.variant.map(|(variant, _)| variant.name);
                let path = [command::API, group.name, name].into_iter().chain(form);
                return Err(Ended::Usage(raise(tree, path, kind, &message)));
            }
            Ok(until_interrupted(typed.is_watching(), operation::<B>(program, typed))?)
        }
        Some((command::AUTH, of_auth)) => Ok(until_interrupted(false, async {
            let log = Log::new("auth check", of_auth.get_count(flag::VERBOSE));
            let client = client(program, of_auth, &log, true)?;
            log.begin();
            auth_check::run::<B>(program, &client).await
        })?),
        Some((command::COMPLETIONS, matches)) => Ok(completions(tree, matches)?),
        Some((command::MAN, matches)) => Ok(man(tree, matches)?),
        _ => Ok(()),
    }
}

/// An error of usage, with that of the command that it is about.
fn raise<'a>(
    tree: &mut clap::Command,
    path: impl Iterator<Item = &'a str>,
    kind: clap::error::ErrorKind,
    message: &str,
) -> clap::Error {
    let mut found = tree;
    for name in path {
        match found.find_subcommand_mut(name) {
            Some(next) => found = next,
            None => return clap::Error::raw(kind, message),
        }
    }
    found.error(kind, message)
}

/// Runs what waits, until it ends or somebody presses Ctrl-C.
fn until_interrupted(
    is_watching: bool,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::here(format!("the program cannot wait: {error}")))?;
    let ended = runtime.block_on(async {
        match future::select(pin!(work), pin!(tokio::signal::ctrl_c())).await {
            Either::Left((ended, _)) => Some(ended),
            Either::Right((Ok(()), _)) => None,
            // Ctrl-C then ends the process as it ends all others.
            Either::Right((Err(_), work)) => Some(work.await),
        }
    });
    // Whoever reads standard input on another thread is not waited for.
    runtime.shutdown_background();
    ended.unwrap_or_else(|| {
        let line = if is_watching {
            "interrupted: the service goes on without being watched"
        } else {
            "interrupted: what was sent already may be carried out"
        };
        Err(Failure::new(Exit::Interrupted, [line.to_owned()]))
    })
}

/// The client that the environment and the flags describe.
fn client(
    program: &'static Program,
    matches: &ArgMatches,
    log: &Log,
    needs_credentials: bool,
) -> Result<Client, Failure> {
    let mut builder: ClientBuilder = Client::builder(program.api).environment();
    if !needs_credentials {
        builder = builder.without_credentials();
    }
    if let Some(url) = matches.get_one::<String>(flag::BASE_URL) {
        builder = builder.base_url(url);
    }
    if let Some(seconds) = matches.get_one::<u64>(flag::TIMEOUT) {
        builder = builder.timeout(Duration::from_secs(*seconds));
    }
    if let Some(file) = TokenFile::of(program.api.name) {
        builder = builder.token_store(file);
    }
    if let Some(observer) = log.observer() {
        builder = builder.observer(observer);
    }
    let has_none = needs_credentials && !environment::has_credentials(program.api);
    builder.build().map_err(|error| Failure::of_settings(&error, has_none))
}

/// Carries out an operation, or shows what would be sent.
async fn operation<B: ErrorBody>(
    program: &'static Program,
    typed: Typed<'_>,
) -> Result<(), Failure> {
    let form = typed.text(flag::DRY_RUN);
    let security = typed.command.operation.security;
    let is_open = security.is_empty() || security.iter().any(|schemes| schemes.is_empty());
    let needs_credentials = form.is_none() && !is_open;
    let log = Log::new(typed.command.operation.id, typed.matches.get_count(flag::VERBOSE));
    let client = client(program, typed.matches, &log, needs_credentials)?;
    let call = request::call(&client, typed)?;
    if let Some(form) = form {
        return show(program, &client, typed, call, form);
    }
    let output = Output::open(typed)?;
    log.begin();
    if typed.is_asked(flag::ALL)
        && let Some(list) = &typed.command.pages
    {
        return output.json(&all::<B>(call, typed, list).await?);
    }
    if typed.is_watching()
        && let Some(watch) = &typed.command.watch
    {
        return match watch::until_ready::<B>(call, typed, watch).await {
            Ok(bytes) => output.response(&bytes),
            // What was answered last says more than its reason.
            Err((bytes, failure)) => {
                output.response(&bytes.unwrap_or_default())?;
                Err(failure)
            }
        };
    }
    if typed.command.is_large {
        return stream::<B>(call, typed, output).await;
    }
    let response = call.send_for_bytes::<B>().await.map_err(|error| failed(typed, &error))?;
    output.response(response.bytes())
}

/// What a call's error means to people.
fn failed<B: ErrorBody>(typed: Typed<'_>, error: &Error<B>) -> Failure {
    if error.breaks_rules() {
        return request::refused(typed, error.violations());
    }
    Failure::of_call(error)
}

fn show(
    program: &'static Program,
    client: &Client,
    typed: Typed<'_>,
    call: Call,
    form: &str,
) -> Result<(), Failure> {
    let (request, plan) = call.outline().map_err(|failure| {
        // Nothing was sent, so that there is no body of an error.
        failed::<()>(typed, &Error::new(failure, None))
    })?;
    let base = &client.settings().base_url;
    let dry_run = DryRun { api: program.api, base, typed, request: &request, plan: &plan };
    let is_command = form == "curl";
    let text = if is_command { dry_run.curl() } else { dry_run.http() };
    if is_command && text.contains(HIDDEN) {
        let note =
            format!("the request has secrets besides credentials: put them where it says {HIDDEN}");
        let _ = writeln!(io::stderr().lock(), "{note}");
    }
    print(&text)
}

/// The items of all pages.
async fn all<B: ErrorBody>(
    call: Call,
    typed: Typed<'_>,
    list: &'static List,
) -> Result<Json, Failure> {
    let split = |mut page: Json| match page.get_mut(list.items).map(Json::take) {
        Some(Json::Array(items)) => items,
        _ => Vec::new(),
    };
    let items = Items::<Json, Json, B>::with_closure(call, list.pages, Box::new(split));
    items.all().await.map(Json::Array).map_err(|error| failed(typed, &error))
}

/// Writes a response as it comes.
async fn stream<B: ErrorBody>(
    call: Call,
    typed: Typed<'_>,
    mut output: Output,
) -> Result<(), Failure> {
    let operation = typed.command.operation;
    let binary = |when: &str| {
        [
            format!(
                "{}: the response is binary, and no terminal can show it; {when}",
                operation.id
            ),
            "try: --output-file FILE, or a pipe".to_owned(),
        ]
    };
    if output.is_terminal() && !operation.accept.split(", ").any(is_text) {
        return Err(Failure::usage(binary("nothing was sent")));
    }
    let response = call.stream::<B>().await.map_err(|error| failed(typed, &error))?;
    let media_type = response.headers().get(http::header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if output.is_terminal() && !is_text(media_type) {
        return Err(Failure::new(Exit::Failed, binary("the request was carried out")));
    }
    let mut body = response.into_body();
    while let Some(bytes) = body.next().await {
        let is_read = output.write(&bytes.map_err(|error| failed(typed, &error))?)?;
        if !is_read {
            return Ok(());
        }
    }
    output.finish()
}

/// Whether what is of a media type can be read by people.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type.contains("json")
}

fn completions(tree: &mut clap::Command, matches: &ArgMatches) -> Result<(), Failure> {
    let shell = matches.get_one::<String>(tree::SHELL).and_then(|name| name.parse().ok());
    let Some(shell): Option<clap_complete::Shell> = shell else { return Ok(()) };
    let name = tree.get_name().to_owned();
    let completions = |name: &str, tree: &mut clap::Command| {
        let mut text = Vec::new();
        clap_complete::generate(shell, tree, name, &mut text);
        String::from_utf8_lossy(&text).into_owned()
    };
    match shell {
        clap_complete::Shell::Bash => {}
        clap_complete::Shell::Fish => return print(&fish::completions(tree, &name)),
        _ => return print(&completions(&name, tree)),
    }
    // A program with a hyphen in its name gets no completions behind its first word (clap's issue 6421): they are made
    // for one without, and registered for this one.
    let plain = name.replace('-', "_");
    let text = completions(&plain, tree);
    let lines = text.lines().map(|line| {
        let registers = line.trim_start().starts_with("complete -F ");
        match line.strip_suffix(&plain).filter(|_| registers) {
            Some(line) => format!("{line}{name}\n"),
            None => format!("{line}\n"),
        }
    });
    print(&lines.collect::<String>())
}

fn man(tree: &mut clap::Command, matches: &ArgMatches) -> Result<(), Failure> {
    if let Some(folder) = matches.get_one::<PathBuf>(tree::FOLDER) {
        return std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(tree.clone(), folder))
            .map_err(|error| Failure::here(format!("writing into {}: {error}", folder.display())));
    }
    let mut text = Vec::new();
    clap_mangen::Man::new(tree.clone())
        .render(&mut text)
        .map_err(|error| Failure::here(format!("the man page cannot be made: {error}")))?;
    print(&String::from_utf8_lossy(&text))
}

fn print(text: &str) -> Result<(), Failure> {
    let written = io::stdout().lock().write_all(text.as_bytes());
    output::quiet(written)
        .map_err(|error| Failure::here(format!("writing to standard output: {error}")))
}
