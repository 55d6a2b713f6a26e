//! The syntax tree of a pattern.

use crate::class::Class;

/// A part of a pattern. Groups and laziness are not represented: they do not change whether a text matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Char(char),
    Class(Class),
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `\b`, or `\B` if negated.
    WordBoundary {
        is_negated: bool,
    },
    /// Parts one after the other; without parts, the empty text.
    Concat(Vec<Node>),
    /// Parts of which one matches.
    Alternation(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: u32,
        /// `None` if there is no limit.
        max: Option<u32>,
    },
    Lookaround {
        node: Box<Node>,
        is_behind: bool,
        is_negated: bool,
    },
}

impl Node {
    /// Whether the part contains lookaround. `\B` counts as such, because `regex` has it for bytes only.
    pub(crate) fn has_lookaround(&self) -> bool {
        match self {
            Self::Lookaround { .. } | Self::WordBoundary { is_negated: true } => true,
            Self::Concat(nodes) | Self::Alternation(nodes) => {
                nodes.iter().any(Self::has_lookaround)
            }
            Self::Repeat { node, .. } => node.has_lookaround(),
            Self::Char(_)
            | Self::Class(_)
            | Self::Start
            | Self::End
            | Self::WordBoundary { is_negated: false } => false,
        }
    }

    /// Returns the depth of nested lookaround.
    pub(crate) fn lookaround_depth(&self) -> u32 {
        match self {
            Self::Lookaround { node, .. } => node.lookaround_depth() + 1,
            Self::Concat(nodes) | Self::Alternation(nodes) => {
                nodes.iter().map(Self::lookaround_depth).max().unwrap_or_default()
            }
            Self::Repeat { node, .. } => node.lookaround_depth(),
            Self::Char(_)
            | Self::Class(_)
            | Self::Start
            | Self::End
            | Self::WordBoundary { .. } => 0,
        }
    }

    /// Returns an estimate of the states of the automaton, after repetitions are expanded.
    pub(crate) fn size(&self) -> u64 {
        let sum =
            |nodes: &[Self]| nodes.iter().fold(1_u64, |sum, node| sum.saturating_add(node.size()));
        match self {
            Self::Char(character) => character.len_utf8() as u64,
            Self::Class(class) => class.size(),
            Self::Start | Self::End => 1,
            Self::WordBoundary { .. } => 4,
            Self::Concat(nodes) | Self::Alternation(nodes) => {
                sum(nodes).saturating_add(nodes.len() as u64)
            }
            Self::Repeat { node, min, max } => {
                let copies = u64::from(max.unwrap_or(min.saturating_add(1)).max(1));
                node.size().saturating_add(1).saturating_mul(copies)
            }
            Self::Lookaround { node, .. } => node.size().saturating_add(2),
        }
    }
}
