//! All diagnostics on a screen: the first of each kind drawn, those like them in a line each.

use std::collections::BTreeMap;
use std::fmt;

use annotate_snippets::Renderer;

use super::{Code, Diagnostic, Diagnostics, Level, Visible, draw};

/// Diagnostics as a person reads them.
///
/// Each is drawn with the lines it is about. Of many of one kind the first few are, and the others are listed after
/// all that is drawn, in a line each, up to a hundred; [`whole`](Self::whole) draws them too.
///
/// ```
/// use portolan::diagnostic::{Code, Diagnostics, Location, Pointer, Report};
///
/// let mut found = Diagnostics::new();
/// found.add(Code::Syntax, Location::new("a.yaml", Pointer::root()), "this is not YAML");
/// assert_eq!(Report::new(&found).to_string(), "error[syntax]: this is not YAML\n --> a.yaml\n");
/// ```
#[derive(Debug, Clone)]
pub struct Report<'diagnostics> {
    diagnostics: &'diagnostics Diagnostics,
    renderer: Renderer,
    whole: bool,
}

/// How many diagnostics of one kind are drawn.
const DRAWN: usize = 3;

/// How many more of them are listed, each in a line; nobody reads on after that.
const LISTED: usize = 100;

impl<'diagnostics> Report<'diagnostics> {
    /// The diagnostics without colours.
    #[must_use]
    pub fn new(diagnostics: &'diagnostics Diagnostics) -> Self {
        Self { diagnostics, renderer: Renderer::plain(), whole: false }
    }

    /// The same with colours, for a terminal.
    #[must_use]
    pub fn coloured(mut self, coloured: bool) -> Self {
        // Links to files would show the text of the document to the terminal in another way.
        self.renderer =
            if coloured { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        self
    }

    /// The same with every diagnostic drawn, however many there are.
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
        for diagnostic in self.diagnostics {
            let like = met.entry((diagnostic.level, diagnostic.code)).or_default();
            like.push(diagnostic);
            if self.whole || like.len() <= DRAWN {
                if !std::mem::take(&mut is_first) {
                    writeln!(formatter)?;
                }
                writeln!(formatter, "{}", draw::draw(diagnostic, &self.renderer))?;
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
            for diagnostic in listed.iter().take(LISTED) {
                writeln!(formatter, "  {}: {}", diagnostic.location, Visible(&diagnostic.message))?;
            }
            if let Some(rest @ 1..) = listed.len().checked_sub(LISTED) {
                writeln!(formatter, "  and {rest} more")?;
            }
        }
        Ok(())
    }
}
