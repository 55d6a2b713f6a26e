//! Dry runs: the request as HTTP or as a curl command, without secrets.

use std::fmt::Write as _;

use url::Url;

use super::stream::is_hidden;
use crate::auth::{AuthMethod, AuthPlan};
use crate::body::BodySource;
use crate::cli::arguments::{Invocation, flag};
use crate::cli::environment;
use crate::percent::encode;
use crate::spec::{Api, SecurityKind};
use crate::text::steers_terminal;
use crate::transport::OutgoingRequest;
use crate::wire::HIDDEN;

/// A request that is printed instead of sent.
pub(in crate::cli) struct DryRun<'a> {
    pub(in crate::cli) api: &'static Api,
    pub(in crate::cli) invocation: Invocation<'a>,
    pub(in crate::cli) request: &'a OutgoingRequest,
    pub(in crate::cli) plan: &'a AuthPlan,
}

impl DryRun<'_> {
    /// Returns the request in the syntax of HTTP/1.1.
    pub(in crate::cli) fn http(&self) -> String {
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
                SecurityKind::ApiKeyQuery { name, .. } => {
                    query.push(format!("{}={HIDDEN}", encode(name)));
                }
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
            for piece in body.sources() {
                let _ = match piece {
                    BodySource::Bytes(bytes) => write!(text, "{}", String::from_utf8_lossy(bytes)),
                    BodySource::File(path) => write!(text, "[the bytes of {}]", path.display()),
                    BodySource::Elsewhere => write!(text, "[the bytes of {}]", self.file()),
                };
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }

    /// Returns the request as a shell command that reads the credentials from the environment.
    pub(in crate::cli) fn curl(&self) -> String {
        let OutgoingRequest { method, url, headers, body } = self.request;
        let mut address = url.to_string();
        let mut secrets = Vec::new();
        for (kind, variable) in self.keys() {
            let Some(variable) = variable else { continue };
            match kind {
                SecurityKind::ApiKeyHeader { name, .. } => {
                    secrets.push(format!("--header {}", word(&format!("{name}: "), &[variable])));
                }
                SecurityKind::ApiKeyCookie { name, .. } => {
                    secrets.push(format!("--cookie {}", word(&format!("{name}="), &[variable])));
                }
                SecurityKind::ApiKeyQuery { name, .. } => {
                    // curl encodes the value, not the name, and appends both to the query.
                    let query = word(&format!("{}=", encode(name)), &[variable]);
                    secrets.push(format!("--url-query {query}"));
                }
                _ => {}
            }
        }
        secrets.extend(self.plan.method.and_then(|method| self.authentication(method)));
        if address.contains(['[', ']', '{', '}']) {
            secrets.insert(0, "--globoff".to_owned());
        }
        address = quote(&address);
        // With `--request HEAD`, curl would wait for a response body.
        let verb = match method.as_str() {
            "HEAD" => "--head".to_owned(),
            method => format!("--request {}", quote(method)),
        };
        let mut parts = vec![format!("curl {verb} {address}")];
        for (name, value) in headers {
            if !is_hidden(name, value) {
                let value = String::from_utf8_lossy(value.as_bytes());
                // With a colon and no value, curl would remove the header.
                let field =
                    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
                parts.push(format!("--header {}", quote(&field)));
            }
        }
        parts.extend(secrets);
        let mut before = String::new();
        if let Some(body) = body {
            let sources = body.sources();
            let pasted = match sources.as_slice() {
                [BodySource::Bytes(bytes)] => pasteable(bytes),
                _ => None,
            };
            parts.push(match (pasted, sources.as_slice()) {
                (Some(text), _) => format!("--data-raw {}", quote(text)),
                (None, [BodySource::File(path)]) => {
                    format!("--data-binary {}", quote(&format!("@{}", path.display())))
                }
                (None, [BodySource::Elsewhere]) => {
                    format!("--data-binary {}", quote(&format!("@{}", self.file())))
                }
                (None, pieces) => {
                    let commands: Vec<String> =
                        pieces.iter().map(|piece| self.print_command(*piece)).collect();
                    before = format!("{{ {}; }} | ", commands.join("; "));
                    "--data-binary @-".to_owned()
                }
            });
        }
        format!("{before}{}\n", parts.join(" \\\n  "))
    }

    /// Returns a shell command that prints a piece of the body.
    fn print_command(&self, piece: BodySource<'_>) -> String {
        match piece {
            BodySource::Bytes(bytes) => format!("printf {}", printf_format(bytes)),
            BodySource::File(path) => format!("cat -- {}", quote(&path.display().to_string())),
            BodySource::Elsewhere => format!("cat -- {}", quote(self.file())),
        }
    }

    /// Returns the curl options of an authentication method.
    fn authentication(&self, method: AuthMethod) -> Option<String> {
        let names = environment::variables(self.api, method);
        Some(match (method, names.as_slice()) {
            (AuthMethod::Bearer, [_]) => {
                format!("--header {}", word("Authorization: Bearer ", &names))
            }
            (AuthMethod::Digest, [_, _]) => format!("--digest --user {}", word("", &names)),
            (AuthMethod::Basic, [_, _]) => format!("--basic --user {}", word("", &names)),
            (AuthMethod::ServiceAccount, [_, _]) => {
                let token_url = self.plan.account.as_ref()?.token_url();
                format!(
                    "--header \"Authorization: Bearer $(curl --silent --user {} \
                     --data grant_type=client_credentials {} | \
                     sed 's/.*\"access_token\" *: *\"\\([^\"]*\\)\".*/\\1/')\"",
                    word("", &names),
                    quote(token_url.as_str())
                )
            }
            _ => return None,
        })
    }

    /// Returns the API keys with their locations and variables.
    fn keys(&self) -> impl Iterator<Item = (SecurityKind, Option<&'static str>)> + '_ {
        self.plan.keys.iter().filter_map(|key| environment::key(self.api, key.scheme()))
    }

    /// Returns the path of the body's file, `-` for standard input.
    fn file(&self) -> &str {
        self.invocation.text(flag::FILE).unwrap_or("-")
    }
}

/// Returns host and port as in the `host` header.
fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Returns bytes as text if a terminal shows all of it, and passes it on unchanged when it is pasted.
fn pasteable(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.contains(|it| it != '\n' && steers_terminal(it))).then_some(text)
}

