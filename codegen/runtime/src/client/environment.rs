//! Settings from environment variables.

use std::ffi::OsString;

use crate::auth::AuthMethod;
use crate::spec::{Environment, SecurityScheme};

/// The settings in the environment, and problems with them.
#[derive(Default)]
pub(crate) struct EnvironmentSettings {
    pub(crate) base_url: Option<String>,
    pub(crate) access_token: Option<String>,
    pub(crate) service_account: Option<(String, String)>,
    /// The user name and the password.
    pub(crate) user: Option<(String, String)>,
    /// The API keys by security scheme.
    pub(crate) api_keys: Vec<(&'static str, String)>,
    pub(crate) problems: Vec<String>,
}

impl EnvironmentSettings {
    /// Reads the variables. An empty variable counts as unset.
    pub(crate) fn read(
        names: &Environment,
        schemes: &'static [SecurityScheme],
        lookup: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let mut settings = Self::default();
        let mut value = |names: &'static [&'static str]| {
            let set = names
                .iter()
                .find_map(|name| Some((name, lookup(name).filter(|text| !text.is_empty())?)));
            let Some((name, text)) = set else { return Variable { names, value: None } };
            let text = text.into_string().map_err(|_| {
                settings.problems.push(format!("{name}: is not valid UTF-8"));
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
        settings.api_keys = api_keys;
        settings.base_url = base_url.value;
        settings.access_token = access_token.value;
        settings.service_account = settings.pair(account);
        settings.user = settings.pair(user);
        settings
    }

    /// Returns two values that are required together; one without the other is a problem.
    fn pair(&mut self, pair: [Variable; 2]) -> Option<(String, String)> {
        let names = pair.each_ref().map(|variable| one_of(variable.names));
        let [first, second] = pair.map(|variable| variable.value);
        let (set, unset) = match (first, second) {
            (Some(first), Some(second)) => return Some((first, second)),
            (None, None) => return None,
            (Some(_), None) => (&names[0], &names[1]),
            (None, Some(_)) => (&names[1], &names[0]),
        };
        self.problems
            .push(format!("environment: {set} is set and {unset} is not: both are required"));
        None
    }

    /// Whether the environment has any credentials.
    pub(crate) fn has_credentials(&self) -> bool {
        self.access_token.is_some()
            || self.service_account.is_some()
            || self.user.is_some()
            || !self.api_keys.is_empty()
    }
}

/// A setting: the names of its variables, and the value of the first that is set. A value that is not
/// UTF-8 has been reported and is empty.
struct Variable {
    names: &'static [&'static str],
    value: Option<String>,
}

/// Returns the error message that lists the variables for each authentication method of the API.
pub(crate) fn missing_credentials(
    names: &Environment,
    schemes: &[SecurityScheme],
    methods: impl Iterator<Item = AuthMethod>,
) -> String {
    let options: Vec<String> = methods
        .filter_map(|method| match method {
            AuthMethod::Bearer => {
                Some(format!("{} (access token)", all_of(&[names.access_token])?))
            }
            AuthMethod::ServiceAccount => Some(format!(
                "{} (service account)",
                all_of(&[names.client_id, names.client_secret])?
            )),
            AuthMethod::Digest => {
                Some(format!("{} (HTTP Digest)", all_of(&[names.username, names.password])?))
            }
            AuthMethod::Basic => {
                Some(format!("{} (HTTP Basic)", all_of(&[names.username, names.password])?))
            }
        })
        .chain(schemes.iter().filter_map(|scheme| {
            let variables = all_of(&[scheme.kind.key_variables()?])?;
            Some(format!("{variables} (API key `{}`)", scheme.name))
        }))
        .collect();
    format!("environment: no credentials found, set {}", options.join(", or "))
}

/// Lists variables that are required together; `None` if one of the settings has no variable.
fn all_of(settings: &[&[&str]]) -> Option<String> {
    let all: Option<Vec<String>> =
        settings.iter().map(|names| (!names.is_empty()).then(|| one_of(names))).collect();
    Some(all?.join(" and "))
}

/// Lists the variables of one setting.
fn one_of(names: &[&str]) -> String {
    match names {
        [name] => (*name).to_owned(),
        [name, others @ ..] => format!("{name} (or {})", others.join(", ")),
        [] => "nothing".to_owned(),
    }
}
