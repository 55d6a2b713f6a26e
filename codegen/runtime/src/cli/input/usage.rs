//! Checks of the arguments that clap cannot express.

use clap::error::ErrorKind;

use super::properties::{Properties, has_properties};
use crate::cli::arguments::{Invocation, flag, parameter_id, value_name};
use crate::cli::description::Flag;

/// Returns the usage error of missing flags, or of a body or property that is given twice.
pub(in crate::cli) fn usage_problem(invocation: Invocation<'_>) -> Option<(ErrorKind, String)> {
    let is_missing =
        |flag: &&Flag| flag.required && !invocation.matches.contains_id(&parameter_id(flag));
    let missing = invocation.command.flags.iter().filter(is_missing);
    let mut missing: Vec<String> =
        missing.map(|flag| format!("--{} <{}>", flag.name, value_name(flag))).collect();
    let has_file = invocation.matches.try_contains_id(flag::FILE).unwrap_or_default();
    if has_properties(invocation) {
        if let (true, Some((variant, _))) = (has_file, invocation.variant) {
            return Some((
                ErrorKind::ArgumentConflict,
                format!(
                    "the body is given twice: by '--file' and by the flags of '{}'",
                    variant.name
                ),
            ));
        }
        let properties = Properties::of(invocation);
        if let Some(problem) = properties.duplicate() {
            return Some(problem);
        }
        // Required properties are a constraint of the document, which `--no-validate` switches off.
        if !invocation.is_set(flag::NO_VALIDATE) {
            missing.extend(properties.missing());
        }
    }
    if missing.is_empty() {
        return None;
    }
    let names = missing.join("\n  ");
    let message = format!("the following required flags were not provided:\n  {names}");
    Some((ErrorKind::MissingRequiredArgument, message))
}
