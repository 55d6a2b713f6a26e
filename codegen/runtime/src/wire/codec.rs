//! Entry points: decode, encode and validate a whole value.

use super::check::{Checker, Location, Violation};
use secrecy::SecretString;

use super::json::{DecodeError, MemberValue, Notes, Reader, Repairs, Secrets, Writer, repaired};
use super::value::Value;

/// A decoded value and the deviations from its schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// Missing values, invalid values and unexpected properties.
    pub notes: Notes,
}

/// Returns the empty value of a type.
#[must_use]
pub fn empty<T: Value>() -> T {
    T::empty()
}

/// Decodes a value from JSON. Nested values that do not fit their schema are noted.
///
/// # Errors
/// Returns an error for invalid JSON, trailing characters, and a value of another JSON kind.
pub fn decode<T: Value>(json: &[u8]) -> Result<Decoded<T>, DecodeError> {
    let mut value = T::empty();
    let notes = decode_into(json, &mut value)?;
    Ok(Decoded { value, notes })
}

/// Decodes JSON into an existing value.
///
/// # Errors
/// Returns the same errors as [`decode`]; the value may then be partially filled.
pub fn decode_into(json: &[u8], value: &mut dyn Value) -> Result<Notes, DecodeError> {
    decode_until(json, value, &|| false)
}

/// Decodes JSON into an existing value, until a function returns `true`, which is called from time to
/// time.
///
/// # Errors
/// As [`decode_into`], and [`DecodeError::is_interrupted`].
pub(crate) fn decode_until(
    json: &[u8],
    value: &mut dyn Value,
    is_due: &dyn Fn() -> bool,
) -> Result<Notes, DecodeError> {
    decode_with(json, value, is_due, false)
}

/// Decodes JSON of which every value fits its schema, such as that of a request.
///
/// # Errors
/// As [`decode`], and for nested values that do not fit their schema.
pub fn decode_exact<T: Value>(json: &[u8]) -> Result<Decoded<T>, DecodeError> {
    let mut value = T::empty();
    let notes = decode_exact_into(json, &mut value)?;
    Ok(Decoded { value, notes })
}

/// As [`decode_exact`], into an existing value.
pub(crate) fn decode_exact_into(json: &[u8], value: &mut dyn Value) -> Result<Notes, DecodeError> {
    decode_with(json, value, &|| false, true)
}

fn decode_with(
    json: &[u8],
    value: &mut dyn Value,
    is_due: &dyn Fn() -> bool,
    is_exact: bool,
) -> Result<Notes, DecodeError> {
    let reader = Reader::new(json).exact(is_exact).interrupted_by(is_due);
    let mut result = read_all(reader, value);
    // Searched for only now, because almost no JSON has unpaired surrogates.
    if result.as_ref().is_err_and(DecodeError::is_syntax)
        && !is_exact
        && let Some(repaired) = repaired(json)
    {
        value.clear();
        let repairs = Repairs { original: json, offsets: &repaired.offsets };
        result =
            read_all(Reader::new(&repaired.json).noting(repairs).interrupted_by(is_due), value);
    }
    result.map_err(|error| error.describe(json).locate(json))
}

/// Reads the whole JSON.
fn read_all(mut reader: Reader<'_>, value: &mut dyn Value) -> Result<Notes, DecodeError> {
    reader.read_root(value)?;
    reader.finish()
}

/// Encodes a value as JSON.
#[must_use]
pub fn encode(value: &dyn Value) -> Vec<u8> {
    encode_with(value, Secrets::Plain)
}

/// Encodes a value as JSON, with secrets plain or hidden.
pub(crate) fn encode_with(value: &dyn Value, secrets: Secrets) -> Vec<u8> {
    let mut writer = Writer::new(secrets);
    writer.write(value);
    writer.into_json()
}

/// A serialised value, and the secrets in it.
pub(crate) struct Encoded<T> {
    pub(crate) content: T,
    /// Empty if secrets are hidden.
    pub(crate) secrets: Vec<SecretString>,
}

/// Encodes a value as JSON, and lists the secrets in it.
pub(crate) fn encode_listing(value: &dyn Value, secrets: Secrets) -> Encoded<Vec<u8>> {
    let mut writer = Writer::new(secrets);
    writer.write(value);
    let secrets = writer.take_secrets();
    Encoded { content: writer.into_json(), secrets }
}

/// Encodes each member of an object separately. Returns `None` if the value is not an object.
pub(crate) fn members(value: &dyn Value, secrets: Secrets) -> Option<Encoded<Members>> {
    let mut writer = Writer::by_member(secrets);
    writer.write(value);
    let secrets = writer.take_secrets();
    Some(Encoded { content: writer.into_members()?, secrets })
}

/// The separately encoded members of an object.
type Members = Vec<(String, MemberValue)>;

/// Validates a request body against the constraints of its schema.
#[must_use]
pub fn check(value: &dyn Value) -> Vec<Violation> {
    let mut checker = Checker::new(Location::Body, "");
    checker.check(value, &[]);
    checker.into_violations()
}
