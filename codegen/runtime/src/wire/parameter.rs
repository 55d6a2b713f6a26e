//! Parameters: values that stand in a path, a query or a header as text.

use jiff::Timestamp;
use jiff::civil::Date;

use super::rule::first_repeated;
use super::{Checker, Rule};

/// A value that can be written as text: a scalar, an enumeration, or several of them.
pub trait ParameterValue {
    /// The text of each value: of a scalar one, of an array one for each item.
    fn texts(&self, each: &mut dyn FnMut(&str));

    /// The texts, collected.
    fn values(&self) -> Vec<String> {
        let mut values = Vec::new();
        self.texts(&mut |text| values.push(text.to_owned()));
        values
    }

    /// Checks the value against what the document asks of it.
    fn check(&self, rules: &[Rule], checker: &mut Checker);
}

impl ParameterValue for str {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.text(self, rules);
    }
}

impl ParameterValue for String {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.text(self, rules);
    }
}

impl ParameterValue for &str {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        each(self);
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        checker.text(self, rules);
    }
}

impl<T: ParameterValue> ParameterValue for Vec<T> {
    fn texts(&self, each: &mut dyn FnMut(&str)) {
        for item in self {
            item.texts(each);
        }
    }

    fn check(&self, rules: &[Rule], checker: &mut Checker) {
        for problem in rules.iter().filter_map(|rule| rule.broken_by_items(self.len())) {
            checker.violate(problem);
        }
        let text = |item: &T| {
            let mut text = Vec::new();
            item.texts(&mut |part| text.extend_from_slice(part.as_bytes()));
            text
        };
        if rules.contains(&Rule::UniqueItems)
            && let Some(index) = first_repeated(self.iter().map(text))
        {
            checker.item(index, |checker| checker.violate("stands there twice"));
        }
        for (index, item) in self.iter().enumerate() {
            checker.item(index, |checker| item.check(item_rules(rules), checker));
        }
    }
}

/// The rules of each item of an array.
pub(super) fn item_rules(rules: &[Rule]) -> &'static [Rule] {
    rules
        .iter()
        .find_map(|rule| match rule {
            Rule::Items(rules) => Some(*rules),
            _ => None,
        })
        .unwrap_or_default()
}

/// Scalars whose text is what `Display` gives.
macro_rules! displayed {
    ($($kind:ty => $check:expr;)+) => {
        $(impl ParameterValue for $kind {
            fn texts(&self, each: &mut dyn FnMut(&str)) {
                each(&self.to_string());
            }

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                let check: fn(&$kind, &[Rule], &mut Checker) = $check;
                check(self, rules, checker);
            }
        })+
    };
}

displayed! {
    bool => |_, _, _| {};
    i32 => |value, rules, checker| checker.number(f64::from(*value), rules);
    i64 => |value, rules, checker| checker.number(super::value::approximate(*value), rules);
    f32 => |value, rules, checker| checker.number(f64::from(*value), rules);
    f64 => |value, rules, checker| checker.number(*value, rules);
    Timestamp => |_, _, _| {};
    Date => |_, _, _| {};
}
