//! Constraints of requests, as static tables for the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::tokens::{identifier, index};
use crate::api::{Field, Rule, StringFormat};

/// Returns a table of rules.
pub(super) fn table(rules: &[Rule]) -> TokenStream {
    let rules = rules.iter().map(rule);
    quote!(&[#(#rules),*])
}

/// Returns the rules of a property: its constraints in requests, and in responses whether it is a secret.
pub(super) fn of_field(field: &Field) -> TokenStream {
    let rules = field.rules.iter().chain(field.unchecked_rules.iter().filter(|rule| rule.hides()));
    let rules = rules.map(rule);
    quote!(&[#(#rules),*])
}

fn rule(rule: &Rule) -> TokenStream {
    match rule {
        Rule::Pattern(pattern) => quote!(wire::Rule::Pattern(#pattern)),
        Rule::Format(format) => {
            let format = match format {
                StringFormat::Uuid => quote!(Uuid),
                StringFormat::Ipv4 => quote!(Ipv4),
                StringFormat::Ipv6 => quote!(Ipv6),
                StringFormat::Uri => quote!(Uri),
                StringFormat::Password => quote!(Password),
            };
            quote!(wire::Rule::Format(wire::Format::#format))
        }
        Rule::MinLength(bound) => counted("MinLength", *bound),
        Rule::MaxLength(bound) => counted("MaxLength", *bound),
        Rule::Minimum(bound) => measured("Minimum", *bound),
        Rule::ExclusiveMinimum(bound) => measured("ExclusiveMinimum", *bound),
        Rule::Maximum(bound) => measured("Maximum", *bound),
        Rule::ExclusiveMaximum(bound) => measured("ExclusiveMaximum", *bound),
        Rule::MultipleOf(factor) => measured("MultipleOf", *factor),
        Rule::MinItems(bound) => counted("MinItems", *bound),
        Rule::MaxItems(bound) => counted("MaxItems", *bound),
        Rule::UniqueItems => quote!(wire::Rule::UniqueItems),
        Rule::MinProperties(bound) => counted("MinProperties", *bound),
        Rule::MaxProperties(bound) => counted("MaxProperties", *bound),
        Rule::Items(rules) => {
            let rules = table(rules);
            quote!(wire::Rule::Items(#rules))
        }
        Rule::Entries(rules) => {
            let rules = table(rules);
            quote!(wire::Rule::Entries(#rules))
        }
    }
}

fn counted(rule: &str, bound: usize) -> TokenStream {
    let rule = identifier(rule);
    let bound = index(bound);
    quote!(wire::Rule::#rule(#bound))
}

fn measured(rule: &str, bound: f64) -> TokenStream {
    let rule = identifier(rule);
    let magnitude = proc_macro2::Literal::f64_unsuffixed(bound.abs());
    if bound.is_sign_negative() {
        quote!(wire::Rule::#rule(-#magnitude))
    } else {
        quote!(wire::Rule::#rule(#magnitude))
    }
}
