//! Models of the variants of a tagged union.

use super::super::keywords::Keywords;
use super::super::object::Membership;
use super::super::reference::Located;
use super::{TaggedVariant, is_union};
use crate::api::{ModelId, Type, View};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::names::TypeName;

impl<'d> Lowering<'d> {
    /// Returns the model of a variant: an object with the base's properties, or a nested union.
    pub(super) fn variant(
        &mut self,
        candidate: &TaggedVariant<'d>,
        union: &Located<'d>,
        tag: &str,
        direction: View,
        name: &TypeName,
    ) -> Option<ModelId> {
        let located = &candidate.located;
        if located.pointer == union.pointer {
            self.report_endless(&candidate.pointer, &candidate.name());
            return None;
        }
        let keywords = Keywords::of(located.schema);
        let inline_name = name.joined(&candidate.name());
        if located.schema.schema_data.discriminator.is_some() && is_union(located.schema, &keywords)
        {
            let of =
                |deeper: &mut Self| deeper.model(located, direction, &inline_name, Self::union);
            let model = self.deeper(&located.pointer, of)?;
            return self.ending(candidate, model);
        }
        // A variant that is only `allOf` its base is an object, not the union again.
        if keywords.is_object() || !keywords.all_of.is_empty() {
            return Some(self.object_variant(candidate, union, tag, direction, &inline_name));
        }
        if !keywords.one_of.is_empty() || !keywords.any_of.is_empty() {
            let typed = self.typed_at(located, direction, &inline_name);
            if let Type::Model(model) = typed.value
                && !self.is_enumeration(model)
            {
                return self.ending(candidate, model);
            }
        }
        self.report_not_object(candidate);
        None
    }

    fn object_variant(
        &mut self,
        candidate: &TaggedVariant<'d>,
        union: &Located<'d>,
        tag: &str,
        direction: View,
        inline_name: &TypeName,
    ) -> ModelId {
        let located = &candidate.located;
        let alone = located.component.is_some_and(|name| self.unions.standalone.contains(name));
        if !alone {
            let holds_tag = candidate.tags.len() > 1;
            let membership = || Membership { tag: tag.to_owned(), holds_tag, base: union.clone() };
            let memberships = &mut self.unions.memberships;
            memberships.entry(located.pointer.clone()).or_insert_with(membership);
        }
        self.note_missing_tag(candidate, union, &Keywords::of(located.schema), tag);
        let model = self.model(located, direction, inline_name, Self::object);
        if alone {
            self.report_lost_properties(candidate, tag, union, direction, model);
        }
        model
    }

    /// Returns the model of a nested union, unless that is a union around it.
    fn ending(&mut self, candidate: &TaggedVariant<'d>, model: ModelId) -> Option<ModelId> {
        if self.unions.open.contains(&model) {
            self.report_endless(&candidate.pointer, &candidate.name());
            return None;
        }
        Some(model)
    }

    /// Reports a variant that is the union itself.
    pub(crate) fn report_endless(&mut self, pointer: &Pointer, name: &str) {
        self.report(
            Code::UnsupportedUnion,
            pointer,
            format!("`{name}` selects the union itself"),
            "describe its objects by a schema of their own; until then they decode as `Unknown`",
        );
    }
}
