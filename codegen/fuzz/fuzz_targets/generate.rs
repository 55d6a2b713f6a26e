//! Fuzzes the whole pipeline: every document and overlay yields a crate or diagnostics.
//!
//! A line `%%%` separates the document from an optional overlay.
#![no_main]

use std::sync::LazyLock;

use portolan::{GenerateError, Options, Package, Source, generate};

static PACKAGE: LazyLock<Option<Package>> = LazyLock::new(|| Package::new("fuzz").ok());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(package) = PACKAGE.as_ref() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (document, overlay) = match text.split_once("\n%%%\n") {
        Some((document, overlay)) => (document, Some(Source::new("overlay.yaml", overlay))),
        None => (text, None),
    };
    let document = Source::new("openapi.yaml", document);
    match generate(&document, overlay.as_ref(), package, &Options::default()) {
        Ok(generated) => assert!(!generated.diagnostics.has_errors()),
        Err(GenerateError::Document(diagnostics)) => assert!(diagnostics.has_errors()),
        Err(GenerateError::Generator(defect)) => panic!("{defect}"),
    }
});
