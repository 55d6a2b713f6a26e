//! Composition: `allOf`, `oneOf`, `anyOf`, `not`, and the discriminator.

use serde_json::Value;

use super::{MAX_VIOLATIONS, Schema, Validation, Violation, address};
use crate::diagnostic::describe_value;
use crate::document::discriminator;

impl<'d> Validation<'_, 'd> {
    /// Validates a value against the parts of a schema.
    pub(super) fn composition(&mut self, schema: &'d Schema, value: &'d Value) {
        let listed = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
        for part in listed("allOf").into_iter().flatten().filter_map(Value::as_object) {
            self.schema(part, value);
        }
        let selected = self.discriminated(schema, value);
        if let [variant] = selected.as_slice() {
            self.schema(variant, value);
        } else if !self.matches_any(&selected, value) {
            for keyword in ["oneOf", "anyOf"] {
                if let Some(variants) = listed(keyword) {
                    self.variants(schema, keyword, variants, value);
                }
            }
        }
        if let Some(Value::Object(excluded)) = schema.get("not") {
            let (violations, is_complete) = self.separately(excluded, value);
            if violations.is_empty() && is_complete {
                let reason = format!("{} is excluded by `not`", describe_value(value));
                self.violation(schema, "not", reason, None);
            }
        }
    }

    /// Returns the variants that the discriminator's property selects; none if the value does not have it.
    fn discriminated(&mut self, schema: &'d Schema, value: &'d Value) -> Vec<&'d Schema> {
        let property = schema.get("discriminator").and_then(|it| it.get("propertyName")?.as_str());
        let Some(tag) = property.and_then(|property| value.get(property)) else {
            return Vec::new();
        };
        let root = self.root;
        let variants = self.unions.entry(address(schema));
        let variants = variants.or_insert_with(|| discriminator::variants(root, schema));
        discriminator::selected(root, schema, variants, tag)
    }

    /// Whether a value is valid against one of several variants that the discriminator selects.
    fn matches_any(&mut self, variants: &[&'d Schema], value: &'d Value) -> bool {
        variants.iter().any(|variant| self.separately(variant, value).0.is_empty())
    }

    /// Validates a value against the variants of a union. One match suffices, even of `oneOf`: two are no fault of the
    /// value.
    fn variants(
        &mut self,
        schema: &'d Schema,
        keyword: &'static str,
        variants: &'d [Value],
        value: &'d Value,
    ) {
        let mut nearest: Option<Vec<Violation>> = None;
        for variant in variants.iter().filter_map(Value::as_object) {
            let (violations, _) = self.separately(variant, value);
            if violations.is_empty() || self.left == 0 {
                return;
            }
            // The deeper the violation, the more of the variant matched.
            let better = nearest.as_ref().is_none_or(|nearest| rank(&violations) > rank(nearest));
            if better {
                nearest = Some(violations);
            }
        }
        let Some(violations) = nearest else { return };
        let [violation, ..] = violations.as_slice() else { return };
        if variants.len() == 1 {
            self.violations.extend(violations);
            return;
        }
        let (location, advice) = (violation.location.clone(), violation.advice.clone());
        let reason = format!(
            "no variant of `{keyword}` matches; the nearest does not because: {}",
            violation.reason
        );
        self.violation(schema, keyword, reason, advice);
        if let Some(last) = self.violations.last_mut() {
            last.location = location;
        }
    }

    /// Validates a value separately, and returns the violations and whether all checks could be made.
    fn separately(&mut self, schema: &'d Schema, value: &'d Value) -> (Vec<Violation>, bool) {
        let violations = std::mem::take(&mut self.violations);
        let was_certain = std::mem::replace(&mut self.is_complete, true);
        self.schema(schema, value);
        let is_complete = std::mem::replace(&mut self.is_complete, was_certain) && self.left > 0;
        (std::mem::replace(&mut self.violations, violations), is_complete)
    }
}

/// Ranks violations by how nearly the value matches: right type, few violations, deep inside.
fn rank(violations: &[Violation]) -> (bool, usize, std::cmp::Reverse<usize>) {
    let Some(first) = violations.first() else { return (true, usize::MAX, std::cmp::Reverse(0)) };
    let depth = first.location.tokens().count();
    (first.rule.keyword != "type", depth, std::cmp::Reverse(violations.len().min(MAX_VIOLATIONS)))
}
