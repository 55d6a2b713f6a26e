//! Reports as one HTML page without external resources.

use std::fmt::Write as _;

use super::group::{Texts, counts, end, groups, location, remarks, text_or_dash, version};
use crate::drift::change::{Change, End, single_line};
use crate::drift::effect::{Direction, Level, Rust, Wire};
use crate::drift::report::Report;
use crate::drift::rules::Verdict;

/// The stylesheet.
const STYLE: &str = include_str!("page.css");
/// The script that filters the changes.
const SCRIPT: &str = include_str!("page.js");

/// The content security policy: nothing is loaded.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

pub(super) fn html(report: &Report, documentation: bool) -> String {
    let mut page = String::new();
    head(&mut page, report);
    controls(&mut page, report);
    for group in groups(report) {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "<section class=\"group\"><h2>{}</h2>", text(&group.heading));
        group.changes.iter().for_each(|change| self::change(&mut page, change));
        page.push_str("</section>\n");
    }
    if documentation && !report.rewritten.is_empty() {
        texts(&mut page, report);
    }
    let remarks = remarks(report);
    if !remarks.is_empty() {
        page.push_str("<section><h2>Besides</h2><ul>\n");
        for remark in remarks {
            let _ = writeln!(page, "<li>{}</li>", sentence(&remark));
        }
        page.push_str("</ul></section>\n");
    }
    let _ = writeln!(page, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>");
    page
}

fn head(page: &mut String, report: &Report) {
    let (old, new) = (text(&report.old.source), text(&report.new.source));
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <title>Drift: {old} against {new}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>Drift of {}</h1>\n<p class=\"faint\"><code>{old}</code> ({}) against <code>{new}</code> ({}): {}; {}; {}.</p>\n",
        text(&report.old.title),
        text(&report.old.version),
        text(&report.new.version),
        text(&counts(report)),
        text(&Texts(&report.rewritten).to_string()),
        text(&version(report)),
    );
}

fn controls(page: &mut String, report: &Report) {
    page.push_str("<div class=\"tiles\">");
    for level in Level::ALL {
        let _ = write!(
            page,
            "<div class=\"tile\"><b class=\"{level}\">{}</b>{level}</div>",
            report.count(level)
        );
    }
    let version = report.version().map_or_else(|| "none".to_owned(), |version| version.to_string());
    let _ = write!(page, "<div class=\"tile\"><b>{version}</b>version needed</div>");
    let _ =
        writeln!(page, "<div class=\"tile\"><b>{}</b>operations</div></div>", report.operations);
    page.push_str("<form><fieldset><legend>Level</legend>");
    for level in Level::ALL {
        checkbox(page, "level", &level.to_string());
    }
    page.push_str("</fieldset><fieldset><legend>Direction</legend>");
    for direction in [Direction::Request, Direction::Response] {
        checkbox(page, "direction", &direction.to_string());
    }
    page.push_str(
        "</fieldset><input type=\"search\" name=\"words\" placeholder=\"operation, property, code\" \
         aria-label=\"Search\"><span id=\"shown\" class=\"faint\"></span></form>\n",
    );
}

fn checkbox(page: &mut String, name: &str, value: &str) {
    let _ = write!(
        page,
        "<label class=\"{value}\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked> {value}</label>"
    );
}

fn change(page: &mut String, change: &Change) {
    let level = change.level();
    let directions = match change.direction {
        Direction::Request => "request",
        Direction::Response => "response",
        Direction::Both => "request response",
    };
    let wire = match change.wire {
        Wire::Works => "works on the wire",
        Wire::Breaks => "breaks on the wire",
    };
    let rust = match change.rust {
        Rust::Patch => "patch in Rust",
        Rust::Minor => "minor in Rust",
        Rust::Major => "major in Rust",
    };
    let _ = write!(
        page,
        "<article class=\"{level}\" data-level=\"{level}\" data-direction=\"{directions}\"><header>\
         <span class=\"verdicts\">{directions} &middot; {wire} &middot; {rust}</span>\
         <code class=\"kind {level}\">{}</code> <code>{}</code><br>{}<div class=\"reason\">",
        change.code,
        text(&change.subject),
        sentence(&change.message),
    );
    let verdicts = change.code.rule().verdicts.iter();
    let verdicts: Vec<&Verdict> =
        verdicts.filter(|verdict| verdict.direction.overlaps(change.direction)).collect();
    let reasons = verdicts.iter().map(|verdict| match verdicts.len() {
        1 => sentence(verdict.reason),
        _ => format!("{}: {}", verdict.direction, sentence(verdict.reason)),
    });
    let reasons: Vec<String> = reasons.collect();
    let _ = write!(page, "{}</div></header><div class=\"ends\">", reasons.join("<br>"));
    for end in [&change.old, &change.new] {
        self::end_of(page, end);
    }
    page.push_str("</div></article>\n");
}

fn end_of(page: &mut String, value: &End) {
    let _ = write!(
        page,
        "<div><code>{}</code><code class=\"place\">{}</code></div>",
        text(end(value)),
        text(&location(&value.location))
    );
}

fn texts(page: &mut String, report: &Report) {
    page.push_str("<section><h2>Descriptions</h2>\n");
    for rewritten in &report.rewritten {
        let _ = writeln!(
            page,
            "<article><header>{} of <code>{}</code></header><div class=\"ends\">\
             <div>{}<code class=\"place\">{}</code></div><div>{}<code class=\"place\">{}</code></div></div></article>",
            rewritten.keyword,
            text(&rewritten.subject),
            text(text_or_dash(rewritten.old.as_ref())),
            text(&location(&rewritten.old_location)),
            text(text_or_dash(rewritten.new.as_ref())),
            text(&location(&rewritten.new_location)),
        );
    }
    page.push_str("</section>\n");
}

/// Escapes a sentence; text between backticks becomes code.
fn sentence(sentence: &str) -> String {
    let pieces = sentence.split('`').map(text);
    let mut shown = String::new();
    for (index, piece) in pieces.enumerate() {
        match index % 2 {
            0 => shown.push_str(&piece),
            _ => shown.extend(["<code>", &piece, "</code>"]),
        }
    }
    shown
}

/// Escapes text for elements and attributes.
fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in single_line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn document_text_does_not_become_markup() {
        assert_eq!(text("</b>\"'&\n"), "&lt;/b&gt;&quot;&#39;&amp; ");
    }
}
