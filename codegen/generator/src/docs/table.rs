//! Tables in the making.

use pulldown_cmark::Alignment;

/// A table and its finished rows, the head first.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    pub(super) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Adds a cell, which is Markdown in one line, to the last row.
    pub(super) fn push(&mut self, cell: &str) {
        if let Some(row) = self.rows.last_mut() {
            // A backslash right before a pipe could not be told from one that escapes it.
            row.push(cell.replace("\\|", "\\ |").replace('|', "\\|"));
        }
    }

    /// The table in lines.
    pub(super) fn lines(&self) -> Vec<String> {
        let ruler = self.alignments.iter().map(|alignment| match alignment {
            Alignment::None => "---",
            Alignment::Left => ":--",
            Alignment::Center => ":-:",
            Alignment::Right => "--:",
        });
        let ruler: Vec<String> = ruler.map(str::to_owned).collect();
        let (head, body) = self.rows.split_at(self.rows.len().min(1));
        head.iter()
            .chain([&ruler])
            .chain(body)
            .map(|row| format!("| {} |", row.join(" | ")))
            .collect()
    }
}
