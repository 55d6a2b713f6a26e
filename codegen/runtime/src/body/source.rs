//! The public body type and its sources.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use tokio::io::AsyncRead;

use super::error::BodyError;
use super::read::{self, Chunks};
use crate::BoxError;

/// A request body that is sent unchanged: bytes in memory, a file, a reader or a stream.
///
/// Bodies made from bytes, [`file`](Self::file) or [`streams`](Self::streams) can be sent again.
/// Bodies made with [`reader`](Self::reader), [`async_reader`](Self::async_reader) and
/// [`stream`](Self::stream) are one-shot: once the body has been read, the request is not retried,
/// follows no redirect, and does not respond to an authentication challenge.
///
/// Timeouts apply as to every request. Raise them for a large body with `with_attempt_timeout` and
/// `with_timeout`.
///
/// ```
/// use portolan_runtime::Body;
///
/// let bytes = Body::from(vec![1, 2, 3]);
/// let reader = Body::reader(std::io::repeat(0)).with_length(1 << 40);
/// # assert_eq!((bytes.length(), reader.length()), (Some(3), Some(1 << 40)));
/// ```
#[derive(Clone)]
pub struct Body {
    pub(super) source: Source,
    length: Option<u64>,
}

#[derive(Clone)]
pub(super) enum Source {
    Bytes(Bytes),
    /// Opened for each attempt.
    File(Arc<Path>),
    /// Called for each attempt.
    Factory(Arc<dyn Fn() -> Chunks + Send + Sync>),
    /// `None` once the body has been read.
    Once(Arc<Mutex<Option<Chunks>>>),
    /// Sent in order.
    Joined(Arc<[Piece]>),
}

impl Body {
    fn once(chunks: Chunks) -> Self {
        Self { source: Source::Once(Arc::new(Mutex::new(Some(chunks)))), length: None }
    }

    /// Returns a body with the content of a file, up to its present length.
    ///
    /// The file is opened for each attempt and streamed.
    ///
    /// # Errors
    ///
    /// Returns an error if the metadata of the file cannot be read, or if it is not a regular file:
    /// for a pipe or a device, use [`reader`](Self::reader). If the file is missing or shorter when
    /// the request is sent, that request fails and nothing is sent.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let failed = |kind, error: BoxError| io::Error::new(kind, BodyError::file(&path, error));
        let metadata =
            std::fs::metadata(&path).map_err(|error| failed(error.kind(), error.into()))?;
        if !metadata.is_file() {
            let problem = "it is not a regular file, so its length is unknown: use `Body::reader`";
            return Err(failed(io::ErrorKind::InvalidInput, problem.into()));
        }
        Ok(Self { source: Source::File(path.into()), length: Some(metadata.len()) })
    }

    /// Returns a one-shot body with the content of a reader, which is read on blocking threads.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::once(read::reader(move || Ok(reader)))
    }

    /// Returns a one-shot body with the content of an async reader.
    pub fn async_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::once(read::async_reader(reader))
    }

    /// Returns a one-shot body with the chunks of a stream.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::once(Box::pin(stream.map_err(Into::into)))
    }

    /// Returns a body that calls `make` for a new stream on each attempt.
    pub fn streams<S, E>(make: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let make = move || -> Chunks { Box::pin(make().map_err(Into::into)) };
        Self { source: Source::Factory(Arc::new(make)), length: None }
    }

    /// Sets the length in bytes, sent as `Content-Length`.
    ///
    /// Has no effect on bytes and files, whose length is known.
    #[must_use]
    pub fn with_length(self, bytes: u64) -> Self {
        match self.source {
            Source::Bytes(_) | Source::File(_) | Source::Joined(_) => self,
            Source::Factory(_) | Source::Once(_) => Self { length: Some(bytes), ..self },
        }
    }

    /// Returns the length in bytes, if it is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the bytes, if they are in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether the whole body can still be sent: `false` once a one-shot source has been read.
    pub(crate) fn is_available(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::File(_) | Source::Factory(_) => true,
            Source::Once(slot) => slot.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            Source::Joined(pieces) => pieces.iter().all(|piece| piece.body.is_available()),
        }
    }

    /// Returns the sources that cannot be read, each as the location of its part and the problem.
    ///
    /// Called before an attempt, so that a missing file fails before anything is sent.
    pub(crate) async fn problems(&self) -> Vec<(String, String)> {
        let reads_files = self.leaves().any(|(_, it)| matches!(it.source, Source::File(_)));
        if !reads_files {
            return self.blocking_problems();
        }
        let body = self.clone();
        let problems = tokio::task::spawn_blocking(move || body.blocking_problems());
        problems.await.unwrap_or_else(|error| vec![(String::new(), error.to_string())])
    }

    /// As [`problems`](Self::problems), with blocking file access.
    fn blocking_problems(&self) -> Vec<(String, String)> {
        let problem = |body: &Self| match (&body.source, body.length) {
            (Source::File(path), Some(length)) => read::problem(path, length),
            (Source::Once(_), _) if !body.is_available() => Some(
                "has already been read, and a one-shot source can be sent only once: set it again"
                    .to_owned(),
            ),
            _ => None,
        };
        self.leaves()
            .filter_map(|(location, body)| Some((location.to_owned(), problem(body)?)))
            .collect()
    }

    /// Iterates over the body, or over the pieces it is joined from, each with the location of its
    /// part.
    pub(super) fn leaves(&self) -> impl Iterator<Item = (&str, &Self)> {
        let (itself, pieces) = match &self.source {
            Source::Joined(pieces) => (None, &**pieces),
            _ => (Some(("", self)), &[][..]),
        };
        itself.into_iter().chain(
            pieces.iter().map(|piece| (piece.location.as_deref().unwrap_or_default(), &piece.body)),
        )
    }

    /// Returns the chunks of the body. This consumes a one-shot source.
    pub(super) fn claim(&self) -> Result<Chunks, BoxError> {
        let chunks: Chunks = match &self.source {
            Source::Bytes(bytes) => {
                let bytes = bytes.clone();
                return Ok(Box::pin(stream::once(async { Ok(bytes) })));
            }
            Source::Joined(pieces) => {
                // One-shot pieces are all taken here, so that two attempts never share the rest.
                let claimed: Vec<Chunks> =
                    pieces.iter().map(Piece::claim).collect::<Result<_, _>>()?;
                return Ok(Box::pin(stream::iter(claimed).flatten()));
            }
            Source::File(path) => read::file(path, self.length.unwrap_or(u64::MAX)),
            Source::Factory(make) => {
                let make = Arc::clone(make);
                Box::pin(stream::once(async move { make() }).flatten())
            }
            Source::Once(slot) => {
                let chunks = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                chunks.ok_or_else(BodyError::already_sent)?
            }
        };
        Ok(read::with_exact_length(chunks, self.length))
    }
}

