//! States (`x-rust-state`): the implementation of `Stateful`, which pollers read.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Model, Shape};
use crate::emit::tokens::{Scope, text_expression};

/// Returns the implementation for a model that has a state.
pub(super) fn item(api: &Api, model: &Model) -> Option<TokenStream> {
    if !api.has_state(model) {
        return None;
    }
    let name = &model.name;
    let state = match &model.shape {
        Shape::Object(object) => {
            let state = object.state.as_ref()?;
            let (ready, failed) = (&state.ready, &state.failed);
            let text = text_expression(api, &state.field, &quote!(self), Scope::Models);
            let reason = state.reason.as_ref().map_or_else(
                || quote!(None),
                |reason| text_expression(api, reason, &quote!(self), Scope::Models),
            );
            quote!(portolan_runtime::State::new(#text, &[#(#ready),*], &[#(#failed),*], #reason))
        }
        Shape::Union(union) => {
            let arms = union.variants.iter().map(|variant| {
                let is_stateful =
                    api.model(variant.model).is_some_and(|model| api.has_state(model));
                let name = &variant.name;
                if is_stateful {
                    quote!(Self::#name(value) => portolan_runtime::Stateful::state(value))
                } else {
                    quote!(Self::#name(_) => portolan_runtime::State::UNKNOWN)
                }
            });
            quote! {
                match self {
                    #(#arms,)*
                    Self::Unknown(_) => portolan_runtime::State::UNKNOWN,
                }
            }
        }
        Shape::UntaggedUnion(_) | Shape::Enumeration(_) => return None,
    };
    Some(quote! {
        impl portolan_runtime::Stateful for #name {
            fn state(&self) -> portolan_runtime::State<'_> {
                #state
            }
        }
    })
}
