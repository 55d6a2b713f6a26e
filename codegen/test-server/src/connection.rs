//! A connection: reads requests and plays responses.

use std::io::{Error, ErrorKind, Result};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::request::{Framing, Request};
use crate::response::{End, Step};

/// A connection, with the bytes that were read but not parsed yet.
///
/// Every error ends the connection: the client has closed it, or does not speak HTTP.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // A failure means that the socket is closed, which the next read reports.
        let _ = stream.set_nodelay(true);
        Self { stream, buffer: Vec::with_capacity(4096) }
    }

    /// Reads the head of the next request.
    pub(crate) async fn head(&mut self) -> Result<Request> {
        let head = self.until(b"\r\n\r\n").await?;
        Request::new(&head).ok_or_else(malformed)
    }

    /// Reads the body of a request, after its head.
    pub(crate) async fn body(&mut self, framing: Framing) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        match framing {
            Framing::Length(length) => self.take(length, &mut body).await?,
            Framing::Chunked => {
                loop {
                    let line = self.until(b"\r\n").await?;
                    let length = chunk_length(&line).ok_or_else(malformed)?;
                    if length == 0 {
                        break;
                    }
                    self.take(length, &mut body).await?;
                    self.until(b"\r\n").await?;
                }
                // Trailers end with an empty line.
                while !self.until(b"\r\n").await?.is_empty() {}
            }
        }
        Ok(body)
    }

    /// Performs the steps of a response.
    pub(crate) async fn play(&mut self, steps: &[Step]) -> Result<()> {
        for step in steps {
            match step {
                Step::Send(bytes) => self.stream.write_all(bytes).await?,
                Step::Wait(duration) => self.wait(*duration).await?,
                Step::Slowly(bytes, pause) => {
                    for (index, byte) in bytes.iter().enumerate() {
                        if index > 0 {
                            self.wait(*pause).await?;
                        }
                        self.stream.write_all(&[*byte]).await?;
                    }
                }
                Step::Endlessly(bytes) => {
                    // Large writes, so that a single byte does not take one system call each.
                    let chunk = bytes.repeat((1 << 16) / bytes.len() + 1);
                    loop {
                        self.stream.write_all(&chunk).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends the connection, or returns it for the next request. `unread` is the framing of a body not read yet.
    pub(crate) async fn end(mut self, end: End, unread: Option<Framing>) -> Result<Option<Self>> {
        match end {
            End::Close => self.stream.shutdown().await?,
            End::Reset => self.stream.set_zero_linger()?,
            End::Stall => self.closed_by_client().await,
            End::KeepAlive => {}
        }
        if let (End::Close | End::KeepAlive, Some(framing)) = (end, unread) {
            self.body(framing).await?;
        }
        Ok((end == End::KeepAlive).then_some(self))
    }

    /// Waits; an error if the client closes the connection meanwhile.
    async fn wait(&self, duration: Duration) -> Result<()> {
        match timeout(duration, self.closed_by_client()).await {
            Ok(()) => Err(ErrorKind::ConnectionAborted.into()),
            Err(_elapsed) => Ok(()),
        }
    }

    /// Waits until the client closes the connection, without reading.
    async fn closed_by_client(&self) {
        while let Ok(ready) = self.stream.ready(Interest::READABLE).await {
            if ready.is_read_closed() {
                return;
            }
            // Unread bytes keep the socket readable: without a pause this loop would spin.
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Reads until a delimiter and returns the bytes before it.
    async fn until(&mut self, delimiter: &[u8]) -> Result<Vec<u8>> {
        let mut searched = 0;
        loop {
            let rest = &self.buffer[searched..];
            let position = rest.windows(delimiter.len()).position(|window| window == delimiter);
            if let Some(position) = position {
                let end = searched + position;
                let found = self.buffer[..end].to_vec();
                self.buffer.drain(..end + delimiter.len());
                return Ok(found);
            }
            searched = self.buffer.len().saturating_sub(delimiter.len() - 1);
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads `length` bytes.
    async fn take(&mut self, length: u64, into: &mut Vec<u8>) -> Result<()> {
        let buffered = usize::try_from(length).unwrap_or(usize::MAX).min(self.buffer.len());
        into.extend(self.buffer.drain(..buffered));
        let missing = length - buffered as u64;
        let read = (&mut self.stream).take(missing).read_to_end(into).await?;
        if read as u64 == missing { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }
}

/// Parses the hexadecimal length in the line before a chunk; extensions follow a semicolon.
fn chunk_length(line: &[u8]) -> Option<u64> {
    let length = str::from_utf8(line).ok()?.split(';').next()?;
    u64::from_str_radix(length.trim(), 16).ok()
}

fn malformed() -> Error {
    ErrorKind::InvalidData.into()
}
