//! Unions: facts about variants that are known only once all models are.

use crate::api::{Accessor, Model, Object, Shape};

/// Fills in the properties of each variant that no other has, and the accessors that fit all variants.
pub(crate) fn finish_unions(models: &mut [Model]) {
    for index in 0..models.len() {
        let Some(Shape::Union(union)) = models.get(index).map(|model| &model.shape) else {
            continue;
        };
        let mut union = union.clone();
        let objects: Vec<Option<&Object>> = union
            .variants
            .iter()
            .map(|variant| models.get(variant.model.0).and_then(Model::as_object))
            .collect();
        for (position, variant) in union.variants.iter_mut().enumerate() {
            variant.own = own_properties(&objects, position, &union.tag);
        }
        union.accessors =
            union.accessors.iter().filter_map(|accessor| common(accessor, &objects)).collect();
        if let Some(model) = models.get_mut(index) {
            model.shape = Shape::Union(union);
        }
    }
}

/// Returns the properties of a variant that no other has.
fn own_properties(objects: &[Option<&Object>], position: usize, tag: &str) -> Vec<String> {
    let Some(Some(object)) = objects.get(position) else {
        return Vec::new();
    };
    let elsewhere = |property: &str| {
        objects
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != position)
            .any(|(_, other)| other.is_none_or(|other| other.field(property).is_some()))
    };
    object
        .fields
        .iter()
        .map(|field| &field.property)
        .filter(|property| *property != tag && !elsewhere(property))
        .cloned()
        .collect()
}

/// Returns an accessor with the type that all variants agree on.
fn common(accessor: &Accessor, objects: &[Option<&Object>]) -> Option<Accessor> {
    let mut fields =
        objects.iter().map(|object| object.and_then(|object| object.field(&accessor.property)));
    let first = fields.next()??;
    let agree = fields.all(|field| {
        field.is_some_and(|field| {
            field.value == first.value
                && field.presence == first.presence
                && field.name == first.name
        })
    });
    (agree && first.name == accessor.name).then(|| Accessor {
        value: first.value.clone(),
        presence: first.presence,
        ..accessor.clone()
    })
}
