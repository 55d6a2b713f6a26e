//! Composition: `allOf`, `oneOf`, `anyOf`, `not`, and the discriminator.

use serde_json::Value;

use super::{Comparison, MOST_MISFITS, Misfit, Schema};
use crate::diagnostic::describe_value;
use crate::document::discriminator;

impl<'d> Comparison<'_, 'd> {
    /// Validates a value against the parts of a schema.
    pub(super) fn parts(&mut self, schema: &'d Schema, value: &'d Value) {
        let listed = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
        for part in listed("allOf").into_iter().flatten().filter_map(Value::as_object) {
            self.schema(part, value);
        }
        if let Some(variant) = self.discriminated(schema, value) {
            self.schema(variant, value);
        } else {
            for keyword in ["oneOf", "anyOf"] {
                if let Some(alternatives) = listed(keyword) {
                    self.alternatives(schema, keyword, alternatives, value);
                }
            }
        }
        if let Some(Value::Object(excluded)) = schema.get("not") {
            let (misfits, is_certain) = self.apart(excluded, value);
            if misfits.is_empty() && is_certain {
                let reason = format!("{} is excluded by `not`", describe_value(value));
                self.misfit(schema, "not", reason, None);
            }
        }
    }

    /// Returns the variant that the discriminator's property selects, if the value has it.
    fn discriminated(&self, schema: &'d Schema, value: &'d Value) -> Option<&'d Schema> {
        let discriminator = schema.get("discriminator")?;
        let tag = value.get(discriminator.get("propertyName")?.as_str()?)?.as_str()?;
        discriminator::selected(discriminator.as_object()?, tag).resolve(self.root)?.as_object()
    }

    /// Validates a value against the variants of a union. One match suffices, even of `oneOf`: two are no fault of the value.
    fn alternatives(
        &mut self,
        schema: &'d Schema,
        keyword: &'static str,
        alternatives: &'d [Value],
        value: &'d Value,
    ) {
        let mut nearest: Option<Vec<Misfit>> = None;
        for alternative in alternatives.iter().filter_map(Value::as_object) {
            let (misfits, _) = self.apart(alternative, value);
            if misfits.is_empty() || self.left == 0 {
                return;
            }
            // The deeper the violation, the more of the variant matched.
            let better = nearest.as_ref().is_none_or(|nearest| rank(&misfits) > rank(nearest));
            if better {
                nearest = Some(misfits);
            }
        }
        let Some(misfits) = nearest else { return };
        let [misfit, ..] = misfits.as_slice() else { return };
        if alternatives.len() == 1 {
            self.misfits.extend(misfits);
            return;
        }
        let (location, advice) = (misfit.location.clone(), misfit.advice.clone());
        let reason = format!(
            "no variant of `{keyword}` matches; the nearest does not because: {}",
            misfit.reason
        );
        self.misfit(schema, keyword, reason, advice);
        if let Some(last) = self.misfits.last_mut() {
            last.location = location;
        }
    }

    /// Validates a value separately, and returns the violations and whether all checks could be made.
    fn apart(&mut self, schema: &'d Schema, value: &'d Value) -> (Vec<Misfit>, bool) {
        let misfits = std::mem::take(&mut self.misfits);
        let was_certain = std::mem::replace(&mut self.is_certain, true);
        self.schema(schema, value);
        let is_certain = std::mem::replace(&mut self.is_certain, was_certain) && self.left > 0;
        (std::mem::replace(&mut self.misfits, misfits), is_certain)
    }
}

/// Ranks violations by how nearly the value matches: right type, few violations, deep inside.
fn rank(misfits: &[Misfit]) -> (bool, usize, std::cmp::Reverse<usize>) {
    let Some(first) = misfits.first() else { return (true, usize::MAX, std::cmp::Reverse(0)) };
    let depth = first.location.tokens().count();
    (first.rule.keyword != "type", depth, std::cmp::Reverse(misfits.len().min(MOST_MISFITS)))
}
