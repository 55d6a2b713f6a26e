//! Percent-encoding sets for paths, queries and cookies (RFC 3986).

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// All characters except the unreserved ones: letters, digits, `-`, `.`, `_`, `~`.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// [`VALUE`] without the reserved characters that cannot end a value in a query.
const VALUE_ALLOW_RESERVED: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'[')
    .remove(b']');

/// The characters that a URL path cannot contain.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The characters that a URL query cannot contain, and `'`, which URL parsers encode.
const QUERY: &AsciiSet = &PATH.remove(b'?').add(b'\'');

/// Encodes a value: all characters except the unreserved ones.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// Encodes a value in a query, except its reserved characters where they are unambiguous
/// (`allowReserved`).
pub(crate) fn encode_allow_reserved(text: &str) -> String {
    utf8_percent_encode(text, VALUE_ALLOW_RESERVED).to_string()
}

/// Encodes the literal text of a path template, of which every legal character is kept.
pub(crate) fn encode_path(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, PATH)
}

/// Encodes the literal text of the query in a path template, of which every legal character is kept.
pub(crate) fn encode_query(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, QUERY)
}
