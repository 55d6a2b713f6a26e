//! The manifest: `Cargo.toml` of an emitted crate. It is made once, and belongs to people from then on.

use std::path::{Component, Path, PathBuf};

use crate::names::Package;

/// How a new manifest names the runtime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// By a path, as it stands in the manifest.
    Path(PathBuf),
    /// By a version of the registry.
    Version(String),
}

/// The text of a new manifest.
///
/// The crate stands alone: `[workspace]` keeps it out of any workspace that it happens to lie in.
#[must_use]
pub fn manifest(package: &Package, runtime: &Runtime) -> String {
    let runtime = match runtime {
        Runtime::Path(path) => {
            format!("{{ path = {} }}", quoted(&path.to_string_lossy().replace('\\', "/")))
        }
        Runtime::Version(version) => quoted(version),
    };
    format!(
        "# Made once by `cargo xtask regenerate`, yours from then on; `src/` is made anew each time.\n\
         [package]\n\
         name = {name}\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         rust-version = \"1.88\"\n\
         publish = false\n\
         \n\
         [features]\n\
         # The same client for programs without async.\n\
         blocking = [\"openapi-runtime/blocking\"]\n\
         \n\
         [dependencies]\n\
         openapi-runtime = {runtime}\n\
         \n\
         [workspace]\n",
        name = quoted(package.name()),
    )
}

/// What a manifest lacks that the emitted files need, as a sentence with what to add.
///
/// It is asked for what must be there, not for how it is written: versions, further features and paths are
/// people's.
#[must_use]
pub fn lacks(manifest: &str) -> Option<String> {
    let mut lacking = Vec::new();
    if !has(manifest, "dependencies", "openapi-runtime") {
        lacking.push("the dependency `openapi-runtime`: add it under [dependencies]");
    }
    if !has(manifest, "features", "blocking") {
        lacking.push(
            "the feature `blocking`: add `blocking = [\"openapi-runtime/blocking\"]` under [features]",
        );
    }
    (!lacking.is_empty()).then(|| format!("src/ needs {}", lacking.join("; and ")))
}

/// Whether a table of a manifest has a key, in a line or as a table of its own.
fn has(manifest: &str, table: &str, key: &str) -> bool {
    let mut is_inside = false;
    manifest.lines().map(str::trim).any(|line| {
        if let Some(header) = line.strip_prefix('[') {
            let header = header.split(']').next().unwrap_or_default();
            is_inside = header == table;
            return header.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) == Some(key);
        }
        let rest = line.strip_prefix(key).unwrap_or_default();
        is_inside && rest.starts_with([' ', '=', '.'])
    })
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            character if character.is_control() => {
                quoted.extend(["\\u", &format!("{:04X}", u32::from(character))]);
            }
            character => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// The way from one folder to another, both absolute and without `.` and `..`.
#[must_use]
pub fn relative(from: &Path, to: &Path) -> PathBuf {
    let from: Vec<Component<'_>> = from.components().collect();
    let to: Vec<Component<'_>> = to.components().collect();
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return to.iter().collect();
    }
    let up = from.iter().skip(common).map(|_| Component::ParentDir);
    up.chain(to.iter().skip(common).copied()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot set itself up has failed")]

    use super::*;

    #[test]
    fn a_manifest_that_was_made_lacks_nothing() {
        let package = Package::new("ping-client").unwrap();
        for runtime in [Runtime::Path("../x \"y\"".into()), Runtime::Version("0.1".to_owned())] {
            let text = manifest(&package, &runtime);
            assert_eq!(lacks(&text), None, "{text}");
        }
        let feature = "[features]\nblocking = []\n";
        for (text, is_lacking) in [
            ("[dependencies]\nserde = \"1\"\n[dev-dependencies]\nopenapi-runtime = \"1\"\n", true),
            ("[dependencies.openapi-runtime]\npath = \"x\"\n", false),
            ("[dependencies]\nopenapi-runtime.workspace = true\n", false),
            ("[dependencies]\nopenapi-runtime-extra = \"1\"\n", true),
        ] {
            assert_eq!(lacks(&format!("{feature}{text}")).is_some(), is_lacking, "{text}");
            assert!(lacks(text).unwrap().contains("the feature `blocking`"), "{text}");
        }
    }

    #[test]
    fn ways_lead_up_and_down() {
        for (from, to, way) in
            [("/a/b/c", "/a/d", "../../d"), ("/a", "/a/b/c", "b/c"), ("/a/b", "/c", "../../c")]
        {
            assert_eq!(relative(Path::new(from), Path::new(to)), Path::new(way), "{from} {to}");
        }
    }
}
