//! Documentation: what the document says of a thing, as rustdoc that can hold no code and no markup of its own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Model, Rule, StringFormat, View};
use crate::docs::rustdoc;

/// The documentation of one item, paragraph by paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// Documentation that begins with what the document says, or with a sentence of ours where it says nothing.
    pub(super) fn of(description: Option<&str>, otherwise: &str) -> Self {
        let described = description.map(rustdoc).filter(|lines| !lines.is_empty());
        Self::default().paragraph(described.unwrap_or_else(|| vec![otherwise.to_owned()]))
    }

    /// A sentence of ours: text that is known to be sound rustdoc.
    pub(super) fn sentence(self, sentence: impl AsRef<str>) -> Self {
        self.paragraph(wrapped(sentence.as_ref()))
    }

    /// A paragraph of the document's, if there is one.
    pub(super) fn described(self, description: Option<&str>) -> Self {
        match description.map(rustdoc) {
            Some(lines) if !lines.is_empty() => self.paragraph(lines),
            _ => self,
        }
    }

    /// Lines of ours that belong together.
    pub(super) fn paragraph(mut self, lines: Vec<String>) -> Self {
        if lines.is_empty() {
            return self;
        }
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        self.lines.extend(lines);
        self
    }

    /// What the document asks of a value, as a list.
    pub(super) fn rules(self, rules: &[Rule]) -> Self {
        if rules.is_empty() {
            return self;
        }
        self.paragraph(rules.iter().map(|rule| format!("- {}", sentence(rule))).collect())
    }

    /// The lines, without the `///` before them.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}

/// The documentation of a model: what the document says, and where it says it.
pub(super) fn of_model(model: &Model, kind: &str) -> Doc {
    let otherwise = match &model.title {
        Some(title) => format!("{kind}: {}.", code(title)),
        None => format!("{kind}."),
    };
    let direction = match model.view {
        View::Response => ", as answered",
        View::Request => ", as sent",
        View::Both => "",
    };
    Doc::of(model.description.as_deref(), &otherwise)
        .sentence(format!("Source: {}{direction}.", code(&model.origin)))
}

/// The attribute of what the document calls deprecated.
pub(super) fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for line in &self.lines {
            let line = if line.is_empty() { String::new() } else { format!(" {line}") };
            tokens.extend(quote!(#[doc = #line]));
        }
    }
}

/// A list item: a name that is sound rustdoc, and what the document says of it.
pub(super) fn listed(name: &str, description: Option<&str>) -> Vec<String> {
    let described = description.map(rustdoc).unwrap_or_default();
    let Some((first, others)) = described.split_first() else {
        return vec![format!("- {name}")];
    };
    let (mut lines, others) = if begins_block(first) {
        (vec![format!("- {name}:"), String::new()], described.as_slice())
    } else {
        (vec![format!("- {name}: {first}")], others)
    };
    lines.extend(
        others.iter().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }),
    );
    lines
}

