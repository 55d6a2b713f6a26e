//! The server side of HTTP Digest: challenges, and a verification that shares no code with the client.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use md5::Md5;
use percent_encoding::percent_decode_str;
use portolan_test_server::{Request, Response, Server};
use sha2::{Digest, Sha256, Sha512_256};

use super::service::{UNAUTHORIZED, serve};
use crate::api::PEER;

/// Returns the hash of the texts, joined by colons.
pub(crate) fn hash(algorithm: &str, texts: &[&str]) -> String {
    fn hex<D: Digest>(text: &str) -> String {
        D::digest(text).iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        })
    }
    let text = texts.join(":");
    match algorithm.strip_suffix("-sess").unwrap_or(algorithm) {
        "MD5" => hex::<Md5>(&text),
        "SHA-256" => hex::<Sha256>(&text),
        "SHA-512-256" => hex::<Sha512_256>(&text),
        other => panic!("{other}"),
    }
}

/// The input of a Digest response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DigestInput<'a> {
    pub(crate) algorithm: &'a str,
    pub(crate) username: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) password: &'a str,
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) nonce: &'a str,
    /// `nc` and `cnonce`, if `qop=auth` is used.
    pub(crate) counter: Option<[&'a str; 2]>,
}

/// Returns the `response` parameter by RFC 7616, sections 3.4.1 to 3.4.3.
pub(crate) fn response(input: &DigestInput<'_>) -> String {
    let DigestInput { algorithm, username, realm, password, method, uri, nonce, counter } = *input;
    let hash = |texts: &[&str]| hash(algorithm, texts);
    let mut key = hash(&[username, realm, password]);
    if algorithm.ends_with("-sess") {
        key = hash(&[&key, nonce, counter.unwrap()[1]]);
    }
    let request = hash(&[method, uri]);
    match counter {
        Some([nc, cnonce]) => hash(&[&key, nonce, nc, cnonce, "auth", &request]),
        None => hash(&[&key, nonce, &request]),
    }
}

/// A parameter of the `Authorization` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) quoted: bool,
}

/// Parses the parameters of `Authorization: Digest`, in order.
pub(crate) fn parameters(field: &str) -> Vec<Parameter> {
    let mut rest = field.strip_prefix("Digest ").unwrap();
    let mut parameters = Vec::new();
    loop {
        let (name, after) = rest.split_once('=').unwrap();
        let mut value = String::new();
        let quoted = after.starts_with('"');
        if quoted {
            let mut characters = after[1..].char_indices();
            loop {
                let (index, character) = characters.next().unwrap();
                match character {
                    '\\' => value.push(characters.next().unwrap().1),
                    '"' => {
                        rest = &after[index + 2..];
                        break;
                    }
                    other => value.push(other),
                }
            }
        } else {
            let end = after.find(',').unwrap_or(after.len());
            value.push_str(&after[..end]);
            rest = &after[end..];
        }
        parameters.push(Parameter { name: name.to_owned(), value, quoted });
        if rest.is_empty() {
            return parameters;
        }
        rest = rest.strip_prefix(", ").unwrap();
    }
}

/// Returns the text as a quoted string.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The credentials that the server accepts, and the form of its challenges.
#[allow(clippy::struct_excessive_bools, reason = "independent settings")]
#[derive(Debug, Clone)]
pub(crate) struct DigestConfig {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) realm: &'static str,
    pub(crate) opaque: Option<&'static str>,
    pub(crate) algorithm: &'static str,
    pub(crate) qop: bool,
    pub(crate) userhash: bool,
    /// The suffix of the nonces, after their number.
    pub(crate) nonce: &'static str,
    /// The values of `WWW-Authenticate`; `CHALLENGE` is replaced by the supported challenge.
    pub(crate) fields: Vec<&'static str>,
    /// Whether the challenge after an expired nonce has `stale=true`.
    pub(crate) sends_stale: bool,
    /// Whether all challenges have the same nonce.
    pub(crate) shares_nonce: bool,
}

impl DigestConfig {
    pub(crate) fn new(algorithm: &'static str) -> Self {
        Self {
            username: "Mufasa",
            password: "Circle of Life",
            realm: "http-auth@example.org",
            opaque: Some("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"),
            algorithm,
            qop: true,
            userhash: false,
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            fields: vec!["CHALLENGE"],
            sends_stale: true,
            shares_nonce: false,
        }
    }
}

/// An API that requires HTTP Digest.
#[derive(Debug, Clone)]
pub(crate) struct DigestServer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: DigestConfig,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The number of nonces issued, and how many of them have expired.
    nonces: usize,
    expired: usize,
    /// The pairs of nonce and nonce count that were used.
    used: HashSet<[String; 2]>,
    /// The reasons for which authorized requests were rejected.
    rejections: Vec<String>,
}

impl DigestServer {
    pub(crate) fn new(config: DigestConfig) -> Self {
        Self(Arc::new(Inner { config, state: Mutex::default() }))
    }

    /// Expires all nonces issued so far.
    pub(crate) fn expire_nonces(&self) {
        let mut state = self.0.state.lock().unwrap();
        state.expired = state.nonces;
    }

    /// Returns the reasons of rejections so far; an expired nonce is none.
    pub(crate) fn rejections(&self) -> Vec<String> {
        self.0.state.lock().unwrap().rejections.clone()
    }

    /// Returns the nonce counts that were used, sorted.
    pub(crate) fn nonce_counts(&self) -> Vec<String> {
        let state = self.0.state.lock().unwrap();
        let mut nonce_counts: Vec<String> =
            state.used.iter().map(|[_, count]| count.clone()).collect();
        nonce_counts.sort_unstable();
        nonce_counts
    }

