//! Header fields that callers give: what HTTP can carry, what belongs to HTTP itself, what is secret and where it may go.

use std::fmt;

use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

/// Fields that say where a message ends: HTTP sets them, a second opinion could only break it.
const FRAMING: [HeaderName; 3] =
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION];

/// Fields whose values are credentials.
const SECRET: [HeaderName; 3] =
    [header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

/// A header field as a caller names it, or what is wrong with it; the value is never repeated.
pub(crate) fn field(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let Ok(name) = HeaderName::try_from(name) else {
        return Err("is not a header name: letters, digits and `-` only");
    };
    if FRAMING.contains(&name) {
        return Err("is set by HTTP itself and cannot be given");
    }
    let Ok(mut value) = HeaderValue::try_from(value) else {
        return Err("has a value with a line break or another control character, \
                    which no header can carry");
    };
    value.set_sensitive(SECRET.contains(&name));
    Ok((name, value))
}

/// Whether the field's value is a credential.
pub(crate) fn is_secret(name: &HeaderName) -> bool {
    SECRET.contains(name)
}

/// Whether what is sent to the address can be read by nobody on the way.
pub(crate) fn is_private_channel(address: &Url) -> bool {
    address.scheme() == "https"
        || match address.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}

/// Prints the names of header fields and never a value: any of them may be a secret.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.keys().map(HeaderName::as_str)).finish()
    }
}
