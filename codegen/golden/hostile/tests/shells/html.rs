//! Documentation: rustdoc has no warnings, and no text of the document becomes HTML.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::PROGRAM;

/// The call in each script of the document.
const ATTACK: &str = "alert(1)";

/// Schemes of links that run code or read files.
const DANGEROUS: [&str; 4] = ["javascript:", "data:", "vbscript:", "file:"];

/// Builds the documentation of the crate; returns the folders with its pages.
fn documentation() -> [PathBuf; 2] {
    // The folder that cargo builds in, so that nothing is built twice.
    let folder = Path::new(PROGRAM).ancestors().nth(2).unwrap();
    let output = Command::new(std::env::var_os("CARGO").unwrap())
        .args(["doc", "--package", "golden-hostile", "--all-features", "--no-deps"])
        .args(["--locked", "--offline", "--target-dir"])
        .arg(folder)
        .env("RUSTDOCFLAGS", "-D warnings")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    ["doc/golden_hostile", "doc/src/golden_hostile"].map(|it| folder.join(it))
}

/// Adds the pages in a folder.
fn add_pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_pages(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            pages.push(path);
        }
    }
}

/// Returns the tags of a page with the text after each.
fn tags(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').skip(1).map(|tag| tag.split_once('>').unwrap_or((tag, "")))
}

#[test]
fn documentation_has_no_markup_of_the_document() {
    let mut pages = Vec::new();
    for folder in documentation() {
        add_pages(&folder, &mut pages);
    }
    let mut attacks = 0;
    for page in &pages {
        let html = fs::read_to_string(page).unwrap();
        for (tag, text) in tags(&html) {
            // As text, it is harmless, except in a script.
            let is_script = tag.starts_with("script") || tag.contains(" on");
            assert!(!tag.contains(ATTACK), "{}: <{tag}>", page.display());
            assert!(!(is_script && text.contains(ATTACK)), "{}: <{tag}>{text}", page.display());
            attacks += text.matches(ATTACK).count();
            let target = tag.split_once("href=\"").map_or("", |(_, target)| target);
            let target = target.trim_start().to_ascii_lowercase();
            let is_dangerous = DANGEROUS.into_iter().any(|scheme| target.starts_with(scheme));
            assert!(!is_dangerous, "{}: <{tag}>", page.display());
        }
    }
    assert!(pages.len() > 20 && attacks > 20, "{} pages with {attacks} attacks", pages.len());
}
