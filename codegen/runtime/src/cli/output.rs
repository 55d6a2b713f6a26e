//! Output: responses to standard output or a file, in the format that was asked for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Arg, ValueHint};
use serde_json::Value as Json;
use serde_json_path::JsonPath;

use super::failure::Failure;
use super::request::Typed;
use super::rows;
use super::tree::flag;

/// How a response is written.
#[derive(Debug, Clone)]
enum Format {
    /// As JSON: indented for people, in one line for programs.
    Json,
    Yaml,
    Table,
    /// What an expression finds, a line each: text as it is, everything else as JSON.
    JsonPath(JsonPath),
}

/// The flags that settle it.
pub(super) fn arguments() -> [Arg; 2] {
    [
        Arg::new(flag::OUTPUT)
            .long(flag::OUTPUT)
            .short('o')
            .value_name("FORMAT")
            .value_parser(format)
            .help("json, yaml, table or jsonpath=EXPRESSION [default: json]")
            .long_help(
                "json (indented on a terminal, one line in a pipe), yaml, table, or jsonpath=EXPRESSION: what a \
                 JSONPath such as $.results[*].id finds, a line each [default: json]",
            ),
        Arg::new(flag::OUTPUT_FILE)
            .long(flag::OUTPUT_FILE)
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help("Writes the response to a file, as a whole or not at all"),
    ]
}

fn format(text: &str) -> Result<Format, String> {
    match text.split_once('=') {
        Some(("jsonpath", expression)) => JsonPath::parse(expression)
            .map(Format::JsonPath)
            .map_err(|error| format!("{expression:?} is no JSONPath: {error}")),
        None if text == "json" => Ok(Format::Json),
        None if text == "yaml" => Ok(Format::Yaml),
        None if text == "table" => Ok(Format::Table),
        _ => Err("it has to be json, yaml, table or jsonpath=EXPRESSION".to_owned()),
    }
}

/// Where a response goes, and in which format. What can be found out about it before a request is sent, is.
pub(super) struct Output {
    format: Format,
    target: Target,
    /// The property that holds the items of a list.
    items: Option<&'static str>,
}

enum Target {
    Standard,
    /// A file that takes its place when it is whole.
    Whole {
        path: PathBuf,
        beside: PathBuf,
        file: File,
    },
    /// What is no file that could be replaced: a device, a pipe with a name.
    Device {
        path: PathBuf,
        file: File,
    },
}

impl Output {
    /// Opens what is written to.
    pub(super) fn open(typed: Typed<'_>) -> Result<Self, Failure> {
        let format = typed.matches.get_one::<Format>(flag::OUTPUT).cloned();
        let target = match typed.text(flag::OUTPUT_FILE) {
            Some(path) => Target::file(Path::new(path)).map_err(|error| {
                Failure::here(format!("writing {path}: {error}; nothing was sent"))
            })?,
            None => Target::Standard,
        };
        let items = typed.command.pages.as_ref().map(|list| list.items);
        Ok(Self { format: format.unwrap_or(Format::Json), target, items })
    }

    /// Whether people see what is written, on a terminal.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self.target, Target::Standard) && io::stdout().is_terminal()
    }

    /// Writes a response; one that is no JSON as it is.
    pub(super) fn response(mut self, bytes: &[u8]) -> Result<(), Failure> {
        if bytes.is_empty() {
            return self.finish();
        }
        if let Ok(json) = serde_json::from_slice(bytes) {
            return self.json(&json);
        }
        self.write(bytes)?;
        self.finish()
    }

    /// Writes JSON in the format that was asked for.
    pub(super) fn json(mut self, json: &Json) -> Result<(), Failure> {
        let is_terminal = self.is_terminal();
        let failed = |error: &dyn std::fmt::Display| {
            Failure::here(format!("the response cannot be written in this format: {error}"))
        };
        let text = match &self.format {
            Format::Json if is_terminal => {
                let text = serde_json::to_string_pretty(json).map_err(|error| failed(&error))?;
                format!("{text}\n")
            }
            Format::Json => format!("{json}\n"),
            Format::Yaml => serde_yaml::to_string(json).map_err(|error| failed(&error))?,
            Format::Table => rows::table(json, self.items),
            Format::JsonPath(path) => found(path, json),
        };
        self.write(if is_terminal { harmless(&text) } else { text }.as_bytes())?;
        self.finish()
    }

    /// Writes a part of a response that is no JSON, and says whether anybody reads what comes after it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        match &mut self.target {
            Target::Standard => match io::stdout().lock().write_all(bytes) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
                Err(error) => Err(Failure::here(format!("writing to standard output: {error}"))),
            },
            Target::Whole { path, file, .. } | Target::Device { path, file } => {
                file.write_all(bytes).map(|()| true).map_err(|error| unwritten(path, &error))
            }
        }
    }

    /// Says that all is written.
    pub(super) fn finish(self) -> Result<(), Failure> {
        match self.target.finish() {
            Ok(()) => Ok(()),
            Err((Some(path), error)) => Err(unwritten(&path, &error)),
            Err((None, error)) => {
                Err(Failure::here(format!("writing to standard output: {error}")))
            }
        }
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::here(format!("writing {}: {error}", path.display()))
        .with("  the request was carried out; its response is lost")
}

/// Whoever reads may have read enough, and gone: that is no fault.
pub(super) fn quiet(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// A text without what a terminal would take for an order; in JSON it stays the same value.
fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && character != '\n' {
            let escape = format!("\\u{:04x}", u32::from(character));
            harmless.push_str(&escape);
        } else {
            harmless.push(character);
        }
    }
    harmless
}

/// What a JSONPath finds, a line each.
fn found(path: &JsonPath, json: &Json) -> String {
    let lines = path.query(json).all().into_iter().map(|value| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{text}\n")
    });
    lines.collect()
}

impl Target {
    fn file(path: &Path) -> io::Result<Self> {
        let is_replaced = fs::metadata(path).is_ok_and(|it| !it.is_file());
        if is_replaced {
            let file = OpenOptions::new().write(true).open(path)?;
            return Ok(Self::Device { path: path.to_owned(), file });
        }
        let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{:016x}", fastrand::u64(..)));
        let beside = path.with_file_name(hidden);
        let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        Ok(Self::Whole { path: path.to_owned(), beside, file })
    }

    fn finish(mut self) -> Result<(), (Option<PathBuf>, io::Error)> {
        match &mut self {
            Self::Standard => quiet(io::stdout().lock().flush()).map_err(|error| (None, error)),
            Self::Device { path, file } => {
                file.flush().map_err(|error| (Some(path.clone()), error))
            }
            Self::Whole { path, beside, file } => file
                .sync_all()
                .and_then(|()| fs::rename(&*beside, &*path))
                .map_err(|error| (Some(path.clone()), error)),
        }
    }
}

/// What did not become whole goes.
impl Drop for Target {
    fn drop(&mut self) {
        if let Self::Whole { beside, .. } = self {
            // Once it has taken its place there is nothing left here.
            let _ = fs::remove_file(beside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(harmless("a\u{1b}[31m\n\u{9b}2Jü\t"), "a\\u001b[31m\n\\u009b2Jü\\u0009");
    }
}
