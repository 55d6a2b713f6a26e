//! Features: each tag can be left out of a build, and with it the models that only its operations need.

use std::collections::HashMap;

use crate::api::{ErrorBody, Group, Header, Model, ModelId, Operation, Tag};
use crate::names::Scope;

/// The features that every crate has, or may come to have.
const TAKEN: &[&str] = &["blocking", "cli", "default"];

/// Names a feature for each tag, where there are several.
pub(super) fn name(tags: &mut [Tag]) {
    if tags.len() < 2 {
        return;
    }
    let mut scope = Scope::with(TAKEN);
    for tag in tags {
        let wanted = tag.module.as_str().trim_end_matches('_').replace('_', "-");
        tag.feature = Some(scope.claim_feature(&wanted));
    }
}

/// Says of each group which features bring it in: those of the tags whose operations reach it.
///
/// A group is there as a whole or not at all, since what stands in one file hangs together. What every tag reaches,
/// and what errors hold, is always there.
pub(super) fn gate_groups(tags: &[Tag], error: &ErrorBody, models: &[Model], groups: &mut [Group]) {
    let features: Vec<&String> = tags.iter().filter_map(|tag| tag.feature.as_ref()).collect();
    if features.is_empty() {
        return;
    }
    let home: HashMap<ModelId, usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(index, group)| group.models.iter().map(move |model| (*model, index)))
        .collect();
    let held: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| {
            let models = group.models.iter().filter_map(|id| models.get(id.0));
            models
                .flat_map(Model::contained_models)
                .filter_map(|id| home.get(&id).copied())
                .collect()
        })
        .collect();
    let reached = |entrances: Vec<ModelId>| {
        let mut open: Vec<usize> =
            entrances.iter().filter_map(|id| home.get(id).copied()).collect();
        let mut reached = vec![false; held.len()];
        while let Some(group) = open.pop() {
            if let Some(seen) = reached.get_mut(group).filter(|seen| !**seen) {
                *seen = true;
                open.extend(held.get(group).into_iter().flatten());
            }
        }
        reached
    };
    let always = reached(error.variants().iter().map(|variant| variant.model).collect());
    let by_tag: Vec<Vec<bool>> = tags
        .iter()
        .map(|tag| {
            reached(
                tag.operations
                    .iter()
                    .flat_map(|operation| {
                        operation.response_models().chain(operation.request_models())
                    })
                    .collect(),
            )
        })
        .collect();
    for (index, group) in groups.iter_mut().enumerate() {
        let is_in = |reached: &[bool]| reached.get(index).copied().unwrap_or(false);
        let needing: Vec<String> = features
            .iter()
            .zip(&by_tag)
            .filter(|(_, reached)| is_in(reached))
            .map(|(feature, _)| (*feature).clone())
            .collect();
        if !is_in(&always) && needing.len() < features.len() {
            group.features = needing;
        }
    }
}

/// Keeps a header field whose value is a model out of builds that have no operation with it.
pub(crate) fn gate_headers(tags: &[Tag], headers: &mut [Header]) {
    for (number, header) in headers.iter_mut().enumerate() {
        if header.value.model().is_some() {
            let has_it = |operation: &Operation| {
                operation.headers.iter().any(|header| header.constant == number)
            };
            let having = tags.iter().filter(|tag| tag.operations.iter().any(has_it));
            header.features = having.filter_map(|tag| tag.feature.clone()).collect();
        }
    }
}
