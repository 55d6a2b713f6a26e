//! Wire format of models: implementations of the runtime's traits.
//!
//! A model lists its fields and returns them by index; the runtime reads and writes all models with the same code.

use proc_macro2::TokenStream;
use quote::quote;

use super::untagged;
use crate::api::{
    Api, Enumeration, Field, Group, Model, Object, Presence, Shape, TagValue, Type, Union,
};
use crate::emit::tokens::{FixedImports, Scope, gate, imports, index as number, type_of};
use crate::emit::{SourceFile, rule};

/// Returns `wire/mod.rs`.
pub(in crate::emit) fn index(api: &Api) -> SourceFile {
    let modules = api.groups.iter().map(|group| &group.module);
    let gates = api.groups.iter().map(|group| gate(&group.features));
    SourceFile {
        path: "wire/mod.rs".to_owned(),
        purpose: "Wire format of the models in `models`.".to_owned(),
        origins: vec!["#/components/schemas".to_owned()],
        items: vec![quote!(#(#gates mod #modules;)*)],
        ..SourceFile::default()
    }
}

/// Returns the file of a group.
pub(in crate::emit) fn file(api: &Api, group: &Group) -> SourceFile {
    let models: Vec<&Model> = group.models.iter().filter_map(|id| api.model(*id)).collect();
    let mut items: Vec<TokenStream> =
        models.iter().flat_map(|model| self::items(api, model)).collect();
    if let Some(imports) = imports(&items, FixedImports::default()) {
        items.insert(0, imports);
    }
    SourceFile {
        path: format!("wire/{}.rs", group.module.as_str()),
        purpose: format!("Wire format of the models in `models/{}.rs`.", group.module.as_str()),
        origins: super::origins(&models),
        items,
        ..SourceFile::default()
    }
}

fn items(api: &Api, model: &Model) -> Vec<TokenStream> {
    match &model.shape {
        Shape::Object(object) => self::object(model, object),
        Shape::Union(union) => self::union(model, union),
        Shape::UntaggedUnion(union) => untagged::wire(model, union),
        Shape::Enumeration(enumeration) if enumeration.value == Type::String => {
            self::enumeration(model, enumeration)
        }
        Shape::Enumeration(enumeration) => self::numbers(api, model, enumeration),
    }
}

fn object(model: &Model, object: &Object) -> Vec<TokenStream> {
    let name = &model.name;
    let blank = object.fields.iter().map(|field| {
        let name = &field.name;
        match field.presence {
            Presence::Required => quote!(#name: wire::empty()),
            // Cheaper to compile than a call of `wire::empty`, whose type has to be inferred.
            Presence::RequiredNullable | Presence::Optional => quote!(#name: None),
        }
    });
    let blank_rest = object.additional_properties.iter().map(|rest| &rest.name);
    let fields = object.fields.iter().map(field);
    let functions = [getter(object), mutable_getter(object)].into_iter().flatten();
    let rest = object.additional_properties.as_ref().map(|rest| {
        let name = &rest.name;
        quote! {
            fn additional_properties(&self) -> Option<&dyn wire::Entries> {
                Some(&self.#name)
            }
            fn additional_properties_mut(&mut self) -> Option<&mut dyn wire::Entries> {
                Some(&mut self.#name)
            }
        }
    });
    let mut items = vec![
        quote! {
            impl wire::Record for models::#name {
                fn blank() -> Self {
                    Self { #(#blank,)* #(#blank_rest: wire::empty(),)* }
                }
                fn fields(&self) -> &'static [wire::Field] {
                    &[#(#fields,)*]
                }
                #(#functions)*
                #rest
            }
        },
        quote!(wire::record!(models::#name);),
    ];
    // Models of requests are created with `new`, so that required properties cannot be forgotten.
    if object.required.is_none() {
        items.push(quote! {
            impl Default for models::#name {
                fn default() -> Self {
                    wire::empty()
                }
            }
        });
    }
    items
}

fn field(field: &Field) -> TokenStream {
    let property = &field.property;
    let kind = match field.presence {
        Presence::Required | Presence::RequiredNullable => quote!(Required),
        Presence::Optional => quote!(Optional),
    };
    let rules = rule::of_field(field);
    quote!(wire::Field::#kind(#property, #rules))
}

/// Returns `get`, unless the trait's default, for objects without fields, applies.
fn getter(object: &Object) -> Option<TokenStream> {
    let arms = object.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (number(index), &field.name);
        quote!(#index => &self.#name)
    });
    (!object.fields.is_empty()).then(|| {
        quote! {
            fn get(&self, index: usize) -> Option<&dyn wire::Value> {
                Some(match index { #(#arms,)* _ => return None })
            }
        }
    })
}

fn mutable_getter(object: &Object) -> Option<TokenStream> {
    let arms = object.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (number(index), &field.name);
        quote!(#index => &mut self.#name)
    });
    (!object.fields.is_empty()).then(|| {
        quote! {
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn wire::Value> {
                Some(match index { #(#arms,)* _ => return None })
            }
        }
    })
}

fn union(model: &Model, union: &Union) -> Vec<TokenStream> {
    let name = &model.name;
    let tag = &union.tag;
    let variants = union.variants.iter().map(|variant| {
        let own = &variant.own;
        let shape = variant.json_shape.as_ref().map(|shape| {
            let shape = untagged::outline(shape);
            quote!(.shape(&#shape))
        });
        match variant.tags.as_slice() {
            [TagValue::Text(tag)] => quote!(wire::Variant::new(#tag, &[#(#own),*]) #shape),
            tags => {
                quote!(wire::Variant::with_values(&[#(wire::#tags),*], &[#(#own),*]) #shape)
            }
        }
    });
    let names: Vec<_> = union.variants.iter().map(|variant| &variant.name).collect();
    let numbers: Vec<_> = (0..names.len()).map(number).collect();
    let unknown = number(names.len());
    let select = if names.is_empty() {
        quote!(
            fn select(_: usize) -> Self {
                Self::Unknown(wire::empty())
            }
        )
    } else {
        quote! {
            fn select(index: usize) -> Self {
                match index {
                    #(#numbers => Self::#names(wire::empty()),)*
                    _ => Self::Unknown(wire::empty()),
                }
            }
        }
    };
    vec![
        quote! {
            impl wire::TaggedUnion for models::#name {
                fn discriminator(&self) -> &'static wire::Discriminator {
                    const DISCRIMINATOR: &wire::Discriminator = &wire::Discriminator::new(#tag, &[#(#variants,)*]);
                    DISCRIMINATOR
                }
                #select
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
        quote!(wire::tagged_union!(models::#name);),
    ]
}

fn enumeration(model: &Model, enumeration: &Enumeration) -> Vec<TokenStream> {
    let name = &model.name;
    let names: Vec<_> = enumeration.members.iter().map(|member| &member.name).collect();
    let values: Vec<_> = enumeration.members.iter().map(|member| &member.value).collect();
    vec![
        quote! {
            impl wire::Enumeration for models::#name {
                const VALUES: &'static [&'static str] = &[#(#values),*];
                fn as_str(&self) -> &str {
                    match self {
                        #(Self::#names => #values,)*
                        Self::Unknown(value) => value,
                    }
                }
                fn from_value(value: &str) -> Self {
                    match value {
                        #(#values => Self::#names,)*
                        _ => Self::Unknown(value.to_owned()),
                    }
                }
            }
        },
        quote!(wire::enumeration!(models::#name);),
    ]
}

/// Returns the implementation for an enumeration of numbers.
fn numbers(api: &Api, model: &Model, enumeration: &Enumeration) -> Vec<TokenStream> {
    let name = &model.name;
    let names: Vec<_> = enumeration.members.iter().map(|member| &member.name).collect();
    let values: Vec<_> = enumeration.members.iter().map(|member| &member.value).collect();
    let number = type_of(api, &enumeration.value, Scope::Crate);
    vec![
        quote! {
            impl wire::NumberEnumeration for models::#name {
                type Number = #number;
                const VALUES: &'static [#number] = &[#(#values),*];
                fn value(self) -> #number {
                    match self {
                        #(Self::#names => #values,)*
                        Self::Unknown(value) => value,
                    }
                }
                fn from_value(value: #number) -> Self {
                    match value {
                        #(#values => Self::#names,)*
                        _ => Self::Unknown(value),
                    }
                }
            }
        },
        quote!(wire::number_enumeration!(models::#name, #number);),
    ]
}
