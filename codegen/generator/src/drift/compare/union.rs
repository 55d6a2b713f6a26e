//! Tagged and untagged unions.

use super::constraint::same_rules;
use super::rename;
use super::types::are_comparable;
use super::{At, Comparison, Node};
use crate::api::{JsonShape, Type, Union, UntaggedUnion, UntaggedVariant, Variant};
use crate::drift::change::{Direction, RenamedKind};
use crate::drift::rules::Code;
use crate::drift::words;

impl<'s> Comparison<'s> {
    /// Compares two tagged unions.
    pub(super) fn unions(&mut self, old: &'s Union, new: &'s Union, at: &At, out: &mut Node) {
        if old.tag != new.tag {
            let message = format!("the discriminator is `{}`, not `{}`", new.tag, old.tag);
            let ends = (Some(old.tag.clone()), Some(new.tag.clone()));
            let change = self.change(Code::DiscriminatorRenamed, at, message, ends.0, ends.1);
            out.changes.push(change);
        }
        self.unmapped_values(old, new, at, out);
        let mut gone: Vec<&Variant> = Vec::new();
        let mut fresh: Vec<&Variant> = new.variants.iter().collect();
        for variant in &old.variants {
            match fresh.iter().position(|other| other.tag == variant.tag) {
                Some(index) => {
                    let other = fresh.remove(index);
                    self.variant(variant, other, at, out);
                }
                None => gone.push(variant),
            }
        }
        let pairs = self.same_pairs(&gone, &fresh, at.direction);
        for (one, other) in &pairs {
            let (Some(one), Some(other)) = (gone.get(*one), fresh.get(*other)) else { continue };
            let message = format!("the discriminator value is `{}`, not `{}`", other.tag, one.tag);
            let at = at.part(&format!(" variant {}", one.tag));
            let ends = (Some(one.tag.clone()), Some(other.tag.clone()));
            let change = self.change(Code::VariantRenamed, &at, message, ends.0, ends.1);
            out.changes.push(change);
            self.variant(one, other, &at, out);
        }
        rename::remove_at(&mut gone, pairs.iter().map(|(one, _)| *one));
        rename::remove_at(&mut fresh, pairs.iter().map(|(_, other)| *other));
        for variant in gone {
            self.variant_removed(&variant.tag, words::model(&self.old.api, variant.model), at, out);
        }
        for variant in fresh {
            self.variant_added(&variant.tag, words::model(&self.new.api, variant.model), at, out);
        }
    }

    /// Compares the values of the tag without a variant.
    fn unmapped_values(&self, old: &Union, new: &Union, at: &At, out: &mut Node) {
        let names = |union: &Union, value: &String| {
            union.unmapped_values.contains(value)
                || union.variants.iter().any(|it| it.tag == *value)
        };
        let at = at.part(&format!(".{}", old.tag));
        for value in old.unmapped_values.iter().filter(|value| !names(new, value)) {
            let message =
                format!("the discriminator value `{value}`, which has no variant, was removed");
            let shown = Some(value.clone());
            out.changes.push(self.change(Code::MemberRemoved, &at, message, shown, None));
        }
        for value in new.unmapped_values.iter().filter(|value| !names(old, value)) {
            let message =
                format!("the discriminator value `{value}`, which has no variant, was added");
            let shown = Some(value.clone());
            out.changes.push(self.change(Code::MemberAdded, &at, message, None, shown));
        }
    }

    fn variant(&mut self, old: &'s Variant, new: &'s Variant, at: &At, out: &mut Node) {
        let names = (old.name.as_str(), new.name.as_str());
        // A variant is named after its tag value.
        if old.tag == new.tag {
            self.note_name(RenamedKind::Variant, (names.0, &at.old), (names.1, &at.new));
        }
        let types = (Type::Model(old.model), Type::Model(new.model));
        let at = at.part(&format!(" variant {}", old.tag));
        self.model_types(types, &at, out);
    }

