//! Objects: the properties of a schema and of all that it is composed of, as fields of one struct.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::keywords::Keywords;
use super::reference::Located;
use crate::api::{
    AdditionalProperties, Field, Object, Presence, Shape, State, TextField, Type, View,
};
use crate::diagnostic::truncated;
use crate::diagnostic::{Code, Pointer, nearest};
use crate::lower::Lowering;
use crate::lower::files::Files;
use crate::names::{Scope, TypeName, ValueName};

/// A property and its pointer.
#[derive(Debug, Clone)]
pub(crate) struct Property<'d> {
    pub(crate) schema: &'d ReferenceOr<Box<Schema>>,
    pub(crate) pointer: Pointer,
}

/// The union that a variant belongs to.
#[derive(Debug, Clone)]
pub(crate) struct Membership<'d> {
    /// The discriminator's property.
    pub(crate) tag: String,
    /// Whether the variant holds the discriminator's value, because several values select it. Otherwise only the union
    /// writes it.
    pub(crate) holds_tag: bool,
    /// The union, whose properties belong to all variants.
    pub(crate) base: Located<'d>,
}

/// The properties of a schema and of all that it is composed of.
#[derive(Debug, Default)]
pub(crate) struct Collected<'d> {
    pub(crate) properties: IndexMap<String, Property<'d>>,
    /// Types of properties that the variants of a union describe differently.
    pub(crate) conflicting: HashMap<String, Type>,
    pub(crate) required: HashSet<String>,
    additional_properties: Option<(&'d openapiv3::AdditionalProperties, Pointer)>,
    /// The names in `required` with their pointers, in document order.
    pub(crate) named: Vec<(String, Pointer)>,
    /// The discriminator's property, which the union writes.
    tag: Option<String>,
    /// The schemas that were collected.
    parts: HashSet<Pointer>,
    /// Properties that are sent as files.
    pub(crate) files: Files,
}

impl<'d> Collected<'d> {
    /// Adds the properties of the union that the variant does not repeat.
    fn add_base(&mut self, membership: &Membership<'d>) {
        let keywords = Keywords::of(membership.base.schema);
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let pointer = membership.base.pointer.child("properties").child(property);
            self.properties.entry(property.clone()).or_insert(Property { schema, pointer });
        }
        self.required.extend(keywords.required.iter().cloned());
    }
}

impl<'d> Lowering<'d> {
    /// Returns the struct of an object.
    pub(crate) fn object(
        &mut self,
        located: &Located<'d>,
        direction: View,
        name: &TypeName,
    ) -> Shape {
        let membership = self.unions.memberships.get(&located.pointer).cloned();
        let tag = membership.as_ref().map(|membership| membership.tag.clone());
        let mut collected = Collected { tag, ..Collected::default() };
        self.collect(located, &mut collected, &mut Vec::new());
        if let Some(membership) = membership {
            collected.add_base(&membership);
            if !membership.holds_tag {
                collected.properties.shift_remove(&membership.tag);
                collected.named.retain(|(property, _)| *property != membership.tag);
            }
        } else {
            self.add_bases(located, &mut collected);
        }
        self.struct_of(&collected, direction, name)
    }

    /// Returns the struct of collected properties.
    pub(crate) fn struct_of(
        &mut self,
        collected: &Collected<'d>,
        direction: View,
        name: &TypeName,
    ) -> Shape {
        // A field that contains a union around it is boxed.
        let open = std::mem::take(&mut self.unions.open);
        let mut scope = Scope::new();
        let mut fields = Vec::new();
        for (property, Property { schema, pointer }) in &collected.properties {
            if self.is_in_view(schema, pointer, direction) {
                let required = collected.required.contains(property);
                let described = Property { schema, pointer: pointer.clone() };
                let mut field = match collected.files.properties.get(property) {
                    Some(file) => self.file_field(property, described, required, file, &mut scope),
                    None => self.field(property, described, required, direction, name, &mut scope),
                };
                if let Some(value) = collected.conflicting.get(property) {
                    field.value = value.clone();
                    field.rules.clear();
                }
                fields.push(field);
            }
        }
        for (property, pointer) in &collected.named {
            if !collected.properties.contains_key(property) {
                let known = collected.properties.keys().map(String::as_str);
                let meant = nearest(property, known).map(str::to_owned);
                fields.push(self.undeclared(property, meant.as_deref(), pointer, &mut scope));
            }
        }
        let additional_properties =
            self.additional_properties(collected, direction, name, &mut scope);
        self.unions.open = open;
        let mut object = Object { fields, additional_properties, required: None, state: None };
        if direction != View::Request {
            object.state = self.object_state(collected, &object);
        }
        Shape::Object(object)
    }

