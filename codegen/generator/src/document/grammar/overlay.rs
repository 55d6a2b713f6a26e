//! The objects of OpenAPI Overlay 1.0.

use super::kind::{Kind, Object, object, optional, required};

pub(super) static OVERLAY: Object = object(
    "an overlay",
    &[
        required("overlay", Kind::Text),
        required("info", Kind::Object(&INFO)),
        optional("extends", Kind::Text),
        required("actions", Kind::List(&Kind::Object(&ACTION))),
    ],
);

static INFO: Object = object(
    "the info of an overlay",
    &[required("title", Kind::Text), required("version", Kind::Text)],
);

pub(super) static ACTION: Object = object(
    "an action",
    &[
        required("target", Kind::Text),
        optional("description", Kind::Text),
        optional("update", Kind::Any),
        optional("remove", Kind::Flag),
    ],
);
