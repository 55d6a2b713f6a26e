//! Reports for people at a terminal.

use std::fmt::Write as _;

use super::group::{
    Texts, counts, end, groups, location, remarks, said, several, verdicts, version,
};
use crate::drift::change::{Change, in_a_line};
use crate::drift::report::Report;

/// The widest that the left of two columns gets.
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
            columns(&mut text, said(rewritten.old.as_ref()), said(rewritten.new.as_ref()));
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
            several(report.operations, "operation"),
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

/// Old and new side by side; where the old is too long for that, one under the other.
fn columns(text: &mut String, old: &str, new: &str) {
    if old.chars().count() > WIDEST {
        line(text, &format!("    {old}"));
        line(text, &format!("    {:WIDEST$} -> {new}", ""));
    } else {
        line(text, &format!("    {old:WIDEST$} -> {new}"));
    }
}

fn line(text: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}", in_a_line(line));
}
