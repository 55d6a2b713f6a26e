//! Bodies: from a file, from standard input, or from flags; as JSON or YAML.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read as _};

use serde_json::Value as Json;

use super::failure::Failure;
use super::part::{PartFile, parts};
use super::request::Typed;
use super::table::{Body, Form, Given, Read};
use super::tree::flag;
use crate::call::Call;
use crate::send::Payload;
use crate::wire::{self, Location, Secrets, Value};

/// The name of standard input among files.
const STANDARD_INPUT: &str = "-";

/// Sets the body of a call, if there is one.
pub(super) fn set(call: &mut Call, typed: Typed<'_>) -> Result<(), Failure> {
    let Some(body) = &typed.command.body else { return Ok(()) };
    if typed.has_properties() {
        let tag = typed.variant.and_then(|(variant, _)| variant.tag);
        let has_parts = matches!(body.form, Form::Multipart { .. });
        let (object, files) = typed.properties().object(tag, has_parts)?;
        return structured(call, typed, body, (&object, &files));
    }
    let piped = || piped().filter(|_| body.required);
    let Some(file) = typed.text(flag::FILE).or_else(piped) else {
        return if body.required { Err(missing(typed)) } else { Ok(()) };
    };
    if matches!(body.form, Form::Bytes) {
        call.bytes(payload(file)?);
        return Ok(());
    }
    let text = text(file)?;
    if text.trim().is_empty() {
        return if body.required { Err(missing(typed)) } else { Ok(()) };
    }
    structured(call, typed, body, (&parsed(&text, file)?, &[]))
}

/// Standard input, where it is no terminal: nobody would type a body there.
fn piped() -> Option<&'static str> {
    (!io::stdin().is_terminal()).then_some(STANDARD_INPUT)
}

fn missing(typed: Typed<'_>) -> Failure {
    let id = typed.command.operation.id;
    let flags = match typed.command.body.as_ref().map(|body| &body.given) {
        Some(Given::Variants(variants)) => {
            let names: Vec<&str> = variants.iter().map(|variant| variant.name).collect();
            format!(", or the flags of {}", names.join(", "))
        }
        Some(Given::Flags(_)) => ", or the flags that --help lists under Body".to_owned(),
        Some(Given::File) | None => String::new(),
    };
    Failure::usage([
        format!("{id}: there is no body, and the operation needs one"),
        format!("try: --file FILE, a pipe{flags}"),
    ])
}

fn payload(file: &str) -> Result<Payload, Failure> {
    if file == STANDARD_INPUT {
        return Ok(Payload::reader(io::stdin()));
    }
    opened(file)
}

/// A file, or a pipe or a device, of which nobody knows how much it holds.
pub(super) fn opened(path: &str) -> Result<Payload, Failure> {
    let payload = match fs::metadata(path) {
        Ok(there) if there.is_file() => Payload::file(path),
        Ok(_) => File::open(path).map(Payload::reader),
        Err(error) => Err(error),
    };
    payload.map_err(|error| unreadable(path, &error))
}

fn text(file: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == STANDARD_INPUT {
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| unreadable(file, &error))
}

pub(super) fn unreadable(file: &str, error: &io::Error) -> Failure {
    Failure::usage([format!("reading {}: {error}", named(file))])
}

/// A file as people call it.
fn named(file: &str) -> &str {
    if file == STANDARD_INPUT { "standard input" } else { file }
}

/// JSON where the text begins as JSON does, YAML otherwise: errors are those of the language that was meant.
fn parsed(text: &str, file: &str) -> Result<Json, Failure> {
    let problem = |language: &str, error: &dyn std::fmt::Display| {
        Failure::usage([format!("reading {} as {language}: {error}", named(file))])
    };
    if text.trim_start().starts_with(['{', '[']) {
        let json = serde_json::from_str(text);
        // YAML has braces and brackets too, with less inside that has to be quoted.
        return json
            .or_else(|error| serde_yaml::from_str(text).map_err(|_| problem("JSON", &error)));
    }
    serde_yaml::from_str(text).map_err(|error| problem("YAML", &error))
}

