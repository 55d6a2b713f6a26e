//! Execution of an operation: sends the call, or prints it as a dry run.

use std::time::Duration;

use clap::ArgMatches;
use serde_json::Value as Json;

use super::arguments::{Invocation, flag};
use super::description::{Paging, Program};
use super::environment;
use super::failure::{Exit, Failure};
use super::input::{build_call, call_failure};
use super::output::{DryRun, ItemList, Log, Output, print, warn};
use super::token_file::TokenFile;
use super::watch;
use crate::call::{Call, Items, MAX_PAGES};
use crate::client::{Client, ClientBuilder};
use crate::error::{Error, ErrorBody};
use crate::wire::HIDDEN;

/// Returns a client that is configured by the environment and the flags.
pub(super) fn client(
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
    builder = builder.allow_plain_http(matches.get_flag(flag::ALLOW_PLAIN_HTTP));
    if let Some(seconds) = matches.get_one::<u64>(flag::TIMEOUT) {
        builder = builder.timeout(Duration::from_secs(*seconds));
    }
    if let Some(file) = TokenFile::of(program.api.name) {
        builder = builder.token_store(file);
    }
    if let Some(observer) = log.observer() {
        builder = builder.observer(observer);
    }
    let lacks_credentials = needs_credentials && !environment::has_credentials(program.api);
    builder.build().map_err(|error| Failure::from_configuration(&error, lacks_credentials))
}

/// Sends the request of an operation and writes the response, or prints the request.
pub(super) async fn execute<B: ErrorBody>(
    program: &'static Program,
    invocation: Invocation<'_>,
) -> Result<(), Failure> {
    let dry_run = invocation.text(flag::DRY_RUN);
    let security = invocation.command.operation.security;
    let is_public = security.is_empty() || security.iter().any(|schemes| schemes.is_empty());
    let needs_credentials = dry_run.is_none() && !is_public;
    let verbosity = invocation.matches.get_count(flag::VERBOSE);
    let log = Log::new(invocation.command.operation.id, verbosity);
    let client = client(program, invocation.matches, &log, needs_credentials)?;
    let call = build_call(&client, invocation)?;
    if let Some(format) = dry_run {
        return print_dry_run(program, invocation, call, format);
    }
    let output = Output::open(invocation)?;
    log.start();
    if invocation.has_switch(flag::ALL)
        && let Some(paging) = &invocation.command.pages
    {
        return all_items::<B>(call, invocation, paging, output).await;
    }
    if invocation.is_watching()
        && let Some(watch) = &invocation.command.watch
    {
        return match watch::until_ready::<B>(call, invocation, watch).await {
            Ok(bytes) => output.response(&bytes),
            // The last response shows more than the failure alone.
            Err((bytes, failure)) => {
                output.response(&bytes.unwrap_or_default())?;
                Err(failure)
            }
        };
    }
    if invocation.command.is_streamed {
        return stream::<B>(call, invocation, output).await;
    }
    let response =
        call.send_for_bytes::<B>().await.map_err(|error| call_failure(invocation, &error))?;
    output.response(response.bytes())
}

fn print_dry_run(
    program: &'static Program,
    invocation: Invocation<'_>,
    call: Call,
    format: &str,
) -> Result<(), Failure> {
    let (request, plan) = call.outline().map_err(|failure| {
        // Nothing was sent, so there is no error body.
        call_failure::<()>(invocation, &Error::new(failure, None))
    })?;
    let dry_run = DryRun { api: program.api, invocation, request: &request, plan: &plan };
    let is_command = format == "curl";
    let text = if is_command { dry_run.curl() } else { dry_run.http() };
    if is_command && text.contains(HIDDEN) {
        warn(&format!(
            "the request contains secrets other than credentials: replace each {HIDDEN}"
        ));
    }
    print(&text)
}

/// Writes the items of all pages.
async fn all_items<B: ErrorBody>(
    call: Call,
    invocation: Invocation<'_>,
    paging: &'static Paging,
    output: Output,
) -> Result<(), Failure> {
    let split = |mut page: Json| match page.get_mut(paging.items).map(Json::take) {
        Some(Json::Array(items)) => items,
        _ => Vec::new(),
    };
    let mut items = Items::<Json, Json, B>::with_closure(call, paging.pages, Box::new(split))
        .max_pages(invocation.number(flag::MAX_PAGES).unwrap_or(MAX_PAGES));
    let mut list = ItemList::new(output);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => {
                let is_open = list.push(item)?;
                if !is_open {
                    return Ok(());
                }
            }
            Err(error) => {
                list.abandon();
                return Err(call_failure(invocation, &error));
            }
        }
    }
    list.finish()
}

/// Writes a response while it arrives.
async fn stream<B: ErrorBody>(
    call: Call,
    invocation: Invocation<'_>,
    mut output: Output,
) -> Result<(), Failure> {
    let operation = invocation.command.operation;
    let binary = |progress: &str| {
        [
            format!(
                "{}: the response is binary and is not written to a terminal; {progress}",
                operation.id
            ),
            "try: --output-file FILE, or a pipe".to_owned(),
        ]
    };
    if output.is_terminal() && !operation.accept.split(", ").any(is_text) {
        return Err(Failure::usage(binary("nothing was sent")));
    }
    let response = call.stream::<B>().await.map_err(|error| call_failure(invocation, &error))?;
    let media_type = response.headers().get(http::header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    if output.is_terminal() && !is_text(media_type) {
        return Err(Failure::new(Exit::Failed, binary("the request was executed")));
    }
    let mut body = response.into_body();
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|error| call_failure(invocation, &error))?;
        let is_open = output.write(&bytes)?;
        if !is_open {
            return Ok(());
        }
    }
    output.finish()
}

/// Whether content of a media type is readable on a terminal.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type.contains("json")
}
