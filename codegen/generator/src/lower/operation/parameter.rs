//! Parameters in the path, the query, headers and cookies.

use std::borrow::Cow;
use std::collections::HashSet;

use openapiv3::{
    CookieStyle, HeaderStyle, Parameter as ParameterObject, ParameterData,
    ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use super::essence::essence;
use super::media;
use crate::api::{Parameter, ParameterLocation, ParameterStyle, Shape, Type, View};
use crate::diagnostic::{Code, Cost, Pointer};
use crate::lower::Lowering;
use crate::lower::Unsupported;
use crate::lower::schema::Typed;
use crate::lower::schema::reference;
use crate::lower::schema::text::StringUnion;
use crate::names::{Scope, TypeName, ValueName};

/// Returns what sets a header field that OpenAPI does not allow as a parameter; `None` for other
/// parameters.
fn ignored(parameter: &ParameterObject) -> Option<&'static str> {
    const IGNORED: [(&str, &str); 3] = [
        ("accept", "the media types of the responses set it"),
        ("content-type", "the media type of the body sets it"),
        ("authorization", "a security scheme sets it"),
    ];
    let ParameterObject::Header { parameter_data, .. } = parameter else { return None };
    let is_named = |(name, _): &&(&str, &str)| parameter_data.name.eq_ignore_ascii_case(name);
    IGNORED.iter().find(is_named).map(|(_, reason)| *reason)
}

/// The reason why a parameter cannot be sent.
struct Refusal(Cow<'static, str>);

/// A parameter and its pointer.
type LocatedParameter<'d> = (&'d ParameterObject, Pointer);

