//! Properties of objects.

use super::constraint::same_rules;
use super::rename::{self, Candidate};
use super::types::are_comparable;
use super::{At, Comparison, Node, Pair};
use crate::api::{AdditionalProperties, Field, Object, Presence, Rule, Type};
use crate::drift::change::RenamedKind;
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::words;

impl<'s> Comparison<'s> {
    pub(super) fn objects(
        &mut self,
        pair: Pair,
        old: &'s Object,
        new: &'s Object,
        at: &At,
        out: &mut Node,
    ) {
        let mut removed: Vec<&Field> = Vec::new();
        let mut added: Vec<&Field> = new.fields.iter().collect();
        for field in &old.fields {
            match added.iter().position(|other| other.property == field.property) {
                Some(index) => {
                    let other = added.remove(index);
                    self.field(field, other, at, out);
                }
                None => removed.push(field),
            }
        }
        // The tag of a union is on the wire even if the struct has no field for it.
        let (of_old, of_new) = (self.tags.0.get(&pair.old), self.tags.1.get(&pair.new));
        removed.retain(|field| of_new != Some(&field.property));
        added.retain(|field| of_old != Some(&field.property));
        self.renamed_fields(&mut removed, &mut added, at, out);
        for field in removed {
            let code = if field.presence == Presence::Optional {
                Code::PropertyRemoved
            } else {
                Code::RequiredPropertyRemoved
            };
            let at = At { old: field.source.clone(), ..at.part(&format!(".{}", field.property)) };
            let value = Some(words::type_of(&self.old.api, &field.value));
            let message = format!("the property `{}` was removed", field.property);
            out.changes.push(self.change(code, &at, message, value, None));
        }
        for field in added {
            let (code, need) = if field.presence == Presence::Optional {
                (Code::PropertyAdded, "optional")
            } else {
                (Code::RequiredPropertyAdded, "required")
            };
            let at = At { new: field.source.clone(), ..at.part(&format!(".{}", field.property)) };
            let value = Some(words::type_of(&self.new.api, &field.value));
            let message = format!("the {need} property `{}` was added", field.property);
            out.changes.push(self.change(code, &at, message, None, value));
        }
        self.additional_properties(
            old.additional_properties.as_ref(),
            new.additional_properties.as_ref(),
            at,
            out,
        );
    }

    /// Matches the remaining properties that differ only in their names.
    fn renamed_fields(
        &mut self,
        removed: &mut Vec<&'s Field>,
        added: &mut Vec<&'s Field>,
        at: &At,
        out: &mut Node,
    ) {
        let renamed = rename::pairs(&candidates(removed), &candidates(added), |old, new| {
            match (removed.get(old), added.get(new)) {
                (Some(old), Some(new)) => self.same_field(old, new, at.direction),
                _ => false,
            }
        });
        for (old, new) in &renamed {
            let (Some(old), Some(new)) = (removed.get(*old), added.get(*new)) else { continue };
            let at = At {
                old: old.source.clone(),
                new: new.source.clone(),
                ..at.part(&format!(".{}", old.property))
            };
            let (name, now) = (old.property.clone(), new.property.clone());
            let message = format!("the property `{name}` was renamed to `{now}`");
            let change = self.change(Code::PropertyRenamed, &at, message, Some(name), Some(now));
            out.changes.push(change);
            // The types of the values are equal, but may have different names.
            self.types(&old.value, &new.value, &at, out);
            self.field_texts(old, new, &at, out);
        }
        rename::remove_at(removed, renamed.iter().map(|(old, _)| *old));
        rename::remove_at(added, renamed.iter().map(|(_, new)| *new));
    }

