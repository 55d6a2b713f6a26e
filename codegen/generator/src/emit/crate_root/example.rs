//! The example on the front page: a call of the first operation, with values made from the API.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{
    Api, Field, ModelId, Operation, ParameterStyle, Presence, SecurityKind, Shape, Tag, Type,
};
use crate::emit::tokens::{identifier, names};
use crate::names::Package;

/// How deep a value is made out: what needs more is not an example any more.
const DEEPEST: usize = 4;

/// A program that calls an operation, as lines; `None` where a value for it cannot be made out.
pub(in crate::emit) fn lines(api: &Api, package: &Package) -> Option<Vec<String>> {
    // One that sends something shows the most; what is deprecated is shown for want of anything else.
    let mut operations: Vec<(&Tag, &Operation)> = api
        .tags
        .iter()
        .flat_map(|tag| tag.operations.iter().map(move |operation| (tag, operation)))
        .collect();
    operations.sort_by_key(|(_, operation)| (operation.deprecated, operation.body.is_none()));
    operations.into_iter().find_map(|(tag, operation)| {
        let program = program(api, package, operation)?;
        let file = syn::parse2(program).ok()?;
        // Not shown, but obeyed: the function is not there where the feature is off.
        let gate = tag.feature.as_ref().map(|feature| format!("# #[cfg(feature = {feature:?})]"));
        let program = prettyplease::unparse(&file);
        let (introduction, function) = program.split_once("async fn")?;
        let function = format!("async fn{function}");
        let lines = introduction.lines().map(str::to_owned).chain(gate);
        Some(lines.chain(function.lines().map(str::to_owned)).collect())
    })
}

fn program(api: &Api, package: &Package, operation: &Operation) -> Option<TokenStream> {
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
            other => value(api, other, None, "", DEEPEST)?,
        });
    }
    let body = match operation.body.as_ref().filter(|body| body.required) {
        Some(body) => {
            arguments.push(quote!(body));
            // Nothing would not say of which type it is.
            let of = match &body.value {
                Type::Nullable(inner) => inner,
                other => other,
            };
            let value = value(api, of, None, "", DEEPEST)?;
            Some(quote!(let body = #value;))
        }
        None => None,
    };
    let call = quote!(client.#function(#(#arguments),*));
    let names_models =
        names(&call, "models") || body.as_ref().is_some_and(|body| names(body, "models"));
    let models = names_models.then(|| quote!(use #crate_name::models;));
    let client = client(api);
    Some(quote! {
        #models
        use #crate_name::Client;

        async fn example() -> Result<(), Box<dyn std::error::Error>> {
            let client = #client?;
            #body
            let response = #call.await?;
            println!("{response:#?}");
            Ok(())
        }
    })
}

/// How a client is made: from the environment where the document has credentials that can stand there.
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

/// An expression for a value that is sent.
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
        // These come from crates that the example would have to introduce.
        Type::Timestamp | Type::Date | Type::FreeForm | Type::Bytes => return None,
    })
}

fn model(api: &Api, id: ModelId, depth: usize) -> Option<TokenStream> {
    let deeper = depth.checked_sub(1)?;
    let model = api.model(id)?;
    let name = &model.name;
    match &model.shape {
        Shape::UntaggedUnion(alternatives) => {
            let variant = alternatives.variants.first()?;
            let (variant_name, held) =
                (&variant.name, value(api, &variant.value, None, variant.name.as_str(), deeper)?);
            Some(quote!(models::#name::#variant_name(#held)))
        }
        Shape::Enumeration(enumeration) => {
            let member = &enumeration.members.first()?.name;
            Some(quote!(models::#name::#member))
        }
        Shape::Union(union) => {
            let variant = union.variants.first()?;
            let (variant_name, held) = (&variant.name, self::model(api, variant.model, deeper)?);
            Some(quote!(models::#name::#variant_name(#held)))
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

/// The document's example where it is plain text, else the name of what is meant.
fn text(example: Option<&str>, name: &str) -> String {
    let plain = |text: &&str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./: @".contains(&byte);
        !text.is_empty() && text.len() <= 60 && text.bytes().all(fits)
    };
    match example.filter(plain) {
        Some(example) => example.to_owned(),
        None => format!("<{}>", crate::names::ValueName::new(name).as_str()),
    }
}
