//! Invariants of the text that shells read, asserted by tests and by the fuzz targets `quoting` and `completions`.
//!
//! The rules of the shells are stated here independently of the code that quotes.

use std::iter::Peekable;
use std::str::Chars;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, Command};
use clap_complete::Shell;

use super::output::{printf_format, quote, word};
use super::shell::completions as script;

/// Quotes a text for the output of `--dry-run=curl`.
///
/// # Panics
/// Panics if a POSIX shell, zsh or fish would not read it as one word with the same text.
pub fn quoting(text: &str) {
    // Neither a URL nor an argument contains it.
    let text = &text.replace('\0', "");
    let literal = Part::Text(text.clone());
    let variable = |name: &str| Part::Variable(name.to_owned());
    for syntax in [Syntax::Posix, Syntax::Fish] {
        let parts = |parts: &[Part]| Some(joined(parts));
        assert_eq!(
            syntax.read(&quote(text)),
            parts(std::slice::from_ref(&literal)),
            "{syntax:?}: {text:?}"
        );
        let credentials = [literal.clone(), variable("A"), Part::Text(":".into()), variable("B_2")];
        assert_eq!(
            syntax.read(&word(text, &["A", "B_2"])),
            parts(&credentials),
            "{syntax:?}: {text:?}"
        );
        let Some(format) = syntax.read(&printf_format(text.as_bytes())) else {
            return assert!(text.is_empty(), "{syntax:?}: {text:?}");
        };
        let format: String = format
            .into_iter()
            .map(|part| match part {
                Part::Text(text) => text,
                Part::Variable(name) => format!("%{name}"),
            })
            .collect();
        assert_eq!(printed(&format).as_deref(), Some(text.as_bytes()), "{syntax:?}: {text:?}");
    }
}

/// Generates the completion scripts of a tree with a command, a flag, a value and their description.
///
/// # Panics
/// Panics if a character of these texts that a shell could interpret is in a script.
pub fn completions(command: &str, flag: &str, value: &str, description: &str) {
    // Prefixes, so that clap's own names are not taken twice, and the order is the same.
    let texts = [format!("c{command}"), format!("f{flag}"), value.to_owned()];
    let harmless = texts.clone().map(|text| {
        let letter = |it: char| if it.is_alphanumeric() && !"cf".contains(it) { 'x' } else { it };
        is_literal(&text).then(|| text.chars().map(letter).collect::<String>())
    });
    for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
        let hostile = skeleton(&script(shell, &mut tree(&texts.clone().map(Some), description)));
        // A description without a letter is omitted.
        let expected = ["x", ""]
            .map(|description| skeleton(&script(shell, &mut tree(&harmless, description))));
        assert!(
            expected.contains(&hostile),
            "{shell}: {texts:?} {description:?}: {hostile}\ninstead of {}",
            expected[0]
        );
    }
}

/// Returns a tree of commands; a text that is `None` is omitted.
fn tree([command, flag, value]: &[Option<String>; 3], description: &str) -> Command {
    // With a command of its own, clap adds the command `help` in any case.
    let mut tree = Command::new("the-program").subcommand(Command::new("always"));
    if let Some(command) = command {
        let mut subcommand = Command::new(command.clone()).about(description.to_owned());
        if let Some(flag) = flag {
            let mut arg = Arg::new("flag").long(flag.clone()).help(description.to_owned());
            if let Some(value) = value {
                let value = PossibleValue::new(value.clone()).help(description.to_owned());
                arg = arg.value_parser(PossibleValuesParser::new([value]));
            }
            subcommand = subcommand.arg(arg);
        }
        tree = tree.subcommand(subcommand);
    }
    tree
}

/// Whether no shell interprets any character of a word.
fn is_literal(word: &str) -> bool {
    let is_syntax = |it: char| !it.is_alphanumeric() && !"._:/+-".contains(it);
    !word.is_empty() && !word.contains(is_syntax)
}

/// Returns what a shell interprets of a script: all but letters, digits, spaces and a few marks.
fn skeleton(script: &str) -> String {
    script.chars().filter(|it| !(it.is_alphanumeric() || " .,_/+-".contains(*it))).collect()
}

/// A part of a word.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    /// The value of a variable, which the shell does not split.
    Variable(String),
}

