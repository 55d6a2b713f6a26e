//! Failures of calls, with each violation attributed to a flag or to a path in the body.

use super::properties::{Properties, has_properties};
use crate::cli::arguments::{Invocation, flag};
use crate::cli::failure::{Exit, Failure};
use crate::error::{Error, ErrorBody};
use crate::text::Escaped;
use crate::wire::{Location, Violation};

/// Returns the failure of a call.
pub(in crate::cli) fn call_failure<B: ErrorBody>(
    invocation: Invocation<'_>,
    error: &Error<B>,
) -> Failure {
    if error.breaks_rules() {
        return validation_failure(invocation, error.violations());
    }
    Failure::from_call(error)
}

fn validation_failure(invocation: Invocation<'_>, violations: &[Violation]) -> Failure {
    let mut lines: Vec<String> = Vec::new();
    for violation in violations {
        let location = describe_location(invocation, violation);
        let line = format!("  {} {}", Escaped(&location), violation.problem());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let values = match lines.len() {
        1 => "1 value violates".to_owned(),
        count => format!("{count} values violate"),
    };
    let id = invocation.command.operation.id;
    lines.insert(
        0,
        format!("{id}: the request was not sent: {values} the constraints of the API's document"),
    );
    if !invocation.is_set(flag::NO_VALIDATE) {
        lines.push("try: correct the values, or send them unchanged with --no-validate".to_owned());
    }
    Failure::new(Exit::Refused, lines)
}

/// Returns the flag of a value, or its JSONPath in the body.
fn describe_location(invocation: Invocation<'_>, violation: &Violation) -> String {
    let path = violation.path();
    if violation.location() != Location::Body {
        let flag = invocation.command.flags.iter().find_map(|flag| {
            // The parameter's name may contain dots.
            let rest = path.strip_prefix(flag.source)?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then_some((flag, rest))
        });
        return match flag {
            Some((flag, rest)) => format!("--{}{rest}", flag.name),
            None => format!("{} {path}", violation.location()),
        };
    }
    let flag = has_properties(invocation).then(|| Properties::of(invocation).flag_of(path));
    if let Some(flag) = flag.flatten() {
        return flag;
    }
    match path {
        "" => "the body".to_owned(),
        _ if path.starts_with('[') => format!("${path}"),
        _ => format!("$.{path}"),
    }
}
