//! The `Cargo.toml` of an emitted crate, which is created once and then maintained by hand.

use std::path::{Component, Path, PathBuf};

use super::print::visible;
use crate::api::{Api, Tag};
use crate::names::Package;

/// The dependency on the runtime in a new manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runtime {
    /// A path, as written in the manifest.
    Path(PathBuf),
    /// A version of the registry.
    Version(String),
}

/// Returns the text of a new manifest.
///
/// It has its own `[workspace]`, so that the crate does not join an enclosing workspace.
#[must_use]
pub fn manifest(api: &Api, package: &Package, runtime: &Runtime) -> String {
    let runtime = match runtime {
        Runtime::Path(path) => {
            format!("{{ path = {} }}", quoted(&path.to_string_lossy().replace('\\', "/")))
        }
        Runtime::Version(version) => quoted(version),
    };
    let mut features = String::new();
    let names: Vec<String> = features_of(api).map(|(_, feature)| quoted(feature)).collect();
    if !names.is_empty() {
        features.push_str("# The operations of all tags, each of which is a feature.\n");
        features.extend(["default = [", &names.join(", "), "]\n"]);
        for (tag, feature) in features_of(api) {
            features.extend([feature, " = []", &comment(&tag.name), "\n"]);
        }
    }
    let (mut command_line, mut program) = (String::new(), String::new());
    if api.command_line.is_some() {
        command_line.extend([
            "# The command line, a program of the crate's name: the operations without writing a program.\n",
            COMMAND_LINE,
            "\n",
        ]);
        program = format!("{}\n\n", self::program(package));
    }
    format!(
        "# Written once by `portolan generate` and yours from then on; `src/` is overwritten by each run.\n\
         [package]\n\
         name = {name}\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         rust-version = \"1.88\"\n\
         publish = false\n\
         \n\
         [package.metadata.docs.rs]\n\
         all-features = true\n\
         \n\
         [features]\n\
         {features}\
         # The same client for programs without async.\n\
         blocking = [\"portolan-runtime/blocking\"]\n\
         {command_line}\
         \n\
         [dependencies]\n\
         portolan-runtime = {runtime}\n\
         \n\
         {program}\
         [workspace]\n",
        name = quoted(package.name()),
    )
}

/// The feature of the command line.
const COMMAND_LINE: &str = "cli = [\"portolan-runtime/cli\"]";
/// The path of the program. Cargo does not discover it, so that a build without the feature omits it.
const PROGRAM: &str = "src/cli/main.rs";

/// Returns the `[[bin]]` section of the command line.
fn program(package: &Package) -> String {
    format!(
        "[[bin]]\nname = {}\npath = \"{PROGRAM}\"\nrequired-features = [\"cli\"]",
        quoted(package.name())
    )
}

/// Returns a message about entries that the emitted files need and the manifest does not have.
///
/// Versions, further features and paths are not checked.
#[must_use]
pub fn missing_entries(api: &Api, package: &Package, manifest: &str) -> Option<String> {
    let mut missing = Vec::new();
    if !has(manifest, "dependencies", "portolan-runtime") {
        missing.push("the dependency `portolan-runtime`: add it under [dependencies]".to_owned());
    }
    if !has(manifest, "features", "blocking") {
        missing.push(
            "the feature `blocking`: add `blocking = [\"portolan-runtime/blocking\"]` under [features]"
                .to_owned(),
        );
    }
    for (_, feature) in features_of(api).filter(|(_, feature)| !has(manifest, "features", feature))
    {
        missing.push(format!(
            "the feature `{feature}`: add `{feature} = []` under [features], and its name to `default`"
        ));
    }
    if api.command_line.is_some() {
        if !has(manifest, "features", "cli") {
            missing.push(format!("the feature `cli`: add `{COMMAND_LINE}` under [features]"));
        }
        if !has_program(manifest) {
            let program = program(package).replace('\n', "`, `");
            missing.push(format!("the program of the command line: add `{program}`"));
        }
    }
    (!missing.is_empty()).then(|| format!("src/ needs {}", missing.join("; and ")))
}

/// Returns the tags that are features, with the feature names.
fn features_of(api: &Api) -> impl Iterator<Item = (&Tag, &String)> {
    api.tags.iter().filter_map(|tag| Some((tag, tag.feature.as_ref()?)))
}

/// Formats a name as a comment at the end of a line, without line breaks.
fn comment(name: &str) -> String {
    let name: String = name.chars().map(visible).collect();
    if name.is_empty() { String::new() } else { format!(" # {name}") }
}

