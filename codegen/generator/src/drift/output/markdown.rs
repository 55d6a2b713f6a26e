//! Reports for pull requests and issues, as CommonMark with tables.

use std::fmt::Write as _;

use super::group::{Texts, counted, counts, end, groups, location, remarks, text_or_dash, version};
use crate::drift::change::{Change, single_line};
use crate::drift::report::Report;

pub(super) fn markdown(report: &Report, documentation: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "## Drift\n\n{} against {}, {}: {}; {}; {}.\n",
        code(&report.old.source),
        code(&report.new.source),
        counted(report.operations, "operation"),
        counts(report),
        Texts(&report.rewritten),
        version(report)
    );
    for group in groups(report) {
        let _ = writeln!(text, "### {}\n", plain(&group.heading));
        text.push_str("| level | item | old | new | direction | wire | Rust |\n");
        text.push_str("|---|---|---|---|---|---|---|\n");
        for change in group.changes {
            row(&mut text, &change);
        }
        text.push('\n');
    }
    if documentation && !report.rewritten.is_empty() {
        text.push_str("### Descriptions\n\n| item | old | new |\n|---|---|---|\n");
        for rewritten in &report.rewritten {
            let _ = writeln!(
                text,
                "| {} of {} | {} | {} |",
                rewritten.keyword,
                code(&rewritten.subject),
                plain(text_or_dash(rewritten.old.as_ref())),
                plain(text_or_dash(rewritten.new.as_ref()))
            );
        }
        text.push('\n');
    }
    let remarks = remarks(report);
    if !remarks.is_empty() {
        text.push_str("### Besides\n\n");
        for remark in remarks {
            let _ = writeln!(text, "- {}", sentence(&remark));
        }
    }
    text
}

fn row(text: &mut String, change: &Change) {
    let _ = writeln!(
        text,
        "| {} | `{}` {}: {} | {}<br>{} | {}<br>{} | {} | {} | {} |",
        change.level(),
        change.code,
        code(&change.subject),
        sentence(&change.message),
        code(end(&change.old)),
        code(&location(&change.old.location)),
        code(end(&change.new)),
        code(&location(&change.new.location)),
        change.direction,
        change.wire,
        change.rust
    );
}

/// Escapes a sentence; text between backticks becomes code.
fn sentence(sentence: &str) -> String {
    let pieces = sentence.split('`').enumerate();
    pieces.map(|(index, piece)| if index % 2 == 0 { plain(piece) } else { code(piece) }).collect()
}

/// Escapes text for one line and for a cell of a table.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in single_line(text).chars() {
        if character == '<' {
            plain.push_str("&lt;");
        } else if character == '&' {
            plain.push_str("&amp;");
        } else if character == '@' {
            // An at sign before a name would notify its owner.
            plain.push_str("`@`");
        } else {
            if character.is_ascii_punctuation() && !".,:;'()/".contains(character) {
                plain.push('\\');
            }
            plain.push(character);
        }
    }
    plain
}

/// Returns text as code. A bar would end the cell even there, and more backticks than inside delimit the code.
fn code(text: &str) -> String {
    let text = single_line(text).replace('|', "\\|");
    let mut longest = 0;
    let mut current = 0;
    for character in text.chars() {
        current = if character == '`' { current + 1 } else { 0 };
        longest = longest.max(current);
    }
    let fence = "`".repeat(longest + 1);
    if text.trim().is_empty() || text.starts_with('`') || text.ends_with('`') {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn document_text_does_not_become_markup() {
        assert_eq!(
            plain("<b>&[x](y)|`\n# @me"),
            "\\<b\\>".replace("\\<", "&lt;") + "&amp;\\[x\\](y)\\|\\` \\# `@`me"
        );
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("``a"), "``` ``a ```");
        assert_eq!(code("a\nb"), "`a b`");
        assert_eq!(code(""), "`  `");
    }
}
