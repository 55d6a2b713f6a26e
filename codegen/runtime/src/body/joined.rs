//! Bodies of several pieces, of which one is sent after the other.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::read::Chunks;
use super::unread::Unread;
use super::{Body, Source};
use crate::BoxError;

/// A piece of a body.
#[derive(Clone)]
pub(crate) struct Piece {
    /// The part that it is the content of, as errors name it; nothing for what stands between parts.
    location: Option<Arc<str>>,
    payload: Body,
}

impl Piece {
    /// The content of a part.
    pub(crate) fn part(location: &str, payload: Body) -> Self {
        Self { location: Some(location.into()), payload }
    }

    /// What stands between parts.
    pub(crate) fn between(text: String) -> Self {
        Self { location: None, payload: text.into() }
    }

    /// The name of the part, empty where it has none.
    pub(super) fn location(&self) -> &str {
        self.location.as_deref().unwrap_or_default()
    }

    pub(super) fn payload(&self) -> &Body {
        &self.payload
    }

    fn claim(&self) -> Result<Chunks, BoxError> {
        let Some(location) = &self.location else { return self.payload.claim() };
        let chunks = self.payload.claim().map_err(|error| Unread::part(location, error))?;
        let location = Arc::clone(location);
        Ok(Box::pin(chunks.map_err(move |error| Unread::part(&location, error).into())))
    }
}

impl Body {
    /// One piece after the other. Where all of them are bytes in memory, so is the whole; where the length of each is
    /// known, so is that of the whole.
    pub(crate) fn joined(pieces: Vec<Piece>) -> Self {
        let in_memory = |piece: &Piece| piece.payload.in_memory().cloned();
        if let Some(bytes) = pieces.iter().map(in_memory).collect::<Option<Vec<Bytes>>>() {
            return bytes.concat().into();
        }
        let length = pieces.iter().try_fold(0_u64, |sum, it| sum.checked_add(it.payload.length()?));
        Self { source: Source::Joined(pieces.into()), length }
    }
}

/// The chunks of all pieces. What can be read only once is taken now, of all of them: a request that was begun and
/// one that is sent after it never share what is left.
pub(super) fn claim(pieces: &[Piece]) -> Result<Chunks, BoxError> {
    let claimed: Vec<Chunks> = pieces.iter().map(Piece::claim).collect::<Result<_, _>>()?;
    Ok(Box::pin(stream::iter(claimed).flatten()))
}
