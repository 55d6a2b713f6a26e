//! Command line: names of commands and flags for operations, parameters and properties.

mod poll;

use crate::api::{
    Api, Body, Command, CommandBody, CommandGroup, CommandLine, CommandVariant, Constant, Encoding,
    Field, Flag, FlagKind, ModelId, Object, Operation, Parameter, ParameterStyle, Presence, Shape,
    Tag, TagValue, Type,
};
use crate::names::{CommandName, CommandScope, TypeName};

/// Flags that every command has.
const FLAGS: &[&str] = &[
    "all",
    "allow-plain-http",
    "base-url",
    "dry-run",
    "file",
    "help",
    "max-pages",
    "no-validate",
    "null",
    "output",
    "output-file",
    "timeout",
    "verbose",
    "version",
    "watch",
    "watch-interval",
    "watch-timeout",
];

/// The maximum depth of objects whose properties get flags.
const MAX_DEPTH: usize = 3;

/// Subcommands that every group and command has.
const COMMANDS: &[&str] = &["help"];

/// Returns the command line of an API.
pub(crate) fn command_line(api: &Api) -> CommandLine {
    let mut groups = CommandScope::with(COMMANDS);
    let groups = api.tags.iter().map(|tag| {
        let name = if tag.name.is_empty() { "untagged" } else { &tag.name };
        let name = groups.claim(name, &[], "tag");
        let mut commands = CommandScope::with(COMMANDS);
        let commands =
            tag.operations.iter().map(|operation| command(api, tag, operation, &mut commands));
        CommandGroup { name, commands: commands.collect() }
    });
    CommandLine { groups: groups.collect(), auth_check: api.auth_check.clone() }
}

fn command(api: &Api, tag: &Tag, operation: &Operation, commands: &mut CommandScope) -> Command {
    let name = commands.claim(&operation.id, &[], "operation");
    let mut scope = CommandScope::with(FLAGS);
    let flags =
        operation.parameters.iter().map(|parameter| parameter_flag(api, parameter, &mut scope));
    let flags = flags.collect();
    let body = operation.body.as_ref().map(|body| command_body(api, body, &scope));
    let poll = poll::target(api, &tag.operations, operation);
    Command { name, flags, body, poll }
}

fn parameter_flag(api: &Api, parameter: &Parameter, scope: &mut CommandScope) -> Flag {
    let typed = match parameter.style {
        ParameterStyle::Json => Typed::of(FlagKind::Json),
        _ => match typed(api, &parameter.value) {
            Typed { kind: FlagKind::Json, .. } => Typed::of(FlagKind::Object),
            other => other,
        },
    };
    Flag {
        name: scope.claim(&parameter.parameter, &parameter.aliases, "parameter"),
        source: parameter.parameter.clone(),
        parents: Vec::new(),
        kind: typed.kind,
        values: typed.values,
        repeatable: typed.repeatable,
        required: parameter.required,
        nullable: false,
        description: parameter.description.clone(),
        default: parameter.default.clone(),
        deprecated: parameter.deprecated,
    }
}

/// Returns the ways to give a body beside files. Flags do not reuse the names of parameters.
fn command_body(api: &Api, body: &Body, scope: &CommandScope) -> CommandBody {
    let is_structured =
        matches!(body.encoding, Encoding::Json | Encoding::Form | Encoding::Multipart);
    let model = body.value.direct_model().filter(|_| is_structured);
    let shape = model.and_then(|id| api.model(id)).map(|model| &model.shape);
    match shape {
        Some(Shape::Object(object)) if !object.fields.is_empty() => {
            CommandBody::Flags(object_flags(api, object, scope))
        }
        Some(Shape::Union(union)) => {
            let variants = union.variants.iter().map(|variant| {
                (
                    &variant.name,
                    variant.model,
                    variant.tags.first().map(|value| (union.tag.clone(), value.clone())),
                )
            });
            variant_commands(api, variants, scope)
        }
        Some(Shape::UntaggedUnion(union)) => {
            let variants = union.variants.iter();
            let variants =
                variants.filter_map(|variant| Some((&variant.name, variant.value.model()?, None)));
            variant_commands(api, variants, scope)
        }
        _ => CommandBody::File,
    }
}

