//! `portolan generate`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::{assert_code, printed, run, workspace};

/// A document with one operation and one enumeration.
pub(super) const DOCUMENT: &str = r#"
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

/// A temporary folder with a document and the crate generated from it.
pub(super) struct Scratch(super::Scratch);

impl Scratch {
    pub(super) fn new(document: &str) -> Self {
        Self(super::Scratch::new(&[("openapi.yaml", document)]))
    }

    fn describe(&self, document: &str) {
        self.0.write("openapi.yaml", document);
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path(name)
    }

    pub(super) fn run(&self, flags: &[&str]) -> Output {
        let (document, out) = (self.0.name("openapi.yaml"), self.0.name("crate"));
        let arguments = ["generate", &document, "--out", &out, "--package", "lamps"];
        run(&arguments.iter().chain(flags).copied().collect::<Vec<_>>())
    }
}

#[test]
fn writes_and_lists_a_crate_that_passes_check() {
    let scratch = Scratch::new(DOCUMENT);
    let output = scratch.run(&[]);
    assert_code(&output, 0);
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
    assert!(
        scratch
            .0
            .read("crate/Cargo.toml")
            .contains(&format!("portolan-runtime = \"{}\"", env!("CARGO_PKG_VERSION"))),
        "outside a checkout the runtime is a version"
    );
}

#[test]
fn check_shows_what_differs_and_writes_nothing() {
    let scratch = Scratch::new(DOCUMENT);
    scratch.run(&[]);
    let lamp = scratch.path("crate/src/models/lamp.rs");
    let before = fs::read_to_string(&lamp).unwrap();
    scratch.describe(&DOCUMENT.replace("[on, off]", "[on, dimmed, off]"));
    fs::write(scratch.path("crate/src/stray.rs"), "//! Not generated.\n").unwrap();
    fs::remove_file(scratch.path("crate/src/error.rs")).unwrap();
    let output = scratch.run(&["--check"]);
    assert_code(&output, 1);
    let text = printed(&output);
    assert!(
        text.contains("src/stray.rs is not generated") && text.contains("src/error.rs is missing"),
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
            "+    /// Value `dimmed`.",
            "+    Dimmed,",
            "-    const VALUES: &'static [&'static str] = &[\"on\", \"off\"];",
            "+    const VALUES: &'static [&'static str] = &[\"on\", \"dimmed\", \"off\"];",
            "+            Self::Dimmed => \"dimmed\",",
            "+            \"dimmed\" => Self::Dimmed,",
        ]
    );
    assert!(text.contains("to update it: portolan generate /"), "{text}");
    assert_eq!(fs::read_to_string(&lamp).unwrap(), before);
    assert!(!scratch.path("crate/src/error.rs").exists());
}

#[test]
fn files_that_are_no_longer_generated_are_removed() {
    let scratch = Scratch::new(DOCUMENT);
    scratch.run(&[]);
    scratch.describe(&DOCUMENT.replace("Lamp", "Light"));
    let text = printed(&scratch.run(&[]));
    let old = scratch.path("crate/src/models/lamp.rs");
    assert!(text.contains(&format!("removed {}", old.display())) && !old.exists(), "{text}");
    assert!(scratch.path("crate/src/models/light.rs").exists());
}

#[test]
fn defects_are_errors_only_if_they_are_denied() {
    let bad = DOCUMENT
        .replace("type: object", "type: objekt")
        .replace("'#/components/schemas/Lamp'", "'#/components/schemas/Lmp'");
    let scratch = Scratch::new(&bad);
    let output = scratch.run(&["--deny", "warnings"]);
    assert_code(&output, 2);
    let text = printed(&output);
    assert!(
        text.contains("objekt")
            && text.contains("Lmp")
            && text.contains("#/components/schemas/Lamp/type"),
        "{text}"
    );
    assert!(!scratch.path("crate").exists());
    let output = scratch.run(&[]);
    assert_code(&output, 0);
    let text = printed(&output);
    assert!(
        text.contains("2 warnings") && text.contains("lost to defects: 2 schemas (free-form)"),
        "{text}"
    );
}

#[test]
fn existing_manifest_is_not_changed() {
    let scratch = Scratch::new(DOCUMENT);
    fs::create_dir(scratch.path("crate")).unwrap();
    let manifest = "[package]\nname = \"mine\"\n";
    fs::write(scratch.path("crate/Cargo.toml"), manifest).unwrap();
    let text = printed(&scratch.run(&[]));
    assert!(text.contains("add it under [dependencies]"), "{text}");
    assert_eq!(fs::read_to_string(scratch.path("crate/Cargo.toml")).unwrap(), manifest);
}

