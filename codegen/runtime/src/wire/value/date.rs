//! Timestamps and dates. Digits of a fraction after the ninth are cut, which is the precision of the
//! types. Other strings that they cannot represent are invalid: a placeholder, a leap second, a time
//! without an offset.

use jiff::Timestamp;
use jiff::civil::Date;

use super::traits::{Scalar, scalar_value};
use crate::wire::json::{DecodeError, Reader, Writer};

/// The number of digits of a fraction of a second that the types hold.
const FRACTION_DIGITS: usize = 9;

/// Implements `Scalar` by `Display` and a function that parses.
macro_rules! date {
    ($($kind:ty, $parse:expr, $name:literal;)+) => {
        $(impl Scalar for $kind {
            fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
                let offset = reader.offset();
                let parse: fn(&str) -> Option<$kind> = $parse;
                match parse(reader.string()?) {
                    Some(date) => *self = date,
                    None => {
                        let problem = concat!("expected ", $name, ", found other text");
                        return Err(DecodeError::unrepresentable(problem, offset));
                    }
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

date! {
    Timestamp, timestamp, "a date-time with an offset";
    Date, date, "a date";
}

fn timestamp(text: &str) -> Option<Timestamp> {
    // The parser reads a leap second as the second before it.
    if text.get(17..19) == Some("60") {
        return None;
    }
    text.parse().ok().or_else(|| with_fraction_cut(text)?.parse().ok())
}

/// Returns a date-time without the digits of its fraction that exceed the precision; `None` if there
/// are none.
#[cold]
fn with_fraction_cut(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once(['.', ','])?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = rest.split_at_checked(digits)?;
    Some(format!("{whole}.{}{rest}", fraction.get(..FRACTION_DIGITS)?))
}

/// Returns a date. The parser accepts a date-time too, and ignores its time.
fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| !text.contains([':', 'T', 't', ' ']))
}
