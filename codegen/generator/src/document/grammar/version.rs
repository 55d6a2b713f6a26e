//! The versions of OpenAPI, and the version that a document declares.

use std::fmt;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Location, Pointer, describe_value};

/// A version of OpenAPI without its patch number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::document) enum Version {
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    pub(super) const LATEST: Self = Self::V3_2;

    /// Returns the version of the text of `openapi`: `3.1.0`. The patch number may be missing.
    fn of(text: &str) -> Option<Self> {
        let mut parts = text.split('-').next()?.split('.');
        let (major, minor) = (parts.next()?, parts.next().unwrap_or("0"));
        let is_patch = |patch: &str| patch.bytes().all(|byte| byte.is_ascii_digit());
        if major != "3" || !parts.next().is_none_or(is_patch) || parts.next().is_some() {
            return None;
        }
        match minor {
            "0" => Some(Self::V3_0),
            "1" => Some(Self::V3_1),
            "2" => Some(Self::V3_2),
            _ => None,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V3_0 => "3.0",
            Self::V3_1 => "3.1",
            Self::V3_2 => "3.2",
        })
    }
}

/// Returns the version that a document declares, or reports why it cannot be read.
pub(in crate::document) fn version(
    name: &str,
    root: &Value,
    diagnostics: &mut Diagnostics,
) -> Option<Version> {
    let at = |pointer| Location::new(name, pointer);
    let Value::Object(document) = root else {
        let message = match root {
            Value::Null => "the document is empty".to_owned(),
            other => {
                format!("an OpenAPI document must be an object, found {}", describe_value(other))
            }
        };
        diagnostics.add(Code::UnsupportedVersion, at(Pointer::root()), message);
        return None;
    };
    let text = match document.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        Some(Value::Number(version)) => version.to_string(),
        Some(other) => {
            let message = format!("`openapi` must be a string, found {}", describe_value(other));
            let location = at(Pointer::root().child("openapi"));
            diagnostics.push(
                Diagnostic::new(Code::UnsupportedVersion, location, message)
                    .with_advice("write the full version in quotes: `'3.0.3'`"),
            );
            return None;
        }
        None => {
            diagnostics.push(missing(name, document));
            return None;
        }
    };
    let version = Version::of(&text);
    if version.is_none() {
        let location = at(Pointer::root().child("openapi"));
        let message = format!("OpenAPI {text} is not supported, only 3.0, 3.1 and 3.2 are");
        diagnostics.push(
            Diagnostic::new(Code::UnsupportedVersion, location, message)
                .with_advice("write the version that the document follows, such as `3.0.3`"),
        );
    }
    version
}

fn missing(name: &str, document: &Map<String, Value>) -> Diagnostic {
    if let Some(version) = document.get("swagger") {
        let version = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
        let location = Location::new(name, Pointer::root().child("swagger"));
        let message = format!("Swagger {version} is not supported, only OpenAPI 3.0 to 3.2 are");
        return Diagnostic::new(Code::UnsupportedVersion, location, message).with_advice(
            "convert the document to OpenAPI 3.0, for example with `swagger2openapi`",
        );
    }
    let message = "the document does not declare its OpenAPI version";
    Diagnostic::new(Code::UnsupportedVersion, Location::new(name, Pointer::root()), message)
        .with_advice("if it is OpenAPI 3.0, start it with `openapi: 3.0.3`")
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn versions_may_have_a_patch_number() {
        for (text, expected) in [
            ("3.0.0", Some(Version::V3_0)),
            ("3.0", Some(Version::V3_0)),
            ("3", Some(Version::V3_0)),
            ("3.0.0-rc1", Some(Version::V3_0)),
            ("3.1.2", Some(Version::V3_1)),
            ("3.2.0", Some(Version::V3_2)),
            ("3.3.0", None),
            ("2.0", None),
            ("3.0.x", None),
            ("3.0.0.0", None),
            ("", None),
        ] {
            assert_eq!(Version::of(text), expected, "{text}");
        }
    }
}