    /// Returns the state of an object, if an extension of a property declares it.
    fn object_state(&mut self, collected: &Collected<'d>, object: &Object) -> Option<State> {
        for (property, Property { schema, pointer }) in &collected.properties {
            let ReferenceOr::Item(schema) = schema else { continue };
            let Some(extension) = self.state(&schema.schema_data.extensions, pointer) else {
                continue;
            };
            let field = self.text_field(object, property);
            let reason = extension.reason.as_ref().map(|reason| self.text_field(object, reason));
            let (Some(field), Some(reason)) = (field, reason.map_or(Some(None), |it| it.map(Some)))
            else {
                self.report(
                    Code::InvalidExtension,
                    &pointer.child("x-rust-state"),
                    "a state and its reason must be properties of type string of this schema",
                    "name properties of type string",
                );
                continue;
            };
            return Some(State { field, ready: extension.ready, failed: extension.failed, reason });
        }
        None
    }

    /// Returns the field of a property of type string or of an enumeration of strings.
    pub(crate) fn text_field(&self, object: &Object, property: &str) -> Option<TextField> {
        let field = object.fields.iter().find(|field| field.property == property)?;
        let enumeration = match &field.value {
            Type::String => None,
            Type::Model(id) if self.is_string_enumeration(*id) => Some(*id),
            Type::Boolean
            | Type::Int32
            | Type::Int64
            | Type::Float32
            | Type::Float64
            | Type::Timestamp
            | Type::Date
            | Type::FreeForm
            | Type::Bytes
            | Type::Part
            | Type::Array(_)
            | Type::Map(_)
            | Type::Nullable(_)
            | Type::Model(_)
            | Type::Boxed(_) => return None,
        };
        let optional = field.presence != Presence::Required;
        Some(TextField { name: field.name.clone(), optional, enumeration })
    }

    /// Collects a schema's properties: those of its parts first, then its own.
    pub(crate) fn collect(
        &mut self,
        located: &Located<'d>,
        collected: &mut Collected<'d>,
        open: &mut Vec<Pointer>,
    ) {
        if let Some(start) = open.iter().position(|pointer| *pointer == located.pointer) {
            let between = open.get(start + 1..).unwrap_or_default();
            let names: Vec<_> = between.iter().map(|pointer| format!("`{pointer}`")).collect();
            let way = match names.as_slice() {
                [] => String::new(),
                names => format!(" through {}", names.join(" and ")),
            };
            let message =
                format!("the schema includes itself by `allOf`{way}, which adds nothing to it");
            let mut diagnostic = self
                .diagnostic(Code::AllOfCycle, &located.pointer.child("allOf"), message)
                .with_advice("remove one of the references in the cycle");
            for pointer in between {
                diagnostic = diagnostic.with_label(self.document.location(pointer), "through this");
            }
            self.diagnostics.push(diagnostic);
            return;
        }
        if !collected.parts.insert(located.pointer.clone()) {
            // A part that several parts share has been collected.
            return;
        }
        open.push(located.pointer.clone());
        let keywords = Keywords::of(located.schema);
        for (index, part) in keywords.all_of.iter().enumerate() {
            let pointer = located.pointer.child("allOf").index(index);
            if let Some(part) = self.locate(part, &pointer) {
                self.check_part(&part);
                self.deeper(&part.pointer, |deeper| deeper.collect(&part, collected, open));
            }
        }
        self.collect_own(located, &keywords, collected);
        open.pop();
    }

    fn collect_own(
        &mut self,
        located: &Located<'d>,
        keywords: &Keywords<'d>,
        collected: &mut Collected<'d>,
    ) {
        for (property, schema) in keywords.properties.into_iter().flatten() {
            let pointer = located.pointer.child("properties").child(property);
            if let Some(Property { pointer: earlier, .. }) = collected.properties.get(property)
                && collected.tag.as_deref() != Some(property)
            {
                self.check_conflict(property, &earlier.clone(), &pointer);
            }
            collected.properties.insert(property.clone(), Property { schema, pointer });
        }
        for (index, property) in keywords.required.iter().enumerate() {
            if collected.required.insert(property.clone()) {
                let pointer = located.pointer.child("required").index(index);
                collected.named.push((property.clone(), pointer));
            }
        }
        if let Some(additional) = keywords.additional_properties {
            collected.additional_properties =
                Some((additional, located.pointer.child("additionalProperties")));
        }
    }

    /// Reports a part of `allOf` that is more than an object, since only its properties are used.
    fn check_part(&mut self, part: &Located<'d>) {
        let keywords = Keywords::of(part.schema);
        let object = matches!(keywords.schema_type, None | Some("object"))
            && keywords.enumeration.is_empty();
        let union = !(keywords.one_of.is_empty() && keywords.any_of.is_empty());
        if !object || (union && part.schema.schema_data.discriminator.is_none()) {
            self.report(
                Code::UnsupportedKeyword,
                &part.pointer,
                "this part of an `allOf` is more than an object's properties",
                "only its properties are used; if that is not enough, describe the whole in one schema in the overlay",
            );
        }
    }

