//! Reader of JSON values with notes and paths, on top of the pull parser `jiter`.

use jiter::{Jiter, JiterError, JiterErrorType, JsonType, Peek};

use super::content::BYTE_ORDER_MARK;
use super::error::DecodeError;
use super::interrupt::Interrupt;
use super::notes::Notes;
use super::path::Step;
use super::union_state::UnionState;

/// The maximum nesting of objects and arrays, so that a malicious response cannot overflow the stack.
const MAX_DEPTH: usize = 128;

/// A reader of JSON values.
#[derive(Debug)]
pub struct Reader<'json> {
    json: &'json [u8],
    /// The parser of the JSON after `base`.
    jiter: Jiter<'json>,
    base: usize,
    depth: usize,
    notes: Notes,
    unions: UnionState,
    interrupt: Interrupt<'json>,
    is_exact: bool,
    repairs: Repairs<'json>,
}

/// The unpaired surrogates that were replaced before reading.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::wire) struct Repairs<'json> {
    /// The JSON as received.
    pub(in crate::wire) original: &'json [u8],
    /// The byte offsets of the replaced escapes, in order.
    pub(in crate::wire) offsets: &'json [usize],
}

/// A JSON number.
pub(in crate::wire) enum Number {
    /// An integer of 64 bits.
    Integer(i64),
    /// Any other number: with a fraction, with an exponent, or too large.
    Float(f64),
}

impl<'json> Reader<'json> {
    /// Returns a reader at the start of JSON, after a byte order mark if there is one.
    #[must_use]
    pub fn new(json: &'json [u8]) -> Self {
        let text = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
        Self {
            json,
            jiter: Jiter::new(text),
            base: json.len() - text.len(),
            depth: 0,
            notes: Notes::default(),
            unions: UnionState::default(),
            interrupt: Interrupt::default(),
            is_exact: false,
            repairs: Repairs::default(),
        }
    }

    /// Sets whether an invalid value is an error.
    pub(in crate::wire) fn exact(self, is_exact: bool) -> Self {
        Self { is_exact, ..self }
    }

    /// Whether an invalid value is an error.
    pub(in crate::wire) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Notes the replaced surrogates in the strings that are read.
    pub(in crate::wire) fn noting(self, repairs: Repairs<'json>) -> Self {
        Self { repairs, ..self }
    }

    /// Interrupts reading with an error once the function returns `true`.
    pub(in crate::wire) fn interrupted_by(self, is_due: &'json dyn Fn() -> bool) -> Self {
        Self { interrupt: Interrupt::new(is_due), ..self }
    }

    /// Returns the notes, or an error if anything but white space follows.
    pub(in crate::wire) fn finish(mut self) -> Result<Notes, DecodeError> {
        match self.jiter.finish() {
            Ok(()) => Ok(self.notes),
            Err(error) => Err(self.syntax(&error)),
        }
    }

    /// Notes that the current value is missing.
    pub(in crate::wire) fn note_missing(&mut self) {
        self.notes.add_missing(String::new);
    }

    /// Notes that a required property of the current object is absent.
    pub(in crate::wire) fn note_absent(&mut self, property: &str) {
        self.notes.add_missing(|| Step::Property(property).prepend_to(""));
    }

    /// Notes an undocumented property of the current object.
    pub(in crate::wire) fn note_unexpected(&mut self, property: &str) {
        self.notes.add_unexpected(|| Step::Property(property).prepend_to(""));
    }

    /// Returns the notes so far.
    pub(in crate::wire) fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    /// Returns the state of the enclosing unions.
    #[inline]
    pub(super) fn unions(&mut self) -> &mut UnionState {
        &mut self.unions
    }

