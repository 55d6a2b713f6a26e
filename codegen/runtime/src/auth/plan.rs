//! The selection of credentials for a call, from the security requirements of its operation.

use std::sync::Arc;

use super::credentials::{AuthMethod, Credentials};
use super::key::ApiKey;
use super::service_account::ServiceAccount;
use crate::spec::{Api, Operation};

/// The credentials that a call is sent with.
#[derive(Debug, Clone, Default)]
pub(crate) struct AuthPlan {
    /// The method that sets `Authorization`.
    pub(crate) method: Option<AuthMethod>,
    /// The account of [`AuthMethod::ServiceAccount`], at the token endpoint of the security scheme.
    pub(crate) account: Option<Arc<ServiceAccount>>,
    pub(crate) keys: Vec<Arc<ApiKey>>,
}

/// The rank of a plan; the lowest is preferred: complete before incomplete, with credentials before
/// without, then by the order of [`AuthMethod`].
type Rank = (bool, bool, Option<usize>);

impl Credentials {
    /// Returns the best plan for the security requirements of an operation.
    ///
    /// An incomplete plan is used only if none is complete: a default header may supply the rest, and
    /// otherwise the service responds with 401.
    pub(crate) fn for_operation(&self, api: &Api, operation: &Operation) -> AuthPlan {
        let plans =
            operation.security.iter().filter_map(|schemes| self.for_requirement(api, schemes));
        plans.min_by_key(|(rank, _)| *rank).map(|(_, plan)| plan).unwrap_or_default()
    }

    /// Returns the plan for a request outside the document: the preferred method and all keys.
    pub(crate) fn for_raw_request(&self) -> AuthPlan {
        let account = self.service_accounts.first().cloned();
        AuthPlan { method: self.methods().next(), account, keys: self.keys.clone() }
    }

    /// Returns the plan for schemes that are needed together; `None` without credentials for any of
    /// them.
    fn for_requirement(&self, api: &Api, schemes: &[&str]) -> Option<(Rank, AuthPlan)> {
        let mut plan = AuthPlan::default();
        let mut is_incomplete = false;
        for name in schemes {
            if let Some(key) = self.keys.iter().find(|key| key.scheme == *name) {
                plan.keys.push(Arc::clone(key));
                continue;
            }
            let kind = api.security_schemes.iter().find(|scheme| scheme.name == *name);
            let method =
                kind.and_then(|scheme| self.methods().find(|method| method.satisfies(scheme.kind)));
            let account = self.service_accounts.iter().find(|account| account.is_for(name));
            match (method, plan.method) {
                (Some(method), None) => {
                    plan.method = Some(method);
                    plan.account = account.cloned();
                }
                // Another token endpoint issues another token.
                (Some(method), Some(selected))
                    if method == selected
                        && (method != AuthMethod::ServiceAccount
                            || plan.account.as_ref().is_some_and(|it| it.is_for(name))) => {}
                // A request has only one `Authorization`.
                (Some(_), Some(_)) | (None, _) => is_incomplete = true,
            }
        }
        let is_empty = plan.method.is_none() && plan.keys.is_empty();
        let position = |method| AuthMethod::ALL.into_iter().position(|other| other == method);
        let last = Some(AuthMethod::ALL.len());
        let rank = plan.method.map_or(last, position);
        (schemes.is_empty() || !is_empty).then_some(((is_incomplete, is_empty, rank), plan))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a panic fails the test")]
mod tests {
    use super::*;
    use crate::auth::basic::Basic;
    use crate::auth::bearer::{Bearer, BearerToken};
    use crate::auth::digest::Digest;
    use crate::spec::{Environment, SecurityKind, SecurityScheme};

    const API: Api = Api {
        name: "api",
        version: "1",
        servers: &[],
        security_schemes: &[
            SecurityScheme { name: "bearer", kind: SecurityKind::HttpBearer },
            SecurityScheme { name: "basic", kind: SecurityKind::HttpBasic },
            SecurityScheme { name: "digest", kind: SecurityKind::HttpDigest },
            SecurityScheme {
                name: "key",
                kind: SecurityKind::ApiKeyHeader { name: "X-Key", environment: &[] },
            },
            SecurityScheme {
                name: "app",
                kind: SecurityKind::ApiKeyQuery { name: "app", environment: &[] },
            },
        ],
        environment: Environment::NONE,
    };

    fn credentials(names: &[&str]) -> Credentials {
        let mut credentials = Credentials::default();
        for name in names {
            let scheme = API.security_schemes.iter().find(|scheme| scheme.name == *name).unwrap();
            match *name {
                "bearer" => {
                    let token = BearerToken::new("token".into()).unwrap();
                    credentials.bearer = Some(Bearer::Fixed(token));
                }
                "basic" => credentials.basic = Basic::new("me".to_owned(), "pw".into()).ok(),
                "digest" => credentials.digest = Some(Digest::new("me".to_owned(), "pw".into())),
                _ => {
                    let key = ApiKey::new(scheme.name, scheme.kind, "key".into()).unwrap();
                    credentials.keys.push(Arc::new(key));
                }
            }
        }
        credentials
    }

    #[test]
    fn selects_the_best_complete_requirement() {
        type Requirements = &'static [&'static [&'static str]];
        type Expected = (Option<AuthMethod>, &'static [&'static str]);
        const ANONYMOUS: Expected = (None, &[]);
        let rows: &[(&[&str], Requirements, Expected)] = &[
            (&["key"], &[&["key"]], (None, &["key"])),
            (&["key", "app"], &[&["key", "app"]], (None, &["key", "app"])),
            (&["key", "bearer"], &[&["key"], &["bearer"]], (Some(AuthMethod::Bearer), &[])),
            (&["key", "bearer"], &[&["key", "bearer"]], (Some(AuthMethod::Bearer), &["key"])),
            (&["key", "bearer"], &[&["bearer", "app"], &["key"]], (None, &["key"])),
            (&["bearer"], &[&["bearer", "app"]], (Some(AuthMethod::Bearer), &[])),
            (&["basic", "digest"], &[&["basic"], &["digest"]], (Some(AuthMethod::Digest), &[])),
            (&["basic", "digest"], &[&["basic"]], (Some(AuthMethod::Basic), &[])),
            (&["basic"], &[&[], &["basic"]], (Some(AuthMethod::Basic), &[])),
            (&["key"], &[&["basic"], &[]], ANONYMOUS),
            (&["key"], &[&["unknown"]], ANONYMOUS),
            (&["key"], &[], ANONYMOUS),
            (&[], &[&["key"]], ANONYMOUS),
        ];
        for (available, security, expected) in rows {
            let operation = Operation {
                id: "id",
                method: http::Method::GET,
                path: "/",
                accept: "",
                content_type: None,
                parameters: &[],
                security,
                errors: &[],
                required_headers: &[],
            };
            let plan = credentials(available).for_operation(&API, &operation);
            let keys: Vec<&str> = plan.keys.iter().map(|key| key.scheme).collect();
            assert_eq!((plan.method, keys.as_slice()), *expected, "{available:?} {security:?}");
        }
    }
}
