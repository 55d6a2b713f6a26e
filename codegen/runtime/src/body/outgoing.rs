//! A body on its way.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::StreamExt;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::Body;
use super::read::Chunks;
use crate::BoxError;

/// A body on its way; it takes the stream when the first bytes are asked for, so that a connection that cannot be
/// made costs nothing.
pub(super) struct Sent {
    payload: Body,
    /// Never locked: this makes it `Sync`, as bodies have to be.
    chunks: Mutex<Option<Chunks>>,
}

impl Sent {
    pub(super) fn new(payload: Body) -> Self {
        Self { payload, chunks: Mutex::new(None) }
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { payload, chunks } = &mut *self;
        let slot = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let chunks = match slot {
            Some(chunks) => chunks,
            None => match payload.claim() {
                Ok(claimed) => slot.insert(claimed),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        let next = ready!(chunks.poll_next_unpin(context));
        Poll::Ready(next.map(|next| next.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.payload.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
