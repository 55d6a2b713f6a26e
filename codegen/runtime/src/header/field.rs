//! Validation and redaction of header fields.

use std::fmt;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

/// The fields that frame a message. HTTP sets them; a second value would corrupt the framing.
const FRAMING: [HeaderName; 3] =
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION];

/// The fields whose values are credentials.
const SECRET: [HeaderName; 3] =
    [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

/// Parses a header field set by a caller. The error does not repeat the value.
pub(crate) fn parse_field(
    name: &str,
    value: &str,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let Ok(name) = HeaderName::try_from(name) else {
        return Err("is not a header name: letters, digits and `-` only");
    };
    if FRAMING.contains(&name) {
        return Err("is set by HTTP itself and cannot be overridden");
    }
    let Ok(mut value) = HeaderValue::try_from(value) else {
        return Err("has a value with a line break or another control character, \
                    which no header can carry");
    };
    value.set_sensitive(SECRET.contains(&name));
    Ok((name, value))
}

/// Whether the value of the field is a credential.
pub(crate) fn is_secret(name: &HeaderName) -> bool {
    SECRET.contains(name)
}

/// Whether requests to the URL cannot be read in transit: `https`, or a loopback host.
pub(crate) fn is_private_channel(url: &Url) -> bool {
    url.scheme() == "https" || is_loopback(url)
}

/// Whether the host of the URL is this computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_canonical().is_loopback(),
        None => false,
    }
}

/// `Debug` output of header fields by name, without values: any of them may be a secret.
#[derive(Clone, Copy)]
pub(crate) struct HeaderNames<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for HeaderNames<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.keys().map(HeaderName::as_str)).finish()
    }
}
