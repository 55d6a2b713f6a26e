//! Structural equality of types, without names and locations.
//!
//! Models may be recursive: while two models are compared, they are assumed equal where they are reached again. Results
//! that rest on an assumption are discarded if the assumption proves wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Comparison;
use super::enumeration::find;
use crate::api::{ModelId, Object, Shape, Type, Union, UntaggedUnion};
use crate::drift::effect::Direction;

/// Two models and the direction in which they travel.
type Pair = (ModelId, ModelId, Direction);

/// The known results.
#[derive(Debug, Default)]
pub(super) struct KnownPairs {
    known: HashMap<Pair, bool>,
    /// The assumptions of the current comparison.
    assumed: HashSet<Pair>,
    trail: Vec<Pair>,
    depth: usize,
}

/// The maximum depth of a comparison. Deeper models count as different, so a rename there is reported as a removal and
/// an addition.
const MAX_DEPTH: usize = 200;

impl Comparison<'_> {
    /// Whether two types are structurally equal.
    pub(super) fn same_type(&mut self, old: &Type, new: &Type, direction: Direction) -> bool {
        match (old, new) {
            (Type::Array(old), Type::Array(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Nullable(old), Type::Nullable(new)) => self.same_type(old, new, direction),
            (Type::Model(old) | Type::Boxed(old), Type::Model(new) | Type::Boxed(new)) => {
                self.same_model((*old, *new, direction))
            }
            (old, new) => old == new,
        }
    }

    fn same_model(&mut self, pair: Pair) -> bool {
        if let Some(is_same) = self.known_pairs.known.get(&pair) {
            return *is_same;
        }
        if self.known_pairs.assumed.contains(&pair) {
            return true;
        }
        if self.known_pairs.depth >= MAX_DEPTH {
            return false;
        }
        let mark = self.known_pairs.trail.len();
        self.known_pairs.assumed.insert(pair);
        self.known_pairs.trail.push(pair);
        self.known_pairs.depth += 1;
        let is_same = self.same_shape(pair);
        self.known_pairs.depth -= 1;
        if !is_same {
            let discarded = self.known_pairs.trail.split_off(mark);
            for pair in discarded {
                self.known_pairs.assumed.remove(&pair);
            }
            if self.known_pairs.depth == 0 {
                self.known_pairs.known.insert(pair, false);
            }
        } else if mark == 0 {
            // The outermost comparison is complete: nothing is assumed any more.
            let proven = std::mem::take(&mut self.known_pairs.trail);
            self.known_pairs.assumed.clear();
            self.known_pairs.known.extend(proven.into_iter().map(|pair| (pair, true)));
        }
        is_same
    }

    fn same_shape(&mut self, (old, new, direction): Pair) -> bool {
        let (Some(old), Some(new)) = (self.old.api.model(old), self.new.api.model(new)) else {
            return false;
        };
        if old.deprecated != new.deprecated {
            return false;
        }
        match (&old.shape, &new.shape) {
            (Shape::Object(old), Shape::Object(new)) => self.same_object(old, new, direction),
            (Shape::Union(old), Shape::Union(new)) => self.same_union(old, new, direction),
            (Shape::UntaggedUnion(old), Shape::UntaggedUnion(new)) => {
                self.same_untagged_union(old, new, direction)
            }
            (Shape::Enumeration(old), Shape::Enumeration(new)) => {
                old.value == new.value
                    && old.members.iter().all(|member| find(new, member).is_some())
                    && new.members.iter().all(|member| find(old, member).is_some())
            }
            _ => false,
        }
    }

    fn same_object(&mut self, old: &Object, new: &Object, direction: Direction) -> bool {
        let rests = match (&old.additional_properties, &new.additional_properties) {
            (Some(old), Some(new)) => self.same_type(&old.value, &new.value, direction),
            (None, None) => true,
            _ => false,
        };
        rests
            && old.fields.len() == new.fields.len()
            && old.fields.iter().all(|field| {
                let other = new.fields.iter().find(|other| other.property == field.property);
                other.is_some_and(|other| self.same_field(field, other, direction))
            })
    }

    fn same_union(&mut self, old: &Union, new: &Union, direction: Direction) -> bool {
        let all = |union: &Union| -> BTreeSet<String> {
            let mapped = union.variants.iter().flat_map(|variant| &variant.tags);
            mapped.map(ToString::to_string).chain(union.unmapped_values.iter().cloned()).collect()
        };
        old.tag == new.tag
            && all(old) == all(new)
            && old.variants.len() == new.variants.len()
            && old.variants.iter().all(|variant| {
                let other = new.variants.iter().find(|other| other.tags == variant.tags);
                other.is_some_and(|other| {
                    let types = (Type::Model(variant.model), Type::Model(other.model));
                    self.same_type(&types.0, &types.1, direction)
                })
            })
    }

    fn same_untagged_union(
        &mut self,
        old: &UntaggedUnion,
        new: &UntaggedUnion,
        direction: Direction,
    ) -> bool {
        let mut taken = vec![false; new.variants.len()];
        old.variants.len() == new.variants.len()
            && old.variants.iter().all(|variant| {
                let free = new.variants.iter().enumerate().find(|(index, other)| {
                    !taken.get(*index).copied().unwrap_or(true)
                        && self.same_untagged_variant(variant, other, direction)
                });
                let index = free.map(|(index, _)| index);
                if let Some(slot) = index.and_then(|index| taken.get_mut(index)) {
                    *slot = true;
                }
                index.is_some()
            })
    }
}
