//! Why a client could not be made: everything that is wrong with its settings.

/// Why a client could not be made: everything that is wrong with its settings, together.
#[derive(Debug, thiserror::Error)]
#[error("the client cannot be made: {}", .problems.join("; "))]
pub struct ConfigurationError {
    problems: Vec<String>,
    source: Option<reqwest::Error>,
}

impl ConfigurationError {
    pub(crate) fn new(problems: Vec<String>) -> Self {
        Self { problems, source: None }
    }

    pub(crate) fn http(error: reqwest::Error) -> Self {
        let error = error.without_url();
        Self { problems: vec![format!("HTTP client: {error}")], source: Some(error) }
    }

    /// What is wrong, one sentence each; no secret is repeated in them.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
