//! The command as its users meet it: what it writes, what it says, and that the checked-in crate is up to date.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A document with one operation and one enumeration.
const DOCUMENT: &str = r#"
openapi: 3.0.3
info: {title: Lamps, version: "1"}
paths:
  /lamps:
    get:
      operationId: getLamp
      tags: [Lamps]
      responses:
        "200":
          description: A lamp.
          content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}
components:
  schemas:
    Lamp:
      type: object
      properties: {state: {type: string, enum: [on, off]}}
"#;

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("regenerate").args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A folder with a document, and the flags that make a crate of it.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new(document: &str) -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap() };
        scratch.describe(document);
        scratch
    }

    fn describe(&self, document: &str) {
        fs::write(self.path("openapi.yaml"), document).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, more: &[&str]) -> Output {
        let (spec, out) = (self.path("openapi.yaml"), self.path("crate"));
        let mut arguments = vec![
            "--spec",
            spec.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
            "--package",
            "lamps",
        ];
        arguments.extend(more);
        run(&arguments)
    }
}

#[test]
fn the_checked_in_crate_is_what_the_document_says() {
    let output = run(&["--check"]);
    assert!(output.status.success(), "{}", printed(&output));
}

#[test]
fn a_crate_is_written_listed_and_found_equal() {
    let scratch = Scratch::new(DOCUMENT);
    let output = scratch.run(&[]);
    assert!(output.status.success(), "{}", printed(&output));
    let text = printed(&output);
    for file in [
        "Cargo.toml",
        "src/lib.rs",
        "src/models/lamp.rs",
        "src/operations/lamps.rs",
        "src/wire/lamp.rs",
    ] {
        let path = scratch.path("crate").join(file);
        assert!(
            path.exists() && text.contains(&format!("wrote {}", path.display())),
            "{file}:\n{text}"
        );
    }
    assert!(text.contains("1 operations, 2 models"), "{text}");
    assert_eq!(scratch.run(&["--check"]).status.code(), Some(0));
    // The path to the runtime is relative, and leads there.
    let manifest = fs::read_to_string(scratch.path("crate/Cargo.toml")).unwrap();
    let path = manifest.split("path = \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(path.starts_with(".."), "{manifest}");
    let runtime = scratch.path("crate").canonicalize().unwrap().join(path).join("Cargo.toml");
    assert!(fs::read_to_string(runtime).unwrap().contains("name = \"openapi-runtime\""));
}

#[test]
fn check_shows_what_differs_and_writes_nothing() {
    let scratch = Scratch::new(DOCUMENT);
    scratch.run(&[]);
    let lamp = scratch.path("crate/src/models/lamp.rs");
    let before = fs::read_to_string(&lamp).unwrap();
    scratch.describe(&DOCUMENT.replace("[on, off]", "[on, dimmed, off]"));
    fs::write(scratch.path("crate/src/stray.rs"), "//! Nobody's.\n").unwrap();
    fs::remove_file(scratch.path("crate/src/error.rs")).unwrap();
    let output = scratch.run(&["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let text = printed(&output);
    assert!(
        text.contains("src/stray.rs should not be there")
            && text.contains("src/error.rs is missing"),
        "{text}"
    );
    let changed: Vec<&str> = text
        .split("src/")
        .filter(|part| {
            part.starts_with("models/lamp.rs differs") || part.starts_with("wire/lamp.rs differs")
        })
        .flat_map(str::lines)
        .filter(|line| {
            (line.starts_with('+') && !line.starts_with("+++"))
                || (line.starts_with('-') && !line.starts_with("---"))
        })
        .collect();
    assert_eq!(
        changed,
        [
            "+    /// The value `dimmed`.",
            "+    Dimmed,",
            "-    const VALUES: &'static [&'static str] = &[\"on\", \"off\"];",
            "+    const VALUES: &'static [&'static str] = &[\"on\", \"dimmed\", \"off\"];",
            "+            Self::Dimmed => \"dimmed\",",
            "+            \"dimmed\" => Self::Dimmed,",
        ]
    );
    assert!(text.contains("this mends it: cargo xtask regenerate --spec"), "{text}");
    assert_eq!(fs::read_to_string(&lamp).unwrap(), before);
    assert!(!scratch.path("crate/src/error.rs").exists());
}

#[test]
fn a_file_that_is_no_longer_emitted_goes() {
    let scratch = Scratch::new(DOCUMENT);
    scratch.run(&[]);
    scratch.describe(&DOCUMENT.replace("Lamp", "Light"));
    let text = printed(&scratch.run(&[]));
    let old = scratch.path("crate/src/models/lamp.rs");
    assert!(text.contains(&format!("removed {}", old.display())) && !old.exists(), "{text}");
    assert!(scratch.path("crate/src/models/light.rs").exists());
}

#[test]
fn a_bad_document_is_told_whole_and_nothing_is_written() {
    let bad = DOCUMENT
        .replace("type: object", "type: objekt")
        .replace("'#/components/schemas/Lamp'", "'#/components/schemas/Lmp'");
    let scratch = Scratch::new(&bad);
    let output = scratch.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let text = printed(&output);
    assert!(
        text.contains("objekt")
            && text.contains("Lmp")
            && text.contains("#/components/schemas/Lamp/type"),
        "{text}"
    );
    assert!(!scratch.path("crate").exists());
}

#[test]
fn a_manifest_that_is_there_belongs_to_people() {
    let scratch = Scratch::new(DOCUMENT);
    fs::create_dir(scratch.path("crate")).unwrap();
    let manifest = "[package]\nname = \"mine\"\n";
    fs::write(scratch.path("crate/Cargo.toml"), manifest).unwrap();
    let text = printed(&scratch.run(&[]));
    assert!(text.contains("add it under [dependencies]"), "{text}");
    assert_eq!(fs::read_to_string(scratch.path("crate/Cargo.toml")).unwrap(), manifest);
}

#[test]
fn another_folder_gives_the_same_bytes() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&one, &other] {
        let output = run(&["--out", folder.path().to_str().unwrap()]);
        assert!(output.status.success(), "{}", printed(&output));
    }
    let source = workspace().join("generated/src");
    for file in ["lib.rs", "client.rs", "models/network_peering.rs", "wire/network_peering.rs"] {
        let expected = fs::read_to_string(source.join(file)).unwrap();
        for folder in [&one, &other] {
            assert_eq!(
                fs::read_to_string(folder.path().join("src").join(file)).unwrap(),
                expected,
                "{file}"
            );
        }
    }
}

#[test]
fn one_changed_enum_member_changes_the_lines_that_name_it() {
    let scratch = Scratch::new(DOCUMENT);
    let text = fs::read_to_string(workspace().join("spec/network-peering.yaml")).unwrap();
    let changed = text.replace("WAITING_FOR_USER", "WAITING_FOR_PEER");
    fs::write(scratch.path("changed.yaml"), changed).unwrap();
    let output = run(&[
        "--spec",
        scratch.path("changed.yaml").to_str().unwrap(),
        "--overlay",
        workspace().join("spec/overlay.yaml").to_str().unwrap(),
        "--out",
        workspace().join("generated").to_str().unwrap(),
        "--package",
        "atlas-admin",
        "--check",
    ]);
    assert_eq!(output.status.code(), Some(1));
    for line in printed(&output).lines().filter(|line| line.starts_with(['+', '-'])) {
        let about =
            ["WAITING_FOR", "WaitingFor", "---", "+++"].iter().any(|text| line.contains(text));
        assert!(about, "{line}");
    }
}
