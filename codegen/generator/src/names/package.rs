//! The package name of the emitted crate.

/// The name of a package, as written in `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    name: String,
}

impl Package {
    /// Returns a package with a name of ASCII letters, digits, `-` and `_`, starting with a letter.
    ///
    /// # Errors
    /// Returns a message if the name is invalid.
    pub fn new(name: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let starts_with_letter = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        if starts_with_letter && name.bytes().all(fits) {
            return Ok(Self { name: name.to_owned() });
        }
        Err(format!(
            "`{}` is not a valid package name: use ASCII letters, digits, `-` and `_`, starting with a letter",
            name.escape_debug()
        ))
    }

    /// Returns a placeholder for an API that is compared but not emitted.
    pub(crate) fn any() -> Self {
        Self { name: "api".to_owned() }
    }

    /// Returns the name in `Cargo.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of an environment variable of this package: `ATLAS_ADMIN_BASE_URL`.
    #[must_use]
    pub fn variable(&self, setting: &str) -> String {
        format!("{}_{setting}", self.name.replace('-', "_").to_ascii_uppercase())
    }

    /// Returns the prefix of all environment variables of this package: `ATLAS_ADMIN_`.
    #[must_use]
    pub fn variable_prefix(&self) -> String {
        self.variable("")
    }

    /// Returns the crate name in Rust.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}
