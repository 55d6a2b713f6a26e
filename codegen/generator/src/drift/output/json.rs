//! Reports for programs.

use serde_json::{Value, json};

use crate::drift::change::{Level, Placed};
use crate::drift::report::Report;

/// The version of the form. It grows when something is taken out of it or means something else.
const VERSION: u32 = 1;

impl Report {
    /// The report for programs, one object:
    ///
    /// | member | what it is |
    /// |---|---|
    /// | `format` | the version of this form, 1; a greater one takes something out or gives it another meaning |
    /// | `old`, `new` | the documents: `source`, `title`, `version` |
    /// | `operations` | how many operations of the old document were compared |
    /// | `worst` | the worst level: `breaking`, `compatible`, `notice`; `null` where there is no change |
    /// | `version` | the version that a crate of the new document needs: `major`, `minor`, `patch`, or `null` |
    /// | `counts` | how many changes there are of each level, and `documentation`: how many texts differ |
    /// | `changes` | worst first: `code`, `level`, `direction` (`request`, `response`, `both`), `wire` (`works`, `breaks`), `rust` (`major`, `minor`, `patch`), `subject`, `message`, `operations`, and two ends `old` and `new`: `place` and, where the thing is there, `shown` |
    /// | `renamed` | what is called differently in Rust alone: `kind` (`type`, `field`, `variant`), `old`, `new`, `old_place`, `new_place` |
    /// | `obsolete` | the overlay's actions that do nothing to the new document: `place`, `message` |
    /// | `unwritten` | the places in the old document where a sentence is yet to be written |
    /// | `uncompared` | the operations that neither document lets be compared |
    /// | `accepted` | the changes that were accepted: `change`, `reason`, `until` |
    /// | `unmatched` | the entries of the accepted list that do nothing: `entry`, `expired` |
    /// | `documentation` | only where it was asked for: `subject`, `keyword`, `old`, `new`, `old_place`, `new_place` |
    ///
    /// A place is `source`, `pointer`, and, where it is known, `position`: `line` and `column`, counted from 1.
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
            "unwritten": self.unwritten.iter().map(Placed::from).collect::<Vec<_>>(),
            "uncompared": self.uncompared,
            "accepted": self.waived,
            "unmatched": self.unmatched,
        });
        if let Some(members) = report.as_object_mut().filter(|_| documentation) {
            members.insert("documentation".to_owned(), json!(self.rewritten));
        }
        report
    }
}
