//! The document of this workspace has no diagnostics.

use std::path::Path;

use portolan::{Diagnostics, Options, Package, Source, generate};

#[test]
fn document_of_the_workspace_has_no_diagnostics() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let mut found = Diagnostics::new();
    let mut read = |name: &str| Source::read(spec.join(name), &mut found).unwrap();
    let (document, overlay) = (read("network-peering.yaml"), read("overlay.yaml"));
    let package = Package::new("atlas-admin").unwrap();
    let generated = generate(&document, Some(&overlay), &package, &Options::default())
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(generated.diagnostics.is_empty(), "{}", generated.diagnostics);
}
