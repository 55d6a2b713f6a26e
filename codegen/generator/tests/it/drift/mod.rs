//! Drift: for each code a pair of small documents and the expected report, in `cases`.
//!
//! `BLESS=1 cargo test -p portolan --test it drift` writes the reports and the table of rules in rustdoc.

mod history;
mod laws;
mod output;

use std::fs;
use std::path::{Path, PathBuf};

use portolan::Source;
use portolan::drift::{self, Code, Report, ReportFormat, Request, rules};

/// A pair of documents and the expected report.
struct Pair {
    path: PathBuf,
    text: String,
    old: String,
    new: String,
    report: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/drift/cases")
}

impl Pair {
    fn of(code: Code) -> Self {
        let path = folder().join(format!("{code}.md"));
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}: every code has a case", path.display()));
        let mut fences = text.split("```").skip(1).step_by(2);
        let mut block = |language: &str| {
            let fence = fences.next().and_then(|fence| fence.strip_prefix(language));
            let fence = fence.and_then(|fence| fence.strip_prefix('\n'));
            fence.unwrap_or_else(|| panic!("{}: a {language} block", path.display())).to_owned()
        };
        let (old, new, report) = (block("yaml"), block("yaml"), block("text"));
        Self { path, text, old, new, report }
    }

    fn bless(&self, report: &str) {
        let (before, _) = self.text.split_once("```text\n").unwrap();
        let text = format!("{before}```text\n{report}```\n");
        // Unchanged files are not written, because other tests read them at the same time.
        if text != self.text {
            fs::write(&self.path, text).unwrap();
        }
    }
}

fn compare(old: &str, new: &str) -> Report {
    let (old, new) = (Source::new("old.yaml", old), Source::new("new.yaml", new));
    let request = Request { all: true, ..Request::new(&old, &new) };
    drift::run(&request).unwrap_or_else(|failure| panic!("{failure}\n{}", new.text))
}

#[test]
fn cases_match_their_expected_reports() {
    let bless = std::env::var_os("BLESS").is_some();
    for code in Code::ALL {
        let pair = Pair::of(*code);
        let report = compare(&pair.old, &pair.new);
        let shown = report.render(ReportFormat::Text, false);
        if bless {
            pair.bless(&shown);
        } else {
            assert_eq!(pair.report, shown, "{}", pair.path.display());
        }
        let change = report.changes.iter().find(|change| change.code == *code);
        let change = change.unwrap_or_else(|| panic!("{code} is missing:\n{shown}"));
        assert_eq!((change.wire, change.rust), code.verdicts(change.direction), "{code}");
        // These codes need another change: an added or removed status.
        let is_alone = !matches!(code, Code::ResponsesDiffer | Code::ResponsesAgree);
        assert_eq!(report.changes.len() == 1, is_alone, "{code} is the only change:\n{shown}");
        let mut verdicts = code.rule().verdicts.iter();
        assert!(verdicts.any(|it| it.direction.overlaps(change.direction)), "{code} is judged");
    }
}

#[test]
fn bodies_of_webhooks_are_compared() {
    let document = |of: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\nwebhooks:\n  added:\n    post: {{requestBody: \
             {{content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: {of}}}}}}}}}}}}}}}\n"
        )
    };
    let report = compare(&document("string"), &document("integer"));
    let codes: Vec<Code> = report.changes.iter().map(|change| change.code).collect();
    assert_eq!(codes, [Code::TypeChanged]);
}

#[test]
fn every_case_has_a_code() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.strip_suffix(".md").and_then(Code::named);
        assert!(code.is_some(), "{name} has no code");
    }
}

#[test]
fn drift_is_empty_for_equal_documents_and_symmetric() {
    for code in Code::ALL {
        let pair = Pair::of(*code);
        for document in [&pair.old, &pair.new] {
            let report = compare(document, document);
            assert!(report.is_empty(), "{code}:\n{}", report.render(ReportFormat::Text, true));
            assert_eq!(report.version(), None, "{code}");
        }
        assert!(!compare(&pair.new, &pair.old).is_empty(), "{code}, reversed");
    }
}

#[test]
fn discriminator_values_of_a_variant_are_its_members() {
    let union = |desk: &str| {
        let lamp = |name: &str, values: &str| {
            format!("{name}: {{type: object, properties: {{kind: {{enum: [{values}]}}}}}}")
        };
        let variants = "{oneOf: [{$ref: '#/components/schemas/Desk'}, {$ref: '#/components/schemas/Floor'}], discriminator: {propertyName: kind}}";
        let schemas =
            format!("schemas: {{{}, {}, Lamp:", lamp("Desk", desk), lamp("Floor", "floor"));
        named("Lamp", &format!("a: {variants}"), "A").replace("schemas: {Lamp:", &schemas)
    };
    let found = |old: &str, new: &str| -> Vec<(Code, drift::Wire)> {
        let report = compare(&union(old), &union(new));
        report.changes.iter().map(|change| (change.code, change.wire)).collect()
    };
    assert_eq!(found("desk", "desk, desk_2"), [(Code::MemberAdded, drift::Wire::Works)]);
    assert_eq!(found("desk, desk_2", "desk_2"), [(Code::MemberRemoved, drift::Wire::Works)]);
    assert_eq!(found("desk", "table"), [(Code::VariantRenamed, drift::Wire::Breaks)]);
}

