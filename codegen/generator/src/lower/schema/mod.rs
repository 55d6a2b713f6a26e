//! Schemas: the Rust type of each schema.

mod all_of;
pub(crate) mod base;
mod default;
mod enumeration;
mod inferred;
pub(crate) mod keywords;
mod merged;
pub(crate) mod models;
pub(crate) mod object;
pub(crate) mod reference;
pub(crate) mod rules;
mod tagged;
pub(crate) mod text;
mod untagged;

use std::borrow::Borrow;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData};

use self::enumeration::texts;
use self::keywords::Keywords;
use self::reference::Located;
use self::rules::rules;
use self::text::StringUnion;
use self::untagged::only_constrain;
use crate::api::{Rule, Type, View};
use crate::diagnostic::{Code, Diagnostic, Pointer};
use crate::lower::Lowering;
use crate::names::TypeName;

/// The type of a schema, with its annotations.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    pub(crate) value: Type,
    pub(crate) nullable: bool,
    pub(crate) rules: Vec<Rule>,
    pub(crate) description: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) default: Option<String>,
    pub(crate) example: Option<String>,
    pub(crate) deprecated: bool,
}

impl Typed {
    /// Returns free-form JSON, to which a schema degrades that cannot be expressed.
    fn free_form() -> Self {
        Self::of(Type::FreeForm)
    }

    /// Returns a type without annotations.
    pub(crate) fn of(value: Type) -> Self {
        Self {
            value,
            nullable: false,
            rules: Vec::new(),
            description: None,
            format: None,
            default: None,
            example: None,
            deprecated: false,
        }
    }

    /// Returns the type of an item, an entry or a whole body, where `null` differs from absent.
    pub(crate) fn item(self) -> (Type, Vec<Rule>) {
        let value = if self.nullable && self.value != Type::FreeForm {
            Type::Nullable(Box::new(self.value))
        } else {
            self.value
        };
        (value, self.rules)
    }
}

impl<'d> Lowering<'d> {
    /// Returns the type of a view of a schema, through references.
    ///
    /// `name` is the name of its model, if it needs one and is not a component.
    pub(crate) fn typed<S: Borrow<Schema>>(
        &mut self,
        schema: &'d ReferenceOr<S>,
        pointer: &Pointer,
        direction: View,
        name: &TypeName,
    ) -> Typed {
        match self.locate(schema, pointer) {
            Some(located) => self.typed_at(&located, direction, name),
            None => Typed::free_form(),
        }
    }

    /// Returns the type of a schema that has been located.
    pub(crate) fn typed_at(
        &mut self,
        located: &Located<'d>,
        direction: View,
        name: &TypeName,
    ) -> Typed {
        if self.expanding.contains(&located.pointer) {
            self.report(
                Code::InfiniteSchema,
                &located.pointer,
                "the schema consists of nothing but itself",
                "give it a property that contains it in the overlay; until then the inner schema is free-form JSON",
            );
            return Typed::free_form();
        }
        self.expanding.push(located.pointer.clone());
        let typed =
            self.deeper(&located.pointer, |deeper| deeper.expanded(located, direction, name));
        self.expanding.pop();
        typed.unwrap_or_else(Typed::free_form)
    }

    fn expanded(&mut self, located: &Located<'d>, direction: View, name: &TypeName) -> Typed {
        let keywords = Keywords::of(located.schema);
        let data = &located.schema.schema_data;
        if let Some(only) = self.only_part(&keywords, data) {
            let part = located.pointer.child(only.0).index(0);
            let inner = self.typed(only.1, &part, direction, name);
            let mut typed = with_data(inner, data);
            let own = rules(&keywords, &typed.value);
            typed.rules.extend(own);
            self.check_default(&mut typed, data, &located.pointer);
            return typed;
        }
        if keywords.not {
            self.report(
                Code::UnsupportedKeyword,
                &located.pointer.child("not"),
                "`not` cannot be expressed as a type",
                "the values that it excludes are not rejected; explain the restriction in the description",
            );
        }
        if let Some(plain) = self.scalar_all_of(located, &keywords, direction, name) {
            let mut typed = with_data(plain, data);
            self.check_default(&mut typed, data, &located.pointer);
            return typed;
        }
        let mut typed = with_data(Typed::free_form(), data);
        (typed.value, typed.rules) = self.value(located, &keywords, direction, name);
        typed.format.clone_from(&keywords.format);
        typed.nullable |= keywords.enumeration.contains(&serde_json::Value::Null)
            || self.has_nullable_variant(&keywords);
        typed.rules.extend(rules(&keywords, &typed.value));
        self.check_default(&mut typed, data, &located.pointer);
        typed
    }

