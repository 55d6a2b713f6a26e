//! The command as its users meet it: what it writes, what it says, and that the checked-in crate is up to date.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::collections::BTreeMap;
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
    assert!(fs::read_to_string(runtime).unwrap().contains("name = \"portolan-runtime\""));
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
fn a_changed_file_is_listed_and_an_equal_one_is_left_alone() {
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
fn what_is_said_of_a_document_is_said_on_every_run() {
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
fn diagnostics_are_allowed_and_denied_by_code() {
    let unknown = DOCUMENT.replace("type: object", "type: object\n      requierd: [state]");
    let scratch = Scratch::new(&unknown);
    let text = printed(&scratch.run(&[]));
    assert!(
        text.contains("warning[unknown-keyword]")
            && text.contains("\nmore about this: cargo xtask explain unknown-keyword\n")
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
        (["--allow", "wrong-type"], "`wrong-type` is an error, and errors cannot be allowed"),
    ] {
        let output = scratch.run(&flags);
        let text = printed(&output);
        assert!(output.status.code() == Some(2) && text.contains(expected), "{text}");
    }
}

#[test]
fn a_new_manifest_names_the_runtime_as_it_is_told() {
    for (flag, named) in [
        ("0.1", "portolan-runtime = \"0.1\""),
        ("../elsewhere", "portolan-runtime = { path = \"../elsewhere\" }"),
    ] {
        let scratch = Scratch::new(DOCUMENT);
        let output = scratch.run(&["--runtime", flag]);
        assert!(output.status.success(), "{}", printed(&output));
        let manifest = fs::read_to_string(scratch.path("crate/Cargo.toml")).unwrap();
        assert!(manifest.contains(named) && manifest.contains("name = \"lamps\""), "{manifest}");
    }
}

#[test]
fn a_file_has_a_limit_that_can_be_raised() {
    let scratch = Scratch::new(&format!("{DOCUMENT}# {}\n", "a".repeat(2 << 20)));
    let output = scratch.run(&["--largest-file", "2"]);
    assert_eq!(output.status.code(), Some(2));
    let text = printed(&output);
    assert!(text.contains("error[too-large]") && text.contains("2 MiB"), "{text}");
    assert!(scratch.run(&["--largest-file", "3"]).status.success());
}

#[test]
fn what_cannot_be_read_or_named_is_told_and_nothing_is_written() {
    let scratch = Scratch::new(DOCUMENT);
    fs::write(scratch.path("overlay.yaml"), "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.nothing, remove: true}]\n").unwrap();
    let (overlay, nowhere) = (scratch.path("overlay.yaml"), scratch.path("nowhere.yaml"));
    for (arguments, expected) in [
        (["--package", "2 lamps"], "cannot be the name of a package"),
        (["--spec", nowhere.to_str().unwrap()], "nowhere.yaml"),
        (["--overlay", overlay.to_str().unwrap()], "#/actions/0"),
    ] {
        let spec = scratch.path("openapi.yaml");
        let out = scratch.path("crate");
        let mut flags = vec!["--out", out.to_str().unwrap()];
        for (flag, value) in [("--spec", spec.to_str().unwrap()), ("--package", "lamps")] {
            if flag != arguments[0] {
                flags.extend([flag, value]);
            }
        }
        flags.extend(arguments);
        let output = run(&flags);
        assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
        assert!(printed(&output).contains(expected), "{}", printed(&output));
        assert!(!out.exists());
    }
}

#[test]
fn a_manifest_that_lacks_a_feature_is_told_and_fails_the_check() {
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
        assert_eq!(output.status.code(), Some(code), "{}", printed(&output));
        let text = printed(&output);
        let last = text.lines().last().unwrap();
        assert!(last.starts_with("warning: ") && last.contains("`rooms = []`"), "{text}");
    }
}

#[test]
fn a_document_of_ones_own_is_not_made_into_the_crate_that_is_checked_in() {
    let scratch = Scratch::new(DOCUMENT);
    let spec = scratch.path("openapi.yaml");
    for lacking in ["--out <FOLDER>", "--package <NAME>"] {
        let mut flags = vec!["--spec", spec.to_str().unwrap()];
        if lacking.starts_with("--package") {
            flags.extend(["--out", "nowhere"]);
        }
        let output = run(&flags);
        assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
        assert!(printed(&output).contains(lacking), "{}", printed(&output));
    }
}

/// Every file of a folder and what is in it.
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
fn another_folder_gives_the_same_bytes() {
    let expected = contents(&workspace().join("generated/src"));
    for _ in 0..2 {
        let folder = tempfile::tempdir().unwrap();
        let output = run(&["--out", folder.path().to_str().unwrap()]);
        assert!(output.status.success(), "{}", printed(&output));
        let written = contents(&folder.path().join("src"));
        assert!(written == expected, "{:?}", written.keys());
        for (path, text) in &written {
            let folders = [folder.path(), &workspace()].map(|folder| folder.display().to_string());
            assert!(folders.iter().all(|folder| !text.contains(folder)), "{}", path.display());
        }
    }
}

/// What `--check` says of the checked-in crate when one text of the document is another.
fn checked(from: &str, to: &str) -> Vec<String> {
    let scratch = Scratch::new(DOCUMENT);
    let text = fs::read_to_string(workspace().join("spec/network-peering.yaml")).unwrap();
    assert!(text.contains(from));
    scratch.describe(&text.replace(from, to));
    let output = run(&[
        "--spec",
        scratch.path("openapi.yaml").to_str().unwrap(),
        "--overlay",
        workspace().join("spec/overlay.yaml").to_str().unwrap(),
        "--out",
        workspace().join("generated").to_str().unwrap(),
        "--package",
        "atlas-admin",
        "--check",
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    let text = printed(&output);
    let lines = text.lines().filter(|line| line.starts_with(['+', '-']));
    lines.map(str::to_owned).collect()
}

#[test]
fn one_changed_enum_member_changes_the_lines_that_name_it() {
    assert_eq!(
        checked("- WAITING_FOR_USER", "- WAITING_FOR_PEER"),
        [
            "--- a/models/network_peering.rs",
            "+++ b/models/network_peering.rs",
            "-    /// The value `WAITING_FOR_USER`.",
            "-    WaitingForUser,",
            "+    /// The value `WAITING_FOR_PEER`.",
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

/// The document with a mistake in it.
fn mistaken() -> String {
    DOCUMENT.replace("type: string", "type: strng")
}

#[test]
fn a_diagnostic_shows_its_line() {
    let output = Scratch::new(&mistaken()).run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty(), "{}", printed(&output));
    let text = String::from_utf8(output.stderr).unwrap();
    let expected = "openapi.yaml:17:34
   |
17 |       properties: {state: {type: strng, enum: [on, off]}}
   |                                  ^^^^^
   |
   = at: #/components/schemas/Lamp/properties/state/type
   = help: did you mean `string`?

more about this: cargo xtask explain unknown-value

no crate was made: 1 error, 0 warnings, 0 notes
";
    assert!(text.starts_with("error[unknown-value]: `type` must be one of "), "{text}");
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn diagnostics_are_written_for_programs() {
    let scratch = Scratch::new(&mistaken());
    let output = scratch.run(&["--format", "json"]);
    let diagnostics: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [diagnostic] = diagnostics.as_array().unwrap().as_slice() else { panic!("{diagnostics}") };
    assert_eq!(diagnostic["code"], "unknown-value");
    assert_eq!(diagnostic["file"], scratch.path("openapi.yaml").to_str().unwrap());
    assert_eq!((&diagnostic["line"], &diagnostic["column"]), (&17.into(), &34.into()));
    assert_eq!(diagnostic["end"], serde_json::json!({"line": 17, "column": 39}));
    assert_eq!(diagnostic["help"], "did you mean `string`?");
    // Without a fault there is nothing but the list either.
    let scratch = Scratch::new(DOCUMENT);
    for flags in [&["--format", "json"][..], &["--format", "json", "--check"]] {
        let output = scratch.run(flags);
        assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "[]\n");
    }
}

#[test]
fn diagnostics_are_written_for_workflows() {
    let output = Scratch::new(&mistaken()).run(&["--format", "github"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("::error file="), "{text}");
    assert!(
        text.contains(
            ",line=17,col=34,endLine=17,endColumn=38,title=unknown-value::`type` must be one of "
        ),
        "{text}"
    );
    assert!(text.ends_with("%0Ahelp: did you mean `string`?\n"), "{text}");
}
