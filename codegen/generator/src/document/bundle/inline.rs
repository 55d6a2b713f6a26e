//! Replaces references by copies of their targets where `components` has no section for the target.
//!
//! OpenAPI allows such references for path items only, but tools resolve a `$ref` anywhere: instead of an operation, a
//! description, a list of parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::files::Files;
use super::origins::{FilePointer, ROOT};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};
use crate::document::moves::Moves;

/// Limit of copied values, so that references to references cannot exhaust the memory.
const MAX_COPIED_VALUES: usize = 8_000_000;
/// Limit of references inside copies of targets.
const MAX_DEPTH: usize = 16;

/// References to replace, and their targets.
#[derive(Debug, Default)]
pub(super) struct Inlines {
    targets: BTreeMap<FilePointer, FilePointer>,
}

impl Inlines {
    /// Adds a reference.
    pub(super) fn insert(&mut self, holder: FilePointer, target: FilePointer) {
        self.targets.insert(holder, target);
    }

    /// Replaces the references in the document and in the values that were moved out of files.
    ///
    /// Returns the document. Each moved value has its original and its new location.
    pub(super) fn resolve(
        self,
        files: Files,
        values: &mut [(FilePointer, Pointer, Value)],
        moves: &mut Moves<FilePointer>,
        diagnostics: &mut Diagnostics,
    ) -> Value {
        if self.targets.is_empty() {
            return files.into_root();
        }
        let mut root = files.root().clone();
        let originals = values.iter().map(|(original, _, value)| (original.clone(), value.clone()));
        let originals = originals.collect();
        let mut inliner =
            Inliner { inlines: &self, files: &files, originals, moves, diagnostics, copied: 0 };
        let start = (ROOT, Pointer::root());
        inliner.replace(&mut root, &start, &Pointer::root(), 0);
        for (original, destination, value) in values {
            inliner.replace(value, original, destination, 0);
        }
        root
    }
}

struct Inliner<'a> {
    inlines: &'a Inlines,
    files: &'a Files,
    /// The values that were moved out of files, by their original locations.
    originals: BTreeMap<FilePointer, Value>,
    moves: &'a mut Moves<FilePointer>,
    diagnostics: &'a mut Diagnostics,
    /// The number of copied values.
    copied: usize,
}

impl Inliner<'_> {
    /// Replaces the references in `value`, which was at `original` and is at `current`.
    fn replace(
        &mut self,
        value: &mut Value,
        original: &FilePointer,
        current: &Pointer,
        depth: usize,
    ) {
        let inlines = self.inlines;
        let from = inlines.targets.range(original.clone()..);
        let around = from.take_while(|((file, pointer), _)| {
            *file == original.0 && pointer.as_str().starts_with(original.1.as_str())
        });
        for ((file, holder), target) in around {
            let Some(inside) = holder.moved(&original.1, &Pointer::root()) else { continue };
            let Some(reference) = value.pointer_mut(inside.as_str()) else { continue };
            if reference.get("$ref").is_none() {
                continue;
            }
            let here = current.appended(inside.as_str());
            if let Some(copy) = self.copy(target, depth) {
                let siblings = std::mem::replace(reference, copy);
                self.moves.insert(here.clone(), target.clone());
                self.add_siblings(reference, siblings, &(*file, holder.clone()), &here);
                self.replace(reference, target, &here, depth + 1);
            } else {
                let location = self.files.location(*file, &holder.child("$ref"));
                let message = "this reference is inside its own target, or the targets are too large to be copied";
                let diagnostic = Diagnostic::new(Code::TooDeep, location, message)
                    .with_advice("replace the reference by the value");
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Adds the members beside a `$ref` to the copy of its target, in which they replace those of the same name.
    fn add_siblings(
        &mut self,
        copy: &mut Value,
        siblings: Value,
        (file, holder): &FilePointer,
        current: &Pointer,
    ) {
        let (Value::Object(copy), Value::Object(siblings)) = (copy, siblings) else { return };
        for (key, value) in siblings.into_iter().filter(|(key, _)| key != "$ref") {
            self.moves.insert(current.child(&key), (*file, holder.child(&key)));
            copy.insert(key, value);
        }
    }

    /// Returns a copy of a target; `None` if there are too many values to copy.
    fn copy(&mut self, target: &FilePointer, depth: usize) -> Option<Value> {
        let value = self.files.value(target).or_else(|| self.moved_value(target))?;
        let copied = self.copied.saturating_add(count(value));
        let copy = (depth < MAX_DEPTH && copied <= MAX_COPIED_VALUES).then(|| value.clone());
        self.copied = copied;
        copy
    }

    /// Returns a value inside one that was moved out of its file.
    fn moved_value(&self, (file, pointer): &FilePointer) -> Option<&Value> {
        let mut ancestors = std::iter::successors(Some(pointer.clone()), Pointer::parent);
        ancestors.find_map(|ancestor| {
            let inside = pointer.moved(&ancestor, &Pointer::root())?;
            inside.resolve(self.originals.get(&(*file, ancestor))?)
        })
    }
}

/// Returns the number of values in a value, itself included.
fn count(value: &Value) -> usize {
    let mut count = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    count
}
