//! Check: examples, defaults and enumerations against their schemas, and keywords of a schema against each other.
//!
//! Invariant: only certain violations are reported. A value of an unknown format, or one that takes too long to validate,
//! is accepted.

mod bounds;
mod format;
mod instance;
mod pattern;
mod sample;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use serde_json::{Map, Value};

pub(crate) use self::pattern::{PatternProblem, problem as pattern_problem};

use self::instance::{Outcome, Validator};
use self::sample::{Sample, Samples};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};
use crate::document::Document;

/// Reports invalid values, invalid patterns and contradictions in a document. Returns the schemas with invalid defaults.
pub(crate) fn check(document: &Document, diagnostics: &mut Diagnostics) -> HashSet<Pointer> {
    let mut check = Check {
        document,
        validator: Validator::new(&document.root),
        samples: Samples::default(),
        invalid_defaults: HashSet::new(),
        diagnostics,
    };
    for described in &document.checked_objects {
        let Some(Value::Object(members)) = document.get(&described.pointer) else { continue };
        if described.is_schema {
            check.schema(members, &described.pointer);
        } else {
            check.holder(members, &described.pointer);
        }
    }
    check.samples.report(document, check.diagnostics);
    check.invalid_defaults
}

/// Returns the first reason why a value does not match a schema; `None` if no violation is known.
pub(crate) fn violation(
    root: &Value,
    schema: &Map<String, Value>,
    value: &Value,
    location: &Pointer,
) -> Option<String> {
    match Validator::new(root).instance(schema, value, location) {
        Outcome::Violations(violations) => violations.first().map(|it| it.reason.clone()),
        Outcome::Valid | Outcome::TooMuch => None,
    }
}

/// The state of the check of a document.
struct Check<'d, 'check> {
    document: &'d Document,
    validator: Validator<'d>,
    samples: Samples,
    /// The schemas with invalid defaults.
    invalid_defaults: HashSet<Pointer>,
    diagnostics: &'check mut Diagnostics,
}

impl<'d> Check<'d, '_> {
    /// Checks a schema and its own values.
    fn schema(&mut self, schema: &'d Map<String, Value>, pointer: &Pointer) {
        bounds::check(schema, |code, keyword, message, advice| {
            let location = self.document.location(&pointer.child(keyword));
            let location =
                if code == Code::InapplicableKeyword { location.key() } else { location };
            let diagnostic = Diagnostic::new(code, location, message);
            self.diagnostics.push(diagnostic.with_advice(advice));
        });
        if let Some(Value::String(pattern)) = schema.get("pattern") {
            self.pattern(pattern, pointer);
        }
        self.members(schema, pointer);
        for (keyword, code) in
            [("default", Code::InvalidDefault), ("example", Code::InvalidExample)]
        {
            if let Some(value) = schema.get(keyword) {
                let location = &pointer.child(keyword);
                self.sample(code, Sample { schema, pointer, value, location });
            }
        }
    }

    /// Reports a pattern that values are not checked with.
    fn pattern(&mut self, pattern: &str, schema: &Pointer) {
        let (code, message, advice) = match pattern_problem(pattern) {
            None => return,
            Some(PatternProblem::Invalid(error)) => (
                Code::InvalidPattern,
                format!("the pattern is not an ECMAScript regular expression: {error}"),
                "correct it in the overlay; until then values are sent without this check",
            ),
            Some(PatternProblem::Unsupported(reason)) => (
                Code::UncheckedPattern,
                format!(
                    "the pattern `{}` cannot be matched in bounded time: {reason}",
                    crate::diagnostic::truncated(pattern, 120)
                ),
                "replace it in the overlay; until then values are sent without this check",
            ),
        };
        let location = self.document.location(&schema.child("pattern"));
        self.diagnostics.push(Diagnostic::new(code, location, message).with_advice(advice));
    }

    /// Checks the members of an enumeration: distinct, and valid for the schema.
    fn members(&mut self, schema: &'d Map<String, Value>, pointer: &Pointer) {
        let Some(Value::Array(members)) = schema.get("enum") else { return };
        let location = pointer.child("enum");
        let mut seen = HashSet::new();
        for (index, member) in members.iter().enumerate() {
            let at = location.index(index);
            if !seen.insert(instance::canonical(member)) {
                let message = format!(
                    "{} occurs twice in this `enum`",
                    crate::diagnostic::describe_value(member)
                );
                let diagnostic =
                    Diagnostic::new(Code::InvalidMember, self.document.location(&at), message);
                self.diagnostics.push(diagnostic.with_advice("remove one of the two"));
            } else if !member.is_null() {
                let sample = Sample { schema, pointer, value: member, location: &at };
                self.sample(Code::InvalidMember, sample);
            }
        }
    }

    /// Checks the examples of a parameter, a header or a media type.
    fn holder(&mut self, holder: &'d Map<String, Value>, pointer: &Pointer) {
        let Some(Value::Object(schema)) = holder.get("schema") else { return };
        let schema_pointer = &pointer.child("schema");
        let mut values: Vec<(&'d Value, Pointer)> = Vec::new();
        values.extend(holder.get("example").map(|example| (example, pointer.child("example"))));
        let examples = holder.get("examples").and_then(Value::as_object);
        for (name, example) in examples.into_iter().flatten() {
            let location = pointer.child("examples").child(name);
            let reference = example.get("$ref").and_then(Value::as_str).map(Pointer::parse);
            let (example, location) = match reference {
                Some(Some(location)) => (self.document.get(&location), location),
                Some(None) => continue,
                None => (Some(example), location),
            };
            let value = example.and_then(|example| example.get("value"));
            values.extend(value.map(|value| (value, location.child("value"))));
        }
        // A string in a media type other than JSON is the serialized value.
        let is_json = is_json(pointer);
        for (value, location) in values.iter().filter(|(value, _)| is_json || !value.is_string()) {
            let sample = Sample { schema, pointer: schema_pointer, value, location };
            self.sample(Code::InvalidExample, sample);
        }
    }

    fn sample(&mut self, code: Code, sample: Sample<'_, 'd>) {
        let Sample { schema, pointer, value, location } = sample;
        let outcome = if code == Code::InvalidMember {
            self.validator.member(schema, value, location)
        } else {
            self.validator.instance(schema, value, location)
        };
        if code == Code::InvalidDefault && matches!(outcome, Outcome::Violations(_)) {
            self.invalid_defaults.insert(pointer.clone());
        }
        self.samples.add(code, sample, outcome);
    }
}

/// Whether the object at a pointer describes JSON: everything but media types of another name.
fn is_json(pointer: &Pointer) -> bool {
    let is_media_type =
        pointer.parent().is_some_and(|parent| parent.last().as_deref() == Some("content"));
    let name = pointer.last().unwrap_or_default();
    !is_media_type || name.to_ascii_lowercase().contains("json")
}