impl<'d> Lowering<'d> {
    /// Returns the parameters of an operation: its own, and those of its path that it does not replace. One that cannot
    /// be expressed is omitted, and with it the operation if it is required.
    pub(crate) fn parameters(
        &mut self,
        of_path: (&'d [ReferenceOr<ParameterObject>], &Pointer),
        own: (&'d [ReferenceOr<ParameterObject>], &Pointer),
        operation: &TypeName,
        scope: &mut Scope,
    ) -> Result<Vec<Parameter>, Unsupported> {
        let mut documented: Vec<LocatedParameter<'d>> = Vec::new();
        for (parameters, pointer) in [of_path, own] {
            let mut names = HashSet::new();
            for (index, parameter) in parameters.iter().enumerate() {
                let Some(located) =
                    self.locate_parameter(parameter, &pointer.child("parameters").index(index))
                else {
                    continue;
                };
                if let Some(reason) = ignored(located.0) {
                    let name = &data(located.0).0.name;
                    self.remark(
                        Code::IgnoredKeyword,
                        &located.1,
                        format!("OpenAPI ignores the header parameter `{name}`: {reason}"),
                    );
                    continue;
                }
                let same =
                    |other: &&mut LocatedParameter<'d>| identity(other.0) == identity(located.0);
                if !names.insert(identity(located.0)) {
                    self.report(
                        Code::DuplicateParameter,
                        &located.1,
                        format!(
                            "the parameter `{}` occurs twice in this list",
                            data(located.0).0.name
                        ),
                        "remove or rename one of the two; until then the last is used",
                    );
                }
                match documented.iter_mut().find(same) {
                    Some(replaced) => *replaced = located,
                    None => documented.push(located),
                }
            }
        }
        // Required parameters are arguments of the client's method, in front of the setters.
        documented.sort_by_key(|(parameter, _)| !data(parameter).0.required);
        let mut complete = true;
        let mut parameters = Vec::new();
        for (parameter, pointer) in documented {
            match self.parameter(parameter, &pointer, operation) {
                Ok(mut parameter) => {
                    parameter.name = claim_name(&parameter, &parameters, scope);
                    parameters.push(parameter);
                }
                Err(Refusal(reason)) => {
                    let (data, _) = data(parameter);
                    complete &= !data.required;
                    self.report(
                        Code::UnsupportedParameter,
                        &pointer,
                        format!("the parameter `{}` is omitted: {reason}", data.name),
                        "if the service accepts another form too, describe that one in the overlay",
                    );
                }
            }
        }
        if complete { Ok(parameters) } else { Err(Unsupported) }
    }

    fn locate_parameter(
        &mut self,
        parameter: &'d ReferenceOr<ParameterObject>,
        pointer: &Pointer,
    ) -> Option<LocatedParameter<'d>> {
        let reference = match parameter {
            ReferenceOr::Item(parameter) => return Some((parameter, pointer.clone())),
            ReferenceOr::Reference { reference } => reference,
        };
        let components = self.document.openapi.components.as_ref();
        let name = reference::name_in("parameters", reference);
        let found = components
            .zip(name)
            .and_then(|(components, name)| components.parameters.get_key_value(&name));
        if let Some((name, ReferenceOr::Item(parameter))) = found {
            let location = Pointer::root().child("components").child("parameters").child(name);
            return Some((parameter, location));
        }
        self.reference_error(pointer);
        None
    }

    fn parameter(
        &mut self,
        parameter: &'d ParameterObject,
        pointer: &Pointer,
        operation: &TypeName,
    ) -> Result<Parameter, Refusal> {
        let (location, style) = location_and_style(parameter);
        let (data, extensions) = data(parameter);
        let inline_name = operation.joined(&data.name);
        let (typed, style) = self.typed_parameter(data, style, pointer, &inline_name)?;
        if location == ParameterLocation::Path && !data.required {
            let message = format!("the path parameter `{}` must have `required: true`", data.name);
            let diagnostic = self
                .diagnostic(Code::PathParameter, pointer, message)
                .with_cost(Cost::ReadAs("required: true".to_owned()))
                .with_advice("correct it; a path cannot be written without its parameters");
            self.diagnostics.push(diagnostic);
        }
        let envelope = self.envelope(extensions, pointer);
        if envelope.is_some()
            && (typed.value != Type::Boolean || location != ParameterLocation::Query)
        {
            return Err(Refusal(
                "only a boolean in the query can request an envelope (`x-rust-envelope`)".into(),
            ));
        }
        Ok(Parameter {
            name: ValueName::new(&data.name),
            parameter: data.name.clone(),
            source: pointer.clone(),
            location,
            style,
            explode: data.explode.unwrap_or_else(|| style.explodes()),
            allow_reserved: matches!(
                parameter,
                ParameterObject::Query { allow_reserved: true, .. }
            ),
            required: data.required || location == ParameterLocation::Path,
            value: typed.value,
            rules: typed.rules,
            description: data.description.clone().or(typed.description),
            default: typed.default,
            example: match &data.example {
                Some(serde_json::Value::String(example)) => Some(example.clone()),
                _ => typed.example,
            },
            deprecated: data.deprecated.unwrap_or_default() || typed.deprecated,
            envelope,
            page: self.page(extensions, pointer),
            aliases: self.aliases(extensions, pointer),
        })
    }

    /// Returns the type of a parameter, and the style: that of the parameter, or JSON.
    fn typed_parameter(
        &mut self,
        data: &'d ParameterData,
        style: ParameterStyle,
        pointer: &Pointer,
        inline_name: &TypeName,
    ) -> Result<(Typed, ParameterStyle), Refusal> {
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let typed = match self.string_union_of(schema) {
                    // In a parameter, numbers and booleans are text.
                    Some(StringUnion::Scalar) => Typed::of(Type::String),
                    _ => self.typed(schema, &pointer.child("schema"), View::Request, inline_name),
                };
                self.check_value(&typed.value)?;
                Ok((typed, style))
            }
            ParameterSchemaOrContent::Content(content) => {
                let is_text = |name: &String| essence(name).starts_with("text/");
                match media::json(self.document, content, None) {
                    Some((name, media_type)) => {
                        let schema = pointer.child("content").child(name).child("schema");
                        let typed = match &media_type.schema {
                            Some(found) => self.typed(found, &schema, View::Request, inline_name),
                            None => Typed::of(Type::FreeForm),
                        };
                        Ok((typed, ParameterStyle::Json))
                    }
                    None if content.keys().any(is_text) => Ok((Typed::of(Type::String), style)),
                    None => Err(Refusal("its `content` is neither JSON nor text".into())),
                }
            }
        }
    }

    /// Refuses types that have no serialization as a parameter.
    fn check_value(&self, value: &Type) -> Result<(), Refusal> {
        match value {
            Type::String
            | Type::Boolean
            | Type::Int32
            | Type::Int64
            | Type::Float32
            | Type::Float64
            | Type::Timestamp
            | Type::Date
            | Type::Model(_)
            | Type::Boxed(_)
            | Type::Map(_) => Ok(()),
            Type::Array(item) => match &**item {
                Type::Model(id) if !self.is_enumeration(*id) => Err(Refusal(
                    "OpenAPI does not say how an array of objects is written as text".into(),
                )),
                Type::Array(_) | Type::Map(_) | Type::Boxed(_) => Err(Refusal(
                    "OpenAPI does not say how an array of arrays or objects is written as text"
                        .into(),
                )),
                item => self.check_value(item),
            },
            Type::FreeForm | Type::Bytes | Type::Part | Type::Nullable(_) => Err(Refusal(
                "the document does not declare its type, which determines its serialization".into(),
            )),
        }
    }

    pub(crate) fn is_enumeration(&self, id: crate::api::ModelId) -> bool {
        let model = self.models.get(id);
        model.is_some_and(|model| matches!(model.shape, Shape::Enumeration(_)))
    }

    /// Whether a model is an enumeration of strings.
    pub(crate) fn is_string_enumeration(&self, id: crate::api::ModelId) -> bool {
        let model = self.models.get(id);
        model.is_some_and(|model| match &model.shape {
            Shape::Enumeration(enumeration) => enumeration.value == Type::String,
            Shape::Object(_) | Shape::Union(_) | Shape::UntaggedUnion(_) => false,
        })
    }
}

