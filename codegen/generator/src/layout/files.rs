//! Files: the models and operations of each.
//!
//! A schema that only one other uses shares that one's file. A schema that several use has its own file, so that a small
//! change in the document touches one small file. The largest parts of a file that is too long get files of their own.

use std::collections::{HashMap, HashSet};

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::DfsPostOrder;

use crate::api::{Group, Model, ModelId, Operation, Shape, Tag};
use crate::diagnostic::Pointer;
use crate::names::Scope;

/// The maximum number of lines of a file, estimated before printing.
const MAX_LINES: usize = 2000;

/// Modules that contain the files. A module of the same name inside them would be ambiguous.
const MODULES: &[&str] = &["models", "wire"];

/// Gives each operation of a tag its own file if one file would be too long.
pub(super) fn split_operations(tags: &mut [Tag]) {
    for tag in tags {
        tag.split_files = tag.operations.iter().map(operation_lines).sum::<usize>() > MAX_LINES;
    }
}

/// Returns the estimated lines of an operation. Measured on large documents: within a fifth of the printed ones.
fn operation_lines(operation: &Operation) -> usize {
    60 + 15 * operation.parameters.len()
}

/// Returns the estimated lines of a model, in the longer of its two files.
fn model_lines(model: &Model) -> usize {
    match &model.shape {
        Shape::Object(object) => {
            let rules: usize = object.fields.iter().map(|field| field.rules.len()).sum();
            25 + 6 * object.fields.len() + 2 * rules
        }
        Shape::Union(union) => 35 + 12 * union.variants.len(),
        Shape::UntaggedUnion(union) => 35 + 15 * union.variants.len(),
        Shape::Enumeration(enumeration) => 25 + 3 * enumeration.members.len(),
    }
}

/// Groups models by file.
pub(super) fn group_models(tags: &[Tag], fixed: &[ModelId], models: &[Model]) -> Vec<Group> {
    let mut graph = DiGraph::<(), ()>::new();
    let everything = graph.add_node(());
    let nodes = nodes(models, &mut graph);
    for (model, &node) in models.iter().zip(&nodes) {
        for target in model.contained_models().iter().filter_map(|id| nodes.get(id.0)) {
            graph.add_edge(node, *target, ());
        }
    }
    for target in entrances(tags, fixed).iter().filter_map(|id| nodes.get(id.0)) {
        graph.add_edge(everything, *target, ());
    }
    let dominators = simple_fast(&graph, everything);
    let mut lines: HashMap<NodeIndex, usize> = HashMap::new();
    let mut heads: HashMap<NodeIndex, &Model> = HashMap::new();
    for (model, &node) in models.iter().zip(&nodes) {
        *lines.entry(node).or_default() += model_lines(model);
        heads.entry(node).or_insert(model);
    }
    let cut = cut(&graph, &dominators, everything, lines);
    let mut scope = Scope::with(MODULES);
    let mut files: HashMap<NodeIndex, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (index, (model, &node)) in models.iter().zip(&nodes).enumerate() {
        let owner = owner(&dominators, everything, &cut, node);
        let file = *files.entry(owner).or_insert_with(|| {
            let head = heads.get(&owner).copied().unwrap_or(model);
            groups.push(Group {
                module: scope.claim_value(&head.name.value().module()),
                source: head.source.clone(),
                models: Vec::new(),
                features: Vec::new(),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(file) {
            group.models.push(ModelId(index));
        }
    }
    groups
}

/// Returns the nodes that get their own file because their owner's would be too long: the largest, until the rest fits.
fn cut(
    graph: &DiGraph<(), ()>,
    dominators: &Dominators<NodeIndex>,
    everything: NodeIndex,
    mut lines: HashMap<NodeIndex, usize>,
) -> HashSet<NodeIndex> {
    let mut tree = DiGraph::<(), ()>::new();
    for _ in graph.node_indices() {
        tree.add_node(());
    }
    for node in graph.node_indices() {
        if let Some(parent) = dominators.immediate_dominator(node) {
            tree.add_edge(parent, node, ());
        }
    }
    let mut cut = HashSet::new();
    let mut order = DfsPostOrder::new(&tree, everything);
    while let Some(node) = order.next(&tree).filter(|node| *node != everything) {
        let of = |node: NodeIndex| lines.get(&node).copied().unwrap_or_default();
        let mut parts: Vec<NodeIndex> = tree.neighbors(node).collect();
        // Of parts of the same size the later is taken, so that the order does not depend on the graph.
        parts.sort_by_key(|part| (of(*part), *part));
        let mut total = of(node) + parts.iter().map(|part| of(*part)).sum::<usize>();
        while total > MAX_LINES
            && let Some(part) = parts.pop()
        {
            total -= of(part);
            cut.insert(part);
        }
        lines.insert(node, total);
    }
    cut
}

/// Returns a node for each schema with models. The views of a schema and its inline types share a node.
fn nodes(models: &[Model], graph: &mut DiGraph<(), ()>) -> Vec<NodeIndex> {
    let mut known: HashMap<Pointer, NodeIndex> = HashMap::new();
    models
        .iter()
        .map(|model| *known.entry(whole(&model.source)).or_insert_with(|| graph.add_node(())))
        .collect()
}

/// Returns the schema under `components` that contains a pointer, or the pointer itself.
fn whole(pointer: &Pointer) -> Pointer {
    let mut tokens = pointer.tokens();
    match (tokens.next().as_deref(), tokens.next().as_deref(), tokens.next()) {
        (Some("components"), Some("schemas"), Some(name)) => {
            Pointer::root().child("components").child("schemas").child(&name)
        }
        _ => pointer.clone(),
    }
}

/// Returns the models that operations use directly, and those that every crate of the document has.
fn entrances(tags: &[Tag], fixed: &[ModelId]) -> Vec<ModelId> {
    let mut entrances = fixed.to_vec();
    for operation in tags.iter().flat_map(|tag| &tag.operations) {
        entrances.extend(operation.response_models().chain(operation.request_models()));
    }
    entrances
}

/// Returns the node whose file a node belongs to: its outermost dominator up to a cut.
fn owner(
    dominators: &Dominators<NodeIndex>,
    everything: NodeIndex,
    cut: &HashSet<NodeIndex>,
    node: NodeIndex,
) -> NodeIndex {
    let mut owner = node;
    while !cut.contains(&owner)
        && let Some(next) = dominators.immediate_dominator(owner)
        && next != everything
    {
        owner = next;
    }
    owner
}
