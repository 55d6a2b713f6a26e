//! Contradictory bounds: a minimum above the maximum, a factor of zero.

use serde_json::{Map, Value};

use crate::diagnostic::Code;

/// Reports each contradiction with the keyword, a message and advice.
pub(super) fn check(schema: &Map<String, Value>, mut report: impl FnMut(Code, &str, String, &str)) {
    for (lower, upper) in PAIRS {
        let (Some(least), Some(most)) = (number(schema, lower), number(schema, upper)) else {
            continue;
        };
        if least > most {
            let message =
                format!("`{lower}` is {least} and `{upper}` is {most}: no value satisfies both");
            report(Code::Contradiction, upper, message, "correct one of the two in the overlay");
        }
    }
    if let (Some(least), Some(most)) = (number(schema, "minimum"), number(schema, "maximum"))
        && least.to_bits() == most.to_bits()
        && ["exclusiveMinimum", "exclusiveMaximum"]
            .into_iter()
            .any(|it| schema.get(it) == Some(&Value::Bool(true)))
    {
        let message = format!(
            "`minimum` and `maximum` are {least}, and one of them excludes it: no value is left"
        );
        report(Code::Contradiction, "maximum", message, "correct one of the bounds in the overlay");
    }
    if let Some(factor) = number(schema, "multipleOf")
        && factor <= 0.0
    {
        let message = format!("`multipleOf` must be more than 0, found {factor}");
        report(
            Code::Contradiction,
            "multipleOf",
            message,
            "correct it in the overlay; until then it is not checked",
        );
    }
    for (keyword, kinds) in APPLIES {
        let kind = schema.get("type").and_then(Value::as_str);
        if let Some(kind) = kind.filter(|kind| !kinds.contains(kind))
            && schema.contains_key(*keyword)
        {
            let message = format!("`{keyword}` does not apply to values of type `{kind}`");
            report(Code::InapplicableKeyword, keyword, message, "remove it, or correct the type");
        }
    }
}

/// Keywords that bound the same quantity from below and from above.
const PAIRS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// Keywords and the types that they apply to.
const APPLIES: &[(&str, &[&str])] = &[
    ("pattern", &["string"]),
    ("maxLength", &["string"]),
    ("maximum", &["integer", "number"]),
    ("multipleOf", &["integer", "number"]),
    ("maxItems", &["array"]),
    ("maxProperties", &["object"]),
];

fn number(schema: &Map<String, Value>, keyword: &str) -> Option<f64> {
    schema.get(keyword).and_then(Value::as_f64)
}
