//! Files and standard input, as bytes or as parsed JSON or YAML.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read as _};

use serde_json::Value as Json;

use super::nesting::is_too_deep;
use crate::body::Body;
use crate::cli::failure::Failure;

/// The file name of standard input.
const STANDARD_INPUT: &str = "-";

/// Returns the name of standard input, unless it is a terminal.
pub(super) fn piped() -> Option<&'static str> {
    (!io::stdin().is_terminal()).then_some(STANDARD_INPUT)
}

/// Returns the content of a file or of standard input as a body.
pub(super) fn body(file: &str) -> Result<Body, Failure> {
    if file == STANDARD_INPUT {
        return Ok(Body::reader(io::stdin()));
    }
    open(file)
}

/// Opens a file as a body. A pipe or a device has no known length and is streamed.
pub(super) fn open(path: &str) -> Result<Body, Failure> {
    let body = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Body::file(path),
        Ok(_) => File::open(path).map(Body::reader),
        Err(error) => Err(error),
    };
    body.map_err(|error| read_failure(path, &error))
}

/// Reads a file or standard input as text.
pub(super) fn text(file: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == STANDARD_INPUT {
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| read_failure(file, &error))
}

/// Reads a file as bytes.
pub(super) fn bytes(path: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| read_failure(path, &error))
}

fn read_failure(file: &str, error: &io::Error) -> Failure {
    Failure::usage([format!("reading {}: {error}", display_name(file))])
}

fn display_name(file: &str) -> &str {
    if file == STANDARD_INPUT { "standard input" } else { file }
}

/// Parses text as JSON if it starts like JSON, and as YAML otherwise. Errors are those of the
/// language that the text starts like.
pub(super) fn parse(text: &str, file: &str) -> Result<Json, Failure> {
    let failure = |language: &str, problem: &dyn Display| {
        Failure::usage([format!("reading {} as {language}: {problem}", display_name(file))])
    };
    let is_json = text.trim_start().starts_with(['{', '[']);
    let json = is_json.then(|| serde_json::from_str(text));
    if let Some(Ok(json)) = json {
        return Ok(json);
    }
    if is_too_deep(text) {
        let language = if is_json { "JSON" } else { "YAML" };
        return Err(failure(language, &"objects and arrays are nested too deeply"));
    }
    // YAML also has braces and brackets, with less quoting.
    serde_yaml::from_str(text).map_err(|error| match json {
        Some(Err(error)) => failure("JSON", &error),
        _ => failure("YAML", &error),
    })
}
