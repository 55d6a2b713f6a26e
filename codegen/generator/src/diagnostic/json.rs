//! Diagnostics as JSON, for programs: one object each, whose members stay what they are.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use serde_json::{Value, json};

use super::{Diagnostic, Label, Location};

/// One object with the members
///
/// | | |
/// |---|---|
/// | `code` | the kind of diagnostic, such as `unknown-keyword` |
/// | `level` | `error`, `warning` or `note` |
/// | `message` | what was found, and what was expected there |
/// | `file` | the name of the document, of a file beside it, or of the overlay, as it was given |
/// | `line`, `column` | where the place begins, both counted from 1, columns in characters; `null` where that is not known |
/// | `end` | where it ends: the `line` and `column` after its last character; or `null` |
/// | `pointer` | the value in the file, as a JSON pointer in a URI fragment: `#/paths/~1peers` |
/// | `labels` | other places: objects with `text` and the six members of a place above |
/// | `notes` | sentences that help to understand it |
/// | `help` | what to do about it, or `null` |
impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Diagnostic", 11)?;
        object.serialize_field("code", &self.code)?;
        object.serialize_field("level", &self.level)?;
        object.serialize_field("message", &self.message)?;
        location(&self.location, &mut object)?;
        object.serialize_field("labels", &self.labels)?;
        object.serialize_field("notes", &self.notes)?;
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
    let start = location.span.as_ref().map(super::Span::start);
    let end = location.span.as_ref().map(super::Span::end);
    let end = end.map_or(Value::Null, |end| json!({ "line": end.line, "column": end.column }));
    object.serialize_field("file", &location.source)?;
    object.serialize_field("line", &start.map(|start| start.line))?;
    object.serialize_field("column", &start.map(|start| start.column))?;
    object.serialize_field("end", &end)?;
    object.serialize_field("pointer", &location.pointer)
}
