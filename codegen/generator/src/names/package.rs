//! Packages: the name that a crate has in `Cargo.toml`, and in Rust.

/// The crate's name, which callers write in their `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    name: String,
}

impl Package {
    /// A package of this name: ASCII letters, digits, `-` and `_`, beginning with a letter.
    ///
    /// # Errors
    /// What is wrong with the name, and what a name has to be.
    pub fn new(name: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        if begins && name.bytes().all(fits) {
            return Ok(Self { name: name.to_owned() });
        }
        Err(format!(
            "`{}` cannot be the name of a package: use ASCII letters, digits, `-` and `_`, beginning with a letter",
            name.escape_debug()
        ))
    }

    /// A package for an API that no crate is made of.
    pub(crate) fn any() -> Self {
        Self { name: "api".to_owned() }
    }

    /// The name in `Cargo.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of an environment variable of this package: `ATLAS_ADMIN_BASE_URL`.
    #[must_use]
    pub fn variable(&self, setting: &str) -> String {
        format!("{}_{setting}", self.name.replace('-', "_").to_ascii_uppercase())
    }

    /// The name in Rust.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}
