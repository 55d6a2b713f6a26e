//! Reports deviations from the grammar: the message, the advice, and the reading that repairs it.

use serde_json::{Map, Value};

use super::repair::Repair;
use super::rule::{Choice, Field, ObjectType, Rule};
use super::schema::TYPE_ALIASES;
use super::version::Version;
use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic, Location, describe_value, nearest};
use crate::document::text::StackPath;

impl Walk<'_> {
    pub(super) fn wrong_type(
        &mut self,
        rule: Rule,
        value: &Value,
        path: &StackPath<'_>,
        field: Option<&Field>,
    ) {
        let expected = rule.expected();
        let message = match field {
            Some(field) => {
                format!("`{}` must be {expected}, found {}", field.name, describe_value(value))
            }
            None => format!("expected {expected}, found {}", describe_value(value)),
        };
        let reading = obvious_reading(rule, value, self.version);
        let quotes = format!("put it in quotes: `'{value}'`");
        let bare = reading.as_ref().filter(|it| value.is_string() && !it.is_array());
        let bare = bare.map(|it| format!("write it without quotes: `{it}`"));
        let advice = match (rule, value) {
            _ if bare.is_some() => bare.as_deref(),
            (Rule::String, Value::Number(_) | Value::Bool(_)) => Some(quotes.as_str()),
            (_, Value::Null) => Some("give it a value, or remove the key"),
            _ => field.and_then(|field| field.advice),
        };
        self.report(Code::WrongType, path, message, advice);
        let is_optional = field.is_none_or(|field| !field.required);
        self.repair(
            path,
            match reading {
                Some(reading) => Repair::Set(reading),
                None if value.is_null() && is_optional && field.is_some() => Repair::Removed,
                None => Repair::Unusable,
            },
        );
    }

    pub(super) fn unknown_value(
        &mut self,
        values: &'static [&'static str],
        text: &str,
        path: &StackPath<'_>,
        field: Option<&Field>,
    ) {
        let expected = Rule::OneOf(values).expected();
        let name = field.map_or("the value", |field| field.name);
        let message = format!("`{name}` must be {expected}, found `{text}`");
        let reading = values.iter().find(|value| value.eq_ignore_ascii_case(text)).copied();
        let reading = reading.or_else(|| {
            let lower = text.to_ascii_lowercase();
            let alias = TYPE_ALIASES.iter().find(|(alias, _)| *alias == lower);
            alias.map(|(_, name)| *name).filter(|name| values.contains(name))
        });
        let suggestion = reading.or_else(|| nearest(text, values.iter().copied()));
        let suggestion = suggestion.map(|it| format!("did you mean `{it}`?"));
        let advice = suggestion.as_deref().or_else(|| field.and_then(|field| field.advice));
        self.report(Code::UnknownValue, path, message, advice);
        let reading = reading.map(|it| Repair::Set(Value::String(it.to_owned())));
        self.repair(path, reading.unwrap_or(Repair::Unusable));
    }

    pub(super) fn missing_field(
        &mut self,
        object: &ObjectType,
        field: &Field,
        path: &StackPath<'_>,
    ) {
        let message = format!("{} must have `{}`", object.name, field.name);
        let advice = format!("add `{}`: {}", field.name, field.rule.expected());
        self.report(Code::MissingKeyword, path, message, Some(&advice));
        match field.recovery.of_missing() {
            Some(Repair::Unusable) => self.repair(path, Repair::Unusable),
            Some(repair) => self.repair(&path.key(field.name), repair),
            None => {}
        }
    }

    pub(super) fn choice(
        &mut self,
        object: &ObjectType,
        choice: Choice,
        members: &Map<String, Value>,
        path: &StackPath<'_>,
    ) {
        let [one, other] = choice.fields;
        let (message, at, repair) = match (members.contains_key(one), members.contains_key(other)) {
            (true, true) => (
                format!("{} has both `{one}` and `{other}`", object.name),
                path.key(other),
                Repair::Removed,
            ),
            (false, false) => {
                let (at, repair) = match choice.fallback {
                    Some(json) => (path.key(one), Repair::set_json(json)),
                    None => (*path, Repair::Unusable),
                };
                (format!("{} has neither `{one}` nor `{other}`", object.name), at, repair)
            }
            _ => return,
        };
        let advice = format!("keep exactly one of the two, usually `{one}`");
        self.report(Code::MissingKeyword, path, message, Some(&advice));
        self.repair(&at, repair);
    }

    /// Reports a keyword of a later version, which is read as that version defines it.
    pub(super) fn later_keyword(
        &mut self,
        field: &Field,
        is_redefined: bool,
        path: &StackPath<'_>,
    ) {
        let Field { name, since, .. } = field;
        let location = self.location(path).key();
        let with = if is_redefined { " with this type of value" } else { "" };
        let message = format!(
            "`{name}`{with} is defined since OpenAPI {since}, and the document is {}",
            self.version
        );
        let diagnostic = self.diagnostic(Code::LaterKeyword, location, message);
        let advice = field.advice.map_or_else(
            || format!("it is read as in OpenAPI {since}; declare `openapi: {since}.0`, or use a keyword of {}", self.version),
            str::to_owned,
        );
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    pub(super) fn unknown_keyword(
        &mut self,
        object: &'static ObjectType,
        members: &Map<String, Value>,
        key: &str,
        path: &StackPath<'_>,
    ) {
        let conditional = object.fields.iter().find(|field| field.name == key);
        let message = match conditional.and_then(|field| field.condition) {
            Some((name, _)) => match members.get(name) {
                Some(value) => {
                    format!("`{key}` is not defined if `{name}` is {}", describe_value(value))
                }
                None => format!("`{key}` is not defined without `{name}`"),
            },
            None => format!("{} has no keyword `{key}`", object.name),
        };
        let version = self.version;
        let names = object.fields.iter().filter(|it| it.applies(members) && it.is_in(version));
        let advice = match nearest(key, names.map(|field| field.name)) {
            Some(it) => format!("did you mean `{it}`?"),
            None => "remove it; it is ignored".to_owned(),
        };
        let location = self.location(path).key();
        let diagnostic = self.diagnostic(Code::UnknownKeyword, location, message);
        self.diagnostics.push(diagnostic.with_advice(advice));
    }

    pub(super) fn invalid_key(
        &mut self,
        object: &ObjectType,
        members: &Map<String, Value>,
        key: &str,
        path: &StackPath<'_>,
    ) {
        let Some(entries) = object.entries else { return };
        let message = format!("`{key}` in {} is not {}", object.name, entries.form);
        let candidates = [format!("/{key}"), key.to_ascii_uppercase(), key.trim().to_owned()];
        let reading = candidates.into_iter().find(|it| (entries.fits)(it));
        let advice = match &reading {
            Some(it) => format!("did you mean `{it}`?"),
            None => "correct or remove it".to_owned(),
        };
        let diagnostic = self.diagnostic(Code::InvalidKey, self.location(path).key(), message);
        self.diagnostics.push(diagnostic.with_advice(advice));
        let reading = reading.filter(|it| !members.contains_key(it));
        self.repair(path, reading.map_or(Repair::Removed, Repair::Renamed));
    }

    pub(super) fn component_name(&mut self, name: &str, path: &StackPath<'_>) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        if name.is_empty() || !name.bytes().all(fits) {
            let message = match name {
                "" => "a component has an empty name".to_owned(),
                name => format!("`{name}` is not a valid component name"),
            };
            let advice = "use letters, digits, `.`, `-` and `_`";
            let diagnostic =
                self.diagnostic(Code::ComponentName, self.location(path).key(), message);
            self.diagnostics.push(diagnostic.with_advice(advice));
        }
    }

    /// Reports keywords beside a `$ref` that have no effect.
    pub(super) fn ignored_siblings(
        &mut self,
        expected: Rule,
        siblings: &[&str],
        path: &StackPath<'_>,
    ) {
        let Some(first) = siblings.first() else { return };
        let names: Vec<String> = siblings.iter().map(|key| format!("`{key}`")).collect();
        let names = names.join(", ");
        let message = format!("OpenAPI {} ignores {names} beside `$ref`", self.version);
        let advice = if expected.is_schema() {
            "write `allOf: [{$ref: ...}]` instead of `$ref`, or remove the other keywords"
        } else {
            "remove them, or replace the reference by the object"
        };
        let key = |key: &str| self.location(&path.key(key)).key();
        let mut diagnostic = self
            .diagnostic(Code::IgnoredSibling, key(first), message)
            .with_label(key("$ref"), "only this is used");
        for sibling in siblings.iter().skip(1) {
            diagnostic = diagnostic.with_label(key(sibling), "ignored too");
        }
        self.diagnostics.push(diagnostic.with_advice(advice));
        for sibling in siblings {
            self.repair(&path.key(sibling), Repair::Removed);
        }
    }

    fn report(&mut self, code: Code, path: &StackPath<'_>, message: String, advice: Option<&str>) {
        let mut diagnostic = self.diagnostic(code, self.location(path), message);
        diagnostic.advice = advice.map(str::to_owned);
        self.diagnostics.push(diagnostic);
    }

    fn diagnostic(&self, code: Code, location: Location, message: String) -> Diagnostic {
        Diagnostic::new(self.code.unwrap_or(code), location, message)
    }

    fn location(&self, path: &StackPath<'_>) -> Location {
        Location::new(self.name, path.pointer())
    }
}

/// Returns the one value that was obviously meant by a value of the wrong type, if there is one.
fn obvious_reading(rule: Rule, value: &Value, version: Version) -> Option<Value> {
    match (rule, value) {
        (Rule::String, Value::Number(_) | Value::Bool(_)) => Some(Value::String(value.to_string())),
        (Rule::Boolean | Rule::BooleanOr(_), Value::String(text)) => {
            text.parse::<bool>().ok().map(Value::Bool)
        }
        (Rule::Number, Value::String(text)) => number(text),
        (Rule::UnsignedInteger, Value::String(text)) => text.parse::<u64>().ok().map(Value::from),
        // Tools that compute in floating point write `5.0`.
        (Rule::UnsignedInteger, Value::Number(number)) => whole(number.as_f64()?).map(Value::from),
        (Rule::List(item), value) if !value.is_null() && item.fits(value, version) => {
            Some(Value::Array(vec![value.clone()]))
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<Value> {
    let integer = text.parse::<i64>().ok().map(Value::from);
    integer.or_else(|| {
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
        Some(Value::from(number))
    })
}

fn whole(number: f64) -> Option<u64> {
    let text = (number.fract() == 0.0 && number >= 0.0).then(|| format!("{number:.0}"))?;
    text.parse().ok()
}
