//! Limits: deep, wide, large and recursive documents end in diagnostics or in a crate.
//!
//! A crash or an endless loop fails these tests by itself; none measures time.

use std::fmt::Write as _;
use std::fs;

use portolan::{Diagnostics, GenerateError, Options, Package, Source, generate};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Hostile, version: '1'}\n";
const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: Hostile, version: '1'}\nactions:\n";

/// Returns a document whose one response has the schema `S0`.
fn document(schemas: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: d\n          content: {{application/json: {{schema: {{$ref: '#/components/schemas/S0'}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

/// Returns a document in which each schema links to the next, and the last is an object.
fn chain(length: usize, link: impl Fn(&str) -> String) -> String {
    let mut schemas = String::new();
    for number in 0..length {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", number + 1);
        writeln!(schemas, "    S{number}: {}", link(&next)).unwrap();
    }
    writeln!(schemas, "    S{length}: {{type: object, properties: {{a: {{type: string}}}}}}")
        .unwrap();
    document(&schemas)
}

/// Returns the codes of the errors in a document; none if a crate is generated.
fn errors(source: &Source, overlay: Option<&Source>) -> Vec<&'static str> {
    match generate(source, overlay, &Package::new("hostile").unwrap(), &Options::default()) {
        Ok(_) => Vec::new(),
        Err(GenerateError::Document(diagnostics)) => {
            let errors =
                diagnostics.iter().filter(|it| it.level == portolan::diagnostic::Level::Error);
            let mut codes: Vec<_> = errors.map(|diagnostic| diagnostic.code.as_str()).collect();
            codes.dedup();
            assert!(!codes.is_empty());
            codes
        }
        Err(GenerateError::Generator(defect)) => panic!("{defect}"),
    }
}

#[track_caller]
fn assert_errors(text: &str, expected: &[&str]) {
    assert_eq!(errors(&Source::new("hostile.yaml", text), None), expected);
}

#[test]
fn nesting_is_limited() {
    for unit in ["[", "{a: ", "- ", "{\"a\":", "[&a ", "? "] {
        let nested = unit.repeat(100_000);
        for (name, text) in [
            ("a.yaml", nested.clone()),
            ("a.json", nested.clone()),
            ("b.yaml", format!("{HEAD}x-a: {nested}")),
        ] {
            let found = errors(&Source::new(name, text), None);
            assert!(
                ["too-deep", "syntax", "unsupported-yaml"].contains(&found[0]),
                "{unit} in {name}: {found:?}"
            );
        }
    }
    let overlay = format!("{OVERLAY}  - target: $.info\n    update: {}", "{a: ".repeat(100_000));
    let sound = Source::new("a.yaml", format!("{HEAD}paths: {{}}\n"));
    assert_eq!(errors(&sound, Some(&Source::new("o.yaml", overlay))), ["too-deep"]);
    let mut block = String::new();
    for depth in 0..3000 {
        writeln!(block, "{}a:", " ".repeat(depth)).unwrap();
    }
    assert_errors(&block, &["too-deep"]);
}

#[test]
fn aliases_do_not_expand_exponentially() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for number in 1..12 {
        let before = format!("*a{}, ", number - 1).repeat(9);
        writeln!(text, "a{number}: &a{number} [{before}]").unwrap();
    }
    assert_errors(&text, &["too-deep"]);
}

#[test]
fn chains_of_schemas_are_limited() {
    for link in [
        (|next| format!("{{type: object, properties: {{a: {next}}}}}")) as fn(&str) -> String,
        |next| format!("{{allOf: [{next}]}}"),
        |next| format!("{{type: array, items: {next}}}"),
        |next| {
            format!("{{allOf: [{next}, {{type: object, properties: {{b: {{type: string}}}}}}]}}")
        },
        |next| {
            format!(
                "{{type: object, properties: {{k: {{type: string}}}}, discriminator: {{propertyName: k}}, oneOf: [{next}]}}"
            )
        },
    ] {
        assert_errors(&chain(10_100, link), &["too-deep"]);
        assert_errors(&chain(120, link), &[]);
    }
    assert_errors(&chain(20_000, str::to_owned), &[]);
}

#[test]
fn work_on_branching_schemas_is_limited() {
    for link in [
        (|next| format!("{{allOf: [{next}, {next}]}}")) as fn(&str) -> String,
        |next| format!("{{oneOf: [{next}, {next}, {next}]}}"),
        |next| {
            format!(
                "{{oneOf: [{{allOf: [{next}, {next}]}}, {{allOf: [{next}, {{required: [b]}}]}}]}}"
            )
        },
        |next| {
            format!(
                "{{anyOf: [{{type: array, items: {next}}}, {{type: array, items: {{allOf: [{next}]}}}}, {next}]}}"
            )
        },
        |next| format!("{{type: object, properties: {{a: {next}, b: {next}}}}}"),
    ] {
        let source = Source::new("hostile.yaml", chain(60, link));
        let found = errors(&source, None);
        assert!(found.is_empty() || found == ["too-deep"], "{found:?}");
    }
}

/// Files in multipart bodies are detected before the schema is lowered, with a limit of its own.
#[test]
fn detection_of_files_is_limited() {
    let many = |next: &str| vec![next; 20].join(", ");
    let first = "{$ref: '#/components/schemas/S0'}";
    for (keyword, content) in [
        ("allOf", format!("multipart/form-data: {{schema: {first}}}")),
        (
            "oneOf",
            format!(
                "multipart/form-data: {{schema: {{type: object, properties: {{a: {first}}}}}}}"
            ),
        ),
        (
            "anyOf",
            format!(
                "multipart/form-data: {{schema: {{type: object, additionalProperties: {first}}}}}"
            ),
        ),
        (
            "oneOf",
            format!(
                "application/json: {{schema: {first}}}, multipart/form-data: {{schema: {first}}}"
            ),
        ),
    ] {
        let chained = chain(30, |next| format!("{{{keyword}: [{}]}}", many(next)));
        let sent = format!("post:\n      requestBody: {{content: {{{content}}}}}\n");
        let source = Source::new("hostile.yaml", chained.replace("get:\n", &sent));
        assert_eq!(errors(&source, None), ["too-deep"]);
    }
}

#[test]
fn invalid_text_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, expected) in [
        (b"".as_slice(), "the document is empty"),
        (b"\n\n# nothing\n", "the document is empty"),
        (b"\xef\xbb\xbf", "the document is empty"),
        (b"openapi: 3.0.3\nx: \xff\xfe", "not UTF-8 (byte 18)"),
        (b"\xff\xfeo\0p\0", "not UTF-8 (byte 0)"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8 (byte 0)"),
        (b"openapi: 3.0.3\nx: a\0b\n", "control characters are not allowed"),
        (b"PK\x03\x04\x14\0\0\0", "control characters are not allowed"),
    ] {
        let path = folder.path().join("document.yaml");
        fs::write(&path, bytes).unwrap();
        let mut found = Diagnostics::new();
        let message = match Source::read(&path, &mut found) {
            Some(source) => {
                let failure =
                    generate(&source, None, &Package::new("a").unwrap(), &Options::default());
                failure.unwrap_err().to_string()
            }
            None => found.to_string(),
        };
        assert!(message.contains(expected), "{message}");
    }
    for text in [
        format!("\u{feff}{HEAD}paths: {{}}\n"),
        format!("{HEAD}paths: {{}}\n").replace('\n', "\r\n"),
    ] {
        assert_errors(&text, &[]);
    }
}

#[test]
fn numbers_and_names_may_have_any_size() {
    let numbers = "minimum: 1.0e+400, maximum: 999999999999999999999999999999999999999999, multipleOf: 1.0e-400, maxLength: 99999999999999999999999999";
    let found = errors(
        &Source::new("a.yaml", document(&format!("    S0: {{type: integer, {numbers}}}\n"))),
        None,
    );
    assert!(
        found.iter().all(|code| ["wrong-type", "unsupported-yaml"].contains(code)),
        "{found:?}"
    );
    let long = "a".repeat(1_000_000);
    assert_errors(
        &document(&format!(
            "    S0:\n      type: object\n      properties:\n        ? {long}\n        : {{type: string}}\n"
        )),
        &[],
    );
    assert_errors(
        &document("    S0: {type: object}\n")
            .replace("get:\n", &format!("get:\n      operationId: {long}\n")),
        &[],
    );
    let mut wide = "    S0:\n      type: object\n      properties:\n".to_owned();
    for number in 0..2_000 {
        writeln!(wide, "        p{number}: {{typ: strng, example: {number}}}").unwrap();
    }
    assert_errors(&document(&wide), &[]);
}

#[test]
fn patterns_are_checked_in_bounded_time() {
    let a = "a".repeat(60);
    let mut schemas = "    S0:\n      type: object\n      properties:\n".to_owned();
    for (number, pattern) in [
        "^(a+)+$".to_owned(),
        "^(?=(a+)+$)(a|aa)+$".to_owned(),
        "((a{1,1000}){1,1000}){1,1000}".to_owned(),
        "(".repeat(100_000),
        "(?:".repeat(50_000) + &")".repeat(50_000),
        "a?".repeat(50_000) + &a,
        "[".repeat(100_000),
        "a{999999999999}".to_owned(),
        "(?<n>a)\\k<n>".repeat(1000),
    ]
    .iter()
    .enumerate()
    {
        writeln!(
            schemas,
            "        p{number}: {{type: string, pattern: '{pattern}', example: '{a}!'}}"
        )
        .unwrap();
    }
    assert_errors(&document(&schemas), &[]);
}

#[test]
fn matches_of_overlay_targets_are_limited() {
    let deep = format!("{}1{}", "{a: ".repeat(100), "}".repeat(100));
    let sound = format!("{HEAD}paths: {{}}\nx-a: {deep}\nx-b: [[[[[[[[1]]]]]]]]\n");
    let sound = Source::new("a.yaml", sound);
    let not = format!("$.info[?{}@.a]", "!".repeat(100_000));
    let and = format!("$.info[?{}]", vec!["@.a"; 20_000].join(" && "));
    let parentheses = format!("$[?{}@.a{}]", "(".repeat(100_000), ")".repeat(100_000));
    for target in [
        "$..*..*..*..*..*..*..*..*..*..*..*..*",
        "$['x-b'][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0]",
        "$..[?@..[?@..[?@..[?@..[?@..b]]]]]",
        "$.info[?match(@.title, '(a*a*a*a*a*a*a*a*)*b')]",
        &not,
        &and,
        &parentheses,
    ] {
        let overlay = format!("{OVERLAY}  - target: \"{target}\"\n    update: {{a: 1}}\n");
        let found = errors(&sound, Some(&Source::new("o.yaml", overlay)));
        assert!(["invalid-target", "unmatched-target"].contains(&found[0]), "{found:?}");
    }
    let items = "{a: 1}, ".repeat(1500);
    let growing = format!("  - target: $..[?@.a]\n    update: {{b: [{items}]}}\n").repeat(3);
    let found = errors(&sound, Some(&Source::new("o.yaml", format!("{OVERLAY}{growing}"))));
    assert_eq!(found, ["too-large"]);
}

/// Examples are matched against patterns, which take exponential time in an engine without a limit.
#[test]
fn matching_of_patterns_is_limited() {
    let text = format!("{}!", "a".repeat(60));
    for pattern in [
        "^(a+)+$",
        "^(?=(a+)+$)(a|aa)+$",
        "^((?!b)a|a)*$",
        "(a{1000}){1000}",
        "(?:(?:(?:(?=a)){1000}){1000}){1000}",
        "((((((a{0,9}){0,9}){0,9}){0,9}){0,9}){0,9})b",
    ] {
        let schema = format!("{{type: string, pattern: '{pattern}', example: '{text}'}}");
        assert_errors(&document(&format!("    S0: {schema}\n")), &[]);
        let many = format!("[{}]", vec![text.as_str(); 5000].join(", "));
        let schema = format!("{{type: array, items: {schema}, example: {many}}}");
        assert_errors(&document(&format!("    S0: {schema}\n")), &[]);
    }
    for pattern in ["(".repeat(200_000), "[a-z]".repeat(100_000), "(?<a>a)|".repeat(100_000)] {
        let schema = format!("{{type: string, pattern: '{pattern}'}}");
        assert_errors(&document(&format!("    S0: {schema}\n")), &[]);
    }
}

/// All files are written before the first is replaced, and a crate can have more than a process may open.
#[cfg(unix)]
#[test]
fn writes_more_files_than_a_process_may_open() {
    let (mut properties, mut schemas) = (String::new(), String::new());
    for it in 1..200 {
        write!(properties, "s{it}: {{$ref: '#/components/schemas/S{it}'}}, ").unwrap();
        writeln!(schemas, "    S{it}: {{type: object, properties: {{a: {{type: string}}}}}}")
            .unwrap();
    }
    let schemas = format!("    S0: {{type: object, properties: {{{properties}}}}}\n{schemas}");
    let folder = tempfile::tempdir().unwrap();
    let document_path = folder.path().join("openapi.yaml");
    fs::write(&document_path, document(&schemas)).unwrap();
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "ulimit -n 100; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_portolan")]);
    shell.arg("generate").arg(document_path).args(["--package", "lamps", "--out"]);
    let output = shell.arg(folder.path().join("crate")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(fs::read_dir(folder.path().join("crate/src/models")).unwrap().count() > 150);
}

/// A device or pipe may never end, and files outside the folder are not the document's.
#[cfg(unix)]
#[test]
fn only_regular_files_inside_the_folder_are_read() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.yaml"), "top-secret: 1").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let in_folder = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(outside.path().join("secret.yaml"), in_folder("link.yaml")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", in_folder("zero.yaml")).unwrap();
    let status = std::process::Command::new("mkfifo").arg(in_folder("pipe.yaml")).status();
    assert!(status.unwrap().success());
    fs::write(in_folder("large.yaml"), vec![b'#'; 5000]).unwrap();
    for (reference, expected) in [
        ("/etc/passwd", "external-reference"),
        ("../secret.yaml", "external-reference"),
        ("a/../../secret.yaml", "external-reference"),
        ("%2e%2e/secret.yaml", "external-reference"),
        ("file:///etc/passwd", "external-reference"),
        ("https://example.com/a.yaml", "external-reference"),
        ("//example.com/a.yaml", "external-reference"),
        ("link.yaml", "external-reference"),
        ("zero.yaml", "external-reference"),
        ("pipe.yaml", "unresolved-reference"),
        (".", "external-reference"),
        ("large.yaml", "too-large"),
    ] {
        let text =
            document("    S0: {type: object}\n").replace("#/components/schemas/S0", reference);
        fs::write(in_folder("a.yaml"), text).unwrap();
        let mut found = Diagnostics::new();
        let source = Source::read_within(in_folder("a.yaml"), 4000, &mut found).unwrap();
        let mut options = Options::default();
        options.levels.deny("warnings".parse().unwrap()).unwrap();
        let failure = generate(&source, None, &Package::new("a").unwrap(), &options);
        let message = failure.unwrap_err().to_string();
        assert!(message.contains(&format!("error[{expected}]")), "{reference}: {message}");
        assert!(!message.contains("root:") && !message.contains("top-secret"), "{message}");
    }
    for (name, expected) in [
        ("pipe.yaml", "unreadable-file"),
        ("zero.yaml", "unreadable-file"),
        ("", "unreadable-file"),
        ("large.yaml", "too-large"),
    ] {
        let mut found = Diagnostics::new();
        assert_eq!(Source::read_within(in_folder(name), 4000, &mut found), None);
        assert!(found.to_string().starts_with(&format!("error[{expected}]")), "{name}: {found}");
    }
}
