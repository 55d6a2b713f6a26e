//! Multipart bodies: properties that are files, and the encoding of each part.
//!
//! JSON cannot contain a file. An object with one has a model of its own for multipart bodies, even if its schema is also
//! used in JSON.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::Encoding;
use serde_json::Value;

use super::inspector::{Inspector, PropertyEncoding};
use super::media::Chosen;
use crate::api::{Field, ModelId, PartEncoding, Presence, Shape, Type, View};
use crate::diagnostic::{Code, Pointer};
use crate::lower::Lowering;
use crate::lower::Unsupported;
use crate::lower::files::Files;
use crate::lower::schema::keywords::Keywords;
use crate::lower::schema::object::Property;
use crate::lower::schema::reference::{Located, component_name};
use crate::lower::schema::rules::rules;
use crate::names::{Scope, TypeName, ValueName};

/// The models of multipart bodies with files.
#[derive(Debug, Default)]
pub(crate) struct Forms {
    /// Models by schema and by the properties that are files.
    ids: HashMap<(Pointer, Vec<String>), ModelId>,
    /// Schemas that are referenced elsewhere than by multipart bodies, computed on first use.
    outside: Option<HashSet<String>>,
}

impl<'d> Lowering<'d> {
    /// Returns an inspector of schemas.
    pub(crate) fn inspector(&self) -> Inspector<'d, '_> {
        Inspector { document: self.document, budget: &self.budget }
    }

    /// Returns the type of a multipart body, and the encodings of parts that do not follow from their types.
    pub(crate) fn multipart(
        &mut self,
        chosen: &Chosen<'d>,
        content: &Pointer,
        name: &TypeName,
    ) -> Result<(Type, Vec<PartEncoding>), Unsupported> {
        let location = content.child(chosen.name);
        let Some(schema) = &chosen.media_type.schema else {
            return Ok((Type::FreeForm, Vec::new()));
        };
        let pointer = location.child("schema");
        let located = self.locate(schema, &pointer).ok_or(Unsupported)?;
        let schema_type = Keywords::of(located.schema).schema_type;
        if !matches!(schema_type, None | Some("object")) {
            self.report(
                Code::UnsupportedMediaType,
                &pointer,
                "each part of this body needs a name, and the schema is not an object with properties",
                "describe an object in the overlay, with a property for each part",
            );
            return Err(Unsupported);
        }
        let properties = self.inspector().properties(located.schema);
        let additional_properties = self.inspector().additional_files(located.schema);
        let mut files = Files { properties: IndexMap::new(), additional_properties };
        let mut encodings = Vec::new();
        for (property, schema) in properties {
            let encoding = chosen.media_type.encoding.get(property);
            let part = self.inspector().part(schema, encoding);
            if let Some(encoding) = encoding.filter(|encoding| !encoding.headers.is_empty()) {
                self.note_headers(encoding, &location.child("encoding").child(property), &part);
            }
            if !part.content_types.is_empty() {
                encodings.push(PartEncoding {
                    property: property.to_owned(),
                    content_types: part.content_types,
                    is_file: part.is_file,
                });
            }
            files.properties.extend(part.value.map(|value| (property.to_owned(), value)));
        }
        let value = if files.is_empty() {
            self.typed_at(&located, View::Request, name).value
        } else {
            Type::Model(self.form(&located, files, name))
        };
        Ok((value, encodings))
    }

    /// Returns the model of a body with files.
    fn form(&mut self, located: &Located<'d>, files: Files, inline_name: &TypeName) -> ModelId {
        let mut named: Vec<String> = files.properties.keys().cloned().collect();
        named.sort_unstable();
        let key = (located.pointer.clone(), named);
        if let Some(known) = self.forms.ids.get(&key) {
            return *known;
        }
        let name = self.form_name(located, inline_name);
        // The id precedes those of the models that it contains.
        let id = self.models.reserve();
        self.forms.ids.insert(key, id);
        let mut collected = self.collect_merged(located);
        collected.files = files;
        let mut shape = self.struct_of(&collected, View::Request, &name);
        if let Shape::Object(object) = &mut shape {
            // Parts are never `null`.
            object.fields.iter_mut().for_each(|field| field.null_is_distinct = false);
        }
        let model = self.model_of(located, View::Request, name, shape);
        self.models.insert(id, model);
        id
    }