/// Sets a body that has a type: checked as that, or sent as it is.
fn structured(
    call: &mut Call,
    typed: Typed<'_>,
    body: &Body,
    (json, files): (&Json, &[PartFile]),
) -> Result<(), Failure> {
    let is_checked = !typed.is_set(flag::NO_VALIDATE);
    match &body.form {
        Form::Json { read, rules } => {
            let (value, found) = checked(typed, json, *read, is_checked);
            call.json_by(&*value, rules);
            note(call, found);
        }
        Form::Form { read, styles } => {
            let (value, found) = checked(typed, json, *read, is_checked);
            call.form(&*value, styles);
            note(call, found);
        }
        Form::Multipart { read, encodings } => {
            // Files are known by their type alone.
            let (value, found) = checked(typed, json, *read, true);
            call.multipart_of(&*value, encodings, parts(files, encodings)?);
            if is_checked {
                note(call, found);
            }
        }
        Form::Bytes => {}
    }
    Ok(())
}

/// What reading a body as its type has found.
#[derive(Default)]
struct Found {
    missing: Vec<String>,
    unexpected: Vec<String>,
    /// Where a value has the wrong type, and what is wrong with it.
    wrong: Option<(String, String)>,
}

/// The body as its type; as it is where that cannot be, or nobody asks.
fn checked(typed: Typed<'_>, json: &Json, read: Read, is_checked: bool) -> (Box<dyn Value>, Found) {
    let as_it_is = || -> Box<dyn Value> {
        let is_shown = typed.text(flag::DRY_RUN).is_some();
        Box::new(if is_shown { without_secrets(json, read) } else { json.clone() })
    };
    if !is_checked {
        return (as_it_is(), Found::default());
    }
    match read(json.to_string().as_bytes()) {
        Ok((value, notes)) => {
            let found = Found { missing: notes.missing, unexpected: notes.unexpected, wrong: None };
            (value, found)
        }
        Err(error) => {
            let wrong = Some((error.path().to_owned(), error.problem().to_owned()));
            (as_it_is(), Found { wrong, ..Found::default() })
        }
    }
}

/// A body as it is, without what its type calls a secret.
fn without_secrets(json: &Json, read: Read) -> Json {
    let mut json = json.clone();
    if let Ok((value, _)) = read(json.to_string().as_bytes()) {
        let written = |secrets| serde_json::from_slice(&wire::written(&*value, secrets));
        if let (Ok(plain), Ok(hidden)) = (written(Secrets::Written), written(Secrets::Hidden)) {
            hide(&mut json, &plain, &hidden);
        }
    }
    json
}

/// Takes over what differs between the two.
fn hide(json: &mut Json, plain: &Json, hidden: &Json) {
    match (json, plain, hidden) {
        (Json::Object(json), Json::Object(plain), Json::Object(hidden)) => {
            for (name, hidden) in hidden {
                if let (Some(json), Some(plain)) = (json.get_mut(name), plain.get(name)) {
                    hide(json, plain, hidden);
                }
            }
        }
        (Json::Array(json), Json::Array(plain), Json::Array(hidden)) => {
            for ((json, plain), hidden) in json.iter_mut().zip(plain).zip(hidden) {
                hide(json, plain, hidden);
            }
        }
        (json, plain, hidden) if plain != hidden => *json = hidden.clone(),
        _ => {}
    }
}

fn note(call: &mut Call, found: Found) {
    for path in found.missing {
        call.lacks(path);
    }
    for path in found.unexpected {
        call.refuse(Location::Body, path, "is no property that requests have");
    }
    if let Some((path, problem)) = found.wrong {
        call.refuse(Location::Body, path, problem);
    }
}
