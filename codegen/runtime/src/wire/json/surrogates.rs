//! Unpaired surrogates, which some services write as escapes. No Rust string can hold them.

/// The escape of the replacement character, without the backslash and `u`. It is as long as that of
/// a surrogate, so that byte offsets stay the same.
const REPLACEMENT: &[u8] = b"fffd";

/// JSON without unpaired surrogates.
pub(in crate::wire) struct Repaired {
    pub(in crate::wire) json: Vec<u8>,
    /// The byte offsets of the replaced escapes, in order.
    pub(in crate::wire) offsets: Vec<usize>,
}

/// Replaces unpaired surrogates by the replacement character; `None` if there are none.
pub(in crate::wire) fn repaired(json: &[u8]) -> Option<Repaired> {
    let mut repaired: Option<Repaired> = None;
    let mut offset = 0;
    // In JSON, a backslash is always inside of a string.
    while let Some(found) = json.get(offset..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        let start = offset + found;
        offset = match (unit(json, start), unit(json, start + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => start + 12,
            (Some(0xd800..=0xdfff), _) => {
                let repaired = repaired
                    .get_or_insert_with(|| Repaired { json: json.to_vec(), offsets: Vec::new() });
                if let Some(digits) = repaired.json.get_mut(start + 2..start + 6) {
                    digits.copy_from_slice(REPLACEMENT);
                }
                repaired.offsets.push(start);
                start + 6
            }
            _ => start + 2,
        };
    }
    repaired
}

/// Returns the UTF-16 code unit of an escape at a byte offset.
fn unit(json: &[u8], offset: usize) -> Option<u16> {
    let digits = json.get(offset..offset + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_only_unpaired_surrogates() {
        for (json, expected) in [
            (r#""a""#, None),
            (r#""\u00e9\ud83d\ude00""#, None),
            (r#""\\ud800""#, None),
            (r#""\u+800""#, None),
            (r#""\ud83""#, None),
            (r#""\ud800""#, Some(r#""\ufffd""#)),
            (r#""\udc00\ud800""#, Some(r#""\ufffd\ufffd""#)),
            (r#""\ud800\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\\\uDFFF.""#, Some(r#""\\\ufffd.""#)),
        ] {
            let repaired = repaired(json.as_bytes());
            let json =
                repaired.map(|repaired| String::from_utf8_lossy(&repaired.json).into_owned());
            assert_eq!(json.as_deref(), expected);
        }
    }
}
