//! The object types of OpenAPI except the schema object, in the order of the specification.

use super::rule::{ObjectType, Recovery, Rule, object, optional, required};
use super::schema::{EXTERNAL_DOCUMENTATION, SCHEMA};
use super::version::Version;

pub(super) static DOCUMENT: ObjectType = object(
    "an OpenAPI document",
    &[
        required("openapi", Rule::String),
        optional("$self", Rule::String).since(Version::V3_2),
        required("info", Rule::Object(&INFO)).fallback(r#"{"title": "", "version": ""}"#),
        optional("jsonSchemaDialect", Rule::String).since(Version::V3_1),
        optional("servers", Rule::List(&Rule::Object(&SERVER))),
        required("paths", Rule::Object(&PATHS)).until(Version::V3_0).fallback("{}"),
        optional("paths", Rule::Object(&PATHS)).since(Version::V3_1).fallback("{}"),
        optional("webhooks", Rule::Map(&Rule::ReferenceOr(&PATH_ITEM))).since(Version::V3_1),
        optional("components", Rule::Object(&COMPONENTS)),
        optional("security", SECURITY),
        optional("tags", Rule::List(&Rule::Object(&TAG))),
        optional("externalDocs", Rule::Object(&EXTERNAL_DOCUMENTATION)),
    ],
);

static INFO: ObjectType = object(
    "the info of a document",
    &[
        required("title", Rule::String).fallback(r#""""#),
        optional("summary", Rule::String).since(Version::V3_1),
        optional("description", Rule::String),
        optional("termsOfService", Rule::String),
        optional("contact", Rule::Object(&CONTACT)),
        optional("license", Rule::Object(&LICENSE)),
        required("version", Rule::String).fallback(r#""""#),
    ],
);

static CONTACT: ObjectType = object(
    "a contact",
    &[
        optional("name", Rule::String),
        optional("url", Rule::String),
        optional("email", Rule::String),
    ],
);

static LICENSE: ObjectType = object(
    "a license",
    &[
        required("name", Rule::String),
        optional("identifier", Rule::String).since(Version::V3_1),
        optional("url", Rule::String),
    ],
);

static SERVER: ObjectType = object(
    "a server",
    &[
        required("url", Rule::String),
        optional("name", Rule::String).since(Version::V3_2),
        optional("description", Rule::String),
        optional("variables", Rule::Map(&Rule::Object(&SERVER_VARIABLE))),
    ],
);

static SERVER_VARIABLE: ObjectType = object(
    "a server variable",
    &[
        optional("enum", Rule::List(&Rule::String)),
        required("default", Rule::String),
        optional("description", Rule::String),
    ],
);

static COMPONENTS: ObjectType = object(
    "the components of a document",
    &[
        optional("schemas", Rule::Components(&SCHEMA)),
        optional("responses", Rule::Components(&RESPONSE)),
        optional("parameters", Rule::Components(&PARAMETER)),
        optional("examples", Rule::Components(&EXAMPLE)),
        optional("requestBodies", Rule::Components(&REQUEST_BODY)),
        optional("headers", Rule::Components(&HEADER)),
        optional("securitySchemes", Rule::Components(&SECURITY_SCHEME)),
        optional("links", Rule::Components(&LINK)),
        optional("callbacks", Rule::Components(&CALLBACK)),
        optional("pathItems", Rule::Components(&PATH_ITEM)).since(Version::V3_1),
        optional("mediaTypes", Rule::Components(&MEDIA_TYPE)).since(Version::V3_2),
    ],
);

static PATHS: ObjectType = object("the paths of a document", &[]).entries(
    |key| key.starts_with('/'),
    "a path that starts with `/`",
    Rule::ReferenceOr(&PATH_ITEM),
);

static PATH_ITEM: ObjectType = object(
    "a path item",
    &[
        optional("summary", Rule::String),
        optional("description", Rule::String),
        optional("get", Rule::Object(&OPERATION)),
        optional("put", Rule::Object(&OPERATION)),
        optional("post", Rule::Object(&OPERATION)),
        optional("delete", Rule::Object(&OPERATION)),
        optional("options", Rule::Object(&OPERATION)),
        optional("head", Rule::Object(&OPERATION)),
        optional("patch", Rule::Object(&OPERATION)),
        optional("trace", Rule::Object(&OPERATION)),
        optional("query", Rule::Object(&OPERATION)).since(Version::V3_2),
        optional("additionalOperations", Rule::Map(&Rule::Object(&OPERATION))).since(Version::V3_2),
        optional("servers", Rule::List(&Rule::Object(&SERVER))),
        optional("parameters", PARAMETERS).essential(),
    ],
);

static OPERATION: ObjectType = object(
    "an operation",
    &[
        optional("tags", Rule::List(&Rule::String)),
        optional("summary", Rule::String),
        optional("description", Rule::String),
        optional("externalDocs", Rule::Object(&EXTERNAL_DOCUMENTATION)),
        optional("operationId", Rule::String),
        optional("parameters", PARAMETERS).essential(),
        optional("requestBody", Rule::ReferenceOr(&REQUEST_BODY)).essential(),
        required("responses", Rule::Object(&RESPONSES)).until(Version::V3_0).fallback("{}"),
        optional("responses", Rule::Object(&RESPONSES)).since(Version::V3_1).fallback("{}"),
        optional("callbacks", Rule::Map(&Rule::ReferenceOr(&CALLBACK))),
        optional("deprecated", Rule::Boolean),
        optional("security", SECURITY),
        optional("servers", Rule::List(&Rule::Object(&SERVER))),
    ],
);

const PARAMETERS: Rule = Rule::List(&Rule::ReferenceOr(&PARAMETER));

static PARAMETER: ObjectType = object(
    "a parameter",
    &[
        required("name", Rule::String),
        required("in", Rule::OneOf(&["query", "header", "path", "cookie"]))
            .until(Version::V3_1)
            .advice("since OpenAPI 3.0 a body is a `requestBody`, not a parameter"),
        required("in", Rule::OneOf(&["query", "header", "path", "cookie", "querystring"]))
            .since(Version::V3_2)
            .advice("since OpenAPI 3.0 a body is a `requestBody`, not a parameter"),
        optional("description", Rule::String),
        required("required", Rule::Boolean).when("in", "path").fallback("true"),
        optional("required", Rule::Boolean),
        optional("deprecated", Rule::Boolean),
        optional("allowEmptyValue", Rule::Boolean).when("in", "query"),
        optional("style", Rule::OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]))
            .when("in", "query"),
        optional("style", Rule::OneOf(&["simple"])).when("in", "header"),
        optional("style", Rule::OneOf(&["simple", "label", "matrix"])).when("in", "path"),
        optional("style", Rule::OneOf(&["form"])).when("in", "cookie").until(Version::V3_1),
        optional("style", Rule::OneOf(&["form", "cookie"]))
            .when("in", "cookie")
            .since(Version::V3_2),
        optional("explode", Rule::Boolean),
        optional("allowReserved", Rule::Boolean).when("in", "query"),
        optional("allowReserved", Rule::Boolean).since(Version::V3_2),
        optional("schema", Rule::ReferenceOr(&SCHEMA)),
        optional("example", Rule::Any),
        optional("examples", Rule::Map(&Rule::ReferenceOr(&EXAMPLE))),
        optional("content", Rule::Map(&Rule::ReferenceOr(&MEDIA_TYPE))),
    ],
)
.reusable("parameters")
.either(["schema", "content"], Some(TEXT))
.recovery(Recovery::Enclosing);

/// The schema of parameters and headers without one: their values are texts.
const TEXT: &str = r#"{"type": "string"}"#;

static REQUEST_BODY: ObjectType = object(
    "a request body",
    &[
        optional("description", Rule::String),
        required("content", Rule::Map(&Rule::ReferenceOr(&MEDIA_TYPE))),
        optional("required", Rule::Boolean),
    ],
)
.reusable("requestBodies")
.recovery(Recovery::Enclosing);

static MEDIA_TYPE: ObjectType = object(
    "a media type",
    &[
        optional("schema", Rule::ReferenceOr(&SCHEMA)),
        optional("example", Rule::Any),
        optional("examples", Rule::Map(&Rule::ReferenceOr(&EXAMPLE))),
        optional("encoding", Rule::Map(&Rule::Object(&ENCODING))),
        optional("itemSchema", Rule::ReferenceOr(&SCHEMA)).since(Version::V3_2),
        optional("prefixEncoding", Rule::List(&Rule::Object(&ENCODING))).since(Version::V3_2),
        optional("itemEncoding", Rule::Object(&ENCODING)).since(Version::V3_2),
    ],
)
.recovery(Recovery::Emptied);

static ENCODING: ObjectType = object(
    "an encoding",
    &[
        optional("contentType", Rule::String),
        optional("headers", Rule::Map(&Rule::ReferenceOr(&HEADER))),
        optional("style", Rule::OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        optional("explode", Rule::Boolean),
        optional("allowReserved", Rule::Boolean),
        optional("encoding", Rule::Map(&Rule::Object(&ENCODING))).since(Version::V3_2),
        optional("prefixEncoding", Rule::List(&Rule::Object(&ENCODING))).since(Version::V3_2),
        optional("itemEncoding", Rule::Object(&ENCODING)).since(Version::V3_2),
    ],
);

static RESPONSES: ObjectType =
    object("the responses of an operation", &[optional("default", Rule::ReferenceOr(&RESPONSE))])
        .entries(
            is_status,
            "`default`, a status such as `200`, or a class of them such as `4XX`",
            Rule::ReferenceOr(&RESPONSE),
        );

fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => true,
        [b'1'..=b'5', rest @ ..] => rest == b"XX",
        _ => false,
    }
}

