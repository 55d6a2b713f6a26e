//! Parses the pages of diagnostic codes: explanation, erroneous example, output, corrected example.

use std::fmt;

/// A page. Without sections it describes a code that no known document causes.
///
/// ````text
/// The explanation.
///
/// ## Erroneous example
///
/// ```yaml openapi.yaml
/// openapi: 3.0.3
/// ```
///
/// ## Output
///
/// ```text
/// error[missing-keyword]: an OpenAPI document must have `info`
/// ```
///
/// ## Corrected example
///
/// ```yaml openapi.yaml
/// ...
/// ```
/// ````
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'text> {
    /// The explanation.
    pub explanation: &'text str,
    /// The files that cause the diagnostic, the document first.
    pub erroneous: Vec<PageFile<'text>>,
    /// The report for these files.
    pub output: &'text str,
    /// The corrected files, which have no diagnostics.
    pub corrected: Vec<PageFile<'text>>,
}

/// A file on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageFile<'text> {
    /// The language; `bytes` if the text contains escapes for bytes.
    pub language: &'text str,
    /// The path relative to the folder of the document.
    pub path: &'text str,
    /// The text as written on the page.
    pub text: &'text str,
}

/// The headings after the explanation.
const HEADINGS: [&str; 3] =
    ["\n## Erroneous example\n", "\n## Output\n", "\n## Corrected example\n"];

const FENCE: &str = "```";

impl<'text> Page<'text> {
    /// Parses a page.
    ///
    /// # Errors
    /// Returns an error if the page does not have the form above.
    pub fn parse(text: &'text str) -> Result<Self, String> {
        if !text.contains("\n## ") {
            let explanation = text.trim();
            return Ok(Self {
                explanation,
                erroneous: Vec::new(),
                output: "",
                corrected: Vec::new(),
            });
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
        let [explanation, erroneous, output, corrected] = parts.as_slice() else {
            return Err("the page does not have four parts".to_owned());
        };
        let output = files(output)?;
        let [PageFile { language: "text", path: "", text: output }] = output.as_slice() else {
            return Err("`## Output` must contain one block with the language `text`".to_owned());
        };
        let page = Self {
            explanation: explanation.trim(),
            erroneous: files(erroneous)?,
            output,
            corrected: files(corrected)?,
        };
        let has_names =
            page.erroneous.iter().chain(&page.corrected).all(|file| !file.path.is_empty());
        match (page.explanation, has_names && !page.erroneous.is_empty()) {
            ("", _) => Err("the explanation is missing".to_owned()),
            (_, false) => {
                Err("`## Erroneous example` must contain files with their names".to_owned())
            }
            _ => Ok(page),
        }
    }

    /// Returns the Markdown of the page with another output.
    #[must_use]
    pub fn with_output(&self, page: &str, output: &str) -> String {
        let [_, before, after] = HEADINGS;
        let head = page.split_once(before).map_or("", |(head, _)| head);
        let tail = page.split_once(after).map_or("", |(_, tail)| tail);
        let output = output.trim_end();
        format!("{head}{before}\n{FENCE}text\n{output}\n{FENCE}\n{after}{tail}")
    }
}

/// Parses the fenced blocks of a section, which contains nothing else.
fn files(part: &str) -> Result<Vec<PageFile<'_>>, String> {
    let mut files = Vec::new();
    let mut rest = part.trim_start();
    while !rest.is_empty() {
        let block = rest.strip_prefix(FENCE).and_then(|rest| rest.split_once('\n'));
        let (info, after) = block.ok_or("a section may contain only fenced blocks")?;
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
    /// Returns the content. In `bytes`, `\xff` is a byte, `\n` a line feed, `\\` a backslash, and `\` at the end of a
    /// line joins it with the next.
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

/// Formats the page for a terminal: blocks are indented, and backticks are the only markup.
impl fmt::Display for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.explanation)?;
        if self.erroneous.is_empty() {
            return Ok(());
        }
        writeln!(formatter, "\nErroneous example:")?;
        self.erroneous.iter().try_for_each(|file| file.fmt(formatter))?;
        writeln!(formatter, "\nOutput:\n")?;
        indented(self.output, formatter)?;
        writeln!(formatter, "\nCorrected example:")?;
        self.corrected.iter().try_for_each(|file| file.fmt(formatter))
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

    const PAGE: &str = "Explanation.\n\n## Erroneous example\n\n```yaml a.yaml\na: 1\n\nb: 2\n```\n\n```yaml b/c.yaml\n```\n\n\
                        ## Output\n\n```text\nerror[x]: y\n```\n\n## Corrected example\n\n```bytes a.yaml\n\\xff\n```\n";

    #[test]
    fn parses_pages() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!((page.explanation, page.output), ("Explanation.", "error[x]: y\n"));
        let files: Vec<_> = page.erroneous.iter().map(|file| (file.path, file.text)).collect();
        assert_eq!(files, [("a.yaml", "a: 1\n\nb: 2\n"), ("b/c.yaml", "")]);
        assert_eq!(page.corrected[0].bytes(), b"\xff\n");
    }

    #[test]
    fn replaces_the_output() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!(page.with_output(PAGE, page.output), PAGE);
        let other = page.with_output(PAGE, "note[z]: w\n\n");
        assert_eq!(Page::parse(&other).unwrap(), Page { output: "note[z]: w\n", ..page });
    }

    #[test]
    fn rejects_pages_of_another_form() {
        for (from, to) in [
            ("Explanation.\n", ""),
            ("## Erroneous example", "## Other"),
            ("```text", "```yaml x"),
            ("```bytes a.yaml", "```bytes"),
            ("b: 2\n```\n", "b: 2\n"),
            ("## Corrected example\n", "## Corrected example\n\nwords\n"),
        ] {
            assert!(Page::parse(&PAGE.replace(from, to)).is_err(), "{from} {to}");
        }
    }

    #[test]
    fn decodes_escapes_of_bytes() {
        let file = |text| PageFile { language: "bytes", path: "a", text };
        assert_eq!(file("a\\xffb\\\nc\\n\\\\\n").bytes(), b"a\xffbc\n\\\n");
        assert_eq!(PageFile { language: "yaml", ..file("\\x41") }.bytes(), b"\\x41");
    }

    #[test]
    fn displays_pages_without_fences() {
        let shown = Page::parse(PAGE).unwrap().to_string();
        assert_eq!(
            shown,
            "Explanation.\n\nErroneous example:\n\n  a.yaml\n\n    a: 1\n\n    b: 2\n\n  b/c.yaml\n\n\nOutput:\n\n    error[x]: y\n\n\
             Corrected example:\n\n  a.yaml (with escapes)\n\n    \\xff\n"
        );
    }
}
