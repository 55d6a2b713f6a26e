//! Store of access tokens between runs, in a file that only the user can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;
use serde_json::{Map, Value as Json, json};

use crate::auth::{AccessToken, TokenStore};
use crate::{BoxError, BoxFuture};

/// A file in the user's cache folder, with tokens by account.
#[derive(Debug, Clone)]
pub(super) struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// Returns the file of a program; `None` if the user has no cache folder.
    pub(super) fn of(program: &str) -> Option<Self> {
        Some(Self { path: dirs::cache_dir()?.join(program).join("tokens.json") })
    }

    fn read(&self) -> io::Result<Map<String, Json>> {
        match fs::read(&self.path) {
            // A corrupt file is overwritten by the next token.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Map::new()),
            Err(error) => Err(error),
        }
    }

    /// Replaces the file atomically, so that a concurrent run reads the old or the new one.
    fn write(&self, tokens: Map<String, Json>) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let temporary = folder.join(format!("tokens.{:016x}", fastrand::u64(..)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let result = options
            .open(&temporary)
            .and_then(|mut file| file.write_all(Json::Object(tokens).to_string().as_bytes()))
            .and_then(|()| fs::rename(&temporary, &self.path));
        if result.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        result
    }
}

impl TokenStore for TokenFile {
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        let token = self.read().map(|tokens| tokens.get(account).and_then(parse_token));
        Box::pin(async { Ok(token?) })
    }

    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        let result = self.read().and_then(|mut tokens| {
            tokens.retain(|_, stored| parse_token(stored).is_some_and(|token| is_valid(&token)));
            let seconds = token.expires_at().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let stored = json!({
                "token": token.secret().expose_secret(),
                "expiresAt": seconds.map(|seconds| seconds.as_secs()),
            });
            tokens.insert(account.to_owned(), stored);
            self.write(tokens)
        });
        Box::pin(async { Ok(result?) })
    }

    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>> {
        let result = self.read().and_then(|mut tokens| {
            if tokens.remove(account).is_some() { self.write(tokens) } else { Ok(()) }
        });
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

fn is_valid(token: &AccessToken) -> bool {
    token.expires_at().is_none_or(|at| SystemTime::now() < at)
}
