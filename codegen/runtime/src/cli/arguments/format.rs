//! The flags `--output` and `--output-file`.

use clap::{Arg, ValueHint};
use serde_json_path::JsonPath;

use super::names::flag;

/// The format of a response.
#[derive(Debug, Clone)]
pub(in crate::cli) enum OutputFormat {
    /// JSON: indented on a terminal, one line otherwise.
    Json,
    Yaml,
    Table,
    /// The matches of a JSONPath, one per line. Strings are unquoted, other values are JSON.
    JsonPath(JsonPath),
}

/// The maximum number of open brackets in a JSONPath, whose parser calls itself for each.
const MAX_DEPTH: usize = 64;

/// Returns the flags.
pub(super) fn output_flags() -> [Arg; 2] {
    [
        Arg::new(flag::OUTPUT)
            .long(flag::OUTPUT)
            .short('o')
            .value_name("FORMAT")
            .value_parser(parse)
            .help("json, yaml, table or jsonpath=EXPRESSION [default: json]")
            .long_help(
                "json (indented on a terminal, one line in a pipe), yaml, table, or jsonpath=EXPRESSION: the matches \
                 of a JSONPath such as $.results[*].id, one per line [default: json]",
            ),
        Arg::new(flag::OUTPUT_FILE)
            .long(flag::OUTPUT_FILE)
            .value_name("FILE")
            .value_hint(ValueHint::FilePath)
            .help("Writes the response to a file, atomically"),
    ]
}

fn parse(text: &str) -> Result<OutputFormat, String> {
    match text.split_once('=') {
        Some(("jsonpath", expression)) if is_too_deep(expression) => {
            Err(format!("a JSONPath has at most {MAX_DEPTH} open brackets"))
        }
        Some(("jsonpath", expression)) => JsonPath::parse(expression)
            .map(OutputFormat::JsonPath)
            .map_err(|error| format!("{expression:?} is not a JSONPath: {error}")),
        None if text == "json" => Ok(OutputFormat::Json),
        None if text == "yaml" => Ok(OutputFormat::Yaml),
        None if text == "table" => Ok(OutputFormat::Table),
        _ => Err("must be json, yaml, table or jsonpath=EXPRESSION".to_owned()),
    }
}

/// Whether a JSONPath has more open brackets at once than the limit.
fn is_too_deep(expression: &str) -> bool {
    let mut depth = 0_usize;
    expression.bytes().any(|byte| {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}
