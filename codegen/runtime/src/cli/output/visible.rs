//! Text for people: no character of it steers a terminal.

use std::fmt::Write as _;
use std::mem;
use std::str;

use crate::text::steers_terminal;

/// Returns a text in which characters that steer a terminal are escaped as in JSON strings.
///
/// Line feeds and tabs are kept, and a carriage return before a line feed is dropped.
pub(in crate::cli) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\t' => shown.push(character),
            '\r' if characters.peek() == Some(&'\n') => {}
            _ if steers_terminal(character) => {
                let _ = write!(shown, "\\u{:04x}", u32::from(character));
            }
            _ => shown.push(character),
        }
    }
    shown
}

/// Makes bytes visible that arrive in pieces. A character that is incomplete at the end of a piece
/// waits for the next one.
#[derive(Default)]
pub(super) struct VisibleStream {
    rest: Vec<u8>,
}

impl VisibleStream {
    /// Returns the visible text of the next bytes.
    pub(super) fn next(&mut self, bytes: &[u8]) -> String {
        let mut piece = mem::take(&mut self.rest);
        piece.extend_from_slice(bytes);
        self.rest = piece.split_off(complete_length(&piece));
        visible(&String::from_utf8_lossy(&piece))
    }

    /// Returns the visible text of what is incomplete at the end.
    pub(super) fn end(&mut self) -> String {
        visible(&String::from_utf8_lossy(&mem::take(&mut self.rest)))
    }
}

/// Returns the number of bytes before an incomplete character or line end.
fn complete_length(bytes: &[u8]) -> usize {
    if bytes.ends_with(b"\r") {
        return bytes.len() - 1;
    }
    let is_incomplete = |length: &usize| {
        let tail = bytes.get(*length..).unwrap_or_default();
        str::from_utf8(tail)
            .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
    };
    (bytes.len().saturating_sub(3)..bytes.len()).find(is_incomplete).unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{VisibleStream, visible};

    #[test]
    fn shows_characters_that_steer_a_terminal() {
        assert_eq!(
            visible("a\u{1b}[31m\r\n\u{9b}2Jü\t\r\u{202e}b\u{2066}\0"),
            "a\\u001b[31m\n\\u009b2Jü\t\\u000d\\u202eb\\u2066\\u0000"
        );
    }

    #[test]
    fn shows_the_same_in_pieces_of_any_size() {
        let bytes = "ä日\u{202e}\r\n\u{9b}x𝄞\r".as_bytes();
        for size in 1..bytes.len() {
            let mut stream = VisibleStream::default();
            let mut shown: String = bytes.chunks(size).map(|piece| stream.next(piece)).collect();
            shown.push_str(&stream.end());
            assert_eq!(shown, "ä日\\u202e\n\\u009bx𝄞\\u000d", "{size}");
        }
        let mut stream = VisibleStream::default();
        assert_eq!(stream.next(b"a\xffb\xe2\x80") + &stream.end(), "a\u{fffd}b\u{fffd}");
    }
}
