//! Reports as JSON.

use serde_json::{Value, json};

use crate::drift::change::JsonLocation;
use crate::drift::effect::Level;
use crate::drift::report::Report;

/// The version of the format. It is incremented when a member is removed or changes its meaning.
const VERSION: u32 = 1;

impl Report {
    /// Returns the report as a JSON object:
    ///
    /// | member | value |
    /// |---|---|
    /// | `format` | the version of this format, 1; incremented when a member is removed or changes its meaning |
    /// | `old`, `new` | the documents: `source`, `title`, `version` |
    /// | `operations` | the number of compared operations of the old document |
    /// | `worst` | the worst level: `breaking`, `compatible`, `notice`, or `null` without changes |
    /// | `version` | the version that a regenerated crate needs: `major`, `minor`, `patch`, or `null` |
    /// | `counts` | the number of changes of each level, and of changed descriptions as `documentation` |
    /// | `changes` | worst first: `code`, `level`, `direction` (`request`, `response`, `both`), `wire` (`works`, `breaks`), `rust` (`major`, `minor`, `patch`), `subject`, `message`, `operations`, and the ends `old` and `new`: `location` and, if there is a value, `shown` |
    /// | `renamed` | new names in Rust alone: `kind` (`type`, `field`, `variant`), `old`, `new`, `old_location`, `new_location` |
    /// | `obsolete` | the actions of the overlay that do nothing to the new document: `location`, `message` |
    /// | `unwritten` | the locations of placeholders for sentences in the old document |
    /// | `uncompared` | the operations that are omitted from both crates |
    /// | `accepted` | the accepted changes: `change`, `reason`, `until` |
    /// | `unmatched` | the entries of the list of accepted changes that do nothing: `entry`, `expired` |
    /// | `documentation` | only if requested: `subject`, `keyword`, `old`, `new`, `old_location`, `new_location` |
    ///
    /// A location has `source`, `pointer` and, if it is known, `position`: `line` and `column`, starting at 1.
    #[must_use]
    pub fn json(&self, documentation: bool) -> Value {
        let mut report = json!({
            "format": VERSION,
            "old": self.old,
            "new": self.new,
            "operations": self.operations,
            "worst": self.worst(),
            "version": self.version(),
            "counts": {
                "breaking": self.count(Level::Breaking),
                "compatible": self.count(Level::Compatible),
                "notice": self.count(Level::Notice),
                "documentation": self.rewritten.len(),
            },
            "changes": self.changes,
            "renamed": self.renamed,
            "obsolete": self.obsolete,
            "unwritten": self.unwritten.iter().map(JsonLocation::from).collect::<Vec<_>>(),
            "uncompared": self.uncompared,
            "accepted": self.accepted,
            "unmatched": self.unmatched,
        });
        if let Some(members) = report.as_object_mut().filter(|_| documentation) {
            members.insert("documentation".to_owned(), json!(self.rewritten));
        }
        report
    }
}
