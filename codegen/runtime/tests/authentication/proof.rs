//! HTTP Digest seen from the service: challenges, and a check of proofs that shares no code with the client.

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use md5::Md5;
use percent_encoding::percent_decode_str;
use portolan_test_server::{Request, Response, Server};
use sha2::{Digest, Sha256, Sha512_256};

use crate::model::PEER;
use crate::service::{UNAUTHORIZED, serve};

/// The hash of some texts joined by colons, by the name of its algorithm.
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

/// What a proof is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) algorithm: &'a str,
    pub(crate) username: &'a str,
    pub(crate) realm: &'a str,
    pub(crate) password: &'a str,
    pub(crate) method: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) nonce: &'a str,
    /// `nc` and `cnonce`, where `qop=auth` was asked for.
    pub(crate) counted: Option<[&'a str; 2]>,
}

/// RFC 7616, section 3.4.1 to 3.4.3.
pub(crate) fn response(parts: &Parts<'_>) -> String {
    let Parts { algorithm, username, realm, password, method, uri, nonce, counted } = *parts;
    let hash = |texts: &[&str]| hash(algorithm, texts);
    let mut key = hash(&[username, realm, password]);
    if algorithm.ends_with("-sess") {
        key = hash(&[&key, nonce, counted.unwrap()[1]]);
    }
    let request = hash(&[method, uri]);
    match counted {
        Some([nc, cnonce]) => hash(&[&key, nonce, nc, cnonce, "auth", &request]),
        None => hash(&[&key, nonce, &request]),
    }
}

/// One parameter of a header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) quoted: bool,
}

/// The parameters of `Authorization: Digest`, in order.
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

/// A text as a quoted string.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Who may come in, and what is asked of them.
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) realm: &'static str,
    pub(crate) opaque: Option<&'static str>,
    pub(crate) algorithm: &'static str,
    pub(crate) qop: bool,
    pub(crate) userhash: bool,
    /// What the nonces end with, after their number.
    pub(crate) nonce: &'static str,
    /// The values of `WWW-Authenticate`, `CHALLENGE` in them for the one that can be met.
    pub(crate) fields: Vec<&'static str>,
    /// Whether a nonce that is too old is called so.
    pub(crate) says_stale: bool,
    /// Whether everybody is given the same nonce.
    pub(crate) one_nonce: bool,
}

impl Rules {
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
            says_stale: true,
            one_nonce: false,
        }
    }
}

/// A service behind a door.
#[derive(Debug, Clone)]
pub(crate) struct Door(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    rules: Rules,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// How many nonces there were, and how many of them are too old.
    nonces: usize,
    old: usize,
    /// Each nonce with each count that was used with it.
    used: HashSet<[String; 2]>,
    /// Why a proof was refused, if there was one.
    faults: Vec<String>,
}

impl Door {
    pub(crate) fn new(rules: Rules) -> Self {
        Self(Arc::new(Inner { rules, state: Mutex::default() }))
    }

    /// No nonce given out so far is good any more.
    pub(crate) fn renew(&self) {
        let mut state = self.0.state.lock().unwrap();
        state.old = state.nonces;
    }

    /// Why proofs were refused so far; an old nonce is no fault.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.0.state.lock().unwrap().faults.clone()
    }

    /// The counts that were used, in order.
    pub(crate) fn counts(&self) -> Vec<String> {
        let state = self.0.state.lock().unwrap();
        let mut counts: Vec<String> = state.used.iter().map(|[_, count]| count.clone()).collect();
        counts.sort_unstable();
        counts
    }

    pub(crate) async fn open(&self) -> Server {
        let door = self.clone();
        serve(move |request| door.response(request)).await
    }

    pub(crate) fn response(&self, request: &Request) -> Response {
        let rules = &self.0.rules;
        let mut state = self.0.state.lock().unwrap();
        let mut remark = "";
        match request.header("authorization")[..] {
            [] => {}
            [field] => match check(rules, &mut state, request, field) {
                Ok(true) => {
                    let headers = ["content-type: application/json"];
                    return Response::kept("200 OK", &headers, PEER.as_bytes());
                }
                Ok(false) if rules.says_stale => remark = ", stale=true",
                Ok(false) => {}
                Err(fault) => state.faults.push(fault),
            },
            _ => state.faults.push("several proofs".to_owned()),
        }
        if state.nonces == 0 || !rules.one_nonce {
            state.nonces += 1;
        }
        let mut challenge = format!(
            "Digest realm={}, nonce={}",
            quoted(rules.realm),
            quoted(&format!("{}{}", state.nonces, rules.nonce))
        );
        if let Some(opaque) = rules.opaque {
            write!(challenge, ", opaque={}", quoted(opaque)).unwrap();
        }
        if rules.algorithm != "MD5" {
            write!(challenge, ", algorithm={}", rules.algorithm).unwrap();
        }
        challenge.push_str(if rules.qop { ", qop=\"auth-int, auth\"" } else { "" });
        challenge.push_str(if rules.userhash { ", userhash=true, charset=UTF-8" } else { "" });
        challenge.push_str(remark);
        let mut headers = vec!["content-type: application/json".to_owned()];
        headers.extend(
            rules.fields.iter().map(|field| {
                format!("www-authenticate: {}", field.replace("CHALLENGE", &challenge))
            }),
        );
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        Response::kept("401 Unauthorized", &headers, UNAUTHORIZED.as_bytes())
    }
}

