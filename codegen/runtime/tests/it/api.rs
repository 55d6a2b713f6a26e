//! A small API in the form that the generator emits, shared by all tests of calls.

use portolan_runtime::http::Method;
use portolan_runtime::wire::{self, Field, Record, Rule, Value};
use portolan_runtime::{
    Api, Call, Client, ClientBuilder, Envelope, Environment, ErrorBody, Operation, Parameter,
    Response, SecurityKind, SecurityScheme, StatusPattern,
};

use portolan_test_server::Server;

pub(crate) static API: Api = Api {
    name: "peers",
    version: "1.2.3",
    servers: &["https://api.example.com/v2"],
    security_schemes: &[
        SecurityScheme {
            name: "account",
            kind: SecurityKind::OAuth2ClientCredentials {
                token_url: "https://api.example.com/token",
                revocation_url: Some("/revoke"),
            },
        },
        SecurityScheme { name: "digest", kind: SecurityKind::HttpDigest },
    ],
    environment: Environment {
        base_url: &["PEERS_BASE_URL"],
        access_token: &["PEERS_ACCESS_TOKEN"],
        client_id: &["PEERS_CLIENT_ID"],
        client_secret: &["PEERS_CLIENT_SECRET"],
        username: &["PEERS_PUBLIC_KEY", "PEERS_PUBLIC_API_KEY"],
        password: &["PEERS_PRIVATE_KEY", "PEERS_PRIVATE_API_KEY"],
    },
};

const ENVELOPE: Envelope = Envelope { status: "status", content: "content" };

const ERRORS: &[(StatusPattern, usize)] = &[
    (StatusPattern::Exact(400), 0),
    (StatusPattern::Exact(409), 0),
    (StatusPattern::Exact(429), 0),
    (StatusPattern::Class(5), 0),
];

/// An operation with a body, parameters in every location, and a security requirement.
pub(crate) static CREATE: Operation = Operation {
    id: "createPeer",
    method: Method::POST,
    path: "/groups/{groupId}/peers",
    accept: "application/vnd.example.2023-01-01+json",
    content_type: Some("application/vnd.example.2023-01-01+json"),
    parameters: &[
        Parameter::path("groupId").rules(&[Rule::Pattern("^[a-f0-9]{24}$")]),
        Parameter::query("envelope").envelope(ENVELOPE),
        Parameter::query("tag"),
        Parameter::header("X-Trace").rules(&[Rule::MaxLength(8)]),
    ],
    security: &[&["account"], &["digest"]],
    errors: ERRORS,
    required_headers: &[],
};

/// An operation that returns a list and has no security requirement.
pub(crate) static LIST: Operation = Operation {
    id: "listPeers",
    method: Method::GET,
    path: "/peers",
    accept: "application/json",
    content_type: None,
    parameters: &[Parameter::query("envelope").envelope(ENVELOPE)],
    security: &[],
    errors: ERRORS,
    required_headers: &[],
};

/// An operation that accepts HTTP Digest only.
pub(crate) static DIGEST_ONLY: Operation = Operation {
    id: "digestOnly",
    method: Method::GET,
    path: "/digest",
    accept: "application/json",
    content_type: None,
    parameters: &[],
    security: &[&["digest"]],
    errors: &[],
    required_headers: &[],
};

pub(crate) const GROUP: &str = "0123456789abcdef01234567";

#[derive(Clone, PartialEq)]
pub(crate) struct Peer {
    pub(crate) id: Option<String>,
    pub(crate) name: String,
    pub(crate) region: Option<String>,
    pub(crate) size: i32,
}

impl Record for Peer {
    fn blank() -> Self {
        Self { id: wire::empty(), name: wire::empty(), region: wire::empty(), size: wire::empty() }
    }

    fn fields(&self) -> &'static [Field] {
        &[
            Field::Optional("id", &[]),
            Field::Required("name", &[Rule::Pattern("^[a-z]+$")]),
            Field::Required("region", &[]),
            Field::Required("size", &[Rule::Minimum(1.0)]),
        ]
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        Some(match index {
            0 => &self.id,
            1 => &self.name,
            2 => &self.region,
            3 => &self.size,
            _ => return None,
        })
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        Some(match index {
            0 => &mut self.id,
            1 => &mut self.name,
            2 => &mut self.region,
            3 => &mut self.size,
            _ => return None,
        })
    }
}

wire::record!(Peer);

#[derive(Clone, PartialEq)]
pub(crate) struct Peers {
    pub(crate) results: Vec<Peer>,
}

impl Record for Peers {
    fn blank() -> Self {
        Self { results: wire::empty() }
    }

    fn fields(&self) -> &'static [Field] {
        &[Field::Required("results", &[])]
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        Some(match index {
            0 => &self.results,
            _ => return None,
        })
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        Some(match index {
            0 => &mut self.results,
            _ => return None,
        })
    }
}

wire::record!(Peers);

#[derive(Clone, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) error: i32,
    pub(crate) error_code: String,
    pub(crate) detail: Option<String>,
}

impl Record for ApiError {
    fn blank() -> Self {
        Self { error: wire::empty(), error_code: wire::empty(), detail: wire::empty() }
    }

    fn fields(&self) -> &'static [Field] {
        &[
            Field::Required("error", &[]),
            Field::Required("errorCode", &[]),
            Field::Optional("detail", &[]),
        ]
    }

    fn get(&self, index: usize) -> Option<&dyn Value> {
        Some(match index {
            0 => &self.error,
            1 => &self.error_code,
            2 => &self.detail,
            _ => return None,
        })
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Value> {
        Some(match index {
            0 => &mut self.error,
            1 => &mut self.error_code,
            2 => &mut self.detail,
            _ => return None,
        })
    }
}

wire::record!(ApiError);

impl ErrorBody for ApiError {
    fn code(&self) -> Option<&str> {
        Some(&self.error_code)
    }

    fn message(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

pub(crate) type Error = portolan_runtime::Error<ApiError>;

/// A valid request body; [`PEER`] is its JSON.
pub(crate) fn peer() -> Peer {
    Peer { id: None, name: "north".to_owned(), region: None, size: 3 }
}

pub(crate) const PEER: &str = r#"{"name":"north","region":null,"size":3}"#;

pub(crate) fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&API).base_url(server.url())
}

pub(crate) fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

/// Returns a complete call of [`CREATE`].
pub(crate) fn create(client: &Client) -> Call {
    let mut call = client.call(&CREATE);
    call.set(0, &GROUP);
    call.json(&peer());
    call
}

pub(crate) async fn send_create(client: &Client) -> Result<Response<Peer>, Error> {
    create(client).send().await
}

/// Sends a call of [`CREATE`] and returns its error.
pub(crate) async fn create_error(server: &Server) -> Error {
    send_create(&client(server)).await.unwrap_err()
}
