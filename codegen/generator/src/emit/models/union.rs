//! Tagged unions: an enum with a variant per object, and `Unknown` for any other object.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Accessor, Api, Model, Presence, Type, Union, Variant};
use crate::emit::doc::{Doc, code, deprecated, of_model};
use crate::emit::tokens::{Scope, model as model_name, type_of};

/// Returns the items of a tagged union.
pub(super) fn items(api: &Api, model: &Model, union: &Union) -> Vec<TokenStream> {
    let mut items = vec![enumeration(api, model, union), functions(api, model, union)];
    items
        .extend(union.variants.iter().filter_map(|variant| conversion(api, model, union, variant)));
    items
}

fn enumeration(api: &Api, model: &Model, union: &Union) -> TokenStream {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let tag = code(&union.tag);
    let discriminated = format!("Discriminated by the property {tag}.");
    let doc = of_model(model, "Tagged union", Some(&discriminated));
    let deprecated = deprecated(*is_deprecated);
    let variants = union.variants.iter().map(|variant| {
        let doc = format!(" Object whose {tag} is {}.", code(&variant.tag));
        let name = &variant.name;
        let held = model_name(api, variant.model, Scope::Models);
        quote! {
            #[doc = #doc]
            #name(#held)
        }
    });
    quote! {
        #doc
        #deprecated
        #[allow(clippy::large_enum_variant, reason = "variants are not boxed")]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// An object with an unknown discriminator value, kept unchanged.
            Unknown(serde_json::Map<String, serde_json::Value>),
        }
    }
}

fn functions(api: &Api, model: &Model, union: &Union) -> TokenStream {
    let name = &model.name;
    let tag = &union.tag;
    let function = &union.tag_accessor;
    let doc = Doc::default().sentence(format!(
        "Returns the value of the discriminator {}; for an unknown object, `None` if it is not a string.",
        code(tag)
    ));
    let arms = union.variants.iter().map(|variant| {
        let Variant { name, tag, .. } = variant;
        quote!(Self::#name(_) => Some(#tag))
    });
    let accessors = union.accessors.iter().map(|accessor| self::accessor(api, union, accessor));
    quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn #function(&self) -> Option<&str> {
                match self {
                    #(#arms,)*
                    Self::Unknown(object) => object.get(#tag)?.as_str(),
                }
            }

            #(#accessors)*
        }
    }
}

/// Returns the accessor of a property that all variants have.
///
/// Of an unknown object it returns strings only: other values are not kept in their Rust type.
fn accessor(api: &Api, union: &Union, accessor: &Accessor) -> TokenStream {
    let Accessor { name, property, value, presence, description } = accessor;
    let doc = Doc::of(description.as_deref(), &format!("Property {}.", code(property)))
        .sentence("Returns `None` if the object does not have the property.");
    let is_string = *value == Type::String;
    let is_boxed = matches!(value, Type::Boxed(_));
    let expression = match presence {
        Presence::Required if is_boxed => quote!(Some(value.#name.as_ref())),
        Presence::Required => quote!(Some(&value.#name)),
        Presence::RequiredNullable | Presence::Optional if is_string || is_boxed => {
            quote!(value.#name.as_deref())
        }
        Presence::RequiredNullable | Presence::Optional => quote!(value.#name.as_ref()),
    };
    let arms = union.variants.iter().map(|variant| {
        let variant = &variant.name;
        quote!(Self::#variant(value) => #expression)
    });
    let unknown = if is_string {
        quote!(Self::Unknown(object) => object.get(#property)?.as_str())
    } else {
        quote!(Self::Unknown(_) => None)
    };
    let value = match value {
        Type::String => quote!(str),
        Type::Boxed(id) => model_name(api, *id, Scope::Models),
        other => type_of(api, other, Scope::Models),
    };
    quote! {
        #doc
        #[must_use]
        pub fn #name(&self) -> Option<&#value> {
            match self {
                #(#arms,)*
                #unknown,
            }
        }
    }
}

/// Returns the conversion from a variant's type, unless another variant has the same type.
fn conversion(api: &Api, model: &Model, union: &Union, variant: &Variant) -> Option<TokenStream> {
    let alike = union.variants.iter().filter(|other| other.model == variant.model).count();
    if alike > 1 {
        return None;
    }
    let union = &model.name;
    let name = &variant.name;
    let held = model_name(api, variant.model, Scope::Models);
    Some(quote! {
        impl From<#held> for #union {
            fn from(value: #held) -> Self {
                Self::#name(value)
            }
        }
    })
}
