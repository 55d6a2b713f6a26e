//! Models: one file per group, and an index that re-exports all.

use proc_macro2::TokenStream;
use quote::quote;

mod enumeration;
mod object;
mod state;
mod union;
mod untagged;
pub(super) mod wire;

use crate::api::{Api, Group, Model, ModelId, Shape};
use crate::emit::tokens::FixedImports;
use crate::emit::{SourceFile, tokens};

/// Returns `models/mod.rs`.
pub(super) fn index(api: &Api) -> SourceFile {
    let modules: Vec<_> = api.groups.iter().map(|group| &group.module).collect();
    let gates: Vec<_> = api.groups.iter().map(|group| tokens::gate(&group.features)).collect();
    SourceFile {
        path: "models/mod.rs".to_owned(),
        purpose: "Models of request and response bodies.".to_owned(),
        origins: vec!["#/components/schemas".to_owned()],
        items: vec![quote!(#(#gates mod #modules;)*), quote!(#(#gates pub use #modules::*;)*)],
        ..SourceFile::default()
    }
}

/// Returns the file of a group.
pub(super) fn file(api: &Api, group: &Group) -> SourceFile {
    let models: Vec<&Model> = group.models.iter().filter_map(|id| api.model(*id)).collect();
    let mut items: Vec<TokenStream> =
        models.iter().flat_map(|model| self::items(api, model)).collect();
    let fixed = FixedImports { own: neighbours(api, group, &models), ..FixedImports::default() };
    items.splice(0..0, tokens::imports(&items, fixed));
    let head = models.first().map_or("", |model| model.name.as_str());
    SourceFile {
        path: format!("models/{}.rs", group.module.as_str()),
        purpose: match models.len() {
            1 => format!("Model `{head}`."),
            _ => format!("Model `{head}` and related models."),
        },
        origins: origins(&models),
        items,
        ..SourceFile::default()
    }
}

/// Returns the import of models that are defined in other files.
fn neighbours(api: &Api, group: &Group, models: &[&Model]) -> Option<TokenStream> {
    let accessors = models.iter().flat_map(|model| match &model.shape {
        Shape::Union(union) => union.accessors.as_slice(),
        Shape::Object(_) | Shape::UntaggedUnion(_) | Shape::Enumeration(_) => &[],
    });
    let accessors = accessors.filter_map(|accessor| accessor.value.model());
    let mut referenced: Vec<ModelId> =
        models.iter().flat_map(|model| model.contained_models()).chain(accessors).collect();
    referenced.retain(|id| !group.models.contains(id));
    referenced.sort_unstable();
    referenced.dedup();
    let names = referenced.iter().filter_map(|id| api.model(*id)).map(|model| &model.name);
    (!referenced.is_empty()).then(|| quote!(use super::{#(#names),*};))
}

/// Returns the schemas that models were generated from, each once.
pub(super) fn origins(models: &[&Model]) -> Vec<String> {
    let mut origins: Vec<String> = Vec::new();
    for model in models {
        let source = model.origin.clone();
        // An inline schema is part of the schema around it.
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
        Shape::UntaggedUnion(union) => untagged::items(api, model, union),
        Shape::Enumeration(enumeration) => enumeration::items(api, model, enumeration),
    };
    items.extend(state::item(api, model));
    items
}
