//! The sources of a body, for a dry run that prints the request instead of sending it.

use std::path::Path;

use bytes::Bytes;

use super::source::{Body, Source};

/// The source of a body or of one piece of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline<'a> {
    Bytes(&'a Bytes),
    File(&'a Path),
    /// A reader or a stream.
    Elsewhere,
}

impl Body {
    /// Returns the sources in order, without reading them.
    pub(crate) fn outline(&self) -> Vec<Outline<'_>> {
        self.leaves().map(|(_, body)| body.leaf_outline()).collect()
    }

    fn leaf_outline(&self) -> Outline<'_> {
        match &self.source {
            Source::Bytes(bytes) => Outline::Bytes(bytes),
            Source::File(path) => Outline::File(path),
            Source::Factory(_) | Source::Once(_) | Source::Joined(_) => Outline::Elsewhere,
        }
    }
}
