//! Mutated documents: generation ends in diagnostics or in a crate, and never panics.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use portolan::diagnostic::Code;
use portolan::{GenerateError, Options, Package, Source, generate};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

/// The documents of the goldens.
fn documents() -> &'static [Value] {
    static DOCUMENTS: OnceLock<Vec<Value>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden");
        let mut yaml: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|golden| golden.unwrap().path().join("openapi.yaml"))
            .filter(|document| document.exists())
            .collect();
        yaml.sort();
        yaml.iter().map(|path| json_of(&fs::read_to_string(path).unwrap())).collect()
    })
}

/// Converts a YAML document to JSON, with every key as text.
fn json_of(yaml: &str) -> Value {
    fn value(yaml: serde_yaml::Value) -> Value {
        match yaml {
            serde_yaml::Value::Mapping(members) => {
                let member = |(key, member): (serde_yaml::Value, _)| {
                    let key = serde_yaml::to_string(&key).unwrap();
                    (key.trim().trim_matches(['\'', '"']).to_owned(), value(member))
                };
                Value::Object(members.into_iter().map(member).collect())
            }
            serde_yaml::Value::Sequence(items) => items.into_iter().map(value).collect(),
            scalar => serde_json::to_value(scalar).unwrap(),
        }
    }
    value(serde_yaml::from_str(yaml).unwrap())
}

/// Collects the pointers of all values except the root.
fn locations(value: &Value, here: &str, found: &mut Vec<String>) {
    let mut location = |key: &str, member: &Value| {
        let there = format!("{here}/{}", key.replace('~', "~0").replace('/', "~1"));
        locations(member, &there, found);
        found.push(there);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, member)| location(key, member)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| location(&index.to_string(), item));
        }
        _ => {}
    }
}

/// Returns values for the wrong location; `None` is another part of the same document.
fn junk() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![
        2 => Just(None),
        3 => proptest::sample::select(vec![
            json!(null),
            json!(true),
            json!(-1),
            json!(1e300),
            json!(u64::MAX),
            json!(""),
            json!("object"),
            json!("array"),
            json!("string"),
            json!([]),
            json!([null]),
            json!({}),
            json!({"": {}}),
            json!({"$ref": ""}),
            json!({"$ref": "#/"}),
            json!({"$ref": "#/components/schemas/"}),
            json!({"$ref": "#/components/schemas/Nowhere"}),
            json!({"$ref": "other.yaml#/a"}),
            json!({"type": "object", "properties": {"a": {}}, "discriminator": {"propertyName": "a"}, "oneOf": []}),
            json!({"allOf": [], "oneOf": [{}], "anyOf": [{"not": {}}]}),
            json!({"enum": [null]}),
            json!({"enum": []}),
            json!({"type": "array"}),
            json!({"type": "string", "minLength": -1, "pattern": "("}),
        ])
        .prop_map(Some),
    ]
}

/// Whether a pointer is the location of a schema.
fn is_schema(location: &str) -> bool {
    let mut parts = location.rsplit('/');
    let (Some(last), Some(before)) = (parts.next(), parts.next()) else {
        return false;
    };
    matches!(last, "schema" | "items" | "additionalProperties")
        || matches!(before, "properties" | "schemas" | "oneOf" | "anyOf" | "allOf")
}

/// Asserts that a document ends in a crate or in diagnostics.
fn try_document(document: &Value) -> Result<(), TestCaseError> {
    try_source(&Source::new("broken.json", document.to_string()), document)
}

fn try_source(source: &Source, document: &Value) -> Result<(), TestCaseError> {
    match generate(source, None, &Package::new("broken").unwrap(), &Options::default()) {
        Ok(generated) => {
            for file in generated.files.iter().filter(|file| file.path != "rustfmt.toml") {
                prop_assert!(syn::parse_file(&file.text).is_ok(), "{document}\n{}", file.text);
            }
        }
        Err(GenerateError::Document(diagnostics)) => {
            prop_assert!(diagnostics.has_errors(), "{document}");
            // The grammar reports every mismatch with its location, before openapiv3 parses the document.
            let unread =
                diagnostics.iter().find(|diagnostic| diagnostic.code == Code::InvalidDocument);
            prop_assert!(unread.is_none(), "{diagnostics}\n{document}");
            let lost = diagnostics.iter().find(|diagnostic| diagnostic.location.span.is_none());
            prop_assert!(lost.is_none(), "{diagnostics}\n{document}");
        }
        Err(GenerateError::Generator(defect)) => prop_assert!(false, "{document}\n{defect}"),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn misplaced_values_do_not_panic(
        document in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<Index>(), junk()), 1..4),
    ) {
        let mut document = document.get(documents()).clone();
        for (location, other, junk) in changes {
            let mut found = Vec::new();
            locations(&document, "", &mut found);
            let location: &String = location.get(&found);
            let other: &String = other.get(&found);
            let junk = junk.or_else(|| document.pointer(other).cloned());
            *document.pointer_mut(location).unwrap() = junk.unwrap_or_default();
        }
        try_document(&document)?;
    }

    #[test]
    fn exchanged_schemas_do_not_panic(
        document in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any::<Index>()), 1..6),
    ) {
        let mut document = document.get(documents()).clone();
        for (location, other) in changes {
            let mut found = Vec::new();
            locations(&document, "", &mut found);
            found.retain(|location| is_schema(location));
            let location: &String = location.get(&found);
            let other: &String = other.get(&found);
            let schema = document.pointer(other).cloned();
            *document.pointer_mut(location).unwrap() = schema.unwrap_or_default();
        }
        try_document(&document)?;
    }

    #[test]
    fn arbitrary_references_do_not_panic(
        documents in any::<[Index; 2]>(),
        changes in prop::collection::vec((any::<[Index; 2]>(), any::<bool>(), 0..3_usize), 1..8),
    ) {
        let mut files = documents.map(|document| document.get(self::documents()).clone());
        for (indices, is_other, target) in changes {
            let file = usize::from(is_other);
            let names = ["", "broken.json", "a/other.json"];
            let targets = if target == 0 { file } else { target - 1 };
            let [mut from, mut to] = [&files[file], &files[targets]].map(|document| {
                let mut found = Vec::new();
                locations(document, "", &mut found);
                found
            });
            // Most references have a valid location and a plausible target.
            let is_likely = |location: &String| is_schema(location) || location.split('/').count() < 5;
            from.retain(is_likely);
            to.retain(is_likely);
            let (location, other): (&String, &String) = (indices[0].get(&from), indices[1].get(&to));
            let name = if is_other && target > 0 { format!("../{}", names[target]) } else { names[target].to_owned() };
            let reference = json!({ "$ref": format!("{name}#{other}") });
            *files[file].pointer_mut(location).unwrap() = reference;
        }
        let source = Source::new("broken.json", files[0].to_string());
        let source = source.beside("a/other.json", files[1].to_string());
        try_source(&source, &files[0])?;
    }
}
