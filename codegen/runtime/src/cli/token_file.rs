//! The token file: where access tokens are kept between runs, for nobody but the user to read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::ExposeSecret;
use serde_json::{Map, Value as Json, json};

use crate::auth::{AccessToken, TokenStore};
use crate::{BoxError, BoxFuture};

/// Tokens by account, in a file of the user's cache folder.
#[derive(Debug, Clone)]
pub(super) struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// The file of a program; nothing where the user has no folder for such things.
    pub(super) fn of(program: &str) -> Option<Self> {
        Some(Self { path: dirs::cache_dir()?.join(program).join("tokens.json") })
    }

    fn read(&self) -> io::Result<Map<String, Json>> {
        match fs::read(&self.path) {
            // What is no JSON was not written by us, and is of no use.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Map::new()),
            Err(error) => Err(error),
        }
    }

    /// Writes the file as a whole: another run reads the one before or this one.
    fn write(&self, tokens: Map<String, Json>) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let beside = folder.join(format!("tokens.{:016x}", fastrand::u64(..)));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let written = options
            .open(&beside)
            .and_then(|mut file| file.write_all(Json::Object(tokens).to_string().as_bytes()))
            .and_then(|()| fs::rename(&beside, &self.path));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
        }
        written
    }
}

impl TokenStore for TokenFile {
    fn load(&self, account: &str) -> BoxFuture<Result<Option<AccessToken>, BoxError>> {
        let token = self.read().map(|tokens| tokens.get(account).and_then(token));
        Box::pin(async { Ok(token?) })
    }

    fn save(&self, account: &str, token: AccessToken) -> BoxFuture<Result<(), BoxError>> {
        let written = self.read().and_then(|mut tokens| {
            tokens.retain(|_, kept| self::token(kept).is_some_and(|kept| is_good(&kept)));
            let seconds = token.expires_at().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let kept = json!({
                "token": token.secret().expose_secret(),
                "expiresAt": seconds.map(|seconds| seconds.as_secs()),
            });
            tokens.insert(account.to_owned(), kept);
            self.write(tokens)
        });
        Box::pin(async { Ok(written?) })
    }

    fn remove(&self, account: &str) -> BoxFuture<Result<(), BoxError>> {
        let written = self.read().and_then(|mut tokens| {
            if tokens.remove(account).is_some() { self.write(tokens) } else { Ok(()) }
        });
        Box::pin(async { Ok(written?) })
    }
}

/// A token as it is kept.
fn token(kept: &Json) -> Option<AccessToken> {
    let secret = kept.get("token")?.as_str()?;
    let expires_at = match kept.get("expiresAt")? {
        Json::Null => None,
        seconds => Some(UNIX_EPOCH.checked_add(Duration::from_secs(seconds.as_u64()?))?),
    };
    Some(AccessToken::new(secret.to_owned(), expires_at))
}

fn is_good(token: &AccessToken) -> bool {
    token.expires_at().is_none_or(|at| SystemTime::now() < at)
}
