//! Models with serde's derive: the baseline that emitted models are measured against.

use std::fmt::Write as _;

use portolan::api::{Api, Constant, Model, ModelId, Presence, Shape, Type};

/// Returns a file with every model of an API as a type that derives `Serialize` and `Deserialize`, and with a function
/// for each response and each body. It has no documentation, checks or client.
pub(crate) fn derived(api: &Api) -> String {
    let mut text = "//! Models that derive serde.\n#![allow(deprecated)]\nuse serde::{Deserialize, Serialize};\n".to_owned();
    for model in &api.models {
        text.push_str("\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n");
        // Writing to a string cannot fail.
        let _ = self::model(api, model, &mut text);
    }
    for (number, operation) in api.operations().enumerate() {
        for (index, value) in operation.response.values().enumerate() {
            let value = type_of(api, value);
            let _ = writeln!(
                text,
                "\npub fn response{number}_{index}(json: &[u8]) -> serde_json::Result<{value}> {{ serde_json::from_slice(json) }}"
            );
        }
        if let Some(body) = &operation.body {
            let value = type_of(api, &body.value);
            let _ = writeln!(
                text,
                "\npub fn body{number}(value: &{value}) -> serde_json::Result<Vec<u8>> {{ serde_json::to_vec(value) }}"
            );
        }
    }
    text
}

fn model(api: &Api, model: &Model, text: &mut String) -> std::fmt::Result {
    let name = model.name.as_str();
    match &model.shape {
        Shape::Object(object) => {
            writeln!(text, "pub struct {name} {{")?;
            for (number, field) in object.fields.iter().enumerate() {
                let value = type_of(api, &field.value);
                let property = &field.property;
                if field.presence == Presence::Required {
                    writeln!(
                        text,
                        "    #[serde(rename = {property:?})]\n    pub f{number}: {value},"
                    )?;
                } else {
                    writeln!(
                        text,
                        "    #[serde(rename = {property:?}, default, skip_serializing_if = \"Option::is_none\")]\n    pub f{number}: Option<{value}>,"
                    )?;
                }
            }
            if let Some(rest) = &object.additional_properties {
                let value = type_of(api, &rest.value);
                writeln!(
                    text,
                    "    #[serde(flatten)]\n    pub rest: std::collections::BTreeMap<String, {value}>,"
                )?;
            }
        }
        Shape::Union(union) => {
            writeln!(text, "#[serde(tag = {:?})]\npub enum {name} {{", union.tag)?;
            for variant in &union.variants {
                let held = name_of(api, variant.model);
                let (tag, variant) = (variant.tag(), variant.name.as_str());
                writeln!(text, "    #[serde(rename = {tag:?})]\n    {variant}({held}),")?;
            }
        }
        Shape::UntaggedUnion(union) => {
            writeln!(text, "#[serde(untagged)]\npub enum {name} {{")?;
            for variant in &union.variants {
                writeln!(text, "    {}({}),", variant.name.as_str(), type_of(api, &variant.value))?;
            }
        }
        Shape::Enumeration(enumeration) => {
            writeln!(text, "pub enum {name} {{")?;
            for member in &enumeration.members {
                let value = match &member.value {
                    Constant::Text(text) => text.clone(),
                    Constant::Integer(number) => number.to_string(),
                    Constant::Float(number) => number.to_string(),
                };
                writeln!(text, "    #[serde(rename = {value:?})]\n    {},", member.name.as_str())?;
            }
        }
    }
    writeln!(text, "}}")
}

fn name_of(api: &Api, id: ModelId) -> &str {
    api.model(id).map_or("()", |model| model.name.as_str())
}

fn type_of(api: &Api, value: &Type) -> String {
    match value {
        // serde has no type for dates.
        Type::String | Type::Timestamp | Type::Date => "String".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::Float32 => "f32".to_owned(),
        Type::Float64 => "f64".to_owned(),
        Type::FreeForm => "serde_json::Value".to_owned(),
        Type::Bytes | Type::Part => "Vec<u8>".to_owned(),
        Type::Array(item) => format!("Vec<{}>", type_of(api, item)),
        Type::Map(entry) => {
            format!("std::collections::BTreeMap<String, {}>", type_of(api, entry))
        }
        Type::Nullable(inner) => format!("Option<{}>", type_of(api, inner)),
        Type::Model(id) => name_of(api, *id).to_owned(),
        Type::Boxed(id) => format!("Box<{}>", name_of(api, *id)),
    }
}
