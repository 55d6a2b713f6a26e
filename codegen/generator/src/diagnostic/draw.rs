//! Draws a diagnostic as the Rust compiler draws its own: the lines of the text with the place underlined.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet,
};

use super::{Code, Diagnostic, Label, Level, SourceText, Span, Visible, is_invisible};

/// The diagnostic without colours.
pub(super) fn plain(diagnostic: &Diagnostic) -> String {
    draw(diagnostic, &Renderer::plain())
}

/// The diagnostic as `renderer` shows it, without an end of the last line.
pub(super) fn draw(diagnostic: &Diagnostic, renderer: &Renderer) -> String {
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
    let drawn = renderer.render(&[group.elements(unplaced).elements(notes).elements(advice)]);
    // Where there is no line there is no room for its number either.
    if diagnostic.location.span.is_none() && elsewhere.is_empty() {
        return drawn.replace('\n', "\n ");
    }
    drawn
}

/// The line above diagnostics that are only listed.
pub(super) fn more(level: Level, code: Code, count: usize, renderer: &Renderer) -> String {
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

/// The labels in the file of the diagnostic, those in others by file, and those whose place in the text is not known.
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

/// The lines around a place with its labels. Labels that stand too far away on one line are added to `unplaced`.
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

/// The lines of another file with what is labelled in it.
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

/// Lines of a text, fit to be shown.
struct Excerpt {
    /// The number of the first line, counted from 0.
    first_line: usize,
    content: String,
    /// Where the places stand in the content; none for those that are not in it.
    ranges: Vec<Option<Range<usize>>>,
}

/// How much of a line is shown before and after a place, in bytes. What shows it cuts it to the width of the screen.
const AROUND: usize = 500;

impl Excerpt {
    /// The lines from the first of the places, which are of one text, to the last.
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

    /// Adds a line, or what of it stands around the first place on it: columns stay what they are, with spaces for what
    /// stands before that.
    fn add(&mut self, text: &SourceText, line: Range<usize>, locations: &[(usize, Range<usize>)]) {
        let first = locations.first().map_or(line.start..line.start, |(_, range)| range.clone());
        let start = text.floor(first.start.saturating_sub(AROUND).max(line.start));
        let end = text.floor((first.end.min(first.start + AROUND) + AROUND).min(line.end));
        let before = text.as_str().get(line.start..start).unwrap_or("").chars().count();
        self.content.extend(std::iter::repeat_n(' ', before));
        let part = |range: Range<usize>| shown(text.as_str().get(range).unwrap_or(""));
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

/// The text with nothing in it that could steer a terminal; what shows it takes care of ASCII's control characters.
fn shown(text: &str) -> Cow<'_, str> {
    let steers = |character: char| !character.is_ascii() && is_invisible(character);
    if text.contains(steers) {
        Cow::Owned(text.replace(steers, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