/// A piece of a joined body.
#[derive(Clone)]
pub(crate) struct Piece {
    /// The location of the part in error messages; `None` for the text between parts.
    location: Option<Arc<str>>,
    body: Body,
}

impl Piece {
    /// Returns the content of a part.
    pub(crate) fn part(location: &str, body: Body) -> Self {
        Self { location: Some(location.into()), body }
    }

    /// Returns a piece of framing text between parts.
    pub(crate) fn framing(text: String) -> Self {
        Self { location: None, body: text.into() }
    }

    /// Returns the chunks of the piece, with errors that name the part.
    fn claim(&self) -> Result<Chunks, BoxError> {
        let Some(location) = &self.location else { return self.body.claim() };
        let chunks = self.body.claim().map_err(|error| BodyError::part(location, error))?;
        let location = Arc::clone(location);
        Ok(Box::pin(chunks.map_err(move |error| BodyError::part(&location, error).into())))
    }
}

impl Body {
    /// Returns a body that sends the pieces in order.
    ///
    /// The result is in memory if all pieces are, and its length is known if each piece's is.
    pub(crate) fn joined(pieces: Vec<Piece>) -> Self {
        let in_memory = |piece: &Piece| piece.body.in_memory().cloned();
        if let Some(bytes) = pieces.iter().map(in_memory).collect::<Option<Vec<Bytes>>>() {
            return bytes.concat().into();
        }
        let length = pieces.iter().try_fold(0_u64, |sum, it| sum.checked_add(it.body.length()?));
        Self { source: Source::Joined(pieces.into()), length }
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.source, &other.source) {
            (Source::Bytes(one), Source::Bytes(other)) => one == other,
            (Source::File(one), Source::File(other)) => one == other,
            (Source::Factory(one), Source::Factory(other)) => Arc::ptr_eq(one, other),
            (Source::Once(one), Source::Once(other)) => Arc::ptr_eq(one, other),
            (Source::Joined(one), Source::Joined(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same && self.length == other.length
    }
}

impl Eq for Body {}

/// An empty body.
impl Default for Body {
    fn default() -> Self {
        Bytes::new().into()
    }
}

/// Shows the length and no content.
impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Body").field("length", &self.length).finish_non_exhaustive()
    }
}

macro_rules! from_bytes {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Body {
            fn from(bytes: $kind) -> Self {
                let bytes = Bytes::from(bytes);
                Self { length: u64::try_from(bytes.len()).ok(), source: Source::Bytes(bytes) }
            }
        })+
    };
}

from_bytes!(Bytes, BytesMut, Vec<u8>, Box<[u8]>, String, &'static [u8], &'static str);

impl<const N: usize> From<&'static [u8; N]> for Body {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}
