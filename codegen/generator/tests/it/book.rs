//! The book of the generator: its shell blocks run, and its pages are complete.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../book")
}

/// Returns the names and texts of the pages.
fn pages() -> Vec<(String, String)> {
    let entries = fs::read_dir(book().join("src")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = entries
        .map(|page| {
            let name = page.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(page).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// Returns the shell blocks of a page, in order.
fn shell_blocks(page: &str) -> impl Iterator<Item = &str> {
    page.split("```sh\n").skip(1).map(|block| block.split_once("```").unwrap().0)
}

/// Runs commands with `portolan` on the path.
fn run(page: &str, commands: &str, folder: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_portolan")).parent().unwrap().to_str().unwrap();
    let output = Command::new("sh")
        .args(["-eu", "-c", commands])
        .current_dir(folder)
        .env("PATH", format!("{program}:{}", std::env::var("PATH").unwrap()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{page}:\n{commands}\n{output:?}");
}

#[test]
fn shell_blocks_of_the_book_run() {
    let mut count = 0;
    for (name, page) in pages() {
        // The blocks of a page run in one folder, with the example documents.
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(book().join("example")).unwrap() {
            let file = entry.unwrap().path();
            fs::copy(&file, folder.path().join(file.file_name().unwrap())).unwrap();
        }
        for block in shell_blocks(&page) {
            run(&name, block, folder.path());
            count += 1;
        }
    }
    assert!(count >= 7, "{count} blocks");
}

#[test]
fn summary_lists_every_page_of_the_book() {
    let pages = pages();
    let (_, summary) = pages.iter().find(|(name, _)| name == "SUMMARY.md").unwrap();
    let listed: BTreeSet<&str> =
        summary.split("](").skip(1).map(|link| link.split_once(')').unwrap().0).collect();
    let files: BTreeSet<&str> =
        pages.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "SUMMARY.md").collect();
    assert_eq!(listed, files);
}

#[test]
fn rust_blocks_of_the_book_are_doc_tests() {
    let included = fs::read_to_string(book().join("lib.rs")).unwrap();
    for (name, page) in pages() {
        let is_included = included.contains(&format!("include_str!(\"src/{name}\")"));
        assert_eq!(page.contains("```rust"), is_included, "{name}");
    }
}
