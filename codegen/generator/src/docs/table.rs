//! Builds tables.

use pulldown_cmark::Alignment;

/// A table with its finished rows, the head first.
#[derive(Debug)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    /// Starts a row. Empty cells at the end of the row before are dropped: a reader adds one for each column.
    pub(super) fn start_row(&mut self) {
        if self.rows.len() > 1
            && let Some(row) = self.rows.last_mut()
        {
            let filled = row.iter().rposition(|cell| !cell.is_empty());
            row.truncate(filled.map_or(1, |last| last + 1));
        }
        self.rows.push(Vec::new());
    }

    /// Adds a cell, one line of Markdown, to the last row.
    pub(super) fn push(&mut self, cell: &str) {
        if let Some(row) = self.rows.last_mut() {
            // A backslash directly before a pipe would escape it.
            row.push(cell.replace("\\|", "\\ |").replace('|', "\\|"));
        }
    }

    /// Returns the lines of the table.
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
