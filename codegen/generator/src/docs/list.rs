//! Builds lists with markers that separate adjacent and nested lists.

/// A list and its finished items.
#[derive(Debug)]
pub(super) struct List {
    marker: Marker,
    /// Whether items are separated by empty lines.
    pub(super) loose: bool,
    items: Vec<Vec<String>>,
}

/// The marker before the items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Bullet(char),
    /// Numbers from a start, each followed by the character.
    Number(u64, char),
}

impl Marker {
    /// Chooses a marker that differs from those of the enclosing and the preceding list.
    ///
    /// Equal markers would join two lists, or make a thematic break of empty items.
    pub(super) fn choose(
        start: Option<u64>,
        enclosing: Option<Marker>,
        before: Option<Marker>,
    ) -> Self {
        let taken = |character: char| {
            [enclosing, before].into_iter().flatten().any(|marker| {
                let (Self::Bullet(other) | Self::Number(_, other)) = marker;
                other == character
            })
        };
        let pick = |choices: [char; 3]| {
            let [first, ..] = choices;
            choices.into_iter().find(|choice| !taken(*choice)).unwrap_or(first)
        };
        match start {
            None => Self::Bullet(pick(['-', '*', '+'])),
            Some(start) => {
                let other = matches!(before, Some(Self::Number(_, '.')));
                // A list number has at most nine digits.
                let start = if start < 900_000_000 { start } else { 1 };
                Self::Number(start, if other { ')' } else { '.' })
            }
        }
    }

    /// Whether the list can follow a paragraph without an empty line.
    pub(super) fn interrupts(self) -> bool {
        matches!(self, Self::Bullet(_) | Self::Number(1, _))
    }
}

impl List {
    pub(super) fn new(marker: Marker) -> Self {
        Self { marker, loose: false, items: Vec::new() }
    }

    pub(super) fn marker(&self) -> Marker {
        self.marker
    }

    /// Adds an item unless it is empty.
    pub(super) fn push(&mut self, item: Vec<String>) {
        if !item.is_empty() {
            self.items.push(item);
        }
    }

    /// Returns the lines of the list.
    pub(super) fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        for (index, item) in self.items.into_iter().enumerate() {
            if index > 0 && self.loose {
                lines.push(String::new());
            }
            let marker = match self.marker {
                Marker::Bullet(bullet) => format!("{bullet} "),
                Marker::Number(start, after) => format!("{}{after} ", start + index as u64),
            };
            let indent = " ".repeat(marker.len());
            for (row, line) in item.into_iter().enumerate() {
                lines.push(match (row, line.is_empty()) {
                    (0, _) => format!("{marker}{line}"),
                    (_, true) => line,
                    _ => format!("{indent}{line}"),
                });
            }
        }
        lines
    }
}
