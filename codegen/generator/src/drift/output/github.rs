//! Reports as annotations of a GitHub workflow: one command on each line.

use std::fmt::Write as _;

use super::group::{Texts, counts, end, remarks, text_or_dash, verdicts, version};
use crate::diagnostic::Location;
use crate::drift::change::single_line;
use crate::drift::effect::Level;
use crate::drift::report::Report;

pub(super) fn github(report: &Report, documentation: bool) -> String {
    let mut text = String::new();
    for change in &report.changes {
        let command = match change.level() {
            Level::Breaking => "error",
            Level::Compatible => "warning",
            Level::Notice => "notice",
        };
        let message = format!(
            "{}: {} ({}): {} -> {}",
            change.subject,
            change.message,
            verdicts(change),
            end(&change.old),
            end(&change.new)
        );
        annotation(&mut text, command, &change.old.location, change.code.as_str(), &message);
    }
    if documentation {
        for rewritten in &report.rewritten {
            let ends = (text_or_dash(rewritten.old.as_ref()), text_or_dash(rewritten.new.as_ref()));
            let message =
                format!("{} of {}: {} -> {}", rewritten.keyword, rewritten.subject, ends.0, ends.1);
            annotation(&mut text, "notice", &rewritten.old_location, "documentation", &message);
        }
    }
    for remark in remarks(report) {
        let _ = writeln!(text, "::notice title=drift::{}", escaped(&remark));
    }
    let summary = format!("{}; {}; {}", counts(report), Texts(&report.rewritten), version(report));
    let _ = writeln!(text, "::notice title=drift::{}", escaped(&summary));
    text
}

/// Returns one command. Its location is in the old document, which is the one in the repository.
fn annotation(text: &mut String, command: &str, location: &Location, title: &str, message: &str) {
    let line = location.span.as_ref().map(|span| {
        let at = span.start();
        format!(",line={},col={}", at.line, at.column)
    });
    let _ = writeln!(
        text,
        "::{command} file={}{},title={}::{}",
        property(&location.source),
        line.unwrap_or_default(),
        property(title),
        escaped(message)
    );
}

fn escaped(text: &str) -> String {
    single_line(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
