//! `portolan drift`.

use std::process::Output;

use portolan_test_server::{Response, Server};

use super::{Scratch, assert_code, printed, run};

/// A document with one operation.
pub(super) const OWN: &str = "\
# The document.
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

/// The publisher's document: the same operation in other words, and another one.
pub(super) const UPSTREAM: &str = r##"
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
          description: The price it was sold for.
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

/// Compares `own.yaml` with another document.
fn drift(scratch: &Scratch, upstream: &str, flags: &[&str]) -> Output {
    let own = scratch.name("own.yaml");
    let arguments: Vec<&str> = ["drift", &own, upstream].iter().chain(flags).copied().collect();
    run(&arguments)
}

pub(super) fn lamps() -> Scratch {
    let narrowed = UPSTREAM.replace(r#"["off", "on"]"#, r#"["off"]"#);
    Scratch::new(&[("own.yaml", OWN), ("upstream.yaml", UPSTREAM), ("narrowed.yaml", &narrowed)])
}

#[test]
fn equivalent_documents_have_no_drift() {
    let scratch = lamps();
    let output = drift(&scratch, &scratch.name("upstream.yaml"), &[]);
    assert_code(&output, 0);
    assert!(printed(&output).contains("1 operation: 0 breaking, 0 compatible, 0 notices"));
}

#[test]
fn all_and_operation_report_new_operations() {
    let scratch = lamps();
    let output = drift(&scratch, &scratch.name("upstream.yaml"), &["--all"]);
    assert_code(&output, 0);
    assert!(printed(&output).contains("compatible[operation-added]"), "{}", printed(&output));
    let output =
        drift(&scratch, &scratch.name("upstream.yaml"), &["--all", "--fail-on", "compatible"]);
    assert_code(&output, 1);
    let output = drift(&scratch, &scratch.name("upstream.yaml"), &["--operation", "sellLamp"]);
    assert!(printed(&output).contains("compatible[operation-added]"), "{}", printed(&output));
    assert!(!printed(&output).contains("getLamp"), "{}", printed(&output));
}

#[test]
fn breaking_change_appears_in_every_format() {
    let scratch = lamps();
    let upstream = scratch.name("narrowed.yaml");
    for (form, expected) in [
        ("text", "breaking[member-removed]: Lamp.state: the member `on` was removed"),
        ("json", r#""code":"member-removed""#),
        ("markdown", "| breaking | `member-removed` `Lamp.state`"),
        ("github", "title=member-removed::Lamp.state"),
        ("html", "<code class=\"kind breaking\">member-removed</code>"),
    ] {
        let output = drift(&scratch, &upstream, &["--format", form]);
        assert_code(&output, 1);
        assert!(printed(&output).contains(expected), "{}", printed(&output));
    }
}

#[test]
fn accepted_changes_are_hidden_until_they_expire() {
    let scratch = lamps();
    let list = |until: &str| {
        format!(
            "accepted:\n- code: member-removed\n  location: Lamp.*\n  value: 'on'\n  reason: No client uses it.\n  until: {until}\n"
        )
    };
    scratch.write("accepted.yaml", &list("2999-12-31"));
    scratch.write("expired.yaml", &list("2020-12-31"));
    let accepted = |upstream: &str, list: &str| {
        drift(&scratch, &scratch.name(upstream), &["--accepted", &scratch.name(list)])
    };
    let output = accepted("narrowed.yaml", "accepted.yaml");
    assert_code(&output, 0);
    assert!(printed(&output).contains("accepted: 1 change"), "{}", printed(&output));
    let output = accepted("narrowed.yaml", "expired.yaml");
    assert_code(&output, 1);
    assert!(printed(&output).contains("has expired: No client uses it."), "{}", printed(&output));
    let output = accepted("upstream.yaml", "accepted.yaml");
    assert_code(&output, 0);
    assert!(
        printed(&output).contains("matches nothing: No client uses it."),
        "{}",
        printed(&output)
    );
}

#[test]
fn invalid_input_exits_with_2_and_a_reason() {
    let scratch = lamps();
    scratch.write("broken.yaml", "openapi: 4.0.0\n");
    let upstream = scratch.name("upstream.yaml");
    for (arguments, expected) in [
        (vec![scratch.name("none.yaml")], "none.yaml"),
        (vec![scratch.name("broken.yaml")], "4.0.0"),
        (vec![upstream.clone(), "--operation".into(), "getLamb".into()], "did you mean `getLamp`?"),
        (vec![upstream, "--format".into(), "pdf".into()], "`markdown`"),
        (vec!["http://127.0.0.1:1/x.yaml".into()], "is not https"),
        (vec!["https://me:secret@example.org/x.yaml".into()], "credentials"),
    ] {
        let more: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
        let output = drift(&scratch, &arguments[0], &more);
        assert_code(&output, 2);
        assert!(printed(&output).contains(expected), "{expected}: {}", printed(&output));
        assert!(!printed(&output).contains("secret"), "{}", printed(&output));
    }
}

#[test]
fn rules_are_printed_without_documents() {
    let output = run(&["drift", "--rules"]);
    assert_code(&output, 0);
    assert!(printed(&output).contains("| `property-removed` |"), "{}", printed(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_are_checked_and_hide_the_query() {
    let scratch = lamps();
    let refused = |response: Response| async {
        let server = Server::script([response]).await;
        let address = format!("{}/openapi.yaml?key=secret", server.url());
        let output = drift(&scratch, &address, &["--loopback"]);
        assert_code(&output, 2);
        assert!(!printed(&output).contains("secret"), "{}", printed(&output));
        printed(&output)
    };
    let text = refused(Response::with("404 Not Found", &[], b"")).await;
    assert!(text.contains("404 Not Found"), "{text}");
    let text = refused(Response::with("200 OK", &[], b"\xff")).await;
    assert!(text.contains("not UTF-8"), "{text}");
    let elsewhere = ["Location: http://192.0.2.1/openapi.yaml"];
    let text = refused(Response::with("302 Found", &elsewhere, b"")).await;
    assert!(text.contains("not https"), "{text}");
    let server = Server::script([Response::with("200 OK", &[], UPSTREAM.as_bytes())]).await;
    let output = drift(&scratch, &format!("{}/openapi.yaml", server.url()), &["--loopback"]);
    assert_code(&output, 0);
}
