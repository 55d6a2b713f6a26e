//! The items of all pages, written as one list while they arrive.
//!
//! Invariant: in JSON and YAML, at most one item is held. Tables and JSONPath need the whole list.

use serde_json::Value as Json;

use super::response::Output;
use crate::cli::arguments::OutputFormat;
use crate::cli::failure::Failure;

/// A list that is being written.
pub(in crate::cli) struct ItemList {
    output: Output,
    /// The items of a list that can only be written as a whole.
    collected: Vec<Json>,
    is_empty: bool,
}

impl ItemList {
    /// Returns an empty list. Nothing is written before the first item.
    pub(in crate::cli) fn new(output: Output) -> Self {
        Self { output, collected: Vec::new(), is_empty: true }
    }

    /// Adds an item. Returns `false` if the reader is gone.
    pub(in crate::cli) fn push(&mut self, item: Json) -> Result<bool, Failure> {
        let text = match self.output.format() {
            OutputFormat::Json if self.output.is_terminal() => {
                let text = format!("{item:#}").replace('\n', "\n  ");
                format!("{}\n  {text}", if self.is_empty { "[" } else { "," })
            }
            OutputFormat::Json => format!("{}{item}", if self.is_empty { "[" } else { "," }),
            OutputFormat::Yaml => serde_yaml::to_string(&[item])
                .map_err(|error| Failure::local(format!("formatting the response: {error}")))?,
            OutputFormat::Table | OutputFormat::JsonPath(_) => {
                self.collected.push(item);
                return Ok(true);
            }
        };
        self.is_empty = false;
        self.output.write(text.as_bytes())
    }

    /// Ends the line of a list that cannot be completed, so that the error has a line of its own.
    pub(in crate::cli) fn abandon(mut self) {
        if !self.is_empty && matches!(self.output.format(), OutputFormat::Json) {
            // The error that follows is the one to report.
            let _ = self.output.write(b"\n");
        }
    }

    /// Completes the list.
    pub(in crate::cli) fn finish(mut self) -> Result<(), Failure> {
        if self.is_empty {
            return self.output.json(&Json::Array(self.collected));
        }
        if let OutputFormat::Json = self.output.format() {
            let end = if self.output.is_terminal() { "\n]\n" } else { "]\n" };
            self.output.write(end.as_bytes())?;
        }
        self.output.finish()
    }
}
