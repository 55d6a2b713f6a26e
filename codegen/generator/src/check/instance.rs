//! Instances: validation of a value against a schema of OpenAPI 3.0.
//!
//! The keywords of each kind of value are in [`super::instance::kinds`].

mod composed;
mod kinds;

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::pattern::Patterns;
use crate::diagnostic::Pointer;
use crate::diagnostic::describe_value;
use crate::document::discriminator;

/// A schema, which is an object.
type Schema = Map<String, Value>;

/// The variants of the unions with a discriminator, by the addresses of their schemas.
type Unions<'d> = HashMap<usize, Vec<discriminator::Variant<'d>>>;

/// A violation of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Violation {
    /// Its location: the value itself, or a value inside it.
    pub(super) location: Pointer,
    /// The keyword that is violated; equal for all values that violate it.
    pub(super) rule: Rule,
    /// The reason, as a sentence: `expected an integer, found a list`.
    pub(super) reason: String,
    /// Advice, if there is any.
    pub(super) advice: Option<String>,
}

/// A keyword of a schema, identified by the schema's address in memory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Rule {
    schema: usize,
    pub(super) keyword: Cow<'static, str>,
}

impl Rule {
    /// Whether it is a keyword of this schema itself.
    pub(super) fn is_of(&self, schema: &Schema) -> bool {
        self.schema == address(schema)
    }
}

/// The result of a validation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// No violation is known.
    Valid,
    /// Violations, in order of discovery and not always all.
    Violations(Vec<Violation>),
    /// The validation exceeds its budget.
    TooMuch,
}

/// Validates values against the schemas of one document.
#[derive(Debug)]
pub(super) struct Validator<'d> {
    root: &'d Value,
    patterns: Patterns<'d>,
    unions: Unions<'d>,
    /// The steps left for all validations.
    left: usize,
}

/// The maximum number of steps of one validation, and of all together: seconds of work.
const MAX_STEPS: usize = 200_000;
const MAX_TOTAL_STEPS: usize = 200_000_000;
/// The maximum depth of schemas, references included.
const MAX_DEPTH: usize = 400;
/// The maximum number of violations that are collected for a value.
const MAX_VIOLATIONS: usize = 16;

impl<'d> Validator<'d> {
    pub(super) fn new(root: &'d Value) -> Self {
        Self { root, patterns: Patterns::default(), unions: Unions::new(), left: MAX_TOTAL_STEPS }
    }

    /// Validates the value at `location` against a schema.
    pub(super) fn instance(
        &mut self,
        schema: &'d Schema,
        value: &'d Value,
        location: &Pointer,
    ) -> Outcome {
        self.validate(location, |validation| validation.schema(schema, value))
    }

    /// Validates a member of an enumeration against the other keywords of its schema.
    pub(super) fn member(
        &mut self,
        schema: &'d Schema,
        value: &'d Value,
        location: &Pointer,
    ) -> Outcome {
        self.validate(location, |validation| validation.keywords(schema, value))
    }

    fn validate(
        &mut self,
        location: &Pointer,
        work: impl FnOnce(&mut Validation<'_, 'd>),
    ) -> Outcome {
        let before = self.left.min(MAX_STEPS);
        let mut validation = Validation {
            root: self.root,
            patterns: &mut self.patterns,
            unions: &mut self.unions,
            start: location,
            path: Vec::new(),
            open: Vec::new(),
            violations: Vec::new(),
            left: before,
            is_complete: true,
        };
        work(&mut validation);
        let Validation { violations, left, .. } = validation;
        self.left -= before - left;
        match (violations.is_empty(), left) {
            (false, _) => Outcome::Violations(violations),
            (true, 0) => Outcome::TooMuch,
            (true, _) => Outcome::Valid,
        }
    }
}

/// A step from a value to a value inside it.
#[derive(Debug, Clone, Copy)]
enum Step<'d> {
    Key(&'d str),
    Index(usize),
}

