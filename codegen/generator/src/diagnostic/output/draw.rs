//! Draws a diagnostic like the Rust compiler: the source lines with the span underlined.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet,
};

use crate::diagnostic::{Code, Diagnostic, Label, Level, SourceText, Span, Visible, is_invisible};

/// Draws the diagnostic without colours.
pub(in crate::diagnostic) fn plain(diagnostic: &Diagnostic) -> String {
    draw(diagnostic, &Renderer::plain())
}

/// Draws the diagnostic without a trailing line break.
pub(in crate::diagnostic) fn draw(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let title = visible(&diagnostic.message);
    let title = heading(diagnostic.level).primary_title(title).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let path = visible(&diagnostic.location.source);
    let (beside, elsewhere, mut unplaced) = labels(diagnostic);
    group = match &diagnostic.location.span {
        Some(span) => group.element(snippet(span, &beside, &mut unplaced).path(path)),
        None => group.element(Origin::path(path)),
    };
    group = group.elements(elsewhere.iter().filter_map(|labels| other_file(labels)));
    if !diagnostic.location.pointer.is_root() {
        let pointer = diagnostic.location.pointer.to_string();
        group = group.element(Heading::NOTE.with_name("at").message(pointer));
    }
    let unplaced = unplaced.iter().map(|label| {
        Heading::NOTE.message(format!("{}: {}", Visible(&label.text), label.location))
    });
    let notes = diagnostic.notes.iter().map(|note| Heading::NOTE.message(visible(note)));
    let advice = diagnostic.advice.iter().map(|advice| Heading::HELP.message(visible(advice)));
    let cost = diagnostic.cost.iter().map(|cost| Heading::NOTE.message(visible(&cost.to_string())));
    let group = group.elements(unplaced).elements(notes).elements(cost).elements(advice);
    let drawn = renderer.render(&[group]);
    // Without a source line there is no column of line numbers, so continuation lines are indented by hand.
    if diagnostic.location.span.is_none() && elsewhere.is_empty() {
        return drawn.replace('\n', "\n ");
    }
    drawn
}

/// Draws the heading above diagnostics that are only listed.
pub(in crate::diagnostic) fn more(
    level: Level,
    code: Code,
    count: usize,
    renderer: &Renderer,
) -> String {
    let title = heading(level).primary_title(format!("{count} more")).id(code.as_str());
    renderer.render(&[Group::with_title(title)])
}

fn heading(level: Level) -> Heading<'static> {
    match level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
        Level::Note => Heading::NOTE,
    }
}

fn visible(text: &str) -> String {
    Visible(text).to_string()
}

/// Splits labels into those in the file of the diagnostic, those in other files by file, and those without a span.
fn labels(diagnostic: &Diagnostic) -> (Vec<&Label>, Vec<Vec<&Label>>, Vec<&Label>) {
    let (mut beside, mut unplaced) = (Vec::new(), Vec::new());
    let mut elsewhere: Vec<Vec<&Label>> = Vec::new();
    for label in &diagnostic.labels {
        let is_same = |file: &&mut Vec<&Label>| {
            file.first().is_some_and(|other| other.location.source == label.location.source)
        };
        if label.location.span.is_none() {
            unplaced.push(label);
        } else if label.location.source == diagnostic.location.source
            && diagnostic.location.span.is_some()
        {
            beside.push(label);
        } else if let Some(file) = elsewhere.iter_mut().find(is_same) {
            file.push(label);
        } else {
            elsewhere.push(vec![label]);
        }
    }
    (beside, elsewhere, unplaced)
}

/// Draws the lines of a span with its labels. Labels too far away on the same line are added to `unplaced`.
fn snippet<'diagnostic>(
    span: &Span,
    labels: &[&'diagnostic Label],
    unplaced: &mut Vec<&'diagnostic Label>,
) -> Snippet<'static, Annotation<'static>> {
    let spans = labels.iter().filter_map(|label| label.location.span.as_ref());
    let spans: Vec<&Span> = std::iter::once(span).chain(spans).collect();
    let excerpt = Excerpt::of(&spans);
    let mut ranges = excerpt.ranges.into_iter();
    let mut primary = AnnotationKind::Primary.span(ranges.next().flatten().unwrap_or_default());
    let mut annotations = Vec::new();
    for (label, range) in labels.iter().zip(ranges) {
        match range {
            _ if label.location.span.as_ref() == Some(span) => {
                primary = primary.label(visible(&label.text));
            }
            Some(range) => {
                annotations.push(AnnotationKind::Context.span(range).label(visible(&label.text)));
            }
            None => unplaced.push(label),
        }
    }
    let snippet = Snippet::source(excerpt.content).line_start(excerpt.first_line + 1);
    snippet.annotation(primary).annotations(annotations)
}

