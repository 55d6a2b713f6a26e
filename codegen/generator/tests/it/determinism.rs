//! Determinism: equal output from YAML and JSON, in every thread and every folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use portolan::{Diagnostics, Options, Package, RenderedFile, Source, generate};

pub(crate) fn files(document: &Source, overlay: Option<&Source>) -> Vec<RenderedFile> {
    let package = Package::new("same").unwrap();
    let generated = generate(document, overlay, &package, &Options::default());
    generated.unwrap_or_else(|failure| panic!("{}:\n{failure}", document.name)).files
}

fn read(path: &Path) -> Source {
    let mut diagnostics = Diagnostics::default();
    Source::read(path, &mut diagnostics).unwrap_or_else(|| panic!("{diagnostics}"))
}

/// Returns the documents of the goldens and of this workspace, each with its overlay.
pub(crate) fn documents() -> Vec<(Source, Option<Source>)> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let spec = here.join("../../spec");
    let mut documents =
        vec![(read(&spec.join("network-peering.yaml")), Some(read(&spec.join("overlay.yaml"))))];
    for golden in fs::read_dir(here.join("../golden")).unwrap() {
        let golden = golden.unwrap().path();
        let overlay = golden.join("overlay.yaml");
        // JSON is parsed as YAML here.
        let files = ["openapi.yaml", "openapi.json"].map(|file| golden.join(file));
        let document = files.iter().find(|file| file.exists()).unwrap();
        documents.push((read(document), overlay.exists().then(|| read(&overlay))));
    }
    documents
}

/// Converts a document to JSON, with its keys in the same order.
pub(crate) fn as_json(yaml: &Source) -> Source {
    let value: serde_yaml::Value = serde_yaml::from_str(&yaml.text).unwrap();
    // Other files of the document may reference it by its name.
    let file = Path::new(&yaml.name).file_name().unwrap().to_string_lossy();
    let mut json = yaml.clone().named(format!("elsewhere/{file}"));
    json.text = serde_json::to_string(&with_text_keys(value)).unwrap();
    json
}

/// Converts keys such as the status 200 to strings, which JSON requires.
fn with_text_keys(value: serde_yaml::Value) -> serde_yaml::Value {
    match value {
        serde_yaml::Value::Mapping(members) => members
            .into_iter()
            .map(|(key, value)| {
                let key = match key {
                    serde_yaml::Value::String(text) => text,
                    other => serde_yaml::to_string(&other).unwrap().trim().to_owned(),
                };
                (key.into(), with_text_keys(value))
            })
            .collect::<serde_yaml::Mapping>()
            .into(),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(with_text_keys).collect(),
        scalar => scalar,
    }
}

#[test]
fn yaml_and_json_give_equal_files() {
    for (document, overlay) in documents() {
        let json_overlay = overlay.as_ref().map(as_json);
        let from_json = files(&as_json(&document), json_overlay.as_ref());
        assert!(files(&document, overlay.as_ref()) == from_json, "{}", document.name);
    }
}

#[test]
fn repeated_runs_give_equal_diagnostics() {
    for (document, overlay) in documents() {
        let package = Package::new("same").unwrap();
        let runs = [(); 2].map(|()| {
            generate(&document, overlay.as_ref(), &package, &Options::default()).unwrap()
        });
        assert_eq!(runs[0].diagnostics, runs[1].diagnostics, "{}", document.name);
        assert!(runs[0].api == runs[1].api && runs[0].files == runs[1].files, "{}", document.name);
    }
}

#[test]
fn threads_give_equal_files() {
    // The seeds of hash maps differ between threads.
    for (document, overlay) in documents() {
        let expected = files(&document, overlay.as_ref());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    assert!(files(&document, overlay.as_ref()) == expected, "{}", document.name);
                });
            }
        });
    }
}

#[test]
fn files_do_not_contain_paths() {
    for (document, overlay) in documents() {
        for file in files(&document, overlay.as_ref()) {
            assert!(!file.text.contains(env!("CARGO_MANIFEST_DIR")), "{}", file.path);
            assert!(
                !file.text.contains("openapi.yaml") && !file.text.contains(".yaml:"),
                "{}",
                file.path
            );
        }
    }
}
