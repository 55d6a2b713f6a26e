//! Bodies that are sent as they are: bytes in memory, or bytes that are read while they are sent.

mod joined;
#[cfg(feature = "cli")]
mod outline;
mod read;
mod sent;
mod unread;

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use tokio::io::AsyncRead;

pub(crate) use joined::Piece;
#[cfg(feature = "cli")]
pub(crate) use outline::Outline;
pub(crate) use unread::Unread;

use crate::BoxError;
use read::Chunks;
use sent::Sent;

/// A body that is sent as it is: bytes in memory, a file, whatever reads or streams bytes.
///
/// What is made from bytes, [`file`](Self::file) or [`streams`](Self::streams) can be sent again, where the request
/// may be. Of [`reader`](Self::reader), [`async_reader`](Self::async_reader) and [`stream`](Self::stream) the bytes are
/// gone once they were sent: such a request is sent again, follows a redirect and responses the question who is calling
/// only as long as nothing of the body was read. Limits of time hold as for every request: for a large body, settle them with
/// `with_attempt_timeout` and `with_timeout`.
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
    source: Source,
    length: Option<u64>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    /// Opened each time.
    File(Arc<Path>),
    /// Made anew each time.
    Made(Arc<dyn Fn() -> Chunks + Send + Sync>),
    /// There until it is read from.
    Once(Arc<Mutex<Option<Chunks>>>),
    /// One after the other.
    Joined(Arc<[Piece]>),
}

impl Body {
    fn once(chunks: Chunks) -> Self {
        Self { source: Source::Once(Arc::new(Mutex::new(Some(chunks)))), length: None }
    }

    /// What a file holds, as long as it is now. It is opened each time that it is sent, and never in memory as a whole.
    ///
    /// # Errors
    ///
    /// There is no such file, what is known of it cannot be read, or it is a pipe or a device, whose length nobody
    /// knows: of these, give a [`reader`](Self::reader). A file that is gone when it is to be sent, or shorter, is an
    /// error of that request, of which then nothing is sent.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let failed = |kind, error: BoxError| io::Error::new(kind, Unread::file(&path, error));
        let there = std::fs::metadata(&path).map_err(|error| failed(error.kind(), error.into()))?;
        if !there.is_file() {
            let problem = "it is no file whose length is known: give a reader for what it holds";
            return Err(failed(io::ErrorKind::InvalidInput, problem.into()));
        }
        Ok(Self { source: Source::File(path.into()), length: Some(there.len()) })
    }

    /// What a reader gives, once. It is read on threads that may wait.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::once(read::reader(move || Ok(reader)))
    }

    /// What a reader gives that does not block, once.
    pub fn async_reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::once(read::async_reader(reader))
    }

    /// What a stream gives, once.
    pub fn stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        Self::once(Box::pin(stream.map_err(Into::into)))
    }

    /// What streams give, of which one is made each time that it is sent.
    pub fn streams<S, E>(make: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<Bytes, E>> + Send + 'static,
        E: Into<BoxError> + 'static,
    {
        let make = move || -> Chunks { Box::pin(make().map_err(Into::into)) };
        Self { source: Source::Made(Arc::new(make)), length: None }
    }

    /// Says how many bytes it has, for `Content-Length`: services may want to know before they come. Of bytes and of
    /// files that is known already.
    #[must_use]
    pub fn with_length(self, bytes: u64) -> Self {
        match self.source {
            Source::Bytes(_) | Source::File(_) | Source::Joined(_) => self,
            Source::Made(_) | Source::Once(_) => Self { length: Some(bytes), ..self },
        }
    }

    /// How many bytes it has, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The bytes, where they are in memory.
    pub(crate) fn in_memory(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Whether all of it is still there to be sent.
    pub(crate) fn is_there(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::File(_) | Source::Made(_) => true,
            Source::Once(slot) => slot.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            Source::Joined(pieces) => pieces.iter().all(|piece| piece.payload().is_there()),
        }
    }

    /// What keeps it from being sent, each with the part that it is about: what is gone, and files that cannot be
    /// opened. To be asked before anything is sent.
    pub(super) async fn problems(&self) -> Vec<(String, String)> {
        let reads_files = self.leaves().any(|(_, it)| matches!(it.source, Source::File(_)));
        if !reads_files {
            return self.problems_found();
        }
        let payload = self.clone();
        let found = tokio::task::spawn_blocking(move || payload.problems_found());
        found.await.unwrap_or_else(|error| vec![(String::new(), error.to_string())])
    }

    /// As [`problems`](Self::problems); it may wait for files.
    fn problems_found(&self) -> Vec<(String, String)> {
        let problem = |payload: &Self| match (&payload.source, payload.length) {
            (Source::File(path), Some(length)) => read::problem(path, length),
            (Source::Once(_), _) if !payload.is_there() => {
                Some("was read already, and can be sent once only: give it anew".to_owned())
            }
            _ => None,
        };
        self.leaves()
            .filter_map(|(location, payload)| Some((location.to_owned(), problem(payload)?)))
            .collect()
    }

    /// Itself, or what it is joined of, each with the part that it is the content of.
    fn leaves(&self) -> impl Iterator<Item = (&str, &Self)> {
        let (itself, pieces) = match &self.source {
            Source::Joined(pieces) => (None, &**pieces),
            _ => (Some(("", self)), &[][..]),
        };
        itself.into_iter().chain(pieces.iter().map(|piece| (piece.location(), piece.payload())))
    }

    /// The body as it goes out this time.
    pub(super) fn body(&self) -> reqwest::Body {
        if let Source::Bytes(bytes) = &self.source {
            return bytes.clone().into();
        }
        reqwest::Body::wrap(Sent::new(self.clone()))
    }

    /// Its chunks, for one who sends it; what is there only once is gone from here on.
    fn claim(&self) -> Result<Chunks, BoxError> {
        let chunks: Chunks = match &self.source {
            Source::Bytes(bytes) => {
                let bytes = bytes.clone();
                return Ok(Box::pin(stream::once(async { Ok(bytes) })));
            }
            Source::Joined(pieces) => return joined::claim(pieces),
            Source::File(path) => read::file(path, self.length.unwrap_or(u64::MAX)),
            Source::Made(make) => {
                let make = Arc::clone(make);
                Box::pin(stream::once(async move { make() }).flatten())
            }
            Source::Once(slot) => {
                let chunks = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
                chunks.ok_or_else(Unread::gone)?
            }
        };
        Ok(read::measured(chunks, self.length))
    }
}

impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.source, &other.source) {
            (Source::Bytes(one), Source::Bytes(other)) => one == other,
            (Source::File(one), Source::File(other)) => one == other,
            (Source::Made(one), Source::Made(other)) => Arc::ptr_eq(one, other),
            (Source::Once(one), Source::Once(other)) => Arc::ptr_eq(one, other),
            (Source::Joined(one), Source::Joined(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        same && self.length == other.length
    }
}

impl Eq for Body {}

/// No bytes.
impl Default for Body {
    fn default() -> Self {
        Bytes::new().into()
    }
}

/// Shows how long it is, and nothing of what it holds.
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
