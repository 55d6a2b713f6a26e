//! Branches of `anyOf` and `oneOf` that OpenAPI 3.0 cannot express: `null`, and `false`.

use serde_json::{Map, Value, json};

use super::keywords::is_annotation;
use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Removes branches that allow `null` only, or nothing. A single remaining branch becomes a part of `allOf`, or is
    /// merged with the schema if that only annotates it.
    ///
    /// Returns whether a branch was merged, which may have branches itself.
    pub(super) fn null_branches(&mut self, schema: &mut Members, here: &Pointer) -> bool {
        for keyword in ["anyOf", "oneOf"] {
            let Some(Value::Array(branches)) = schema.get_mut(keyword) else { continue };
            let removed = self.nulls.removed(branches);
            let Some(first) = removed.first().copied() else { continue };
            let is_nothing = |index: &&usize| branches.get(**index) == Some(&Value::Bool(false));
            let null = removed.iter().find(|index| !is_nothing(index)).copied();
            let total = branches.len();
            let branches = std::mem::take(branches).into_iter().enumerate();
            let mut kept: Vec<_> =
                branches.filter(|(index, _)| removed.binary_search(index).is_err()).collect();
            let list = here.child(keyword);
            if let Some(null) = null {
                self.moved(here.child("nullable"), &list.index(null));
                schema.insert("nullable".to_owned(), Value::Bool(true));
            }
            let is_union = kept.len() > 1 || schema.contains_key("discriminator");
            if let [(_, _)] = kept.as_slice()
                && !is_union
                && let Some((index, branch)) = kept.pop()
            {
                schema.shift_remove(keyword);
                let is_merged = self.single_branch(schema, here, branch, &list.index(index));
                // The merged branch may have branches, which are other values at the same locations.
                (0..total).for_each(|index| self.moves.remove(&list.index(index)));
                if is_merged {
                    return true;
                }
            } else if kept.is_empty() {
                schema.shift_remove(keyword);
                if null.is_some() {
                    self.insert(schema, here, "type", "null", keyword);
                } else {
                    let message = format!("no branch of `{keyword}` allows a value: it is ignored");
                    self.approximate(&list.index(first), message);
                }
            } else {
                let moves = kept.iter().enumerate().filter(|(now, (before, _))| now != before);
                let moves = moves.map(|(now, (before, _))| (list.index(now), list.index(*before)));
                self.all_moved(moves.collect());
                let kept = kept.into_iter().map(|(_, branch)| branch).collect();
                schema.insert(keyword.to_owned(), Value::Array(kept));
            }
        }
        false
    }

    /// Removes the variant for unknown values of a discriminator: such objects are kept unchanged.
    pub(super) fn default_variant(&mut self, schema: &mut Members, here: &Pointer) {
        let discriminator = schema.get_mut("discriminator").and_then(Value::as_object_mut);
        if discriminator.and_then(|it| it.shift_remove("defaultMapping")).is_some() {
            let message = "`defaultMapping` is not used: an object with another value of the discriminator is kept unchanged";
            self.approximate(&here.child("discriminator").child("defaultMapping"), message);
        }
    }

    /// Adds the only branch of a union, which was at `before`. Returns whether it was merged with the schema.
    fn single_branch(
        &mut self,
        schema: &mut Members,
        here: &Pointer,
        branch: Value,
        before: &Pointer,
    ) -> bool {
        let only_annotates = schema.keys().all(|key| is_annotation(key) || key == "nullable");
        match branch {
            Value::Object(members) if only_annotates && !members.contains_key("$ref") => {
                // The annotations of the schema itself are about this location.
                let merged: Members =
                    members.into_iter().filter(|(key, _)| !schema.contains_key(key)).collect();
                let moves = merged.keys().map(|key| (here.child(key), before.child(key)));
                self.all_moved(moves.collect());
                schema.extend(merged);
                true
            }
            other => {
                let mut parts = self.parts(schema, here, before);
                self.moved(here.child("allOf").index(parts.len()), before);
                parts.push(other);
                schema.insert("allOf".to_owned(), Value::Array(parts));
                false
            }
        }
    }

    /// Removes and returns the parts of `allOf`. If there are none, `before` becomes the origin of the list.
    fn parts(&mut self, schema: &mut Members, here: &Pointer, before: &Pointer) -> Vec<Value> {
        if let Some(Value::Array(parts)) = schema.shift_remove("allOf") {
            return parts;
        }
        self.moved(here.child("allOf"), before);
        Vec::new()
    }

    /// Adds a schema as the first part of `allOf`. Its members were those of the schema itself.
    pub(super) fn prepend_part(&mut self, schema: &mut Members, here: &Pointer, part: Members) {
        let list = here.child("allOf");
        let parts = self.parts(schema, here, &here.child("$ref"));
        let mut moves = vec![(list.index(0), here.clone())];
        // Its members may have moved before.
        let members = part.keys().map(|key| (list.index(0).child(key), here.child(key)));
        moves.extend(members);
        moves.extend((0..parts.len()).map(|index| (list.index(index + 1), list.index(index))));
        self.all_moved(moves);
        let parts = std::iter::once(Value::Object(part)).chain(parts).collect();
        schema.insert("allOf".to_owned(), Value::Array(parts));
    }

    /// Makes a schema allow any value of several schemas, each with its location before. Equal ones are one.
    ///
    /// The schema will be at `here`; `keyword` is the location of the keyword with the schemas.
    pub(super) fn any_of(
        &mut self,
        here: &Pointer,
        keyword: &Pointer,
        schemas: Vec<(Value, Pointer)>,
    ) -> Value {
        let mut distinct: Vec<(Value, Pointer)> = Vec::new();
        for (schema, before) in schemas {
            let schema =
                if schema == Value::Bool(true) { Value::Object(Map::new()) } else { schema };
            if distinct.iter().all(|(other, _)| *other != schema) {
                distinct.push((schema, before));
            }
        }
        if let [_] = distinct.as_slice()
            && let Some((only, before)) = distinct.pop()
        {
            self.moved(here.clone(), &before);
            return only;
        }
        let list = here.child("anyOf");
        let places = distinct.iter().enumerate();
        let moves = places.map(|(index, (_, before))| (list.index(index), before.clone()));
        let moves = moves.chain([(here.clone(), keyword.clone()), (list.clone(), keyword.clone())]);
        self.all_moved(moves.collect());
        let branches: Vec<Value> = distinct.into_iter().map(|(schema, _)| schema).collect();
        json!({ "anyOf": branches })
    }
}
