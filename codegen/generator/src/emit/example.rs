//! Examples: a program on the front page, and a call of each operation.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::tokens::{argument_type, body_type, has_path, identifier};
use crate::api::{
    Api, Field, ModelId, Operation, ParameterStyle, Presence, SecurityKind, Shape, Tag, Type,
};
use crate::names::Package;

/// The deepest model in an example value; deeper values make an example hard to read.
const MAX_DEPTH: usize = 4;

/// Returns the lines of a program that calls an operation; `None` if no operation has a value for each argument.
pub(super) fn program(api: &Api, package: &Package) -> Option<Vec<String>> {
    let mut operations: Vec<(&Tag, &Operation)> = api
        .tags
        .iter()
        .flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation)))
        .collect();
    // The operation of the document's choice, else one with a body, which shows more of the API.
    operations.sort_by_key(|(_, operation)| {
        let is_chosen = api.example.as_ref() == Some(&operation.id);
        (!is_chosen, operation.deprecated, operation.body.is_none())
    });
    operations.into_iter().find_map(|(tag, operation)| {
        let program = program_tokens(api, package, operation)?;
        let file = syn::parse2(program).ok()?;
        // Hidden: the method does not exist in builds without the feature.
        let gate = tag.feature.as_ref().map(|feature| format!("# #[cfg(feature = {feature:?})]"));
        let program = prettyplease::unparse(&file);
        let (introduction, function) = program.split_once("async fn")?;
        let function = format!("async fn{function}");
        let lines = introduction.lines().map(str::to_owned).chain(gate);
        Some(lines.chain(function.lines().map(str::to_owned)).collect())
    })
}

