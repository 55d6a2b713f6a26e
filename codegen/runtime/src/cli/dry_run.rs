//! Dry runs: what would be sent, as HTTP or as a curl command, with no secret in it.

use std::fmt::Write as _;

use http::HeaderName;
use url::Url;

use super::environment;
use super::request::Typed;
use super::tree::flag;
use crate::auth::{AuthMethod, AuthPlan, resolve};
use crate::body::Outline;
use crate::header::is_secret;
use crate::spec::{Api, SecurityKind};
use crate::transport::OutgoingRequest;
use crate::wire::HIDDEN;

/// A request that would be sent.
pub(super) struct DryRun<'a> {
    pub(super) api: &'static Api,
    pub(super) base: &'a Url,
    pub(super) typed: Typed<'a>,
    pub(super) request: &'a OutgoingRequest,
    pub(super) plan: &'a AuthPlan,
}

impl DryRun<'_> {
    /// The request as HTTP has it.
    pub(super) fn http(&self) -> String {
        let OutgoingRequest { method, url, headers, body } = self.request;
        let mut target = url.path().to_owned();
        let mut query = url.query().map(str::to_owned).into_iter().collect::<Vec<_>>();
        let mut fields = vec![format!("host: {}", authority(url))];
        for (name, value) in headers {
            let value = if is_hidden(name, value) {
                HIDDEN.into()
            } else {
                String::from_utf8_lossy(value.as_bytes())
            };
            fields.push(format!("{name}: {value}"));
        }
        fields.extend(self.plan.method.map(|method| {
            let scheme = match method {
                AuthMethod::Bearer | AuthMethod::ServiceAccount => "Bearer",
                AuthMethod::Digest => "Digest",
                AuthMethod::Basic => "Basic",
            };
            format!("authorization: {scheme} {HIDDEN}")
        }));
        for (kind, _) in self.keys() {
            match kind {
                SecurityKind::ApiKeyHeader { name, .. } => {
                    fields.push(format!("{}: {HIDDEN}", name.to_ascii_lowercase()));
                }
                SecurityKind::ApiKeyQuery { name, .. } => query.push(format!("{name}={HIDDEN}")),
                SecurityKind::ApiKeyCookie { name, .. } => {
                    fields.push(format!("cookie: {name}={HIDDEN}"));
                }
                _ => {}
            }
        }
        if !query.is_empty() {
            target.extend(["?", &query.join("&")]);
        }
        let mut text = format!("{method} {target} HTTP/1.1\n{}\n", fields.join("\n"));
        if let Some(body) = body {
            text.push('\n');
            for piece in body.outline() {
                let _ = match piece {
                    Outline::Bytes(bytes) => write!(text, "{}", String::from_utf8_lossy(bytes)),
                    Outline::File(path) => write!(text, "[the bytes of {}]", path.display()),
                    Outline::Elsewhere => write!(text, "[the bytes of {}]", self.file()),
                };
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }

    /// The request as a command of a shell, which takes the credentials from the environment when it is run.
    pub(super) fn curl(&self) -> String {
        let OutgoingRequest { method, url, headers, body } = self.request;
        let mut address = url.to_string();
        let mut secrets = Vec::new();
        for (kind, variable) in self.keys() {
            let Some(variable) = variable else { continue };
            match kind {
                SecurityKind::ApiKeyHeader { name, .. } => {
                    secrets.push(format!("--header \"{name}: ${variable}\""));
                }
                SecurityKind::ApiKeyCookie { name, .. } => {
                    secrets.push(format!("--cookie \"{name}=${variable}\""));
                }
                SecurityKind::ApiKeyQuery { name, .. } => {
                    // Encoded by curl, and put behind what is there.
                    secrets.push(format!("--url-query \"{name}=${variable}\""));
                }
                _ => {}
            }
        }
        secrets.extend(self.plan.method.and_then(|method| self.proof(method)));
        if address.contains(['[', ']', '{', '}']) {
            secrets.insert(0, "--globoff".to_owned());
        }
        address = quoted(&address);
        // With the method's name alone curl would wait for a body that never comes.
        let verb = match method.as_str() {
            "HEAD" => "--head".to_owned(),
            method => format!("--request {method}"),
        };
        let mut parts = vec![format!("curl {verb} {address}")];
        for (name, value) in headers {
            if !is_hidden(name, value) {
                let value = String::from_utf8_lossy(value.as_bytes());
                // A colon with nothing behind it would take the field away.
                let field =
                    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
                parts.push(format!("--header {}", quoted(&field)));
            }
        }
        parts.extend(secrets);
        let mut before = String::new();
        if let Some(body) = body {
            parts.push(match body.outline().as_slice() {
                // No argument of a program can hold what ends one.
                [Outline::Bytes(bytes)]
                    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&0) =>
                {
                    format!("--data-raw {}", quoted(&String::from_utf8_lossy(bytes)))
                }
                [Outline::File(path)] => {
                    format!("--data-binary {}", quoted(&format!("@{}", path.display())))
                }
                [Outline::Elsewhere] => {
                    format!("--data-binary {}", quoted(&format!("@{}", self.file())))
                }
                pieces => {
                    let poured: Vec<String> =
                        pieces.iter().map(|piece| self.poured(*piece)).collect();
                    before = format!("{{ {}; }} | ", poured.join("; "));
                    "--data-binary @-".to_owned()
                }
            });
        }
        format!("{before}{}\n", parts.join(" \\\n  "))
    }

    /// A command of a shell that writes a piece of a body.
    fn poured(&self, piece: Outline<'_>) -> String {
        match piece {
            Outline::Bytes(bytes) => format!("printf {}", printed(bytes)),
            Outline::File(path) => format!("cat -- {}", quoted(&path.display().to_string())),
            Outline::Elsewhere => format!("cat -- {}", quoted(self.file())),
        }
    }

    /// How curl proves who is calling.
    fn proof(&self, method: AuthMethod) -> Option<String> {
        let names = environment::variables(self.api, method);
        Some(match (method, names.as_slice()) {
            (AuthMethod::Bearer, [token]) => format!("--header \"Authorization: Bearer ${token}\""),
            (AuthMethod::Digest, [user, password]) => {
                format!("--digest --user \"${user}:${password}\"")
            }
            (AuthMethod::Basic, [user, password]) => {
                format!("--basic --user \"${user}:${password}\"")
            }
            (AuthMethod::ServiceAccount, [id, secret]) => {
                let token_url = self.token_url()?;
                format!(
                    "--header \"Authorization: Bearer $(curl --silent --user \"${id}:${secret}\" \
                     --data grant_type=client_credentials {} | \
                     sed 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/')\"",
                    quoted(token_url.as_str())
                )
            }
            _ => return None,
        })
    }

    /// Where the service account's token is had.
    fn token_url(&self) -> Option<Url> {
        let declared = self.api.security_schemes.iter().find_map(|scheme| match scheme.kind {
            SecurityKind::OAuth2ClientCredentials { token_url, .. } => Some(token_url),
            _ => None,
        })?;
        resolve(declared, self.base, self.api).ok()
    }

    /// The keys, each with its place and its variable.
    fn keys(&self) -> impl Iterator<Item = (SecurityKind, Option<&'static str>)> + '_ {
        self.plan.keys.iter().filter_map(|key| environment::key(self.api, key.scheme()))
    }

    /// The file that the body comes from.
    fn file(&self) -> &str {
        self.typed.text(flag::FILE).unwrap_or("-")
    }
}

/// Host and port, as the header field has them.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether a field's value is not for anybody's eyes.
pub(super) fn is_hidden(name: &HeaderName, value: &http::HeaderValue) -> bool {
    value.is_sensitive() || is_secret(name) || *name == http::header::SET_COOKIE
}

/// A text as a shell takes it for one word.
fn quoted(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// Bytes as `printf` of every shell makes them, which is part of the shell and has no limit for what it is given.
fn printed(bytes: &[u8]) -> String {
    let mut text = String::from("'");
    for &byte in bytes {
        // What begins with a dash would be taken for an option.
        let is_first_dash = byte == b'-' && text.len() == 1;
        if matches!(byte, b' '..=b'~') && !b"'%\\".contains(&byte) && !is_first_dash {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "\\{byte:03o}");
        }
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::{printed, quoted};

    #[test]
    fn bytes_are_printed_as_they_are() {
        assert_eq!(printed(b"--a%\n\0\xff'\\1"), "'\\055-a\\045\\012\\000\\377\\047\\1341'");
    }

    #[test]
    fn a_shell_takes_what_is_quoted_for_one_word() {
        for (text, word) in [
            ("https://a.example/x", "https://a.example/x"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("$(rm)", "'$(rm)'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