/// Returns a document with several versions of a response, each with the type of its one property.
fn versions(versions: &[(&str, &str)]) -> String {
    let content = versions.iter().map(|(date, kind)| {
        format!("application/vnd.lamps.{date}+json: {{schema: {{type: object, properties: {{size: {{type: {kind}}}}}}}}}")
    });
    format!(
        "openapi: 3.0.3\ninfo: {{title: Lamps, version: '1'}}\npaths: {{/lamp: {{get: {{operationId: getLamp, responses: \
         {{'200': {{description: Done, content: {{{}}}}}}}}}}}}}\n",
        content.collect::<Vec<_>>().join(", ")
    )
}

#[test]
fn built_programs_keep_their_version() {
    let old = versions(&[("2024-01-01", "integer")]);
    let found = |new: &[(&str, &str)]| -> Vec<(Code, drift::Wire, drift::Rust)> {
        let report = compare(&old, &versions(new));
        report.changes.iter().map(|change| (change.code, change.wire, change.rust)).collect()
    };
    let superseded = (Code::MediaTypeSuperseded, drift::Wire::Works, drift::Rust::Patch);
    // Only a regenerated crate uses the newer version.
    assert_eq!(
        found(&[("2024-01-01", "integer"), ("2025-01-01", "string")]),
        [(Code::TypeChanged, drift::Wire::Works, drift::Rust::Major), superseded]
    );
    // Built programs use the older version.
    assert_eq!(
        found(&[("2024-01-01", "string"), ("2025-01-01", "integer")]),
        [(Code::TypeChanged, drift::Wire::Breaks, drift::Rust::Patch), superseded]
    );
    assert_eq!(
        found(&[("2024-01-01", "string"), ("2025-01-01", "string")]),
        [(Code::TypeChanged, drift::Wire::Breaks, drift::Rust::Major), superseded]
    );
}

/// Returns a document whose response has a schema with a name, properties and a description.
fn named(name: &str, property: &str, sentence: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Lamps, version: '1'}}\npaths: {{/lamp: {{get: {{operationId: getLamp, responses: \
         {{'200': {{description: Done, content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}}}}}\n\
         components: {{schemas: {{{name}: {{type: object, description: {sentence}, properties: {{{property}}}}}}}}}\n"
    )
}

#[test]
fn renamed_type_is_no_change_but_a_major_version() {
    let (old, new) =
        (named("Lamp", "on: {type: boolean}", "One"), named("Light", "on: {type: boolean}", "Two"));
    let report = compare(&old, &new);
    assert!(report.is_empty());
    assert_eq!(report.version(), Some(drift::Rust::Major));
    let renamed: Vec<_> = report.renamed.iter().map(|it| (&*it.old, &*it.new)).collect();
    assert_eq!(renamed, [("Lamp", "Light")]);
    // Changed descriptions are counted, and shown on request.
    assert_eq!(report.rewritten.len(), 1);
    assert!(!report.render(ReportFormat::Text, false).contains("Two"));
    assert!(report.render(ReportFormat::Text, true).contains("Two"));
}

#[test]
fn actions_without_effect_upstream_are_obsolete() {
    let overlay = Source::new(
        "overlay.yaml",
        "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions:\n\
         - target: $.components.schemas.Lamp.properties.color\n  update: {maxLength: 9}\n\
         - target: $.components.schemas.Lamp.properties.size\n  update: {nullable: true}\n\
         - target: $.components.schemas.Lamp.properties.on\n  update: {description: Whether it shines.}\n",
    );
    let own = "color: {type: string}, size: {type: string}, on: {type: boolean}";
    let theirs = "size: {type: string, nullable: true}, on: {type: boolean}";
    let (old, new) = (named("Lamp", own, "One"), named("Lamp", theirs, "One"));
    let (old, new) = (Source::new("old.yaml", old), Source::new("new.yaml", new));
    let request = Request { overlay: Some(&overlay), ..Request::new(&old, &new) };
    let report = drift::run(&request).unwrap_or_else(|failure| panic!("{failure}"));
    // The publisher has applied one correction and removed the target of the other.
    let obsolete: Vec<String> =
        report.obsolete.iter().map(|it| it.location.pointer.to_string()).collect();
    assert_eq!(obsolete, ["#/actions/0/target", "#/actions/1/update"]);
    let codes: Vec<Code> = report.changes.iter().map(|change| change.code).collect();
    assert_eq!(codes, [Code::PropertyRemoved]);
    // An action without effect on one's own document is an error.
    let request = Request { overlay: Some(&overlay), ..Request::new(&new, &old) };
    assert!(matches!(drift::run(&request), Err(drift::DriftError::Document(_))));
}

#[test]
fn documentation_has_the_table_of_rules() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/drift/rules.md");
    let expected = format!("# The rules\n\n{}", rules::table());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), expected);
}
