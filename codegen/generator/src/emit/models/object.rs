//! Objects: a struct with public fields, and a struct of the properties that a request requires.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Api, Field, Model, Object, Presence, Required, Rule, Type};
use crate::emit::doc::{Doc, code, deprecated, of_model};
use crate::emit::tokens::{Scope, field_type, type_of};

/// Returns the items of an object.
pub(super) fn items(api: &Api, model: &Model, object: &Object) -> Vec<TokenStream> {
    let mut items = vec![structure(api, model, object)];
    if let Some(required) = &object.required {
        items.push(required_structure(api, model, object, required));
        items.push(constructor(model, object, required));
    }
    items
}

fn structure(api: &Api, model: &Model, object: &Object) -> TokenStream {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let created = object.required.as_ref().map(|required| {
        format!("Created with [`{}::new`] from [`{}`].", name.as_str(), required.name.as_str())
    });
    let doc = of_model(model, "Object", created.as_deref());
    let deprecated = deprecated(*is_deprecated);
    let fields = object.fields.iter().map(|field| self::field(api, field));
    let rest = object.additional_properties.as_ref().map(|rest| {
        let name = &rest.name;
        let value = type_of(api, &rest.value, Scope::Models);
        quote! {
            /// Additional properties, by name.
            pub #name: BTreeMap<String, #value>,
        }
    });
    quote! {
        #doc
        #deprecated
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
            #rest
        }
    }
}

fn field(api: &Api, field: &Field) -> TokenStream {
    let doc = field_doc(field);
    let deprecated = deprecated(field.deprecated);
    let name = &field.name;
    let value = field_type(api, field);
    quote! {
        #doc
        #deprecated
        pub #name: #value
    }
}

fn field_doc(field: &Field) -> Doc {
    let mut doc =
        Doc::of(field.description.as_deref(), &format!("Property {}.", code(&field.property)))
            .rules(&field.rules);
    if field.unchecked_rules.iter().any(Rule::hides) {
        doc = doc.sentence("Secret: redacted in `Debug` output.");
    }
    if let Some(default) = &field.default {
        doc = doc.sentence(format!("Defaults to {}.", code(default)));
    }
    match (field.presence, &field.value) {
        (Presence::RequiredNullable, _) => doc.sentence("`None` is `null`."),
        (Presence::Optional, Type::Nullable(_)) => {
            doc.sentence("`None` is absent, `Some(None)` is `null`.")
        }
        (Presence::Required | Presence::Optional, _) => doc,
    }
}

fn required_structure(
    api: &Api,
    model: &Model,
    object: &Object,
    required: &Required,
) -> TokenStream {
    let name = &required.name;
    let doc =
        Doc::default().sentence(format!("Required properties of [`{}`].", model.name.as_str()));
    let fields = required_fields(object).map(|field| {
        let doc = field_doc(field);
        let name = &field.name;
        let value = field_type(api, field);
        quote! {
            #doc
            pub #name: #value
        }
    });
    // A derived `Debug` would show secrets.
    let has_secret = required_fields(object).any(|field| field.rules.iter().any(Rule::hides));
    let derive_debug = (!has_secret).then(|| quote!(Debug,));
    let redacted_debug = has_secret.then(|| {
        let text = name.as_str();
        quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    formatter.debug_struct(#text).finish_non_exhaustive()
                }
            }
        }
    });
    quote! {
        #doc
        #[derive(#derive_debug Clone, PartialEq)]
        pub struct #name {
            #(#fields,)*
        }
        #redacted_debug
    }
}

fn constructor(model: &Model, object: &Object, required: &Required) -> TokenStream {
    let name = &model.name;
    let parameter = &required.name;
    let required_names: Vec<_> = required_fields(object).map(|field| &field.name).collect();
    let optional = object
        .fields
        .iter()
        .filter(|field| field.presence == Presence::Optional)
        .map(|field| &field.name)
        .map(|name| quote!(#name: None));
    let rest = object
        .additional_properties
        .iter()
        .map(|rest| &rest.name)
        .map(|name| quote!(#name: BTreeMap::new()));
    let absent = optional.chain(rest);
    quote! {
        impl #name {
            /// Creates the object from its required properties; all others are absent.
            #[must_use]
            pub fn new(required: #parameter) -> Self {
                let #parameter { #(#required_names),* } = required;
                Self { #(#required_names,)* #(#absent,)* }
            }
        }
    }
}

fn required_fields(object: &Object) -> impl Iterator<Item = &Field> {
    object.fields.iter().filter(|field| field.presence != Presence::Optional)
}