/// Returns the variants of a body that are objects. Other variants are given by files.
fn variant_commands<'a>(
    api: &Api,
    variants: impl Iterator<Item = (&'a TypeName, ModelId, Option<(String, TagValue)>)>,
    scope: &CommandScope,
) -> CommandBody {
    let mut names = CommandScope::with(COMMANDS);
    let variants: Vec<CommandVariant> = variants
        .filter_map(|(name, id, tag)| {
            let model = api.model(id)?;
            let Shape::Object(object) = &model.shape else { return None };
            let value: Vec<String> = tag.iter().map(|(_, value)| value.to_string()).collect();
            Some(CommandVariant {
                name: names.claim(name.value().as_str(), &value, "variant"),
                description: model.description.clone(),
                tag,
                flags: object_flags(api, object, scope),
            })
        })
        .collect();
    if variants.is_empty() { CommandBody::File } else { CommandBody::Variants(variants) }
}

fn object_flags(api: &Api, object: &Object, scope: &CommandScope) -> Vec<Flag> {
    let mut scope = scope.clone();
    // Properties of the body claim their names before nested ones do.
    let outer: Vec<Flag> = object
        .fields
        .iter()
        .map(|field| {
            let name = scope.claim(&field.property, &[], "property");
            field_flag(api, field, name, Vec::new())
        })
        .collect();
    let with_inner = object.fields.iter().zip(outer).flat_map(|(field, flag)| {
        let inner = nested_flags(api, &field.value, &flag, &[], &mut scope);
        std::iter::once(flag).chain(inner)
    });
    with_inner.collect()
}

/// Returns the flags of a nested object's properties. `around` are the enclosing objects.
fn nested_flags(
    api: &Api,
    value: &Type,
    outer: &Flag,
    around: &[ModelId],
    scope: &mut CommandScope,
) -> Vec<Flag> {
    let Some(id) = value.non_null().direct_model() else { return Vec::new() };
    let Some(Shape::Object(object)) = api.model(id).map(|model| &model.shape) else {
        return Vec::new();
    };
    // Recursive objects end here. The flag of the whole object takes any depth.
    if around.len() == MAX_DEPTH || around.contains(&id) {
        return Vec::new();
    }
    let around = [around, &[id]].concat();
    let parents = [outer.parents.as_slice(), std::slice::from_ref(&outer.source)].concat();
    let mut flags = Vec::new();
    for field in &object.fields {
        let name = scope.claim_inside(&outer.name, &field.property, "property");
        let flag = field_flag(api, field, name, parents.clone());
        let inner = nested_flags(api, &field.value, &flag, &around, scope);
        flags.push(flag);
        flags.extend(inner);
    }
    flags
}

fn field_flag(api: &Api, field: &Field, name: CommandName, parents: Vec<String>) -> Flag {
    let typed = typed(api, &field.value);
    Flag {
        name,
        source: field.property.clone(),
        parents,
        kind: typed.kind,
        values: typed.values,
        repeatable: typed.repeatable,
        required: field.presence != Presence::Optional,
        nullable: field.presence == Presence::RequiredNullable
            || matches!(field.value, Type::Nullable(_)),
        description: field.description.clone(),
        default: field.default.clone(),
        deprecated: field.deprecated,
    }
}

/// The kind and the allowed values of a flag.
struct Typed {
    kind: FlagKind,
    values: Vec<String>,
    repeatable: bool,
}

impl Typed {
    fn of(kind: FlagKind) -> Self {
        Self { kind, values: Vec::new(), repeatable: false }
    }
}

fn typed(api: &Api, value: &Type) -> Typed {
    let kind = match value {
        Type::String => FlagKind::Text,
        Type::Boolean => FlagKind::Boolean,
        Type::Int32 | Type::Int64 => FlagKind::Integer,
        Type::Float32 | Type::Float64 => FlagKind::Number,
        Type::Timestamp => FlagKind::Timestamp,
        Type::Date => FlagKind::Date,
        Type::Bytes | Type::Part => FlagKind::File,
        Type::FreeForm | Type::Map(_) => FlagKind::Json,
        Type::Nullable(inner) => return typed(api, inner),
        Type::Array(item) => {
            let item = typed(api, item);
            // Nested arrays and objects have no unambiguous list syntax.
            return match item {
                Typed { repeatable: true, .. } | Typed { kind: FlagKind::Json, .. } => {
                    Typed::of(FlagKind::Json)
                }
                item => Typed { repeatable: true, ..item },
            };
        }
        Type::Model(id) | Type::Boxed(id) => {
            return match api.model(*id).map(|model| &model.shape) {
                Some(Shape::Enumeration(enumeration)) => {
                    let values = enumeration.members.iter().map(|member| match &member.value {
                        Constant::Text(text) => text.clone(),
                        Constant::Integer(number) => number.to_string(),
                        Constant::Float(number) => number.to_string(),
                    });
                    Typed { values: values.collect(), ..typed(api, &enumeration.value) }
                }
                _ => Typed::of(FlagKind::Json),
            };
        }
    };
    Typed::of(kind)
}
