//! Completions for fish, which clap makes for two levels of commands only, while operations are on the third and the
//! forms of their bodies on the fourth.
//!
//! The script is one function: it walks the words that were typed from command to command, each of which has a number,
//! and offers what can come next.

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Arg, Command, ValueHint};

/// The script for a program.
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
    /// How many commands there are already.
    commands: usize,
    /// From which command which word leads to which.
    steps: String,
    /// What can stand behind a flag that takes a value.
    values: String,
    /// What can come next elsewhere.
    offers: String,
}

impl Script {
    /// Adds a command and those below it; its number.
    fn add(&mut self, command: &Command) -> usize {
        let number = self.commands;
        self.commands += 1;
        let mut flags = String::new();
        let mut words = String::new();
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            if arg.is_positional() {
                words.extend(shown(arg).map(|value| format!(" {} ''", quoted(value.get_name()))));
                continue;
            }
            let names = names(arg);
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let help = quoted(&help);
            flags.extend(names.iter().map(|name| format!(" {name} {help}")));
            self.values(number, arg, &names);
        }
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            let number_below = self.add(below);
            let names: Vec<&str> = below.get_name_and_visible_aliases();
            let about = below.get_about().map(ToString::to_string).unwrap_or_default();
            let about = quoted(&about);
            let cases: Vec<String> =
                names.iter().map(|name| quoted(&format!("{number} {name}"))).collect();
            let cases = cases.join(" ");
            let _ = writeln!(
                self.steps,
                "            case {cases}\n                set at {number_below}"
            );
            words.extend(names.iter().map(|name| format!(" {} {about}", quoted(name))));
        }
        let _ = writeln!(self.offers, "        case {number}");
        let offer = |what: &str| format!("printf '%s\\t%s\\n'{what}");
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

    /// What can stand behind a flag, as a word of its own.
    fn values(&mut self, number: usize, arg: &Arg, names: &[String]) {
        if !arg.get_action().takes_values() || arg.is_require_equals_set() {
            return;
        }
        let cases: Vec<String> =
            names.iter().map(|name| quoted(&format!("{number} {name}"))).collect();
        let values: Vec<String> = shown(arg).map(|value| quoted(value.get_name())).collect();
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
        // What nobody can guess is not taken for anything else.
        self.values.push_str("            return\n");
    }
}

/// The values of an argument that people are shown.
fn shown(arg: &Arg) -> impl Iterator<Item = PossibleValue> {
    arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set())
}

/// The names of a flag, as they are typed.
fn names(arg: &Arg) -> Vec<String> {
    let short = arg.get_short_and_visible_aliases().unwrap_or_default();
    let long = arg.get_long_and_visible_aliases().unwrap_or_default();
    let short = short.into_iter().map(|name| format!("-{name}"));
    short.chain(long.into_iter().map(|name| format!("--{name}"))).collect()
}

/// A text as fish takes it for one word, in one line.
fn quoted(text: &str) -> String {
    let text = text.replace(char::is_control, " ");
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_text_ends_its_quotes_or_its_line() {
        assert_eq!(quoted("it's \\ $x\n(id)"), "'it\\'s \\\\ $x (id)'");
    }
}
