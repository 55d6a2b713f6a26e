//! Enumerations: a variant per value of the document, and `Unknown` for any other value.

use proc_macro2::{Literal, Punct, Spacing, TokenStream};
use quote::{ToTokens, quote};

use crate::api::{Api, Constant, Enumeration, Model, Type};
use crate::emit::doc::{Doc, code, deprecated, of_model};
use crate::emit::tokens::{Scope, type_of};

/// Returns the items of an enumeration.
pub(super) fn items(api: &Api, model: &Model, enumeration: &Enumeration) -> Vec<TokenStream> {
    let Model { name, deprecated: is_deprecated, .. } = model;
    let open = "The service may add values: match with a `_` arm.";
    let doc = of_model(model, "Enumeration", Some(open));
    let deprecated = deprecated(*is_deprecated);
    let members = enumeration.members.iter().map(|member| {
        let value = match &member.value {
            Constant::Text(text) => code(text),
            number => code(&number.to_token_stream().to_string().replace(' ', "")),
        };
        let value = format!("Value {value}.");
        let doc = match &member.description {
            Some(text) => Doc::of(Some(text), "").sentence(value),
            None => Doc::default().paragraph(vec![value]),
        };
        let name = &member.name;
        quote! {
            #doc
            #name
        }
    });
    let derived = match &enumeration.value {
        Type::String => quote!(Debug, Clone, PartialEq, Eq, Hash),
        Type::Float64 => quote!(Debug, Clone, Copy, PartialEq),
        Type::Int32
        | Type::Int64
        | Type::Boolean
        | Type::Float32
        | Type::Timestamp
        | Type::Date
        | Type::FreeForm
        | Type::Bytes
        | Type::Part
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Model(_)
        | Type::Boxed(_) => quote!(Debug, Clone, Copy, PartialEq, Eq, Hash),
    };
    let value = type_of(api, &enumeration.value, Scope::Models);
    vec![quote! {
        #doc
        #deprecated
        #[derive(#derived)]
        #[non_exhaustive]
        pub enum #name {
            #(#members,)*
            /// A value that the document does not define.
            Unknown(#value),
        }
    }]
}

/// A literal, valid in expressions and in patterns.
impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (is_negative, magnitude) = match self {
            Self::Text(text) => (false, Literal::string(text)),
            Self::Integer(number) => (*number < 0, Literal::u64_unsuffixed(number.unsigned_abs())),
            // Numbers in JSON are finite.
            Self::Float(number) => {
                (number.is_sign_negative(), Literal::f64_unsuffixed(number.abs()))
            }
        };
        if is_negative {
            tokens.extend([proc_macro2::TokenTree::Punct(Punct::new('-', Spacing::Alone))]);
        }
        magnitude.to_tokens(tokens);
    }
}
