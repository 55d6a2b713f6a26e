//! Diagnostics as GitHub workflow commands, displayed beside the lines of a pull request.

use std::fmt;

use crate::diagnostic::{Diagnostic, Diagnostics, Level, Visible};

/// Displays diagnostics as GitHub workflow annotations, one per line:
/// `::error file=spec/peering.yaml,line=12,col=5,title=unknown-keyword::...`.
///
/// ```
/// use portolan::diagnostic::{Annotations, Code, Diagnostics, Location, Pointer};
///
/// let mut diagnostics = Diagnostics::new();
/// diagnostics.add(Code::Syntax, Location::new("a,b.yaml", Pointer::root()), "100% wrong");
/// assert_eq!(Annotations(&diagnostics).to_string(), "::error file=a%2Cb.yaml,title=syntax::100%25 wrong\n");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Annotations<'diagnostics>(pub &'diagnostics Diagnostics);

impl fmt::Display for Annotations<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|diagnostic| annotation(diagnostic, formatter))
    }
}

fn annotation(diagnostic: &Diagnostic, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(formatter, "::{command} file={}", property(&diagnostic.location.source))?;
    if let Some(span) = &diagnostic.location.span {
        let (start, end) = (span.start(), span.end());
        write!(formatter, ",line={},col={}", start.line, start.column)?;
        // GitHub's `endColumn` is inclusive.
        write!(
            formatter,
            ",endLine={},endColumn={}",
            end.line,
            (end.column - 1).max(start.column)
        )?;
    }
    write!(formatter, ",title={}::", property(diagnostic.code.as_str()))?;
    let labels =
        diagnostic.labels.iter().map(|label| format!("{}: {}", label.text, label.location));
    let notes = labels.chain(diagnostic.notes.iter().cloned()).map(|note| format!("note: {note}"));
    let advice = diagnostic.advice.iter().map(|advice| format!("help: {advice}"));
    let lines = std::iter::once(diagnostic.message.clone()).chain(notes).chain(advice);
    let lines: Vec<String> = lines.map(|line| Visible(&line).to_string()).collect();
    writeln!(formatter, "{}", escaped(&lines.join("\n")))
}

/// Escapes the text of a command, which is one line.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, in which commas and colons are separators.
fn property(text: &str) -> String {
    escaped(&Visible(text).to_string()).replace(':', "%3A").replace(',', "%2C")
}
