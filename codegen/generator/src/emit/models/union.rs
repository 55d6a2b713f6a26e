//! Tagged unions: an enum with a variant per object, and `Unknown` for any other object.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::api::{Accessor, Api, Model, Presence, Shape, TagValue, Type, Union, Variant};
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
        let doc = format!(" Object whose {tag} is {}.", one_of(&variant.tags));
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
    let kind = TagKind::of(union);
    let doc = Doc::default().sentence(format!(
        "Returns the value of the discriminator {}{}.",
        code(tag),
        kind.note()
    ));
    let arms = union.variants.iter().map(|variant| tag_arm(api, union, variant, kind));
    let (returned, unknown) = (kind.returned(), kind.of_json());
    let accessors = union.accessors.iter().map(|accessor| self::accessor(api, union, accessor));
    quote! {
        impl #name {
            #doc
            #[must_use]
            pub fn #function(&self) -> Option<#returned> {
                match self {
                    #(#arms,)*
                    Self::Unknown(object) => object.get(#tag)#unknown,
                }
            }

            #(#accessors)*
        }
    }
}

/// The JSON type of a discriminator's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Text,
    Integer,
    Boolean,
    /// Values of several types.
    Mixed,
}

impl TagKind {
    fn of(union: &Union) -> Self {
        let kind = |value: &TagValue| match value {
            TagValue::Text(_) => Self::Text,
            TagValue::Integer(_) => Self::Integer,
            TagValue::Boolean(_) => Self::Boolean,
        };
        let kinds = union.variants.iter().flat_map(|variant| &variant.tags).map(kind);
        kinds
            .reduce(|one, other| if one == other { one } else { Self::Mixed })
            .unwrap_or(Self::Text)
    }

    fn note(self) -> &'static str {
        match self {
            Self::Text => "; for an unknown object, `None` if it is not a string",
            Self::Integer => "; for an unknown object, `None` if it is not an integer",
            Self::Boolean => "; for an unknown object, `None` if it is not a boolean",
            Self::Mixed => "",
        }
    }

    /// Returns the type that the accessor returns.
    fn returned(self) -> TokenStream {
        match self {
            Self::Text => quote!(&str),
            Self::Integer => quote!(i64),
            Self::Boolean => quote!(bool),
            Self::Mixed => quote!(serde_json::Value),
        }
    }

    /// Returns the conversion of the value in an unknown object.
    fn of_json(self) -> TokenStream {
        match self {
            Self::Text => quote!(?.as_str()),
            Self::Integer => quote!(?.as_i64()),
            Self::Boolean => quote!(?.as_bool()),
            Self::Mixed => quote!(.cloned()),
        }
    }

    /// Returns the conversion of the runtime's value.
    fn of_tag(self) -> TokenStream {
        match self {
            Self::Text => quote!(?.as_str()),
            Self::Integer => quote!(?.as_i64()),
            Self::Boolean => quote!(?.as_bool()),
            Self::Mixed => quote!(.map(Into::into)),
        }
    }

    fn literal(self, value: &TagValue) -> TokenStream {
        let literal = match value {
            TagValue::Text(text) => quote!(#text),
            TagValue::Integer(integer) => {
                let integer = Literal::i64_unsuffixed(*integer);
                quote!(#integer)
            }
            TagValue::Boolean(boolean) => quote!(#boolean),
        };
        match (self, value) {
            (Self::Mixed, TagValue::Integer(integer)) => {
                let integer = Literal::i64_suffixed(*integer);
                quote!(serde_json::Value::from(#integer))
            }
            (Self::Mixed, _) => quote!(serde_json::Value::from(#literal)),
            _ => literal,
        }
    }
}

/// Returns the arm of a variant in the accessor of the discriminator.
fn tag_arm(api: &Api, union: &Union, variant: &Variant, kind: TagKind) -> TokenStream {
    let name = &variant.name;
    match (variant.tags.as_slice(), api.model(variant.model).map(|model| &model.shape)) {
        ([value], _) => {
            let value = kind.literal(value);
            quote!(Self::#name(_) => Some(#value))
        }
        (_, Some(Shape::Union(inner))) if inner.tag == union.tag && TagKind::of(inner) == kind => {
            let function = &inner.tag_accessor;
            quote!(Self::#name(value) => value.#function())
        }
        _ => {
            let conversion = kind.of_tag();
            quote!(Self::#name(_) => portolan_runtime::wire::tag(self) #conversion)
        }
    }
}

/// Returns the values of a variant as a list, abbreviated if they are many.
fn one_of(tags: &[TagValue]) -> String {
    const MAX_LISTED: usize = 8;
    let shown: Vec<String> =
        tags.iter().take(MAX_LISTED).map(|tag| code(&tag.to_string())).collect();
    match (shown.as_slice(), tags.len().saturating_sub(MAX_LISTED)) {
        ([], _) => String::new(),
        ([only], _) => only.clone(),
        ([first @ .., last], 0) => format!("{} or {last}", first.join(", ")),
        (shown, 1) => format!("{} or another value", shown.join(", ")),
        (shown, more) => format!("{} or one of {more} other values", shown.join(", ")),
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
