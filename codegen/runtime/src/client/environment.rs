//! Settings from environment variables, by the names that the document's API gives them.

use std::ffi::OsString;

use crate::api::{Environment, SecurityScheme};
use crate::auth::Method;

/// What the environment sets, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) base_url: Option<String>,
    pub(crate) access_token: Option<String>,
    pub(crate) service_account: Option<(String, String)>,
    /// User name and password.
    pub(crate) user: Option<(String, String)>,
    /// Keys by the names of their security schemes.
    pub(crate) api_keys: Vec<(&'static str, String)>,
    pub(crate) problems: Vec<String>,
}

impl Found {
    /// Reads the variables. An empty one counts as one that is not set.
    pub(crate) fn read(
        names: &Environment,
        schemes: &'static [SecurityScheme],
        lookup: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let mut found = Self::default();
        let mut value = |names: &'static [&'static str]| {
            let set = names
                .iter()
                .find_map(|name| Some((name, lookup(name).filter(|text| !text.is_empty())?)));
            let Some((name, text)) = set else { return Variable { names, value: None } };
            let text = text.into_string().map_err(|_| {
                found.problems.push(format!("{name}: is not valid UTF-8"));
            });
            Variable { names, value: Some(text.unwrap_or_default()) }
        };
        let base_url = value(names.base_url);
        let access_token = value(names.access_token);
        let account = [value(names.client_id), value(names.client_secret)];
        let user = [value(names.username), value(names.password)];
        let api_keys = schemes
            .iter()
            .filter_map(|scheme| Some((scheme.name, value(scheme.kind.key_variables()?).value?)));
        let api_keys: Vec<_> = api_keys.collect();
        found.api_keys = api_keys;
        found.base_url = base_url.value;
        found.access_token = access_token.value;
        found.service_account = found.pair(account);
        found.user = found.pair(user);
        found
    }

    /// Two values that are of use only together.
    fn pair(&mut self, pair: [Variable; 2]) -> Option<(String, String)> {
        let names = pair.each_ref().map(|variable| alternatives(variable.names));
        let [one, other] = pair.map(|variable| variable.value);
        let (set, lacking) = match (one, other) {
            (Some(one), Some(other)) => return Some((one, other)),
            (None, None) => return None,
            (Some(_), None) => (&names[0], &names[1]),
            (None, Some(_)) => (&names[1], &names[0]),
        };
        self.problems
            .push(format!("environment: {set} is set and {lacking} is not: both are needed"));
        None
    }

    /// Whether there is anything to prove with who is calling.
    pub(crate) fn has_credentials(&self) -> bool {
        let is_user = self.service_account.is_some() || self.user.is_some();
        self.access_token.is_some() || is_user || !self.api_keys.is_empty()
    }
}

/// A setting: the names of its variables, and the value of the first that is set; of one that is no text an empty
/// one, which has been reported.
struct Variable {
    names: &'static [&'static str],
    value: Option<String>,
}

/// What to set for each way to prove who is calling that the document's security knows.
pub(crate) fn advice(
    names: &Environment,
    schemes: &[SecurityScheme],
    methods: impl Iterator<Item = Method>,
) -> String {
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
            Method::Basic => {
                Some(format!("{} (HTTP Basic)", given(&[names.username, names.password])?))
            }
        })
        .chain(schemes.iter().filter_map(|scheme| {
            let variables = given(&[scheme.kind.key_variables()?])?;
            Some(format!("{variables} (API key `{}`)", scheme.name))
        }))
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
