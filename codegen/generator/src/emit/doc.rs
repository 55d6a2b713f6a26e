//! Documentation: rustdoc from the document's descriptions and from sentences of the generator.
//!
//! Invariant: text of the document becomes neither code nor markup of the crate.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::api::{Model, Rule, StringFormat, View};
use crate::docs::{WIDTH, rustdoc, rustdoc_item};

/// The documentation of one item, paragraph by paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Doc {
    lines: Vec<String>,
}

impl Doc {
    /// Starts with the document's description, or with `default` if there is none.
    pub(super) fn of(description: Option<&str>, default: &str) -> Self {
        let described = description.map(rustdoc).filter(|lines| !lines.is_empty());
        Self::default().paragraph(described.unwrap_or_else(|| wrapped(default)))
    }

    /// Adds a sentence of the generator, which has to be valid rustdoc.
    pub(super) fn sentence(self, sentence: impl AsRef<str>) -> Self {
        self.paragraph(wrapped(sentence.as_ref()))
    }

    /// Adds a description of the document, if there is one.
    pub(super) fn described(self, description: Option<&str>) -> Self {
        match description.map(rustdoc) {
            Some(lines) if !lines.is_empty() => self.paragraph(lines),
            _ => self,
        }
    }

    /// Adds lines that belong together, which have to be valid rustdoc.
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

    /// Adds a section with an example that is compiled but not run.
    pub(super) fn example(self, heading: Option<&str>, code: Vec<String>) -> Self {
        let doc = match heading {
            Some(heading) => self.sentence(format!("# {heading}")),
            None => self,
        };
        let fence = |text: &str| std::iter::once(text.to_owned());
        doc.paragraph(fence("```no_run").chain(code).chain(fence("```")).collect())
    }

    /// Adds the constraints of a value, as a list.
    pub(super) fn rules(self, rules: &[Rule]) -> Self {
        if rules.is_empty() {
            return self;
        }
        self.paragraph(rules.iter().flat_map(|rule| item(&sentence(rule))).collect())
    }

    /// Returns the lines, without `///`.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}

/// Returns the documentation of a model: its description, or `kind` and its title; then a sentence about its shape, and
/// its origin.
pub(super) fn of_model(model: &Model, kind: &str, shape: Option<&str>) -> Doc {
    let default = match &model.title {
        Some(title) => format!("{kind} {}.", code(title)),
        None => format!("{kind}."),
    };
    let view = match model.view {
        View::Response => " (response view)",
        View::Request => " (request view)",
        View::Both => "",
    };
    let doc = Doc::of(model.description.as_deref(), &default);
    let doc = shape.into_iter().fold(doc, Doc::sentence);
    doc.sentence(format!("Source: {}{view}.", code(&model.origin)))
}

/// Returns the attribute of a deprecated item.
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

/// Returns a list item of a name, which has to be valid rustdoc, and a description of the document.
pub(super) fn listed(name: &str, description: Option<&str>) -> Vec<String> {
    let lead = format!("- {name}: ");
    let described =
        description.map(|text| rustdoc_item(text, lead.chars().count())).unwrap_or_default();
    let Some((first, others)) = described.split_first() else {
        return item(name);
    };
    let (mut lines, others) = if begins_block(first) {
        (vec![format!("- {name}:"), String::new()], described.as_slice())
    } else {
        (vec![format!("{lead}{first}")], others)
    };
    lines.extend(
        others.iter().map(|line| if line.is_empty() { String::new() } else { format!("  {line}") }),
    );
    lines
}

/// Returns a list item of a sentence of the generator.
pub(super) fn item(sentence: &str) -> Vec<String> {
    let lines = wrapped_at(sentence, WIDTH - 2).into_iter().enumerate();
    lines.map(|(index, line)| format!("{}{line}", if index == 0 { "- " } else { "  " })).collect()
}

/// Whether a line of rustdoc begins a code block, quote, list or table.
///
/// These have to be at the start of a line: after a name, the first line would be text, and a closing fence would open
/// another block.
fn begins_block(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    let number = word.strip_suffix(['.', ')']).unwrap_or_default();
    line.starts_with("```")
        || line.starts_with('>')
        || matches!(word, "-" | "*" | "+" | "|" | "___")
        || (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Breaks a sentence of the generator into lines.
fn wrapped(sentence: &str) -> Vec<String> {
    wrapped_at(sentence, WIDTH)
}

/// Breaks a sentence into lines of at most `width` columns, at spaces outside code spans and links.
fn wrapped_at(sentence: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(sentence) {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Splits a sentence into the words between which a line can end.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    // A code span is closed by as many backticks as opened it.
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

/// Returns a constraint in words.
fn sentence(rule: &Rule) -> String {
    match rule {
        Rule::Pattern(pattern) => format!("Pattern: {}", code(pattern)),
        Rule::Format(format) => match format {
            StringFormat::Uuid => "Format: UUID".to_owned(),
            StringFormat::Ipv4 => "Format: IPv4 address".to_owned(),
            StringFormat::Ipv6 => "Format: IPv6 address".to_owned(),
            StringFormat::Uri => "Format: URI".to_owned(),
            StringFormat::Password => "Secret: redacted in `Debug` output".to_owned(),
        },
        Rule::MinLength(bound) => format!("Length: at least {}", counted(*bound, "character")),
        Rule::MaxLength(bound) => format!("Length: at most {}", counted(*bound, "character")),
        Rule::Minimum(bound) => format!("At least {bound}"),
        Rule::ExclusiveMinimum(bound) => format!("More than {bound}"),
        Rule::Maximum(bound) => format!("At most {bound}"),
        Rule::ExclusiveMaximum(bound) => format!("Less than {bound}"),
        Rule::MultipleOf(factor) => format!("Multiple of {factor}"),
        Rule::MinItems(bound) => format!("At least {}", counted(*bound, "item")),
        Rule::MaxItems(bound) => format!("At most {}", counted(*bound, "item")),
        Rule::UniqueItems => "Items are unique".to_owned(),
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

/// Returns any text of the document as a code span.
///
/// The fence is longer than any run of backticks in the text. Invisible characters and line ends are escaped as in Rust.
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
    fn code_spans_contain_any_text() {
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
    fn list_items_are_wrapped_with_their_name() {
        let lines = listed("`name`", Some(&"word ".repeat(40)));
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= WIDTH), "{lines:?}");
    }

    #[test]
    fn lines_do_not_end_inside_code_spans() {
        let sentence = format!("The value of {} and its link [see this](here).", code("`a b``"));
        let words: Vec<&str> = words(&sentence).collect();
        assert_eq!(
            words,
            ["The", "value", "of", "``` `a b`` ```", "and", "its", "link", "[see this](here)."]
        );
    }

    #[test]
    fn list_items_start_blocks_on_new_lines() {
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