    /// Returns the name of a form: the schema's own, if only multipart bodies refer to it.
    fn form_name(&mut self, located: &Located<'d>, inline_name: &TypeName) -> TypeName {
        let Some(component) = located.component else {
            let extensions = &located.schema.schema_data.extensions;
            let wanted = self.type_name(extensions, &located.pointer);
            return self.names.types.claim_type(&wanted.unwrap_or_else(|| inline_name.clone()));
        };
        let name = self.names.components.get(component).cloned();
        let name = name.unwrap_or_else(|| inline_name.clone());
        let is_first = self.forms.ids.keys().all(|(pointer, _)| *pointer != located.pointer);
        let document = self.document;
        let outside = self.forms.outside.get_or_insert_with(|| outside_forms(&document.root));
        if is_first && !outside.contains(component) {
            return name;
        }
        self.names.types.claim_type(&name.joined("Form"))
    }

    /// Returns the field of a property that is a file or a list of files.
    pub(crate) fn file_field(
        &mut self,
        property: &str,
        Property { schema, pointer }: Property<'d>,
        is_required: bool,
        value: &Type,
        scope: &mut Scope,
    ) -> Field {
        let located = self.locate(schema, &pointer);
        let data = located.as_ref().map(|located| &located.schema.schema_data);
        let nullable = data.is_some_and(|data| data.nullable);
        let rules = match (&located, value) {
            // `rules` returns none for a single file.
            (Some(located), value) => rules(&Keywords::of(located.schema), value),
            (None, _) => Vec::new(),
        };
        let required = is_required && !nullable;
        Field {
            name: scope.claim_value(&ValueName::new(property)),
            property: property.to_owned(),
            source: pointer,
            value: value.clone(),
            presence: if required { Presence::Required } else { Presence::Optional },
            null_is_distinct: false,
            rules,
            unchecked_rules: Vec::new(),
            description: data.and_then(|data| data.description.clone()),
            format: None,
            default: None,
            example: None,
            deprecated: data.is_some_and(|data| data.deprecated),
        }
    }

    /// Notes header fields of a part, which RFC 7578 does not define.
    fn note_headers(&mut self, encoding: &Encoding, pointer: &Pointer, part: &PropertyEncoding) {
        let names: Vec<String> = encoding.headers.keys().map(|name| format!("`{name}`")).collect();
        let what = if part.value.is_some() {
            "callers set them with `Part::with_header`"
        } else {
            "they are not sent"
        };
        self.remark(
            Code::IgnoredKeyword,
            &pointer.child("headers"),
            format!("the header fields {} of this part are not checked: {what}", names.join(", ")),
        );
    }
}

/// Returns the schemas under `components` that are referenced elsewhere than by multipart bodies.
fn outside_forms(root: &Value) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for (key, member) in members {
                    let is_form =
                        key.starts_with("multipart/") && member.pointer("/schema/$ref").is_some();
                    if !is_form {
                        open.push(member);
                    }
                }
            }
            Value::Array(items) => open.extend(items),
            Value::String(text) => found.extend(component_name(text)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas_of_multipart_bodies_only_are_recognised() {
        let reference = json!({"$ref": "#/components/schemas/A"});
        let form = json!({"content": {"multipart/form-data": {"schema": reference}}});
        assert!(!outside_forms(&form).contains("A"));
        assert!(outside_forms(&json!([form, {"items": reference}])).contains("A"));
        let mapping = json!({"mapping": {"a": "#/components/schemas/A"}});
        assert!(outside_forms(&mapping).contains("A"));
    }
}
