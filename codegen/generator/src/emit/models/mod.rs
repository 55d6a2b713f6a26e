//! Models: one file per group, and the list of all.

use proc_macro2::TokenStream;
use quote::quote;

mod enumeration;
mod object;
mod state;
mod union;
mod untagged;
mod wire;

pub(in crate::emit) use wire::{file as wire_file, index as wire_index};

use crate::api::{Api, Group, Model, ModelId, Shape};
use crate::emit::{SourceFile, tokens};

/// `models.rs`: all models under one name.
pub(in crate::emit) fn index(api: &Api) -> SourceFile {
    let modules: Vec<_> = api.groups.iter().map(|group| &group.module).collect();
    let gates: Vec<_> = api.groups.iter().map(|group| tokens::gate(&group.features)).collect();
    SourceFile {
        path: "models/mod.rs".to_owned(),
        purpose: "The models: everything that requests and responses hold.".to_owned(),
        origins: vec!["#/components/schemas".to_owned()],
        documentation: Vec::new(),
        items: vec![quote!(#(#gates mod #modules;)*), quote!(#(#gates pub use #modules::*;)*)],
    }
}

/// The file of one group.
pub(in crate::emit) fn file(api: &Api, group: &Group) -> SourceFile {
    let models: Vec<&Model> = group.models.iter().filter_map(|id| api.model(*id)).collect();
    let mut items: Vec<TokenStream> =
        models.iter().flat_map(|model| self::items(api, model)).collect();
    let always =
        tokens::Always { own: neighbours(api, group, &models), ..tokens::Always::default() };
    items.splice(0..0, tokens::imports(&items, always));
    let head = models.first().map_or("", |model| model.name.as_str());
    SourceFile {
        path: format!("models/{}.rs", group.module.as_str()),
        purpose: match models.len() {
            1 => format!("The model `{head}`."),
            _ => format!("The model `{head}`, and what belongs to it."),
        },
        origins: origins(&models),
        documentation: Vec::new(),
        items,
    }
}

/// The `use` line of the models that stand in other files.
fn neighbours(api: &Api, group: &Group, models: &[&Model]) -> Option<TokenStream> {
    let given = models.iter().flat_map(|model| match &model.shape {
        Shape::Union(union) => union.accessors.as_slice(),
        Shape::Object(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => &[],
    });
    let given = given.filter_map(|accessor| accessor.value.model());
    let mut held: Vec<ModelId> =
        models.iter().flat_map(|model| model.contained_models()).chain(given).collect();
    held.retain(|id| !group.models.contains(id));
    held.sort_unstable();
    held.dedup();
    let names = held.iter().filter_map(|id| api.model(*id)).map(|model| &model.name);
    (!held.is_empty()).then(|| quote!(use super::{#(#names),*};))
}

/// The schemas that models were made from, each once.
pub(in crate::emit) fn origins(models: &[&Model]) -> Vec<String> {
    let mut origins: Vec<String> = Vec::new();
    for model in models {
        let source = model.origin.clone();
        // What stands in place inside a schema is part of it.
        if !origins
            .iter()
            .any(|origin| source.starts_with(&format!("{origin}/")) || *origin == source)
        {
            origins.push(source);
        }
    }
    origins
}

fn items(api: &Api, model: &Model) -> Vec<TokenStream> {
    let mut items = match &model.shape {
        Shape::Object(object) => object::items(api, model, object),
        Shape::Union(union) => union::items(api, model, union),
        Shape::UntaggedUnion(held) => untagged::items(api, model, held),
        Shape::Enumeration(enumeration) => enumeration::items(api, model, enumeration),
    };
    items.extend(state::item(api, model));
    items
}
