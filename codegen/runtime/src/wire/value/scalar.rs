//! Strings, numbers, booleans and free-form values.

use serde_json::{Map, Value as Json};

use super::traits::{Scalar, Value, View, ViewMut, scalar_value};
use crate::wire::check::Checker;
use crate::wire::json::{DecodeError, Number, Reader, Writer};
use crate::wire::schema::Rule;

impl Value for String {
    fn empty() -> Self {
        Self::new()
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::Text(self)
    }

    fn clear(&mut self) -> bool {
        self.clear();
        false
    }
}

scalar_value! {
    bool: false, null: false;
    i32: 0, null: false;
    i64: 0, null: false;
    f32: 0.0, null: false;
    f64: 0.0, null: false;
    Json: Self::Null, null: true;
    Map<String, Json>: Self::new(), null: false;
    (): (), null: true;
}

impl Scalar for bool {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = reader.boolean()?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.value(self);
    }
}

/// Implements `Scalar` for integers.
macro_rules! integer {
    ($($kind:ty, $approximate:expr;)+) => {
        $(impl Scalar for $kind {
            fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
                let offset = reader.offset();
                match integer(reader)?.and_then(|integer| <$kind>::try_from(integer).ok()) {
                    Some(integer) => *self = integer,
                    None => {
                        let problem =
                            format!("expected an integer of {} bits, found a larger one", <$kind>::BITS);
                        return Err(DecodeError::unrepresentable(problem, offset));
                    }
                }
                Ok(())
            }

            fn write(&self, writer: &mut Writer) {
                writer.value(self);
            }

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                let approximate: fn($kind) -> f64 = $approximate;
                checker.number(approximate(*self), rules);
            }
        })+
    };
}

integer! {
    i32, f64::from;
    i64, approximate;
}

/// Returns the nearest floating-point number, the type of the bounds.
#[allow(clippy::cast_precision_loss, reason = "bounds have this type too")]
pub(in crate::wire) fn approximate(integer: i64) -> f64 {
    integer as f64
}

/// Reads an integer such as `7`, `7.0` or `7e0`; `None` if it exceeds 64 bits.
fn integer(reader: &mut Reader<'_>) -> Result<Option<i64>, DecodeError> {
    const EXPECTED: &str = "an integer";
    let peek = reader.peek()?;
    let offset = reader.offset();
    match reader.number(EXPECTED)? {
        Number::Integer(integer) => Ok(Some(integer)),
        Number::Float(float) if float.is_finite() && float.fract() != 0.0 => {
            Err(Reader::expected_at(offset, EXPECTED, peek))
        }
        Number::Float(float) => Ok(to_integer(float)),
    }
}

/// Returns an integral number as an integer, if it fits into 64 bits.
fn to_integer(float: f64) -> Option<i64> {
    // 2^63, the first number out of range.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    #[allow(clippy::cast_possible_truncation, reason = "it is integral and in range")]
    (-LIMIT..LIMIT).contains(&float).then_some(float as i64)
}

/// Returns the error of a number that exceeds its floating-point type.
#[cold]
fn too_large(offset: usize) -> DecodeError {
    DecodeError::unrepresentable("expected a number, found one that is too large", offset)
}

impl Scalar for f64 {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let offset = reader.offset();
        let number = match reader.number("a number")? {
            Number::Integer(integer) => approximate(integer),
            Number::Float(float) => float,
        };
        if !number.is_finite() {
            return Err(too_large(offset));
        }
        *self = number;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(self);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(*self, rules);
    }
}

impl Scalar for f32 {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let offset = reader.offset();
        let mut wide = f64::empty();
        Scalar::read(&mut wide, reader)?;
        #[allow(clippy::cast_possible_truncation, reason = "the document declares this precision")]
        let narrow = wide as Self;
        if !narrow.is_finite() {
            return Err(too_large(offset));
        }
        *self = narrow;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(self);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.number(f64::from(*self), rules);
    }
}

impl Scalar for Json {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = free_form(reader)?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.value(self);
    }
}

impl Scalar for Map<String, Json> {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        let peek = reader.peek()?;
        let offset = reader.offset();
        match free_form(reader)? {
            Json::Object(object) => *self = object,
            _ => return Err(Reader::expected_at(offset, "an object", peek)),
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        // A union's unknown variant may be a known variant of an enclosing union.
        let tags = writer.take_tags();
        writer.object(|members| {
            for (property, variant) in &tags {
                let mut values = variant.values().into_iter();
                let held = values.find(|value| self.get(*property) == Some(&Json::from(*value)));
                let value = held.unwrap_or_else(|| variant.first());
                members.member(property, |writer| writer.tag(value));
            }
            for (name, value) in self {
                if tags.iter().all(|(tag, _)| tag != name) {
                    members.member(name, |writer| writer.value(value));
                }
            }
        });
    }
}

/// Reads any JSON value.
fn free_form(reader: &mut Reader<'_>) -> Result<Json, DecodeError> {
    reader.peek()?;
    let offset = reader.offset();
    reader.note_repairs_of_value();
    let raw = reader.raw()?;
    serde_json::from_slice(raw).map_err(|error| Reader::invalid(offset, &error))
}

impl Scalar for () {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        reader.skip()
    }

    fn write(&self, writer: &mut Writer) {
        writer.null();
    }
}
