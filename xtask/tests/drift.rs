//! The commands as their users meet them: what they say, what they write, and how they end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what it expects by failing")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use portolan_test_server::{Response, Server};

/// A document with one operation.
const OWN: &str = "\
# Ours.
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps/{id}:
    get:
      operationId: getLamp
      parameters:
      - name: id
        in: path
        required: true
        schema:
          type: string
      responses:
        '200':
          description: A lamp.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Lamp'
components:
  schemas:
    # The only one.
    Lamp:
      type: object
      properties:
        state:
          type: string
          enum: [\"on\", \"off\"]
";

/// The publisher's, in which that operation says the same, and there is one more.
const UPSTREAM: &str = r##"
openapi: 3.0.3
info: {title: Lamps, version: "2"}
paths:
  /lamps/{lampId}:
    delete:
      operationId: sellLamp
      summary: Sells it at the best price in town.
      parameters: [{$ref: "#/components/parameters/lampId"}]
      responses:
        "200":
          description: What it was sold for.
          content: {application/json: {schema: {$ref: "#/components/schemas/Receipt"}}}
  /lamps/{id}:
    get:
      operationId: getLamp
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: It is bright.
          content: {application/json: {schema: {$ref: "#/components/schemas/Light"}}}
components:
  parameters:
    lampId: {name: lampId, in: path, required: true, description: Which one., schema: {type: string}}
  schemas:
    Receipt: {type: object, description: A receipt., properties: {price: {type: integer, example: 3}}}
    Light: {type: object, properties: {state: {type: string, enum: ["off", "on"]}}}
"##;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// A folder with documents.
struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    fn new(files: &[(&str, &str)]) -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap() };
        for (name, text) in files {
            fs::write(scratch.path(name), text).unwrap();
        }
        scratch
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn named(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Compares `own.yaml` with another.
    fn drift(&self, upstream: &str, more: &[&str]) -> Output {
        let own = self.named("own.yaml");
        let mut arguments = vec!["drift", upstream, "--base", &own];
        arguments.extend(more);
        run(&arguments)
    }
}

