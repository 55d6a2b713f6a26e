//! Completions for fish. clap generates them for two levels of commands only; operations are on the
//! third level and the variants of their bodies on the fourth.
//!
//! The script is one function. It numbers the commands, follows the words of the command line from
//! command to command, and offers the possible next words.

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Arg, Command, ValueHint};

/// Returns the script for a program.
pub(super) fn completions(tree: &mut Command, name: &str) -> String {
    tree.build();
    let mut script = Script::default();
    script.add(tree);
    let Script { steps, values, offers, .. } = script;
    let function =
        format!("__{}_offers", name.replace(|it: char| !it.is_ascii_alphanumeric(), "_"));
    format!(
        "# Completions of {name} for fish.
function {function}
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l before $words[-1]
    set -e words[1]
    set -l at 0
    for word in $words
        switch \"$at $word\"
{steps}        end
    end
    switch \"$at $before\"
{values}    end
    switch $at
{offers}    end
end
complete -c {name} -f -a '({function})'
"
    )
}

#[derive(Default)]
struct Script {
    /// The number of commands added so far.
    commands: usize,
    /// The transitions between commands, as cases of a `switch`.
    steps: String,
    /// The values of flags, as cases of a `switch`.
    values: String,
    /// The next words after a command, as cases of a `switch`.
    offers: String,
}

impl Script {
    /// Adds a command and its subcommands. Returns its number.
    fn add(&mut self, command: &Command) -> usize {
        let number = self.commands;
        self.commands += 1;
        let mut flags = String::new();
        let mut words = String::new();
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            if arg.is_positional() {
                words.extend(
                    visible_values(arg).map(|value| format!(" {} ''", quote(value.get_name()))),
                );
                continue;
            }
            let names = names(arg);
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let help = quote(&help);
            flags.extend(names.iter().map(|name| format!(" {name} {help}")));
            self.values(number, arg, &names);
        }
        for subcommand in command.get_subcommands().filter(|subcommand| !subcommand.is_hide_set()) {
            let subcommand_number = self.add(subcommand);
            let names: Vec<&str> = subcommand.get_name_and_visible_aliases();
            let about = subcommand.get_about().map(ToString::to_string).unwrap_or_default();
            let about = quote(&about);
            let cases: Vec<String> =
                names.iter().map(|name| quote(&format!("{number} {name}"))).collect();
            let cases = cases.join(" ");
            let _ = writeln!(
                self.steps,
                "            case {cases}\n                set at {subcommand_number}"
            );
            words.extend(names.iter().map(|name| format!(" {} {about}", quote(name))));
        }
        let _ = writeln!(self.offers, "        case {number}");
        let offer = |words: &str| format!("printf '%s\\t%s\\n'{words}");
        if !flags.is_empty() {
            let _ = writeln!(
                self.offers,
                "            if string match -q -- '-*' $current\n                {}\n                return\n            end",
                offer(&flags)
            );
        }
        if !words.is_empty() {
            let _ = writeln!(self.offers, "            {}", offer(&words));
        }
        number
    }

    /// Adds the values of a flag that are separate words.
    fn values(&mut self, number: usize, arg: &Arg, names: &[String]) {
        if !arg.get_action().takes_values() || arg.is_require_equals_set() {
            return;
        }
        let cases: Vec<String> =
            names.iter().map(|name| quote(&format!("{number} {name}"))).collect();
        let values: Vec<String> =
            visible_values(arg).map(|value| quote(value.get_name())).collect();
        let offer = match arg.get_value_hint() {
            _ if !values.is_empty() => format!("printf '%s\\n' {}\n", values.join(" ")),
            ValueHint::FilePath => "__fish_complete_path $current\n".to_owned(),
            ValueHint::DirPath => "__fish_complete_directories $current\n".to_owned(),
            _ => String::new(),
        };
        let _ = writeln!(self.values, "        case {}", cases.join(" "));
        if !offer.is_empty() {
            let _ = write!(self.values, "            {offer}");
        }
        // Offers nothing for a free value, rather than flags or commands.
        self.values.push_str("            return\n");
    }
}

/// Returns the visible values of an argument.
fn visible_values(arg: &Arg) -> impl Iterator<Item = PossibleValue> {
    arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set())
}

/// Returns the names of a flag with their dashes.
fn names(arg: &Arg) -> Vec<String> {
    let short = arg.get_short_and_visible_aliases().unwrap_or_default();
    let long = arg.get_long_and_visible_aliases().unwrap_or_default();
    let short = short.into_iter().map(|name| format!("-{name}"));
    short.chain(long.into_iter().map(|name| format!("--{name}"))).collect()
}

/// Quotes a text as one word for fish, in one line.
fn quote(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn quotes_one_word_in_one_line() {
        assert_eq!(quote("it's \\ $x\n(id)"), "'it\\'s \\\\ $x (id)'");
    }
}
