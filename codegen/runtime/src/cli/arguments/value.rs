//! Values of flags: validation by clap, and conversion to JSON and to parameters.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::Value as Json;

use crate::cli::description::{Flag, ValueKind};
use crate::text::{OneLine, steers_terminal};
use crate::wire::{Checker, ParameterValue, Rule};

/// A parser that accepts the values of a kind.
///
/// It accepts any string for an enumeration. Documented values are checked with the other
/// constraints, so that `--no-validate` applies to them.
#[derive(Debug, Clone, Copy)]
pub(super) struct ValueKindParser {
    pub(super) kind: ValueKind,
    pub(super) values: &'static [&'static str],
}

impl TypedValueParser for ValueKindParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<String, clap::Error> {
        let Some(text) = value.to_str() else {
            return Err(clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command));
        };
        let Err(problem) = check(self.kind, text) else { return Ok(text.to_owned()) };
        let arg = arg.map_or_else(|| "...".to_owned(), ToString::to_string);
        let mut error = clap::Error::raw(
            ErrorKind::ValueValidation,
            format!("invalid value '{}' for '{arg}': {problem}\n", OneLine(text)),
        )
        .with_cmd(command);
        error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values: &[&str] =
            if self.kind == ValueKind::Boolean { &["true", "false"] } else { self.values };
        if values.is_empty() {
            return None;
        }
        // Such a value would start another line of the help. It can still be typed.
        let is_hidden = |value: &str| value.contains(steers_terminal);
        Some(Box::new(
            values.iter().map(move |&value| PossibleValue::new(value).hide(is_hidden(value))),
        ))
    }
}

/// Checks that a text is a value of a kind.
fn check(kind: ValueKind, text: &str) -> Result<(), String> {
    let require = |rule: &str, is_valid: bool| if is_valid { Ok(()) } else { Err(rule.to_owned()) };
    match kind {
        ValueKind::Text | ValueKind::File => Ok(()),
        ValueKind::Integer => require("must be an integer", text.parse::<i64>().is_ok()),
        ValueKind::Number => {
            let number: Option<f64> = text.parse().ok();
            require("must be a number", number.is_some_and(f64::is_finite))
        }
        ValueKind::Boolean => require("must be true or false", text.parse::<bool>().is_ok()),
        ValueKind::Timestamp => require(
            "must be a timestamp such as 2026-01-31T08:00:00Z",
            text.parse::<jiff::Timestamp>().is_ok(),
        ),
        ValueKind::Date => {
            require("must be a date such as 2026-01-31", text.parse::<jiff::civil::Date>().is_ok())
        }
        ValueKind::Json => serde_json::from_str::<Json>(text)
            .map(|_| ())
            .map_err(|error| format!("must be JSON: {error}")),
        ValueKind::Object => match serde_json::from_str::<Json>(text) {
            Ok(Json::Object(_)) => Ok(()),
            Ok(_) => Err("must be a JSON object".to_owned()),
            Err(error) => Err(format!("must be a JSON object: {error}")),
        },
    }
}

/// Converts a valid value of a flag to JSON.
pub(in crate::cli) fn to_json(flag: &Flag, text: &str) -> Json {
    let parse = || serde_json::from_str(text).unwrap_or_else(|_| Json::from(text));
    match flag.kind {
        ValueKind::Integer => text.parse::<i64>().map_or_else(|_| parse(), Json::from),
        ValueKind::Number | ValueKind::Boolean | ValueKind::Json | ValueKind::Object => parse(),
        ValueKind::Text | ValueKind::Timestamp | ValueKind::Date | ValueKind::File => {
            Json::from(text)
        }
    }
}

/// The value of a parameter, as text.
pub(in crate::cli) struct Argument<'a> {
    pub(in crate::cli) flag: &'a Flag,
    pub(in crate::cli) text: &'a str,
}

impl ParameterValue for Argument<'_> {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(self.text);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        let Self { flag, text } = self;
        if !flag.values.is_empty() {
            crate::wire::check_enumeration(text, flag.values, checker);
            return;
        }
        match flag.kind {
            ValueKind::Integer | ValueKind::Number => {
                if let Ok(number) = text.parse() {
                    checker.number(number, rules);
                }
            }
            ValueKind::Text => checker.text(text, rules),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_values_of_each_kind() {
        for (kind, text, is_valid) in [
            (ValueKind::Integer, "-3", true),
            (ValueKind::Integer, "3.5", false),
            (ValueKind::Number, "3.5", true),
            (ValueKind::Number, "NaN", false),
            (ValueKind::Boolean, "true", true),
            (ValueKind::Boolean, "yes", false),
            (ValueKind::Date, "2026-01-31", true),
            (ValueKind::Date, "2026-02-31", false),
            (ValueKind::Timestamp, "2026-01-31T08:00:00Z", true),
            (ValueKind::Timestamp, "2026-01-31", false),
            (ValueKind::Json, "[1]", true),
            (ValueKind::Json, "[1", false),
            (ValueKind::Object, "{}", true),
            (ValueKind::Object, "[]", false),
            (ValueKind::Text, "", true),
        ] {
            assert_eq!(check(kind, text).is_ok(), is_valid, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn converts_values_to_json_by_kind() {
        let json = |kind, text| to_json(&Flag::new("flag", kind), text).to_string();
        assert_eq!(json(ValueKind::Integer, "+7"), "7");
        assert_eq!(json(ValueKind::Number, "1e3"), "1000.0");
        assert_eq!(json(ValueKind::Text, "12"), "\"12\"");
        assert_eq!(json(ValueKind::Json, "{\"a\":null}"), "{\"a\":null}");
    }
}
