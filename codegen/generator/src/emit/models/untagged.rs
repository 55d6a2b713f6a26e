//! UntaggedUnion: an enum with a variant per value that a schema allows, and one that keeps whatever else comes.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Api, JsonKind, JsonShape, Model, UntaggedUnion, UntaggedVariant};
use crate::emit::doc::{Doc, deprecated, of_model};
use crate::emit::rule;
use crate::emit::tokens::{Scope, index as number, type_of};

/// The items of alternatives.
pub(in crate::emit) fn items(
    api: &Api,
    model: &Model,
    alternatives: &UntaggedUnion,
) -> Vec<TokenStream> {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let doc = of_model(model, "One of several values").sentence(
        "What the value is made of tells the variants apart: text or object, one required property or another.",
    );
    let deprecated = deprecated(*is_deprecated);
    let variants = alternatives.variants.iter().map(|variant| {
        let (name, value) = (&variant.name, type_of(api, &variant.value, Scope::Models));
        let doc = Doc::of(variant.description.as_deref(), described(&variant.outline))
            .rules(&variant.rules);
        quote! {
            #doc
            #name(#value)
        }
    });
    let enumeration = quote! {
        #doc
        #deprecated
        #[allow(clippy::large_enum_variant, reason = "a variant is as large as what it holds")]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that is none of these, as it came.
            Unknown(serde_json::Value),
        }
    };
    let conversions =
        alternatives.variants.iter().filter_map(|it| conversion(api, model, alternatives, it));
    std::iter::once(enumeration).chain(conversions).collect()
}

/// What an alternative is that the document does not describe.
fn described(outline: &JsonShape) -> &'static str {
    match outline.kind {
        JsonKind::Text => "Text.",
        JsonKind::Integer => "A number without a fraction.",
        JsonKind::Number => "A number.",
        JsonKind::Boolean => "`true` or `false`.",
        JsonKind::Array => "An array.",
        JsonKind::Object => "An object.",
    }
}

/// A value becomes the alternative by itself, where no other holds the same type.
fn conversion(
    api: &Api,
    model: &Model,
    alternatives: &UntaggedUnion,
    alternative: &UntaggedVariant,
) -> Option<TokenStream> {
    let alike = alternatives.variants.iter().filter(|other| other.value == alternative.value);
    if alike.count() > 1 {
        return None;
    }
    let (name, variant) = (&model.name, &alternative.name);
    let held = type_of(api, &alternative.value, Scope::Models);
    Some(quote! {
        impl From<#held> for #name {
            fn from(value: #held) -> Self {
                Self::#variant(value)
            }
        }
    })
}

/// How alternatives are read and written.
pub(in crate::emit) fn wire(model: &Model, alternatives: &UntaggedUnion) -> Vec<TokenStream> {
    let name = &model.name;
    let outlines = alternatives.variants.iter().map(|variant| {
        let outline = outline(&variant.outline);
        let rules = (!variant.rules.is_empty()).then(|| {
            let rules = rule::table(&variant.rules);
            quote!(.rules(#rules))
        });
        quote!(#outline #rules)
    });
    let names: Vec<_> = alternatives.variants.iter().map(|variant| &variant.name).collect();
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

fn outline(outline: &JsonShape) -> TokenStream {
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
