//! String unions: `oneOf` and `anyOf` of strings, which need no distinction.

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use super::enumeration::is_enumeration;
use super::keywords::Keywords;
use crate::diagnostic::Pointer;
use crate::lower::Lowering;

/// The maximum depth of nested unions.
const MAX_DEPTH: usize = 16;

/// The values of a union of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StringUnion {
    /// The listed strings.
    OneOf(Vec<String>),
    /// Any string.
    Any,
    /// Any string, number or boolean. In parameters these are all text; in JSON they differ.
    Scalar,
}

impl StringUnion {
    /// Returns the values of either.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::OneOf(mut values), Self::OneOf(more)) => {
                values.extend(more);
                Self::OneOf(values)
            }
            (Self::Scalar, _) | (_, Self::Scalar) => Self::Scalar,
            _ => Self::Any,
        }
    }
}

impl<'d> Lowering<'d> {
    /// Returns the values of a union, if all its variants are strings.
    pub(crate) fn string_union(&self, keywords: &Keywords<'d>) -> Option<StringUnion> {
        self.variants(keywords, MAX_DEPTH)
    }

    /// Returns the same for a schema, through references; `None` if it is not a union.
    pub(crate) fn string_union_of(&self, schema: &'d ReferenceOr<Schema>) -> Option<StringUnion> {
        let keywords = Keywords::of(self.peek(schema, &Pointer::root())?.schema);
        match (keywords.all_of, keywords.one_of, keywords.any_of) {
            ([only], [], []) => self.string_union_of(only),
            _ => self.string_union(&keywords),
        }
    }

    fn variants(&self, keywords: &Keywords<'d>, depth: usize) -> Option<StringUnion> {
        let mut parts = keywords.one_of.iter().chain(keywords.any_of);
        let deeper = depth.checked_sub(1)?;
        let first = self.text(parts.next()?, deeper)?;
        parts.try_fold(first, |text, part| Some(text.or(self.text(part, deeper)?)))
    }

    fn text(&self, schema: &'d ReferenceOr<Schema>, depth: usize) -> Option<StringUnion> {
        let schema = self.peek(schema, &Pointer::root())?.schema;
        let keywords = Keywords::of(schema);
        // A nullable variant is not a string only.
        if schema.schema_data.nullable || keywords.enumeration.contains(&Value::Null) {
            return None;
        }
        if is_enumeration(&keywords) {
            let values = keywords.enumeration.iter().filter_map(Value::as_str);
            return Some(StringUnion::OneOf(values.map(str::to_owned).collect()));
        }
        match (keywords.schema_type, keywords.all_of) {
            (Some("string"), _) => Some(StringUnion::Any),
            (Some("integer" | "number" | "boolean"), _) => Some(StringUnion::Scalar),
            (None, [only]) => self.text(only, depth.checked_sub(1)?),
            (None, []) => self.variants(&keywords, depth),
            _ => None,
        }
    }
}
