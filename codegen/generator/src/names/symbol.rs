//! Words for symbols, so that names of only punctuation stay distinct.

use std::borrow::Cow;

/// Comparison operators, which consist of several symbols.
const OPERATORS: &[(&str, &str)] = &[
    ("<", "less than"),
    ("<=", "less than or equal"),
    (">", "greater than"),
    (">=", "greater than or equal"),
    ("=", "equal"),
    ("!=", "not equal"),
    ("<>", "not equal"),
];

/// Spells out a text of only ASCII punctuation; returns `None` for any other text.
pub(super) fn spell(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some((_, words)) = OPERATORS.iter().find(|(operator, _)| *operator == text) {
        return Some((*words).to_owned());
    }
    let words: Option<Vec<&str>> = text.chars().map(word).collect();
    words.filter(|words| !words.is_empty()).map(|words| words.join(" "))
}

fn word(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '!' => "exclamation",
        '"' => "double quote",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '&' => "ampersand",
        '\'' => "quote",
        '(' => "open parenthesis",
        ')' => "close parenthesis",
        '*' => "asterisk",
        '+' => "plus",
        ',' => "comma",
        '-' => "minus",
        '.' => "dot",
        '/' => "slash",
        ':' => "colon",
        ';' => "semicolon",
        '<' => "less",
        '=' => "equal",
        '>' => "greater",
        '?' => "question",
        '@' => "at",
        '[' => "open bracket",
        '\\' => "backslash",
        ']' => "close bracket",
        '^' => "caret",
        '_' => "underscore",
        '`' => "backtick",
        '{' => "open brace",
        '|' => "pipe",
        '}' => "close brace",
        '~' => "tilde",
        _ => return None,
    })
}

/// Writes the header name `ETag` as `Etag`, so that case conversion gives one word.
pub(super) fn join_etag(text: &str) -> Cow<'_, str> {
    let is_boundary = |character: Option<char>| !character.is_some_and(char::is_alphanumeric);
    let is_etag = |start: usize| {
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let after = text.get(start + 4..).and_then(|after| after.chars().next());
        is_boundary(before) && is_boundary(after)
    };
    match text.find("ETag").filter(|start| is_etag(*start)) {
        Some(_) => Cow::Owned(text.replacen("ETag", "Etag", 1)),
        None => Cow::Borrowed(text),
    }
}
