//! The publisher's document: a file, or what is downloaded from an address.

use std::fmt::Display;
use std::io::Read as _;
use std::time::Duration;

use portolan::{Diagnostics, Source};
use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use reqwest::{StatusCode, Url};

/// How long a download may take.
const LONGEST: Duration = Duration::from_secs(120);
/// How long making a connection may take.
const LONGEST_CONNECT: Duration = Duration::from_secs(15);
/// The most bytes that a document may have.
const LARGEST: u64 = 64 << 20;
/// How many redirects are followed.
const MOST_REDIRECTS: usize = 5;

/// Reads the publisher's document. Plain `http` is for this machine alone, and only where `loopback` allows it.
pub(crate) fn read(upstream: &str, loopback: bool) -> Result<Source, String> {
    if upstream.starts_with("https://") || upstream.starts_with("http://") {
        return download(upstream, loopback);
    }
    let mut diagnostics = Diagnostics::default();
    Source::read(upstream, &mut diagnostics).ok_or_else(|| diagnostics.to_string())
}

fn download(address: &str, loopback: bool) -> Result<Source, String> {
    let failed = |why: &dyn Display| format!("downloading {address}: {why}");
    let url = Url::parse(address).map_err(|error| failed(&error))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the address holds credentials, which would be shown in reports: \
                    download the document yourself and give the file"
            .to_owned());
    }
    if !is_allowed(&url, loopback) {
        return Err(failed(&"only https is downloaded from"));
    }
    // What stands behind the question mark may be a secret.
    let name: String = address.split(['?', '#']).take(1).collect();
    let failed = |why: &dyn Display| format!("downloading {name}: {why}");
    let policy = Policy::custom(move |attempt| {
        if attempt.previous().len() > MOST_REDIRECTS {
            attempt.error(format!("more than {MOST_REDIRECTS} redirects"))
        } else if is_allowed(attempt.url(), loopback) {
            attempt.follow()
        } else {
            attempt.error("redirected to an address that is not https")
        }
    });
    let client = Client::builder()
        .connect_timeout(LONGEST_CONNECT)
        .timeout(LONGEST)
        .redirect(policy)
        .user_agent("portolan-drift")
        .build()
        .map_err(|error| failed(&chain(&error)))?;
    let response = client.get(url).send().map_err(|error| failed(&chain(&error.without_url())))?;
    let status = response.status();
    if status != StatusCode::OK {
        return Err(failed(&format_args!("the server answered {status}")));
    }
    let mut bytes = Vec::new();
    let read = response.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(&chain(&error)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(failed(&format_args!("the document is larger than {} MiB", LARGEST >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|_| failed(&"the document is not UTF-8"))?;
    Ok(Source::new(name, text))
}

fn is_allowed(url: &Url, loopback: bool) -> bool {
    let is_here = || {
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    url.scheme() == "https" || (loopback && url.scheme() == "http" && is_here())
}

/// An error with what caused it, each said once.
fn chain(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        source = cause.source();
    }
    said
}
