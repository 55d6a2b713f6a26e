//! Checks: everything in a request that breaks the document's rules, found together, each with its place.

use std::fmt;

use super::Rule;

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
    /// The body.
    Body,
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
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
        self.inside(&property_step(name, self.path.is_empty()), check);
    }

    /// Goes on to the item of a number, counted from 0.
    pub fn item(&mut self, index: usize, check: impl FnOnce(&mut Self)) {
        self.inside(&format!("[{index}]"), check);
    }

    fn inside(&mut self, step: &str, check: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(step);
        check(self);
        self.path.truncate(length);
    }

    /// What was found.
    #[must_use]
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }
}

/// A property as a step of a path: `.name`, or `["na.me"]` where the name could be read as more than one step.
pub(super) fn property_step(name: &str, first: bool) -> String {
    let plain = !name.is_empty()
        && name.chars().all(|character| {
            character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '@')
        });
    match (plain, first) {
        (true, true) => name.to_owned(),
        (true, false) => format!(".{name}"),
        (false, _) => format!("[{name:?}]"),
    }
}
