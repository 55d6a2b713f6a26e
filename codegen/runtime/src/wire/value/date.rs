//! Timestamps and dates. A string that is not a valid one, such as a placeholder, is noted as missing.

use jiff::Timestamp;
use jiff::civil::Date;

use super::traits::{Scalar, Value, scalar_value};
use crate::wire::json::{DecodeError, Reader, Writer};

/// Implements `Scalar` by `FromStr` and `Display`.
macro_rules! date {
    ($($kind:ty),+) => {
        $(impl Scalar for $kind {
            fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
                *self = Self::empty();
                match reader.string()?.parse() {
                    Ok(date) => *self = date,
                    Err(_) => reader.note_missing(),
                }
                Ok(())
            }

            fn write(&self, writer: &mut Writer) {
                writer.text(&self.to_string());
            }
        })+
    };
}

scalar_value! {
    Timestamp: Self::UNIX_EPOCH, null: false;
    Date: Self::ZERO, null: false;
}

date!(Timestamp, Date);
