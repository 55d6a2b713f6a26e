//! Commands: static tables of the operations, from which the runtime builds the command line.

use proc_macro2::TokenStream;
use quote::quote;

use super::crate_root::error;
use super::operations::{self, Folder, constant, encodings, parameter_constant, styles};
use super::tokens::{FixedImports, Scope, gate, identifier, type_of};
use super::{SourceFile, rule};
use crate::api::{
    Api, ArgumentSource, Body, Command, CommandBody, CommandVariant, Encoding, Flag, FlagKind,
    Operation, Tag,
};
use crate::docs::plain;
use crate::names::{CommandName, Package};

/// The commands.
const FOLDER: Folder = Folder {
    path: "cli/commands",
    purpose: "Commands, as static tables for the runtime.",
    plural: "Commands",
    singular: "Command",
    is_public: false,
};

/// Returns `cli/mod.rs`, `cli/commands/mod.rs` and the program.
pub(super) fn index(api: &Api, package: &Package) -> Vec<SourceFile> {
    let Some(command_line) = &api.command_line else { return Vec::new() };
    let (title, about) = (&api.title, text(api.description.as_deref()));
    let groups = command_line.groups.iter().zip(&api.tags).map(|(group, tag)| {
        let CommandName { name, aliases } = &group.name;
        let about = tag.description.as_deref().map_or_else(|| tag.name.clone(), plain);
        let gate = gate(&tag.feature);
        let commands = tag.operations.iter().map(constant);
        quote! {
            #gate
            cli::Group { name: #name, aliases: &[#(#aliases),*], about: #about, commands: &[#(&commands::#commands),*] }
        }
    });
    let auth_check = option(command_line.auth_check.as_ref().map(|path| quote!(#path)));
    let error = error::body(api);
    let program = vec![
        quote! {
            use portolan_runtime::cli;
        },
        quote!(
            mod commands;
        ),
        quote! {
            static PROGRAM: cli::Program = cli::Program {
                api: &crate::client::API,
                title: #title,
                about: #about,
                groups: &[#(#groups),*],
                auth_check: #auth_check,
            };
        },
        quote! {
            /// Runs the command that the process arguments name, and returns its exit code.
            #[must_use]
            pub fn run() -> std::process::ExitCode {
                cli::run::<#error>(&PROGRAM)
            }
        },
    ];
    let krate = identifier(&package.crate_name());
    let main = quote! {
        fn main() -> std::process::ExitCode {
            #krate::cli::run()
        }
    };
    let purpose = "Command line of the operations; feature `cli`.";
    vec![
        file("cli/mod.rs", purpose, program),
        operations::index(api, FOLDER),
        file("cli/main.rs", "Program of the command line.", vec![main]),
    ]
}

fn file(path: &str, purpose: &str, items: Vec<TokenStream>) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        purpose: purpose.to_owned(),
        items,
        ..SourceFile::default()
    }
}

/// Returns the files of a tag.
pub(super) fn files(api: &Api, index: usize, tag: &Tag) -> Vec<SourceFile> {
    let group = api.command_line.as_ref().and_then(|command_line| command_line.groups.get(index));
    let Some(group) = group else { return Vec::new() };
    let fixed = FixedImports { runtime: vec![quote!(cli)], own: None };
    operations::files_of(tag, FOLDER, Vec::new(), &fixed, |operation| {
        let commands = tag.operations.iter().zip(&group.commands);
        let found = commands.filter(|(other, _)| std::ptr::eq(*other, operation));
        found.map(|(_, command)| table(api, tag, operation, command)).collect()
    })
}

fn table(api: &Api, tag: &Tag, operation: &Operation, command: &Command) -> TokenStream {
    let constant = constant(operation);
    let CommandName { name, aliases } = &command.name;
    let about = about(operation);
    let flags = command.flags.iter().map(flag);
    let body = operation.body.as_ref().zip(command.body.as_ref());
    let body = option(body.map(|(body, command)| body_table(api, body, command)));
    let is_large = operation.response.may_be_large();
    let pages = option(pages(operation));
    let watch = option(watch(api, tag, operation, command));
    quote! {
        pub(crate) static #constant: cli::Command = cli::Command {
            operation: &operations::#constant,
            name: #name,
            aliases: &[#(#aliases),*],
            about: #about,
            flags: &[#(#flags),*],
            body: #body,
            is_streamed: #is_large,
            pages: #pages,
            watch: #watch,
        };
    }
}

/// Returns how a command polls for a state: with its own operation, or with another one that returns the resource.
fn watch(api: &Api, tag: &Tag, operation: &Operation, command: &Command) -> Option<TokenStream> {
    let mut polled = operation;
    let poll = command.poll.as_ref().and_then(|poll| {
        polled = tag.operations.get(poll.operation)?;
        let constant = constant(polled);
        let sources = poll.arguments.iter().filter_map(|(index, source)| {
            let parameter = parameter_path(polled, *index)?;
            let source = match source {
                ArgumentSource::Parameter(index) => {
                    let parameter = parameter_path(operation, *index)?;
                    quote!(Parameter(#parameter))
                }
                ArgumentSource::Response(pointer) => quote!(Response(#pointer)),
            };
            Some(quote!((#parameter, cli::ArgumentSource::#source)))
        });
        Some(quote!(cli::Poll { operation: &operations::#constant, arguments: &[#(#sources),*] }))
    });
    if !operation.pollable && poll.is_none() {
        return None;
    }
    let value = type_of(api, polled.response.value()?, Scope::Crate);
    let poll = option(poll);
    Some(quote!(cli::Watch { state: cli::decode_state::<#value>, poll: #poll }))
}

/// Returns the path of the constant that holds the index of a parameter.
fn parameter_path(operation: &Operation, index: usize) -> Option<TokenStream> {
    let (builder, constant) =
        (&operation.builder, parameter_constant(operation.parameters.get(index)?));
    Some(quote!(operations::#builder::#constant))
}

/// Returns the summary and the description of an operation.
fn about(operation: &Operation) -> String {
    let texts = [operation.summary.as_deref(), operation.description.as_deref()];
    let mut texts: Vec<String> = texts.into_iter().flatten().map(plain).collect();
    texts.retain(|text| !text.is_empty());
    if texts.is_empty() {
        texts.push(format!("{} {}", operation.method, operation.path));
    }
    if operation.deprecated {
        texts.push("Deprecated.".to_owned());
    }
    texts.join("\n\n")
}

fn flag(flag: &Flag) -> TokenStream {
    let CommandName { name, aliases } = &flag.name;
    let kind = value_kind(flag.kind);
    let source = (flag.source != *name).then(|| {
        let source = &flag.source;
        quote!(.source(#source))
    });
    let parents = (!flag.parents.is_empty()).then(|| {
        let parents = &flag.parents;
        quote!(.parents(&[#(#parents),*]))
    });
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let values = (!flag.values.is_empty()).then(|| {
        let values = &flag.values;
        quote!(.values(&[#(#values),*]))
    });
    let repeatable = flag.repeatable.then(|| quote!(.repeatable()));
    let required = flag.required.then(|| quote!(.required()));
    let nullable = flag.nullable.then(|| quote!(.nullable()));
    let default = flag.default.as_ref().map(|default| quote!(.default(#default)));
    let deprecated = flag.deprecated.then(|| "Deprecated.".to_owned());
    let help = flag.description.as_deref().map(plain).into_iter().chain(deprecated);
    let help = help.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    let help = (!help.is_empty()).then(|| quote!(.help(#help)));
    quote!(cli::Flag::new(#name, cli::ValueKind::#kind)#source #parents #aliases #values #repeatable #required #nullable #default #help)
}

/// Returns the variant of the runtime's `cli::ValueKind`.
fn value_kind(kind: FlagKind) -> TokenStream {
    match kind {
        FlagKind::Text => quote!(Text),
        FlagKind::Integer => quote!(Integer),
        FlagKind::Number => quote!(Number),
        FlagKind::Boolean => quote!(Boolean),
        FlagKind::Timestamp => quote!(Timestamp),
        FlagKind::Date => quote!(Date),
        FlagKind::Json => quote!(Json),
        FlagKind::Object => quote!(Object),
        FlagKind::File => quote!(File),
    }
}

fn body_table(api: &Api, body: &Body, command: &CommandBody) -> TokenStream {
    let value = type_of(api, &body.value, Scope::Crate);
    let encoding = match body.encoding {
        Encoding::Json => {
            let rules = rule::table(&body.rules);
            let rules = if body.rules.is_empty() { quote!(&[]) } else { rules };
            quote!(Json { decode: cli::decode_body::<#value>, rules: #rules })
        }
        Encoding::Form => {
            let styles = styles(body);
            quote!(Form { decode: cli::decode_body::<#value>, styles: &[#(#styles),*] })
        }
        Encoding::Multipart => {
            let encodings = encodings(body);
            quote!(Multipart { decode: cli::decode_body::<#value>, encodings: &[#(#encodings),*] })
        }
        Encoding::Text | Encoding::Bytes => quote!(Bytes),
    };
    let input = match command {
        CommandBody::File => quote!(FileOnly),
        CommandBody::Flags(flags) => {
            let flags = flags.iter().map(flag);
            quote!(Flags(&[#(#flags),*]))
        }
        CommandBody::Variants(variants) => {
            let variants = variants.iter().map(variant);
            quote!(Variants(&[#(#variants),*]))
        }
    };
    let required = body.required;
    let help = text(body.description.as_deref());
    quote! {
        cli::CommandBody { encoding: cli::BodyEncoding::#encoding, input: cli::BodyInput::#input, required: #required, help: #help }
    }
}

fn variant(variant: &CommandVariant) -> TokenStream {
    let CommandName { name, aliases } = &variant.name;
    let about = text(variant.description.as_deref());
    let tag =
        option(variant.tag.as_ref().map(|(property, value)| quote!((#property, cli::#value))));
    let flags = variant.flags.iter().map(flag);
    quote! {
        cli::Variant { name: #name, aliases: &[#(#aliases),*], about: #about, tag: #tag, flags: &[#(#flags),*] }
    }
}

/// Returns how the items of all pages are listed, if the response is a page.
fn pages(operation: &Operation) -> Option<TokenStream> {
    let page = operation.paging.as_ref()?.page;
    let items = &operation.parameters.get(page)?.page.as_ref()?.items;
    let builder = &operation.builder;
    let pages = operations::pages(operation, &quote!(operations::#builder))?;
    Some(quote!(cli::Paging { items: #items, pages: #pages }))
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn text(markdown: Option<&str>) -> String {
    markdown.map(plain).unwrap_or_default()
}
