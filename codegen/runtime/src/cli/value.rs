//! Values: what people type behind a flag, as clap takes it and as a request carries it.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use serde_json::Value as Json;

use super::table::{Flag, Kind};
use crate::wire::{Checker, ParameterValue, Rule};

/// Takes what can be a value of a kind. Of an enumeration every text is taken: whether the document names it is
/// checked with everything else, so that the check can be switched off.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfKind {
    pub(super) kind: Kind,
    pub(super) values: &'static [&'static str],
}

impl TypedValueParser for OfKind {
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
            format!("invalid value '{text}' for '{arg}': {problem}\n"),
        )
        .with_cmd(command);
        error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
        Err(error)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values: &[&str] =
            if self.kind == Kind::Boolean { &["true", "false"] } else { self.values };
        if values.is_empty() {
            return None;
        }
        Some(Box::new(values.iter().map(|&value| PossibleValue::new(value))))
    }
}

/// What is wrong with a text that is to be a value of a kind.
fn check(kind: Kind, text: &str) -> Result<(), String> {
    let expected = |what: &str, is_one: bool| if is_one { Ok(()) } else { Err(what.to_owned()) };
    match kind {
        Kind::Text | Kind::File => Ok(()),
        Kind::Integer => expected("it has to be a whole number", text.parse::<i64>().is_ok()),
        Kind::Number => {
            let number: Option<f64> = text.parse().ok();
            expected("it has to be a number", number.is_some_and(f64::is_finite))
        }
        Kind::Boolean => expected("it has to be true or false", text.parse::<bool>().is_ok()),
        Kind::Timestamp => expected(
            "it has to be a point in time such as 2026-01-31T08:00:00Z",
            text.parse::<jiff::Timestamp>().is_ok(),
        ),
        Kind::Date => expected(
            "it has to be a day such as 2026-01-31",
            text.parse::<jiff::civil::Date>().is_ok(),
        ),
        Kind::Json => serde_json::from_str::<Json>(text)
            .map(|_| ())
            .map_err(|error| format!("it has to be JSON: {error}")),
        Kind::Object => match serde_json::from_str::<Json>(text) {
            Ok(Json::Object(_)) => Ok(()),
            Ok(_) => Err("it has to be an object in JSON".to_owned()),
            Err(error) => Err(format!("it has to be an object in JSON: {error}")),
        },
    }
}

/// A value of a flag as JSON; it is one of the flag's kind.
pub(super) fn json(flag: &Flag, text: &str) -> Json {
    let read = || serde_json::from_str(text).unwrap_or_else(|_| Json::from(text));
    match flag.kind {
        Kind::Integer => text.parse::<i64>().map_or_else(|_| read(), Json::from),
        Kind::Number | Kind::Boolean | Kind::Json | Kind::Object => read(),
        Kind::Text | Kind::Timestamp | Kind::Date | Kind::File => Json::from(text),
    }
}

/// A value of a parameter, as text.
pub(super) struct Argument<'a> {
    pub(super) flag: &'a Flag,
    pub(super) text: &'a str,
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
            Kind::Integer | Kind::Number => {
                if let Ok(number) = text.parse() {
                    checker.number(number, rules);
                }
            }
            Kind::Text => checker.text(text, rules),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_takes_what_is_of_it() {
        for (kind, text, is_one) in [
            (Kind::Integer, "-3", true),
            (Kind::Integer, "3.5", false),
            (Kind::Number, "3.5", true),
            (Kind::Number, "NaN", false),
            (Kind::Boolean, "true", true),
            (Kind::Boolean, "yes", false),
            (Kind::Date, "2026-01-31", true),
            (Kind::Date, "2026-02-31", false),
            (Kind::Timestamp, "2026-01-31T08:00:00Z", true),
            (Kind::Timestamp, "2026-01-31", false),
            (Kind::Json, "[1]", true),
            (Kind::Json, "[1", false),
            (Kind::Object, "{}", true),
            (Kind::Object, "[]", false),
            (Kind::Text, "", true),
        ] {
            assert_eq!(check(kind, text).is_ok(), is_one, "{kind:?} {text:?}");
        }
    }

    #[test]
    fn numbers_stay_numbers_and_text_stays_text() {
        let json = |kind, text| json(&Flag::new("flag", kind), text).to_string();
        assert_eq!(json(Kind::Integer, "+7"), "7");
        assert_eq!(json(Kind::Number, "1e3"), "1000.0");
        assert_eq!(json(Kind::Text, "12"), "\"12\"");
        assert_eq!(json(Kind::Json, "{\"a\":null}"), "{\"a\":null}");
    }
}
