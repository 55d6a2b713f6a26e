//! Reports for pull requests and issues, as CommonMark with tables.

use std::fmt::Write as _;

use super::group::{Texts, counts, end, groups, location, remarks, said, several, version};
use crate::drift::change::{Change, in_a_line};
use crate::drift::report::Report;

pub(super) fn markdown(report: &Report, documentation: bool) -> String {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "## Drift\n\n{} against {}, {}: {}; {}; {}.\n",
        code(&report.old.source),
        code(&report.new.source),
        several(report.operations, "operation"),
        counts(report),
        Texts(&report.rewritten),
        version(report)
    );
    for group in groups(report) {
        let _ = writeln!(text, "### {}\n", plain(&group.heading));
        text.push_str("| level | what | old | new | direction | wire | Rust |\n");
        text.push_str("|---|---|---|---|---|---|---|\n");
        for change in group.changes {
            row(&mut text, &change);
        }
        text.push('\n');
    }
    if documentation && !report.rewritten.is_empty() {
        text.push_str("### Texts for people\n\n| what | old | new |\n|---|---|---|\n");
        for rewritten in &report.rewritten {
            let _ = writeln!(
                text,
                "| {} of {} | {} | {} |",
                rewritten.keyword,
                code(&rewritten.subject),
                plain(said(rewritten.old.as_ref())),
                plain(said(rewritten.new.as_ref()))
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

/// A sentence, in which what stands between backticks is code.
fn sentence(sentence: &str) -> String {
    let pieces = sentence.split('`').enumerate();
    pieces.map(|(index, piece)| if index % 2 == 0 { plain(piece) } else { code(piece) }).collect()
}

/// Text that means nothing but itself, on one line and in a cell of a table.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in in_a_line(text).chars() {
        if character == '<' {
            plain.push_str("&lt;");
        } else if character == '&' {
            plain.push_str("&amp;");
        } else if character == '@' {
            // A name behind it would be told of the issue.
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

/// Text as code. A bar would end the cell of a table even there, and more backticks than are inside end the code.
fn code(text: &str) -> String {
    let text = in_a_line(text).replace('|', "\\|");
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
    fn text_of_a_document_is_no_markup() {
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
