//! Reading: from files, readers and streams to chunks, as they are needed.

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

use super::unread::Unread;
use crate::BoxError;

/// How many bytes are read at once.
const AT_ONCE: usize = 64 << 10;

/// Bytes as they come.
pub(super) type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// What a file holds, up to a length. It is opened when the first chunk is asked for.
pub(super) fn file(path: &Arc<Path>, length: u64) -> Chunks {
    let (opened, named) = (Arc::clone(path), Arc::clone(path));
    let chunks = reader(move || Ok(File::open(opened)?.take(length)));
    Box::pin(chunks.map_err(move |error| Unread::file(&named, error).into()))
}

/// Why a file cannot be read that held so many bytes when it was given; nothing where it can.
pub(super) fn problem(path: &Path, length: u64) -> Option<String> {
    let there = match File::open(path).and_then(|file| file.metadata()) {
        Ok(there) => there.len(),
        Err(error) => return Some(format!("cannot be read: {}", Unread::file(path, error.into()))),
    };
    (there < length).then(|| {
        format!(
            "cannot be read: the file {} holds {there} bytes, and held {length} when it was given",
            path.display()
        )
    })
}

/// What a reader gives, read on threads that may wait.
pub(super) fn reader<R: Read + Send + 'static>(
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
) -> Chunks {
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

/// What a reader gives that does not block.
pub(super) fn async_reader(reader: impl AsyncRead + Send + 'static) -> Chunks {
    let chunks = stream::try_unfold(Box::pin(reader), |mut reader| async {
        let mut bytes = vec![0; AT_ONCE];
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

/// The same chunks, which fail where they are not as many bytes as was said before: what stands behind them would be
/// taken for a part of them.
pub(super) fn measured(chunks: Chunks, length: Option<u64>) -> Chunks {
    let Some(length) = length else { return chunks };
    let chunks = stream::try_unfold((chunks, length), move |(mut chunks, left)| async move {
        let Some(bytes) = chunks.next().await.transpose()? else {
            let came = length - left;
            return if left == 0 { Ok(None) } else { Err(Unread::short(came, length).into()) };
        };
        match left.checked_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
            Some(left) => Ok::<_, BoxError>(Some((bytes, (chunks, left)))),
            None => Err(Unread::long(length).into()),
        }
    });
    Box::pin(chunks)
}
