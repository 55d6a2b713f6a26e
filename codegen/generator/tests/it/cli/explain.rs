//! `portolan explain`.

use super::{assert_code, printed, run};

fn explain(codes: &[&str]) -> String {
    let arguments: Vec<&str> = ["explain"].iter().chain(codes).copied().collect();
    let output = run(&arguments);
    assert_code(&output, 0);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn lists_every_code_with_level_and_summary() {
    let list = explain(&[]);
    assert!(list.contains("\nunknown-keyword "), "{list}");
    for line in list.lines() {
        let mut words = line.split_whitespace();
        assert!(
            words.next().unwrap().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        );
        assert!(matches!(words.next(), Some("error" | "warning" | "note")), "{line}");
        assert!(line.ends_with('.'), "{line}");
    }
}

#[test]
fn prints_the_page_of_each_code() {
    let pages = explain(&["unknown-keyword", "relative-server"]);
    assert!(pages.starts_with("unknown-keyword (warning)\n\n"), "{pages}");
    assert!(pages.contains("\n\nrelative-server (note)\n\n"), "{pages}");
    for part in ["\n  openapi.yaml\n\n    openapi: 3.0.3\n", "\n    warning[unknown-keyword]"] {
        assert!(pages.contains(part), "{part}\n{pages}");
    }
}

#[test]
fn suggests_the_code_nearest_to_a_typo() {
    let output = run(&["explain", "unknown-keywrod"]);
    assert_code(&output, 2);
    assert!(printed(&output).contains("did you mean `unknown-keyword`?"), "{}", printed(&output));
}