/// Whether the nonce is good still, where nothing else is wrong.
fn check(rules: &Rules, state: &mut State, request: &Request, field: &str) -> Result<bool, String> {
    let mut parameters = parameters(field);
    let mut take = |name: &str, quoted: bool| {
        let index = parameters.iter().position(|parameter| parameter.name == name)?;
        let parameter = parameters.remove(index);
        assert_eq!(parameter.quoted, quoted, "{parameter:?}");
        Some(parameter.value)
    };
    let fault = |what: &str, value: &Option<String>| Err(format!("{what}: {value:?}"));

    // No quoted string holds anything else.
    let is_plain = rules.username.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let username = if is_plain || rules.userhash {
        take("username", true)
    } else {
        let encoded = take("username*", false).unwrap_or_default();
        let encoded = encoded.strip_prefix("UTF-8''").ok_or("username* is in no charset")?;
        Some(percent_decode_str(encoded).decode_utf8().unwrap().into_owned())
    };
    let hashed = hash(rules.algorithm, &[rules.username, rules.realm]);
    let expected = if rules.userhash { &hashed } else { rules.username };
    if username.as_deref() != Some(expected) {
        return fault("username", &username);
    }
    let userhash = take("userhash", false);
    if userhash.as_deref() != rules.userhash.then_some("true") {
        return fault("userhash", &userhash);
    }
    let realm = take("realm", true);
    if realm.as_deref() != Some(rules.realm) {
        return fault("realm", &realm);
    }
    let opaque = take("opaque", true);
    if opaque.as_deref() != rules.opaque {
        return fault("opaque", &opaque);
    }
    let algorithm = take("algorithm", false);
    if algorithm.as_deref().unwrap_or("MD5") != rules.algorithm {
        return fault("algorithm", &algorithm);
    }
    let (method, target) = request.line().split_once(' ').unwrap();
    let uri = take("uri", true);
    if uri.as_deref() != Some(target) {
        return fault("uri", &uri);
    }
    let nonce = take("nonce", true).unwrap_or_default();
    let number = nonce.strip_suffix(rules.nonce).and_then(|number| number.parse::<usize>().ok());
    let Some(number) = number.filter(|number| (1..=state.nonces).contains(number)) else {
        return fault("nonce", &Some(nonce));
    };
    let counted = [take("nc", false), take("cnonce", true), take("qop", false)];
    let counted = match (&counted, rules.qop) {
        ([Some(nc), Some(cnonce), Some(qop)], true) if qop == "auth" && !cnonce.is_empty() => {
            let is_count = nc.len() == 8 && u32::from_str_radix(nc, 16).is_ok();
            if !is_count || !state.used.insert([nonce.clone(), nc.clone()]) {
                return Err(format!("the count {nc}"));
            }
            Some([nc.as_str(), cnonce.as_str()])
        }
        ([None, None, None], false) => None,
        _ => return Err(format!("{counted:?}")),
    };
    let expected = response(&Parts {
        algorithm: rules.algorithm,
        username: rules.username,
        realm: rules.realm,
        password: rules.password,
        method,
        uri: target,
        nonce: &nonce,
        counted,
    });
    let response = take("response", true);
    if response != Some(expected) {
        return fault("response", &response);
    }
    if !parameters.is_empty() {
        return Err(format!("{parameters:?}"));
    }
    Ok(number > state.old)
}
