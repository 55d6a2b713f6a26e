//! The objects of OpenAPI 3.0, in the order of the specification; the schema has a file of its own.

use super::kind::{Kind, Object, object, optional, required};
use super::schema::SCHEMA;

pub(super) static DOCUMENT: Object = object(
    "an OpenAPI document",
    &[
        required("openapi", Kind::Text),
        required("info", Kind::Object(&INFO)),
        optional("servers", Kind::List(&Kind::Object(&SERVER))),
        required("paths", Kind::Object(&PATHS)),
        optional("components", Kind::Object(&COMPONENTS)),
        optional("security", SECURITY),
        optional("tags", Kind::List(&Kind::Object(&TAG))),
        optional("externalDocs", Kind::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static INFO: Object = object(
    "the info of a document",
    &[
        required("title", Kind::Text),
        optional("description", Kind::Text),
        optional("termsOfService", Kind::Text),
        optional("contact", Kind::Object(&CONTACT)),
        optional("license", Kind::Object(&LICENSE)),
        required("version", Kind::Text),
    ],
);

static CONTACT: Object = object(
    "a contact",
    &[optional("name", Kind::Text), optional("url", Kind::Text), optional("email", Kind::Text)],
);

static LICENSE: Object =
    object("a license", &[required("name", Kind::Text), optional("url", Kind::Text)]);

static SERVER: Object = object(
    "a server",
    &[
        required("url", Kind::Text),
        optional("description", Kind::Text),
        optional("variables", Kind::Map(&Kind::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: Object = object(
    "a server variable",
    &[
        optional("enum", Kind::List(&Kind::Text)),
        required("default", Kind::Text),
        optional("description", Kind::Text),
    ],
);

static COMPONENTS: Object = object(
    "the components of a document",
    &[
        optional("schemas", Kind::Components(&SCHEMA)),
        optional("responses", Kind::Components(&RESPONSE)),
        optional("parameters", Kind::Components(&PARAMETER)),
        optional("examples", Kind::Components(&EXAMPLE)),
        optional("requestBodies", Kind::Components(&REQUEST_BODY)),
        optional("headers", Kind::Components(&HEADER)),
        optional("securitySchemes", Kind::Components(&SECURITY_SCHEME)),
        optional("links", Kind::Components(&LINK)),
        optional("callbacks", Kind::Components(&CALLBACK)),
    ],
);

static PATHS: Object = object("the paths of a document", &[]).entries(
    |key| key.starts_with('/'),
    "a path that starts with `/`",
    Kind::Reference(&PATH_ITEM),
);

static PATH_ITEM: Object = object(
    "a path item",
    &[
        optional("summary", Kind::Text),
        optional("description", Kind::Text),
        optional("get", Kind::Object(&OPERATION)),
        optional("put", Kind::Object(&OPERATION)),
        optional("post", Kind::Object(&OPERATION)),
        optional("delete", Kind::Object(&OPERATION)),
        optional("options", Kind::Object(&OPERATION)),
        optional("head", Kind::Object(&OPERATION)),
        optional("patch", Kind::Object(&OPERATION)),
        optional("trace", Kind::Object(&OPERATION)),
        optional("servers", Kind::List(&Kind::Object(&SERVER))),
        optional("parameters", Kind::List(&Kind::Reference(&PARAMETER))),
    ],
);

static OPERATION: Object = object(
    "an operation",
    &[
        optional("tags", Kind::List(&Kind::Text)),
        optional("summary", Kind::Text),
        optional("description", Kind::Text),
        optional("externalDocs", Kind::Object(&EXTERNAL_DOCUMENTATION)),
        optional("operationId", Kind::Text),
        optional("parameters", Kind::List(&Kind::Reference(&PARAMETER))),
        optional("requestBody", Kind::Reference(&REQUEST_BODY)),
        required("responses", Kind::Object(&RESPONSES)),
        optional("callbacks", Kind::Map(&Kind::Reference(&CALLBACK))),
        optional("deprecated", Kind::Flag),
        optional("security", SECURITY),
        optional("servers", Kind::List(&Kind::Object(&SERVER))),
    ],
);

pub(super) static EXTERNAL_DOCUMENTATION: Object = object(
    "external documentation",
    &[optional("description", Kind::Text), required("url", Kind::Text)],
);

static PARAMETER: Object = object(
    "a parameter",
    &[
        required("name", Kind::Text),
        required("in", Kind::OneOf(&["query", "header", "path", "cookie"]))
            .advice("a body is no parameter in OpenAPI 3.0, but a `requestBody`"),
        optional("description", Kind::Text),
        required("required", Kind::Flag).beside("in", "path"),
        optional("required", Kind::Flag),
        optional("deprecated", Kind::Flag),
        optional("allowEmptyValue", Kind::Flag).beside("in", "query"),
        optional("style", Kind::OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]))
            .beside("in", "query"),
        optional("style", Kind::OneOf(&["simple"])).beside("in", "header"),
        optional("style", Kind::OneOf(&["simple", "label", "matrix"])).beside("in", "path"),
        optional("style", Kind::OneOf(&["form"])).beside("in", "cookie"),
        optional("explode", Kind::Flag),
        optional("allowReserved", Kind::Flag).beside("in", "query"),
        optional("schema", Kind::Reference(&SCHEMA)),
        optional("example", Kind::Any),
        optional("examples", Kind::Map(&Kind::Reference(&EXAMPLE))),
        optional("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
    ],
)
.reusable("parameters")
.either("schema", "content");

static REQUEST_BODY: Object = object(
    "a request body",
    &[
        optional("description", Kind::Text),
        required("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
        optional("required", Kind::Flag),
    ],
)
.reusable("requestBodies");

static MEDIA_TYPE: Object = object(
    "a media type",
    &[
        optional("schema", Kind::Reference(&SCHEMA)),
        optional("example", Kind::Any),
        optional("examples", Kind::Map(&Kind::Reference(&EXAMPLE))),
        optional("encoding", Kind::Map(&Kind::Object(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    "an encoding",
    &[
        optional("contentType", Kind::Text),
        optional("headers", Kind::Map(&Kind::Reference(&HEADER))),
        optional("style", Kind::OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        optional("explode", Kind::Flag),
        optional("allowReserved", Kind::Flag),
    ],
);

static RESPONSES: Object =
    object("the responses of an operation", &[optional("default", Kind::Reference(&RESPONSE))])
        .entries(
            is_status,
            "`default`, a status such as `200`, or a class of them such as `4XX`",
            Kind::Reference(&RESPONSE),
        );

fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => true,
        [b'1'..=b'5', rest @ ..] => rest == b"XX",
        _ => false,
    }
}

static RESPONSE: Object = object(
    "a response",
    &[
        required("description", Kind::Text),
        optional("headers", Kind::Map(&Kind::Reference(&HEADER))),
        optional("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
        optional("links", Kind::Map(&Kind::Reference(&LINK))),
    ],
)
.reusable("responses");

static CALLBACK: Object = object("a callback", &[])
    .entries(|_| true, "a runtime expression", Kind::Reference(&PATH_ITEM))
    .reusable("callbacks");

static EXAMPLE: Object = object(
    "an example",
    &[
        optional("summary", Kind::Text),
        optional("description", Kind::Text),
        optional("value", Kind::Any),
        optional("externalValue", Kind::Text),
    ],
)
.reusable("examples");

static LINK: Object = object(
    "a link",
    &[
        optional("operationRef", Kind::Text),
        optional("operationId", Kind::Text),
        optional("parameters", Kind::Map(&Kind::Any)),
        optional("requestBody", Kind::Any),
        optional("description", Kind::Text),
        optional("server", Kind::Object(&SERVER)),
    ],
)
.reusable("links")
.either("operationRef", "operationId");

static HEADER: Object = object(
    "a header",
    &[
        optional("description", Kind::Text),
        optional("required", Kind::Flag),
        optional("deprecated", Kind::Flag),
        optional("style", Kind::OneOf(&["simple"])),
        optional("explode", Kind::Flag),
        optional("schema", Kind::Reference(&SCHEMA)),
        optional("example", Kind::Any),
        optional("examples", Kind::Map(&Kind::Reference(&EXAMPLE))),
        optional("content", Kind::Map(&Kind::Object(&MEDIA_TYPE))),
    ],
)
.reusable("headers")
.either("schema", "content");

static TAG: Object = object(
    "a tag",
    &[
        required("name", Kind::Text),
        optional("description", Kind::Text),
        optional("externalDocs", Kind::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static SECURITY_SCHEME: Object = object(
    "a security scheme",
    &[
        required("type", Kind::OneOf(&["apiKey", "http", "oauth2", "openIdConnect"])),
        optional("description", Kind::Text),
        required("name", Kind::Text).beside("type", "apiKey"),
        required("in", Kind::OneOf(&["query", "header", "cookie"])).beside("type", "apiKey"),
        required("scheme", Kind::Text).beside("type", "http"),
        optional("bearerFormat", Kind::Text).beside("type", "http"),
        required("flows", Kind::Object(&FLOWS)).beside("type", "oauth2"),
        required("openIdConnectUrl", Kind::Text).beside("type", "openIdConnect"),
    ],
)
.reusable("securitySchemes");

static FLOWS: Object = object(
    "the flows of OAuth",
    &[
        optional("implicit", Kind::Object(&IMPLICIT_FLOW)),
        optional("password", Kind::Object(&TOKEN_FLOW)),
        optional("clientCredentials", Kind::Object(&TOKEN_FLOW)),
        optional("authorizationCode", Kind::Object(&AUTHORIZATION_CODE_FLOW)),
    ],
);

static IMPLICIT_FLOW: Object = object(
    "an implicit OAuth flow",
    &[
        required("authorizationUrl", Kind::Text),
        optional("refreshUrl", Kind::Text),
        required("scopes", Kind::Map(&Kind::Text)),
    ],
);

static TOKEN_FLOW: Object = object(
    "an OAuth flow by token URL",
    &[
        required("tokenUrl", Kind::Text),
        optional("refreshUrl", Kind::Text),
        required("scopes", Kind::Map(&Kind::Text)),
    ],
);

static AUTHORIZATION_CODE_FLOW: Object = object(
    "an OAuth flow by authorization code",
    &[
        required("authorizationUrl", Kind::Text),
        required("tokenUrl", Kind::Text),
        optional("refreshUrl", Kind::Text),
        required("scopes", Kind::Map(&Kind::Text)),
    ],
);

/// The names of security schemes with the scopes that each must have.
const SECURITY: Kind = Kind::List(&Kind::Map(&Kind::List(&Kind::Text)));
