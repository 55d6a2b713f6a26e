//! The pages of the diagnostic codes: each bad document causes the report on its page, each corrected one nothing.
//!
//! `BLESS=1 cargo test -p portolan --test it codes` writes the reports. A new page starts with nothing between the
//! fences under `## Output`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use portolan::diagnostic::{Code, Page, PageFile, Report};
use portolan::{Diagnostics, GenerateError, Options, Package, Source, generate};

/// The folder of the pages.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/codes")
}

fn file(code: Code) -> PathBuf {
    folder().join(format!("{code}.md"))
}

/// Returns the diagnostics about files, and the report as the command line prints it.
fn report(files: &[PageFile<'_>]) -> (Diagnostics, String) {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file.bytes()).unwrap();
    }
    let mut diagnostics = Diagnostics::new();
    let mut read = |names: &[&str]| {
        let path = names.iter().map(|name| folder.path().join(name)).find(|path| path.exists())?;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Source::read(&path, &mut diagnostics).map(|source| source.named(name))
    };
    let document = read(&["openapi.yaml", "openapi.json"]);
    let overlay = read(&["overlay.yaml"]);
    if let Some(document) = document {
        let package = Package::new("lamps").unwrap();
        diagnostics = match generate(&document, overlay.as_ref(), &package, &Options::default()) {
            Ok(generated) => generated.diagnostics,
            Err(GenerateError::Document(diagnostics)) => diagnostics,
            Err(failure) => panic!("the generator has a defect: {failure}"),
        };
    }
    let shown = Report::new(&diagnostics).whole(true).to_string();
    let shown = shown.replace(&format!("{}/", folder.path().display()), "");
    (diagnostics, shown)
}

/// The codes that no known document causes: they report defects of the generator.
const WITHOUT_DOCUMENT: [Code; 1] = [Code::InvalidDocument];

/// Returns what is wrong with a page, and writes the current report into its text.
fn faults(code: Code, text: &mut String) -> Vec<String> {
    let before = text.clone();
    let page = match Page::parse(&before) {
        Ok(page) => page,
        Err(error) => return vec![error],
    };
    if page.erroneous.is_empty() && WITHOUT_DOCUMENT.contains(&code) {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let (found, shown) = report(&page.erroneous);
    if !found.iter().any(|diagnostic| diagnostic.code == code) {
        faults.push(format!("the bad document does not cause it, but\n{shown}"));
    }
    let (_, still) = report(&page.corrected);
    if !still.is_empty() {
        faults.push(format!("the corrected document has diagnostics:\n{still}"));
    }
    *text = page.with_output(&before, &shown);
    faults
}

#[test]
fn bad_documents_cause_the_report_on_their_page() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut faults = String::new();
    let mut blessed = Vec::new();
    for code in Code::ALL {
        let path = file(*code);
        let before = fs::read_to_string(&path).unwrap();
        let mut text = before.clone();
        for fault in self::faults(*code, &mut text) {
            faults.extend([code.as_str(), ": ", &fault, "\n\n"]);
        }
        if text != before {
            blessed.push((path, text));
        }
    }
    if bless && faults.is_empty() {
        for (path, text) in &blessed {
            fs::write(path, text).unwrap();
        }
        blessed.clear();
    }
    for (path, text) in &blessed {
        let before = fs::read_to_string(path).unwrap();
        let difference = similar::TextDiff::from_lines(&before, text).unified_diff().to_string();
        faults.extend([path.display().to_string(), format!(":\n{difference}\n")]);
    }
    let command = "BLESS=1 cargo test -p portolan --test it codes";
    assert!(faults.is_empty(), "{faults}\nto accept this: {command}");
}

#[test]
fn every_code_has_a_page() {
    let pages: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(pages, codes);
}

#[test]
fn explanations_have_no_markup() {
    for code in Code::ALL {
        let shown = code.explanation();
        assert!(shown.starts_with(&format!("{code} ({})\n\n", code.level())), "{shown}");
        assert!(!shown.contains("```") && !shown.contains("## "), "{shown}");
    }
}
