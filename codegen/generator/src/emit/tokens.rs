//! Tokens: names and types, as they stand in emitted code.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::api::{Api, Field, ModelId, Presence, TextField, Type};
use crate::names::{TypeName, ValueName};

impl ToTokens for TypeName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Ident::new(self.as_str(), Span::call_site()).to_tokens(tokens);
    }
}

impl ToTokens for ValueName {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if self.is_keyword() {
            Ident::new_raw(self.as_str(), Span::call_site()).to_tokens(tokens);
        } else {
            Ident::new(self.as_str(), Span::call_site()).to_tokens(tokens);
        }
    }
}

/// An identifier that emission itself makes.
pub(super) fn identifier(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// How models are named in a file: alone beside each other, or with a path from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Among the models.
    Models,
    /// Anywhere else in the crate.
    Crate,
    /// In a file that imports no models, since a build without some tags may need none there.
    Alone,
}

/// The name of a model.
pub(super) fn model(api: &Api, id: ModelId, scope: Scope) -> TokenStream {
    // Ids are made for this very list of models.
    let name = api.model(id).map(|model| &model.name);
    match scope {
        Scope::Models => quote!(#name),
        Scope::Crate => quote!(models::#name),
        Scope::Alone => quote!(crate::models::#name),
    }
}

/// A type of Rust.
pub(super) fn type_of(api: &Api, value: &Type, scope: Scope) -> TokenStream {
    match value {
        Type::String => quote!(String),
        Type::Boolean => quote!(bool),
        Type::Int32 => quote!(i32),
        Type::Int64 => quote!(i64),
        Type::Float32 => quote!(f32),
        Type::Float64 => quote!(f64),
        Type::Timestamp => quote!(jiff::Timestamp),
        Type::Date => quote!(jiff::civil::Date),
        Type::FreeForm => quote!(serde_json::Value),
        Type::Bytes => quote!(runtime::Bytes),
        Type::Part => quote!(runtime::Part),
        Type::Array(item) => {
            let item = type_of(api, item, scope);
            quote!(Vec<#item>)
        }
        Type::Map(entry) => {
            let entry = type_of(api, entry, scope);
            quote!(BTreeMap<String, #entry>)
        }
        Type::Nullable(inner) => {
            let inner = type_of(api, inner, scope);
            quote!(Option<#inner>)
        }
        Type::Model(id) => model(api, *id, scope),
        Type::Boxed(id) => {
            let name = model(api, *id, scope);
            quote!(Box<#name>)
        }
    }
}

/// The type of a field: an `Option` where it can be absent or `null`.
pub(super) fn field_type(api: &Api, field: &Field) -> TokenStream {
    let value = type_of(api, &field.value, Scope::Models);
    match field.presence {
        Presence::Required => value,
        Presence::RequiredNullable | Presence::Optional => quote!(Option<#value>),
    }
}

/// What keeps an item out of builds that have none of some features; nothing where it is always there.
pub(super) fn gate<'f>(features: impl IntoIterator<Item = &'f String>) -> Option<TokenStream> {
    let features: Vec<&String> = features.into_iter().collect();
    match features.as_slice() {
        [] => None,
        [feature] => Some(quote!(#[cfg(feature = #feature)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

/// An index that emitted code matches on.
pub(super) fn index(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// What a file always names, beyond what [`imports`] finds in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Always {
    /// From the runtime.
    pub(super) runtime: Vec<TokenStream>,
    /// From the crate itself.
    pub(super) own: Option<TokenStream>,
}

/// The `use` lines of a file: what it always names, and what its items do. First the standard library's, then
/// the runtime's, then the crate's own.
pub(super) fn imports(items: &[TokenStream], always: Always) -> Option<TokenStream> {
    let mut found = BTreeSet::new();
    for item in items {
        collect_paths(
            item,
            &["BTreeMap", "jiff", "models", "runtime", "serde_json", "wire"],
            &mut found,
        );
    }
    let named = |name: &str| found.contains(name);
    let map = named("BTreeMap").then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let is_named = always.runtime.iter().any(|name| name.to_string() == "self as runtime");
    let itself = (named("runtime") && !is_named).then(|| quote!(self as runtime));
    let found =
        ["jiff", "serde_json", "wire"].into_iter().filter(|name| named(name)).map(identifier);
    let runtime: Vec<TokenStream> =
        itself.into_iter().chain(always.runtime).chain(found.map(|name| quote!(#name))).collect();
    let runtime = match runtime.as_slice() {
        [] => None,
        [only] if only.to_string() == "self as runtime" => Some(quote!(
            use portolan_runtime as runtime;
        )),
        [only] => Some(quote!(use portolan_runtime::#only;)),
        several => Some(quote!(use portolan_runtime::{#(#several),*};)),
    };
    let models = named("models").then(|| {
        quote!(
            use crate::models;
        )
    });
    let lines: Vec<TokenStream> =
        [map, runtime, models, always.own].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| quote!(#(#lines)*))
}

/// Whether a path begins with a name.
pub(super) fn names(tokens: &TokenStream, name: &'static str) -> bool {
    let mut found = BTreeSet::new();
    collect_paths(tokens, &[name], &mut found);
    !found.is_empty()
}

/// Collects those of some names that paths begin with: `name::…`, `name<…>`. Each token is looked at once.
fn collect_paths(tokens: &TokenStream, names: &[&'static str], found: &mut BTreeSet<&'static str>) {
    // A single colon, as between a field and its type, is not joined to another.
    let is_separator = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint);
    let opens = |token: &TokenTree| {
        is_separator(token) || matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<')
    };
    // Whether the token before the last, which is the first colon of two, makes the next a part of a path.
    let mut before = [false, false];
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Ident(identifier) if !before[0] && tokens.peek().is_some_and(opens) => {
                found.extend(names.iter().filter(|name| *identifier == **name));
            }
            TokenTree::Group(group) => collect_paths(&group.stream(), names, found),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
        before = [before[1], is_separator(&token)];
    }
}

/// A field of an object as `Option<&str>`.
pub(super) fn text_of(
    api: &Api,
    field: &TextField,
    object: &TokenStream,
    scope: Scope,
) -> TokenStream {
    let name = &field.name;
    match (field.optional, field.enumeration) {
        (false, None) => quote!(Some(&#object.#name)),
        (false, Some(_)) => quote!(Some(#object.#name.as_str())),
        (true, None) => quote!(#object.#name.as_deref()),
        (true, Some(id)) => {
            let enumeration = model(api, id, scope);
            quote!(#object.#name.as_ref().map(#enumeration::as_str))
        }
    }
}
