//! Layout of large crates: the length of files, and the features of models.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use portolan::{Generated, Options, Package, Source, generate};

fn generated(text: &str) -> Generated {
    let package = Package::new("large").unwrap();
    let source = Source::new("large.yaml", text);
    generate(&source, None, &package, &Options::default())
        .unwrap_or_else(|failure| panic!("{failure}"))
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Large, version: '1'}\n";

#[test]
fn tag_with_many_operations_has_a_file_for_each() {
    let mut text = format!("{HEAD}paths:\n");
    for number in 0..60 {
        writeln!(
            text,
            "  /lamps/{{id}}/part{number}:\n    get:\n      tags: [Lamps]\n      operationId: getPart{number}\n\
             \x20     parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]\n\
             \x20     responses: {{'204': {{description: Done}}}}"
        )
        .unwrap();
    }
    let generated = generated(&text);
    let paths: BTreeSet<&str> = generated.files.iter().map(|file| file.path.as_str()).collect();
    for path in [
        "operations/lamps/mod.rs",
        "operations/lamps/get_part59.rs",
        "blocking/operations/lamps/mod.rs",
        "blocking/operations/lamps/get_part0.rs",
    ] {
        assert!(paths.contains(path), "{path} is not among {paths:?}");
    }
    assert!(!paths.contains("operations/lamps.rs"), "{paths:?}");
}

/// Adds a schema with many properties and references to other schemas.
fn schema(text: &mut String, name: &str, held: &[&str]) {
    writeln!(text, "    {name}:\n      type: object\n      properties:").unwrap();
    for number in 0..150 {
        writeln!(text, "        {name}{number}: {{type: string, description: Number {number}.}}")
            .unwrap();
    }
    for held in held {
        writeln!(text, "        {held}: {{$ref: '#/components/schemas/{held}'}}").unwrap();
    }
}

#[test]
fn large_models_are_split_into_files() {
    let mut text = format!(
        "{HEAD}paths:\n  /machine:\n    get:\n      operationId: getMachine\n      responses:\n        '200':\n\
         \x20         description: Done\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Machine'}}}}}}\n\
         components:\n  schemas:\n"
    );
    schema(&mut text, "Machine", &["Roof", "Cellar"]);
    schema(&mut text, "Roof", &["Chimney"]);
    schema(&mut text, "Chimney", &[]);
    schema(&mut text, "Cellar", &[]);
    let generated = generated(&text);
    let names: Vec<Vec<&str>> = generated
        .api
        .groups
        .iter()
        .map(|group| {
            group
                .models
                .iter()
                .filter_map(|id| generated.api.model(*id))
                .map(|model| model.name.as_str())
                .collect()
        })
        .collect();
    assert_eq!(names, [vec!["Machine", "Cellar"], vec!["Roof", "Chimney"]]);
    for file in &generated.files {
        assert!(file.text.lines().count() <= 2000, "{}", file.path);
    }
}

#[test]
fn models_are_enabled_by_every_feature_that_reaches_them() {
    let mut text = format!("{HEAD}paths:\n");
    for (path, tag, model) in [("a", "A", "One"), ("b", "B", "Two"), ("c", "C", "Three")] {
        writeln!(
            text,
            "  /{path}:\n    get:\n      tags: [{tag}]\n      responses:\n        '200':\n          description: Done\n\
             \x20         content: {{application/json: {{schema: {{$ref: '#/components/schemas/{model}'}}}}}}"
        )
        .unwrap();
    }
    text.push_str("components:\n  schemas:\n");
    schema(&mut text, "One", &["Shared", "Everywhere"]);
    schema(&mut text, "Two", &["Shared", "Everywhere"]);
    schema(&mut text, "Three", &["Everywhere"]);
    schema(&mut text, "Shared", &["Deep"]);
    schema(&mut text, "Deep", &["Shared"]);
    schema(&mut text, "Everywhere", &[]);
    let generated = generated(&text);
    let features = |name: &str| {
        let api = &generated.api;
        let of = |group: &&portolan::api::Group| {
            group
                .models
                .iter()
                .filter_map(|id| api.model(*id))
                .any(|model| model.name.as_str() == name)
        };
        api.groups.iter().find(of).unwrap().features.clone()
    };
    assert_eq!(features("One"), ["a"]);
    assert_eq!(features("Shared"), ["a", "b"]);
    assert_eq!(features("Deep"), ["a", "b"]);
    assert!(features("Everywhere").is_empty());
}
