//! The proxies that the environment names.
//!
//! Invariant: requests to the local host use no proxy, and no request uses a proxy that differs from
//! what [`Proxies::of`] returned when the client was built.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::header::is_loopback;

/// The variables for URLs with `http`, in order of precedence.
const HTTP: &[&str] = &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
/// The variables for URLs with `https`, in order of precedence.
const HTTPS: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables for hosts that are reached without a proxy.
const EXEMPT: &[&str] = &["NO_PROXY", "no_proxy"];
/// The variable that a web server sets for CGI programs.
const CGI: &str = "REQUEST_METHOD";

/// The settings of the way that requests take.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ChannelSettings {
    /// Whether secrets are sent to a base URL with `http`.
    pub(super) allow_plain_http: bool,
    /// Whether the proxies of the environment are ignored.
    pub(super) no_proxy: bool,
}

/// The proxies that the environment names.
#[derive(Default)]
pub(super) struct Proxies {
    http: Option<Proxy>,
    https: Option<Proxy>,
    /// Intercepts the URLs of all hosts that are not exempt.
    hosts: Option<Matcher>,
}

/// A variable that names a proxy.
#[derive(Clone)]
pub(super) struct Proxy {
    variable: &'static str,
    /// The URL, which may contain a password, or the problem with it.
    url: Result<Url, String>,
}

impl Proxies {
    /// Reads the variables.
    pub(super) fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let value = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let first =
            |names: &[&'static str]| names.iter().find_map(|name| Some((*name, value(name)?)));
        let proxy = |(variable, value): (&'static str, OsString)| Proxy {
            variable,
            url: parse(&value.to_string_lossy()),
        };
        // A client of a CGI program sets this variable by a header field `Proxy`.
        let is_cgi = value(CGI).is_some();
        let http = first(if is_cgi { HTTP.get(1..).unwrap_or_default() } else { HTTP });
        let exempt = first(EXEMPT).map(|(_, hosts)| hosts.to_string_lossy().into_owned());
        let hosts = Matcher::builder().all("http://proxy").no(exempt.unwrap_or_default());
        Self { http: http.map(proxy), https: first(HTTPS).map(proxy), hosts: Some(hosts.build()) }
    }

    /// Returns the proxy of requests to a URL.
    pub(super) fn of(&self, url: &Url) -> Option<&Proxy> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http }.as_ref()?;
        let uri: http::Uri = url.origin().ascii_serialization().parse().ok()?;
        let is_exempt =
            is_loopback(url) || self.hosts.as_ref().is_none_or(|it| it.intercept(&uri).is_none());
        (!is_exempt).then_some(proxy)
    }

    /// Returns the problem of the proxy of a URL.
    pub(super) fn problem(&self, url: &Url) -> Option<String> {
        let Proxy { variable, url: Err(problem) } = self.of(url)? else { return None };
        let host = url.host_str().unwrap_or_default();
        Some(format!(
            "proxy: {variable} {problem}: use a URL such as http://proxy.example.com:3128, or add {host} to NO_PROXY"
        ))
    }

    /// Returns the proxies as a setting of the HTTP client.
    pub(super) fn into_setting(self) -> reqwest::Proxy {
        let proxies = Arc::new(self);
        reqwest::Proxy::custom(move |url| proxies.of(url)?.url.clone().ok())
    }
}

/// Parses the URL of a proxy, without a scheme as `http`. The error does not repeat it, because it may
/// contain a password.
fn parse(text: &str) -> Result<Url, String> {
    let text = text.trim();
    let url =
        if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    let url = url.map_err(|error| format!("is not a URL ({error})"))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(format!("has the scheme {other}, and only http and https are supported")),
    }
}

