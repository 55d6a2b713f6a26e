//! All findings on a screen: the first of each kind drawn, those like them in a line each.

use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::Renderer;

use super::{Code, Diagnostic, Diagnostics, Level, Visible, draw};

/// Findings as a person reads them.
///
/// Each is drawn with the lines it is about. Of many of one kind the first few are, and the others are listed after
/// all that is drawn, in a line each, up to a hundred; [`whole`](Self::whole) draws them too.
///
/// ```
/// use portolan::diagnostic::{Code, Diagnostics, Place, Pointer, Report};
///
/// let mut found = Diagnostics::new();
/// found.add(Code::Syntax, Place::new("a.yaml", Pointer::root()), "this is not YAML");
/// assert_eq!(Report::new(&found).to_string(), "error[syntax]: this is not YAML\n --> a.yaml\n");
/// ```
#[derive(Debug, Clone)]
pub struct Report<'findings> {
    findings: &'findings Diagnostics,
    renderer: Renderer,
    whole: bool,
}

/// How many findings of one kind are drawn.
const DRAWN: usize = 3;

/// How many more of them are listed, each in a line; nobody reads on after that.
const LISTED: usize = 100;

impl<'findings> Report<'findings> {
    /// The findings without colours.
    #[must_use]
    pub fn new(findings: &'findings Diagnostics) -> Self {
        Self { findings, renderer: Renderer::plain(), whole: false }
    }

    /// The same with colours, for a terminal.
    #[must_use]
    pub fn coloured(mut self, coloured: bool) -> Self {
        // Links to files would show the text of the document to the terminal in another way.
        self.renderer =
            if coloured { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        self
    }

    /// The same with every finding drawn, however many there are.
    #[must_use]
    pub fn whole(mut self, whole: bool) -> Self {
        self.whole = whole;
        self
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut met: BTreeMap<(Level, Code), Vec<&Diagnostic>> = BTreeMap::new();
        let mut is_first = true;
        for finding in self.findings {
            let like = met.entry((finding.level, finding.code)).or_default();
            like.push(finding);
            if self.whole || like.len() <= DRAWN {
                if !std::mem::take(&mut is_first) {
                    writeln!(formatter)?;
                }
                writeln!(formatter, "{}", draw::draw(finding, &self.renderer))?;
            }
        }
        if self.whole {
            return Ok(());
        }
        // What keeps the crate from being made stands last, where it is read first.
        for ((level, code), like) in &met {
            let listed = like.get(DRAWN..).unwrap_or_default();
            if !listed.is_empty() {
                writeln!(
                    formatter,
                    "\n{}",
                    draw::more(*level, *code, listed.len(), &self.renderer)
                )?;
            }
            for finding in listed.iter().take(LISTED) {
                writeln!(formatter, "  {}: {}", finding.place, Visible(&finding.message))?;
            }
            if let Some(rest @ 1..) = listed.len().checked_sub(LISTED) {
                writeln!(formatter, "  and {rest} more")?;
            }
        }
        Ok(())
    }
}
