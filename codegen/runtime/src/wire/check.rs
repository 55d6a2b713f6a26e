//! Validation of requests: all violations of a request are collected, each with its location.

use std::fmt;

use super::json::{push_item, push_property};
use super::schema::Rule;
use crate::text::{Escaped, steers_terminal};

/// The location of a value in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Location {
    /// A path parameter.
    Path,
    /// A query parameter.
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

/// A value of a request that violates a constraint of the document. The value itself is not included.
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
        let mut problem = problem.into();
        // It may quote the document: a pattern, or the values of an enumeration.
        if problem.contains(steers_terminal) {
            problem = Escaped(&problem).to_string();
        }
        Self { location, path: path.into(), problem }
    }

    /// Returns the location of the value.
    #[must_use]
    pub fn location(&self) -> Location {
        self.location
    }

    /// Returns the parameter's name or the path in the body, such as `groupId` or `items[2].vpcId`.
    /// Empty for the whole body.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the problem, as a predicate in one line, such as `is not a UUID`.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.location)?;
        if !self.path.is_empty() {
            write!(formatter, " {}", Escaped(&self.path))?;
        }
        write!(formatter, " {}", self.problem)
    }
}

/// Collector of violations that tracks the path of the current value.
#[derive(Debug)]
pub struct Checker {
    location: Location,
    path: String,
    violations: Vec<Violation>,
}

impl Checker {
    /// Returns a checker for a parameter, or for a body if the path is empty.
    #[must_use]
    pub fn new(location: Location, path: &str) -> Self {
        Self { location, path: path.to_owned(), violations: Vec::new() }
    }

    /// Records a violation of the current value.
    pub fn violate(&mut self, problem: impl Into<String>) {
        self.violations.push(Violation::new(self.location, self.path.clone(), problem));
    }

    /// Checks a string against rules.
    pub fn text(&mut self, text: &str, rules: &[Rule]) {
        for problem in rules.iter().filter_map(|rule| rule.text_problem(text)) {
            self.violate(problem);
        }
    }

    /// Checks a number against rules.
    pub fn number(&mut self, number: f64, rules: &[Rule]) {
        if !number.is_finite() {
            self.violate("is not a finite number, which JSON cannot represent");
            return;
        }
        for problem in rules.iter().filter_map(|rule| rule.number_problem(number)) {
            self.violate(problem);
        }
    }

    /// Runs a check with a property as the current value.
    pub fn property(&mut self, name: &str, check: impl FnOnce(&mut Self)) {
        self.step(|path| push_property(name, path), check);
    }

    /// Runs a check with an item as the current value.
    pub fn item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.step(|path| push_item(index, path), check);
    }

    fn step(&mut self, push: impl FnOnce(&mut String), check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        push(&mut self.path);
        check(self);
        self.path.truncate(length);
    }

    /// Returns the collected violations.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}
