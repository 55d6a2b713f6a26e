//! Escapes text, code and link destinations for Markdown.

/// Escapes a word without white space.
///
/// `is_last` means that white space or nothing follows. Otherwise the next piece could complete markup that starts in the
/// word.
pub(super) fn word(word: &str, is_last: bool) -> String {
    let characters: Vec<char> = word.chars().collect();
    let at = |index: usize| characters.get(index).copied();
    let mut escaped = String::with_capacity(word.len());
    for (index, character) in characters.iter().copied().enumerate() {
        let next = at(index + 1);
        let needs = match character {
            '\\' | '`' | '*' | '[' | ']' | '~' => true,
            // An underscore inside a word is not emphasis.
            '_' => {
                let alphanumeric = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
                !(alphanumeric(index.checked_sub(1).and_then(at)) && alphanumeric(next))
            }
            '<' => {
                next.map_or(!is_last, |next| next.is_ascii_alphanumeric() || "/!?".contains(next))
            }
            '&' => starts_entity(characters.get(index + 1..).unwrap_or(&[]), is_last),
            '!' => next.is_none() && !is_last,
            _ => false,
        };
        if needs {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn starts_entity(rest: &[char], is_last: bool) -> bool {
    match rest.iter().find(|it| !(it.is_ascii_alphanumeric() || **it == '#')) {
        Some(end) => *end == ';',
        None => !is_last,
    }
}

/// Escapes an escaped word at the start of a line, where it could start a list, heading, quote or table ruler.
pub(super) fn line_start(word: &str) -> String {
    let only = |set: &str| word.chars().all(|character| set.contains(character));
    if word.starts_with('>') || only("-+=:|") || (only("#") && word.len() <= 6) {
        return format!("\\{word}");
    }
    let digits = word.len() - word.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    match word.get(digits..) {
        Some(rest @ ("." | ")")) if (1..=9).contains(&digits) => {
            format!("{}\\{rest}", word.get(..digits).unwrap_or_default())
        }
        _ => word.to_owned(),
    }
}

/// Formats inline code.
pub(super) fn code(code: &str) -> String {
    let fence = "`".repeat(longest_run(code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// Returns the length of the longest run of backticks.
pub(super) fn longest_run(code: &str) -> usize {
    code.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

/// Encodes a link destination; returns `None` for schemes other than `http`, `https` and `mailto`.
pub(super) fn destination(text: &str) -> Option<String> {
    let has =
        |prefix: &str| text.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    let web = has("http://") || has("https://");
    if !(web || (has("mailto:") && text.contains('@'))) {
        return None;
    }
    let mut written = String::with_capacity(text.len());
    for character in text.chars().filter(|it| super::visible(*it).is_some()) {
        match character {
            '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | '\\' | '`' | '"' | '|' | '^' => {
                encode(character, &mut written);
            }
            other if other.is_whitespace() => encode(' ', &mut written),
            other => written.push(other),
        }
    }
    Some(written)
}

fn encode(character: char, written: &mut String) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        written.extend(["%", &format!("{byte:02X}")]);
    }
}