/// Whether a table of a manifest has a key, inline or as a table.
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

/// Whether a manifest has the program of the command line, with its required feature.
fn has_program(manifest: &str) -> bool {
    manifest.split("[[bin]]").skip(1).any(|after| {
        let end = after.find("\n[").unwrap_or(after.len());
        let table = after.get(..end).unwrap_or(after);
        table.contains(PROGRAM) && table.contains("required-features")
    })
}

/// Formats a TOML string.
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

/// Returns the relative path between two absolute, normalized folders.
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

    fn api(tags: &[&str]) -> Api {
        let mut document = "openapi: 3.0.3\ninfo: {title: Ping, version: '1'}\npaths:\n".to_owned();
        for (index, tag) in tags.iter().enumerate() {
            document.extend([
                &format!("  /{index}:\n    get:\n      tags: [{tag}]\n"),
                "      responses: {'204': {description: Pong}}\n",
            ]);
        }
        let package = Package::new("ping-client").unwrap();
        let source = crate::Source::new("ping.yaml", document);
        crate::generate(&source, None, &package, &crate::Options::default()).unwrap().api
    }

    #[test]
    fn new_manifests_are_complete() {
        let package = Package::new("ping-client").unwrap();
        for api in [api(&["one"]), api(&["one", "Second Tag", "blocking"])] {
            for runtime in [Runtime::Path("../x \"y\"".into()), Runtime::Version("0.1".to_owned())]
            {
                let text = manifest(&api, &package, &runtime);
                assert_eq!(missing_entries(&api, &package, &text), None, "{text}");
            }
        }
        let feature = "[features]\nblocking = []\n";
        let api = api(&["one"]);
        for (text, is_incomplete) in [
            ("[dependencies]\nserde = \"1\"\n[dev-dependencies]\nportolan-runtime = \"1\"\n", true),
            ("[dependencies.portolan-runtime]\npath = \"x\"\n", false),
            ("[dependencies]\nportolan-runtime.workspace = true\n", false),
            ("[dependencies]\nportolan-runtime-extra = \"1\"\n", true),
        ] {
            assert_eq!(
                missing_entries(&api, &package, &format!("{feature}{text}")).is_some(),
                is_incomplete,
                "{text}"
            );
            assert!(
                missing_entries(&api, &package, text).unwrap().contains("the feature `blocking`"),
                "{text}"
            );
        }
    }

    #[test]
    fn each_of_several_tags_is_a_feature() {
        let package = Package::new("ping-client").unwrap();
        let runtime = Runtime::Version("0.1".to_owned());
        assert!(!manifest(&api(&["one"]), &package, &runtime).contains("default"));
        let api = api(&["one", "Second Tag", "blocking"]);
        let text = manifest(&api, &package, &runtime);
        let features = "default = [\"one\", \"second-tag\", \"blocking-2\"]\n\
                        one = [] # one\nsecond-tag = [] # Second Tag\nblocking-2 = [] # blocking\n";
        assert!(text.contains(features), "{text}");
        let missing =
            missing_entries(&api, &package, &text.replace("second-tag = []", "")).unwrap();
        assert!(missing.contains("`second-tag = []`"), "{missing}");
    }

    #[test]
    fn a_command_line_is_a_feature_and_a_program() {
        let package = Package::new("ping-client").unwrap();
        let runtime = Runtime::Version("0.1".to_owned());
        let mut api = api(&["one"]);
        assert!(!manifest(&api, &package, &runtime).contains("cli = "));
        let groups = Vec::new();
        api.command_line = Some(crate::api::CommandLine { groups, auth_check: None });
        let text = manifest(&api, &package, &runtime);
        assert_eq!(missing_entries(&api, &package, &text), None, "{text}");
        for (part, expected) in [
            (COMMAND_LINE, "the feature `cli`"),
            ("[[bin]]", "name = \"ping-client\"`, `path = \"src/cli/main.rs\"`"),
            ("required-features", "required-features = [\"cli\"]"),
        ] {
            let missing = missing_entries(&api, &package, &text.replace(part, "# ")).unwrap();
            assert!(missing.contains(expected), "{missing}");
        }
    }

    #[test]
    fn computes_relative_paths() {
        for (from, to, path) in
            [("/a/b/c", "/a/d", "../../d"), ("/a", "/a/b/c", "b/c"), ("/a/b", "/c", "../../c")]
        {
            assert_eq!(relative(Path::new(from), Path::new(to)), Path::new(path), "{from} {to}");
        }
    }
}
