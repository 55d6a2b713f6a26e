//! Dates: points in time and days. A text that is neither, such as a placeholder, is of no use, and noted.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::wire::{Checker, DecodeError, Reader, Rule, Value, Writer};

/// Values whose text `FromStr` reads and `Display` writes.
macro_rules! date {
    ($($kind:ty, $empty:expr;)+) => {
        $(impl Value for $kind {
            fn empty() -> Self {
                $empty
            }

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

            fn clear(&mut self) {
                *self = Self::empty();
            }

            fn check(&self, _: &[Rule], _: &mut Checker) {}
        })+
    };
}

date! {
    Timestamp, Self::UNIX_EPOCH;
    Date, Self::ZERO;
}
