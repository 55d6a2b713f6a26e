//! What a body is made of, for those who show it instead of sending it.

use std::path::Path;

use bytes::Bytes;

use super::{Body, Source};

/// A piece of a body.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outline<'a> {
    /// These bytes.
    Bytes(&'a Bytes),
    /// What this file holds.
    File(&'a Path),
    /// What is read from elsewhere.
    Elsewhere,
}

impl Body {
    /// What it is made of, in order. Nothing is read.
    pub(crate) fn outline(&self) -> Vec<Outline<'_>> {
        self.leaves().map(|(_, payload)| payload.outlined()).collect()
    }

    fn outlined(&self) -> Outline<'_> {
        match &self.source {
            Source::Bytes(bytes) => Outline::Bytes(bytes),
            Source::File(path) => Outline::File(path),
            Source::Made(_) | Source::Once(_) | Source::Joined(_) => Outline::Elsewhere,
        }
    }
}
