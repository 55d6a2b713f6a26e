//! Diagnostics as JSON, a stable format for programs.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Label, Location};

/// Serializes an object with the members
///
/// | | |
/// |---|---|
/// | `code` | the code, such as `unknown-keyword` |
/// | `level` | `error`, `warning` or `note` |
/// | `message` | the message |
/// | `file` | the name of the document, of a file beside it, or of the overlay |
/// | `line`, `column` | the start, both from 1, columns in characters; `null` if unknown |
/// | `end` | the `line` and `column` after the last character, or `null` |
/// | `pointer` | the JSON pointer to the value as a URI fragment: `#/paths/~1peers` |
/// | `labels` | related locations: objects with `text` and the five members of a location above |
/// | `notes` | further explanations |
/// | `cost` | what the defect costs the crate, or `null` |
/// | `help` | the advice, or `null` |
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Diagnostic", 12)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("level", &self.level)?;
        object.serialize_field("message", &self.message)?;
        location(&self.location, &mut object)?;
        object.serialize_field("labels", &self.labels)?;
        object.serialize_field("notes", &self.notes)?;
        object.serialize_field("cost", &self.cost.as_ref().map(ToString::to_string))?;
        object.serialize_field("help", &self.advice)?;
        object.end()
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Label", 6)?;
        object.serialize_field("text", &self.text)?;
        location(&self.location, &mut object)?;
        object.end()
    }
}

fn location<Object: SerializeStruct>(
    location: &Location,
    object: &mut Object,
) -> Result<(), Object::Error> {
    let start = location.span.as_ref().map(crate::diagnostic::Span::start);
    let end = location.span.as_ref().map(crate::diagnostic::Span::end);
    let end = end.map_or(Value::Null, |end| json!({ "line": end.line, "column": end.column }));
    object.serialize_field("file", &location.source)?;
    object.serialize_field("line", &start.map(|start| start.line))?;
    object.serialize_field("column", &start.map(|start| start.column))?;
    object.serialize_field("end", &end)?;
    object.serialize_field("pointer", &location.pointer)
}
