//! Reports for a terminal.

use std::fmt::Write as _;

use super::group::{
    Texts, counted, counts, end, groups, location, remarks, text_or_dash, verdicts, version,
};
use crate::drift::change::{Change, single_line};
use crate::drift::report::Report;

/// The maximum width of the left column.
const WIDEST: usize = 60;

pub(super) fn text(report: &Report, documentation: bool) -> String {
    let mut text = String::new();
    for group in groups(report) {
        line(&mut text, &group.heading);
        for change in group.changes {
            self::change(&mut text, &change);
        }
        text.push('\n');
    }
    if documentation {
        for rewritten in &report.rewritten {
            line(&mut text, &format!("{} of {}", rewritten.keyword, rewritten.subject));
            columns(
                &mut text,
                text_or_dash(rewritten.old.as_ref()),
                text_or_dash(rewritten.new.as_ref()),
            );
            columns(
                &mut text,
                &location(&rewritten.old_location),
                &location(&rewritten.new_location),
            );
        }
    }
    for remark in remarks(report) {
        line(&mut text, &remark);
    }
    line(&mut text, &format!("{} against {}", report.old.source, report.new.source));
    line(
        &mut text,
        &format!(
            "{}: {}; {}; {}",
            counted(report.operations, "operation"),
            counts(report),
            Texts(&report.rewritten),
            version(report)
        ),
    );
    text
}

fn change(text: &mut String, change: &Change) {
    line(
        text,
        &format!("  {}[{}]: {}: {}", change.level(), change.code, change.subject, change.message),
    );
    line(text, &format!("    {}", verdicts(change)));
    columns(text, end(&change.old), end(&change.new));
    columns(text, &location(&change.old.location), &location(&change.new.location));
}

/// Writes old and new side by side, or one below the other if the old text is too long.
fn columns(text: &mut String, old: &str, new: &str) {
    if old.chars().count() > WIDEST {
        line(text, &format!("    {old}"));
        line(text, &format!("    {:WIDEST$} -> {new}", ""));
    } else {
        line(text, &format!("    {old:WIDEST$} -> {new}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", single_line(line));
}
