//! Rejects YAML with excessive nesting before the parser reads it.
//!
//! The parser scans all open brackets for each token and cannot be interrupted: a hundred thousand
//! open brackets take a minute. This check is linear.

/// The limit of open brackets. The parser itself supports fewer, but text may contain unclosed ones.
const MAX_OPEN_BRACKETS: usize = 1000;

/// Whether a text has more open brackets at once than the limit.
///
/// A bracket counts where a value can start: after indentation, another bracket, a comma, a colon, a
/// dash, an anchor or a tag. Brackets within text do not count.
pub(super) fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    // The last byte that is not blank, and the first byte of the word before the current one.
    let (mut last, mut word) = (b'\n', b'\n');
    let mut is_in_word = false;
    for byte in text.bytes() {
        let starts_value = b"\n[{,:-?".contains(&last) || b"&!".contains(&word);
        match byte {
            b' ' | b'\t' | b'\r' => {
                is_in_word = false;
                continue;
            }
            b'[' | b'{' if starts_value => {
                depth += 1;
                if depth > MAX_OPEN_BRACKETS {
                    return true;
                }
                is_in_word = false;
            }
            b'[' | b'{' => {
                // This bracket is text, and so are those directly after it.
                (last, is_in_word) = (b'x', true);
                continue;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                is_in_word = false;
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
    fn counts_open_brackets_where_values_start() {
        for unit in ["[", "{", "{a: ", "[&a ", "[!t ", "- [", "[\n", "{? ", "{\"a\": [", "[a, {b: "]
        {
            assert!(is_too_deep(&unit.repeat(2000)), "{unit}");
        }
        for unit in ["[]", "{a: [b, {c: d}]}\n", "half an interval [0, 1)\n", "a[i", "'[[['\n"] {
            assert!(!is_too_deep(&unit.repeat(2000)), "{unit}");
        }
    }
}
