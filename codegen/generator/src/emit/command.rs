//! Commands: the operations as tables that the runtime makes a command line of.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::crate_root::error;
use super::operations::{self, Room, constant, encodings, literal, styles};
use super::tokens::{Always, Scope, gate, identifier, index as number, type_of};
use super::{SourceFile, rule};
use crate::api::{
    Api, ArgumentSource, Body, Command, CommandBody, CommandVariant, Encoding, Flag, FlagKind,
    Operation, Paging, Tag,
};
use crate::docs::plain;
use crate::names::{CommandName, Package};

/// Where the operations stand as commands.
const ROOM: Room =
    Room { folder: "cli/commands", addition: ", on a command line", is_public: false };

/// `cli/mod.rs`, `cli/commands/mod.rs`, and the program.
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
            /// Runs the command that the arguments of the process name, and says how it ended.
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
    let purpose = "The command line: the operations without writing a program; feature `cli`.";
    vec![
        file("cli/mod.rs", purpose, program),
        SourceFile {
            purpose: "The operations as commands, for the runtime to make a command line of."
                .to_owned(),
            ..operations::index(api, ROOM)
        },
        file("cli/main.rs", "The program of the command line.", vec![main]),
    ]
}

fn file(path: &str, purpose: &str, items: Vec<TokenStream>) -> SourceFile {
    SourceFile {
        path: path.to_owned(),
        purpose: purpose.to_owned(),
        origins: Vec::new(),
        documentation: Vec::new(),
        items,
    }
}

/// The files of one tag.
pub(super) fn files(api: &Api, index: usize, tag: &Tag) -> Vec<SourceFile> {
    let group = api.command_line.as_ref().and_then(|command_line| command_line.groups.get(index));
    let Some(group) = group else { return Vec::new() };
    let always = Always {
        runtime: vec![quote!(cli)],
        own: Some(quote!(
            use crate::operations;
        )),
    };
    operations::files_of(tag, ROOM, Vec::new(), &always, |operation| {
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
    let body = option(body.map(|(body, given)| body_table(api, body, given)));
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

/// How the thing is watched that an operation responses, and what is asked for it where that is another operation.
fn watch(api: &Api, tag: &Tag, operation: &Operation, command: &Command) -> Option<TokenStream> {
    let mut answering = operation;
    let asked = command.poll.as_ref().and_then(|follow| {
        answering = tag.operations.get(follow.operation)?;
        let asked = constant(answering);
        let given = follow.arguments.iter().map(|(index, origin)| {
            let index = number(*index);
            let origin = match origin {
                ArgumentSource::Parameter(index) => {
                    let index = number(*index);
                    quote!(Parameter(#index))
                }
                ArgumentSource::Response(pointer) => quote!(Response(#pointer)),
            };
            quote!((#index, cli::ArgumentSource::#origin))
        });
        Some(quote!(cli::Poll { operation: &operations::#asked, arguments: &[#(#given),*] }))
    });
    if !operation.pollable && asked.is_none() {
        return None;
    }
    let value = type_of(api, answering.response.value()?, Scope::Crate);
    let follow = option(asked);
    Some(quote!(cli::Watch { state: cli::decode_state::<#value>, poll: #follow }))
}

/// What an operation does: its summary before its description.
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
    let inside = (!flag.parents.is_empty()).then(|| {
        let inside = &flag.parents;
        quote!(.parents(&[#(#inside),*]))
    });
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    let values = (!flag.values.is_empty()).then(|| {
        let values = &flag.values;
        quote!(.values(&[#(#values),*]))
    });
    let many = flag.repeatable.then(|| quote!(.repeatable()));
    let required = flag.required.then(|| quote!(.required()));
    let nullable = flag.nullable.then(|| quote!(.nullable()));
    let default = flag.default.as_ref().map(|default| quote!(.default(#default)));
    let deprecated = flag.deprecated.then(|| "Deprecated.".to_owned());
    let help = flag.description.as_deref().map(plain).into_iter().chain(deprecated);
    let help = help.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
    let help = (!help.is_empty()).then(|| quote!(.help(#help)));
    quote!(cli::Flag::new(#name, cli::ValueKind::#kind)#source #inside #aliases #values #many #required #nullable #default #help)
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

fn body_table(api: &Api, body: &Body, given: &CommandBody) -> TokenStream {
    let value = type_of(api, &body.value, Scope::Crate);
    let form = match body.encoding {
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
    let given = match given {
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
        cli::CommandBody { encoding: cli::BodyEncoding::#form, input: cli::BodyInput::#given, required: #required, help: #help }
    }
}

fn variant(variant: &CommandVariant) -> TokenStream {
    let CommandName { name, aliases } = &variant.name;
    let about = text(variant.description.as_deref());
    let tag = option(variant.tag.as_ref().map(|(property, value)| quote!((#property, #value))));
    let flags = variant.flags.iter().map(flag);
    quote! {
        cli::Variant { name: #name, aliases: &[#(#aliases),*], about: #about, tag: #tag, flags: &[#(#flags),*] }
    }
}

/// How the response is one page of many.
fn pages(operation: &Operation) -> Option<TokenStream> {
    let Paging { page, first, size, default_size, .. } = operation.paging.as_ref()?;
    let items = &operation.parameters.get(*page)?.page.as_ref()?.items;
    let (page, first) = (number(*page), literal(*first));
    let size = option(size.map(|size| number(size).into_token_stream()));
    let default_size = option(default_size.map(|size| literal(size).into_token_stream()));
    Some(quote! {
        cli::Paging {
            items: #items,
            pages: runtime::Pages { page: #page, first: #first, size: #size, default_size: #default_size },
        }
    })
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn text(markdown: Option<&str>) -> String {
    markdown.map(plain).unwrap_or_default()
}
