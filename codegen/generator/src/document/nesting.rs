//! How deep the lists and objects of a text lie in each other, before a parser reads it.
//!
//! The YAML parser reads a whole text before anything can ask it to stop, and looks at all open brackets for each
//! word: a hundred thousand of them take it a minute. This looks at each byte once.

/// How many brackets may be open. A description may have some that are never closed; a document has none as deep.
const DEEPEST: usize = 1000;

/// Whether more brackets are open at once than any parser has a use for.
///
/// A bracket counts where a value can begin: after a line's indentation, another bracket, a comma, a colon, a dash, or
/// an anchor or a tag. Those within text do not.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    // The last byte that was not blank, and the first of the word that it is in.
    let (mut last, mut word) = (b'\n', b'\n');
    let mut is_in_word = false;
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t' | b'\r' => {
                is_in_word = false;
                continue;
            }
            b'[' | b'{' if b"\n[{,:-?".contains(&last) || b"&!".contains(&word) => {
                depth += 1;
                if depth > DEEPEST {
                    return true;
                }
                is_in_word = false;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                is_in_word = false;
            }
            b'[' | b'{' => {
                // It is text, and so are those that follow it.
                (last, is_in_word) = (b'x', true);
                continue;
            }
            b'\n' | b',' => is_in_word = false,
            _ => {}
        }
        if !is_in_word {
            word = byte;
            is_in_word = !b"[]{},\n".contains(&byte);
        }
        last = byte;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_too_deep;

    #[test]
    fn open_brackets_are_counted() {
        for unit in
            ["[", "{", "{a: ", "[&a ", "[!t ", "- [", "[\n", "{? ", "[ [ ", "{\"a\": [", "[a, {b: "]
        {
            assert!(is_too_deep(&unit.repeat(2000)), "{unit}");
        }
        for unit in [
            "[]",
            "{a: [b, {c: d}]}\n",
            "half an interval [0, 1)\n",
            "see [1] and (2\n",
            "a[i",
            "'[[['\n",
            "&a b\n",
        ] {
            assert!(!is_too_deep(&unit.repeat(2000)), "{unit}");
        }
    }
}