    pub(crate) async fn start(&self) -> Server {
        let server = self.clone();
        serve(move |request| server.response(request)).await
    }

    pub(crate) fn response(&self, request: &Request) -> Response {
        let config = &self.0.config;
        let mut state = self.0.state.lock().unwrap();
        let mut stale_parameter = "";
        match request.header("authorization")[..] {
            [] => {}
            [field] => match check(config, &mut state, request, field) {
                Ok(true) => {
                    let headers = ["content-type: application/json"];
                    return Response::keep_alive("200 OK", &headers, PEER.as_bytes());
                }
                Ok(false) if config.sends_stale => stale_parameter = ", stale=true",
                Ok(false) => {}
                Err(reason) => state.rejections.push(reason),
            },
            _ => state.rejections.push("several Authorization headers".to_owned()),
        }
        if state.nonces == 0 || !config.shares_nonce {
            state.nonces += 1;
        }
        let mut challenge = format!(
            "Digest realm={}, nonce={}",
            quoted(config.realm),
            quoted(&format!("{}{}", state.nonces, config.nonce))
        );
        if let Some(opaque) = config.opaque {
            write!(challenge, ", opaque={}", quoted(opaque)).unwrap();
        }
        if config.algorithm != "MD5" {
            write!(challenge, ", algorithm={}", config.algorithm).unwrap();
        }
        challenge.push_str(if config.qop { ", qop=\"auth-int, auth\"" } else { "" });
        challenge.push_str(if config.userhash { ", userhash=true, charset=UTF-8" } else { "" });
        challenge.push_str(stale_parameter);
        let mut headers = vec!["content-type: application/json".to_owned()];
        headers.extend(
            config.fields.iter().map(|field| {
                format!("www-authenticate: {}", field.replace("CHALLENGE", &challenge))
            }),
        );
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        Response::keep_alive("401 Unauthorized", &headers, UNAUTHORIZED.as_bytes())
    }
}

/// Returns whether the nonce is current, or an error if anything else is wrong.
fn check(
    config: &DigestConfig,
    state: &mut State,
    request: &Request,
    field: &str,
) -> Result<bool, String> {
    let mut parameters = parameters(field);
    let mut take = |name: &str, quoted: bool| {
        let index = parameters.iter().position(|parameter| parameter.name == name)?;
        let parameter = parameters.remove(index);
        assert_eq!(parameter.quoted, quoted, "{parameter:?}");
        Some(parameter.value)
    };
    let mismatch = |name: &str, value: &Option<String>| Err(format!("{name}: {value:?}"));

    // Quoted strings are limited to these characters.
    let is_plain = config.username.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let username = if is_plain || config.userhash {
        take("username", true)
    } else {
        let encoded = take("username*", false).unwrap_or_default();
        let encoded = encoded.strip_prefix("UTF-8''").ok_or("username* has no charset")?;
        Some(percent_decode_str(encoded).decode_utf8().unwrap().into_owned())
    };
    let hashed = hash(config.algorithm, &[config.username, config.realm]);
    let expected = if config.userhash { &hashed } else { config.username };
    if username.as_deref() != Some(expected) {
        return mismatch("username", &username);
    }
    let userhash = take("userhash", false);
    if userhash.as_deref() != config.userhash.then_some("true") {
        return mismatch("userhash", &userhash);
    }
    let realm = take("realm", true);
    if realm.as_deref() != Some(config.realm) {
        return mismatch("realm", &realm);
    }
    let opaque = take("opaque", true);
    if opaque.as_deref() != config.opaque {
        return mismatch("opaque", &opaque);
    }
    let algorithm = take("algorithm", false);
    if algorithm.as_deref().unwrap_or("MD5") != config.algorithm {
        return mismatch("algorithm", &algorithm);
    }
    let (method, target) = request.line().split_once(' ').unwrap();
    let uri = take("uri", true);
    if uri.as_deref() != Some(target) {
        return mismatch("uri", &uri);
    }
    let nonce = take("nonce", true).unwrap_or_default();
    let number = nonce.strip_suffix(config.nonce).and_then(|number| number.parse::<usize>().ok());
    let Some(number) = number.filter(|number| (1..=state.nonces).contains(number)) else {
        return mismatch("nonce", &Some(nonce));
    };
    let counter = [take("nc", false), take("cnonce", true), take("qop", false)];
    let counter = match (&counter, config.qop) {
        ([Some(nc), Some(cnonce), Some(qop)], true) if qop == "auth" && !cnonce.is_empty() => {
            let is_count = nc.len() == 8 && u32::from_str_radix(nc, 16).is_ok();
            if !is_count || !state.used.insert([nonce.clone(), nc.clone()]) {
                return Err(format!("invalid or repeated nonce count {nc}"));
            }
            Some([nc.as_str(), cnonce.as_str()])
        }
        ([None, None, None], false) => None,
        _ => return Err(format!("{counter:?}")),
    };
    let expected = response(&DigestInput {
        algorithm: config.algorithm,
        username: config.username,
        realm: config.realm,
        password: config.password,
        method,
        uri: target,
        nonce: &nonce,
        counter,
    });
    let response = take("response", true);
    if response != Some(expected) {
        return mismatch("response", &response);
    }
    if !parameters.is_empty() {
        return Err(format!("{parameters:?}"));
    }
    Ok(number > state.expired)
}