    /// Returns the type, and the rules of its items or entries.
    fn value(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> (Type, Vec<Rule>) {
        if let Some(of) = enumeration::type_of_values(keywords) {
            let id = self.model(located, direction, name, |lowering, located, _, _| {
                let extensions = &located.schema.schema_data.extensions;
                lowering.enumeration(keywords, extensions, &located.pointer, of)
            });
            return (Type::Model(id), Vec::new());
        }
        if located.schema.schema_data.discriminator.is_some()
            && tagged::is_union(located.schema, keywords)
        {
            let id = self.model(located, direction, name, Self::union);
            return (Type::Model(id), Vec::new());
        }
        match self.string_union(keywords) {
            Some(StringUnion::OneOf(values)) => {
                let id = self.model(located, direction, name, |_, _, _, _| texts(values));
                return (Type::Model(id), Vec::new());
            }
            Some(StringUnion::Any) => return (Type::String, Vec::new()),
            Some(StringUnion::Scalar) | None => {}
        }
        if located.schema.schema_data.discriminator.is_none()
            && self.inferred_discriminator(&located.pointer, keywords).is_some()
        {
            let id = self.model(located, direction, name, Self::union);
            return (Type::Model(id), Vec::new());
        }
        if !keywords.one_of.is_empty() || !keywords.any_of.is_empty() {
            return self.untagged(located, keywords, direction, name);
        }
        if !keywords.all_of.is_empty() {
            let id = self.model(located, direction, name, Self::object);
            return (Type::Model(id), Vec::new());
        }
        self.value_by_type(located, keywords, direction, name)
    }

    /// Returns the type of an untagged union.
    fn untagged(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> (Type, Vec<Rule>) {
        if only_constrain(keywords) {
            self.remark(
                Code::UncheckedUnion,
                &located.pointer,
                "the variants only constrain properties that the object has: they are not checked",
            );
            let id = self.model(located, direction, name, Self::object);
            return (Type::Model(id), Vec::new());
        }
        let ambiguous = match self.distinguishable(&located.pointer, keywords) {
            Ok(distinguishable) => {
                let id =
                    self.model(located, direction, name, |lowering, union, direction, name| {
                        lowering.untagged_union(union, distinguishable, direction, name)
                    });
                return (Type::Model(id), Vec::new());
            }
            Err(ambiguous) => ambiguous,
        };
        let can_be_merged = self.can_be_merged(located.schema);
        self.report_ambiguous(&located.pointer, keywords, ambiguous.as_ref(), can_be_merged);
        if can_be_merged {
            let id = self.model(located, direction, name, Self::merged);
            return (Type::Model(id), Vec::new());
        }
        (Type::FreeForm, Vec::new())
    }

    /// Reports a union whose variants cannot be distinguished: two of them, if they are known.
    fn report_ambiguous(
        &mut self,
        union: &Pointer,
        keywords: &Keywords<'d>,
        ambiguous: Option<&(Pointer, Pointer)>,
        can_be_merged: bool,
    ) {
        let location = |pointer: &Pointer| self.document.location(pointer);
        let diagnostic = |message| Diagnostic::new(Code::AmbiguousUnion, location(union), message);
        let diagnostic = if let Some((one, other)) = ambiguous {
            diagnostic(format!("nothing in the document distinguishes `{one}` from `{other}`"))
                .with_label(location(one), "either this")
                .with_label(location(other), "or this")
        } else {
            let names = self.variant_locations(union, keywords);
            diagnostic(format!(
                "nothing in the document distinguishes the variants of this schema: {names}"
            ))
        };
        self.diagnostics.push(diagnostic.with_advice(if can_be_merged {
            "add a `discriminator` in the overlay; until then one struct has the properties of all of them"
        } else {
            "add a `discriminator` in the overlay; until then the value is free-form JSON"
        }));
    }

    /// Returns the type by the keyword `type`, or by other keywords without it.
    pub(crate) fn value_by_type(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> (Type, Vec<Rule>) {
        self.note_untyped_enumeration(keywords, &located.pointer);
        if let Some(scalar) = scalar_type(keywords) {
            return (scalar, Vec::new());
        }
        match keywords.schema_type {
            Some("array") => self.array(located, keywords, direction, name),
            _ if keywords.is_object() => self.object_or_map(located, keywords, direction, name),
            None if keywords.items.is_some() => self.array(located, keywords, direction, name),
            // `document` has refused every other type.
            _ => (Type::FreeForm, Vec::new()),
        }
    }

    /// Returns a `Vec` whatever the number of items: `[T; N]` would lose a response with another number. Requests are
    /// checked before they are sent.
    fn array(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> (Type, Vec<Rule>) {
        let Some(items) = keywords.items else {
            return (Type::Array(Box::new(Type::FreeForm)), Vec::new());
        };
        let pointer = located.pointer.child("items");
        let (item, rules) = self.typed(items, &pointer, direction, &name.joined("Item")).item();
        let rules = if rules.is_empty() { rules } else { vec![Rule::Items(rules)] };
        (Type::Array(Box::new(item)), rules)
    }

    /// Returns a struct for an object with properties, a map for one with additional properties only, or free-form JSON.
    fn object_or_map(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        direction: View,
        name: &TypeName,
    ) -> (Type, Vec<Rule>) {
        let names_properties = keywords.has_properties() || !keywords.required.is_empty();
        match keywords.additional_properties {
            Some(AdditionalProperties::Schema(schema)) if !names_properties => {
                let pointer = located.pointer.child("additionalProperties");
                let (entry, rules) =
                    self.typed(&**schema, &pointer, direction, &name.joined("Value")).item();
                let rules = if rules.is_empty() { rules } else { vec![Rule::Entries(rules)] };
                (Type::Map(Box::new(entry)), rules)
            }
            Some(AdditionalProperties::Any(true)) | None if !names_properties => {
                (Type::FreeForm, Vec::new())
            }
            _ => {
                let id = self.model(located, direction, name, Self::object);
                (Type::Model(id), Vec::new())
            }
        }
    }
}

/// Returns the type of a string, number or boolean.
fn scalar_type(keywords: &Keywords<'_>) -> Option<Type> {
    match (keywords.schema_type?, keywords.format.as_deref()) {
        ("string", Some("date-time")) => Some(Type::Timestamp),
        ("string", Some("date")) => Some(Type::Date),
        ("string", _) => Some(Type::String),
        ("boolean", _) => Some(Type::Boolean),
        ("integer", Some("int32")) => Some(Type::Int32),
        ("integer", _) => Some(Type::Int64),
        ("number", Some("float")) => Some(Type::Float32),
        ("number", _) => Some(Type::Float64),
        _ => None,
    }
}

/// Replaces the annotations of an inner schema by those of the outer one.
fn with_data(mut typed: Typed, data: &SchemaData) -> Typed {
    typed.nullable |= data.nullable;
    typed.deprecated |= data.deprecated;
    if data.description.is_some() {
        typed.description.clone_from(&data.description);
    }
    if let Some(default) = &data.default {
        typed.default = Some(default.to_string());
    }
    if let Some(serde_json::Value::String(example)) = &data.example {
        typed.example = Some(example.clone());
    }
    typed
}
