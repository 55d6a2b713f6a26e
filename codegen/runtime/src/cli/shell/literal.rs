//! The command tree that completion scripts are generated from.
//!
//! **Invariant:** every character of its names, values and descriptions is literal in every shell.
//! A document's text that is not is omitted or replaced, so that no shell can run any of it: neither
//! when the script is loaded, nor when Tab inserts a value, nor when the completed line is run.

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, Command};

/// Returns a copy of a tree that completion scripts can be generated from.
///
/// Subcommands, flags and values whose names are not literal are omitted. They can still be typed.
pub(super) fn literal_tree(tree: &mut Command) -> Command {
    // Adds the help flags and passes global flags to subcommands.
    tree.build();
    command(tree)
}

fn command(tree: &Command) -> Command {
    let mut copy = Command::new(tree.get_name().to_owned())
        .visible_aliases(literal(tree.get_visible_aliases()))
        // They are among the arguments already.
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true);
    if let Some(about) = tree.get_about() {
        copy = copy.about(description(&about.to_string()));
    }
    let arguments = tree.get_arguments().filter(|it| !it.is_hide_set()).filter_map(argument);
    let subcommands =
        tree.get_subcommands().filter(|it| !it.is_hide_set() && is_literal(it.get_name()));
    copy.args(arguments).subcommands(subcommands.map(command))
}

fn argument(arg: &Arg) -> Option<Arg> {
    let action = match arg.get_action() {
        // The copy has neither a help flag nor a version of its own.
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version => {
            ArgAction::SetTrue
        }
        other => other.clone(),
    };
    let mut copy = Arg::new(arg.get_id().to_string())
        .action(action)
        .value_hint(arg.get_value_hint())
        .require_equals(arg.is_require_equals_set());
    if arg.is_positional() {
        copy = copy.required(arg.is_required_set());
    } else {
        let short = arg.get_short().filter(char::is_ascii_alphanumeric);
        let long = arg.get_long().filter(|long| is_literal(long));
        if short.is_none() && long.is_none() {
            return None;
        }
        copy = copy
            .short(short)
            .visible_aliases(literal(arg.get_visible_aliases().unwrap_or_default()));
        if let Some(long) = long {
            copy = copy.long(long.to_owned());
        }
    }
    if let Some(help) = arg.get_help() {
        copy = copy.help(description(&help.to_string()));
    }
    if !arg.get_action().takes_values() {
        return Some(copy);
    }
    if let Some(count) = arg.get_num_args() {
        copy = copy.num_args(count);
    }
    let names = arg.get_value_names().unwrap_or_default().iter().map(clap::builder::Str::as_str);
    let names = literal(names);
    if !names.is_empty() && names.len() == arg.get_value_names().map_or(0, <[_]>::len) {
        copy = copy.value_names(names);
    }
    let values: Vec<PossibleValue> = arg
        .get_possible_values()
        .iter()
        .filter(|value| !value.is_hide_set() && is_literal(value.get_name()))
        .map(possible_value)
        .collect();
    if !values.is_empty() {
        copy = copy.value_parser(PossibleValuesParser::new(values));
    }
    Some(copy)
}

fn possible_value(value: &PossibleValue) -> PossibleValue {
    let copy = PossibleValue::new(value.get_name().to_owned());
    match value.get_help() {
        Some(help) => copy.help(description(&help.to_string())),
        None => copy,
    }
}

/// Returns the names that are literal in every shell.
fn literal<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    names.into_iter().filter(|name| is_literal(name)).map(str::to_owned).collect()
}

/// Whether no shell interprets any character of a word, at its start or inside.
///
/// Letters and digits of any script are literal. Of the punctuation, `=` and `~` start expansions in
/// zsh, `@`, `,` and typographic quotes are syntax in PowerShell, and `%` names jobs.
fn is_literal(word: &str) -> bool {
    let fits = |it: char| it.is_alphanumeric() || matches!(it, '.' | '_' | ':' | '/' | '+' | '-');
    !word.is_empty() && word.chars().all(fits)
}

/// Returns the first line of a description, with every character replaced that a shell interprets.
///
/// Brackets and semicolons become commas. Apostrophes become U+02BC, a letter that looks like one.
fn description(text: &str) -> String {
    let literal = |it: char| match it {
        '\'' | '\u{2018}'..='\u{201b}' => '\u{2bc}',
        ';' | '(' | '[' => ',',
        it if it.is_alphanumeric() || matches!(it, '.' | ',' | '_' | '/' | '+' | '-') => it,
        _ => ' ',
    };
    let line: String = text.lines().next().unwrap_or_default().chars().map(literal).collect();
    let parts = line.split(',').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_words_that_are_literal_in_every_shell() {
        for word in ["us-east-1", "a.b_c", "v1:2/3", "größe", "+1"] {
            assert!(is_literal(word), "{word}");
        }
    }

    #[test]
    fn omits_words_that_a_shell_interprets() {
        for character in "$`'\"\\;&|<>()[]{}*?!#~=%@^, \n\t\0\u{2019}\u{201c}\u{202e}".chars() {
            for word in [format!("{character}"), format!("a{character}"), format!("{character}a")] {
                assert!(!is_literal(&word), "{word:?}");
            }
        }
        assert!(!is_literal(""));
    }

    #[test]
    fn replaces_what_a_shell_could_interpret_in_descriptions() {
        assert_eq!(description("The project's $(id) `x`; \"y\"\nmore"), "The projectʼs, id x, y");
        assert_eq!(description("‘a’ “b” [default: 3]"), "ʼaʼ b, default 3");
    }

    #[test]
    fn copies_flags_and_values_without_those_that_are_not_literal() {
        let mut tree =
            Command::new("program").subcommand(Command::new("create").about("Creates $(x)").arg(
                Arg::new("size").long("size").visible_alias("$(y)").value_parser(["one", "$(z)"]),
            ));
        let copy = literal_tree(&mut tree);
        let create = copy.find_subcommand("create");
        let size = create.and_then(|it| it.get_arguments().find(|arg| arg.get_id() == "size"));
        let values = size.map(Arg::get_possible_values).unwrap_or_default();
        assert_eq!(values.iter().map(PossibleValue::get_name).collect::<Vec<_>>(), ["one"]);
        assert_eq!(size.and_then(Arg::get_visible_aliases), None);
        assert_eq!(
            create.and_then(Command::get_about).map(ToString::to_string).as_deref(),
            Some("Creates, x")
        );
    }
}
