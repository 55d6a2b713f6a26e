//! Links from responses to other operations.

use openapiv3::{LinkOperation, ReferenceOr, Responses};
use serde_json::Value as Json;

use super::responses::successes;
use crate::api::Link;
use crate::diagnostic::Pointer;
use crate::lower::Lowering;
use crate::lower::schema::reference;

impl<'d> Lowering<'d> {
    /// Returns the links of successful responses, in document order. `document` has reported unresolved references.
    pub(crate) fn links(&mut self, responses: &'d Responses, pointer: &Pointer) -> Vec<Link> {
        let entries = self.entries(responses, pointer);
        let links = successes(entries).into_iter().flat_map(|entry| &entry.response.links);
        links.filter_map(|(_, link)| Some(lowered(self.link(link)?))).collect()
    }

    fn link(&self, link: &'d ReferenceOr<openapiv3::Link>) -> Option<&'d openapiv3::Link> {
        let reference = match link {
            ReferenceOr::Item(link) => return Some(link),
            ReferenceOr::Reference { reference } => reference,
        };
        let components = self.document.openapi.components.as_ref()?;
        // `document` follows chains of references.
        match components.links.get(&reference::name_in("links", reference)?)? {
            ReferenceOr::Item(link) => Some(link),
            ReferenceOr::Reference { .. } => None,
        }
    }
}

fn lowered(link: &openapiv3::Link) -> Link {
    let (LinkOperation::OperationId(operation) | LinkOperation::OperationRef(operation)) =
        &link.operation;
    let parameters = link.parameters.iter().map(|(name, value)| {
        let value = match value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        (name.clone(), value)
    });
    Link { operation: operation.clone(), parameters: parameters.collect() }
}