/// The rules by which a shell reads words.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Syntax {
    Posix,
    Fish,
}

impl Syntax {
    /// Reads one word; `None` if it is not exactly one, or if the shell interprets any of it.
    fn read(self, word: &str) -> Option<Vec<Part>> {
        let mut parts = Vec::new();
        let mut rest = word.chars().peekable();
        if matches!(rest.peek(), None | Some('=' | '%' | '~')) {
            return None;
        }
        while let Some(character) = rest.next() {
            match character {
                '\'' => parts.push(Part::Text(self.single_quoted(&mut rest)?)),
                '"' => double_quoted(&mut rest, &mut parts)?,
                '\\' => {
                    let escaped = rest.next().filter(|it| matches!(it, '\'' | '\\'))?;
                    parts.push(Part::Text(escaped.into()));
                }
                it if it.is_ascii_alphanumeric() || "-_./:=@%+,".contains(it) => {
                    parts.push(Part::Text(it.into()));
                }
                _ => return None,
            }
        }
        Some(joined(&parts))
    }

    fn single_quoted(self, rest: &mut Peekable<Chars<'_>>) -> Option<String> {
        let mut text = String::new();
        loop {
            match rest.next()? {
                '\'' => return Some(text),
                '\\' if self == Self::Fish => {
                    text.push(rest.next_if(|it| matches!(it, '\'' | '\\')).unwrap_or('\\'));
                }
                other => text.push(other),
            }
        }
    }
}

/// Reads what is quoted by `"`: variables with colons between them.
fn double_quoted(rest: &mut Peekable<Chars<'_>>, parts: &mut Vec<Part>) -> Option<()> {
    loop {
        match rest.next()? {
            '"' => return Some(()),
            ':' => parts.push(Part::Text(":".into())),
            '$' => {
                let mut name = String::new();
                while let Some(it) = rest.next_if(|it| it.is_ascii_alphanumeric() || *it == '_') {
                    name.push(it);
                }
                parts.push(Part::Variable(name));
            }
            _ => return None,
        }
    }
}

/// Joins adjacent texts and drops empty ones.
fn joined(parts: &[Part]) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Part::Text(text)) if text.is_empty() => {}
            (Some(Part::Text(before)), Part::Text(text)) => before.push_str(text),
            _ => joined.push(part.clone()),
        }
    }
    joined
}

/// Returns what `printf` prints for a format without arguments; `None` if it would read one, or an option.
fn printed(format: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = format.chars();
    if format.starts_with('-') {
        return None;
    }
    while let Some(character) = rest.next() {
        match character {
            '%' => return None,
            '\\' => {
                let digits: String = rest.by_ref().take(3).collect();
                bytes.push(u8::from_str_radix(&digits, 8).ok().filter(|_| digits.len() == 3)?);
            }
            it => bytes.extend(it.to_string().bytes()),
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn readers_refuse_what_a_shell_interprets() {
        for text in
            ["", "a b", "$x", "'", "\"`id`\"", "\"$(id)\"", "a;b", "=ls", "~", "\\n", "a\n", "*"]
        {
            assert_eq!(Syntax::Posix.read(text), None, "{text}");
            assert_eq!(Syntax::Fish.read(text), None, "{text}");
        }
        // The text `\';id;#`, quoted for POSIX shells only, is a command in fish.
        let quoted = r"'\'\'';id;#'";
        assert_eq!(Syntax::Posix.read(quoted), Some(vec![Part::Text(r"\';id;#".into())]));
        assert_eq!(Syntax::Fish.read(quoted), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn quoted_texts_are_one_literal_word(
            text in prop_oneof![r#"[\$`'"\\;&|<>(){}\[\]*?!#~=%@^,\n a-]{0,8}"#, "\\PC{0,8}"],
        ) {
            quoting(&text);
        }

        #[test]
        fn completion_scripts_have_no_syntax_of_the_document(
            texts in prop::array::uniform4(prop_oneof![
                r#"[\$`'"\\;&|<>(){}\[\]*?!#~=%@^,\n a-]{0,6}"#,
                "[a-z.:/+_-]{0,6}",
                "\\PC{0,6}",
            ]),
        ) {
            let [command, flag, value, description] = &texts;
            completions(command, flag, value, description);
        }
    }
}
