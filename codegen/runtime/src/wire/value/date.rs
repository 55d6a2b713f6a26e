//! Dates: points in time and days. A text that is neither, such as a placeholder, is of no use, and noted.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Scalar, Value, holds_no_others};
use crate::wire::{DecodeError, Reader, Writer};

/// Values whose text `FromStr` reads and `Display` writes.
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

holds_no_others! {
    Timestamp: Self::UNIX_EPOCH, null: false;
    Date: Self::ZERO, null: false;
}

date!(Timestamp, Date);