/// Claims the name of a parameter. Names taken by another location or by a method are qualified: `id`, `id_query`.
pub(super) fn claim_name(
    parameter: &Parameter,
    earlier: &[Parameter],
    scope: &mut Scope,
) -> ValueName {
    let is_repeated = earlier.iter().any(|other| {
        other.location == parameter.location && ValueName::new(&other.parameter) == parameter.name
    });
    if is_repeated {
        scope.claim_value(&parameter.name)
    } else {
        scope.claim_qualified(&parameter.name, parameter.location.as_str())
    }
}

/// Returns the location and the style of a parameter.
fn location_and_style(parameter: &ParameterObject) -> (ParameterLocation, ParameterStyle) {
    match parameter {
        ParameterObject::Query { style, .. } => (
            ParameterLocation::Query,
            match style {
                QueryStyle::Form => ParameterStyle::Form,
                QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
                QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
                QueryStyle::DeepObject => ParameterStyle::DeepObject,
            },
        ),
        ParameterObject::Path { style, .. } => (
            ParameterLocation::Path,
            match style {
                PathStyle::Simple => ParameterStyle::Simple,
                PathStyle::Label => ParameterStyle::Label,
                PathStyle::Matrix => ParameterStyle::Matrix,
            },
        ),
        ParameterObject::Header { style: HeaderStyle::Simple, .. } => {
            (ParameterLocation::Header, ParameterStyle::Simple)
        }
        ParameterObject::Cookie { style: CookieStyle::Form, .. } => {
            (ParameterLocation::Cookie, ParameterStyle::Form)
        }
    }
}

/// Returns the fields that all kinds of parameters share, and the extensions.
fn data(
    parameter: &ParameterObject,
) -> (&ParameterData, &indexmap::IndexMap<String, serde_json::Value>) {
    let (ParameterObject::Query { parameter_data, .. }
    | ParameterObject::Header { parameter_data, .. }
    | ParameterObject::Path { parameter_data, .. }
    | ParameterObject::Cookie { parameter_data, .. }) = parameter;
    (parameter_data, &parameter_data.extensions)
}

/// Returns the identity of a parameter: its location and name.
fn identity(parameter: &ParameterObject) -> (u8, &str) {
    let location = match parameter {
        ParameterObject::Query { .. } => 0,
        ParameterObject::Header { .. } => 1,
        ParameterObject::Path { .. } => 2,
        ParameterObject::Cookie { .. } => 3,
    };
    (location, &data(parameter).0.name)
}
