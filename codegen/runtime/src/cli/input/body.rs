//! Bodies: from a file, standard input or flags to the body of a call.

use serde_json::Value as Json;

use super::file;
use super::part::{PartFile, parts};
use super::properties::{Properties, has_properties};
use crate::call::Call;
use crate::cli::arguments::{Invocation, flag};
use crate::cli::description::{BodyEncoding, BodyInput, CommandBody, DecodeBody};
use crate::cli::failure::Failure;
use crate::wire::{self, Location, Secrets, Value};

/// Sets the body of a call, if the arguments give one.
pub(super) fn set_body(call: &mut Call, invocation: Invocation<'_>) -> Result<(), Failure> {
    let Some(body) = &invocation.command.body else { return Ok(()) };
    if has_properties(invocation) {
        let tag = invocation.variant.and_then(|(variant, _)| variant.tag);
        let has_parts = matches!(body.encoding, BodyEncoding::Multipart { .. });
        let (object, files) = Properties::of(invocation).to_object(tag, has_parts)?;
        return set_json(call, invocation, body, &object, &files);
    }
    let piped = || file::piped().filter(|_| body.required);
    let Some(file) = invocation.text(flag::FILE).or_else(piped) else {
        return if body.required { Err(missing_body(invocation)) } else { Ok(()) };
    };
    if matches!(body.encoding, BodyEncoding::Bytes) {
        call.bytes(file::body(file)?);
        return Ok(());
    }
    let text = file::text(file)?;
    if text.trim().is_empty() {
        return if body.required { Err(missing_body(invocation)) } else { Ok(()) };
    }
    set_json(call, invocation, body, &file::parse(&text, file)?, &[])
}

fn missing_body(invocation: Invocation<'_>) -> Failure {
    let id = invocation.command.operation.id;
    let flags = match invocation.command.body.as_ref().map(|body| &body.input) {
        Some(BodyInput::Variants(variants)) => {
            let names: Vec<&str> = variants.iter().map(|variant| variant.name).collect();
            format!(", or the flags of {}", names.join(", "))
        }
        Some(BodyInput::Flags(_)) => ", or the flags that --help lists under Body".to_owned(),
        Some(BodyInput::FileOnly) | None => String::new(),
    };
    Failure::usage([
        format!("{id}: the operation requires a body"),
        format!("try: --file FILE, a pipe{flags}"),
    ])
}

/// Sets a structured body: decoded as its type and checked, or unchanged if it is not to be checked.
fn set_json(
    call: &mut Call,
    invocation: Invocation<'_>,
    body: &CommandBody,
    json: &Json,
    files: &[PartFile],
) -> Result<(), Failure> {
    let is_checked = !invocation.is_set(flag::NO_VALIDATE);
    match &body.encoding {
        BodyEncoding::Json { decode, rules } => {
            let (value, deviations) = decode_or_keep(invocation, json, *decode, is_checked);
            call.json_by(&*value, rules);
            report(call, deviations);
        }
        BodyEncoding::Form { decode, styles } => {
            let (value, deviations) = decode_or_keep(invocation, json, *decode, is_checked);
            call.form(&*value, styles);
            report(call, deviations);
        }
        BodyEncoding::Multipart { decode, encodings } => {
            // Always decoded: only the type distinguishes files from other parts.
            let (value, deviations) = decode_or_keep(invocation, json, *decode, true);
            call.multipart_with_files(&*value, encodings, parts(files, encodings)?);
            if is_checked {
                report(call, deviations);
            }
        }
        BodyEncoding::Bytes => {}
    }
    if let (false, Some(decode)) = (is_checked, decoder(&body.encoding))
        && let Ok((typed, _)) = decode(json.to_string().as_bytes())
    {
        // Only its type says which values of the body are secrets.
        call.add_body_secrets(&*typed);
    }
    Ok(())
}

/// Returns the function that decodes a structured body.
fn decoder(encoding: &BodyEncoding) -> Option<DecodeBody> {
    match encoding {
        BodyEncoding::Json { decode, .. }
        | BodyEncoding::Form { decode, .. }
        | BodyEncoding::Multipart { decode, .. } => Some(*decode),
        BodyEncoding::Bytes => None,
    }
}

/// Deviations of a body from its type.
#[derive(Default)]
struct Deviations {
    missing: Vec<String>,
    unexpected: Vec<String>,
    /// The path and the problem of a value of the wrong type.
    wrong_type: Option<(String, String)>,
}

/// Returns the body as its type, or unchanged if it cannot be decoded or is not to be checked.
fn decode_or_keep(
    invocation: Invocation<'_>,
    json: &Json,
    decode: DecodeBody,
    is_checked: bool,
) -> (Box<dyn Value>, Deviations) {
    let unchanged = || -> Box<dyn Value> {
        let is_printed = invocation.text(flag::DRY_RUN).is_some();
        Box::new(if is_printed { without_secrets(json, decode) } else { json.clone() })
    };
    if !is_checked {
        return (unchanged(), Deviations::default());
    }
    match decode(json.to_string().as_bytes()) {
        Ok((value, notes)) => {
            let deviations = Deviations {
                missing: notes.missing,
                unexpected: notes.unexpected,
                wrong_type: None,
            };
            (value, deviations)
        }
        Err(error) => {
            let wrong_type = Some((error.path().to_owned(), error.problem().to_owned()));
            (unchanged(), Deviations { wrong_type, ..Deviations::default() })
        }
    }
}

/// Returns an undecoded body with the secrets of its type hidden.
fn without_secrets(json: &Json, decode: DecodeBody) -> Json {
    let mut json = json.clone();
    if let Ok((value, _)) = decode(json.to_string().as_bytes()) {
        let encoded = |secrets| serde_json::from_slice(&wire::encode_with(&*value, secrets));
        if let (Ok(plain), Ok(hidden)) = (encoded(Secrets::Plain), encoded(Secrets::Hidden)) {
            copy_differences(&mut json, &plain, &hidden);
        }
    }
    json
}

/// Replaces the values that differ between `plain` and `hidden`.
fn copy_differences(json: &mut Json, plain: &Json, hidden: &Json) {
    match (json, plain, hidden) {
        (Json::Object(json), Json::Object(plain), Json::Object(hidden)) => {
            for (name, hidden) in hidden {
                if let (Some(json), Some(plain)) = (json.get_mut(name), plain.get(name)) {
                    copy_differences(json, plain, hidden);
                }
            }
        }
        (Json::Array(json), Json::Array(plain), Json::Array(hidden)) => {
            for ((json, plain), hidden) in json.iter_mut().zip(plain).zip(hidden) {
                copy_differences(json, plain, hidden);
            }
        }
        (json, plain, hidden) if plain != hidden => *json = hidden.clone(),
        _ => {}
    }
}

/// Adds deviations to the violations of a call.
fn report(call: &mut Call, deviations: Deviations) {
    for path in deviations.missing {
        call.refuse_missing(path);
    }
    for path in deviations.unexpected {
        call.refuse(Location::Body, path, "is not a documented property");
    }
    if let Some((path, problem)) = deviations.wrong_type {
        call.refuse(Location::Body, path, problem);
    }
}