fn program_tokens(api: &Api, package: &Package, operation: &Operation) -> Option<TokenStream> {
    let crate_name = identifier(&package.crate_name());
    let function = &operation.function;
    let required = operation.parameters.iter().filter(|parameter| parameter.required);
    let mut arguments = Vec::new();
    for parameter in required {
        arguments.push(match &parameter.value {
            Type::String if parameter.style != ParameterStyle::Json => {
                let text = text(parameter.example.as_deref(), &parameter.parameter);
                quote!(#text)
            }
            other => value(api, other, None, "", MAX_DEPTH)?,
        });
    }
    let body = match operation.body.as_ref().filter(|body| body.required) {
        Some(body) => {
            arguments.push(quote!(body));
            // The type of a bare `None` could not be inferred.
            let non_null = match &body.value {
                Type::Nullable(inner) => inner,
                other => other,
            };
            let value = value(api, non_null, None, "", MAX_DEPTH)?;
            Some(quote!(let body = #value;))
        }
        None => None,
    };
    let call = quote!(client.#function(#(#arguments),*));
    let has_models =
        has_path(&call, "models") || body.as_ref().is_some_and(|body| has_path(body, "models"));
    let imports = if has_models { quote!({Client, models}) } else { quote!(Client) };
    let client = client(api);
    Some(quote! {
        use #crate_name::#imports;

        async fn example() -> Result<(), Box<dyn std::error::Error>> {
            let client = #client?;
            #body
            let response = #call.await?;
            println!("{response:#?}");
            Ok(())
        }
    })
}

/// Returns the lines of a call of an operation. All lines but the call are hidden in rustdoc.
///
/// Arguments that are no simple values are variables, declared as parameters of the hidden function.
pub(super) fn call(api: &Api, package: &Package, operation: &Operation) -> Option<Vec<String>> {
    let crate_name = identifier(&package.crate_name());
    let function = &operation.function;
    let mut declarations = Vec::new();
    let mut arguments = Vec::new();
    for parameter in operation.parameters.iter().filter(|parameter| parameter.required) {
        arguments.push(match &parameter.value {
            Type::String if parameter.style != ParameterStyle::Json => {
                let text = text(parameter.example.as_deref(), &parameter.parameter);
                quote!(#text)
            }
            simple if is_simple(api, simple) => value(api, simple, None, "", 1)?,
            _ => {
                let name = &parameter.name;
                let (variable, ty) =
                    (variable(operation, quote!(#name)), argument_type(api, parameter));
                declarations.push(quote!(#variable: #ty));
                variable
            }
        });
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let ty = body_type(api, body);
        declarations.push(quote!(body: #ty));
        arguments.push(quote!(body));
    }
    let imports = imports(&crate_name, &declarations.iter().chain(&arguments));
    let has_response =
        operation.response.status_enum.is_some() || operation.response.value().is_some();
    let response = has_response.then(|| quote!(let response =));
    let program = quote! {
        #imports
        async fn example(client: &#crate_name::Client, #(#declarations),*) -> Result<(), #crate_name::Error> {
            #response client.#function(#(#arguments),*).await?;
            Ok(())
        }
    };
    let text = prettyplease::unparse(&syn::parse2(program).ok()?);
    // The call is what is between the line that opens the function and the two that end it.
    let lines: Vec<&str> = text.lines().collect();
    let start = lines.iter().position(|line| line.ends_with('{') && !line.starts_with("use "))?;
    let end = lines.len().checked_sub(2)?;
    let lines = lines.into_iter().enumerate().map(|(index, line)| {
        let text = if index > start { line.strip_prefix("    ").unwrap_or(line) } else { line };
        let is_call = index > start && index < end;
        if is_call { text.to_owned() } else { format!("# {text}").trim_end().to_owned() }
    });
    Some(lines.collect())
}

/// Whether a value of the type is short: a scalar or a member of an enumeration.
fn is_simple(api: &Api, of: &Type) -> bool {
    match of {
        Type::Boolean | Type::Int32 | Type::Int64 | Type::Float32 | Type::Float64 => true,
        Type::Model(id) => {
            let model = api.model(*id);
            model.is_some_and(|model| matches!(model.shape, Shape::Enumeration(_)))
        }
        Type::String
        | Type::Timestamp
        | Type::Date
        | Type::FreeForm
        | Type::Bytes
        | Type::Part
        | Type::Array(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Boxed(_) => false,
    }
}

/// Returns a variable for an argument; `client` is taken.
fn variable(operation: &Operation, name: TokenStream) -> TokenStream {
    if name.to_string() != "client" {
        return name;
    }
    let mut variable = "client_".to_owned();
    while operation.parameters.iter().any(|parameter| parameter.name.as_str() == variable) {
        variable.push('_');
    }
    let variable = identifier(&variable);
    quote!(#variable)
}

/// Returns the imports that variables and arguments need.
fn imports<'t>(
    crate_name: &Ident,
    tokens: &(impl Iterator<Item = &'t TokenStream> + Clone),
) -> TokenStream {
    let needs = |name| tokens.clone().any(|tokens| has_path(tokens, name));
    let models = needs("models").then(|| quote!(use #crate_name::models;));
    let map = needs("BTreeMap").then(|| {
        quote!(
            use std::collections::BTreeMap;
        )
    });
    let runtime = needs("runtime").then(|| {
        quote!(
            use portolan_runtime as runtime;
        )
    });
    let jiff = needs("jiff").then(|| {
        quote!(
            use portolan_runtime::jiff;
        )
    });
    let json = needs("serde_json").then(|| {
        quote!(
            use portolan_runtime::serde_json;
        )
    });
    quote!(#models #map #runtime #jiff #json)
}

/// Returns the expression that creates a client, from the environment if the document has credentials that variables
/// can hold.
fn client(api: &Api) -> TokenStream {
    let has_credentials = api.security_schemes.iter().any(|scheme| {
        let kind = &scheme.kind;
        let is_user = kind.takes_digest() || kind.takes_basic();
        let is_key = matches!(kind, SecurityKind::ApiKey { .. });
        kind.takes_access_token() || kind.takes_service_account() || is_user || is_key
    });
    let base_url = api.servers.is_empty().then(|| quote!(.base_url("https://api.example.com")));
    match (has_credentials, &base_url) {
        (true, None) => quote!(Client::from_env()),
        (true, Some(_)) => quote!(Client::builder()#base_url.environment().build()),
        (false, _) => quote!(Client::builder()#base_url.build()),
    }
}

/// Returns an expression for a value of a request.
fn value(
    api: &Api,
    of: &Type,
    example: Option<&str>,
    name: &str,
    depth: usize,
) -> Option<TokenStream> {
    Some(match of {
        Type::String => {
            let text = text(example, name);
            quote!(#text.to_owned())
        }
        Type::Boolean => quote!(true),
        Type::Int32 | Type::Int64 => quote!(1),
        Type::Float32 | Type::Float64 => quote!(1.0),
        Type::Array(_) => quote!(Vec::new()),
        Type::Map(_) => quote!(std::collections::BTreeMap::new()),
        Type::Nullable(_) => quote!(None),
        Type::Model(id) => model(api, *id, depth)?,
        Type::Boxed(id) => {
            let model = model(api, *id, depth)?;
            quote!(Box::new(#model))
        }
        Type::Part => quote!(Vec::new().into()),
        // Types of crates that the program would have to depend on.
        Type::Timestamp | Type::Date | Type::FreeForm | Type::Bytes => return None,
    })
}

fn model(api: &Api, id: ModelId, depth: usize) -> Option<TokenStream> {
    let deeper = depth.checked_sub(1)?;
    let model = api.model(id)?;
    let name = &model.name;
    match &model.shape {
        Shape::UntaggedUnion(union) => {
            let variant = union.variants.first()?;
            let variant_name = &variant.name;
            let value = value(api, &variant.value, None, variant_name.as_str(), deeper)?;
            Some(quote!(models::#name::#variant_name(#value)))
        }
        Shape::Enumeration(enumeration) => {
            let member = &enumeration.members.first()?.name;
            Some(quote!(models::#name::#member))
        }
        Shape::Union(union) => {
            let variant = union.variants.first()?;
            let (variant_name, value) = (&variant.name, self::model(api, variant.model, deeper)?);
            Some(quote!(models::#name::#variant_name(#value)))
        }
        Shape::Object(object) => {
            let Some(required) = &object.required else {
                return Some(quote!(models::#name::default()));
            };
            let required = &required.name;
            let mut fields = Vec::new();
            for field in object.fields.iter().filter(|field| field.presence != Presence::Optional) {
                fields.push(self::field(api, field, deeper)?);
            }
            Some(quote!(models::#name::new(models::#required { #(#fields,)* })))
        }
    }
}

fn field(api: &Api, field: &Field, depth: usize) -> Option<TokenStream> {
    let name = &field.name;
    let value = match field.presence {
        Presence::RequiredNullable => quote!(None),
        Presence::Required | Presence::Optional => {
            value(api, &field.value, field.example.as_deref(), &field.property, depth)?
        }
    };
    Some(quote!(#name: #value))
}

/// Returns the document's example if it is plain text, else the name in angle brackets.
fn text(example: Option<&str>, name: &str) -> String {
    let is_plain = |text: &&str| {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./: @".contains(&byte);
        !text.is_empty() && text.len() <= 60 && text.bytes().all(is_allowed)
    };
    match example.filter(is_plain) {
        Some(example) => example.to_owned(),
        None => format!("<{}>", crate::names::ValueName::new(name).as_str()),
    }
}
