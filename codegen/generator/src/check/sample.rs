//! Samples: examples, defaults and members, with one diagnostic for all that violate the same rule.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::instance::{Outcome, Rule, Violation};
use crate::diagnostic::describe_value;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Pointer};
use crate::document::Document;

/// The diagnostics about samples.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// The first example that violates a rule, and their number.
    examples: IndexMap<Rule, (SampleDiagnostic, usize)>,
    /// Patterns that the schema's own values violate, by the location of the pattern.
    patterns: IndexMap<Pointer, (SampleDiagnostic, usize)>,
    /// All other violations, one diagnostic each.
    others: Vec<SampleDiagnostic>,
    /// The first value that takes too long to validate, and their number.
    unchecked: Option<(Pointer, usize)>,
}

/// A value in a document, with the schema that it must match.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'p, 'd> {
    pub(super) schema: &'d Map<String, Value>,
    /// The location of the schema.
    pub(super) pointer: &'p Pointer,
    pub(super) value: &'d Value,
    /// The location of the value.
    pub(super) location: &'p Pointer,
}

/// A diagnostic whose location is not yet resolved to a file and line.
#[derive(Debug)]
struct SampleDiagnostic {
    code: Code,
    location: Pointer,
    message: String,
    advice: String,
}

impl Samples {
    /// Adds the result of validating the value at `location` against the schema at `pointer`.
    pub(super) fn add(
        &mut self,
        code: Code,
        Sample { schema, pointer, value, location }: Sample<'_, '_>,
        outcome: Outcome,
    ) {
        let violations = match outcome {
            Outcome::Valid => return,
            Outcome::TooMuch => {
                self.unchecked.get_or_insert_with(|| (location.clone(), 0)).1 += 1;
                return;
            }
            Outcome::Violations(violations) => violations,
        };
        let Some(first) = violations.first() else { return };
        if violations.len() == 1
            && first.rule.keyword == "pattern"
            && first.rule.is_of(schema)
            && first.location == *location
        {
            let diagnostic = pattern_mismatch(code, value, location, pointer);
            self.patterns.entry(diagnostic.location.clone()).or_insert((diagnostic, 0)).1 += 1;
            return;
        }
        let diagnostic = invalid_value(code, location, &violations, first);
        if code == Code::InvalidExample {
            self.examples.entry(first.rule.clone()).or_insert((diagnostic, 0)).1 += 1;
        } else {
            self.others.push(diagnostic);
        }
    }

    /// Reports all diagnostics, in any order.
    pub(super) fn report(self, document: &Document, diagnostics: &mut Diagnostics) {
        let counted = self.examples.into_values().map(|counted| (counted, "example"));
        let counted = counted.chain(self.patterns.into_values().map(|counted| (counted, "value")));
        let collected = counted.map(|((mut diagnostic, count), what)| {
            let others = match count - 1 {
                0 => String::new(),
                1 => format!("; the same is true of one other {what}"),
                more => format!("; the same is true of {more} other {what}s"),
            };
            diagnostic.message.push_str(&others);
            diagnostic
        });
        for SampleDiagnostic { code, location, message, advice } in collected.chain(self.others) {
            let diagnostic = Diagnostic::new(code, document.location(&location), message);
            diagnostics.push(diagnostic.with_advice(advice));
        }
        if let Some((location, count)) = self.unchecked {
            let message = format!(
                "validating this value and {} others against their schemas takes too long: they are accepted",
                count - 1
            );
            diagnostics.add(Code::UncheckedExample, document.location(&location), message);
        }
    }
}

/// Returns the diagnostic about a pattern that rejects a value of the same schema.
fn pattern_mismatch(
    code: Code,
    value: &Value,
    location: &Pointer,
    schema: &Pointer,
) -> SampleDiagnostic {
    let what = match code {
        Code::InvalidDefault => "the default of its own schema",
        Code::InvalidMember => "a member of the same schema's `enum`",
        _ => "the example of its own schema",
    };
    SampleDiagnostic {
        code: Code::MismatchedPattern,
        location: schema.child("pattern"),
        message: format!("the pattern rejects {what}, {}, at {location}", describe_value(value)),
        advice: "requests are checked with the pattern, and such a value is never sent: correct the one that is wrong in the overlay".to_owned(),
    }
}

fn invalid_value(
    code: Code,
    location: &Pointer,
    violations: &[Violation],
    first: &Violation,
) -> SampleDiagnostic {
    let what = match code {
        Code::InvalidDefault => "the default does not match its schema",
        Code::InvalidMember => "the rest of the schema does not allow this member",
        _ => "the example does not match its schema",
    };
    let here = if first.location == *location { "" } else { "here, " };
    let others = match violations.len() - 1 {
        0 => String::new(),
        1 => "; nor does one other part of it".to_owned(),
        more => format!("; {more} other parts do not match either"),
    };
    let message = format!("{what}: {here}{}{others}", first.reason);
    let correction = match code {
        Code::InvalidDefault => "correct it in the overlay; until then the documentation omits it",
        _ => "correct it, or the schema, in the overlay",
    };
    let advice = first
        .advice
        .as_ref()
        .map_or_else(|| correction.to_owned(), |advice| format!("{advice}; or {correction}"));
    let advice =
        if advice.contains("?; or") { advice.replacen("?; or", "? Else", 1) } else { advice };
    SampleDiagnostic { code, location: first.location.clone(), message, advice }
}
