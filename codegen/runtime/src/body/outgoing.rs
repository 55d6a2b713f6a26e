//! Conversion of a request body to the HTTP client's body type.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::StreamExt;
use http_body::{Body as HttpBody, Frame, SizeHint};

use super::read::Chunks;
use super::source::Body;
use crate::BoxError;

impl Body {
    /// Returns the body for one attempt.
    pub(crate) fn to_http(&self) -> reqwest::Body {
        match self.in_memory() {
            Some(bytes) => bytes.clone().into(),
            None => reqwest::Body::wrap(StreamedBody::new(self.clone())),
        }
    }
}

/// A body that is read while it is sent.
///
/// The source is claimed on the first poll, so that a failed connection does not consume a one-shot
/// source.
struct StreamedBody {
    body: Body,
    /// Never locked: the mutex makes the type `Sync`, as reqwest requires.
    chunks: Mutex<Option<Chunks>>,
}

impl StreamedBody {
    fn new(body: Body) -> Self {
        Self { body, chunks: Mutex::new(None) }
    }
}

impl HttpBody for StreamedBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { body, chunks } = &mut *self;
        let slot = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let chunks = match slot {
            Some(chunks) => chunks,
            None => match body.claim() {
                Ok(claimed) => slot.insert(claimed),
                Err(error) => return Poll::Ready(Some(Err(error))),
            },
        };
        let next = ready!(chunks.poll_next_unpin(context));
        Poll::Ready(next.map(|next| next.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.body.length().map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
