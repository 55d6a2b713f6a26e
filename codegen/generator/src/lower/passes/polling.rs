//! Polling: operations whose response has a state (`x-rust-state`).

use crate::api::{Api, Type};

/// Marks the `GET` operations whose response has a state, so that callers can poll them until it is reached.
pub(crate) fn mark_pollable_operations(api: &mut Api) {
    let has_state: Vec<bool> = api.models.iter().map(|model| api.has_state(model)).collect();
    for operation in api.tags.iter_mut().flat_map(|tag| &mut tag.operations) {
        let model = operation.response.value().and_then(Type::unboxed_model);
        let model = model.and_then(|id| has_state.get(id.0).copied());
        operation.pollable = operation.method == "GET" && model == Some(true);
    }
}
