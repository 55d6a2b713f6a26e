//! The error of a client that could not be built.

/// The error of a client that could not be built: all problems with its settings.
#[derive(Debug, thiserror::Error)]
#[error("the client cannot be built: {}", .problems.join("; "))]
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

    /// Returns the problems, one sentence each. They contain no secret.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.problems
    }
}
