//! Parameters.

use super::constraint::same_rules;
use super::rename::{self, Candidate};
use super::types::are_comparable;
use super::{At, Comparison, Node};
use crate::api::{Api, Operation, Parameter, ParameterLocation, ParameterStyle, Structure, Type};
use crate::drift::effect::Direction;
use crate::drift::rules::Code;
use crate::drift::words;

impl<'s> Comparison<'s> {
    pub(super) fn parameters(&mut self, old: &'s Operation, new: &'s Operation, out: &mut Node) {
        let mut removed: Vec<&Parameter> = Vec::new();
        let mut added: Vec<&Parameter> = new.parameters.iter().collect();
        for parameter in &old.parameters {
            match position(old, parameter, new, &added) {
                Some(index) => {
                    let other = added.remove(index);
                    self.parameter(parameter, other, out);
                }
                None => removed.push(parameter),
            }
        }
        self.moved_parameters(&mut removed, &mut added, out);
        self.renamed_parameters(&mut removed, &mut added, out);
        for parameter in removed {
            let at =
                At::new(subject(parameter), &parameter.source, &new.source, Direction::Request);
            let value = words::type_of(&self.old.api, &parameter.value);
            let message = format!("the parameter `{}` was removed", parameter.parameter);
            out.changes.push(self.change(Code::ParameterRemoved, &at, message, Some(value), None));
        }
        for parameter in added {
            let at =
                At::new(subject(parameter), &old.source, &parameter.source, Direction::Request);
            let value = words::type_of(&self.new.api, &parameter.value);
            let (code, need) = if parameter.required {
                (Code::RequiredParameterAdded, "required")
            } else {
                (Code::ParameterAdded, "optional")
            };
            let message = format!("the {need} parameter `{}` was added", parameter.parameter);
            out.changes.push(self.change(code, &at, message, None, Some(value)));
        }
    }

    /// Matches the remaining parameters with one name in different locations.
    fn moved_parameters(
        &mut self,
        removed: &mut Vec<&'s Parameter>,
        added: &mut Vec<&'s Parameter>,
        out: &mut Node,
    ) {
        removed.retain(|parameter| {
            let same = |other: &&Parameter| other.parameter == parameter.parameter;
            let Some(index) = added.iter().position(same) else { return true };
            let other = added.remove(index);
            let (from, to) = (words::location(parameter.location), words::location(other.location));
            let message =
                format!("the parameter `{}` moved from {from} to {to}", parameter.parameter);
            let at = at(parameter, other);
            let ends = (Some(from.to_owned()), Some(to.to_owned()));
            out.changes.push(self.change(Code::ParameterMoved, &at, message, ends.0, ends.1));
            self.parameter(parameter, other, out);
            false
        });
    }

    /// Matches the remaining parameters that differ only in their names.
    fn renamed_parameters(
        &mut self,
        removed: &mut Vec<&'s Parameter>,
        added: &mut Vec<&'s Parameter>,
        out: &mut Node,
    ) {
        let renamed = rename::pairs(&candidates(removed), &candidates(added), |old, new| {
            match (removed.get(old), added.get(new)) {
                (Some(old), Some(new)) => {
                    old.location == new.location
                        && old.required == new.required
                        && self.same_type(&old.value, &new.value, Direction::Request)
                        && same_rules(&old.rules, &new.rules)
                }
                _ => false,
            }
        });
        for (old, new) in &renamed {
            let (Some(old), Some(new)) = (removed.get(*old), added.get(*new)) else { continue };
            self.parameter(old, new, out);
        }
        rename::remove_at(removed, renamed.iter().map(|(old, _)| *old));
        rename::remove_at(added, renamed.iter().map(|(_, new)| *new));
    }