fn lamps() -> Scratch {
    let narrowed = UPSTREAM.replace(r#"["off", "on"]"#, r#"["off"]"#);
    Scratch::new(&[("own.yaml", OWN), ("upstream.yaml", UPSTREAM), ("narrowed.yaml", &narrowed)])
}

#[test]
fn what_says_the_same_in_other_words_has_not_drifted() {
    let scratch = lamps();
    let output = scratch.drift(&scratch.named("upstream.yaml"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("1 operation: 0 breaking, 0 compatible, 0 notices"));
}

#[test]
fn what_the_publisher_has_besides_is_told_when_all_is_compared() {
    let scratch = lamps();
    let output = scratch.drift(&scratch.named("upstream.yaml"), &["--all"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("compatible[operation-added]"), "{}", printed(&output));
    let output =
        scratch.drift(&scratch.named("upstream.yaml"), &["--all", "--fail-on", "compatible"]);
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    let output = scratch.drift(&scratch.named("upstream.yaml"), &["--operation", "sellLamp"]);
    assert!(printed(&output).contains("compatible[operation-added]"), "{}", printed(&output));
    assert!(!printed(&output).contains("getLamp"), "{}", printed(&output));
}

#[test]
fn what_breaks_is_told_in_every_form() {
    let scratch = lamps();
    let upstream = scratch.named("narrowed.yaml");
    for (form, expected) in [
        ("text", "breaking[member-removed]: Lamp.state: the member `on` is gone"),
        ("json", r#""code":"member-removed""#),
        ("markdown", "| breaking | `member-removed` `Lamp.state`"),
        ("github", "title=member-removed::Lamp.state"),
        ("html", "<code class=\"kind breaking\">member-removed</code>"),
    ] {
        let output = scratch.drift(&upstream, &["--format", form]);
        assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
        assert!(printed(&output).contains(expected), "{}", printed(&output));
    }
}

#[test]
fn accepted_changes_are_put_aside_until_their_last_day() {
    let scratch = lamps();
    let list = |until: &str| {
        format!(
            "accepted:\n- code: member-removed\n  location: Lamp.*\n  value: 'on'\n  reason: Nobody needs it.\n  until: {until}\n"
        )
    };
    fs::write(scratch.path("accepted.yaml"), list("2999-12-31")).unwrap();
    fs::write(scratch.path("expired.yaml"), list("2020-12-31")).unwrap();
    let accepted = |upstream: &str, list: &str| {
        scratch.drift(&scratch.named(upstream), &["--accepted", &scratch.named(list)])
    };
    let output = accepted("narrowed.yaml", "accepted.yaml");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("accepted: 1 change"), "{}", printed(&output));
    let output = accepted("narrowed.yaml", "expired.yaml");
    assert_eq!(output.status.code(), Some(1), "{}", printed(&output));
    assert!(printed(&output).contains("has expired: Nobody needs it."), "{}", printed(&output));
    let output = accepted("upstream.yaml", "accepted.yaml");
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert!(printed(&output).contains("matches nothing: Nobody needs it."), "{}", printed(&output));
}

#[test]
fn what_cannot_be_compared_ends_with_2_and_says_why() {
    let scratch = lamps();
    fs::write(scratch.path("broken.yaml"), "openapi: 3.1.0\n").unwrap();
    let upstream = scratch.named("upstream.yaml");
    for (arguments, expected) in [
        (vec![scratch.named("none.yaml")], "none.yaml"),
        (vec![scratch.named("broken.yaml")], "3.1.0"),
        (vec![upstream.clone(), "--operation".into(), "getLamb".into()], "did you mean `getLamp`?"),
        (vec![upstream, "--format".into(), "pdf".into()], "`markdown`"),
        (vec!["http://127.0.0.1:1/x.yaml".into()], "only https"),
        (vec!["https://me:secret@example.org/x.yaml".into()], "credentials"),
    ] {
        let more: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
        let output = scratch.drift(&arguments[0], &more);
        assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
        assert!(printed(&output).contains(expected), "{expected}: {}", printed(&output));
        assert!(!printed(&output).contains("secret"), "{}", printed(&output));
    }
}

#[test]
fn the_rules_can_be_read() {
    let output = run(&["drift", "--rules"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(printed(&output).contains("| `property-removed` |"), "{}", printed(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_downloaded_with_care() {
    let scratch = lamps();
    let refused = |response: Response| async {
        let server = Server::script([response]).await;
        let address = format!("{}/openapi.yaml?key=secret", server.url());
        let output = scratch.drift(&address, &["--loopback"]);
        assert_eq!(output.status.code(), Some(2), "{}", printed(&output));
        assert!(!printed(&output).contains("secret"), "{}", printed(&output));
        printed(&output)
    };
    let said = refused(Response::with("404 Not Found", &[], b"")).await;
    assert!(said.contains("404 Not Found"), "{said}");
    let said = refused(Response::with("200 OK", &[], b"\xff")).await;
    assert!(said.contains("not UTF-8"), "{said}");
    let elsewhere = ["Location: http://192.0.2.1/openapi.yaml"];
    let said = refused(Response::with("302 Found", &elsewhere, b"")).await;
    assert!(said.contains("not https"), "{said}");
    let server = Server::script([Response::with("200 OK", &[], UPSTREAM.as_bytes())]).await;
    let output = scratch.drift(&format!("{}/openapi.yaml", server.url()), &["--loopback"]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
}

#[test]
fn adopting_adds_facts_and_leaves_sentences_and_lines_alone() {
    let scratch = lamps();
    let own = scratch.named("own.yaml");
    let adopt = || {
        run(&["adopt", &scratch.named("upstream.yaml"), "--operation", "sellLamp", "--base", &own])
    };
    let output = adopt();
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    let text = fs::read_to_string(&own).unwrap();
    // Every line of before is there, in its order.
    let mut lines = text.lines();
    for line in OWN.lines() {
        assert!(lines.any(|it| it == line), "{line} is gone:\n{text}");
    }
    for fact in ["operationId: sellLamp", "summary: TO BE WRITTEN", "Receipt:", "price:"] {
        assert!(text.contains(fact), "{fact} is not there:\n{text}");
    }
    for sentence in ["best price", "A receipt.", "Which one.", "sold for", "example"] {
        assert!(!text.contains(sentence), "{sentence} is there:\n{text}");
    }
    assert!(
        printed(&output).contains("a sentence is yet to be written at"),
        "{}",
        printed(&output)
    );
    assert!(printed(&output).contains("0 breaking, 0 compatible"), "{}", printed(&output));
    // What is there is not adopted again.
    let output = adopt();
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert_eq!(fs::read_to_string(&own).unwrap(), text);
}

#[test]
fn adopting_what_the_checked_in_document_has_changes_nothing() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let document = workspace.join("spec/network-peering.yaml");
    let before = fs::read(&document).unwrap();
    let scratch = Scratch::new(&[]);
    fs::copy(&document, scratch.path("own.yaml")).unwrap();
    let output = run(&[
        "adopt",
        document.to_str().unwrap(),
        "--operation",
        "createGroupPeer",
        "--base",
        &scratch.named("own.yaml"),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", printed(&output));
    assert_eq!(fs::read(scratch.path("own.yaml")).unwrap(), before);
}
