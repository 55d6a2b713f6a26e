//! Formats that are validated.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Url;

use crate::api::StringFormat;

/// Whether a text is of a format; true for formats that are not validated.
pub(super) fn fits(format: &str, text: &str) -> bool {
    match format {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        _ => StringFormat::parse(format).is_none_or(|format| match format {
            StringFormat::Uuid => is_uuid(text),
            StringFormat::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            StringFormat::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            StringFormat::Uri => Url::parse(text).is_ok(),
            StringFormat::Password => true,
        }),
    }
}

/// Returns the range of an integer format.
pub(super) fn range(format: &str) -> Option<(f64, f64)> {
    match format {
        "int32" => Some((f64::from(i32::MIN), f64::from(i32::MAX))),
        _ => None,
    }
}

/// `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, '-', [4, 2, 2]) else { return false };
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// RFC 3339: a date, `T`, a time with optional fraction, `Z` or an offset. Leap seconds are allowed.
fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', 't', ' ']) else { return false };
    let Some(zone) = rest.find(['Z', 'z', '+', '-']) else { return false };
    let (time, zone) = rest.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_time = numbers(time, ':', [2, 2, 2])
        .is_some_and(|[hour, minute, second]| hour < 24 && minute < 60 && second <= 60);
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_zone = match zone.split_at_checked(1) {
        Some(("Z" | "z", "")) => true,
        Some(("+" | "-", offset)) => {
            numbers(offset, ':', [2, 2]).is_some_and(|[hour, minute]| hour < 24 && minute < 60)
        }
        _ => false,
    };
    is_date(date) && is_time && is_fraction && is_zone
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths = groups.iter().map(|group| group.len());
    lengths.eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Parses numbers of fixed width with a separator.
fn numbers<const COUNT: usize>(
    text: &str,
    between: char,
    digits: [usize; COUNT],
) -> Option<[u32; COUNT]> {
    let mut parts = text.split(between);
    let mut numbers = [0; COUNT];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part = parts.next().filter(|part| part.len() == digits)?;
        *number = part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn known_formats_are_validated() {
        for (format, text, expected) in [
            ("date", "2024-02-29", true),
            ("date", "2023-02-29", false),
            ("date", "2024-2-9", false),
            ("date", "string", false),
            ("date-time", "2024-02-29T23:59:60Z", true),
            ("date-time", "2024-02-29T23:59:59.123+02:00", true),
            ("date-time", "2024-02-29T24:00:00Z", false),
            ("date-time", "2024-02-29T23:59:59", false),
            ("date-time", "2024-02-29", false),
            ("uuid", "01234567-89ab-cdef-0123-456789ABCDEF", true),
            ("uuid", "0123456789abcdef0123456789abcdef", false),
            ("ipv4", "10.0.0.1", true),
            ("ipv4", "10.0.0.0/24", false),
            ("ipv6", "::1", true),
            ("ipv6", "10.0.0.1", false),
            ("uri", "https://example.com/a?b", true),
            ("uri", "not a uri", false),
            ("password", "any text", true),
            ("hostname", "not one!", true),
        ] {
            assert_eq!(fits(format, text), expected, "{format} {text}");
        }
    }
}
