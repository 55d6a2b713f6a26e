//! Store of access tokens between runs, in a file that only the user can read and write.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;
use serde_json::{Map, Value as Json, json};

use super::output::warn;
use super::private_file;
use crate::auth::{AccessToken, TokenStore};
use crate::{BoxError, BoxFuture};

/// A file in the user's cache folder, with tokens by account.
///
/// A file that somebody else can have written is neither read nor replaced: its token could be that
/// of another account, whose owner would see the requests.
#[derive(Debug)]
pub(super) struct TokenFile {
    path: PathBuf,
    /// Whether standard error says already that the file is ignored.
    is_reported: AtomicBool,
}

impl TokenFile {
    /// Returns the file of a program; `None` if the user has no cache folder.
    pub(super) fn of(program: &str) -> Option<Self> {
        let path = dirs::cache_dir()?.join(program).join("tokens.json");
        Some(Self { path, is_reported: AtomicBool::new(false) })
    }

    /// Returns the stored tokens; `None` if the file is ignored, which is reported once.
    fn read(&self) -> Option<Map<String, Json>> {
        let content = private_file::open(&self.path).and_then(|mut file| {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        });
        match content {
            // A corrupt file is overwritten by the next token.
            Ok(bytes) => Some(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if is_absent(&error) => Some(Map::new()),
            Err(error) => {
                if !self.is_reported.swap(true, Ordering::Relaxed) {
                    warn(&format!(
                        "warning: the token cache {} is ignored: {error}; remove it, or correct its owner and mode",
                        self.path.display()
                    ));
                }
                None
            }
        }
    }

    /// Replaces the file atomically, so that a concurrent run reads the old or the new one.
    fn write(&self, tokens: Map<String, Json>) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        private_file::create_folder(folder)?;
        let temporary = folder.join(format!("tokens.{:016x}", fastrand::u64(..)));
        let result = private_file::create(&temporary)
            .and_then(|mut file| file.write_all(Json::Object(tokens).to_string().as_bytes()))
            .and_then(|()| fs::rename(&temporary, &self.path));
        if result.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        result
    }

    /// Changes the stored tokens. `change` returns whether they are to be written.
    fn update(&self, change: impl FnOnce(&mut Map<String, Json>) -> bool) -> io::Result<()> {
        let Some(mut tokens) = self.read() else { return Ok(()) };
        if change(&mut tokens) { self.write(tokens) } else { Ok(()) }
    }
}

impl TokenStore for TokenFile {
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        let token = self.read().and_then(|tokens| parse_token(tokens.get(account)?));
        Box::pin(async { Ok(token) })
    }

    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        let result = self.update(|tokens| {
            tokens.retain(|_, stored| parse_token(stored).is_some_and(|token| is_valid(&token)));
            let seconds = token.expires_at().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let stored = json!({
                "token": token.secret().expose_secret(),
                "expiresAt": seconds.map(|seconds| seconds.as_secs()),
            });
            tokens.insert(account.to_owned(), stored);
            true
        });
        Box::pin(async { Ok(result?) })
    }

    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>> {
        let result = self.update(|tokens| tokens.remove(account).is_some());
        Box::pin(async { Ok(result?) })
    }
}

/// Parses a stored token.
fn parse_token(stored: &Json) -> Option<AccessToken> {
    let secret = stored.get("token")?.as_str()?;
    let expires_at = match stored.get("expiresAt")? {
        Json::Null => None,
        seconds => Some(UNIX_EPOCH.checked_add(Duration::from_secs(seconds.as_u64()?))?),
    };
    Some(AccessToken::new(secret.to_owned(), expires_at))
}

/// Whether there is no file, or no folder for it: some users have `/dev/null` as home.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn is_valid(token: &AccessToken) -> bool {
    token.expires_at().is_none_or(|at| SystemTime::now() < at)
}
