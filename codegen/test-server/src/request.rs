//! A request as it reached the server.

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
    /// The body, without the frames of `transfer-encoding: chunked`; empty where the response began after the head.
    pub body: Vec<u8>,
}

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// After the last chunk.
    Chunked,
}

impl Request {
    /// A request of which nothing but the head is there; `None` where that is no text.
    pub(crate) fn new(head: &[u8]) -> Option<Self> {
        Some(Self { head: str::from_utf8(head).ok()?.to_owned(), body: Vec::new() })
    }

    /// The request line without its protocol version: `GET /path?query`.
    #[must_use]
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap().strip_suffix(" HTTP/1.1").unwrap()
    }

    /// The values of a header field, however its name is spelled.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        self.head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect()
    }

    /// The names of the header fields in alphabetical order, each as often as it was sent.
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

    /// How the body ends; `None` where the head does not say it as it has to.
    pub(crate) fn framing(&self) -> Option<Framing> {
        // Read by itself, not with `header`: spelling is free here.
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
