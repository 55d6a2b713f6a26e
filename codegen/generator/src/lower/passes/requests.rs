//! Requests: required properties and distinct `null` of models that are sent.

use crate::api::{Model, Presence, Required, Shape, Type, View};
use crate::diagnostic::Code;
use crate::lower::Lowering;
use crate::names::TypeName;

/// Adds to each object in a request the struct of its required properties, and `null` where it differs from absent.
///
/// The constraints of an object that is never sent are only documented: responses are not validated.
pub(crate) fn finish_requests(lowering: &mut Lowering<'_>, models: &mut [Model]) {
    for model in models {
        let Shape::Object(object) = &mut model.shape else {
            continue;
        };
        if !model.in_requests {
            for field in &mut object.fields {
                field.unchecked_rules = std::mem::take(&mut field.rules);
            }
            continue;
        }
        for field in object.fields.iter_mut().filter(|field| field.null_is_distinct) {
            // Free-form JSON includes `null`.
            if matches!(field.value, Type::FreeForm | Type::Nullable(_)) {
                continue;
            }
            if !model.in_responses {
                let value = std::mem::replace(&mut field.value, Type::FreeForm);
                field.value = Type::Nullable(Box::new(value));
                continue;
            }
            let message = format!(
                "`{}` can be absent from a request, and `null` cannot be sent instead, since responses contain it too",
                field.property
            );
            lowering.remark(Code::NullNotSent, &field.source, message);
        }
        if object.fields.iter().any(|field| field.presence != Presence::Optional) {
            let name = match (model.view, model.name.as_str().strip_suffix("Request")) {
                (View::Request, Some(base)) if !base.is_empty() => {
                    TypeName::new(base).joined("Required")
                }
                _ => model.name.joined("Required"),
            };
            object.required = Some(Required { name: lowering.names.types.claim_type(&name) });
        }
    }
}
