//! Golden crates: small documents, one per construct, with the crate that is expected of each beside it.
//!
//! Every golden is a member of the workspace, so that whatever builds, lints and documents the workspace does the
//! same to the goldens. `BLESS=1 cargo test -p portolan --test it golden` writes what is emitted now. A new
//! golden begins as a copy of another's `Cargo.toml`, a document, an overlay if it needs one, and an empty
//! `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

use portolan::render::manifest::missing_entries;
use portolan::{Comparison, Diagnostics, Generated, Options, Package, Source, generate};

/// The folders of the goldens, in order.
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

/// One of several files of a golden, under a name without its folder.
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
    // One that has the feature has the command line: it costs clap to compile.
    let manifest = fs::read_to_string(golden.join("Cargo.toml")).unwrap();
    let options = Options { command_line: manifest.contains("\ncli = "), ..Options::default() };
    generate(&document, overlay.as_ref(), &package, &options)
        .unwrap_or_else(|failure| panic!("{}:\n{failure}", golden.display()))
}

#[test]
fn every_golden_is_what_is_emitted() {
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
    let mend = "BLESS=1 cargo test -p portolan --test it golden";
    assert!(bless || differences.is_empty(), "{differences}\nif this is meant: {mend}");
}

#[test]
fn every_golden_gives_the_findings_beside_it() {
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
fn every_golden_is_a_member_of_the_workspace() {
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
        // The lints are those that users of an emitted crate have.
        assert!(!manifest.contains("[lints]"), "{}", golden.display());
    }
}
