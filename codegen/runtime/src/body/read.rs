//! Conversion of files, readers and streams to a stream of chunks, read on demand.

use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::ready;

use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};
use tokio::io::{AsyncRead, ReadBuf};

use super::error::BodyError;
use crate::BoxError;

/// The size of a read buffer in bytes.
const CHUNK_SIZE: usize = 64 << 10;

/// The content of a body in chunks.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// Returns the content of a file up to a length. The file is opened on the first poll.
pub(super) fn file(path: &Arc<Path>, length: u64) -> Chunks {
    let (opened, named) = (Arc::clone(path), Arc::clone(path));
    let chunks = reader(move || Ok(File::open(opened)?.take(length)));
    Box::pin(chunks.map_err(move |error| BodyError::file(&named, error).into()))
}

/// Returns the problem with a file that cannot be opened or has become shorter than `length`.
pub(super) fn problem(path: &Path, length: u64) -> Option<String> {
    let present = match File::open(path).and_then(|file| file.metadata()) {
        Ok(metadata) => metadata.len(),
        Err(error) => {
            return Some(format!("cannot be read: {}", BodyError::file(path, error.into())));
        }
    };
    (present < length).then(|| {
        format!(
            "cannot be read: the file {} has {present} bytes, and had {length} when the body was built",
            path.display()
        )
    })
}

/// Returns the content of a reader, read on blocking threads.
pub(super) fn reader<R: Read + Send + 'static>(
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
) -> Chunks {
    enum State<O, R> {
        Unopened(O),
        Open(R),
    }
    let chunks = stream::try_unfold(State::Unopened(open), |state| async {
        let next = tokio::task::spawn_blocking(move || {
            let mut reader = match state {
                State::Unopened(open) => open()?,
                State::Open(reader) => reader,
            };
            let bytes = read_chunk(&mut reader)?;
            Ok::<_, io::Error>((!bytes.is_empty()).then(|| (bytes, State::Open(reader))))
        });
        Ok::<_, BoxError>(next.await??)
    });
    Box::pin(chunks)
}

/// Reads one chunk; empty at the end of the reader.
fn read_chunk(reader: &mut impl Read) -> io::Result<Bytes> {
    let mut bytes = vec![0; CHUNK_SIZE];
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

/// Returns the content of an async reader.
pub(super) fn async_reader(reader: impl AsyncRead + Send + 'static) -> Chunks {
    let chunks = stream::try_unfold(Box::pin(reader), |mut reader| async {
        let mut bytes = vec![0; CHUNK_SIZE];
        let read = poll_fn(|context| {
            let mut buffer = ReadBuf::new(&mut bytes);
            ready!(reader.as_mut().poll_read(context, &mut buffer))?;
            io::Result::Ok(buffer.filled().len()).into()
        });
        let read = read.await?;
        bytes.truncate(read);
        Ok::<_, BoxError>((read > 0).then(|| (Bytes::from(bytes), reader)))
    });
    Box::pin(chunks)
}

/// Returns chunks that fail unless they have exactly the announced length.
///
/// A shorter or longer body would corrupt the framing of what follows it.
pub(super) fn with_exact_length(chunks: Chunks, length: Option<u64>) -> Chunks {
    let Some(length) = length else { return chunks };
    let chunks = stream::try_unfold((chunks, length), move |(mut chunks, left)| async move {
        let Some(bytes) = chunks.next().await.transpose()? else {
            if left > 0 {
                return Err(BodyError::too_short(length - left, length).into());
            }
            return Ok(None);
        };
        match left.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            Some(left) => Ok::<_, BoxError>(Some((bytes, (chunks, left)))),
            None => Err(BodyError::too_long(length).into()),
        }
    });
    Box::pin(chunks)
}
