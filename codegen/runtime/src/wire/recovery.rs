//! Recovery from values that do not fit their schema, so that one of them does not lose a response.
//!
//! Invariant: no value is invented. A value with one obvious reading is converted; any other is absent
//! from the model, or the empty value if it is required. Each is noted with its JSON.

use super::json::{DecodeError, Reader};
use super::value::{Value, ViewMut};

/// Recovers from an invalid value of a property.
#[cold]
pub(super) fn recover_property(
    reader: &mut Reader<'_>,
    value: &mut dyn Value,
    error: DecodeError,
) -> Result<(), DecodeError> {
    if !is_converted(reader, value, error)? && !value.omit() {
        reader.note_missing();
    }
    Ok(())
}

/// Recovers from an invalid item or entry.
#[cold]
pub(super) fn recover_element(
    reader: &mut Reader<'_>,
    value: &mut dyn Value,
    error: DecodeError,
) -> Result<(), DecodeError> {
    if is_converted(reader, value, error)? {
        Ok(())
    } else {
        Err(DecodeError::omitted(reader.offset()))
    }
}

/// Skips and notes an invalid value. Returns whether it was converted.
fn is_converted(
    reader: &mut Reader<'_>,
    value: &mut dyn Value,
    error: DecodeError,
) -> Result<bool, DecodeError> {
    if reader.is_exact() || !(error.is_wrong_kind() || error.is_unrepresentable()) {
        return Err(error);
    }
    // Discriminators of a variant that was not an object must not reach the next object.
    reader.discard_tags();
    reader.rewind(error.offset());
    let json = reader.raw()?;
    let is_converted = error.is_wrong_kind() && convert(value, json);
    reader.notes().add_invalid(&error, json, is_converted);
    Ok(is_converted)
}

/// Converts a scalar of another kind, if it has one obvious reading: a number as text, and text that
/// is a number or a boolean.
fn convert(value: &mut dyn Value, json: &[u8]) -> bool {
    let is_number = |text: &[u8]| matches!(text.first(), Some(b'-' | b'0'..=b'9'));
    let number = std::str::from_utf8(json).ok().filter(|text| is_number(text.as_bytes()));
    match (value.view_mut(), number) {
        (ViewMut::Text(text), Some(number)) => number.clone_into(text),
        (ViewMut::Enumeration(enumeration), Some(number)) => enumeration.set(number),
        (ViewMut::Scalar(scalar), None) => {
            let Ok(text) = serde_json::from_slice::<String>(json) else { return false };
            let is_boolean = matches!(text.as_str(), "true" | "false");
            let mut reader = Reader::new(text.as_bytes()).exact(true);
            return (is_boolean || is_number(text.as_bytes()))
                && scalar.read(&mut reader).is_ok()
                && reader.finish().is_ok();
        }
        _ => return false,
    }
    true
}