    /// Reads a nested value and prepends its step to the paths of notes and errors.
    #[inline]
    pub(in crate::wire) fn step(
        &mut self,
        step: Step<'_>,
        read: impl FnOnce(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mark = self.notes.mark();
        let result = read(self);
        if self.notes.mark() != mark {
            self.notes.prepend(mark, step);
        }
        result.map_err(|error| error.at(step))
    }

    /// Returns the kind of the next value, without consuming it.
    #[inline]
    pub(in crate::wire) fn peek(&mut self) -> Result<Peek, DecodeError> {
        self.jiter.peek().map_err(|error| self.syntax(&error))
    }

    /// Returns the current byte offset.
    #[inline]
    pub(in crate::wire) fn offset(&self) -> usize {
        self.base + self.jiter.current_index()
    }

    /// Returns the JSON from a byte offset on.
    #[inline]
    pub(in crate::wire) fn json_from(&self, offset: usize) -> &'json [u8] {
        self.json.get(offset..).unwrap_or_default()
    }

    /// Moves the reader back to a byte offset at which a value starts.
    pub(in crate::wire) fn rewind(&mut self, offset: usize) {
        self.base = offset;
        self.jiter = Jiter::new(self.json_from(offset));
    }

    /// Reads `null`.
    #[inline]
    pub(in crate::wire) fn null(&mut self) -> Result<(), DecodeError> {
        self.jiter.known_null().map_err(|error| self.syntax(&error))
    }

