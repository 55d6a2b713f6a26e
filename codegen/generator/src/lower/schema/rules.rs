//! Rules: the keywords of a schema that are checked in requests.

use super::keywords::Keywords;
use crate::api::{Rule, StringFormat, Type};
use crate::check::{PatternProblem, pattern_problem};

/// Returns the rules of a schema's keywords for values of a type.
pub(crate) fn rules(keywords: &Keywords<'_>, value: &Type) -> Vec<Rule> {
    match value {
        Type::String => string_rules(keywords),
        Type::Int32 | Type::Int64 | Type::Float32 | Type::Float64 => number_rules(keywords),
        Type::Array(_) => array_rules(keywords),
        Type::Map(_) => map_rules(keywords),
        Type::Boolean
        | Type::Timestamp
        | Type::Date
        | Type::FreeForm
        | Type::Bytes
        | Type::Part
        | Type::Nullable(_)
        | Type::Model(_)
        | Type::Boxed(_) => Vec::new(),
    }
}

fn string_rules(keywords: &Keywords<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    rules.extend(keywords.min_length.map(Rule::MinLength));
    rules.extend(keywords.max_length.map(Rule::MaxLength));
    if let Some(pattern) = keywords.pattern {
        // An invalid pattern has been reported by `check`. One that is not supported is documented, and the runtime does
        // not check it.
        let is_invalid = matches!(pattern_problem(pattern), Some(PatternProblem::Invalid(_)));
        rules.extend((!is_invalid).then(|| Rule::Pattern(pattern.to_owned())));
    }
    let format = keywords.format.as_deref().and_then(StringFormat::parse);
    rules.extend(format.map(Rule::Format));
    rules
}

fn number_rules(keywords: &Keywords<'_>) -> Vec<Rule> {
    let minimum = keywords.minimum.map(|bound| {
        if keywords.exclusive_minimum {
            Rule::ExclusiveMinimum(bound)
        } else {
            Rule::Minimum(bound)
        }
    });
    let maximum = keywords.maximum.map(|bound| {
        if keywords.exclusive_maximum {
            Rule::ExclusiveMaximum(bound)
        } else {
            Rule::Maximum(bound)
        }
    });
    let multiple = keywords.multiple_of.filter(|factor| *factor > 0.0).map(Rule::MultipleOf);
    minimum.into_iter().chain(maximum).chain(multiple).collect()
}

fn array_rules(keywords: &Keywords<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    rules.extend(keywords.min_items.map(Rule::MinItems));
    rules.extend(keywords.max_items.map(Rule::MaxItems));
    if keywords.unique_items {
        rules.push(Rule::UniqueItems);
    }
    rules
}

fn map_rules(keywords: &Keywords<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    rules.extend(keywords.min_properties.map(Rule::MinProperties));
    rules.extend(keywords.max_properties.map(Rule::MaxProperties));
    rules
}
