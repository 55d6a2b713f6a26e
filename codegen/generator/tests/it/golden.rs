//! Golden crates: small documents, one for each construct, with the expected crate beside it.
//!
//! Every golden is a member of the workspace, so that it is built, linted and documented with it. `BLESS=1 cargo test
//! -p portolan --test it golden` writes the files. A new golden starts with a copy of another's `Cargo.toml`, a document,
//! an overlay if it needs one, and an empty `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use portolan::render::manifest::missing_entries;
use portolan::{Comparison, Diagnostics, Generated, Options, Package, Source, generate};

/// Returns the folders of the goldens in order.
fn goldens() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden");
    let mut goldens: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    goldens.sort();
    goldens
}

fn name(golden: &Path) -> String {
    format!("golden-{}", golden.file_name().unwrap().to_string_lossy())
}

/// Returns the first of `files` that a golden has, named without its folder.
fn source(golden: &Path, files: &[&str]) -> Option<Source> {
    let file = files.iter().find(|file| golden.join(file).exists())?;
    let mut diagnostics = Diagnostics::default();
    let source = Source::read(golden.join(file), &mut diagnostics)
        .unwrap_or_else(|| panic!("{diagnostics}"));
    Some(source.named(*file))
}

fn generated(golden: &Path) -> Generated {
    let package = Package::new(&name(golden)).unwrap();
    let document = source(golden, &["openapi.yaml", "openapi.json"]).unwrap();
    let overlay = source(golden, &["overlay.yaml"]);
    // Only goldens with the feature have a command line, because clap takes long to compile.
    let manifest = fs::read_to_string(golden.join("Cargo.toml")).unwrap();
    let options = Options { command_line: manifest.contains("\ncli = "), ..Options::default() };
    generate(&document, overlay.as_ref(), &package, &options)
        .unwrap_or_else(|failure| panic!("{}:\n{failure}", golden.display()))
}

#[test]
fn goldens_match_the_emitted_files() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut differences = String::new();
    for golden in goldens() {
        let generated = generated(&golden);
        let source = golden.join("src");
        let comparison = Comparison::of(&source, &generated.files).unwrap();
        if bless {
            comparison.write(&source).unwrap();
        }
        for change in &comparison.changes {
            let heading = format!("{}: src/{}\n", name(&golden), change.path);
            differences.extend([heading, change.diff(), "\n".to_owned()]);
        }
    }
    let command = "BLESS=1 cargo test -p portolan --test it golden";
    assert!(bless || differences.is_empty(), "{differences}\nto accept this: {command}");
}

#[test]
fn goldens_match_the_expected_diagnostics() {
    let bless = std::env::var_os("BLESS").is_some();
    for golden in goldens() {
        let found = generated(&golden).diagnostics.to_string();
        let file = golden.join("diagnostics.txt");
        if bless {
            if found.is_empty() {
                let _ = fs::remove_file(&file);
            } else {
                fs::write(&file, format!("{}\n", found.trim_end())).unwrap();
            }
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(found.trim_end(), expected.trim_end(), "{}", name(&golden));
    }
}

#[test]
fn goldens_are_complete_members_of_the_workspace() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    assert!(fs::read_to_string(workspace).unwrap().contains("\"codegen/golden/*\""));
    for golden in goldens() {
        let manifest = fs::read_to_string(golden.join("Cargo.toml")).unwrap();
        let name = format!("name = \"{}\"", name(&golden));
        let runtime = "portolan-runtime.workspace = true";
        for line in [&name, "publish = false", "test = false", runtime] {
            assert!(manifest.contains(line), "{}: {line}", golden.display());
        }
        let package = Package::new(&self::name(&golden)).unwrap();
        let lacking = missing_entries(&generated(&golden).api, &package, &manifest);
        assert_eq!(lacking, None, "{}", golden.display());
        // Users of an emitted crate have the default lints.
        assert!(!manifest.contains("[lints]"), "{}", golden.display());
    }
}