    /// Reads a boolean.
    pub(in crate::wire) fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => {
                self.jiter.known_bool(peek).map_err(|error| self.syntax(&error))
            }
            other => Err(self.expected("true or false", other)),
        }
    }

    /// Reads a string.
    #[inline]
    pub(in crate::wire) fn string(&mut self) -> Result<&str, DecodeError> {
        self.note_repairs_of_value();
        // Copied, because the returned string keeps `self` borrowed in the error's closure.
        let base = self.base;
        self.jiter.next_str().map_err(|error| wrong_type(base, "a string", &error))
    }

    /// Reads a number.
    pub(in crate::wire) fn number(&mut self, expected: &str) -> Result<Number, DecodeError> {
        let peek = self.peek()?;
        if !peek.is_num() {
            return Err(self.expected(expected, peek));
        }
        let (base, offset) = (self.base, self.offset());
        let bytes = self.jiter.known_number_bytes(peek).map_err(|error| syntax(base, &error))?;
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        if let Ok(integer) = text.parse() {
            return Ok(Number::Integer(integer));
        }
        match text.parse() {
            Ok(float) => Ok(Number::Float(float)),
            Err(_) => Err(DecodeError::new(
                format!("expected {expected}, found an invalid number"),
                offset,
            )),
        }
    }

    /// Returns the bytes of the next value, unparsed.
    pub(in crate::wire) fn raw(&mut self) -> Result<&'json [u8], DecodeError> {
        let start = self.offset();
        self.jiter.next_skip().map_err(|error| self.syntax(&error))?;
        let raw = self.json.get(start..self.offset()).unwrap_or_default();
        // The parser does not validate skipped strings.
        match std::str::from_utf8(raw) {
            Ok(_) => Ok(raw),
            Err(error) => Err(DecodeError::new(
                "not JSON: invalid unicode code point",
                start + error.valid_up_to(),
            )),
        }
    }

    /// Notes the next value if surrogates in it were replaced.
    #[inline]
    pub(in crate::wire) fn note_repairs_of_value(&mut self) {
        if !self.repairs.offsets.is_empty() {
            self.note_repairs();
        }
    }

    #[cold]
    fn note_repairs(&mut self) {
        // An error occurs again when the value is read.
        if self.peek().is_err() {
            return;
        }
        let start = self.offset();
        let mut ahead = Jiter::new(self.json_from(start));
        if ahead.next_skip().is_err() {
            return;
        }
        let value = start..start + ahead.current_index();
        let first = self.repairs.offsets.partition_point(|offset| *offset < start);
        if self.repairs.offsets.get(first).is_some_and(|offset| value.contains(offset)) {
            let problem = "expected Unicode, found an unpaired surrogate, which is replaced";
            let error = DecodeError::unrepresentable(problem, start);
            let json = self.repairs.original.get(value).unwrap_or_default();
            self.notes.add_invalid(&error, json, true);
        }
    }

    /// Skips a value.
    pub(in crate::wire) fn skip(&mut self) -> Result<(), DecodeError> {
        self.raw().map(drop)
    }

    /// Reads an array with a callback for each item.
    pub(in crate::wire) fn array(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let peek = self.peek()?;
        if peek != Peek::Array {
            return Err(self.expected("an array", peek));
        }
        self.enter()?;
        let mut index = 0;
        let mut next = self.jiter.known_array().map_err(|error| self.syntax(&error))?;
        while next.is_some() {
            self.interrupt.step(self.offset())?;
            self.step(Step::Item(index), &mut read)?;
            index += 1;
            next = self.jiter.array_step().map_err(|error| self.syntax(&error))?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Enters an object and reads its first key, mapped by a callback; `None` if it is empty.
    pub(in crate::wire) fn first_key<K>(
        &mut self,
        map: impl FnOnce(&str) -> K,
    ) -> Result<Option<K>, DecodeError> {
        let peek = self.peek()?;
        if peek != Peek::Object {
            return Err(self.expected("an object", peek));
        }
        self.enter()?;
        let base = self.base;
        let key = self.jiter.known_object().map_err(|error| syntax(base, &error))?.map(map);
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    /// Reads the next key of an object, mapped by a callback; `None` at the end of the object.
    pub(in crate::wire) fn next_key<K>(
        &mut self,
        map: impl FnOnce(&str) -> K,
    ) -> Result<Option<K>, DecodeError> {
        self.interrupt.step(self.offset())?;
        let base = self.base;
        let key = self.jiter.next_key().map_err(|error| syntax(base, &error))?.map(map);
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    #[inline]
    fn enter(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let problem =
                format!("objects and arrays are nested more than {MAX_DEPTH} levels deep");
            return Err(DecodeError::new(problem, self.offset()));
        }
        Ok(())
    }

    /// Returns the current depth, for [`set_depth`](Self::set_depth) after a rewind.
    pub(in crate::wire) fn depth(&self) -> usize {
        self.depth
    }

    /// Restores a depth.
    pub(in crate::wire) fn set_depth(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// Returns the error of a value of another kind at the current offset.
    #[cold]
    pub(in crate::wire) fn expected(&self, expected: &str, found: Peek) -> DecodeError {
        Self::expected_at(self.offset(), expected, found)
    }

    /// Returns the error of a value of another kind at a byte offset.
    #[cold]
    pub(in crate::wire) fn expected_at(offset: usize, expected: &str, found: Peek) -> DecodeError {
        let found = match found {
            Peek::Null => "null",
            Peek::True | Peek::False => "a boolean",
            Peek::String => "a string",
            Peek::Array => "an array",
            Peek::Object => "an object",
            other if other.is_num() => "a number",
            // The peeked byte starts no value.
            _ => return DecodeError::new("not JSON: expected value", offset),
        };
        DecodeError::wrong_kind(format!("expected {expected}, found {found}"), offset)
    }

    /// Returns the error of invalid JSON at a byte offset.
    pub(in crate::wire) fn invalid(offset: usize, error: &serde_json::Error) -> DecodeError {
        DecodeError::new(format!("not JSON: {error}"), offset)
    }

    fn syntax(&self, error: &JiterError) -> DecodeError {
        syntax(self.base, error)
    }
}

/// Returns the error of a value of another type, or of invalid JSON.
#[cold]
fn wrong_type(base: usize, expected: &str, error: &JiterError) -> DecodeError {
    let JiterErrorType::WrongType { actual, .. } = &error.error_type else {
        return syntax(base, error);
    };
    let found = match actual {
        JsonType::Null => "null",
        JsonType::Bool => "a boolean",
        JsonType::Int | JsonType::Float => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    };
    DecodeError::wrong_kind(format!("expected {expected}, found {found}"), base + error.index)
}

/// Returns the error of invalid JSON.
#[cold]
fn syntax(base: usize, error: &JiterError) -> DecodeError {
    DecodeError::new(format!("not JSON: {}", error.error_type), base + error.index)
}
