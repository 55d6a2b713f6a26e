//! The reader: a place in JSON, over the pull parser `jiter`.

use jiter::{Jiter, JiterError, JiterErrorType, JsonType, Peek};

use super::notes::Step;
use super::record::read_record;
use super::tag::Unions;
use super::union::read_union;
use super::untagged::read_alternatives;
use super::value::{read_entries, read_list};
use super::{DecodeError, Notes, Value, ViewMut};

/// How deep objects and arrays may lie in each other: what is deeper is no response but an attack.
const DEEPEST: usize = 128;

/// Reads JSON, value by value.
#[derive(Debug)]
pub struct Reader<'json> {
    json: &'json [u8],
    /// The parser, over the JSON from `base` on.
    jiter: Jiter<'json>,
    base: usize,
    depth: usize,
    notes: Notes,
    unions: Unions,
}

/// A number as it is written.
pub(super) enum Number {
    /// Whole, and of 64 bits.
    Integer(i64),
    /// Everything else: with a fraction, an exponent, or very large.
    Float(f64),
}

impl<'json> Reader<'json> {
    /// A reader at the beginning of JSON.
    #[must_use]
    pub fn new(json: &'json [u8]) -> Self {
        Self {
            json,
            jiter: Jiter::new(json),
            base: 0,
            depth: 0,
            notes: Notes::default(),
            unions: Unions::default(),
        }
    }

    /// Ends the reading: nothing but white space may follow.
    pub(super) fn finish(mut self) -> Result<Notes, DecodeError> {
        match self.jiter.finish() {
            Ok(()) => Ok(self.notes),
            Err(error) => Err(self.syntax(&error)),
        }
    }

    /// Reads a value of JSON that is not `null`.
    ///
    /// # Errors
    /// Text that is no JSON, or a value of another JSON type.
    pub fn read(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        match value.view_mut() {
            ViewMut::Text(text) => {
                // Not into the text that is there: it is empty, and would grow step by step.
                let read = self.string()?.to_owned();
                *text = read;
                Ok(())
            }
            ViewMut::Scalar(scalar) => scalar.read(self),
            ViewMut::Enumeration(enumeration) => {
                enumeration.choose(self.string()?);
                Ok(())
            }
            ViewMut::Record(record) => read_record(record, self),
            ViewMut::Union(union) => read_union(union, self),
            ViewMut::UntaggedUnion(alternatives) => read_alternatives(alternatives, self),
            ViewMut::List(list) => read_list(list, self),
            ViewMut::Entries(entries) => read_entries(entries, self),
        }
    }

    /// Reads a value, or clears it where `null` lies in its place; that is noted if it is not a value of the type.
    ///
    /// # Errors
    /// Text that is no JSON, or a value of another JSON type.
    #[inline]
    pub fn read_or_clear(&mut self, value: &mut dyn Value) -> Result<(), DecodeError> {
        if self.peek()? != Peek::Null {
            return self.read(value);
        }
        self.null()?;
        if !value.clear() {
            self.note_missing();
        }
        Ok(())
    }

    /// Notes that the value in this place is of no use.
    pub(super) fn note_missing(&mut self) {
        self.notes.missing.push(String::new());
    }

    /// Notes that a required property of the object in this place is absent.
    pub(super) fn note_absent(&mut self, property: &str) {
        self.notes.missing.push(Step::Property(property).before(""));
    }

    /// Notes a property that the document does not name.
    pub(super) fn note_unexpected(&mut self, property: &str) {
        self.notes.unexpected.push(Step::Property(property).before(""));
    }

    /// The notes so far.
    pub(super) fn notes(&mut self) -> &mut Notes {
        &mut self.notes
    }

    /// The unions around the value in this place.
    #[inline]
    pub(super) fn unions(&mut self) -> &mut Unions {
        &mut self.unions
    }

    /// Reads what lies one step further inside, with that step before every path.
    #[inline]
    pub(super) fn step(
        &mut self,
        step: Step<'_>,
        read: impl FnOnce(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let mark = self.notes.mark();
        let result = read(self);
        if self.notes.mark() != mark {
            self.notes.lead(mark, step);
        }
        result.map_err(|error| error.inside(step))
    }

    /// What kind of value lies here.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<Peek, DecodeError> {
        self.jiter.peek().map_err(|error| self.syntax(&error))
    }

    /// The byte that the reader stands at.
    #[inline]
    pub(super) fn offset(&self) -> usize {
        self.base + self.jiter.current_index()
    }

