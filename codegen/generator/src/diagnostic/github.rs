//! Findings as the workflow commands that GitHub shows beside the lines of a pull request.

use std::fmt;

use super::{Diagnostic, Diagnostics, Level, Visible};

/// The findings as annotations of GitHub workflows, one a line:
/// `::error file=spec/peering.yaml,line=12,col=5,title=unknown-keyword::...`.
///
/// ```
/// use portolan::diagnostic::{Annotations, Code, Diagnostics, Place, Pointer};
///
/// let mut found = Diagnostics::new();
/// found.add(Code::Syntax, Place::new("a,b.yaml", Pointer::root()), "100% wrong");
/// assert_eq!(Annotations(&found).to_string(), "::error file=a%2Cb.yaml,title=syntax::100%25 wrong\n");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Annotations<'findings>(pub &'findings Diagnostics);

impl fmt::Display for Annotations<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|finding| annotation(finding, formatter))
    }
}

fn annotation(finding: &Diagnostic, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(formatter, "::{command} file={}", property(&finding.place.source))?;
    if let Some(span) = &finding.place.span {
        let (start, end) = (span.start(), span.end());
        write!(formatter, ",line={},col={}", start.line, start.column)?;
        // GitHub takes the last column, not the one after it.
        write!(
            formatter,
            ",endLine={},endColumn={}",
            end.line,
            (end.column - 1).max(start.column)
        )?;
    }
    write!(formatter, ",title={}::", property(finding.code.as_str()))?;
    let labels = finding.labels.iter().map(|label| format!("{}: {}", label.text, label.place));
    let notes = labels.chain(finding.notes.iter().cloned()).map(|note| format!("note: {note}"));
    let advice = finding.advice.iter().map(|advice| format!("help: {advice}"));
    let lines = std::iter::once(finding.message.clone()).chain(notes).chain(advice);
    let lines: Vec<String> = lines.map(|line| Visible(&line).to_string()).collect();
    writeln!(formatter, "{}", escaped(&lines.join("\n")))
}

/// The text of a command: a line, in which `%0A` is another.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which no comma or colon may end.
fn property(text: &str) -> String {
    escaped(&Visible(text).to_string()).replace(':', "%3A").replace(',', "%2C")
}
