//! The object types of OpenAPI Overlay 1.0.

use super::rule::{ObjectType, Rule, object, optional, required};

pub(super) static OVERLAY: ObjectType = object(
    "an overlay",
    &[
        required("overlay", Rule::String),
        required("info", Rule::Object(&INFO)),
        optional("extends", Rule::String),
        required("actions", Rule::List(&Rule::Object(&ACTION))),
    ],
);

static INFO: ObjectType = object(
    "the info object of an overlay",
    &[required("title", Rule::String), required("version", Rule::String)],
);

pub(super) static ACTION: ObjectType = object(
    "an action",
    &[
        required("target", Rule::String),
        optional("description", Rule::String),
        optional("update", Rule::Any),
        optional("remove", Rule::Boolean),
    ],
);