    /// Compares two properties with one name.
    fn field(&mut self, old: &'s Field, new: &'s Field, at: &At, out: &mut Node) {
        let at = At {
            old: old.source.clone(),
            new: new.source.clone(),
            ..at.part(&format!(".{}", old.property))
        };
        let names = (old.name.as_str(), new.name.as_str());
        self.note_name(RenamedKind::Field, (names.0, &old.source), (names.1, &new.source));
        let mut push = |this: &Self, code, message: String, old: &str, new: &str| {
            let ends = (Some(old.to_owned()), Some(new.to_owned()));
            out.changes.push(this.change(code, &at, message, ends.0, ends.1));
        };
        let name = &old.property;
        let required = |field: &Field| field.presence != Presence::Optional;
        if required(old) != required(new) {
            let need = |is| if is { "required" } else { "optional" };
            let code = if required(new) { Code::PropertyRequired } else { Code::PropertyOptional };
            let message = format!("the property `{name}` is now {}", need(required(new)));
            push(self, code, message, need(required(old)), need(required(new)));
        }
        if nullable(old) != nullable(new) {
            let can = |is| if is { "nullable" } else { "not nullable" };
            let is_seen = is_option(old) != is_option(new) || keeps_null(old) != keeps_null(new);
            let code = match (nullable(new), is_seen) {
                (true, true) => Code::PropertyNullable,
                (true, false) => Code::NullAllowed,
                (false, true) => Code::PropertyNotNullable,
                (false, false) => Code::NullForbidden,
            };
            let message = format!("the property `{name}` is now {}", can(nullable(new)));
            push(self, code, message, can(nullable(old)), can(nullable(new)));
        }
        if old.deprecated != new.deprecated {
            let (code, state) = if new.deprecated {
                (Code::PropertyDeprecated, "was deprecated")
            } else {
                (Code::PropertyUndeprecated, "is no longer deprecated")
            };
            let message = format!("the property `{name}` {state}");
            let [before, after] = [old, new].map(|it| words::deprecated(it.deprecated));
            push(self, code, message, before, after);
        }
        if unchecked_format(old) != unchecked_format(new) && is_text(old) && is_text(new) {
            let ends = (unchecked_format(old), unchecked_format(new));
            let message = format!("the format of the property `{name}` changed");
            let change = self.change(Code::FormatChanged, &at, message, ends.0, ends.1);
            out.changes.push(change);
        }
        self.defaults(old.default.as_ref(), new.default.as_ref(), &at, out);
        if are_comparable(inner(old), inner(new)) {
            self.constraints(&rules(old), &rules(new), &at, out);
        }
        self.types(inner(old), inner(new), &at, out);
        self.field_texts(old, new, &at, out);
    }

    fn additional_properties(
        &mut self,
        old: Option<&'s AdditionalProperties>,
        new: Option<&'s AdditionalProperties>,
        at: &At,
        out: &mut Node,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => self.types(&old.value, &new.value, &at.part("{}"), out),
            (None, Some(rest)) => {
                let value = Some(words::type_of(&self.new.api, &rest.value));
                let message = "additional properties were added";
                out.changes.push(self.change(
                    Code::AdditionalPropertiesAdded,
                    at,
                    message,
                    None,
                    value,
                ));
            }
            (Some(rest), None) => {
                let value = Some(words::type_of(&self.old.api, &rest.value));
                let message = "additional properties were removed";
                out.changes.push(self.change(
                    Code::AdditionalPropertiesRemoved,
                    at,
                    message,
                    value,
                    None,
                ));
            }
            (None, None) => {}
        }
    }

    /// Whether two properties are the same except for their names.
    pub(super) fn same_field(&mut self, old: &Field, new: &Field, direction: Direction) -> bool {
        old.presence == new.presence
            && nullable(old) == nullable(new)
            && keeps_null(old) == keeps_null(new)
            && old.deprecated == new.deprecated
            && old.default == new.default
            && (unchecked_format(old) == unchecked_format(new) || !is_text(old) || !is_text(new))
            && same_rules(&rules(old), &rules(new))
            && self.same_type(inner(old), inner(new), direction)
    }
}

/// Whether a property can be `null`.
fn nullable(field: &Field) -> bool {
    field.presence == Presence::RequiredNullable || field.null_is_distinct || keeps_null(field)
}

/// Whether absent and `null` are distinct in Rust.
fn keeps_null(field: &Field) -> bool {
    field.presence == Presence::Optional && matches!(field.value, Type::Nullable(_))
}

/// Whether a field is an `Option` in Rust.
fn is_option(field: &Field) -> bool {
    field.presence != Presence::Required
}

/// Returns the type of a property without `null`.
fn inner(field: &Field) -> &Type {
    match &field.value {
        Type::Nullable(inner) if keeps_null(field) => inner,
        value => value,
    }
}

/// Returns all rules of a value, checked or not.
fn rules(field: &Field) -> Vec<Rule> {
    field.rules.iter().chain(&field.unchecked_rules).cloned().collect()
}

fn is_text(field: &Field) -> bool {
    matches!(inner(field), Type::String)
}

/// Returns a format that no type or rule represents.
fn unchecked_format(field: &Field) -> Option<String> {
    let is_checked = rules(field).iter().any(|rule| matches!(rule, Rule::Format(_)));
    field.format.clone().filter(|_| !is_checked)
}

fn candidates<'f>(fields: &[&'f Field]) -> Vec<Candidate<'f>> {
    let candidate = |field: &&'f Field| Candidate {
        name: &field.property,
        description: field.description.as_deref(),
    };
    fields.iter().map(candidate).collect()
}
