//! The files that a document refers to.

use std::fs;

use super::generate::{DOCUMENT, Scratch};
use super::{assert_code, printed};

#[test]
fn include_allows_references_to_another_folder() {
    let other = tempfile::tempdir().unwrap();
    fs::write(
        other.path().join("lamp.yaml"),
        "type: object\nproperties: {watts: {type: integer}}\n",
    )
    .unwrap();
    let name = other.path().file_name().unwrap().to_str().unwrap();
    let reference = format!("'../{name}/lamp.yaml'");
    let scratch = Scratch::new(&DOCUMENT.replace("'#/components/schemas/Lamp'", &reference));
    let text = printed(&scratch.run(&["--deny", "warnings"]));
    assert!(text.contains("error[external-reference]") && text.contains("--include"), "{text}");
    let output = scratch.run(&["--deny", "warnings", "--include", other.path().to_str().unwrap()]);
    assert_code(&output, 0);
    assert!(printed(&output).contains("1 models"), "{}", printed(&output));
}

#[test]
fn max_file_size_limits_the_document() {
    let scratch = Scratch::new(&format!("{DOCUMENT}# {}\n", "a".repeat(2 << 20)));
    let output = scratch.run(&["--max-file-size", "2"]);
    assert_code(&output, 2);
    let text = printed(&output);
    assert!(text.contains("error[too-large]") && text.contains("2 MiB"), "{text}");
    assert!(scratch.run(&["--max-file-size", "3"]).status.success());
}
