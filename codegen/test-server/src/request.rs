//! Requests that the server received.

/// A request that the server received.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    /// The body without chunked framing; empty if the response started after the head.
    pub body: Vec<u8>,
}

/// The framing of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// A number of bytes.
    Length(u64),
    /// Chunks, until an empty one.
    Chunked,
}

impl Request {
    /// Returns a request without its body; `None` if the head is not UTF-8.
    pub(crate) fn new(head: &[u8]) -> Option<Self> {
        Some(Self { head: str::from_utf8(head).ok()?.to_owned(), body: Vec::new() })
    }

    /// Returns the request line without the protocol version: `GET /path?query`.
    #[must_use]
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap()
    }

    /// Returns the values of a header; the case of its name does not matter.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// Returns the names of the headers in alphabetical order, one for each line.
    #[must_use]
    pub fn header_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, _)| name)
            .collect();
        names.sort_unstable();
        names
    }

    /// Returns the framing of the body; `None` if `content-length` is not a number.
    pub(crate) fn framing(&self) -> Option<Framing> {
        // Not by `header`, which requires a space after the colon.
        let mut length = 0;
        for line in self.head.lines().skip(1) {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("transfer-encoding") {
                return Some(Framing::Chunked);
            }
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        Some(Framing::Length(length))
    }
}