static RESPONSE: ObjectType = object(
    "a response",
    &[
        optional("summary", Rule::String).since(Version::V3_2),
        required("description", Rule::String).until(Version::V3_1).fallback(r#""""#),
        optional("description", Rule::String).since(Version::V3_2).fallback(r#""""#),
        optional("headers", Rule::Map(&Rule::ReferenceOr(&HEADER))),
        optional("content", Rule::Map(&Rule::ReferenceOr(&MEDIA_TYPE))),
        optional("links", Rule::Map(&Rule::ReferenceOr(&LINK))),
    ],
)
.reusable("responses");

static CALLBACK: ObjectType = object("a callback", &[])
    .entries(|_| true, "a runtime expression", Rule::ReferenceOr(&PATH_ITEM))
    .reusable("callbacks");

static EXAMPLE: ObjectType = object(
    "an example",
    &[
        optional("summary", Rule::String),
        optional("description", Rule::String),
        optional("value", Rule::Any),
        optional("externalValue", Rule::String),
        optional("dataValue", Rule::Any).since(Version::V3_2),
        optional("serializedValue", Rule::String).since(Version::V3_2),
    ],
)
.reusable("examples");

static LINK: ObjectType = object(
    "a link",
    &[
        optional("operationRef", Rule::String),
        optional("operationId", Rule::String),
        optional("parameters", Rule::Map(&Rule::Any)),
        optional("requestBody", Rule::Any),
        optional("description", Rule::String),
        optional("server", Rule::Object(&SERVER)),
    ],
)
.reusable("links")
.either(["operationRef", "operationId"], None);

static HEADER: ObjectType = object(
    "a header",
    &[
        optional("description", Rule::String),
        optional("required", Rule::Boolean),
        optional("deprecated", Rule::Boolean),
        optional("style", Rule::OneOf(&["simple"])),
        optional("explode", Rule::Boolean),
        optional("schema", Rule::ReferenceOr(&SCHEMA)),
        optional("example", Rule::Any),
        optional("examples", Rule::Map(&Rule::ReferenceOr(&EXAMPLE))),
        optional("content", Rule::Map(&Rule::ReferenceOr(&MEDIA_TYPE))),
    ],
)
.reusable("headers")
.either(["schema", "content"], Some(TEXT));

static TAG: ObjectType = object(
    "a tag",
    &[
        required("name", Rule::String),
        optional("summary", Rule::String).since(Version::V3_2),
        optional("description", Rule::String),
        optional("externalDocs", Rule::Object(&EXTERNAL_DOCUMENTATION)),
        optional("parent", Rule::String).since(Version::V3_2),
        optional("kind", Rule::String).since(Version::V3_2),
    ],
);

static SECURITY_SCHEME: ObjectType = object(
    "a security scheme",
    &[
        required("type", Rule::OneOf(SCHEME_TYPES)).until(Version::V3_0),
        required("type", Rule::OneOf(SCHEME_TYPES_OR_TLS)).since(Version::V3_1),
        optional("description", Rule::String),
        required("name", Rule::String).when("type", "apiKey"),
        required("in", Rule::OneOf(&["query", "header", "cookie"])).when("type", "apiKey"),
        required("scheme", Rule::String).when("type", "http"),
        optional("bearerFormat", Rule::String).when("type", "http"),
        required("flows", Rule::Object(&FLOWS)).when("type", "oauth2"),
        optional("oauth2MetadataUrl", Rule::String).when("type", "oauth2").since(Version::V3_2),
        required("openIdConnectUrl", Rule::String).when("type", "openIdConnect"),
        optional("deprecated", Rule::Boolean).since(Version::V3_2),
    ],
)
.reusable("securitySchemes");

const SCHEME_TYPES: &[&str] = &["apiKey", "http", "oauth2", "openIdConnect"];

const SCHEME_TYPES_OR_TLS: &[&str] = &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];

static FLOWS: ObjectType = object(
    "OAuth flows",
    &[
        optional("implicit", Rule::Object(&IMPLICIT_FLOW)),
        optional("password", Rule::Object(&TOKEN_FLOW)),
        optional("clientCredentials", Rule::Object(&TOKEN_FLOW)),
        optional("authorizationCode", Rule::Object(&AUTHORIZATION_CODE_FLOW)),
        optional("deviceAuthorization", Rule::Object(&DEVICE_FLOW)).since(Version::V3_2),
    ],
);

static DEVICE_FLOW: ObjectType = object(
    "an OAuth device flow",
    &[
        required("deviceAuthorizationUrl", Rule::String),
        required("tokenUrl", Rule::String),
        optional("refreshUrl", Rule::String),
        required("scopes", SCOPES).fallback("{}"),
    ],
);

static IMPLICIT_FLOW: ObjectType = object(
    "an implicit OAuth flow",
    &[
        required("authorizationUrl", Rule::String),
        optional("refreshUrl", Rule::String),
        required("scopes", SCOPES).fallback("{}"),
    ],
);

static TOKEN_FLOW: ObjectType = object(
    "an OAuth flow with a token URL",
    &[
        required("tokenUrl", Rule::String),
        optional("refreshUrl", Rule::String),
        required("scopes", SCOPES).fallback("{}"),
    ],
);

static AUTHORIZATION_CODE_FLOW: ObjectType = object(
    "an OAuth authorization code flow",
    &[
        required("authorizationUrl", Rule::String),
        required("tokenUrl", Rule::String),
        optional("refreshUrl", Rule::String),
        required("scopes", SCOPES).fallback("{}"),
    ],
);

/// Scopes of an OAuth flow with their descriptions.
const SCOPES: Rule = Rule::Map(&Rule::String);

/// Security requirements: scheme names with the required scopes.
const SECURITY: Rule = Rule::List(&Rule::Map(&Rule::List(&Rule::String)));
