//! Tagged and untagged unions.

use super::constraint::same_rules;
use super::rename;
use super::types::are_comparable;
use super::{At, Comparison, Node};
use crate::api::{JsonShape, Type, Union, UntaggedUnion, UntaggedVariant, Variant};
use crate::drift::change::RenamedKind;
use crate::drift::effect::Direction;
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
        let mut removed: Vec<&Variant> = Vec::new();
        let mut added: Vec<&Variant> = new.variants.iter().collect();
        for variant in &old.variants {
            match added.iter().position(|other| other.shares_value(variant)) {
                Some(index) => {
                    let other = added.remove(index);
                    self.values(variant, other, at, out);
                    self.variant(variant, other, at, out);
                }
                None => removed.push(variant),
            }
        }
        let pairs = self.same_pairs(&removed, &added, at.direction);
        for (old, new) in &pairs {
            let (Some(old), Some(new)) = (removed.get(*old), added.get(*new)) else { continue };
            let (old_tag, new_tag) = (old.tag(), new.tag());
            let message = format!("the discriminator value is `{new_tag}`, not `{old_tag}`");
            let at = at.part(&format!(" variant {old_tag}"));
            let ends = (Some(old_tag), Some(new_tag));
            let change = self.change(Code::VariantRenamed, &at, message, ends.0, ends.1);
            out.changes.push(change);
            self.variant(old, new, &at, out);
        }
        rename::remove_at(&mut removed, pairs.iter().map(|(old, _)| *old));
        rename::remove_at(&mut added, pairs.iter().map(|(_, new)| *new));
        for variant in removed {
            self.variant_removed(
                &variant.tag(),
                words::model(&self.old.api, variant.model),
                at,
                out,
            );
        }
        for variant in added {
            self.variant_added(&variant.tag(), words::model(&self.new.api, variant.model), at, out);
        }
    }

    /// Compares the values of the tag without a variant.
    fn unmapped_values(&self, old: &Union, new: &Union, at: &At, out: &mut Node) {
        let names = |union: &Union, value: &String| {
            union.unmapped_values.contains(value)
                || union
                    .variants
                    .iter()
                    .flat_map(|it| &it.tags)
                    .any(|tag| tag.to_string() == *value)
        };
        let at = at.part(&format!(".{}", old.tag));
        for value in old.unmapped_values.iter().filter(|value| !names(new, value)) {
            let message =
                format!("the discriminator value `{value}`, which has no variant, was removed");
            let value = Some(value.clone());
            out.changes.push(self.change(Code::MemberRemoved, &at, message, value, None));
        }
        for value in new.unmapped_values.iter().filter(|value| !names(old, value)) {
            let message =
                format!("the discriminator value `{value}`, which has no variant, was added");
            let value = Some(value.clone());
            out.changes.push(self.change(Code::MemberAdded, &at, message, None, value));
        }
    }

    /// Compares the tag values of a variant, unless another variant has them too.
    fn values(&self, old: &Variant, new: &Variant, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {}", old.tag()));
        for value in old.tags.iter().filter(|value| !new.tags.contains(value)) {
            let message = format!("the discriminator value `{value}` was removed");
            let value = Some(value.to_string());
            out.changes.push(self.change(Code::MemberRemoved, &at, message, value, None));
        }
        for value in new.tags.iter().filter(|value| !old.tags.contains(value)) {
            let message = format!("the discriminator value `{value}` was added");
            let value = Some(value.to_string());
            out.changes.push(self.change(Code::MemberAdded, &at, message, None, value));
        }
    }

    fn variant(&mut self, old: &'s Variant, new: &'s Variant, at: &At, out: &mut Node) {
        let names = (old.name.as_str(), new.name.as_str());
        // A variant is named after its tag values.
        if old.tags == new.tags {
            self.note_name(RenamedKind::Variant, (names.0, &at.old), (names.1, &at.new));
        }
        let types = (Type::Model(old.model), Type::Model(new.model));
        let at = at.part(&format!(" variant {}", old.tag()));
        self.models(&types.0, &types.1, &at, out);
    }

    /// Matches variants that are the same under another tag value.
    fn same_pairs(
        &mut self,
        removed: &[&'s Variant],
        added: &[&'s Variant],
        direction: Direction,
    ) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (old_index, variant) in removed.iter().enumerate() {
            let new_index = added.iter().enumerate().position(|(index, other)| {
                pairs.iter().all(|(_, taken)| *taken != index)
                    && self.same_type(
                        &Type::Model(variant.model),
                        &Type::Model(other.model),
                        direction,
                    )
            });
            pairs.extend(new_index.map(|new_index| (old_index, new_index)));
        }
        pairs
    }

    fn variant_removed(&self, name: &str, value: String, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {name}"));
        let message = format!("the variant `{name}` was removed");
        out.changes.push(self.change(Code::VariantRemoved, &at, message, Some(value), None));
    }

    fn variant_added(&self, name: &str, value: String, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {name}"));
        let message = format!("the variant `{name}` was added");
        out.changes.push(self.change(Code::VariantAdded, &at, message, None, Some(value)));
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
            &mut |this, old, new| this.same_untagged_variant(old, new, at.direction);
        self.match_variants(&olds, &news, &mut matched, same);
        self.match_variants(&olds, &news, &mut matched, &mut |_, old, new| old.name == new.name);
        self.match_variants(&olds, &news, &mut matched, &mut |_, old, new| {
            old.json_shape.kind == new.json_shape.kind
        });
        for (old, new) in &matched {
            let (Some(old), Some(new)) = (olds.get(*old), news.get(*new)) else { continue };
            let at = at.part(&format!(" variant {}", old.name.as_str()));
            if are_comparable(&old.value, &new.value) {
                self.constraints(&old.rules, &new.rules, &at, out);
            }
            self.types(&old.value, &new.value, &at, out);
        }
        for (index, variant) in olds.iter().enumerate() {
            if !matched.iter().any(|(old, _)| *old == index) {
                let value = words::type_of(&self.old.api, &variant.value);
                self.variant_removed(variant.name.as_str(), value, at, out);
            }
        }
        for (index, variant) in news.iter().enumerate() {
            if !matched.iter().any(|(_, new)| *new == index) {
                let value = words::type_of(&self.new.api, &variant.value);
                self.variant_added(variant.name.as_str(), value, at, out);
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
        for (old_index, variant) in olds.iter().enumerate() {
            if matched.iter().any(|(taken, _)| *taken == old_index) {
                continue;
            }
            let new_index = news.iter().enumerate().position(|(index, candidate)| {
                matched.iter().all(|(_, taken)| *taken != index) && fits(self, variant, candidate)
            });
            matched.extend(new_index.map(|new_index| (old_index, new_index)));
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
        let pairs = pair_most_similar(&old.variants, &new.variants, |old, new| {
            similarity(&old.json_shape, &self.properties(true, new))
        });
        for (old_index, new_index) in pairs {
            let (Some(old), Some(new)) = (old.variants.get(old_index), new.variants.get(new_index))
            else {
                continue;
            };
            let at = at.part(&format!(" variant {}", new.tag()));
            self.models(&old.value, &Type::Model(new.model), &at, out);
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
        let pairs = pair_most_similar(&old.variants, &new.variants, |old, new| {
            similarity(&new.json_shape, &self.properties(false, old))
        });
        for (old_index, new_index) in pairs {
            let (Some(old), Some(new)) = (old.variants.get(old_index), new.variants.get(new_index))
            else {
                continue;
            };
            let at = at.part(&format!(" variant {}", old.tag()));
            self.models(&Type::Model(old.model), &new.value, &at, out);
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
}

/// Returns the share of properties that two variants have in common, in thousandths.
fn similarity(shape: &JsonShape, properties: &[String]) -> usize {
    let shared = shape.known.iter().filter(|name| properties.contains(name)).count();
    let all = shape.known.len() + properties.len() - shared;
    (shared * 1000).checked_div(all).unwrap_or(0)
}

/// Pairs the most similar items first, each once.
fn pair_most_similar<A, B>(
    olds: &[A],
    news: &[B],
    similarity: impl Fn(&A, &B) -> usize,
) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (old_index, old) in olds.iter().enumerate() {
        all.extend(
            news.iter()
                .enumerate()
                .map(|(new_index, new)| (similarity(old, new), old_index, new_index)),
        );
    }
    all.sort_by_key(|(likeness, ..)| std::cmp::Reverse(*likeness));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (likeness, old_index, new_index) in all {
        let is_free = pairs.iter().all(|(old, new)| *old != old_index && *new != new_index);
        if likeness > 0 && is_free {
            pairs.push((old_index, new_index));
        }
    }
    pairs
}
