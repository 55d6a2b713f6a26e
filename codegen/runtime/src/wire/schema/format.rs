//! String formats that are validated before sending.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A string format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `uuid` (RFC 4122): 32 hexadecimal digits in five groups.
    Uuid,
    /// `ipv4`: an IPv4 address in dotted decimal notation.
    Ipv4,
    /// `ipv6` (RFC 4291): an IPv6 address.
    Ipv6,
    /// `uri` (RFC 3986): an absolute URI.
    Uri,
    /// `password`: any text. It is hidden in debug output.
    Password,
}

impl Format {
    /// Whether a text has the format.
    pub(super) fn matches(self, text: &str) -> bool {
        match self {
            Self::Uuid => is_uuid(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Uri => url::Url::parse(text).is_ok(),
            Self::Password => true,
        }
    }

    /// Returns a noun phrase for a value of the format.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Uuid => "a UUID, such as 123e4567-e89b-12d3-a456-426614174000",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Uri => "an absolute URI",
            Self::Password => "a secret",
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let mut groups = text.split('-');
    let is_group = |group: Option<&str>, length: usize| {
        group.is_some_and(|group| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    };
    [8, 4, 4, 4, 12].into_iter().all(|length| is_group(groups.next(), length))
        && groups.next().is_none()
}
