//! Unions and alternatives: which variant is which.

use super::constraint::same_rules;
use super::rename;
use super::types::are_comparable;
use super::{At, Comparison, Node};
use crate::api::{JsonShape, Type, Union, UntaggedUnion, UntaggedVariant, Variant};
use crate::drift::change::{Direction, RenamedKind};
use crate::drift::rules::Code;
use crate::drift::words;

impl<'s> Comparison<'s> {
    /// Two unions, each told apart by a property.
    pub(super) fn unions(&mut self, old: &'s Union, new: &'s Union, at: &At, out: &mut Node) {
        if old.tag != new.tag {
            let message = format!("`{}` tells the variants apart, not `{}`", new.tag, old.tag);
            let ends = (Some(old.tag.clone()), Some(new.tag.clone()));
            let change = self.change(Code::DiscriminatorRenamed, at, message, ends.0, ends.1);
            out.changes.push(change);
        }
        self.untold(old, new, at, out);
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
            let message = format!("`{}` stands for the variant, not `{}`", other.tag, one.tag);
            let at = at.part(&format!(" variant {}", one.tag));
            let ends = (Some(one.tag.clone()), Some(other.tag.clone()));
            let change = self.change(Code::VariantRenamed, &at, message, ends.0, ends.1);
            out.changes.push(change);
            self.variant(one, other, &at, out);
        }
        rename::take_out(&mut gone, pairs.iter().map(|(one, _)| *one));
        rename::take_out(&mut fresh, pairs.iter().map(|(_, other)| *other));
        for variant in gone {
            self.variant_removed(&variant.tag, words::model(&self.old.api, variant.model), at, out);
        }
        for variant in fresh {
            self.variant_added(&variant.tag, words::model(&self.new.api, variant.model), at, out);
        }
    }

    /// The values of the tag that no variant stands for.
    fn untold(&self, old: &Union, new: &Union, at: &At, out: &mut Node) {
        let names = |union: &Union, value: &String| {
            union.unmapped_values.contains(value)
                || union.variants.iter().any(|it| it.tag == *value)
        };
        let at = at.part(&format!(".{}", old.tag));
        for value in old.unmapped_values.iter().filter(|value| !names(new, value)) {
            let message = format!("the member `{value}`, which no variant stands for, is gone");
            let shown = Some(value.clone());
            out.changes.push(self.change(Code::MemberRemoved, &at, message, shown, None));
        }
        for value in new.unmapped_values.iter().filter(|value| !names(old, value)) {
            let message = format!("the member `{value}`, which no variant stands for, is new");
            let shown = Some(value.clone());
            out.changes.push(self.change(Code::MemberAdded, &at, message, None, shown));
        }
    }

    fn variant(&mut self, old: &'s Variant, new: &'s Variant, at: &At, out: &mut Node) {
        let names = (old.name.as_str(), new.name.as_str());
        // One that is told by another value is called after it.
        if old.tag == new.tag {
            self.note_name(RenamedKind::Variant, (names.0, &at.old), (names.1, &at.new));
        }
        let types = (Type::Model(old.model), Type::Model(new.model));
        let at = at.part(&format!(" variant {}", old.tag));
        self.model_types(types, &at, out);
    }

    /// The variants that are the same under another value of the discriminator.
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
        let message = format!("the variant `{name}` is gone");
        out.changes.push(self.change(Code::VariantRemoved, &at, message, Some(shown), None));
    }

    fn variant_added(&self, name: &str, shown: String, at: &At, out: &mut Node) {
        let at = at.part(&format!(" variant {name}"));
        let message = format!("the variant `{name}` is new");
        out.changes.push(self.change(Code::VariantAdded, &at, message, None, Some(shown)));
    }

    /// Two values of several alternatives that no property tells apart.
    pub(super) fn alternatives(
        &mut self,
        old: &'s UntaggedUnion,
        new: &'s UntaggedUnion,
        at: &At,
        out: &mut Node,
    ) {
        let olds: Vec<&UntaggedVariant> = old.variants.iter().collect();
        let news: Vec<&UntaggedVariant> = new.variants.iter().collect();
        let mut matched: Vec<(usize, usize)> = Vec::new();
        // What is the same, then what has the same name, then what is of the same kind.
        let same: &mut dyn FnMut(&mut Self, &UntaggedVariant, &UntaggedVariant) -> bool =
            &mut |this, one, other| this.same_alternative(one, other, at.direction);
        self.match_alternatives(&olds, &news, &mut matched, same);
        self.match_alternatives(&olds, &news, &mut matched, &mut |_, one, other| {
            one.name == other.name
        });
        self.match_alternatives(&olds, &news, &mut matched, &mut |_, one, other| {
            one.outline.kind == other.outline.kind
        });
        for (one, other) in &matched {
            let (Some(one), Some(other)) = (olds.get(*one), news.get(*other)) else { continue };
            let at = at.part(&format!(" alternative {}", one.name.as_str()));
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

    fn match_alternatives(
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

    pub(super) fn same_alternative(
        &mut self,
        old: &UntaggedVariant,
        new: &UntaggedVariant,
        direction: Direction,
    ) -> bool {
        same_rules(&old.rules, &new.rules) && self.same_type(&old.value, &new.value, direction)
    }

    /// UntaggedUnion that a property tells apart now.
    pub(super) fn told_apart(
        &mut self,
        old: &'s UntaggedUnion,
        new: &'s Union,
        at: &At,
        out: &mut Node,
    ) {
        let message = format!("`{}` tells the alternatives apart", new.tag);
        let change =
            self.change(Code::DiscriminatorAdded, at, message, None, Some(new.tag.clone()));
        out.changes.push(change);
        let pairs = likely(&old.variants, &new.variants, |one, other| {
            likeness(&one.outline, &self.properties(true, other))
        });
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (old.variants.get(one), new.variants.get(other)) else {
                continue;
            };
            let at = at.part(&format!(" variant {}", other.tag));
            self.model_types((one.value.clone(), Type::Model(other.model)), &at, out);
        }
    }

    /// UntaggedUnion that no property tells apart any more.
    pub(super) fn not_told_apart(
        &mut self,
        old: &'s Union,
        new: &'s UntaggedUnion,
        at: &At,
        out: &mut Node,
    ) {
        let message = format!("`{}` does not tell the alternatives apart any more", old.tag);
        let change =
            self.change(Code::DiscriminatorRemoved, at, message, Some(old.tag.clone()), None);
        out.changes.push(change);
        let pairs = likely(&old.variants, &new.variants, |one, other| {
            likeness(&other.outline, &self.properties(false, one))
        });
        for (one, other) in pairs {
            let (Some(one), Some(other)) = (old.variants.get(one), new.variants.get(other)) else {
                continue;
            };
            let at = at.part(&format!(" variant {}", one.tag));
            self.model_types((Type::Model(one.model), other.value.clone()), &at, out);
        }
    }

    /// The properties of a variant of the new document, or of the old one.
    fn properties(&self, is_new: bool, variant: &Variant) -> Vec<String> {
        let api = if is_new { &self.new.api } else { &self.old.api };
        match api.model(variant.model).map(|model| &model.shape) {
            Some(crate::api::Shape::Object(object)) => {
                object.fields.iter().map(|field| field.property.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Compares two types of which at least one is a model that was found by the way.
    fn model_types(&mut self, (old, new): (Type, Type), at: &At, out: &mut Node) {
        if let (Some(one), Some(other)) = (old.model(), new.model()) {
            self.models((one, other), (&old, &new), at, out);
        }
    }
}

/// How many properties an alternative and a variant share, out of a thousand that either has.
fn likeness(outline: &JsonShape, properties: &[String]) -> usize {
    let shared = outline.known.iter().filter(|name| properties.contains(name)).count();
    let all = outline.known.len() + properties.len() - shared;
    (shared * 1000).checked_div(all).unwrap_or(0)
}

/// Pairs what is most alike, each once.
fn likely<A, B>(olds: &[A], news: &[B], likeness: impl Fn(&A, &B) -> usize) -> Vec<(usize, usize)> {
    let mut all: Vec<(usize, usize, usize)> = Vec::new();
    for (one, old) in olds.iter().enumerate() {
        all.extend(news.iter().enumerate().map(|(other, new)| (likeness(old, new), one, other)));
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
