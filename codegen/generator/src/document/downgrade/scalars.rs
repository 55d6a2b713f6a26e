//! Bounds as numbers, and lists of examples.

use serde_json::Value;

use super::{Downgrade, Members};
use crate::diagnostic::Pointer;

impl Downgrade<'_> {
    /// Turns an exclusive bound into a bound and a flag. Of two bounds, the tighter one remains.
    pub(super) fn bounds(&mut self, schema: &mut Members, here: &Pointer) {
        for (exclusive, inclusive, is_tighter) in [
            ("exclusiveMinimum", "minimum", f64::ge as fn(&f64, &f64) -> bool),
            ("exclusiveMaximum", "maximum", f64::le),
        ] {
            let Some(Value::Number(bound)) = schema.get(exclusive) else { continue };
            let value = |number: &Value| number.as_f64();
            let other = schema.get(inclusive).and_then(value);
            let bound = Value::Number(bound.clone());
            let wins = match (value(&bound), other) {
                (Some(bound), Some(other)) => is_tighter(&bound, &other),
                _ => true,
            };
            if wins {
                self.insert(schema, here, inclusive, bound, exclusive);
                schema.insert(exclusive.to_owned(), Value::Bool(true));
            } else {
                schema.shift_remove(exclusive);
            }
        }
    }

    /// Turns the first of several examples into the example.
    pub(super) fn examples(&mut self, schema: &mut Members, here: &Pointer) {
        let Some(Value::Array(examples)) = schema.shift_remove("examples") else { return };
        if let Some(first) = examples.into_iter().next()
            && !schema.contains_key("example")
        {
            self.moved(here.child("example"), &here.child("examples").index(0));
            schema.insert("example".to_owned(), first);
        }
    }
}
