//! The formats of diagnostics.

use super::generate::{DOCUMENT, Scratch};
use super::{assert_code, printed};

/// Returns the document with an invalid type.
fn invalid() -> String {
    DOCUMENT.replace("type: string", "type: strng")
}

#[test]
fn text_format_shows_the_line_of_a_diagnostic() {
    let output = Scratch::new(&invalid()).run(&["--deny", "unknown-value"]);
    assert_code(&output, 2);
    assert!(output.stdout.is_empty(), "{}", printed(&output));
    let text = String::from_utf8(output.stderr).unwrap();
    let expected = "openapi.yaml:17:34
   |
17 |       properties: {state: {type: strng, enum: [on, off]}}
   |                                  ^^^^^
   |
   = at: #/components/schemas/Lamp/properties/state/type
   = note: the schema is read as free-form JSON
   = help: did you mean `string`?

an error because it is denied: unknown-value
for more information: portolan explain unknown-value

no crate was generated: 1 error, 0 warnings, 0 notes
";
    assert!(text.starts_with("error[unknown-value]: `type` must be one of "), "{text}");
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn json_format_prints_one_list_to_standard_output() {
    let scratch = Scratch::new(&invalid());
    let output = scratch.run(&["--format", "json"]);
    let diagnostics: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let [diagnostic] = diagnostics.as_array().unwrap().as_slice() else { panic!("{diagnostics}") };
    assert_eq!(diagnostic["code"], "unknown-value");
    assert_eq!(diagnostic["file"], scratch.path("openapi.yaml").to_str().unwrap());
    assert_eq!((&diagnostic["line"], &diagnostic["column"]), (&17.into(), &34.into()));
    assert_eq!(diagnostic["end"], serde_json::json!({"line": 17, "column": 39}));
    assert_eq!(diagnostic["help"], "did you mean `string`?");
    // A valid document prints the list only.
    let scratch = Scratch::new(DOCUMENT);
    for flags in [&["--format", "json"][..], &["--format", "json", "--check"]] {
        let output = scratch.run(flags);
        assert_code(&output, 0);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "[]\n");
    }
}

#[test]
fn github_format_prints_annotations() {
    let output = Scratch::new(&invalid()).run(&["--format", "github", "--deny", "warnings"]);
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
