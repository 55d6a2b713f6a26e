//! The `Retry-After` header: a number of seconds or a date.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, header};

/// Returns the delay that `Retry-After` asks for, or `None` if it is absent or malformed.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    parse(headers.get(header::RETRY_AFTER)?.to_str().ok()?, now)
}

/// Parses the value of `Retry-After` (RFC 9110, section 10.2.3).
///
/// A date in the past gives a zero delay; a number that overflows gives the maximum.
pub(crate) fn parse(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim_matches([' ', '\t']);
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns Sunday, 6 November 1994, 08:49:37 GMT: the date in RFC 9110's examples.
    fn example() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    #[test]
    fn parses_seconds_and_all_three_date_formats() {
        let now = example() - Duration::from_secs(90);
        for (value, seconds) in [
            ("120", Some(120)),
            ("0", Some(0)),
            (" 7\t", Some(7)),
            ("007", Some(7)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(90)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(90)),
            ("Sun Nov  6 08:49:37 1994", Some(90)),
            ("Sat, 05 Nov 1994 08:49:37 GMT", Some(0)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("1, 2", None),
            ("soon", None),
            ("\u{663}", None),
            ("Sun, 99 Nov 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(parse(value, now), seconds.map(Duration::from_secs), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(value in any::<String>(), now in any::<u32>()) {
            let _ = parse(&value, SystemTime::UNIX_EPOCH + Duration::from_secs(now.into()));
        }

        #[test]
        fn parses_any_number_of_seconds(seconds in any::<u64>()) {
            let read = parse(&seconds.to_string(), SystemTime::UNIX_EPOCH);
            prop_assert_eq!(read, Some(Duration::from_secs(seconds)));
        }

        #[test]
        fn parses_any_date_as_the_time_until_then(then in 0_u32.., now in 0_u32..) {
            let at = |seconds: u32| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.into());
            let read = parse(&httpdate::fmt_http_date(at(then)), at(now));
            prop_assert_eq!(read, Some(Duration::from_secs(then.saturating_sub(now).into())));
        }
    }
}
