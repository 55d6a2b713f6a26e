//! Bodies: from what is typed, a file or flags, into the call.

use serde_json::Value as Json;

use super::failure::Failure;
use super::input::{parsed, payload, piped, text};
use super::part::{PartFile, parts};
use super::request::Typed;
use super::table::{Body, Form, Given, Read};
use super::tree::flag;
use crate::call::Call;
use crate::wire::{self, Location, Secrets, Value};

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
            call.multipart_with_files(&*value, encodings, parts(files, encodings)?);
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
        call.refuse_missing(path);
    }
    for path in found.unexpected {
        call.refuse(Location::Body, path, "is no property that requests have");
    }
    if let Some((path, problem)) = found.wrong {
        call.refuse(Location::Body, path, problem);
    }
}
