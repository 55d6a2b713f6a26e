//! Groups: which models stand in one file.
//!
//! A schema that only one other needs stands in that one's file: a union with its variants, an object with its
//! parts. What several need has a file of its own. A small change of the document then touches one small file.

use std::collections::HashMap;

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, NodeIndex};

use super::direction::error_variants;
use crate::api::{ErrorBody, Group, Model, ModelId, Tag, Type};
use crate::diagnostic::Pointer;
use crate::names::Scope;

/// The modules that these stand in: one inside would have the same name.
const MODULES: &[&str] = &["models", "wire"];

/// Distributes the models over files.
pub(super) fn groups(tags: &[Tag], error: &ErrorBody, models: &[Model]) -> Vec<Group> {
    let mut graph = DiGraph::<(), ()>::new();
    let everything = graph.add_node(());
    let nodes = nodes(models, &mut graph);
    for (model, &node) in models.iter().zip(&nodes) {
        for target in model.held().iter().filter_map(|id| nodes.get(id.0)) {
            graph.add_edge(node, *target, ());
        }
    }
    for target in entrances(tags, error).iter().filter_map(|id| nodes.get(id.0)) {
        graph.add_edge(everything, *target, ());
    }
    let dominators = simple_fast(&graph, everything);
    let mut scope = Scope::with(MODULES);
    let mut groups: Vec<(NodeIndex, Group)> = Vec::new();
    for (index, (model, &node)) in models.iter().zip(&nodes).enumerate() {
        let owner = owner(&dominators, everything, node);
        if let Some((_, group)) = groups.iter_mut().find(|(node, _)| *node == owner) {
            group.models.push(ModelId(index));
            continue;
        }
        let head = models
            .iter()
            .zip(&nodes)
            .find_map(|(model, node)| (*node == owner).then_some(model))
            .unwrap_or(model);
        let group = Group {
            module: scope.claim_value(&head.name.value().module()),
            source: head.source.clone(),
            models: vec![ModelId(index)],
        };
        groups.push((owner, group));
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// A node for each schema that models were made from, and from parts of it: the views of one schema, and the
/// types that stand in place inside it, are never apart.
fn nodes(models: &[Model], graph: &mut DiGraph<(), ()>) -> Vec<NodeIndex> {
    let mut known: HashMap<Pointer, NodeIndex> = HashMap::new();
    models
        .iter()
        .map(|model| *known.entry(whole(&model.source)).or_insert_with(|| graph.add_node(())))
        .collect()
}

/// The schema under `components` that a place is in, or the place itself.
fn whole(pointer: &Pointer) -> Pointer {
    let mut tokens = pointer.tokens();
    match (tokens.next().as_deref(), tokens.next().as_deref(), tokens.next()) {
        (Some("components"), Some("schemas"), Some(name)) => super::reference::component(&name),
        _ => pointer.clone(),
    }
}

/// The models that operations name.
fn entrances(tags: &[Tag], error: &ErrorBody) -> Vec<ModelId> {
    let mut entrances: Vec<ModelId> =
        error_variants(error).iter().map(|variant| variant.model).collect();
    for operation in tags.iter().flat_map(|tag| &tag.operations) {
        entrances.extend(operation.answer.value.iter().filter_map(Type::model));
        entrances.extend(operation.body.iter().filter_map(|body| body.value.model()));
        entrances
            .extend(operation.parameters.iter().filter_map(|parameter| parameter.value.model()));
    }
    entrances
}

/// The node that every way to a node leads through, nearest to the entrance.
fn owner(dominators: &Dominators<NodeIndex>, everything: NodeIndex, node: NodeIndex) -> NodeIndex {
    let mut owner = node;
    while let Some(next) = dominators.immediate_dominator(owner) {
        if next == everything {
            break;
        }
        owner = next;
    }
    owner
}
