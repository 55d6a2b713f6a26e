//! Usage: which models requests and responses contain.

use crate::api::{Api, Model, ModelId};

/// Marks every model that a request, a response or an error contains.
pub(crate) fn mark(api: &mut Api) {
    let mut in_responses = api.fixed_models();
    let mut in_requests = Vec::new();
    for operation in api.tags.iter().flat_map(|tag| &tag.operations) {
        in_responses.extend(operation.response_models());
        in_requests.extend(operation.request_models());
    }
    let models = &mut api.models;
    spread(models, in_responses, |model| std::mem::replace(&mut model.in_responses, true));
    spread(models, in_requests, |model| std::mem::replace(&mut model.in_requests, true));
}

/// Marks models and everything that they contain. `mark` returns whether the model was marked already.
fn spread(models: &mut [Model], mut open: Vec<ModelId>, mark: impl Fn(&mut Model) -> bool) {
    while let Some(id) = open.pop() {
        if let Some(model) = models.get_mut(id.0)
            && !mark(model)
        {
            open.extend(model.contained_models());
        }
    }
}
