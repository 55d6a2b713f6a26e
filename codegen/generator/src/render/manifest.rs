//! The manifest: `Cargo.toml` of an emitted crate. It is made once, and belongs to people from then on.

use std::path::{Component, Path, PathBuf};

use super::print::visible;
use crate::api::{Api, Tag};
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
        "# Made once by `cargo xtask regenerate`, yours from then on; `src/` is made anew each time.\n\
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
/// Where its program stands, which Cargo would not look for: a build without the feature has none.
const PROGRAM: &str = "src/cli/main.rs";

/// The program of the command line.
fn program(package: &Package) -> String {
    format!(
        "[[bin]]\nname = {}\npath = \"{PROGRAM}\"\nrequired-features = [\"cli\"]",
        quoted(package.name())
    )
}

/// What a manifest lacks that the emitted files need, as a sentence with what to add.
///
/// It is asked for what must be there, not for how it is written: versions, further features and paths are
/// people's.
#[must_use]
pub fn lacks(api: &Api, package: &Package, manifest: &str) -> Option<String> {
    let mut lacking = Vec::new();
    if !has(manifest, "dependencies", "portolan-runtime") {
        lacking.push("the dependency `portolan-runtime`: add it under [dependencies]".to_owned());
    }
    if !has(manifest, "features", "blocking") {
        lacking.push(
            "the feature `blocking`: add `blocking = [\"portolan-runtime/blocking\"]` under [features]"
                .to_owned(),
        );
    }
    for (_, feature) in features_of(api).filter(|(_, feature)| !has(manifest, "features", feature))
    {
        lacking.push(format!(
            "the feature `{feature}`: add `{feature} = []` under [features], and its name to `default`"
        ));
    }
    if api.command_line.is_some() {
        if !has(manifest, "features", "cli") {
            lacking.push(format!("the feature `cli`: add `{COMMAND_LINE}` under [features]"));
        }
        if !has_program(manifest) {
            let program = program(package).replace('\n', "`, `");
            lacking.push(format!("the program of the command line: add `{program}`"));
        }
    }
    (!lacking.is_empty()).then(|| format!("src/ needs {}", lacking.join("; and ")))
}

/// The tags that are features, with the names of these.
fn features_of(api: &Api) -> impl Iterator<Item = (&Tag, &String)> {
    api.tags.iter().filter_map(|tag| Some((tag, tag.feature.as_ref()?)))
}

/// A name as a comment at the end of a line, without what could end it.
fn comment(name: &str) -> String {
    let name: String = name.chars().map(visible).collect();
    if name.is_empty() { String::new() } else { format!(" # {name}") }
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

/// Whether a manifest has the program of the command line, and needs the feature for it.
fn has_program(manifest: &str) -> bool {
    manifest.split("[[bin]]").skip(1).any(|after| {
        let end = after.find("\n[").unwrap_or(after.len());
        let table = after.get(..end).unwrap_or(after);
        table.contains(PROGRAM) && table.contains("required-features")
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
    fn a_manifest_that_was_made_lacks_nothing() {
        let package = Package::new("ping-client").unwrap();
        for api in [api(&["one"]), api(&["one", "Second Tag", "blocking"])] {
            for runtime in [Runtime::Path("../x \"y\"".into()), Runtime::Version("0.1".to_owned())]
            {
                let text = manifest(&api, &package, &runtime);
                assert_eq!(lacks(&api, &package, &text), None, "{text}");
            }
        }
        let feature = "[features]\nblocking = []\n";
        let api = api(&["one"]);
        for (text, is_lacking) in [
            ("[dependencies]\nserde = \"1\"\n[dev-dependencies]\nportolan-runtime = \"1\"\n", true),
            ("[dependencies.portolan-runtime]\npath = \"x\"\n", false),
            ("[dependencies]\nportolan-runtime.workspace = true\n", false),
            ("[dependencies]\nportolan-runtime-extra = \"1\"\n", true),
        ] {
            assert_eq!(
                lacks(&api, &package, &format!("{feature}{text}")).is_some(),
                is_lacking,
                "{text}"
            );
            assert!(
                lacks(&api, &package, text).unwrap().contains("the feature `blocking`"),
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
        let lacking = lacks(&api, &package, &text.replace("second-tag = []", "")).unwrap();
        assert!(lacking.contains("`second-tag = []`"), "{lacking}");
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
        assert_eq!(lacks(&api, &package, &text), None, "{text}");
        for (part, told) in [
            (COMMAND_LINE, "the feature `cli`"),
            ("[[bin]]", "name = \"ping-client\"`, `path = \"src/cli/main.rs\"`"),
            ("required-features", "required-features = [\"cli\"]"),
        ] {
            let lacking = lacks(&api, &package, &text.replace(part, "# ")).unwrap();
            assert!(lacking.contains(told), "{lacking}");
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
