//! Input: files and standard input, as they are or as JSON and YAML.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read as _};

use serde_json::Value as Json;

use super::failure::Failure;
use crate::body::Body;

/// The name of standard input among files.
const STANDARD_INPUT: &str = "-";

/// Standard input, where it is no terminal: nobody would type a body there.
pub(super) fn piped() -> Option<&'static str> {
    (!io::stdin().is_terminal()).then_some(STANDARD_INPUT)
}

/// Whatever a file or standard input holds.
pub(super) fn payload(file: &str) -> Result<Body, Failure> {
    if file == STANDARD_INPUT {
        return Ok(Body::reader(io::stdin()));
    }
    opened(file)
}

/// A file, or a pipe or a device, of which nobody knows how much it holds.
pub(super) fn opened(path: &str) -> Result<Body, Failure> {
    let payload = match fs::metadata(path) {
        Ok(there) if there.is_file() => Body::file(path),
        Ok(_) => File::open(path).map(Body::reader),
        Err(error) => Err(error),
    };
    payload.map_err(|error| unreadable(path, &error))
}

pub(super) fn text(file: &str) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == STANDARD_INPUT {
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    read.map_err(|error| unreadable(file, &error))
}

fn unreadable(file: &str, error: &io::Error) -> Failure {
    Failure::usage([format!("reading {}: {error}", named(file))])
}

/// A file as people call it.
fn named(file: &str) -> &str {
    if file == STANDARD_INPUT { "standard input" } else { file }
}

/// JSON where the text begins as JSON does, YAML otherwise: errors are those of the language that was meant.
pub(super) fn parsed(text: &str, file: &str) -> Result<Json, Failure> {
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

/// The bytes of a file.
pub(super) fn bytes(path: &str) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}
