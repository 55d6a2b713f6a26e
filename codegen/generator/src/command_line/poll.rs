//! Polling: the operation to poll after another one, until the resource is ready.

use crate::api::{
    Api, ArgumentSource, Link, ModelId, Operation, Parameter, ParameterLocation, PollTarget, Shape,
    Type,
};

/// Returns the operation to poll after an operation: the target of a link, or else the only evident one.
pub(super) fn target(
    api: &Api,
    operations: &[Operation],
    operation: &Operation,
) -> Option<PollTarget> {
    if operation.pollable {
        return None;
    }
    let linked = operation.links.iter().find_map(|link| linked(operations, operation, link));
    linked.or_else(|| evident(api, operations, operation))
}

/// Returns the target of a link, if its response has a state.
fn linked(operations: &[Operation], operation: &Operation, link: &Link) -> Option<PollTarget> {
    let leads_to = |it: &Operation| it.id == link.operation || it.origin == link.operation;
    let index = operations.iter().position(|it| it.pollable && leads_to(it))?;
    let polled = operations.get(index)?;
    let mut arguments = Vec::new();
    for (index, parameter) in polled.parameters.iter().enumerate() {
        let qualified = format!("{}.{}", location(parameter.location), parameter.parameter);
        let is_it = |name: &String| *name == parameter.parameter || *name == qualified;
        match link.parameters.iter().find(|(name, _)| is_it(name)) {
            Some((_, expression)) => arguments.push((index, source(operation, expression)?)),
            None if parameter.required => return None,
            None => {}
        }
    }
    Some(PollTarget { operation: index, arguments })
}

/// Returns the source that a link's expression refers to: the response's body, or a parameter of the request.
fn source(operation: &Operation, expression: &str) -> Option<ArgumentSource> {
    let inner = expression.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let expression = inner.unwrap_or(expression);
    if let Some(pointer) = expression.strip_prefix("$response.body#") {
        return pointer.starts_with('/').then(|| ArgumentSource::Response(pointer.to_owned()));
    }
    let (at, name) = expression.strip_prefix("$request.")?.split_once('.')?;
    let is_it = |parameter: &Parameter| {
        let is_named = if parameter.location == ParameterLocation::Header {
            parameter.parameter.eq_ignore_ascii_case(name)
        } else {
            parameter.parameter == name
        };
        location(parameter.location) == at && is_named
    };
    operation.parameters.iter().position(is_it).map(ArgumentSource::Parameter)
}

/// Returns the name of a location in runtime expressions.
fn location(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}

/// Returns the only `GET` operation with a state that returns the same type, at the same path or one parameter below.
fn evident(api: &Api, operations: &[Operation], operation: &Operation) -> Option<PollTarget> {
    if !matches!(operation.method.as_str(), "POST" | "PUT" | "PATCH") {
        return None;
    }
    let response = operation.response.value()?;
    let mut found = operations.iter().enumerate().filter_map(|(index, polled)| {
        let is_it = polled.pollable && polled.response.value() == Some(response);
        let arguments = arguments(api, operation, polled).filter(|_| is_it)?;
        Some(PollTarget { operation: index, arguments })
    });
    let poll = found.next()?;
    // Two candidates would be ambiguous.
    found.next().is_none().then_some(poll)
}

/// Returns the sources of the polled operation's parameters; `None` if a required one has none.
fn arguments(
    api: &Api,
    operation: &Operation,
    polled: &Operation,
) -> Option<Vec<(usize, ArgumentSource)>> {
    let added = polled.path.strip_prefix(&operation.path)?;
    let added = match added.strip_prefix("/{").and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if !name.contains(['/', '{', '}']) => Some(name),
        None if added.is_empty() => None,
        _ => return None,
    };
    let mut arguments = Vec::new();
    for (index, parameter) in polled.parameters.iter().enumerate() {
        let is_added = parameter.location == ParameterLocation::Path
            && Some(parameter.parameter.as_str()) == added;
        let same = operation.parameters.iter().position(|other| is_same(other, parameter));
        let source = if is_added {
            let model = operation.response.value()?.model()?;
            let property = named_by(api, model, &parameter.parameter)?;
            let property = property.replace('~', "~0").replace('/', "~1");
            Some(ArgumentSource::Response(format!("/{property}")))
        } else {
            same.map(ArgumentSource::Parameter)
        };
        match source {
            Some(source) => arguments.push((index, source)),
            None if parameter.required => return None,
            None => {}
        }
    }
    Some(arguments)
}

/// Whether two parameters are serialized alike, so that one argument fits both.
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    (one.location, &one.parameter, one.style, one.explode, &one.value)
        == (other.location, &other.parameter, other.style, other.explode, &other.value)
}

/// Returns the property that a parameter refers to: of the same name, or its suffix, as `id` of `peerId` and `peer_id`.
/// Every variant of the response must have it.
fn named_by(api: &Api, model: ModelId, parameter: &str) -> Option<String> {
    let mut properties = names(api, model, 0);
    properties.sort_by_key(|name| std::cmp::Reverse(name.len()));
    properties.into_iter().find(|name| is_end(parameter, name))
}

/// The maximum depth of nested unions.
const MAX_DEPTH: usize = 4;

/// Returns the string and integer properties that all variants of a model have.
fn names(api: &Api, model: ModelId, depth: usize) -> Vec<String> {
    let Some(model) = api.model(model).filter(|_| depth < MAX_DEPTH) else { return Vec::new() };
    let forms: Vec<ModelId> = match &model.shape {
        Shape::Object(object) => {
            let is_name = |value: &Type| matches!(value, Type::String | Type::Int32 | Type::Int64);
            let fields = object.fields.iter().filter(|field| is_name(&field.value));
            return fields.map(|field| field.property.clone()).collect();
        }
        Shape::Union(union) => union.variants.iter().map(|variant| variant.model).collect(),
        Shape::UntaggedUnion(_) | Shape::Enumeration(_) => return Vec::new(),
    };
    let mut forms = forms.into_iter().map(|form| names(api, form, depth + 1));
    let first = forms.next().unwrap_or_default();
    forms.fold(first, |mut common, names| {
        common.retain(|name| names.contains(name));
        common
    })
}

/// Whether a name equals another, or is its last words.
fn is_end(whole: &str, end: &str) -> bool {
    if whole == end {
        return true;
    }
    let mut letters = end.chars();
    let Some(first) = letters.next() else { return false };
    let capital: String = first.to_uppercase().chain(letters).collect();
    let separated = [format!("_{end}"), format!("-{end}"), format!(".{end}")];
    let words = first.is_lowercase().then_some(capital).into_iter().chain(separated);
    words.into_iter().any(|words| whole.len() > words.len() && whole.ends_with(&words))
}

#[cfg(test)]
mod tests {
    use super::is_end;

    #[test]
    fn a_parameter_ends_with_the_name_of_its_property() {
        for (whole, end, expected) in [
            ("peerId", "id", true),
            ("peerId", "peerId", true),
            ("clusterName", "name", true),
            ("peer_id", "id", true),
            ("peer-id", "id", true),
            ("paid", "id", false),
            ("Id", "id", false),
            ("id", "", false),
            ("peerID", "id", false),
        ] {
            assert_eq!(is_end(whole, end), expected, "{whole} {end}");
        }
    }
}
