//! Features: each tag, and the models that only its operations use, can be disabled.

use std::collections::HashMap;

use crate::api::{Group, Header, Model, ModelId, Operation, Tag};
use crate::names::Scope;

/// The features that every crate has or may get.
const TAKEN: &[&str] = &["blocking", "cli", "default"];

/// Names a feature for each tag, if there are several.
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

/// Assigns to each group the features of the tags whose operations reach it.
///
/// A group is enabled as a whole. One that every tag reaches, or that is fixed, is always enabled.
pub(super) fn gate_groups(tags: &[Tag], fixed: &[ModelId], models: &[Model], groups: &mut [Group]) {
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
    let always = reached(fixed.to_vec());
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

/// Assigns to each header field with a model the features of the tags that use it.
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
