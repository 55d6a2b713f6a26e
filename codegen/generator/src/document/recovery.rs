//! Checks a part of a tree against the grammar and repairs it until it follows the grammar.

use serde_json::Value;

use super::grammar::{self, Outline, Rule, Version};
use super::moves::Moves;
use crate::diagnostic::{Diagnostics, Pointer};

/// The steps in which repairs have moved the values of a tree, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Steps(Vec<Moves<Pointer>>);

impl Steps {
    /// Adds a step.
    pub(super) fn push(&mut self, moves: Moves<Pointer>) {
        if !moves.is_empty() {
            self.0.push(moves);
        }
    }

    /// Returns the original location of the value at `pointer`.
    pub(super) fn original(&self, pointer: &Pointer) -> Pointer {
        self.0.iter().rev().fold(pointer.clone(), |pointer, moves| {
            match moves.innermost(&pointer) {
                Some((original, rest)) => original.appended(rest),
                None => pointer,
            }
        })
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Limit of repairs of repaired values. A repaired value is checked again, since its content was not.
const MAX_REPAIRS: usize = 8;

/// Checks the value at `start` of a tree, which should follow `rule`, and repairs it.
///
/// Returns `None` if the value is unusable as a whole. All defects are reported with what they cost.
pub(super) fn check_and_repair(
    name: &str,
    tree: &mut Value,
    start: &Pointer,
    (rule, version): (Rule, Version),
    steps: &mut Steps,
    diagnostics: &mut Diagnostics,
) -> Option<Outline> {
    for repetition in 0..=MAX_REPAIRS {
        let mut found = Diagnostics::new();
        let value = start.resolve(tree)?;
        let mut outline = grammar::check(name, value, start, rule, version, &mut found);
        let defects = std::mem::take(&mut outline.defects);
        let is_sound = defects.is_empty();
        // The steps before the repairs, which the locations do not know yet.
        if !steps.is_empty() {
            found.complete(|diagnostic| {
                for location in diagnostic.locations_mut() {
                    location.pointer = steps.original(&location.pointer);
                }
            });
        }
        let repaired = grammar::repair(tree, start, (rule, version), defects);
        for (index, cost) in repaired.costs {
            found.set_cost(index, cost);
        }
        if repetition == 0 {
            diagnostics.extend(found);
        } else {
            // What needs no repair has been reported before.
            diagnostics.extend(found.into_iter().filter(|diagnostic| diagnostic.cost.is_some()));
        }
        steps.push(repaired.moves);
        if repaired.is_unusable {
            return None;
        }
        if is_sound {
            return Some(outline);
        }
    }
    None
}
