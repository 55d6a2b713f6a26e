//! Faults on a real socket: the error, its message, and the number of requests sent.

mod framing;
mod hostile;
mod limits;
mod matrix;
mod messages;
mod refused_streams;
mod stages;

use portolan_runtime::ClientBuilder;

/// An authentication scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Bearer,
    ServiceAccount,
    Digest,
}

const SCHEMES: [Scheme; 3] = [Scheme::Bearer, Scheme::ServiceAccount, Scheme::Digest];

impl Scheme {
    /// Sets credentials of this scheme.
    fn apply(self, builder: ClientBuilder) -> ClientBuilder {
        match self {
            Self::Bearer => builder.bearer_token("token"),
            Self::ServiceAccount => builder.service_account("id", "secret"),
            Self::Digest => builder.digest("user", "password"),
        }
    }
}