    /// Matches variants that are the same under another tag value.
    fn same_pairs(
        &mut self,
        gone: &[&'s Variant],
        fresh: &[&'s Variant],
        direction: Direction,
    ) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (one, variant) in gone.iter().enumerate() {
            let other = fresh.iter().enumerate().position(|(index, other)| {
                pairs.iter().all(|(_, taken)| *taken != index)
                    && self.same_type(
                        &Type::Model(variant.model),
                        &Type::Model(other.model),
                        direction,
                    )
            });
            pairs.extend(other.map(|other| (one, other)));
        }
        pairs
    }

    fn variant_removed(&self, name: &str, shown: String, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {name}"));
        let message = format!("the variant `{name}` was removed");
        out.changes.push(self.change(Code::VariantRemoved, &at, message, Some(shown), None));
    }

    fn variant_added(&self, name: &str, shown: String, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {name}"));
        let message = format!("the variant `{name}` was added");
        out.changes.push(self.change(Code::VariantAdded, &at, message, None, Some(shown)));
    }

    /// Compares two untagged unions.
    pub(super) fn untagged_unions(
        &mut self,
        old: &'s UntaggedUnion,
        new: &'s UntaggedUnion,
        at: &At,
        out: &mut Node,
    ) {
        let olds: Vec<&UntaggedVariant> = old.variants.iter().collect();
        let news: Vec<&UntaggedVariant> = new.variants.iter().collect();
        let mut matched: Vec<(usize, usize)> = Vec::new();
        // Equal variants first, then those with equal names, then those of one JSON kind.
        let same: &mut dyn FnMut(&mut Self, &UntaggedVariant, &UntaggedVariant) -> bool =
            &mut |this, one, other| this.same_untagged_variant(one, other, at.direction);
        self.match_variants(&olds, &news, &mut matched, same);
        self.match_variants(&olds, &news, &mut matched, &mut |_, one, other| {
            one.name == other.name
        });
        self.match_variants(&olds, &news, &mut matched, &mut |_, one, other| {
            one.json_shape.kind == other.json_shape.kind
        });
        for (one, other) in &matched {
            let (Some(one), Some(other)) = (olds.get(*one), news.get(*other)) else { continue };
            let at = at.part(&format!(" variant {}", one.name.as_str()));
            if are_comparable(&one.value, &other.value) {
                self.constraints(&one.rules, &other.rules, &at, out);
            }
            self.types(&one.value, &other.value, &at, out);
        }
        for (index, variant) in olds.iter().enumerate() {
            if !matched.iter().any(|(one, _)| *one == index) {
                let shown = words::type_of(&self.old.api, &variant.value);
                self.variant_removed(variant.name.as_str(), shown, at, out);
            }
        }
        for (index, variant) in news.iter().enumerate() {
            if !matched.iter().any(|(_, other)| *other == index) {
                let shown = words::type_of(&self.new.api, &variant.value);
                self.variant_added(variant.name.as_str(), shown, at, out);
            }
        }
    }

    fn match_variants(
        &mut self,
        olds: &[&'s UntaggedVariant],
        news: &[&'s UntaggedVariant],
        matched: &mut Vec<(usize, usize)>,
        fits: &mut dyn FnMut(&mut Self, &UntaggedVariant, &UntaggedVariant) -> bool,
    ) {
        for (one, variant) in olds.iter().enumerate() {
            if matched.iter().any(|(taken, _)| *taken == one) {
                continue;
            }
            let other = news.iter().enumerate().position(|(other, candidate)| {
                matched.iter().all(|(_, taken)| *taken != other) && fits(self, variant, candidate)
            });
            matched.extend(other.map(|other| (one, other)));
        }
    }

    pub(super) fn same_untagged_variant(
        &mut self,
        old: &UntaggedVariant,
        new: &UntaggedVariant,
        direction: Direction,
    ) -> bool {
        same_rules(&old.rules, &new.rules) && self.same_type(&old.value, &new.value, direction)
    }

    /// Compares an untagged union with a tagged one that replaces it.
    pub(super) fn discriminator_added(
        &mut self,
        old: &'s UntaggedUnion,
        new: &'s Union,
        at: &At,
        out: &mut Node,
    ) {
        let message = format!("the discriminator `{}` was added", new.tag);
        let change =
            self.change(Code::DiscriminatorAdded, at, message, None, Some(new.tag.clone()));
        out.changes.push(change);
        let pairs = pair_most_similar(&old.variants, &new.variants, |one, other| {
            similarity(&one.json_shape, &self.properties(true, other))
        });
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (old.variants.get(one), new.variants.get(other)) else {
                continue;
            };
            let at = at.part(&format!(" variant {}", other.tag));
            self.model_types((one.value.clone(), Type::Model(other.model)), &at, out);
        }
    }

    /// Compares a tagged union with an untagged one that replaces it.
    pub(super) fn discriminator_removed(
        &mut self,
        old: &'s Union,
        new: &'s UntaggedUnion,
        at: &At,
        out: &mut Node,
    ) {
        let message = format!("the discriminator `{}` was removed", old.tag);
        let change =
            self.change(Code::DiscriminatorRemoved, at, message, Some(old.tag.clone()), None);
        out.changes.push(change);
        let pairs = pair_most_similar(&old.variants, &new.variants, |one, other| {
            similarity(&other.json_shape, &self.properties(false, one))
        });
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (old.variants.get(one), new.variants.get(other)) else {
                continue;
            };
            let at = at.part(&format!(" variant {}", one.tag));
            self.model_types((Type::Model(one.model), other.value.clone()), &at, out);
        }
    }

    /// Returns the properties of a variant of the new or the old document.
    fn properties(&self, is_new: bool, variant: &Variant) -> Vec<String> {
        let api = if is_new { &self.new.api } else { &self.old.api };
        match api.model(variant.model).map(|model| &model.shape) {
            Some(crate::api::Shape::Object(object)) => {
                object.fields.iter().map(|field| field.property.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Compares two types of which at least one is a model.
    fn model_types(&mut self, (old, new): (Type, Type), at: &At, out: &mut Node) {
        if let (Some(one), Some(other)) = (old.model(), new.model()) {
            self.models((one, other), (&old, &new), at, out);
        }
    }
}

/// Returns the share of properties that two variants have in common, in thousandths.
fn similarity(outline: &JsonShape, properties: &[String]) -> usize {
    let shared = outline.known.iter().filter(|name| properties.contains(name)).count();
    let all = outline.known.len() + properties.len() - shared;
    (shared * 1000).checked_div(all).unwrap_or(0)
}

/// Pairs the most similar items first, each once.
fn pair_most_similar<A, B>(
    olds: &[A],
    news: &[B],
    similarity: impl Fn(&A, &B) -> usize,
) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (one, old) in olds.iter().enumerate() {
        all.extend(news.iter().enumerate().map(|(other, new)| (similarity(old, new), one, other)));
    }
    all.sort_by_key(|(likeness, ..)| std::cmp::Reverse(*likeness));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (likeness, one, other) in all {
        let is_free = pairs.iter().all(|(old, new)| *old != one && *new != other);
        if likeness > 0 && is_free {
            pairs.push((one, other));
        }
    }
    pairs
}
