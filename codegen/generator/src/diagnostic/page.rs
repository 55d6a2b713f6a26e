//! The pages of the kinds of diagnostics, taken apart: what a kind means, a bad document, what is said of it, a mended one.

use std::fmt;

/// A page. One that is nothing but its first paragraphs is of a kind that no document is known to give.
///
/// ````text
/// What the kind means, and why it matters.
///
/// ## Bad
///
/// ```yaml openapi.yaml
/// openapi: 3.0.3
/// ```
///
/// ## Says
///
/// ```text
/// error[missing-keyword]: an OpenAPI document must have `info`
/// ```
///
/// ## Mended
///
/// ```yaml openapi.yaml
/// ...
/// ```
/// ````
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'text> {
    /// What the kind means, and why it matters.
    pub meaning: &'text str,
    /// The files that give a diagnostic of the kind: the document first, or its overlay.
    pub bad: Vec<PageFile<'text>>,
    /// All that is said of them.
    pub says: &'text str,
    /// The files that give none.
    pub mended: Vec<PageFile<'text>>,
}

/// A file on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageFile<'text> {
    /// The language that it is written in; `bytes` where the text has escapes for what no text shows.
    pub language: &'text str,
    /// Its path from the folder of the document on.
    pub path: &'text str,
    /// Its text as it stands on the page.
    pub text: &'text str,
}

/// The headings after the first paragraphs.
const HEADINGS: [&str; 3] = ["\n## Bad\n", "\n## Says\n", "\n## Mended\n"];

const FENCE: &str = "```";

impl<'text> Page<'text> {
    /// Takes a page apart.
    ///
    /// # Errors
    /// It has not the form above.
    pub fn parse(text: &'text str) -> Result<Self, String> {
        if !text.contains("\n## ") {
            let meaning = text.trim();
            return Ok(Self { meaning, bad: Vec::new(), says: "", mended: Vec::new() });
        }
        let mut parts = Vec::new();
        let mut rest = text;
        for heading in HEADINGS {
            let (part, after) = rest
                .split_once(heading)
                .ok_or_else(|| format!("`{}` is missing", heading.trim()))?;
            parts.push(part);
            rest = after;
        }
        parts.push(rest);
        let [meaning, bad, says, mended] = parts.as_slice() else {
            return Err("it has not four parts".to_owned());
        };
        let says = files(says)?;
        let [PageFile { language: "text", path: "", text: says }] = says.as_slice() else {
            return Err(
                "under `## Says` must stand one block, with `text` beside its fence".to_owned()
            );
        };
        let page = Self { meaning: meaning.trim(), bad: files(bad)?, says, mended: files(mended)? };
        let has_names = page.bad.iter().chain(&page.mended).all(|file| !file.path.is_empty());
        match (page.meaning, has_names && !page.bad.is_empty()) {
            ("", _) => Err("it does not say what the kind means".to_owned()),
            (_, false) => Err("under `## Bad` must stand files, each with its name".to_owned()),
            _ => Ok(page),
        }
    }

    /// The same page with something else said of the bad document, as Markdown.
    #[must_use]
    pub fn saying(&self, page: &str, says: &str) -> String {
        let [_, before, after] = HEADINGS;
        let head = page.split_once(before).map_or("", |(head, _)| head);
        let tail = page.split_once(after).map_or("", |(_, tail)| tail);
        let says = says.trim_end();
        format!("{head}{before}\n{FENCE}text\n{says}\n{FENCE}\n{after}{tail}")
    }
}

/// The fenced blocks of a part, which holds nothing else.
fn files(part: &str) -> Result<Vec<PageFile<'_>>, String> {
    let mut files = Vec::new();
    let mut rest = part.trim_start();
    while !rest.is_empty() {
        let block = rest.strip_prefix(FENCE).and_then(|rest| rest.split_once('\n'));
        let (info, after) =
            block.ok_or("something else than fenced blocks stands under a heading")?;
        let (text, after) = if let Some(after) = after.strip_prefix(FENCE) {
            ("", after)
        } else {
            let end = after.find("\n```").ok_or("a fence is not closed")? + 1;
            let (text, after) = after.split_at(end);
            (text, after.trim_start_matches('`'))
        };
        let (language, path) = info.split_once(' ').unwrap_or((info, ""));
        files.push(PageFile { language, path, text });
        rest = after.trim_start();
    }
    Ok(files)
}