/// Whether a line of rustdoc begins a code block, a quote, a list or a table, which has to stand at the start of a
/// line: behind a name, its first line would be text and its last line, if it is a fence, would begin another block.
fn begins_block(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    line.starts_with("```")
        || line.starts_with('>')
        || matches!(word, "-" | "*" | "+" | "|" | "___")
        || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// How wide a line of documentation is at the most, where it can be broken.
const WIDTH: usize = 96;

/// Breaks a sentence of ours into lines, at spaces that are not inside a code span or a link.
fn wrapped(sentence: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(sentence) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The parts of a sentence between which a line can end.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    // A code span ends where as many backticks stand in a row as it began with.
    let mut span: Option<usize> = None;
    let mut backticks = 0_usize;
    let mut links = 0_usize;
    sentence.split(move |character| {
        if character == '`' {
            backticks += 1;
            return false;
        }
        if backticks > 0 {
            span = match span {
                None => Some(backticks),
                Some(open) if open == backticks => None,
                open => open,
            };
            backticks = 0;
        }
        match character {
            '[' if span.is_none() => links += 1,
            ']' if span.is_none() => links = links.saturating_sub(1),
            _ => {}
        }
        character == ' ' && span.is_none() && links == 0
    })
}

/// What a rule asks for, in words.
fn sentence(rule: &Rule) -> String {
    match rule {
        Rule::Pattern(pattern) => format!("Pattern: {}", code(pattern)),
        Rule::Format(format) => match format {
            StringFormat::Uuid => "Format: a UUID".to_owned(),
            StringFormat::Ipv4 => "Format: an IPv4 address".to_owned(),
            StringFormat::Ipv6 => "Format: an IPv6 address".to_owned(),
            StringFormat::Uri => "Format: a URI".to_owned(),
            StringFormat::Password => "A secret: `Debug` hides it".to_owned(),
        },
        Rule::MinLength(bound) => format!("At least {} long", counted(*bound, "character")),
        Rule::MaxLength(bound) => format!("At most {} long", counted(*bound, "character")),
        Rule::Minimum(bound) => format!("At least {bound}"),
        Rule::ExclusiveMinimum(bound) => format!("More than {bound}"),
        Rule::Maximum(bound) => format!("At most {bound}"),
        Rule::ExclusiveMaximum(bound) => format!("Less than {bound}"),
        Rule::MultipleOf(factor) => format!("A multiple of {factor}"),
        Rule::MinItems(bound) => format!("At least {}", counted(*bound, "item")),
        Rule::MaxItems(bound) => format!("At most {}", counted(*bound, "item")),
        Rule::UniqueItems => "No item twice".to_owned(),
        Rule::MinProperties(bound) => format!("At least {}", counted(*bound, "entry")),
        Rule::MaxProperties(bound) => format!("At most {}", counted(*bound, "entry")),
        Rule::Items(rules) => format!("Each item: {}", sentences(rules)),
        Rule::Entries(rules) => format!("Each value: {}", sentences(rules)),
    }
}

fn sentences(rules: &[Rule]) -> String {
    let sentences: Vec<String> = rules.iter().map(sentence).collect();
    sentences.join("; ")
}

fn counted(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, _) => format!("1 {noun}"),
        (_, "entry") => format!("{number} entries"),
        _ => format!("{number} {noun}s"),
    }
}

/// Text of the document as a code span, whatever it holds.
///
/// A code span takes everything literally but backticks, for which the fence is made longer, and line ends.
/// Characters that cannot be seen are written as Rust escapes them.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|character| {
            if character.is_control() || character.escape_debug().count() > 2 {
                character.escape_debug().to_string()
            } else {
                character.to_string()
            }
        })
        .collect();
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest == 0 && !text.starts_with(' ') && !text.ends_with(' ') {
        return format!("`{text}`");
    }
    format!("{fence} {text} {fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_any_text() {
        for (text, span) in [
            ("^a$", "`^a$`"),
            ("a`b", "`` a`b ``"),
            ("```", "```` ``` ````"),
            ("a\nb", "`a\\nb`"),
            ("\u{202e}x", "`\\u{202e}x`"),
            ("", "`\"\"`"),
            ("a'b\"c\\d", "`a'b\"c\\d`"),
        ] {
            assert_eq!(code(text), span, "{text:?}");
        }
    }

    #[test]
    fn lines_do_not_end_inside_code_spans() {
        let sentence =
            format!("The value of {} that stands for it [see this](here).", code("`a b``"));
        let words: Vec<&str> = words(&sentence).collect();
        assert_eq!(
            words,
            [
                "The",
                "value",
                "of",
                "``` `a b`` ```",
                "that",
                "stands",
                "for",
                "it",
                "[see this](here)."
            ]
        );
    }

    #[test]
    fn what_is_listed_begins_its_blocks_on_lines_of_their_own() {
        for (description, lines) in [
            ("One.\n\nTwo.", vec!["- x: One.", "", "  Two."]),
            ("```\nlet\n```", vec!["- x:", "", "  ```text", "  let", "  ```"]),
            ("- a\n- b", vec!["- x:", "", "  - a", "  - b"]),
            ("1. a", vec!["- x:", "", "  1. a"]),
            ("> a", vec!["- x:", "", "  > a"]),
            ("-a 1.5", vec!["- x: -a 1.5"]),
        ] {
            assert_eq!(listed("x", Some(description)), lines);
        }
    }
}
