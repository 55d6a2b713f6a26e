//! Header fields of responses.

use std::collections::HashSet;

use openapiv3::{Header as HeaderObject, ParameterSchemaOrContent, ReferenceOr};

use super::media;
use super::responses::Entry;
use crate::api::{Header, HeaderForm, Operation, ResponseHeader, Tag, Type, View};
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::lower::schema::Typed;
use crate::lower::schema::keywords::Keywords;
use crate::lower::schema::reference;
use crate::lower::schema::text::StringUnion;
use crate::names::{Scope, TypeName, ValueName};

/// The header fields of all operations.
#[derive(Debug, Default)]
pub(crate) struct Headers {
    found: Vec<Header>,
    names: Scope,
}

impl<'d> Lowering<'d> {
    /// Returns the header fields of all responses of an operation.
    pub(crate) fn headers(
        &mut self,
        entries: &[Entry<'d>],
        operation: &TypeName,
        headers: &mut Headers,
    ) -> Vec<ResponseHeader> {
        let mut found = Vec::new();
        for entry in entries {
            for (name, header) in &entry.response.headers {
                // OpenAPI ignores it in favour of the media type.
                if name.eq_ignore_ascii_case("content-type") {
                    continue;
                }
                let location = entry.pointer.child("headers").child(name);
                let Some((documented, location)) = self.locate_header(header, location) else {
                    continue;
                };
                let header = self.header(name, documented, &location, operation);
                found.push(ResponseHeader {
                    status: entry.statuses,
                    name: name.clone(),
                    value: header.value.clone(),
                    required: documented.required,
                    constant: headers.number(header),
                });
            }
        }
        found
    }

    fn header(
        &mut self,
        name: &str,
        documented: &'d HeaderObject,
        pointer: &Pointer,
        operation: &TypeName,
    ) -> Header {
        let inline_name = operation.joined(name);
        let (typed, form) = match &documented.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let location = pointer.child("schema");
                let is_plain = self.is_plain(schema);
                let typed = if is_plain {
                    self.typed(schema, &location, View::Response, &inline_name)
                } else {
                    Typed::of(Type::String)
                };
                let (value, form) = self.header_form(typed.value.clone());
                (Typed { value, ..typed }, form)
            }
            ParameterSchemaOrContent::Content(content) => {
                match media::json(self.document, content, None) {
                    Some((media_type, body)) => {
                        let location = pointer.child("content").child(media_type).child("schema");
                        let typed = match &body.schema {
                            Some(schema) => {
                                self.typed(schema, &location, View::Response, &inline_name)
                            }
                            None => Typed::of(Type::FreeForm),
                        };
                        (typed, HeaderForm::Json)
                    }
                    None => (Typed::of(Type::String), HeaderForm::Text),
                }
            }
        };
        Header {
            constant: ValueName::new(name),
            name: name.to_owned(),
            form,
            value: typed.value,
            description: documented.description.clone().or(typed.description),
            deprecated: documented.deprecated.unwrap_or_default() || typed.deprecated,
            features: Vec::new(),
        }
    }

    /// Whether a header field has a typed value. All others remain text and get no model.
    fn is_plain(&self, schema: &'d ReferenceOr<openapiv3::Schema>) -> bool {
        let Some(located) = self.peek(schema, &Pointer::root()) else { return true };
        let keywords = Keywords::of(located.schema);
        let is_union = !keywords.one_of.is_empty() || !keywords.any_of.is_empty();
        if is_union {
            return matches!(
                self.string_union_of(schema),
                Some(StringUnion::OneOf(_) | StringUnion::Any)
            );
        }
        !matches!(keywords.schema_type, None | Some("object")) || !keywords.all_of.is_empty()
    }

    /// Returns the type of a header field and its serialization. Types that headers cannot express become text.
    fn header_form(&self, value: Type) -> (Type, HeaderForm) {
        match value {
            Type::Timestamp => (value, HeaderForm::Time),
            Type::Boolean | Type::Int32 | Type::Int64 | Type::Float32 | Type::Float64 => {
                (value, HeaderForm::Literal)
            }
            Type::Model(id) if self.is_string_enumeration(id) => (value, HeaderForm::Text),
            Type::Model(id) if self.is_enumeration(id) => (value, HeaderForm::Literal),
            Type::Date => (value, HeaderForm::Text),
            Type::Nullable(inner) => self.header_form(*inner),
            Type::Array(item) => match self.header_form(*item) {
                (item, HeaderForm::Text) => (Type::Array(Box::new(item)), HeaderForm::Texts),
                (item, HeaderForm::Literal) => (Type::Array(Box::new(item)), HeaderForm::Literals),
                // HTTP dates contain commas.
                _ => (Type::String, HeaderForm::Text),
            },
            Type::String
            | Type::FreeForm
            | Type::Bytes
            | Type::Part
            | Type::Map(_)
            | Type::Model(_)
            | Type::Boxed(_) => (Type::String, HeaderForm::Text),
        }
    }

    fn locate_header(
        &mut self,
        header: &'d ReferenceOr<HeaderObject>,
        pointer: Pointer,
    ) -> Option<(&'d HeaderObject, Pointer)> {
        let reference = match header {
            ReferenceOr::Item(header) => return Some((header, pointer)),
            ReferenceOr::Reference { reference } => reference,
        };
        let components = self.document.openapi.components.as_ref();
        let name = reference::name_in("headers", reference);
        let found = components
            .zip(name)
            .and_then(|(components, name)| components.headers.get_key_value(&name));
        if let Some((name, ReferenceOr::Item(header))) = found {
            let location = Pointer::root().child("components").child("headers").child(name);
            return Some((header, location));
        }
        self.reference_error(&pointer);
        None
    }
}

impl Headers {
    /// Returns the index of a header field. Header fields with the same name and type share it.
    fn number(&mut self, header: Header) -> usize {
        let is_same = |known: &Header| {
            known.name.eq_ignore_ascii_case(&header.name)
                && (known.form, &known.value) == (header.form, &header.value)
        };
        if let Some(number) = self.found.iter().position(is_same) {
            if let Some(known) = self.found.get_mut(number) {
                known.description = known.description.take().or(header.description);
                known.deprecated &= header.deprecated;
            }
            return number;
        }
        let constant = self.names.claim_value(&header.constant);
        self.found.push(Header { constant, ..header });
        self.found.len() - 1
    }

    /// Returns the header fields that operations in the crate use, in order.
    pub(crate) fn finished(self, tags: &mut [Tag]) -> Vec<Header> {
        let used: HashSet<usize> =
            uses(tags).flat_map(|operation| &operation.headers).map(|it| it.constant).collect();
        let mut numbers = Vec::new();
        let mut headers = Vec::new();
        for (number, header) in self.found.into_iter().enumerate() {
            numbers.push(headers.len());
            if used.contains(&number) {
                headers.push(header);
            }
        }
        for operation in tags.iter_mut().flat_map(|tag| &mut tag.operations) {
            for header in &mut operation.headers {
                header.constant = numbers.get(header.constant).copied().unwrap_or_default();
            }
        }
        headers
    }
}

fn uses(tags: &[Tag]) -> impl Iterator<Item = &Operation> {
    tags.iter().flat_map(|tag| &tag.operations)
}
