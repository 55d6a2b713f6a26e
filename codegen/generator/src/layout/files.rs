//! Groups: what stands in one file.
//!
//! A schema that only one other needs stands in that one's file: a union with its variants, an object with its
//! parts. What several need has a file of its own. A small change of the document then touches one small file.
//! What would make a file too long to read gives its heaviest parts files of their own.

use std::collections::{HashMap, HashSet};

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::DfsPostOrder;

use crate::api::{ErrorBody, Group, Model, ModelId, Operation, Shape, Tag};
use crate::diagnostic::Pointer;
use crate::names::Scope;

/// How many lines a file may have, as far as they can be told before it is printed.
const LONGEST: usize = 2000;

/// The modules that these stand in: one inside would have the same name.
const MODULES: &[&str] = &["models", "wire"];

/// Gives each operation of a tag a file of its own where one for all would be too long.
pub(super) fn split_operations(tags: &mut [Tag]) {
    for tag in tags {
        tag.split_files = tag.operations.iter().map(operation_lines).sum::<usize>() > LONGEST;
    }
}

/// The lines of an operation, measured on large documents: within a fifth of what is printed.
fn operation_lines(operation: &Operation) -> usize {
    60 + 15 * operation.parameters.len()
}

/// The lines of a model, measured likewise on the longer of its two files.
fn model_lines(model: &Model) -> usize {
    match &model.shape {
        Shape::Object(object) => {
            let rules: usize = object.fields.iter().map(|field| field.rules.len()).sum();
            25 + 6 * object.fields.len() + 2 * rules
        }
        Shape::Union(union) => 35 + 12 * union.variants.len(),
        Shape::UntaggedUnion(alternatives) => 35 + 15 * alternatives.variants.len(),
        Shape::Enumeration(enumeration) => 25 + 3 * enumeration.members.len(),
    }
}

/// Distributes the models over files.
pub(super) fn group_models(tags: &[Tag], error: &ErrorBody, models: &[Model]) -> Vec<Group> {
    let mut graph = DiGraph::<(), ()>::new();
    let everything = graph.add_node(());
    let nodes = nodes(models, &mut graph);
    for (model, &node) in models.iter().zip(&nodes) {
        for target in model.contained_models().iter().filter_map(|id| nodes.get(id.0)) {
            graph.add_edge(node, *target, ());
        }
    }
    for target in entrances(tags, error).iter().filter_map(|id| nodes.get(id.0)) {
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

/// The nodes that get a file of their own though only one other needs them: of each file that would be too long,
/// the heaviest parts, until the rest fits.
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
        // Of parts that weigh the same the later one goes: an order that does not depend on the graph's.
        parts.sort_by_key(|part| (of(*part), *part));
        let mut total = of(node) + parts.iter().map(|part| of(*part)).sum::<usize>();
        while total > LONGEST
            && let Some(part) = parts.pop()
        {
            total -= of(part);
            cut.insert(part);
        }
        lines.insert(node, total);
    }
    cut
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
        (Some("components"), Some("schemas"), Some(name)) => {
            Pointer::root().child("components").child("schemas").child(&name)
        }
        _ => pointer.clone(),
    }
}

/// The models that operations name.
fn entrances(tags: &[Tag], error: &ErrorBody) -> Vec<ModelId> {
    let mut entrances: Vec<ModelId> =
        error.variants().iter().map(|variant| variant.model).collect();
    for operation in tags.iter().flat_map(|tag| &tag.operations) {
        entrances.extend(operation.response_models().chain(operation.request_models()));
    }
    entrances
}

/// The node whose file a node stands in: of those that every way to it leads through, the one nearest to the
/// entrance that nothing is cut off behind.
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
