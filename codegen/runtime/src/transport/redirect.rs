//! Redirects: the next request, and the header fields that another origin may receive.

use http::{HeaderMap, HeaderName, Method, StatusCode, header};
use url::Url;

use super::outgoing::OutgoingRequest;
use crate::error::FailureKind;
use crate::header::is_private_channel;

/// The header fields that are sent to another origin. None of them can be a credential.
const CROSS_ORIGIN: [HeaderName; 4] =
    [header::ACCEPT, header::ACCEPT_ENCODING, header::CONTENT_TYPE, header::USER_AGENT];

/// Returns the request that a response redirects to.
///
/// Only redirects that keep the method are followed: 307 and 308, and for `GET` and `HEAD` also 301
/// to 303. A response to another method would not be that of the operation. Redirects from `https`
/// to `http` are not followed.
///
/// # Errors
///
/// Another origin receives neither credentials nor a body, which may contain secrets. A redirect of
/// a request with a body to another origin is an error, because it would be another request there.
pub(super) fn next(
    request: &OutgoingRequest,
    status: StatusCode,
    headers: &HeaderMap,
) -> Result<Option<OutgoingRequest>, FailureKind> {
    let Some(to) = target(request, status, headers) else { return Ok(None) };
    let from = &request.url;
    if to.origin() == from.origin() {
        return Ok(Some(OutgoingRequest { url: to, ..request.clone() }));
    }
    if request.body.is_some() {
        return Err(FailureKind::CrossOriginRedirect { to: to.origin().ascii_serialization() });
    }
    let headers = CROSS_ORIGIN
        .into_iter()
        .filter_map(|name| Some((name.clone(), request.headers.get(name)?.clone())))
        .collect();
    Ok(Some(OutgoingRequest { url: to, headers, ..request.clone() }))
}

/// Returns the target of a redirect that keeps the method and is allowed.
fn target(request: &OutgoingRequest, status: StatusCode, headers: &HeaderMap) -> Option<Url> {
    let keeps_method = match status.as_u16() {
        307 | 308 => true,
        301..=303 => [Method::GET, Method::HEAD].contains(&request.method),
        _ => false,
    };
    let from = &request.url;
    let to = headers.get(header::LOCATION)?.to_str().ok()?;
    let to = from.join(to).ok()?;
    (keeps_method && is_allowed(from, &to)).then_some(to)
}

fn is_allowed(from: &Url, to: &Url) -> bool {
    let is_http = matches!(to.scheme(), "http" | "https");
    let has_credentials = !to.username().is_empty() || to.password().is_some();
    is_http && !has_credentials && (is_private_channel(to) || from.scheme() == "http")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn redirected(
        method: Method,
        body: Option<&'static str>,
        from: &str,
        status: u16,
        to: &str,
    ) -> Result<Option<OutgoingRequest>, FailureKind> {
        let mut request = OutgoingRequest::new(method, Url::parse(from).unwrap());
        for (name, value) in [("accept", "a/b"), ("x-key", "secret"), ("authorization", "secret")] {
            request.headers.insert(name, HeaderValue::from_static(value));
        }
        request.body = body.map(Into::into);
        let headers = HeaderMap::from_iter([(header::LOCATION, to.parse().unwrap())]);
        next(&request, StatusCode::from_u16(status).unwrap(), &headers)
    }

    fn followed(method: Method, from: &str, status: u16, to: &str) -> Option<OutgoingRequest> {
        redirected(method, None, from, status, to).unwrap_or_default()
    }

    #[test]
    fn follows_only_redirects_that_keep_the_method() {
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
            let next =
                redirected(method.clone(), Some("body"), "https://a.example/x", status, "/y");
            let next = next.unwrap_or_default();
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
    fn sends_no_credentials_to_another_origin() {
        for to in ["https://b.example/y", "https://a.example:444/y", "//b.example/y"] {
            let next = followed(Method::GET, "https://a.example/x", 302, to).unwrap();
            let names: Vec<_> = next.headers.keys().map(HeaderName::as_str).collect();
            assert_eq!(names, ["accept"], "{to}");
        }
    }

    #[test]
    fn refuses_to_send_a_body_to_another_origin() {
        for status in [307, 308] {
            for to in ["https://b.example/y", "https://a.example:444/y", "//b.example/y"] {
                let next =
                    redirected(Method::POST, Some("body"), "https://a.example/x", status, to);
                assert!(matches!(next, Err(FailureKind::CrossOriginRedirect { .. })), "{to}");
            }
        }
    }

    #[test]
    fn does_not_follow_redirects_to_insecure_schemes() {
        for to in
            ["http://a.example/y", "ftp://a.example/y", "https://me:pw@a.example/", "https://"]
        {
            assert!(followed(Method::GET, "https://a.example/x", 302, to).is_none(), "{to}");
        }
        assert!(followed(Method::GET, "http://a.example/x", 302, "http://b.example/").is_some());
    }
}