/// Shows the variable and the address of the proxy, without credentials.
impl fmt::Display for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            Ok(url) => {
                let address = url.origin().ascii_serialization();
                write!(formatter, "{address} ({})", self.variable)
            }
            Err(_) => formatter.write_str(self.variable),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Proxies {
        Proxies::read(|name| {
            variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into())
        })
    }

    fn proxy(variables: &[(&str, &str)], url: &str) -> Option<String> {
        proxies(variables).of(&Url::parse(url).unwrap()).map(ToString::to_string)
    }

    const BOTH: [(&str, &str); 2] =
        [("HTTP_PROXY", "http://plain:3128"), ("HTTPS_PROXY", "https://me:s3cret@secure")];

    #[test]
    fn selects_the_variable_by_scheme() {
        let expected = Some("http://plain:3128 (HTTP_PROXY)".to_owned());
        assert_eq!(proxy(&BOTH, "http://api.example.com/x"), expected);
        let expected = Some("https://secure (HTTPS_PROXY)".to_owned());
        assert_eq!(proxy(&BOTH, "https://api.example.com/x"), expected);
        for (variables, expected) in [
            (&[("all_proxy", "p:1"), ("https_proxy", "q:1")][..], "http://q:1 (https_proxy)"),
            (&[("ALL_PROXY", "p:1"), ("https_proxy", "")], "http://p:1 (ALL_PROXY)"),
        ] {
            assert_eq!(proxy(variables, "https://api.example.com").unwrap(), expected);
        }
        assert_eq!(proxy(&[("HTTP_PROXY", "p:1")], "https://api.example.com"), None);
        assert_eq!(proxy(&[], "https://api.example.com"), None);
    }

    #[test]
    fn the_local_host_has_no_proxy() {
        for host in [
            "127.0.0.1",
            "127.8.9.10:80",
            "[::1]:8080",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LOCALHOST:1",
        ] {
            for scheme in ["http", "https"] {
                assert_eq!(proxy(&BOTH, &format!("{scheme}://{host}/x")), None, "{host}");
            }
        }
        for host in
            ["128.0.0.1", "10.0.0.1", "[::2]", "localhost.example.com", "127.0.0.1.example.com"]
        {
            assert!(proxy(&BOTH, &format!("http://{host}/x")).is_some(), "{host}");
        }
    }

    #[test]
    fn exempt_hosts_have_no_proxy() {
        let exempt = |hosts: &'static str| [BOTH[0], BOTH[1], ("no_proxy", hosts)];
        for (hosts, url, is_exempt) in [
            ("example.com", "https://api.example.com", true),
            (".example.com, other", "https://example.com", true),
            ("10.0.0.0/8", "http://10.1.2.3", true),
            ("*", "https://api.example.com", true),
            ("other.com", "https://api.example.com", false),
        ] {
            assert_eq!(proxy(&exempt(hosts), url).is_none(), is_exempt, "{hosts} {url}");
        }
    }

    #[test]
    fn clients_of_cgi_programs_set_no_proxy() {
        let cgi = [("REQUEST_METHOD", "GET"), BOTH[0], BOTH[1]];
        assert_eq!(proxy(&cgi, "http://api.example.com"), None);
        assert!(proxy(&cgi, "https://api.example.com").is_some());
    }

    #[test]
    fn reports_invalid_proxies_without_their_value() {
        for value in [
            "http://",
            "http://me:s3cret@[x",
            "socks5://me:s3cret@proxy",
            "ftp://s3cret",
            "http://s3cret:99999",
        ] {
            let proxies = proxies(&[("https_proxy", value)]);
            let problem = proxies.problem(&Url::parse("https://api.example.com").unwrap()).unwrap();
            assert!(problem.starts_with("proxy: https_proxy "), "{problem}");
            assert!(problem.contains("add api.example.com to NO_PROXY"), "{problem}");
            assert!(!problem.contains("s3cret"), "{problem}");
            for url in ["http://api.example.com", "https://localhost"] {
                assert_eq!(proxies.problem(&Url::parse(url).unwrap()), None);
            }
        }
    }
}
