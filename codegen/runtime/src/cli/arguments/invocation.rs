//! Access to the arguments of an operation.

use std::time::Duration;

use clap::ArgMatches;

use super::names::{flag, parameter_id};
use crate::cli::description::{BodyInput, Command, CommandBody, Flag, Variant};

/// A command with its parsed arguments.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Invocation<'a> {
    pub(in crate::cli) command: &'static Command,
    pub(in crate::cli) matches: &'a ArgMatches,
    /// The selected variant of the body, with the arguments of its subcommand.
    pub(in crate::cli) variant: Option<(&'static Variant, &'a ArgMatches)>,
}

impl<'a> Invocation<'a> {
    /// Returns the invocation of a command.
    pub(in crate::cli) fn new(command: &'static Command, matches: &'a ArgMatches) -> Self {
        let variants = match &command.body {
            Some(CommandBody { input: BodyInput::Variants(variants), .. }) => *variants,
            _ => &[],
        };
        let variant = matches.subcommand().and_then(|(name, matches)| {
            Some((variants.iter().find(|variant| variant.name == name)?, matches))
        });
        Self { command, matches, variant }
    }

    /// Whether a switch of every operation is given.
    pub(in crate::cli) fn is_set(&self, name: &str) -> bool {
        self.matches.get_flag(name)
    }

    /// Whether a switch is given that not every operation has.
    pub(in crate::cli) fn has_switch(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
    }

    /// Whether `--watch` is given.
    pub(in crate::cli) fn is_watching(&self) -> bool {
        self.has_switch(flag::WATCH)
    }

    /// Returns the value of a flag.
    pub(in crate::cli) fn text(&self, name: &str) -> Option<&'a str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// Returns the value of a flag that takes seconds.
    pub(in crate::cli) fn seconds(&self, name: &str) -> Option<Duration> {
        self.number(name).map(Duration::from_secs)
    }

    /// Returns the value of a flag that takes a number.
    pub(in crate::cli) fn number(&self, name: &str) -> Option<u64> {
        self.matches.try_get_one::<u64>(name).ok().flatten().copied()
    }

    /// Returns the values of a parameter.
    pub(in crate::cli) fn parameter(&self, flag: &Flag) -> Option<Vec<&'a str>> {
        values(self.matches, &parameter_id(flag))
    }
}

/// Returns the values of an argument.
pub(in crate::cli) fn values<'a>(matches: &'a ArgMatches, id: &str) -> Option<Vec<&'a str>> {
    Some(matches.get_many::<String>(id)?.map(String::as_str).collect())
}