#[test]
fn only_changed_files_are_listed_and_written() {
    let scratch = Scratch::new(DOCUMENT);
    scratch.run(&[]);
    let before = fs::metadata(scratch.path("crate/src/client.rs")).unwrap().modified().unwrap();
    scratch.describe(&DOCUMENT.replace("[on, off]", "[on, dimmed, off]"));
    let text = printed(&scratch.run(&[]));
    let listed: Vec<&str> = text.lines().filter(|line| line.contains(".rs")).collect();
    let source = scratch.path("crate/src").display().to_string();
    assert_eq!(
        listed,
        [format!("changed {source}/models/lamp.rs"), format!("changed {source}/wire/lamp.rs")]
    );
    let after = fs::metadata(scratch.path("crate/src/client.rs")).unwrap().modified().unwrap();
    assert_eq!(before, after);
    let text = printed(&scratch.run(&[]));
    assert!(text.contains("(0 changed)") && !text.contains(".rs\n"), "{text}");
}

#[test]
fn diagnostics_and_free_form_values_are_always_printed() {
    let scratch = Scratch::new(
        &DOCUMENT
            .replace("type: object", "type: object\n      x-vendor: 1")
            .replace("properties: {state:", "properties: {any: {}, state:"),
    );
    for arguments in [&[][..], &[], &["--check"]] {
        let text = printed(&scratch.run(arguments));
        assert!(
            text.contains("note[foreign-extension]")
                && text.contains("free-form: Lamp.any")
                && text.contains("1 free-form values, 0 warnings, 1 note,")
                && text.contains(" ms"),
            "{text}"
        );
    }
}

#[test]
fn allow_and_deny_set_levels_by_code() {
    let unknown = DOCUMENT.replace("type: object", "type: object\n      requierd: [state]");
    let scratch = Scratch::new(&unknown);
    let text = printed(&scratch.run(&[]));
    assert!(
        text.contains("warning[unknown-keyword]")
            && text.contains("\nfor more information: portolan explain unknown-keyword\n")
            && text.contains("1 warning, 0 notes"),
        "{text}"
    );
    let text = printed(&scratch.run(&["--allow", "relative-server,unknown-keyword"]));
    assert!(!text.contains("unknown-keyword") && text.contains("0 warnings"), "{text}");
    for flags in [["--deny", "warnings"], ["--deny", "unknown-keyword"]] {
        let output = scratch.run(&flags);
        let text = printed(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains("error[unknown-keyword]")
                && text.contains("\nan error because it is denied: unknown-keyword\n"),
            "{text}"
        );
    }
    for (flags, expected) in [
        (["--allow", "unknwon-keyword"], "did you mean `unknown-keyword`?"),
        (["--allow", "too-deep"], "`too-deep` is an error, and errors cannot be allowed"),
    ] {
        let output = scratch.run(&flags);
        let text = printed(&output);
        assert!(output.status.code() == Some(2) && text.contains(expected), "{text}");
    }
}

#[test]
fn runtime_flag_sets_the_dependency_of_a_new_manifest() {
    for (flag, named) in [
        ("0.1", "portolan-runtime = \"0.1\""),
        ("../elsewhere", "portolan-runtime = { path = \"../elsewhere\" }"),
    ] {
        let scratch = Scratch::new(DOCUMENT);
        let output = scratch.run(&["--runtime", flag]);
        assert_code(&output, 0);
        let manifest = fs::read_to_string(scratch.path("crate/Cargo.toml")).unwrap();
        assert!(manifest.contains(named) && manifest.contains("name = \"lamps\""), "{manifest}");
    }
}

#[test]
fn invalid_arguments_exit_with_2_and_write_nothing() {
    let scratch = Scratch::new(DOCUMENT);
    fs::write(scratch.path("overlay.yaml"), "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.nothing, remove: true}]\n").unwrap();
    let (overlay, nowhere) = (scratch.path("overlay.yaml"), scratch.path("nowhere.yaml"));
    for (flag, value, expected) in [
        ("--package", "2 lamps", "is not a valid package name"),
        ("", nowhere.to_str().unwrap(), "nowhere.yaml"),
        ("--overlay", overlay.to_str().unwrap(), "#/actions/0"),
    ] {
        let (spec, out) = (scratch.0.name("openapi.yaml"), scratch.path("crate"));
        let document = if flag.is_empty() { value } else { &spec };
        let mut flags = vec!["generate", document, "--out", out.to_str().unwrap()];
        flags.extend(if flag == "--package" {
            ["--package", value]
        } else {
            ["--package", "lamps"]
        });
        if flag == "--overlay" {
            flags.extend([flag, value]);
        }
        let output = run(&flags);
        assert_code(&output, 2);
        assert!(printed(&output).contains(expected), "{}", printed(&output));
        assert!(!out.exists());
    }
}

