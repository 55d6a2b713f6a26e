//! Commands: what the operations, their parameters and the properties of their bodies are called on a command line.

use crate::api::{
    Api, Body, Command, CommandBody, CommandGroup, CommandLine, CommandVariant, Constant, Encoding,
    Field, Flag, FlagKind, ModelId, Object, Operation, Parameter, ParameterStyle, Presence, Shape,
    Type,
};
use crate::names::{CommandScope, TypeName};

/// The flags that every command has.
const FLAGS: &[&str] = &[
    "all",
    "base-url",
    "dry-run",
    "file",
    "help",
    "no-validate",
    "output",
    "output-file",
    "timeout",
    "verbose",
    "version",
    "watch",
    "watch-interval",
    "watch-timeout",
];

/// What every group and every command has beside its own.
const COMMANDS: &[&str] = &["help"];

/// The command line of an API, where the build asks for one.
pub(super) fn command_line(api: &Api, auth_check: Option<String>) -> CommandLine {
    let mut groups = CommandScope::with(COMMANDS);
    let groups = api.tags.iter().map(|tag| {
        let name = if tag.name.is_empty() { "untagged" } else { &tag.name };
        let name = groups.claim(name, &[], "tag");
        let mut commands = CommandScope::with(COMMANDS);
        let commands =
            tag.operations.iter().map(|operation| command(api, operation, &mut commands));
        CommandGroup { name, commands: commands.collect() }
    });
    CommandLine { groups: groups.collect(), auth_check }
}

fn command(api: &Api, operation: &Operation, commands: &mut CommandScope) -> Command {
    let name = commands.claim(&operation.id, &[], "operation");
    let mut scope = CommandScope::with(FLAGS);
    let flags =
        operation.parameters.iter().map(|parameter| of_parameter(api, parameter, &mut scope));
    let flags = flags.collect();
    let body = operation.body.as_ref().map(|body| command_body(api, body, &scope));
    Command { name, flags, body }
}

fn of_parameter(api: &Api, parameter: &Parameter, scope: &mut CommandScope) -> Flag {
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
        kind: typed.kind,
        values: typed.values,
        many: typed.many,
        required: parameter.required,
        description: parameter.description.clone(),
        default: parameter.default.clone(),
        deprecated: parameter.deprecated,
    }
}

/// How a body is given beside files; no name is that of a parameter.
fn command_body(api: &Api, body: &Body, scope: &CommandScope) -> CommandBody {
    let is_structured =
        matches!(body.encoding, Encoding::Json | Encoding::Form | Encoding::Multipart);
    let shape = match &body.value {
        Type::Model(id) | Type::Boxed(id) if is_structured => {
            api.model(*id).map(|model| &model.shape)
        }
        _ => None,
    };
    match shape {
        Some(Shape::Object(object)) if !object.fields.is_empty() => {
            CommandBody::Flags(of_object(api, object, scope))
        }
        Some(Shape::Union(union)) => {
            let variants = union.variants.iter().map(|variant| {
                (&variant.name, variant.model, Some((union.tag.clone(), variant.tag.clone())))
            });
            variants_of(api, variants, scope)
        }
        Some(Shape::Alternatives(alternatives)) => {
            let variants = alternatives.variants.iter();
            let variants =
                variants.filter_map(|variant| Some((&variant.name, variant.value.model()?, None)));
            variants_of(api, variants, scope)
        }
        _ => CommandBody::File,
    }
}

/// The forms of a body that are objects; what else it can be is given by files.
fn variants_of<'a>(
    api: &Api,
    variants: impl Iterator<Item = (&'a TypeName, ModelId, Option<(String, String)>)>,
    scope: &CommandScope,
) -> CommandBody {
    let mut names = CommandScope::with(COMMANDS);
    let variants: Vec<CommandVariant> = variants
        .filter_map(|(name, id, tag)| {
            let model = api.model(id)?;
            let Shape::Object(object) = &model.shape else { return None };
            let value: Vec<String> = tag.iter().map(|(_, value)| value.clone()).collect();
            Some(CommandVariant {
                name: names.claim(name.value().as_str(), &value, "variant"),
                description: model.description.clone(),
                tag,
                flags: of_object(api, object, scope),
            })
        })
        .collect();
    if variants.is_empty() { CommandBody::File } else { CommandBody::Variants(variants) }
}

fn of_object(api: &Api, object: &Object, scope: &CommandScope) -> Vec<Flag> {
    let mut scope = scope.clone();
    object.fields.iter().map(|field| of_field(api, field, &mut scope)).collect()
}

fn of_field(api: &Api, field: &Field, scope: &mut CommandScope) -> Flag {
    let typed = typed(api, &field.value);
    Flag {
        name: scope.claim(&field.property, &[], "property"),
        source: field.property.clone(),
        kind: typed.kind,
        values: typed.values,
        many: typed.many,
        required: field.presence != Presence::Optional,
        description: field.description.clone(),
        default: field.default.clone(),
        deprecated: field.deprecated,
    }
}

/// What a flag's value is.
struct Typed {
    kind: FlagKind,
    values: Vec<String>,
    many: bool,
}

impl Typed {
    fn of(kind: FlagKind) -> Self {
        Self { kind, values: Vec::new(), many: false }
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
            // Of arrays in arrays, and of objects, nobody could tell where one ends.
            return match item {
                Typed { many: true, .. } | Typed { kind: FlagKind::Json, .. } => {
                    Typed::of(FlagKind::Json)
                }
                item => Typed { many: true, ..item },
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
