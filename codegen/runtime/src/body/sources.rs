//! The sources of a body, for a dry run that prints the request instead of sending it.

use std::path::Path;

use bytes::Bytes;

use super::source::{Body, Source};

/// The source of a body or of one piece of it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum BodySource<'a> {
    Bytes(&'a Bytes),
    File(&'a Path),
    /// A reader or a stream.
    Elsewhere,
}

impl Body {
    /// Returns the sources in order, without reading them.
    pub(crate) fn sources(&self) -> Vec<BodySource<'_>> {
        self.leaves().map(|(_, body)| body.leaf_source()).collect()
    }

    fn leaf_source(&self) -> BodySource<'_> {
        match &self.source {
            Source::Bytes(bytes) => BodySource::Bytes(bytes),
            Source::File(path) => BodySource::File(path),
            Source::Factory(_) | Source::Once(_) | Source::Joined(_) => BodySource::Elsewhere,
        }
    }
}
