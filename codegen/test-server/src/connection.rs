//! One connection: reads requests from it and plays responses on it.

use std::io::{Error, ErrorKind, Result};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::request::{Framing, Request};
use crate::response::{End, Step};

/// A connection, and what was read from it but not looked at yet.
///
/// Every error means that the connection is over: the client has hung up, or it does not speak HTTP.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub(crate) fn new(stream: TcpStream) -> Self {
        // A socket that is gone by now is noticed when it is read.
        let _ = stream.set_nodelay(true);
        Self { stream, buffer: Vec::with_capacity(4096) }
    }

    /// Reads the head of the next request.
    pub(crate) async fn head(&mut self) -> Result<Request> {
        let head = self.until(b"\r\n\r\n").await?;
        Request::new(&head).ok_or_else(malformed)
    }

    /// Reads the body of a request whose head was read.
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
                // The trailers, and the empty line after them.
                while !self.until(b"\r\n").await?.is_empty() {}
            }
        }
        Ok(body)
    }

    /// Does what a response says.
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
                    // A single byte is not sent by itself a million times.
                    let many = bytes.repeat((1 << 16) / bytes.len() + 1);
                    loop {
                        self.stream.write_all(&many).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Ends the connection, or gives it back where it is kept. `unread` is the body that is still to be read.
    pub(crate) async fn end(mut self, end: End, unread: Option<Framing>) -> Result<Option<Self>> {
        match end {
            End::Close => self.stream.shutdown().await?,
            End::Reset => self.stream.set_zero_linger()?,
            End::Stall => self.hung_up().await,
            End::Keep => {}
        }
        if let (End::Close | End::Keep, Some(framing)) = (end, unread) {
            self.body(framing).await?;
        }
        Ok((end == End::Keep).then_some(self))
    }

    /// Lets time pass, unless the client hangs up.
    async fn wait(&self, duration: Duration) -> Result<()> {
        match timeout(duration, self.hung_up()).await {
            Ok(()) => Err(ErrorKind::ConnectionAborted.into()),
            Err(_elapsed) => Ok(()),
        }
    }

    /// Returns once the client has hung up; reads nothing.
    async fn hung_up(&self) {
        while let Ok(ready) = self.stream.ready(Interest::READABLE).await {
            if ready.is_read_closed() {
                return;
            }
            // There are bytes that nobody reads now: the socket says so without end.
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Reads until a mark, which is left out.
    async fn until(&mut self, mark: &[u8]) -> Result<Vec<u8>> {
        let mut searched = 0;
        loop {
            let rest = &self.buffer[searched..];
            if let Some(position) = rest.windows(mark.len()).position(|window| window == mark) {
                let end = searched + position;
                let found = self.buffer[..end].to_vec();
                self.buffer.drain(..end + mark.len());
                return Ok(found);
            }
            searched = self.buffer.len().saturating_sub(mark.len() - 1);
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads so many bytes.
    async fn take(&mut self, length: u64, into: &mut Vec<u8>) -> Result<()> {
        let there = usize::try_from(length).unwrap_or(usize::MAX).min(self.buffer.len());
        into.extend(self.buffer.drain(..there));
        let missing = length - there as u64;
        let read = (&mut self.stream).take(missing).read_to_end(into).await?;
        if read as u64 == missing { Ok(()) } else { Err(ErrorKind::UnexpectedEof.into()) }
    }
}

/// The length in the line before a chunk: hexadecimal, and perhaps extensions after a semicolon.
fn chunk_length(line: &[u8]) -> Option<u64> {
    let length = str::from_utf8(line).ok()?.split(';').next()?;
    u64::from_str_radix(length.trim(), 16).ok()
}

fn malformed() -> Error {
    ErrorKind::InvalidData.into()
}
