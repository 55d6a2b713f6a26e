//! The report of all diagnostics: the first of each code are drawn, the others are listed.

use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::Renderer;

use super::draw;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Visible};

/// Displays diagnostics for people.
///
/// The first few of each code are drawn with their source lines. Up to a hundred more are listed at the end, one per
/// line; [`whole`](Self::whole) draws all of them.
///
/// ```
/// use portolan::diagnostic::{Code, Diagnostics, Location, Pointer, Report};
///
/// let mut diagnostics = Diagnostics::new();
/// diagnostics.add(Code::Syntax, Location::new("a.yaml", Pointer::root()), "invalid YAML");
/// assert_eq!(Report::new(&diagnostics).to_string(), "error[syntax]: invalid YAML\n --> a.yaml\n");
/// ```
#[derive(Debug, Clone)]
pub struct Report<'diagnostics> {
    diagnostics: &'diagnostics Diagnostics,
    renderer: Renderer,
    whole: bool,
}

/// Limit of drawn diagnostics per code.
const MAX_DRAWN: usize = 3;

/// Limit of listed diagnostics per code.
const MAX_LISTED: usize = 100;

impl<'diagnostics> Report<'diagnostics> {
    /// Returns a report without colours.
    #[must_use]
    pub fn new(diagnostics: &'diagnostics Diagnostics) -> Self {
        Self { diagnostics, renderer: Renderer::plain(), whole: false }
    }

    /// Sets whether the report has colours, for a terminal.
    #[must_use]
    pub fn coloured(mut self, coloured: bool) -> Self {
        // Hyperlinks would send names from the document to the terminal unescaped.
        self.renderer =
            if coloured { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        self
    }

    /// Sets whether all diagnostics are drawn.
    #[must_use]
    pub fn whole(mut self, whole: bool) -> Self {
        self.whole = whole;
        self
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut by_code: BTreeMap<(Level, Code), Vec<&Diagnostic>> = BTreeMap::new();
        let mut is_first = true;
        for diagnostic in self.diagnostics {
            let same_code = by_code.entry((diagnostic.level, diagnostic.code)).or_default();
            same_code.push(diagnostic);
            if self.whole || same_code.len() <= MAX_DRAWN {
                if !std::mem::take(&mut is_first) {
                    writeln!(formatter)?;
                }
                writeln!(formatter, "{}", draw::draw(diagnostic, &self.renderer))?;
            }
        }
        if self.whole {
            return Ok(());
        }
        // Errors are listed last, next to the prompt.
        for ((level, code), same_code) in &by_code {
            let listed = same_code.get(MAX_DRAWN..).unwrap_or_default();
            if !listed.is_empty() {
                writeln!(
                    formatter,
                    "\n{}",
                    draw::more(*level, *code, listed.len(), &self.renderer)
                )?;
            }
            for diagnostic in listed.iter().take(MAX_LISTED) {
                writeln!(formatter, "  {}: {}", diagnostic.location, Visible(&diagnostic.message))?;
            }
            if let Some(rest @ 1..) = listed.len().checked_sub(MAX_LISTED) {
                writeln!(formatter, "  and {rest} more")?;
            }
        }
        Ok(())
    }
}
