//! Responses that are read as they come: bytes that never have to be in memory all at once.

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

use super::{Parts, ReceivedResponse};
use crate::api::Operation;
use crate::error::{Error, ErrorBody, Failure, Interruption, Kind, Part, Progress, Received};

/// A body that is still to come.
pub(crate) struct Rest {
    pub(crate) body: reqwest::Body,
    /// How long it is, where the service says so.
    pub(crate) length: Option<u64>,
    /// How long each part of it may take.
    pub(crate) patience: Duration,
}

/// The body of a response as it comes: a stream, and without any further crate [`next`](Self::next).
///
/// Each part may take as long as an attempt may; the whole may take any time and have any size, unless
/// [`at_most`](Self::at_most) says otherwise. Dropping it stops the download. After an error there is nothing more.
#[must_use = "nothing is read before it is asked for"]
pub struct ByteStream<B = ()> {
    incoming: Box<Incoming>,
    error: PhantomData<fn() -> B>,
}

/// The same without the type of errors, so that it is compiled once.
struct Incoming {
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    progress: Progress,
    rest: Rest,
    /// Runs while a part is waited for.
    timer: Option<Pin<Box<Sleep>>>,
    came: u64,
    at_most: u64,
    ended: bool,
}

impl ReceivedResponse {
    /// A successful response whose body is still to come.
    pub(crate) fn into_stream<B>(mut self) -> Result<(ByteStream<B>, Parts), Failure> {
        let whole = self.received.bytes.clone();
        let rest = self.rest.take().unwrap_or_else(|| Rest {
            length: u64::try_from(whole.len()).ok(),
            body: whole.into(),
            patience: Duration::MAX,
        });
        let (operation, progress) = (self.operation, self.progress);
        let parts = self.unread()?;
        let incoming = Incoming {
            operation,
            status: parts.status,
            headers: parts.headers.clone(),
            progress,
            rest,
            timer: None,
            came: 0,
            at_most: u64::MAX,
            ended: false,
        };
        Ok((ByteStream { incoming: Box::new(incoming), error: PhantomData }, parts))
    }
}

impl<B> ByteStream<B> {
    /// Takes no more than so many bytes: if more come, that is an error.
    pub fn at_most(mut self, bytes: u64) -> Self {
        self.incoming.at_most = bytes;
        self
    }

    /// How many bytes come altogether, where the service says so and does not compress them.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.incoming.rest.length
    }
}

impl<B: ErrorBody> ByteStream<B> {
    /// The next bytes; nothing after the last.
    ///
    /// # Errors
    ///
    /// The connection broke, nothing came for too long, or more came than is taken. The error does not hold what
    /// came before: that has been given already.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error<B>>> {
        let next = std::future::poll_fn(|context| self.incoming.poll(context)).await?;
        Some(next.map_err(|failure| Error::new(failure, None)))
    }
}

impl<B: ErrorBody> Stream for ByteStream<B> {
    type Item = Result<Bytes, Error<B>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.get_mut().incoming.poll(context));
        Poll::Ready(next.map(|next| next.map_err(|failure| Error::new(failure, None))))
    }
}

impl Incoming {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Failure>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            let frame = match Pin::new(&mut self.rest.body).poll_frame(context) {
                Poll::Ready(frame) => frame,
                Poll::Pending => {
                    let patience = self.rest.patience;
                    let timer =
                        self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
                    ready!(timer.as_mut().poll(context));
                    return self.fails(self.interrupted(Interruption::Stalled(patience)));
                }
            };
            self.timer = None;
            match frame.map(|frame| frame.map(http_body::Frame::into_data)) {
                None => self.ended = true,
                Some(Err(error)) => {
                    // Without its URL: the path may hold what is not for logs.
                    let broken = Interruption::Broken(error.without_url());
                    return self.fails(self.interrupted(broken));
                }
                Some(Ok(Ok(bytes))) if !bytes.is_empty() => return self.takes(bytes),
                // Trailers, which no document describes.
                Some(Ok(_)) => {}
            }
        }
    }

    fn takes(&mut self, bytes: Bytes) -> Poll<Option<Result<Bytes, Failure>>> {
        self.came = self.came.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.came > self.at_most {
            let limit = usize::try_from(self.at_most).unwrap_or(usize::MAX);
            return self.fails(Kind::TooLarge { part: Part::Body, limit });
        }
        Poll::Ready(Some(Ok(bytes)))
    }

    fn interrupted(&self, why: Interruption) -> Kind {
        Kind::Interrupted { came: self.came, why }
    }

    fn fails(&mut self, kind: Kind) -> Poll<Option<Result<Bytes, Failure>>> {
        self.ended = true;
        // Nothing more is read of it.
        self.rest.body = Bytes::new().into();
        let headers = self.headers.clone();
        let received = Received { status: self.status, headers, bytes: Bytes::new() };
        let Self { operation, progress, .. } = *self;
        Poll::Ready(Some(Err(Failure {
            operation,
            kind,
            response: Some(Box::new(received)),
            progress,
        })))
    }
}

impl<B> fmt::Debug for ByteStream<B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ByteStream")
            .field("operation", &self.incoming.operation.id)
            .field("length", &self.length())
            .field("came", &self.incoming.came)
            .field("ended", &self.incoming.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "blocking")]
pub(crate) mod blocking {
    use std::io::{self, Read};

    use bytes::{Buf, Bytes};

    use super::{ByteStream, ErrorBody};

    /// The body of a response as it comes, for programs without async; see [`ByteStream`]. An error of reading holds
    /// the [`Error`](crate::Error) that a stream would give.
    #[derive(Debug)]
    #[must_use = "nothing is read before it is asked for"]
    pub struct ByteReader<B = ()> {
        stream: ByteStream<B>,
        /// What has come and was not asked for yet.
        came: Bytes,
    }

    impl<B> ByteReader<B> {
        pub(crate) fn new(stream: ByteStream<B>) -> Self {
            Self { stream, came: Bytes::new() }
        }

        /// Takes no more than so many bytes: if more come, that is an error.
        pub fn at_most(self, bytes: u64) -> Self {
            Self { stream: self.stream.at_most(bytes), ..self }
        }

        /// How many bytes come altogether, where the service says so and does not compress them.
        #[must_use]
        pub fn length(&self) -> Option<u64> {
            self.stream.length()
        }
    }

    impl<B: ErrorBody> Read for ByteReader<B> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.came.is_empty() && !buffer.is_empty() {
                let next = crate::blocking::wait(self.stream.next()).map_err(io::Error::other)?;
                match next {
                    Some(Ok(bytes)) => self.came = bytes,
                    Some(Err(error)) if error.is_timeout() => {
                        return Err(io::Error::new(io::ErrorKind::TimedOut, error));
                    }
                    Some(Err(error)) => return Err(io::Error::other(error)),
                    None => return Ok(0),
                }
            }
            let length = self.came.len().min(buffer.len());
            if let Some(space) = buffer.get_mut(..length) {
                self.came.copy_to_slice(space);
            }
            Ok(length)
        }
    }
}
