//! Values of path, query, header and cookie parameters, encoded as text.

use jiff::Timestamp;
use jiff::civil::Date;

use super::check::Checker;
use super::json::number_text;
use super::schema::{Rule, first_duplicate, item_rules};
use super::value::approximate;

/// A value that can be encoded as text: a scalar, an enumeration, or an array of them.
pub trait ParameterValue {
    /// Passes the text of each item to a callback; a scalar has one.
    fn texts(&self, each: &mut dyn FnMut(&str));

    /// Returns the texts of all items.
    fn values(&self) -> Vec<String> {
        let mut values = Vec::new();
        self.texts(&mut |text| values.push(text.to_owned()));
        values
    }

    /// Checks the value against the rules of the parameter.
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
        for problem in rules.iter().filter_map(|rule| rule.item_count_problem(self.len())) {
            checker.violate(problem);
        }
        let text = |item: &T| {
            let mut text = Vec::new();
            item.texts(&mut |part| text.extend_from_slice(part.as_bytes()));
            text
        };
        if rules.contains(&Rule::UniqueItems)
            && let Some(index) = first_duplicate(self.iter().map(text))
        {
            checker.item(index, |checker| checker.violate("is a duplicate item"));
        }
        for (index, item) in self.iter().enumerate() {
            checker.item(index, |checker| item.check(item_rules(rules), checker));
        }
    }
}

/// Implements `ParameterValue` for floating-point numbers, which are written as in JSON.
macro_rules! number_parameter {
    ($($kind:ty),+) => {
        $(impl ParameterValue for $kind {
            fn texts(&self, each: &mut dyn FnMut(&str)) {
                each(&number_text(self));
            }

            fn check(&self, rules: &[Rule], checker: &mut Checker) {
                checker.number(f64::from(*self), rules);
            }
        })+
    };
}

number_parameter!(f32, f64);

/// Implements `ParameterValue` by `Display`.
macro_rules! display_parameter {
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

display_parameter! {
    bool => |_, _, _| {};
    i32 => |value, rules, checker| checker.number(f64::from(*value), rules);
    i64 => |value, rules, checker| checker.number(approximate(*value), rules);
    Timestamp => |_, _, _| {};
    Date => |_, _, _| {};
}
