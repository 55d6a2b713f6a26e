//! Sameness: whether two types are one, whatever they are called and wherever they stand.
//!
//! Models may hold themselves. Two of them are the same unless something tells them apart: while they are looked at,
//! they are taken for the same where they are met again. What was found out on such an assumption is forgotten if the
//! assumption proves wrong.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::Comparison;
use super::enumeration::find;
use crate::api::{ModelId, Object, Shape, Type, Union, UntaggedUnion};
use crate::drift::change::Direction;

/// Two models and the direction in which they travel.
type Question = (ModelId, ModelId, Direction);

/// What is known about the sameness of models.
#[derive(Debug, Default)]
pub(super) struct Sameness {
    known: HashMap<Question, bool>,
    /// What is taken for the same until the question that it came up in is answered.
    assumed: HashSet<Question>,
    trail: Vec<Question>,
    depth: usize,
}

/// How deep models may hold each other to be looked at. Beyond it they are taken for different, so that something is
/// told as gone and new that was renamed.
const DEEPEST: usize = 200;

impl Comparison<'_> {
    /// Whether two types are the same.
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

    fn same_model(&mut self, question: Question) -> bool {
        if let Some(response) = self.sameness.known.get(&question) {
            return *response;
        }
        if self.sameness.assumed.contains(&question) {
            return true;
        }
        if self.sameness.depth >= DEEPEST {
            return false;
        }
        let mark = self.sameness.trail.len();
        self.sameness.assumed.insert(question);
        self.sameness.trail.push(question);
        self.sameness.depth += 1;
        let response = self.same_shape(question);
        self.sameness.depth -= 1;
        if !response {
            let forgotten = self.sameness.trail.split_off(mark);
            for question in forgotten {
                self.sameness.assumed.remove(&question);
            }
            if self.sameness.depth == 0 {
                self.sameness.known.insert(question, false);
            }
        } else if mark == 0 {
            // Nothing is assumed any more that has not been looked at.
            let proven = std::mem::take(&mut self.sameness.trail);
            self.sameness.assumed.clear();
            self.sameness.known.extend(proven.into_iter().map(|question| (question, true)));
        }
        response
    }

    fn same_shape(&mut self, (old, new, direction): Question) -> bool {
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
                self.same_alternatives(old, new, direction)
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
            let told = union.variants.iter().map(|variant| variant.tag.clone());
            told.chain(union.unmapped_values.iter().cloned()).collect()
        };
        old.tag == new.tag
            && all(old) == all(new)
            && old.variants.len() == new.variants.len()
            && old.variants.iter().all(|variant| {
                let other = new.variants.iter().find(|other| other.tag == variant.tag);
                other.is_some_and(|other| {
                    let types = (Type::Model(variant.model), Type::Model(other.model));
                    self.same_type(&types.0, &types.1, direction)
                })
            })
    }

    fn same_alternatives(
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
                        && self.same_alternative(variant, other, direction)
                });
                let index = free.map(|(index, _)| index);
                if let Some(slot) = index.and_then(|index| taken.get_mut(index)) {
                    *slot = true;
                }
                index.is_some()
            })
    }
}