    /// Compares two matched parameters.
    fn parameter(&mut self, old: &'s Parameter, new: &'s Parameter, out: &mut Node) {
        let at = at(old, new);
        let mut push = |this: &Self, code, message: String, old: &str, new: &str| {
            let ends = (Some(old.to_owned()), Some(new.to_owned()));
            out.changes.push(this.change(code, &at, message, ends.0, ends.1));
        };
        let (name, new_name) = (&old.parameter, &new.parameter);
        let is_same = match old.location {
            ParameterLocation::Header => name.eq_ignore_ascii_case(new_name),
            _ => name == new_name,
        };
        if !is_same {
            let in_path =
                old.location == ParameterLocation::Path && new.location == ParameterLocation::Path;
            let code = if in_path { Code::PathParameterRenamed } else { Code::ParameterRenamed };
            let message = format!("the parameter `{name}` was renamed to `{new_name}`");
            push(self, code, message, name, new_name);
        }
        let need = |required: bool| if required { "required" } else { "optional" };
        if old.required != new.required {
            let code = if new.required { Code::ParameterRequired } else { Code::ParameterOptional };
            let message = format!("the parameter `{name}` is now {}", need(new.required));
            push(self, code, message, need(old.required), need(new.required));
        }
        let style = |parameter: &Parameter, api| style(parameter, is_scalar(api, &parameter.value));
        let styles = (style(old, &self.old.api), style(new, &self.new.api));
        if old.location == new.location && styles.0 != styles.1 {
            let message = format!("the style of the parameter `{name}` changed");
            push(self, Code::ParameterRestyled, message, &styles.0, &styles.1);
        }
        if old.deprecated != new.deprecated {
            let (code, state) = if new.deprecated {
                (Code::ParameterDeprecated, "was deprecated")
            } else {
                (Code::ParameterUndeprecated, "is no longer deprecated")
            };
            let message = format!("the parameter `{name}` {state}");
            let [before, after] = [old, new].map(|it| words::deprecated(it.deprecated));
            push(self, code, message, before, after);
        }
        self.defaults(old.default.as_ref(), new.default.as_ref(), &at, out);
        if are_comparable(&old.value, &new.value) {
            self.constraints(&old.rules, &new.rules, &at, out);
        }
        self.types(&old.value, &new.value, &at, out);
        self.parameter_texts(old, new, &at, out);
    }
}

/// Returns the subject of a parameter. The location is part of it, because the name alone could be a property.
fn subject(parameter: &Parameter) -> String {
    format!("{} parameter {}", words::location(parameter.location), parameter.parameter)
}

fn at(old: &Parameter, new: &Parameter) -> At {
    At::new(subject(old), &old.source, &new.source, Direction::Request)
}

/// Returns the matching parameter of another operation: by name and location, or by position in the path.
fn position(
    operation: &Operation,
    parameter: &Parameter,
    other: &Operation,
    added: &[&Parameter],
) -> Option<usize> {
    let same_name = |candidate: &&Parameter| match parameter.location {
        ParameterLocation::Header => candidate.parameter.eq_ignore_ascii_case(&parameter.parameter),
        _ => candidate.parameter == parameter.parameter,
    };
    let same_location = |candidate: &&Parameter| candidate.location == parameter.location;
    let is_same_path = crate::document::operations::address("", &operation.path)
        == crate::document::operations::address("", &other.path);
    if parameter.location == ParameterLocation::Path && is_same_path {
        let index = template(&operation.path).position(|name| name == parameter.parameter)?;
        let name = template(&other.path).nth(index)?;
        return added.iter().position(|it| same_location(it) && it.parameter == name);
    }
    added.iter().position(|candidate| same_location(candidate) && same_name(candidate))
}

/// Returns the names in the braces of a path template.
fn template(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn candidates<'p>(parameters: &[&'p Parameter]) -> Vec<Candidate<'p>> {
    let candidate = |parameter: &&'p Parameter| Candidate {
        name: &parameter.parameter,
        description: parameter.description.as_deref(),
    };
    parameters.iter().map(candidate).collect()
}

/// Whether a value has the same text in every style.
fn is_scalar(api: &Api, value: &Type) -> bool {
    api.structure(value) == Structure::Scalar
}

/// Returns the serialisation of a parameter in words.
fn style(parameter: &Parameter, is_scalar: bool) -> String {
    if parameter.style == ParameterStyle::Json {
        return words::style(parameter.style).to_owned();
    }
    let style = words::style(parameter.style);
    let explode = if parameter.explode && !is_scalar { ", exploded" } else { "" };
    let reserved = if parameter.allow_reserved { ", reserved characters not encoded" } else { "" };
    format!("{style}{explode}{reserved}")
}