    /// The JSON from a byte on.
    #[inline]
    pub(super) fn json_from(&self, offset: usize) -> &'json [u8] {
        self.json.get(offset..).unwrap_or_default()
    }

    /// Goes back to a byte at which a value begins.
    pub(super) fn rewind(&mut self, offset: usize) {
        self.base = offset;
        self.jiter = Jiter::new(self.json_from(offset));
    }

    /// Reads `null`.
    #[inline]
    pub(super) fn null(&mut self) -> Result<(), DecodeError> {
        self.jiter.known_null().map_err(|error| self.syntax(&error))
    }

    /// Reads `true` or `false`.
    pub(super) fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => {
                self.jiter.known_bool(peek).map_err(|error| self.syntax(&error))
            }
            other => Err(self.expected("true or false", other)),
        }
    }

    /// Reads a string.
    #[inline]
    pub(super) fn string(&mut self) -> Result<&str, DecodeError> {
        // The borrow of the text would reach over the error's arm.
        let (json, base) = (self.json, self.base);
        self.jiter.next_str().map_err(|error| not_a(json, base, "a string", &error))
    }

    /// Reads a number.
    pub(super) fn number(&mut self, expected: &str) -> Result<Number, DecodeError> {
        let peek = self.peek()?;
        if !peek.is_num() {
            return Err(self.expected(expected, peek));
        }
        let (json, base, offset) = (self.json, self.base, self.offset());
        let bytes =
            self.jiter.known_number_bytes(peek).map_err(|error| syntax(json, base, &error))?;
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        if let Ok(integer) = text.parse() {
            return Ok(Number::Integer(integer));
        }
        match text.parse() {
            Ok(float) => Ok(Number::Float(float)),
            Err(_) => Err(DecodeError::new(
                format!("expected {expected}, found a broken number"),
                json,
                offset,
            )),
        }
    }

    /// Reads any value as it is written.
    pub(super) fn raw(&mut self) -> Result<&'json [u8], DecodeError> {
        let start = self.offset();
        self.jiter.next_skip().map_err(|error| self.syntax(&error))?;
        let raw = self.json.get(start..self.offset()).unwrap_or_default();
        // The parser does not look into strings that nobody asked for.
        match std::str::from_utf8(raw) {
            Ok(_) => Ok(raw),
            Err(error) => Err(DecodeError::new(
                "not JSON: invalid unicode code point",
                self.json,
                start + error.valid_up_to(),
            )),
        }
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        self.raw().map(drop)
    }

    /// Reads an array, item by item; `read` is called at each, with its number.
    pub(super) fn array(
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
            self.step(Step::Item(index), &mut read)?;
            index += 1;
            next = self.jiter.array_step().map_err(|error| self.syntax(&error))?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Begins an object: the first key, as `locate` makes of it.
    pub(super) fn first_key<K>(
        &mut self,
        locate: impl FnOnce(&str) -> K,
    ) -> Result<Option<K>, DecodeError> {
        self.enter()?;
        let (json, base) = (self.json, self.base);
        let key = self
            .jiter
            .next_object()
            .map_err(|error| not_a(json, base, "an object", &error))?
            .map(locate);
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    /// Goes on with an object: the next key, as `locate` makes of it.
    pub(super) fn next_key<K>(
        &mut self,
        locate: impl FnOnce(&str) -> K,
    ) -> Result<Option<K>, DecodeError> {
        let (json, base) = (self.json, self.base);
        let key = self.jiter.next_key().map_err(|error| syntax(json, base, &error))?.map(locate);
        if key.is_none() {
            self.depth -= 1;
        }
        Ok(key)
    }

    #[inline]
    fn enter(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let problem = format!("objects and arrays lie in each other more than {DEEPEST} deep");
            return Err(DecodeError::new(problem, self.json, self.offset()));
        }
        Ok(())
    }

    /// How deep the reader is, to come back to when it goes back.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Goes back to a depth.
    pub(super) fn surface(&mut self, depth: usize) {
        self.depth = depth;
    }

    /// A value of another kind than was expected lies here.
    #[cold]
    pub(super) fn expected(&self, expected: &str, found: Peek) -> DecodeError {
        self.expected_at(self.offset(), expected, found)
    }

    /// A value of another kind than was expected lies at a byte.
    #[cold]
    pub(super) fn expected_at(&self, offset: usize, expected: &str, found: Peek) -> DecodeError {
        let found = match found {
            Peek::Null => "null",
            Peek::True | Peek::False => "a boolean",
            Peek::String => "a string",
            Peek::Array => "an array",
            Peek::Object => "an object",
            other if other.is_num() => "a number",
            _ => "no JSON",
        };
        DecodeError::new(format!("expected {expected}, found {found}"), self.json, offset)
    }

    /// What lies at a byte is no JSON.
    pub(super) fn broken(&self, offset: usize, error: &serde_json::Error) -> DecodeError {
        DecodeError::new(format!("not JSON: {error}"), self.json, offset)
    }

    fn syntax(&self, error: &JiterError) -> DecodeError {
        syntax(self.json, self.base, error)
    }
}

/// Another kind of value lies there, or no JSON.
#[cold]
fn not_a(json: &[u8], base: usize, expected: &str, error: &JiterError) -> DecodeError {
    let JiterErrorType::WrongType { actual, .. } = &error.error_type else {
        return syntax(json, base, error);
    };
    let found = match actual {
        JsonType::Null => "null",
        JsonType::Bool => "a boolean",
        JsonType::Int | JsonType::Float => "a number",
        JsonType::String => "a string",
        JsonType::Array => "an array",
        JsonType::Object => "an object",
    };
    DecodeError::new(format!("expected {expected}, found {found}"), json, base + error.index)
}

/// The text is no JSON.
#[cold]
fn syntax(json: &[u8], base: usize, error: &JiterError) -> DecodeError {
    DecodeError::new(format!("not JSON: {}", error.error_type), json, base + error.index)
}
