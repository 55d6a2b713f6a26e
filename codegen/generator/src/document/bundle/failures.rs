//! Recovers from references without a usable target: missing targets, omitted targets and cycles.

use std::collections::BTreeMap;

use super::files::{Files, omitted_target};
use super::origins::FilePointer;
use super::references;
use crate::diagnostic::{Diagnostics, Pointer};
use crate::document::grammar::{self, Defect, Repair};

impl Files {
    /// Reports references that lead to themselves.
    fn break_cycles(&mut self, diagnostics: &mut Diagnostics) {
        let references = self.resolved.iter().filter(|reference| reference.is_reference);
        let next: BTreeMap<FilePointer, FilePointer> =
            references.map(|it| ((it.file, it.pointer.clone()), it.target.clone())).collect();
        for cycle in references::cycles(&next) {
            let location =
                |(file, pointer): &FilePointer| self.location(*file, &pointer.child("$ref"));
            let diagnostic = references::describe_cycle(&cycle, location);
            if let Some(first) = cycle.into_iter().next() {
                self.fail(first, diagnostic, diagnostics);
            }
        }
    }

    /// Repairs the parts with references that have no usable target, until all references have one.
    pub(super) fn recover(&mut self, diagnostics: &mut Diagnostics) {
        self.break_cycles(diagnostics);
        while !self.failed.is_empty() {
            let mut defects: BTreeMap<FilePointer, Vec<Defect>> = BTreeMap::new();
            for ((file, pointer), diagnostic) in std::mem::take(&mut self.failed) {
                for part in self.parts_around(file, &pointer) {
                    let repair = Repair::Unusable;
                    let defect = Defect { pointer: pointer.clone(), repair, diagnostic };
                    defects.entry(part).or_default().push(defect);
                }
            }
            for (part, defects) in defects {
                let Some(rule) = self.parts.get(&part).copied() else { continue };
                let Some(file) = self.list.get_mut(part.0) else { continue };
                let repaired =
                    grammar::repair(&mut file.tree, &part.1, (rule, self.version), defects);
                file.steps.push(repaired.moves);
                for (index, cost) in repaired.costs {
                    diagnostics.set_cost(index, cost);
                }
                if repaired.is_unusable {
                    self.unusable.insert(part);
                }
            }
            self.find_dangling(diagnostics);
        }
    }

    /// Finds the references whose target a repair has removed.
    fn find_dangling(&mut self, diagnostics: &mut Diagnostics) {
        for reference in std::mem::take(&mut self.resolved) {
            let holder = (reference.file, reference.pointer.clone());
            let is_gone = self
                .value(&holder)
                .is_none_or(|value| reference.is_reference && value.get("$ref").is_none());
            if is_gone {
                continue;
            }
            let is_usable = self.value(&reference.target).is_some()
                && !self.unusable.contains(&reference.target);
            if is_usable {
                self.resolved.push(reference);
            } else if reference.is_reference {
                let location = self.location(reference.file, &reference.pointer.child("$ref"));
                self.fail(holder, omitted_target(location), diagnostics);
            }
        }
    }

    /// Returns the parts that contain a value, the outermost first.
    fn parts_around(&self, file: usize, pointer: &Pointer) -> Vec<FilePointer> {
        let ancestors = std::iter::successors(Some(pointer.clone()), Pointer::parent);
        let mut parts: Vec<FilePointer> = ancestors
            .map(|pointer| (file, pointer))
            .filter(|part| self.parts.contains_key(part))
            .collect();
        parts.reverse();
        parts
    }
}