/// The state of one validation.
struct Validation<'v, 'd> {
    root: &'d Value,
    patterns: &'v mut Patterns<'d>,
    unions: &'v mut Unions<'d>,
    start: &'v Pointer,
    path: Vec<Step<'d>>,
    /// The schemas being validated, each with its value. A repeated pair adds nothing.
    open: Vec<(usize, usize)>,
    violations: Vec<Violation>,
    /// The steps that are left.
    left: usize,
    /// Whether every check could be made.
    is_complete: bool,
}

impl<'d> Validation<'_, 'd> {
    /// Validates a value against a schema, through references.
    fn schema(&mut self, schema: &'d Schema, value: &'d Value) {
        let pair = (address(schema), address(value));
        if !self.spend(1) || self.violations.len() >= MAX_VIOLATIONS {
            return;
        }
        if self.open.len() >= MAX_DEPTH || self.open.contains(&pair) {
            self.is_complete = false;
            return;
        }
        self.open.push(pair);
        match schema.get("$ref") {
            Some(reference) => match self.referred(reference) {
                Some(target) => self.schema(target, value),
                None => self.is_complete = false,
            },
            None => self.all(schema, value),
        }
        self.open.pop();
    }

    fn referred(&self, reference: &Value) -> Option<&'d Schema> {
        Pointer::parse(reference.as_str()?)?.resolve(self.root)?.as_object()
    }

    fn all(&mut self, schema: &'d Schema, value: &'d Value) {
        if value.is_null() && allows_null(schema) {
            return;
        }
        if let Some(Value::Array(members)) = schema.get("enum")
            && self.spend(members.len())
            && !members.iter().any(|member| equal(member, value))
        {
            let advice = kinds::meant(members, value);
            let reason = format!("{} is none of {}", describe_value(value), kinds::listed(members));
            self.violation(schema, "enum", reason, advice);
            return;
        }
        self.keywords(schema, value);
    }

    /// Validates a value against all keywords of a schema but `enum`.
    fn keywords(&mut self, schema: &'d Schema, value: &'d Value) {
        if !self.has_type(schema, value) {
            // Other keywords do not apply to a value of another type.
            return;
        }
        match value {
            Value::String(text) => self.text(schema, text),
            Value::Number(number) => self.number(schema, number),
            Value::Array(items) => self.array(schema, items),
            Value::Object(members) => self.object(schema, members),
            Value::Null | Value::Bool(_) => {}
        }
        self.composition(schema, value);
    }

    fn violation(
        &mut self,
        schema: &Schema,
        keyword: impl Into<Cow<'static, str>>,
        reason: String,
        advice: Option<String>,
    ) {
        let location = self.path.iter().fold(self.start.clone(), |location, step| match step {
            Step::Key(key) => location.child(key),
            Step::Index(index) => location.index(*index),
        });
        let rule = Rule { schema: address(schema), keyword: keyword.into() };
        self.violations.push(Violation { location, rule, reason, advice });
    }

    /// Validates a value inside the current one.
    fn inner(&mut self, step: Step<'d>, schema: &'d Value, value: &'d Value) {
        let Some(schema) = schema.as_object() else { return };
        self.path.push(step);
        self.schema(schema, value);
        self.path.pop();
    }

    /// Uses up steps; false once none is left.
    fn spend(&mut self, steps: usize) -> bool {
        self.left = self.left.saturating_sub(steps);
        self.is_complete &= self.left > 0;
        self.left > 0
    }
}

fn address<T>(of: &T) -> usize {
    std::ptr::from_ref(of).addr()
}

/// Whether a schema allows `null`.
fn allows_null(schema: &Schema) -> bool {
    let says = |keyword| schema.get(keyword) == Some(&Value::Bool(true));
    let listed = schema.get("enum").and_then(Value::as_array);
    says("nullable") || listed.is_some_and(|members| members.contains(&Value::Null))
}

/// Whether two values are equal in JSON, where `1` and `1.0` are the same number.
fn equal(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && other.is_number() && one.as_f64() == other.as_f64())
}

/// Returns a text that is the same for equal values.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if !number.is_i64() && !number.is_u64() && float.fract() == 0.0 => {
                format!("{float}")
            }
            _ => number.to_string(),
        },
        other => other.to_string(),
    }
}
