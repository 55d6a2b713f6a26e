//! Redirects: where a request goes next, and what of it another host may see.

use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use url::Url;

use super::Outgoing;
use crate::headers;

/// What another host than the service gets of the header fields: nothing that says who is calling.
const FOR_ANYBODY: [HeaderName; 4] =
    [header::ACCEPT, header::ACCEPT_ENCODING, header::CONTENT_TYPE, header::USER_AGENT];

/// The request that a response redirects to.
///
/// Only where the method stays what it is: 307 and 308, and for `GET` and `HEAD` the others too.
/// The response to another method would not be that of the operation. Nothing goes from https to
/// plain http.
pub(super) fn next(
    request: &Outgoing,
    status: StatusCode,
    headers: &HeaderMap,
) -> Option<Outgoing> {
    let stays = match status.as_u16() {
        307 | 308 => true,
        301..=303 => [Method::GET, Method::HEAD].contains(&request.method),
        _ => false,
    };
    let from = &request.url;
    let to = headers.get(header::LOCATION)?.to_str().ok()?;
    let to = from.join(to).ok()?;
    if !stays || !is_allowed(from, &to) {
        return None;
    }
    let mut next = Outgoing { url: to, ..request.clone() };
    if next.url.origin() != from.origin() {
        next.headers = FOR_ANYBODY
            .into_iter()
            .filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())))
            .collect();
    }
    Some(next)
}

fn is_allowed(from: &Url, to: &Url) -> bool {
    let is_http = matches!(to.scheme(), "http" | "https");
    let says_who = !to.username().is_empty() || to.password().is_some();
    is_http && !says_who && (headers::is_private_channel(to) || from.scheme() == "http")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn followed(method: Method, from: &str, status: u16, to: &str) -> Option<Outgoing> {
        let mut request = Outgoing::new(method, Url::parse(from).unwrap());
        for (name, value) in [("accept", "a/b"), ("x-key", "secret"), ("authorization", "secret")] {
            request.headers.insert(name, HeaderValue::from_static(value));
        }
        request.body = Some("body".into());
        let headers = HeaderMap::from_iter([(header::LOCATION, to.parse().unwrap())]);
        next(&request, StatusCode::from_u16(status).unwrap(), &headers)
    }

    #[test]
    fn only_where_the_method_stays() {
        for (method, status, is_followed) in [
            (Method::GET, 301, true),
            (Method::GET, 302, true),
            (Method::HEAD, 303, true),
            (Method::POST, 301, false),
            (Method::POST, 303, false),
            (Method::POST, 307, true),
            (Method::DELETE, 308, true),
            (Method::GET, 300, false),
            (Method::GET, 304, false),
            (Method::GET, 200, false),
        ] {
            let next = followed(method.clone(), "https://a.example/x", status, "/y");
            assert_eq!(next.is_some(), is_followed, "{method} {status}");
            if let Some(next) = next {
                assert_eq!(next.method, method);
                assert_eq!(next.url.as_str(), "https://a.example/y");
                assert_eq!(next.headers.len(), 3);
                assert_eq!(next.body.unwrap().length(), Some(4));
            }
        }
    }

    #[test]
    fn another_host_sees_nothing_secret() {
        for to in ["https://b.example/y", "https://a.example:444/y", "//b.example/y"] {
            let next = followed(Method::GET, "https://a.example/x", 302, to).unwrap();
            let names: Vec<_> = next.headers.keys().map(HeaderName::as_str).collect();
            assert_eq!(names, ["accept"], "{to}");
        }
    }

    #[test]
    fn nothing_leaves_https_or_http_itself() {
        for to in
            ["http://a.example/y", "ftp://a.example/y", "https://me:pw@a.example/", "https://"]
        {
            assert!(followed(Method::GET, "https://a.example/x", 302, to).is_none(), "{to}");
        }
        assert!(followed(Method::GET, "http://a.example/x", 302, "http://b.example/").is_some());
    }
}
