//! Settings from environment variables, by the names that the document's API gives them.

use std::ffi::OsString;

use crate::api::Environment;
use crate::auth::Method;

/// What the environment sets, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) base_url: Option<String>,
    pub(crate) access_token: Option<String>,
    pub(crate) service_account: Option<(String, String)>,
    pub(crate) digest: Option<(String, String)>,
    pub(crate) problems: Vec<String>,
}

impl Found {
    /// Reads the variables. An empty one counts as one that is not set.
    pub(crate) fn read(names: &Environment, lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let mut found = Self::default();
        let mut value = |names: &[&str]| {
            let (name, text) = names
                .iter()
                .find_map(|name| Some((name, lookup(name).filter(|text| !text.is_empty())?)))?;
            let text = text.into_string();
            if text.is_err() {
                found.problems.push(format!("{name}: is not valid UTF-8"));
            }
            text.ok()
        };
        let base_url = value(names.base_url);
        let access_token = value(names.access_token);
        let accounts = [names.client_id, names.client_secret].map(|names| (names, value(names)));
        let users = [names.username, names.password].map(|names| (names, value(names)));
        found.base_url = base_url;
        found.access_token = access_token;
        found.service_account = found.pair(accounts);
        found.digest = found.pair(users);
        found
    }

    /// Two values that are of use only together.
    fn pair(&mut self, pair: [(&[&str], Option<String>); 2]) -> Option<(String, String)> {
        match pair {
            [(_, Some(one)), (_, Some(other))] => Some((one, other)),
            [(set, Some(_)), (lacking, None)] | [(lacking, None), (set, Some(_))] => {
                self.problems.push(format!(
                    "environment: {} is set and {} is not: both are needed",
                    alternatives(set),
                    alternatives(lacking)
                ));
                None
            }
            [(_, None), (_, None)] => None,
        }
    }
}

/// What to set for each way to prove who is calling that the document's security knows.
pub(crate) fn advice(names: &Environment, methods: impl Iterator<Item = Method>) -> String {
    let ways: Vec<String> = methods
        .filter_map(|method| match method {
            Method::Bearer => Some(format!("{} (access token)", given(&[names.access_token])?)),
            Method::ServiceAccount => Some(format!(
                "{} (service account)",
                given(&[names.client_id, names.client_secret])?
            )),
            Method::Digest => {
                Some(format!("{} (HTTP Digest)", given(&[names.username, names.password])?))
            }
        })
        .collect();
    format!("environment: it holds no credentials, set {}", ways.join(", or "))
}

/// Variables that are needed together; nothing where one of them has no name.
fn given(all: &[&[&str]]) -> Option<String> {
    let all: Option<Vec<String>> =
        all.iter().map(|names| (!names.is_empty()).then(|| alternatives(names))).collect();
    Some(all?.join(" and "))
}

fn alternatives(names: &[&str]) -> String {
    match names {
        [name] => (*name).to_owned(),
        [name, others @ ..] => format!("{name} (or {})", others.join(", ")),
        [] => "nothing".to_owned(),
    }
}
