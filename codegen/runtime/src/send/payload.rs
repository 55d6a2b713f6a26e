//! Bodies that are sent as they are: bytes in memory, or bytes that are read while they are sent.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use http_body::{Body, Frame, SizeHint};

use crate::BoxError;

/// How many bytes are read at once.
const AT_ONCE: usize = 64 << 10;

/// A body that is sent as it is: bytes in memory, a file, whatever reads or streams bytes.
///
/// What is made from bytes, [`file`](Self::file) or [`streams`](Self::streams) can be sent again, where the request
/// may be. Of [`reader`](Self::reader) and [`stream`](Self::stream) the bytes are gone once they were sent: such a
/// request is sent again, follows a redirect and answers the question who is calling only as long as nothing of the
/// body was read. Limits of time hold as for every request: for a large body, settle them with
/// `with_attempt_timeout` and `with_timeout`.
///
/// ```
/// use openapi_runtime::Payload;
///
/// let bytes = Payload::from(vec![1, 2, 3]);
/// let reader = Payload::reader(std::io::repeat(0)).with_length(1 << 40);
/// # assert_eq!((bytes.length(), reader.length()), (Some(3), Some(1 << 40)));
/// ```
#[derive(Clone)]
pub struct Payload {
    source: Source,
    length: Option<u64>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    /// Made anew each time.
    Made(Arc<dyn Fn() -> Chunks + Send + Sync>),
    /// There until it is read from.
    Once(Arc<Mutex<Option<Chunks>>>),
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

impl Payload {
    fn once(chunks: Chunks) -> Self {
        Self { source: Source::Once(Arc::new(Mutex::new(Some(chunks)))), length: None }
    }

    /// What a file holds. It is opened each time that it is sent, and never in memory as a whole.
    ///
    /// # Errors
    ///
    /// There is no such file, or what is known of it cannot be read.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = std::fs::metadata(&path)?.len();
        let open = move || {
            let path = path.clone();
            read(move || Ok(File::open(path)?.take(length)))
        };
        Ok(Self { source: Source::Made(Arc::new(open)), length: Some(length) })
    }

    /// What a reader gives, once. It is read on threads that may wait.
    pub fn reader(reader: impl Read + Send + 'static) -> Self {
        Self::once(read(move || Ok(reader)))
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

    /// Says how many bytes it has, for `Content-Length`: services may want to know before they come.
    #[must_use]
    pub fn with_length(self, bytes: u64) -> Self {
        match self.source {
            Source::Bytes(_) => self,
            Source::Made(_) | Source::Once(_) => Self { length: Some(bytes), ..self },
        }
    }

    /// How many bytes it has, where that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether all of it is still there to be sent.
    pub(crate) fn is_there(&self) -> bool {
        match &self.source {
            Source::Bytes(_) | Source::Made(_) => true,
            Source::Once(slot) => slot.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
        }
    }

    /// The body as it goes out this time.
    pub(super) fn body(&self) -> reqwest::Body {
        if let Source::Bytes(bytes) = &self.source {
            return bytes.clone().into();
        }
        reqwest::Body::wrap(Sent { payload: self.clone(), chunks: Mutex::new(None) })
    }

    /// The stream of a body that is no bytes in memory; nothing where it is gone.
    fn chunks(&self) -> Option<Chunks> {
        match &self.source {
            Source::Bytes(bytes) => {
                let bytes = bytes.clone();
                Some(Box::pin(stream::once(async { Ok(bytes) })))
            }
            Source::Made(make) => Some(make()),
            Source::Once(slot) => slot.lock().unwrap_or_else(PoisonError::into_inner).take(),
        }
    }
}

/// What a reader gives, read on threads that may wait.
fn read<R: Read + Send + 'static>(open: impl FnOnce() -> io::Result<R> + Send + 'static) -> Chunks {
    enum Reading<O, R> {
        Begins(O),
        Goes(R),
    }
    let chunks = stream::try_unfold(Reading::Begins(open), |reading| async {
        let next = tokio::task::spawn_blocking(move || {
            let mut reader = match reading {
                Reading::Begins(open) => open()?,
                Reading::Goes(reader) => reader,
            };
            let bytes = some(&mut reader)?;
            Ok::<_, io::Error>((!bytes.is_empty()).then(|| (bytes, Reading::Goes(reader))))
        });
        Ok::<_, BoxError>(next.await??)
    });
    Box::pin(chunks)
}

/// The bytes that a reader has now; none at its end.
fn some(reader: &mut impl Read) -> io::Result<Bytes> {
    let mut bytes = vec![0; AT_ONCE];
    loop {
        match reader.read(&mut bytes) {
            Ok(read) => {
                bytes.truncate(read);
                return Ok(bytes.into());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A body on its way; it takes the stream when the first bytes are asked for, so that a connection that cannot be
/// made costs nothing.
struct Sent {
    payload: Payload,
    /// Never locked: this makes it `Sync`, as bodies have to be.
    chunks: Mutex<Option<Chunks>>,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { payload, chunks } = &mut *self;
        let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        if chunks.is_none() {
            *chunks = payload.chunks();
        }
        let Some(chunks) = chunks else {
            return Poll::Ready(Some(Err("the body was sent already".into())));
        };
        let next = ready!(chunks.poll_next_unpin(context));
        Poll::Ready(next.map(|next| next.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.payload.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Shows how long it is, and nothing of what it holds.
impl fmt::Debug for Payload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Payload").field("length", &self.length).finish_non_exhaustive()
    }
}

macro_rules! from_bytes {
    ($($kind:ty),+) => {
        $(impl From<$kind> for Payload {
            fn from(bytes: $kind) -> Self {
                let bytes = Bytes::from(bytes);
                Self { length: u64::try_from(bytes.len()).ok(), source: Source::Bytes(bytes) }
            }
        })+
    };
}

from_bytes!(Bytes, Vec<u8>, Box<[u8]>, String, &'static [u8], &'static str);

impl<const N: usize> From<&'static [u8; N]> for Payload {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}
