//! Streamed response bodies.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use http::{HeaderMap, StatusCode};
use http_body::Body;
use tokio::time::Sleep;

use super::received::{ReceivedResponse, StreamedBody};
use super::typed::ResponseParts;
use crate::error::{
    Error, ErrorBody, Failure, FailureKind, Interruption, Progress, RawResponse, ResponseSection,
};
use crate::spec::Operation;

/// A streamed response body. It implements [`Stream`]; [`next`](Self::next) needs no other crate.
///
/// Each chunk has the timeout of an attempt. The total time is unlimited, and so is the size unless
/// [`max_bytes`](Self::max_bytes) is set. Dropping the stream stops the download. The stream ends
/// after an error.
#[must_use = "the body is read only when the stream is polled"]
pub struct ByteStream<B = ()> {
    inner: Box<Inner>,
    error: PhantomData<fn() -> B>,
}

/// The stream without the type of the error body, so that it is compiled once.
struct Inner {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    progress: Progress,
    stream: StreamedBody,
    /// The timeout of the pending chunk.
    timer: Option<Pin<Box<Sleep>>>,
    received: u64,
    max_bytes: u64,
    ended: bool,
}

impl ReceivedResponse {
    /// Converts a success into the stream of its body.
    pub(crate) fn into_stream<B>(mut self) -> Result<(ByteStream<B>, ResponseParts), Failure> {
        let whole = self.raw.bytes.clone();
        let stream = self.stream.take().unwrap_or_else(|| StreamedBody {
            length: u64::try_from(whole.len()).ok(),
            body: whole.into(),
            chunk_timeout: Duration::MAX,
        });
        let (operation, progress) = (self.operation, self.progress);
        let parts = self.into_undecoded_parts()?;
        let inner = Inner {
            operation,
            status: parts.status,
            headers: parts.headers.clone(),
            progress,
            stream,
            timer: None,
            received: 0,
            max_bytes: u64::MAX,
            ended: false,
        };
        Ok((ByteStream { inner: Box::new(inner), error: PhantomData }, parts))
    }
}

impl<B> ByteStream<B> {
    /// Sets the maximum size of the body in bytes. A larger body is an error.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.inner.max_bytes = bytes;
        self
    }

    /// Returns the length of the body in bytes, if the service announced it and did not compress
    /// the body.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.inner.stream.length
    }
}

impl<B: ErrorBody> ByteStream<B> {
    /// Returns the next chunk, or `None` at the end of the body.
    ///
    /// # Errors
    ///
    /// Returns an error if the connection broke, a chunk timed out, or the body is too large. The
    /// error does not contain the chunks returned before.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error<B>>> {
        let next = std::future::poll_fn(|context| self.inner.poll(context)).await?;
        Some(next.map_err(|failure| Error::new(failure, None)))
    }
}

impl<B: ErrorBody> Stream for ByteStream<B> {
    type Item = Result<Bytes, Error<B>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.get_mut().inner.poll(context));
        Poll::Ready(next.map(|next| next.map_err(|failure| Error::new(failure, None))))
    }
}

impl Inner {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            let frame = match Pin::new(&mut self.stream.body).poll_frame(context) {
                Poll::Ready(frame) => frame,
                Poll::Pending => {
                    let timeout = self.stream.chunk_timeout;
                    let timer =
                        self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
                    ready!(timer.as_mut().poll(context));
                    return self.fail(self.interrupted(Interruption::Stalled(timeout)));
                }
            };
            self.timer = None;
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                None => self.ended = true,
                Some(Err(error)) => {
                    // Without its URL, because the path may contain data that must not be logged.
                    let cause = Interruption::Error(error.without_url());
                    return self.fail(self.interrupted(cause));
                }
                Some(Ok(Ok(bytes))) if !bytes.is_empty() => return self.take(bytes),
                // Trailers, which OpenAPI cannot describe.
                Some(Ok(_)) => {}
            }
        }
    }

    fn take(&mut self, bytes: Bytes) -> Poll<Option<Result<Bytes, Failure>>> {
        self.received =
            self.received.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.received > self.max_bytes {
            let limit = usize::try_from(self.max_bytes).unwrap_or(usize::MAX);
            return self.fail(FailureKind::TooLarge { section: ResponseSection::Body, limit });
        }
        Poll::Ready(Some(Ok(bytes)))
    }

    fn interrupted(&self, cause: Interruption) -> FailureKind {
        FailureKind::Interrupted { received: self.received, cause }
    }

    fn fail(&mut self, kind: FailureKind) -> Poll<Option<Result<Bytes, Failure>>> {
        self.ended = true;
        // Dropping the body closes the connection.
        self.stream.body = Bytes::new().into();
        let headers = self.headers.clone();
        let response = RawResponse::new(self.status, headers, Bytes::new());
        let Self { operation, progress, .. } = *self;
        Poll::Ready(Some(Err(Failure {
            operation,
            kind,
            response: Some(Box::new(response)),
            progress,
        })))
    }
}

impl<B> fmt::Debug for ByteStream<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ByteStream")
            .field("operation", &self.inner.operation.id)
            .field("length", &self.length())
            .field("received", &self.inner.received)
            .field("ended", &self.inner.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use std::io::{self, Read};

    use bytes::{Buf, Bytes};

    use super::{ByteStream, ErrorBody};
    use crate::executor;

    /// A streamed response body that implements [`Read`]; see [`ByteStream`].
    ///
    /// The source of an `io::Error` is the [`Error`](crate::Error) of the stream.
    #[derive(Debug)]
    #[must_use = "the body is read only when the reader is"]
    pub struct ByteReader<B = ()> {
        stream: ByteStream<B>,
        /// Bytes received and not yet read.
        buffered: Bytes,
    }

    impl<B> ByteReader<B> {
        pub(crate) fn new(stream: ByteStream<B>) -> Self {
            Self { stream, buffered: Bytes::new() }
        }

        /// Sets the maximum size of the body in bytes. A larger body is an error.
        pub fn max_bytes(self, bytes: u64) -> Self {
            Self { stream: self.stream.max_bytes(bytes), ..self }
        }

        /// Returns the length of the body in bytes, if the service announced it and did not compress
        /// the body.
        #[must_use]
        pub fn length(&self) -> Option<u64> {
            self.stream.length()
        }
    }

    impl<B: ErrorBody> Read for ByteReader<B> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.buffered.is_empty() && !buffer.is_empty() {
                let next = executor::block_on(self.stream.next()).map_err(io::Error::other)?;
                match next {
                    Some(Ok(bytes)) => self.buffered = bytes,
                    Some(Err(error)) if error.is_timeout() => {
                        return Err(io::Error::new(io::ErrorKind::TimedOut, error));
                    }
                    Some(Err(error)) => return Err(io::Error::other(error)),
                    None => return Ok(0),
                }
            }
            let length = self.buffered.len().min(buffer.len());
            if let Some(space) = buffer.get_mut(..length) {
                self.buffered.copy_to_slice(space);
            }
            Ok(length)
        }
    }
}
