//! Tokens of names, types and imports, shared by all of emission.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::api::{
    Api, Body, Encoding, Field, ModelId, Parameter, ParameterStyle, Presence, StatusRange,
    TagValue, TextField, Type,
};
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

/// A variant of the runtime's `TagValue`.
impl ToTokens for TagValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Text(text) => quote!(TagValue::Text(#text)),
            Self::Integer(integer) => {
                let integer = Literal::i64_unsuffixed(*integer);
                quote!(TagValue::Integer(#integer))
            }
            Self::Boolean(boolean) => quote!(TagValue::Boolean(#boolean)),
        });
    }
}

/// Returns an identifier that emission itself chooses.
pub(super) fn identifier(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The path by which a file names models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// No path, among the models.
    Models,
    /// `models::`, in files that import the module.
    Crate,
    /// `crate::models::`, in files where an import would be unused without some tags.
    Absolute,
}

/// Returns the name of a model.
pub(super) fn model(api: &Api, id: ModelId, scope: Scope) -> TokenStream {
    let name = api.model(id).map(|model| &model.name);
    match scope {
        Scope::Models => quote!(#name),
        Scope::Crate => quote!(models::#name),
        Scope::Absolute => quote!(crate::models::#name),
    }
}

/// Returns a type.
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

/// Returns the type of a field: an `Option` if it can be absent or `null`.
pub(super) fn field_type(api: &Api, field: &Field) -> TokenStream {
    let value = type_of(api, &field.value, Scope::Models);
    match field.presence {
        Presence::Required => value,
        Presence::RequiredNullable | Presence::Optional => quote!(Option<#value>),
    }
}

/// Returns the type of a parameter's argument: `&str` for text, unless it is sent as JSON.
pub(super) fn argument_type(api: &Api, parameter: &Parameter) -> TokenStream {
    match (&parameter.value, parameter.style) {
        (value, ParameterStyle::Json) => type_of(api, value, Scope::Crate),
        (Type::String, _) => quote!(&str),
        (other, _) => type_of(api, other, Scope::Crate),
    }
}

/// Returns the type of a body's argument. Bytes are a `Body`, which can be a stream.
pub(super) fn body_type(api: &Api, body: &Body) -> TokenStream {
    match body.encoding {
        Encoding::Bytes => quote!(runtime::Body),
        Encoding::Json | Encoding::Form | Encoding::Multipart | Encoding::Text => {
            type_of(api, &body.value, Scope::Crate)
        }
    }
}

/// Returns the `cfg` that includes an item in builds with any of the features; `None` without features.
pub(super) fn gate<'f>(features: impl IntoIterator<Item = &'f String>) -> Option<TokenStream> {
    let features: Vec<&String> = features.into_iter().collect();
    match features.as_slice() {
        [] => None,
        [feature] => Some(quote!(#[cfg(feature = #feature)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

/// Returns an index as a literal without suffix.
pub(super) fn index(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// Returns a `StatusPattern` of the runtime.
pub(super) fn status_pattern(status: StatusRange) -> TokenStream {
    match status {
        StatusRange::Exact(code) => {
            let code = index(usize::from(code));
            quote!(runtime::StatusPattern::Exact(#code))
        }
        StatusRange::Class(digit) => {
            let digit = index(usize::from(digit));
            quote!(runtime::StatusPattern::Class(#digit))
        }
        StatusRange::Default => quote!(runtime::StatusPattern::Any),
    }
}

/// The imports of a file that do not depend on its items.
#[derive(Debug, Clone, Default)]
pub(super) struct FixedImports {
    /// From the runtime.
    pub(super) runtime: Vec<TokenStream>,
    /// `use` declarations of the crate itself.
    pub(super) own: Option<TokenStream>,
}

/// Returns the `use` declarations of a file: those of the standard library, of the runtime and of the crate.
pub(super) fn imports(items: &[TokenStream], fixed: FixedImports) -> Option<TokenStream> {
    let mut found = BTreeSet::new();
    for item in items {
        collect_paths(
            item,
            &["BTreeMap", "jiff", "models", "operations", "runtime", "serde_json", "wire"],
            &mut found,
        );
    }
    let named = |name: &str| found.contains(name);
    let map = named("BTreeMap").then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let is_named = fixed.runtime.iter().any(|name| name.to_string() == "self as runtime");
    let itself = (named("runtime") && !is_named).then(|| quote!(self as runtime));
    let found =
        ["jiff", "serde_json", "wire"].into_iter().filter(|name| named(name)).map(identifier);
    let runtime: Vec<TokenStream> =
        itself.into_iter().chain(fixed.runtime).chain(found.map(|name| quote!(#name))).collect();
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
    let operations = named("operations").then(|| {
        quote!(
            use crate::operations;
        )
    });
    let lines: Vec<TokenStream> =
        [map, runtime, models, operations, fixed.own].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| quote!(#(#lines)*))
}

/// Whether any path in the tokens starts with a name.
pub(super) fn has_path(tokens: &TokenStream, name: &'static str) -> bool {
    let mut found = BTreeSet::new();
    collect_paths(tokens, &[name], &mut found);
    !found.is_empty()
}

/// Collects those of `names` that start a path: `name::…`, `name<…>`. Visits each token once.
fn collect_paths(tokens: &TokenStream, names: &[&'static str], found: &mut BTreeSet<&'static str>) {
    // The colon between a field and its type is not joined to another.
    let is_separator = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint);
    let opens = |token: &TokenTree| {
        is_separator(token) || matches!(token, TokenTree::Punct(punct) if punct.as_char() == '<')
    };
    // Whether the last two tokens are separators; the first of them, a joint colon, makes the next token a path's tail.
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

/// Returns an expression of type `Option<&str>` for a field of an object.
pub(super) fn text_expression(
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