/// Returns one word for a shell: text of the document, then the values of environment variables
/// with colons between them. Only the variables are expanded.
pub(in crate::cli) fn word(text: &str, variables: &[&str]) -> String {
    let text = if text.is_empty() { String::new() } else { quote(text) };
    let values: Vec<String> = variables.iter().map(|name| format!("${name}")).collect();
    format!("{text}\"{}\"", values.join(":"))
}

/// Quotes a text as one word, alike for POSIX shells, zsh and fish.
pub(in crate::cli) fn quote(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=@%+,".contains(&byte);
    // At the start of a word, zsh expands `=` and fish `%`.
    let is_expanded = text.starts_with(['=', '%']);
    if !text.is_empty() && !is_expanded && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let mut word = String::from("'");
    for character in text.chars() {
        match character {
            // Between quotes, fish reads escapes, so that backslashes are outside of them, as quotes are.
            '\'' | '\\' => word.extend(["'\\", character.encode_utf8(&mut [0; 4]), "'"]),
            other => word.push(other),
        }
    }
    word.push('\'');
    word
}

/// Returns a quoted `printf` format that prints bytes. `printf` is built into shells, so the length
/// of its arguments is not limited.
pub(in crate::cli) fn printf_format(bytes: &[u8]) -> String {
    let mut text = String::from("'");
    for &byte in bytes {
        // A leading dash would start an option.
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
    use super::{printf_format, quote, word};

    #[test]
    fn escapes_bytes_for_printf() {
        assert_eq!(printf_format(b"--a%\n\0\xff'\\1"), "'\\055-a\\045\\012\\000\\377\\047\\1341'");
    }

    #[test]
    fn expands_only_variables() {
        assert_eq!(word("", &["USER", "PASSWORD"]), "\"$USER:$PASSWORD\"");
        assert_eq!(word("X-Key: ", &["KEY"]), "'X-Key: '\"$KEY\"");
        assert_eq!(word("`id`$(id)=", &["KEY"]), "'`id`$(id)='\"$KEY\"");
    }

    #[test]
    fn quotes_one_shell_word() {
        for (text, word) in [
            ("https://a.example/x", "https://a.example/x"),
            ("a b", "'a b'"),
            ("it's", "'it'\\''s'"),
            ("$(rm)", "'$(rm)'"),
            ("a\\", r"'a'\\''"),
            ("\\';id;'", r"''\\''\'';id;'\'''"),
            ("=ls", "'=ls'"),
            ("%self", "'%self'"),
            ("", "''"),
        ] {
            assert_eq!(quote(text), word);
        }
    }
}
