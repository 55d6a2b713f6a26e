//! Untagged unions: an enum with a variant per schema, and `Unknown` for any other value.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Api, JsonKind, JsonShape, Model, UntaggedUnion, UntaggedVariant};
use crate::emit::doc::{Doc, deprecated, of_model};
use crate::emit::rule;
use crate::emit::tokens::{Scope, index as number, type_of};

/// Returns the items of an untagged union.
pub(super) fn items(api: &Api, model: &Model, union: &UntaggedUnion) -> Vec<TokenStream> {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let discriminated = "Discriminated by JSON kind, constant properties or required properties.";
    let doc = of_model(model, "Untagged union", Some(discriminated));
    let deprecated = deprecated(*is_deprecated);
    let variants = union.variants.iter().map(|variant| {
        let (name, value) = (&variant.name, type_of(api, &variant.value, Scope::Models));
        let doc = Doc::of(variant.description.as_deref(), default_description(&variant.json_shape))
            .rules(&variant.rules);
        quote! {
            #doc
            #name(#value)
        }
    });
    let enumeration = quote! {
        #doc
        #deprecated
        #[allow(clippy::large_enum_variant, reason = "variants are not boxed")]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that matches no variant, kept unchanged.
            Unknown(serde_json::Value),
        }
    };
    let conversions =
        union.variants.iter().filter_map(|variant| conversion(api, model, union, variant));
    std::iter::once(enumeration).chain(conversions).collect()
}

/// Returns the documentation of a variant without a description.
fn default_description(outline: &JsonShape) -> &'static str {
    match outline.kind {
        JsonKind::Text => "A string.",
        JsonKind::Integer => "An integer.",
        JsonKind::Number => "A number.",
        JsonKind::Boolean => "A boolean.",
        JsonKind::Array => "An array.",
        JsonKind::Object => "An object.",
    }
}

/// Returns the conversion from a variant's type, unless another variant has the same type.
fn conversion(
    api: &Api,
    model: &Model,
    union: &UntaggedUnion,
    variant: &UntaggedVariant,
) -> Option<TokenStream> {
    let same_type = union.variants.iter().filter(|other| other.value == variant.value);
    if same_type.count() > 1 {
        return None;
    }
    let (name, variant_name) = (&model.name, &variant.name);
    let held = type_of(api, &variant.value, Scope::Models);
    Some(quote! {
        impl From<#held> for #name {
            fn from(value: #held) -> Self {
                Self::#variant_name(value)
            }
        }
    })
}

/// Returns the implementation of the wire format.
pub(super) fn wire(model: &Model, union: &UntaggedUnion) -> Vec<TokenStream> {
    let name = &model.name;
    let outlines = union.variants.iter().map(|variant| {
        let outline = outline(&variant.json_shape);
        let rules = (!variant.rules.is_empty()).then(|| {
            let rules = rule::table(&variant.rules);
            quote!(.rules(#rules))
        });
        quote!(#outline #rules)
    });
    let names: Vec<_> = union.variants.iter().map(|variant| &variant.name).collect();
    let numbers: Vec<_> = (0..names.len()).map(number).collect();
    let unknown = number(names.len());
    vec![
        quote! {
            impl wire::UntaggedUnion for models::#name {
                fn shapes(&self) -> &'static [wire::VariantShape] {
                    const SHAPES: &[wire::VariantShape] = &[#(#outlines,)*];
                    SHAPES
                }
                fn select(index: usize) -> Self {
                    match index {
                        #(#numbers => Self::#names(wire::empty()),)*
                        _ => Self::Unknown(wire::empty()),
                    }
                }
                fn get(&self) -> (usize, &dyn wire::Value) {
                    match self {
                        #(Self::#names(value) => (#numbers, value),)*
                        Self::Unknown(value) => (#unknown, value),
                    }
                }
                fn get_mut(&mut self) -> &mut dyn wire::Value {
                    match self {
                        #(Self::#names(value) => value,)*
                        Self::Unknown(value) => value,
                    }
                }
            }
        },
        quote!(wire::untagged_union!(models::#name);),
    ]
}

/// Returns the runtime's form of a shape.
pub(super) fn outline(outline: &JsonShape) -> TokenStream {
    let JsonShape { kind, texts, items, length, required, known, values } = outline;
    match kind {
        JsonKind::Text => quote!(wire::VariantShape::text(&[#(#texts),*])),
        JsonKind::Integer => quote!(wire::VariantShape::integer()),
        JsonKind::Number => quote!(wire::VariantShape::number()),
        JsonKind::Boolean => quote!(wire::VariantShape::boolean()),
        JsonKind::Array => {
            let items = items.as_ref().map_or_else(
                || quote!(None),
                |items| {
                    let items = self::outline(items);
                    quote!(Some(&#items))
                },
            );
            let length = (*length != (None, None)).then(|| {
                let least = number(length.0.unwrap_or_default());
                let most = length.1.map(|most| number(most).into_token_stream());
                let most = most.unwrap_or_else(|| quote!(usize::MAX));
                quote!(.length(#least, #most))
            });
            quote!(wire::VariantShape::array(#items) #length)
        }
        JsonKind::Object => {
            let values = (!values.is_empty()).then(|| {
                let values =
                    values.iter().map(|(property, values)| quote!((#property, &[#(#values),*])));
                quote!(.values(&[#(#values),*]))
            });
            quote!(wire::VariantShape::object(&[#(#required),*], &[#(#known),*]) #values)
        }
    }
}