#[test]
fn manifest_without_a_feature_fails_check() {
    let scratch = Scratch::new(DOCUMENT);
    assert!(scratch.run(&[]).status.success());
    assert!(scratch.run(&["--check"]).status.success());
    let more =
        "  /rooms:\n    get:\n      tags: [Rooms]\n      responses: {'204': {description: Done}}\n";
    let two = DOCUMENT.replacen("paths:\n", &format!("paths:\n{more}"), 1);
    assert_ne!(two, DOCUMENT);
    scratch.describe(&two);
    for (flags, code) in [(&[][..], 0), (&["--check"], 1)] {
        let output = scratch.run(flags);
        assert_code(&output, code);
        let text = printed(&output);
        let last = text.lines().last().unwrap();
        assert!(last.starts_with("warning: ") && last.contains("`rooms = []`"), "{text}");
    }
}

#[test]
fn new_manifest_inside_a_checkout_has_the_path_of_the_runtime() {
    let checkout = super::Scratch::new(&[("openapi.yaml", DOCUMENT)]);
    fs::create_dir_all(checkout.path("codegen/runtime")).unwrap();
    checkout.write("codegen/runtime/Cargo.toml", "[package]\nname = \"portolan-runtime\"\n");
    let (document, out) = (checkout.name("openapi.yaml"), checkout.name("clients/lamps"));
    assert_code(&run(&["generate", &document, "--out", &out, "--package", "lamps"]), 0);
    let manifest = checkout.read("clients/lamps/Cargo.toml");
    let runtime = "portolan-runtime = { path = \"../../codegen/runtime\" }";
    assert!(manifest.contains(runtime), "{manifest}");
}

#[test]
fn folder_and_package_are_required() {
    for missing in ["--out <FOLDER>", "--package <NAME>"] {
        let mut arguments = vec!["generate", "openapi.yaml"];
        if missing.starts_with("--package") {
            arguments.extend(["--out", "nowhere"]);
        }
        let output = run(&arguments);
        assert_code(&output, 2);
        assert!(printed(&output).contains(missing), "{}", printed(&output));
    }
}

/// Returns the files of a folder, by their relative paths.
fn contents(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut contents = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contents.extend(
                self::contents(&path)
                    .into_iter()
                    .map(|(inner, text)| (Path::new(path.file_name().unwrap()).join(inner), text)),
            );
        } else {
            let text = fs::read_to_string(&path).unwrap();
            contents.insert(path.file_name().unwrap().into(), text);
        }
    }
    contents
}

#[test]
fn output_does_not_depend_on_the_folder() {
    let expected = contents(&workspace().join("generated/src"));
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let spec = |file: &str| workspace().join("spec").join(file).to_str().unwrap().to_owned();
        let output = run(&[
            "generate",
            &spec("network-peering.yaml"),
            "--overlay",
            &spec("overlay.yaml"),
            "--out",
            folder.path().to_str().unwrap(),
            "--package",
            "atlas-admin",
        ]);
        assert_code(&output, 0);
        let written = contents(&folder.path().join("src"));
        assert!(written == expected, "{:?}", written.keys());
        for (path, text) in &written {
            let folders = [folder.path(), &workspace()].map(|folder| folder.display().to_string());
            assert!(folders.iter().all(|folder| !text.contains(folder)), "{}", path.display());
        }
    }
}

/// Returns the changed lines that `--check` prints for the workspace's crate after a replacement in its document.
fn checked(from: &str, to: &str) -> Vec<String> {
    let scratch = Scratch::new(DOCUMENT);
    let text = fs::read_to_string(workspace().join("spec/network-peering.yaml")).unwrap();
    assert!(text.contains(from));
    scratch.describe(&text.replace(from, to));
    let output = run(&[
        "generate",
        scratch.path("openapi.yaml").to_str().unwrap(),
        "--overlay",
        workspace().join("spec/overlay.yaml").to_str().unwrap(),
        "--out",
        workspace().join("generated").to_str().unwrap(),
        "--package",
        "atlas-admin",
        "--check",
    ]);
    assert_code(&output, 1);
    let text = printed(&output);
    let lines = text.lines().filter(|line| line.starts_with(['+', '-']));
    lines.map(str::to_owned).collect()
}

#[test]
fn changed_enum_member_changes_only_its_lines() {
    assert_eq!(
        checked("- WAITING_FOR_USER", "- WAITING_FOR_PEER"),
        [
            "--- a/models/network_peering.rs",
            "+++ b/models/network_peering.rs",
            "-    /// Value `WAITING_FOR_USER`.",
            "-    WaitingForUser,",
            "+    /// Value `WAITING_FOR_PEER`.",
            "+    WaitingForPeer,",
            "--- a/wire/network_peering.rs",
            "+++ b/wire/network_peering.rs",
            "-        \"WAITING_FOR_USER\",",
            "+        \"WAITING_FOR_PEER\",",
            "-            Self::WaitingForUser => \"WAITING_FOR_USER\",",
            "+            Self::WaitingForPeer => \"WAITING_FOR_PEER\",",
            "-            \"WAITING_FOR_USER\" => Self::WaitingForUser,",
            "+            \"WAITING_FOR_PEER\" => Self::WaitingForPeer,",
        ]
    );
}
