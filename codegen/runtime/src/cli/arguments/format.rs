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
        Some(("jsonpath", expression)) => JsonPath::parse(expression)
            .map(OutputFormat::JsonPath)
            .map_err(|error| format!("{expression:?} is not a JSONPath: {error}")),
        None if text == "json" => Ok(OutputFormat::Json),
        None if text == "yaml" => Ok(OutputFormat::Yaml),
        None if text == "table" => Ok(OutputFormat::Table),
        _ => Err("must be json, yaml, table or jsonpath=EXPRESSION".to_owned()),
    }
}