/// Draws the labelled lines of another file.
fn other_file(labels: &[&Label]) -> Option<Snippet<'static, Annotation<'static>>> {
    let first = labels.first()?;
    let spans: Vec<&Span> =
        labels.iter().filter_map(|label| label.location.span.as_ref()).collect();
    let excerpt = Excerpt::of(&spans);
    let annotations = labels.iter().zip(excerpt.ranges).filter_map(|(label, range)| {
        Some(AnnotationKind::Context.span(range?).label(visible(&label.text)))
    });
    let snippet = Snippet::source(excerpt.content).line_start(excerpt.first_line + 1);
    Some(snippet.path(visible(&first.location.source)).annotations(annotations))
}

/// An excerpt of a text with the ranges to underline.
struct Excerpt {
    /// The number of the first line, starting at 0.
    first_line: usize,
    content: String,
    /// The ranges of the spans in the content; `None` for spans outside it.
    ranges: Vec<Option<Range<usize>>>,
}

/// Bytes of a line before and after a span. The renderer cuts the line further to the terminal width.
const CONTEXT: usize = 500;

impl Excerpt {
    /// Returns the lines from the first to the last of several spans of one text.
    fn of(spans: &[&Span]) -> Self {
        let lines: Vec<usize> =
            spans.iter().map(|span| span.text().line_of(span.bytes().start)).collect();
        let first_line = lines.iter().copied().min().unwrap_or(0);
        let last_line = lines.iter().copied().max().unwrap_or(0);
        let ranges = vec![None; spans.len()];
        let mut excerpt = Self { first_line, content: String::new(), ranges };
        let Some(text) = spans.first().map(|span| span.text()) else { return excerpt };
        for line in first_line..=last_line {
            if line > first_line {
                excerpt.content.push('\n');
            }
            let on_line: Vec<(usize, Range<usize>)> = lines
                .iter()
                .zip(spans)
                .enumerate()
                .filter(|(_, (at, _))| **at == line)
                .map(|(index, (_, span))| (index, span.bytes()))
                .collect();
            excerpt.add(text, text.line(line), &on_line);
        }
        excerpt
    }

    /// Adds a line, cut around its first span. Cut text is replaced by spaces, so that columns are correct.
    fn add(&mut self, text: &SourceText, line: Range<usize>, locations: &[(usize, Range<usize>)]) {
        let first = locations.first().map_or(line.start..line.start, |(_, range)| range.clone());
        let start = text.floor(first.start.saturating_sub(CONTEXT).max(line.start));
        let end = text.floor((first.end.min(first.start + CONTEXT) + CONTEXT).min(line.end));
        let before = text.as_str().get(line.start..start).unwrap_or("").chars().count();
        self.content.extend(std::iter::repeat_n(' ', before));
        let part = |range: Range<usize>| sanitized(text.as_str().get(range).unwrap_or(""));
        for (index, location) in locations {
            if location.start < start || location.start > end {
                continue;
            }
            let from = self.content.len() + part(start..location.start).len();
            let to = from + part(location.start..location.end.min(end)).len();
            if let Some(range) = self.ranges.get_mut(*index) {
                *range = Some(from..to);
            }
        }
        self.content.push_str(&part(start..end));
    }
}

/// Replaces invisible characters outside ASCII; the renderer escapes ASCII control characters.
fn sanitized(text: &str) -> Cow<'_, str> {
    let is_unsafe = |character: char| !character.is_ascii() && is_invisible(character);
    if text.contains(is_unsafe) {
        Cow::Owned(text.replace(is_unsafe, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
