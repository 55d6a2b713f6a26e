//! Types, compared by structure and not by name.

use super::{At, Comparison, Node, Pair};
use crate::api::{Model, Shape, Type};
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::words;

impl<'s> Comparison<'s> {
    /// Compares two types at one location.
    pub(super) fn types(&mut self, old: &'s Type, new: &'s Type, at: &At, out: &mut Node) {
        match (old, new) {
            (Type::Array(old), Type::Array(new)) => self.types(old, new, &at.part("[]"), out),
            (Type::Map(old), Type::Map(new)) => self.types(old, new, &at.part("{}"), out),
            (Type::Nullable(old), Type::Nullable(new)) => self.types(old, new, at, out),
            (Type::Nullable(inner), new) => {
                self.change_type(Code::TypeNarrowed, old, new, at, out);
                self.types(inner, new, at, out);
            }
            (old, Type::Nullable(inner)) => {
                self.change_type(Code::TypeWidened, old, new, at, out);
                self.types(old, inner, at, out);
            }
            (Type::Model(_) | Type::Boxed(_), Type::Model(_) | Type::Boxed(_)) => {
                self.models(old, new, at, out);
            }
            (old, new) if old == new => {}
            (old, new) => {
                let code = self.relation(old, new, at.direction);
                self.change_type(code, old, new, at, out);
            }
        }
    }

    fn change_type(&self, code: Code, old: &Type, new: &Type, at: &At, out: &mut Node) {
        let ends = (words::type_of(&self.old.api, old), words::type_of(&self.new.api, new));
        let message = format!("the type is {}, not {}", ends.1, ends.0);
        out.changes.push(self.change(code, at, message, Some(ends.0), Some(ends.1)));
    }

    /// Compares the models of two types, in a node of their own if they have the same shape. Does nothing if one of the
    /// types has no model.
    pub(super) fn models(&mut self, old: &Type, new: &Type, at: &At, out: &mut Node) {
        let (Some(old_id), Some(new_id)) = (old.model(), new.model()) else { return };
        let models = (self.old.api.model(old_id), self.new.api.model(new_id));
        let (Some(old_model), Some(new_model)) = models else { return };
        match (&old_model.shape, &new_model.shape) {
            (Shape::Enumeration(before), Shape::Enumeration(after))
                if before.value != after.value =>
            {
                let code = self.relation(&before.value, &after.value, at.direction);
                self.change_type(code, old, new, at, out);
            }
            (Shape::Object(_), Shape::Object(_))
            | (Shape::Enumeration(_), Shape::Enumeration(_))
            | (
                Shape::Union(_) | Shape::UntaggedUnion(_),
                Shape::Union(_) | Shape::UntaggedUnion(_),
            ) => {
                let pair = Pair {
                    old: old_id,
                    new: new_id,
                    direction: at.direction,
                    old_is_served: at.old_is_served,
                };
                self.pair(pair, out);
            }
            _ => {
                let code = self.relation(old, new, at.direction);
                self.change_type(code, old, new, at, out);
            }
        }
    }

    /// Compares two models with the same shape.
    pub(super) fn model(
        &mut self,
        pair: Pair,
        old: &'s Model,
        new: &'s Model,
        at: &At,
        out: &mut Node,
    ) {
        if old.deprecated != new.deprecated {
            let (code, message) = if new.deprecated {
                (Code::SchemaDeprecated, "the schema was deprecated")
            } else {
                (Code::SchemaUndeprecated, "the schema is no longer deprecated")
            };
            let [before, after] =
                [old, new].map(|it| Some(words::deprecated(it.deprecated).to_owned()));
            out.changes.push(self.change(code, at, message, before, after));
        }
        self.model_texts(old, new, at, out);
        match (&old.shape, &new.shape) {
            (Shape::Object(old), Shape::Object(new)) => self.objects(pair, old, new, at, out),
            (Shape::Enumeration(old), Shape::Enumeration(new)) => {
                self.enumerations(old, new, at, out);
            }
            (Shape::Union(old), Shape::Union(new)) => self.unions(old, new, at, out),
            (Shape::UntaggedUnion(old), Shape::UntaggedUnion(new)) => {
                self.untagged_unions(old, new, at, out);
            }
            (Shape::UntaggedUnion(old), Shape::Union(new)) => {
                self.discriminator_added(old, new, at, out);
            }
            (Shape::Union(old), Shape::UntaggedUnion(new)) => {
                self.discriminator_removed(old, new, at, out);
            }
            _ => {}
        }
    }

    /// Returns the code for a changed type.
    fn relation(&mut self, old: &Type, new: &Type, direction: Direction) -> Code {
        let members = |api: &crate::api::Api, value: &Type| {
            api.enumeration(value).map(|enumeration| enumeration.value.clone())
        };
        let of_old = members(&self.old.api, old);
        let of_new = members(&self.new.api, new);
        if of_new.as_ref().is_some_and(|value| value == old) {
            Code::EnumerationClosed
        } else if of_old.as_ref().is_some_and(|value| value == new) {
            Code::EnumerationOpened
        } else if holds(new, old) || self.is_variant(old, new, direction, true) {
            Code::TypeWidened
        } else if holds(old, new) || self.is_variant(new, old, direction, false) {
            Code::TypeNarrowed
        } else {
            Code::TypeChanged
        }
    }

    /// Whether a type is a variant of another, which belongs to the new or to the old document.
    fn is_variant(&mut self, value: &Type, of: &Type, direction: Direction, is_new: bool) -> bool {
        let api = if is_new { &self.new.api } else { &self.old.api };
        let Some(model) = of.model().filter(|_| !matches!(of, Type::Array(_) | Type::Map(_)))
        else {
            return false;
        };
        let Some(Shape::UntaggedUnion(union)) = api.model(model).map(|it| &it.shape) else {
            return false;
        };
        union.variants.iter().any(|variant| {
            if is_new {
                self.same_type(value, &variant.value, direction)
            } else {
                self.same_type(&variant.value, value, direction)
            }
        })
    }
}

/// Whether the constraints of two types can be compared. If not, the change of the type says everything.
pub(super) fn are_comparable(old: &Type, new: &Type) -> bool {
    use Type::{Array, Boxed, Float32, Float64, Int32, Int64, Map, Model, Nullable};

    match (old, new) {
        (Array(old), Array(new)) | (Map(old), Map(new)) => are_comparable(old, new),
        (Nullable(inner), value) | (value, Nullable(inner)) => are_comparable(inner, value),
        (Int32 | Int64 | Float32 | Float64, Int32 | Int64 | Float32 | Float64)
        | (Model(_) | Boxed(_), Model(_) | Boxed(_)) => true,
        (old, new) => old == new,
    }
}

/// Whether a type contains every value of another.
fn holds(wide: &Type, narrow: &Type) -> bool {
    use Type::{Date, Float32, Float64, FreeForm, Int32, Int64, String, Timestamp};

    matches!(
        (wide, narrow),
        (FreeForm, _)
            | (Int64 | Float32, Int32)
            | (Float64, Int32 | Int64 | Float32)
            | (String, Timestamp | Date)
    )
}