impl PageFile<'_> {
    /// What is in the file. In one of `bytes`, `\xff` is the byte of that number, `\n` a line feed, `\\` a backslash,
    /// and `\` at the end of a line joins it to the next.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        if self.language != "bytes" {
            return self.text.as_bytes().to_vec();
        }
        let mut bytes = Vec::new();
        let mut rest = self.text.as_bytes();
        while let Some((byte, after)) = rest.split_first() {
            rest = after;
            if *byte != b'\\' {
                bytes.push(*byte);
                continue;
            }
            let number = after.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
            let number = number.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            let taken = match (after.first(), number) {
                (Some(b'x'), Some(number)) => {
                    bytes.push(number);
                    3
                }
                (Some(b'n'), _) => {
                    bytes.push(b'\n');
                    1
                }
                (Some(b'\n'), _) => 1,
                (other, _) => {
                    bytes.extend(other);
                    1
                }
            };
            rest = after.get(taken..).unwrap_or_default();
        }
        bytes
    }
}

/// The page as a terminal shows it: blocks are moved in, and no markup is left but backticks.
impl fmt::Display for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.meaning)?;
        if self.bad.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "\nBad:")?;
        self.bad.iter().try_for_each(|file| file.fmt(formatter))?;
        writeln!(formatter, "\nSays:\n")?;
        indented(self.says, formatter)?;
        writeln!(formatter, "\nMended:")?;
        self.mended.iter().try_for_each(|file| file.fmt(formatter))
    }
}

impl fmt::Display for PageFile<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escapes = if self.language == "bytes" { " (with escapes)" } else { "" };
        writeln!(formatter, "\n  {}{escapes}\n", self.path)?;
        indented(self.text, formatter)
    }
}

fn indented(text: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    text.lines().try_for_each(|line| {
        writeln!(formatter, "{}{line}", if line.is_empty() { "" } else { "    " })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may end where it fails")]

    use super::{Page, PageFile};

    const PAGE: &str = "What it is.\n\n## Bad\n\n```yaml a.yaml\na: 1\n\nb: 2\n```\n\n```yaml b/c.yaml\n```\n\n\
                        ## Says\n\n```text\nerror[x]: y\n```\n\n## Mended\n\n```bytes a.yaml\n\\xff\n```\n";

    #[test]
    fn is_taken_apart() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!((page.meaning, page.says), ("What it is.", "error[x]: y\n"));
        let files: Vec<_> = page.bad.iter().map(|file| (file.path, file.text)).collect();
        assert_eq!(files, [("a.yaml", "a: 1\n\nb: 2\n"), ("b/c.yaml", "")]);
        assert_eq!(page.mended[0].bytes(), b"\xff\n");
    }

    #[test]
    fn gets_another_saying() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!(page.saying(PAGE, page.says), PAGE);
        let other = page.saying(PAGE, "note[z]: w\n\n");
        assert_eq!(Page::parse(&other).unwrap(), Page { says: "note[z]: w\n", ..page });
    }

    #[test]
    fn has_one_form() {
        for (from, to) in [
            ("What it is.\n", ""),
            ("## Bad", "## Good"),
            ("```text", "```yaml x"),
            ("```bytes a.yaml", "```bytes"),
            ("b: 2\n```\n", "b: 2\n"),
            ("## Mended\n", "## Mended\n\nwords\n"),
        ] {
            assert!(Page::parse(&PAGE.replace(from, to)).is_err(), "{from} {to}");
        }
    }

    #[test]
    fn escapes_stand_for_bytes() {
        let file = |text| PageFile { language: "bytes", path: "a", text };
        assert_eq!(file("a\\xffb\\\nc\\n\\\\\n").bytes(), b"a\xffbc\n\\\n");
        assert_eq!(PageFile { language: "yaml", ..file("\\x41") }.bytes(), b"\\x41");
    }

    #[test]
    fn is_shown_without_fences() {
        let shown = Page::parse(PAGE).unwrap().to_string();
        assert_eq!(
            shown,
            "What it is.\n\nBad:\n\n  a.yaml\n\n    a: 1\n\n    b: 2\n\n  b/c.yaml\n\n\nSays:\n\n    error[x]: y\n\n\
             Mended:\n\n  a.yaml (with escapes)\n\n    \\xff\n"
        );
    }
}
