//! Dates: points in time and days. A text that is neither, such as a placeholder, is of no use, and noted.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Place, Scalar, Value, View};
use crate::wire::{DecodeError, Reader, Writer};

/// Values whose text `FromStr` reads and `Display` writes.
macro_rules! date {
    ($($kind:ty, $empty:expr;)+) => {
        $(impl Value for $kind {
            fn empty() -> Self {
                $empty
            }

            fn view(&self) -> View<'_> {
                View::Scalar(self)
            }

            fn place(&mut self) -> Place<'_> {
                Place::Scalar(self)
            }

            fn clear(&mut self) -> bool {
                *self = Self::empty();
                false
            }
        }

        impl Scalar for $kind {
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

date! {
    Timestamp, Self::UNIX_EPOCH;
    Date, Self::ZERO;
}
