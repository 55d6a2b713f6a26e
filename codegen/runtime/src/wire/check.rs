//! Checks: everything in a request that breaks the document's rules, found together, each with its place.

use std::fmt::{self, Write};

use super::enumeration::check_enumeration;
use super::record::check_record;
use super::union::check_union;
use super::untagged::check_alternatives;
use super::value::{check_entries, check_list};
use super::{Rule, Value, View};

/// Where in a request a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Location {
    /// A parameter in the path.
    Path,
    /// A parameter in the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
    /// The body.
    Body,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
        })
    }
}

/// A value of a request that breaks a rule of the document. The value itself is not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    location: Location,
    path: String,
    problem: String,
}

impl Violation {
    pub(crate) fn new(
        location: Location,
        path: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self { location, path: path.into(), problem: problem.into() }
    }

    /// Where in the request the value stands.
    #[must_use]
    pub fn location(&self) -> Location {
        self.location
    }

    /// The parameter's name, or the way through the body: `groupId`, `items[2].vpcId`. Empty for the whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong: a sentence without its subject.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.location)?;
        if !self.path.is_empty() {
            write!(formatter, " {}", self.path)?;
        }
        write!(formatter, " {}", self.problem)
    }
}

/// Collects violations while it is led through a value.
#[derive(Debug)]
pub struct Checker {
    location: Location,
    path: String,
    violations: Vec<Violation>,
}

impl Checker {
    /// A checker of a parameter, or of a body, whose path is empty.
    #[must_use]
    pub fn new(location: Location, path: &str) -> Self {
        Self { location, path: path.to_owned(), violations: Vec::new() }
    }

    /// Notes that the value in this place breaks a rule.
    pub fn violate(&mut self, problem: impl Into<String>) {
        self.violations.push(Violation::new(self.location, self.path.clone(), problem));
    }

    /// Checks a value, as it would be sent, against rules, and what it holds against its own.
    pub fn check(&mut self, value: &dyn Value, rules: &[Rule]) {
        match value.view() {
            View::Absent | View::Null => {}
            View::Text(text) => self.text(text, rules),
            View::Enumeration(text, values) => check_enumeration(text, values, self),
            View::Scalar(scalar) => scalar.check(rules, self),
            View::Record(record) => check_record(record, self),
            View::Union(union) => check_union(union, self),
            View::UntaggedUnion(alternatives) => check_alternatives(alternatives, self),
            View::List(list) => check_list(list, rules, self),
            View::Entries(entries) => check_entries(entries, rules, self),
        }
    }

    /// Checks a text against rules.
    pub fn text(&mut self, text: &str, rules: &[Rule]) {
        for problem in rules.iter().filter_map(|rule| rule.broken_by_text(text)) {
            self.violate(problem);
        }
    }

    /// Checks a number against rules.
    pub fn number(&mut self, number: f64, rules: &[Rule]) {
        if !number.is_finite() {
            self.violate("is not a finite number, which JSON cannot hold");
            return;
        }
        for problem in rules.iter().filter_map(|rule| rule.broken_by_number(number)) {
            self.violate(problem);
        }
    }

    /// Goes on to the property of a name.
    pub fn property(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.inside(|path| push_property(name, path), check);
    }

    /// Goes on to the item of a number, counted from 0.
    pub fn item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.inside(|path| push_item(index, path), check);
    }

    fn inside(&mut self, step: impl FnOnce(&mut String), check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        step(&mut self.path);
        check(self);
        self.path.truncate(length);
    }

    /// What was found.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}

/// Goes on in a path to a property: `.name`, or `["na.me"]` where the name could be read as more than one step.
pub(super) fn push_property(name: &str, path: &mut String) {
    let plain = !name.is_empty()
        && name.chars().all(|character| {
            matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' | '$' | '@')
                || character.is_alphanumeric()
        });
    if !plain {
        // Writing to memory does not fail.
        let _ = write!(path, "[{name:?}]");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// Goes on in a path to an item, counted from 0.
pub(super) fn push_item(index: usize, path: &mut String) {
    let _ = write!(path, "[{index}]");
}
