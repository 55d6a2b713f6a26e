//! Enumerations: strings of which the document names some, and the service may add more.

use serde_json::Value;

use super::keywords::Keywords;
use crate::api::{Enumeration, Member, Shape};
use crate::names::{Scope, TypeName};

/// Whether a schema is an enumeration of strings; `null` among them says that the value is nullable.
pub(super) fn is_enumeration(keywords: &Keywords<'_>) -> bool {
    let is_string = |value: &Value| value.is_string();
    keywords.enumeration.iter().any(is_string)
        && keywords.enumeration.iter().all(|value| value.is_string() || value.is_null())
        && matches!(keywords.kind, None | Some("string"))
}

/// The members of an enumeration, each once, with names that differ.
pub(super) fn members(values: impl IntoIterator<Item = String>) -> Shape {
    // `Unknown` takes whichever value the document does not name.
    let mut scope = Scope::with(&["Unknown"]);
    let mut members: Vec<Member> = Vec::new();
    for value in values {
        if members.iter().any(|member| member.value == value) {
            continue;
        }
        let name = scope.claim_variant(&TypeName::new(&value));
        members.push(Member { name, value });
    }
    Shape::Enumeration(Enumeration { members })
}