    /// Reports a property that two parts describe differently. The later description is used.
    fn check_conflict(&mut self, property: &str, earlier: &Pointer, later: &Pointer) {
        let document = self.document;
        let (Some(one), Some(other)) = (document.get(earlier), document.get(later)) else {
            return;
        };
        if without_annotations(one) != without_annotations(other) {
            let message =
                format!("`allOf` describes the property `{property}` twice, and differently");
            let diagnostic = self
                .diagnostic(Code::AllOfConflict, later, message)
                .with_label(document.location(earlier), "described here first")
                .with_advice("this description is used; make them agree in the overlay");
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether a property is part of a view: requests have no `readOnly` ones, responses no `writeOnly` ones.
    pub(crate) fn is_in_view(
        &mut self,
        schema: &'d ReferenceOr<Box<Schema>>,
        pointer: &Pointer,
        direction: View,
    ) -> bool {
        let Some(located) = self.locate(schema, pointer) else {
            // The error has been reported; the property is free-form in both views.
            return true;
        };
        let access = self.access(located.schema);
        match direction {
            View::Request => !access.read_only,
            View::Response => !access.write_only,
            View::Both => true,
        }
    }

    fn field(
        &mut self,
        property: &str,
        Property { schema, pointer }: Property<'d>,
        required: bool,
        direction: View,
        parent: &TypeName,
        scope: &mut Scope,
    ) -> Field {
        let typed = self.typed(schema, &pointer, direction, &parent.joined(property));
        let null_in_responses = match schema {
            ReferenceOr::Item(schema) => {
                self.nullable_response(&schema.schema_data.extensions, &pointer)
                    && direction == View::Response
            }
            ReferenceOr::Reference { .. } => false,
        };
        let nullable = (typed.nullable || null_in_responses) && typed.value != Type::FreeForm;
        let wanted = ValueName::new(property);
        let name = scope.claim_value(&wanted);
        if name != wanted {
            let message = format!(
                "`{}` has the name of another property in Rust, `{}`: this one gets a number",
                truncated(property, 60),
                truncated(wanted.as_str(), 60),
            );
            self.report(
                Code::NameCollision,
                &pointer,
                message,
                "keep the order of the two, since the number depends on it",
            );
        }
        Field {
            name,
            property: property.to_owned(),
            source: pointer,
            null_is_distinct: !required && nullable,
            value: typed.value,
            presence: match (required, nullable) {
                (true, false) => Presence::Required,
                (true, true) => Presence::RequiredNullable,
                (false, _) => Presence::Optional,
            },
            rules: typed.rules,
            unchecked_rules: Vec::new(),
            description: typed.description,
            format: typed.format,
            default: typed.default,
            example: typed.example,
            deprecated: typed.deprecated,
        }
    }

    /// Returns a free-form field for a name in `required` without a property, which is legal.
    fn undeclared(
        &mut self,
        property: &str,
        meant: Option<&str>,
        pointer: &Pointer,
        scope: &mut Scope,
    ) -> Field {
        let meant = meant.map(|meant| format!("did you mean `{meant}`? Otherwise "));
        let meant = meant.unwrap_or_default();
        self.report(
            Code::UndeclaredProperty,
            pointer,
            format!("`{property}` is required, and is not among the properties"),
            &format!("{meant}declare it in the overlay; until then it is free-form JSON"),
        );
        Field {
            name: scope.claim_value(&ValueName::new(property)),
            property: property.to_owned(),
            source: pointer.clone(),
            value: Type::FreeForm,
            presence: Presence::Required,
            null_is_distinct: false,
            rules: Vec::new(),
            unchecked_rules: Vec::new(),
            description: None,
            format: None,
            default: None,
            example: None,
            deprecated: false,
        }
    }

    /// Returns the map of additional properties, if the schema declares them.
    fn additional_properties(
        &mut self,
        collected: &Collected<'d>,
        direction: View,
        name: &TypeName,
        scope: &mut Scope,
    ) -> Option<AdditionalProperties> {
        let (additional, pointer) = collected.additional_properties.as_ref()?;
        let value = match (additional, &collected.files.additional_properties) {
            (openapiv3::AdditionalProperties::Any(false), _) => return None,
            (openapiv3::AdditionalProperties::Any(true), _) => Type::FreeForm,
            (openapiv3::AdditionalProperties::Schema(_), Some(file)) => file.clone(),
            (openapiv3::AdditionalProperties::Schema(schema), None) => {
                let typed = self.typed(&**schema, pointer, direction, &name.joined("Value"));
                if typed.nullable && typed.value != Type::FreeForm {
                    Type::Nullable(Box::new(typed.value))
                } else {
                    typed.value
                }
            }
        };
        Some(AdditionalProperties {
            name: scope.claim_value(&ValueName::new("additional_properties")),
            value,
        })
    }
}

/// Returns a schema without its annotations, for comparison.
pub(crate) fn without_annotations(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        for key in ["description", "example", "title", "externalDocs"] {
            members.shift_remove(key);
        }
    }
    schema
}
