//! The files of a multipart body, which a model takes in place of JSON values.

use indexmap::IndexMap;

use crate::api::Type;

/// The properties of a body that callers give as bytes.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The properties with the types of their values.
    pub(crate) properties: IndexMap<String, Type>,
    /// The type of additional properties.
    pub(crate) additional_properties: Option<Type>,
}

impl Files {
    pub(crate) fn is_empty(&self) -> bool {
        self.properties.is_empty() && self.additional_properties.is_none()
    }
}
