//! Plans: which of the credentials that a client has go with a call.

use std::sync::Arc;

use super::{Credentials, Key, Method};
use crate::api::{Api, Operation};

/// What goes with a call to prove who is calling.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    /// What fills `Authorization`.
    pub(crate) method: Option<Method>,
    /// The keys, each in its own place.
    pub(crate) keys: Vec<Arc<Key>>,
}

/// How good a plan is, the smallest being the best: whether anything is missing, whether there is nothing at all, and
/// which method it has.
type Rank = (bool, bool, Option<usize>);

impl Credentials {
    /// How an operation is called: with the best of the sets that its security in the document accepts.
    ///
    /// A set of which something is missing is taken only where none is complete: a default header may hold the rest,
    /// and the service says what it thinks.
    pub(crate) fn for_operation(&self, api: &Api, operation: &Operation) -> Plan {
        let plans = operation.security.iter().filter_map(|set| self.for_set(api, set));
        plans.min_by_key(|(rank, _)| *rank).map(|(_, plan)| plan).unwrap_or_default()
    }

    /// How a request is made that the document does not know, and knows no security of.
    pub(crate) fn for_anything(&self) -> Plan {
        Plan { method: self.methods().next(), keys: self.keys.clone() }
    }

    /// What there is for schemes that are needed together; nothing where there is nothing for any of them.
    fn for_set(&self, api: &Api, set: &[&str]) -> Option<(Rank, Plan)> {
        let mut plan = Plan::default();
        let mut is_incomplete = false;
        for name in set {
            if let Some(key) = self.keys.iter().find(|key| key.scheme == *name) {
                plan.keys.push(Arc::clone(key));
                continue;
            }
            let kind = api.security_schemes.iter().find(|scheme| scheme.name == *name);
            let method =
                kind.and_then(|scheme| self.methods().find(|method| method.satisfies(scheme.kind)));
            match (method, plan.method) {
                (Some(method), None) => plan.method = Some(method),
                (Some(method), Some(chosen)) if method == chosen => {}
                // There is one `Authorization` only.
                (Some(_), Some(_)) | (None, _) => is_incomplete = true,
            }
        }
        let is_empty = plan.method.is_none() && plan.keys.is_empty();
        let position = |method| Method::ALL.into_iter().position(|other| other == method);
        let last = Some(Method::ALL.len());
        let rank = plan.method.map_or(last, position);
        (set.is_empty() || !is_empty).then_some(((is_incomplete, is_empty, rank), plan))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test says what it expects by failing")]
mod tests {
    use super::*;
    use crate::api::{Environment, SecurityKind, SecurityScheme};
    use crate::auth::{Basic, Bearer, BearerToken, Digest};

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
                    let key = Key::new(scheme.name, scheme.kind, "key".into()).unwrap();
                    credentials.keys.push(Arc::new(key));
                }
            }
        }
        credentials
    }

    #[test]
    fn the_best_complete_set_is_taken() {
        type Sets = &'static [&'static [&'static str]];
        type Expected = (Option<Method>, &'static [&'static str]);
        const NOBODY: Expected = (None, &[]);
        let rows: &[(&[&str], Sets, Expected)] = &[
            (&["key"], &[&["key"]], (None, &["key"])),
            (&["key", "app"], &[&["key", "app"]], (None, &["key", "app"])),
            (&["key", "bearer"], &[&["key"], &["bearer"]], (Some(Method::Bearer), &[])),
            (&["key", "bearer"], &[&["key", "bearer"]], (Some(Method::Bearer), &["key"])),
            (&["key", "bearer"], &[&["bearer", "app"], &["key"]], (None, &["key"])),
            (&["bearer"], &[&["bearer", "app"]], (Some(Method::Bearer), &[])),
            (&["basic", "digest"], &[&["basic"], &["digest"]], (Some(Method::Digest), &[])),
            (&["basic", "digest"], &[&["basic"]], (Some(Method::Basic), &[])),
            (&["basic"], &[&[], &["basic"]], (Some(Method::Basic), &[])),
            (&["key"], &[&["basic"], &[]], NOBODY),
            (&["key"], &[&["unknown"]], NOBODY),
            (&["key"], &[], NOBODY),
            (&[], &[&["key"]], NOBODY),
        ];
        for (given, security, expected) in rows {
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
            let plan = credentials(given).for_operation(&API, &operation);
            let keys: Vec<&str> = plan.keys.iter().map(|key| key.scheme).collect();
            assert_eq!((plan.method, keys.as_slice()), *expected, "{given:?} {security:?}");
        }
    }
}
