//! Reads the publisher's document from a file or an https URL.

use std::fmt::Display;
use std::io::Read as _;
use std::time::Duration;

use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use reqwest::{StatusCode, Url};

use super::input::FileFlags;
use crate::{Diagnostics, Source};

/// The timeout of a download.
const TIMEOUT: Duration = Duration::from_secs(120);
/// The timeout of a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The maximum size of a document.
const MAX_BYTES: u64 = 64 << 20;
/// The maximum number of redirects.
const MAX_REDIRECTS: usize = 5;

/// Reads the publisher's document. With `loopback`, `http` URLs of this machine are allowed too.
pub(super) fn read(upstream: &str, loopback: bool, files: &FileFlags) -> Result<Source, String> {
    if upstream.starts_with("https://") || upstream.starts_with("http://") {
        return download(upstream, loopback);
    }
    let mut diagnostics = Diagnostics::default();
    let source = Source::read_within(upstream, files.max_bytes(), &mut diagnostics);
    source.map(|source| files.apply(source)).ok_or_else(|| diagnostics.to_string())
}

fn download(address: &str, loopback: bool) -> Result<Source, String> {
    let failed = |why: &dyn Display| format!("downloading {address}: {why}");
    let url = Url::parse(address).map_err(|error| failed(&error))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "the URL contains credentials, which reports would show: download the document \
                    and pass the file"
                .to_owned(),
        );
    }
    if !is_allowed(&url, loopback) {
        return Err(failed(&"the URL is not https"));
    }
    // The query may contain a secret.
    let name: String = address.split(['?', '#']).take(1).collect();
    let failed = |why: &dyn Display| format!("downloading {name}: {why}");
    let policy = Policy::custom(move |attempt| {
        if attempt.previous().len() > MAX_REDIRECTS {
            attempt.error(format!("more than {MAX_REDIRECTS} redirects"))
        } else if is_allowed(attempt.url(), loopback) {
            attempt.follow()
        } else {
            attempt.error("redirected to a URL that is not https")
        }
    });
    let client = Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        .redirect(policy)
        .user_agent("portolan-drift")
        .build()
        .map_err(|error| failed(&chain(&error)))?;
    let response = client.get(url).send().map_err(|error| failed(&chain(&error.without_url())))?;
    let status = response.status();
    if status != StatusCode::OK {
        return Err(failed(&format_args!("the server responded with {status}")));
    }
    let mut bytes = Vec::new();
    let read = response.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(&chain(&error)))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(failed(&format_args!("the document is larger than {} MiB", MAX_BYTES >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|_| failed(&"the document is not UTF-8"))?;
    Ok(Source::new(name, text))
}

fn is_allowed(url: &Url, loopback: bool) -> bool {
    let is_loopback = || {
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    url.scheme() == "https" || (loopback && url.scheme() == "http" && is_loopback())
}

/// Returns the message of an error and those of its causes, without repetitions.
fn chain(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_message = cause.to_string();
        if !message.contains(&cause_message) {
            message = format!("{message}: {cause_message}");
        }
        source = cause.source();
    }
    message
}
