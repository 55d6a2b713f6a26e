//! What is taken: operations of the publisher's document and what they reach, as facts, in the form of a document.

use serde_json::{Map, Value, json};

use super::facts::{Kind, facts};
use crate::document::operations;
use crate::drift::TO_BE_WRITTEN;

/// The document that the wanted operations would be on their own, without those that one's own document has already.
pub(super) fn part(upstream: &Value, own: &Value, operations: &[String]) -> Value {
    let there: Vec<String> =
        operations::list(own).iter().map(operations::OperationRef::address).collect();
    let mut taken = upstream.clone();
    operations::retain(&mut taken, |mention| {
        operations.contains(&mention.name()) && !there.contains(&mention.address())
    });
    let mentions = operations::list(&taken);
    settle_security(&mut taken, own, &mentions);
    settle_parameters(&mut taken, own, &mentions);
    let mut wanted = Map::new();
    let tags = new_tags(&taken, own, &mentions);
    if !tags.is_empty() {
        wanted.insert("tags".to_owned(), Value::Array(tags));
    }
    if let Some(paths) = taken.get("paths").filter(|_| !mentions.is_empty()) {
        wanted.insert("paths".to_owned(), facts(paths, Kind::Names(&Kind::Object)));
    }
    if let Some(components) = taken.get("components").filter(|_| !mentions.is_empty()) {
        let mut components = components.clone();
        settle_schemes(&mut components, &taken, &mentions);
        let sections = Kind::Names(&Kind::Names(&Kind::Object));
        wanted.insert("components".to_owned(), facts(&components, sections));
    }
    Value::Object(wanted)
}

fn operation_mut<'v>(
    root: &'v mut Value,
    mention: &operations::OperationRef,
) -> Option<&'v mut Map<String, Value>> {
    root.pointer_mut(mention.pointer().as_str()).and_then(Value::as_object_mut)
}

/// An operation asks for what its document asks for, unless it says otherwise: where the two documents do not ask for
/// the same, it has to.
fn settle_security(taken: &mut Value, own: &Value, mentions: &[operations::OperationRef]) {
    let general = taken.get("security").filter(|it| it.is_array()).cloned();
    let of_own = own.get("security").filter(|it| it.is_array()).cloned();
    for mention in mentions {
        let Some(operation) = operation_mut(taken, mention) else { continue };
        let asked = operation.get("security").cloned().or_else(|| general.clone());
        let asked = asked.unwrap_or_else(|| json!([]));
        if alike(&asked, of_own.as_ref().unwrap_or(&json!([]))) {
            operation.shift_remove("security");
        } else {
            operation.insert("security".to_owned(), asked);
        }
    }
}

/// Whether two lists of security requirements ask for the same, in whatever order.
fn alike(one: &Value, other: &Value) -> bool {
    match (one.as_array(), other.as_array()) {
        (Some(one), Some(other)) => {
            one.len() == other.len() && one.iter().all(|set| other.contains(set))
        }
        _ => false,
    }
}

/// What a path says of parameters goes to the operation where one's own document has the path without it.
fn settle_parameters(taken: &mut Value, own: &Value, mentions: &[operations::OperationRef]) {
    for mention in mentions {
        let Some(item) = own.get("paths").and_then(|paths| paths.get(&mention.path)) else {
            continue;
        };
        let shared = taken["paths"][&mention.path]["parameters"].as_array().cloned();
        let known = item.get("parameters").and_then(Value::as_array);
        let lacking: Vec<Value> = shared
            .into_iter()
            .flatten()
            .filter(|parameter| !known.is_some_and(|known| known.contains(parameter)))
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let Some(operation) = operation_mut(taken, mention) else { continue };
        let own = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(own) = own.as_array_mut() {
            own.splice(0..0, lacking);
        }
    }
}

/// Leaves the security schemes that the operations ask for.
fn settle_schemes(components: &mut Value, taken: &Value, mentions: &[operations::OperationRef]) {
    let mut asked: Vec<&String> = Vec::new();
    for mention in mentions {
        let security = mention.pointer().child("security");
        let sets = security.resolve(taken).and_then(Value::as_array);
        asked.extend(sets.into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys));
    }
    let schemes = components.get_mut("securitySchemes").and_then(Value::as_object_mut);
    if let Some(schemes) = schemes {
        schemes.retain(|name, _| asked.contains(&name));
    }
    if let Some(components) = components.as_object_mut() {
        components.retain(|_, section| section.as_object().is_none_or(|it| !it.is_empty()));
    }
}

/// The tags of the operations that one's own document does not have yet.
fn new_tags(taken: &Value, own: &Value, mentions: &[operations::OperationRef]) -> Vec<Value> {
    let listed = |root: &Value, name: &str| {
        let tags = root.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().any(|tag| tag.get("name").and_then(Value::as_str) == Some(name))
    };
    let mut tags: Vec<Value> = Vec::new();
    for mention in mentions {
        let of_operation = mention.pointer().child("tags");
        let names = of_operation.resolve(taken).and_then(Value::as_array);
        for name in names.into_iter().flatten().filter_map(Value::as_str) {
            let tag = json!({"description": TO_BE_WRITTEN, "name": name});
            if listed(taken, name) && !listed(own, name) && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    tags
}
