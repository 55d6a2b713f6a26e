//! Recursion: recursive fields are boxed, and values that could never end become optional.

use std::collections::HashSet;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::api::{Field, Model, ModelId, Object, Presence, Shape, Type};
use crate::diagnostic::Code;
use crate::lower::Lowering;

/// Boxes every recursive field, and no other.
///
/// A struct that requires a value of itself has no values: such a field becomes optional.
pub(crate) fn box_recursive_fields(lowering: &mut Lowering<'_>, models: &mut [Model]) {
    let direct = |_: &Field| true;
    loop {
        let fields = fields_in_cycles(models, direct);
        if fields.is_empty() {
            break;
        }
        for (model, field) in fields {
            if let Some(field) = field_mut(models, model, field)
                && let Type::Model(id) = field.value
            {
                field.value = Type::Boxed(id);
            }
        }
    }
    let required = |field: &Field| field.presence == Presence::Required;
    while let Some((model, field)) = field_in_endless_cycle(models, required) {
        let Some(field) = field_mut(models, model, field) else {
            break;
        };
        field.presence = Presence::Optional;
        let pointer = field.source.clone();
        let message = format!(
            "a value requires another value of its own type in `{}`, without end",
            field.property
        );
        lowering.report(
            Code::InfiniteValue,
            &pointer,
            message,
            "remove the property from `required` in the overlay; it is optional in the crate",
        );
    }
}

fn field_mut(models: &mut [Model], model: usize, field: usize) -> Option<&mut Field> {
    match &mut models.get_mut(model)?.shape {
        Shape::Object(object) => object.fields.get_mut(field),
        Shape::Union(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => None,
    }
}

/// Returns the first field of each cycle that contains its own struct without a box in between.
fn fields_in_cycles(models: &[Model], counts: impl Fn(&Field) -> bool) -> Vec<(usize, usize)> {
    let holds = |field: &Field| field.value.unboxed_model().filter(|_| counts(field));
    first_in_components(models, holds, true)
}

/// Returns the first field that requires a value of its own struct.
fn field_in_endless_cycle(
    models: &[Model],
    counts: impl Fn(&Field) -> bool,
) -> Option<(usize, usize)> {
    let holds = |field: &Field| field.value.direct_model().filter(|_| counts(field));
    // An empty union is `Unknown` and contains nothing.
    first_in_components(models, holds, false).into_iter().next()
}

/// Returns, for each strongly connected set of structs, the first field that leads to a struct of the set by `holds`.
fn first_in_components(
    models: &[Model],
    holds: impl Fn(&Field) -> Option<ModelId>,
    through_unions: bool,
) -> Vec<(usize, usize)> {
    let mut graph = DiGraph::<(), ()>::new();
    let nodes: Vec<NodeIndex> = models.iter().map(|_| graph.add_node(())).collect();
    for (model, &node) in models.iter().zip(&nodes) {
        let targets: Vec<ModelId> = match &model.shape {
            Shape::Object(object) => object.fields.iter().filter_map(&holds).collect(),
            Shape::Union(union) if through_unions => {
                union.variants.iter().map(|variant| variant.model).collect()
            }
            Shape::UntaggedUnion(union) if through_unions => {
                let values = union.variants.iter().map(|variant| &variant.value);
                values.filter_map(Type::unboxed_model).collect()
            }
            Shape::Union(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => Vec::new(),
        };
        for target in targets.iter().filter_map(|id| nodes.get(id.0)) {
            graph.add_edge(node, *target, ());
        }
    }
    let mut component = vec![0; models.len()];
    for (number, members) in kosaraju_scc(&graph).into_iter().enumerate() {
        for member in members {
            if let Some(slot) = component.get_mut(member.index()) {
                *slot = number;
            }
        }
    }
    let mut seen = HashSet::new();
    let first = models.iter().enumerate().filter_map(|(index, model)| {
        let Shape::Object(Object { fields, .. }) = &model.shape else {
            return None;
        };
        let field = fields.iter().position(|field| {
            holds(field).is_some_and(|id| component.get(id.0) == component.get(index))
        })?;
        seen.insert(component.get(index)?).then_some((index, field))
    });
    first.collect()
}
