//! Diagnostics: what is wrong, where, and how to correct it.
//!
//! A mistake of the author is a value, not an error. Stages collect [`Diagnostic`]s beside their
//! result in a [`Report`], so that one run shows all of them.

use std::sync::Arc;

use schemars::JsonSchema;

use annotate_snippets::{AnnotationKind, Group, Level as Drawn, Origin, Renderer, Snippet};

use crate::text::is_bidi_control;
use crate::text::{SourceFile, Span};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum Level {
    /// Nothing is published.
    Error,
    /// Published, but somebody should look.
    Warning,
    /// Advice.
    Note,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// The place that a diagnostic is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A span of a file.
    At(Arc<SourceFile>, Span),
    /// A file as a whole.
    File(String),
}

impl Place {
    /// Returns path, line and column, counted from 1. A file as a whole is at its beginning.
    pub fn position(&self) -> (&str, usize, usize) {
        match self {
            Place::At(file, span) => {
                let (line, column) = file.line_column(span.start as usize);
                (&file.path, line, column)
            }
            Place::File(path) => (path, 1, 1),
        }
    }

    /// Returns the path of the file, from the root of the archive.
    pub fn path(&self) -> &str {
        match self {
            Place::At(file, _) => &file.path,
            Place::File(path) => path,
        }
    }

    /// Returns the path and the offset to sort by.
    fn order(&self) -> (&str, u32) {
        let start = if let Place::At(_, span) = self { span.start } else { 0 };
        (self.path(), start)
    }
}

/// A problem.
///
/// The message names things in backticks, begins in lower case and has no full stop. Advice goes
/// into the separate hint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub level: Level,
    /// The rule that it belongs to, such as `PM055`.
    pub rule: Option<&'static str>,
    pub message: String,
    pub place: Option<Place>,
    /// Text below the marked span.
    pub label: Option<String>,
    /// Other places that belong to the problem.
    pub notes: Vec<(Place, String)>,
    pub hint: Option<String>,
}

impl Diagnostic {
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Level::Error, message.into())
    }

    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Level::Warning, message.into())
    }

    /// Returns a diagnostic of any level.
    pub fn of(level: Level, message: impl Into<String>) -> Self {
        Self::new(level, message.into())
    }

    fn new(level: Level, message: String) -> Self {
        Self { level, rule: None, message, place: None, label: None, notes: Vec::new(), hint: None }
    }

    #[must_use]
    pub fn at(mut self, file: &Arc<SourceFile>, span: Span) -> Self {
        self.place = Some(Place::At(Arc::clone(file), span));
        self
    }

    #[must_use]
    pub fn in_file(mut self, path: &str) -> Self {
        self.place = Some(Place::File(path.to_owned()));
        self
    }

    #[must_use]
    pub fn rule(mut self, id: &'static str) -> Self {
        self.rule = Some(id);
        self
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    #[must_use]
    pub fn note(mut self, place: Place, text: impl Into<String>) -> Self {
        self.notes.push((place, text.into()));
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the hint `did you mean …` if there is a suggestion, or else the one of `otherwise`.
    #[must_use]
    pub fn suggest(self, suggestion: Option<&str>, otherwise: impl FnOnce() -> String) -> Self {
        match suggestion {
            Some(name) => self.hint(format!("did you mean `{name}`?")),
            None => self.hint(otherwise()),
        }
    }
}

/// A value, and the problems that were found while it was made.
#[derive(Debug, Clone)]
pub struct Report<T> {
    pub value: T,
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Report<T> {
    /// Returns the value and adds its diagnostics to `sink`.
    pub fn into_value(self, sink: &mut Vec<Diagnostic>) -> T {
        sink.extend(self.diagnostics);
        self.value
    }
}

/// Sorts diagnostics for display: errors before warnings, then by file and place.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by(|a, b| {
        let key = |it: &Diagnostic| {
            let (path, start) = it.place.as_ref().map_or(("", 0), Place::order);
            (it.level, path.to_owned(), start)
        };
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}

/// Returns the candidate that `text` was probably meant to be.
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Comparing two texts takes as many steps as the product of their lengths.
    const LONGEST: usize = 200;
    let text = text.to_lowercase();
    let length = text.chars().count();
    candidates
        .into_iter()
        .filter(|candidate| {
            let other = candidate.chars().count();
            length.max(other) <= LONGEST && length.abs_diff(other) <= (length.max(other) / 3).max(1)
        })
        .map(|candidate| (strsim::damerau_levenshtein(&text, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count().max(length) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the number of letters that are wrong, missing, superfluous or swapped in `text`.
pub fn mistakes(text: &str, meant: &str) -> usize {
    strsim::damerau_levenshtein(text, meant)
}

impl Diagnostic {
    /// Returns what all findings of one kind have in common: level, rule, and the message without
    /// names and numbers.
    pub fn kind(&self) -> (Level, Option<&'static str>, String) {
        let outside = self.message.split('`').step_by(2);
        let words = outside.map(|part| part.replace(|c: char| c.is_ascii_digit(), ""));
        (self.level, self.rule, words.collect())
    }
}

/// Draws the diagnostic for people, as rustc does.
pub fn draw(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.level {
        Level::Error => Drawn::ERROR,
        Level::Warning => Drawn::WARNING,
        Level::Note => Drawn::NOTE,
    };
    let message = plain(&diagnostic.message);
    let title = level.primary_title(message.as_str());
    let mut group = Group::with_title(match diagnostic.rule {
        Some(rule) => title.id(rule),
        None => title,
    });
    let excerpts: Vec<_> = (diagnostic.place.iter().map(|place| (place, diagnostic.label.as_deref(), true)))
        .chain(diagnostic.notes.iter().map(|(place, text)| (place, Some(text.as_str()), false)))
        .map(|(place, label, primary)| Excerpt::new(place, label, primary))
        .collect();
    for excerpt in &excerpts {
        group = match &excerpt.source {
            Some(source) => {
                let kind = if excerpt.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                let annotation = kind.span(excerpt.span.clone()).label(excerpt.label.as_deref());
                let snippet = Snippet::source(source.as_str()).line_start(excerpt.line).annotation(annotation);
                match excerpt.column {
                    Some(column) => group
                        .element(Origin::path(excerpt.path.as_str()).line(excerpt.line).char_column(column))
                        .element(snippet),
                    None => group.element(snippet.path(excerpt.path.as_str())),
                }
            }
            None => group.element(Origin::path(excerpt.path.as_str())),
        };
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let Some(hint) = diagnostic.hint.as_deref().map(plain) else { return renderer.render(&[group]) };
    if excerpts.is_empty() {
        // There is no source line beside which the hint could be drawn.
        let help = Group::with_title(Drawn::HELP.primary_title(hint.as_str()));
        return renderer.render(&[group]) + "\n" + &renderer.render(&[help]);
    }
    renderer.render(&[group.element(Drawn::HELP.message(hint.as_str()))])
}

/// The part of a file that is drawn: the marked line, or as much of it as fits.
struct Excerpt {
    path: String,
    source: Option<String>,
    span: std::ops::Range<usize>,
    line: usize,
    /// Column of the span in the file, if the line is not drawn from its beginning.
    column: Option<usize>,
    label: Option<String>,
    primary: bool,
}

/// Most bytes of a line that are drawn on either side of the span.
const CONTEXT: usize = 120;

impl Excerpt {
    fn new(place: &Place, label: Option<&str>, primary: bool) -> Self {
        let label = label.map(plain);
        let (file, span) = match place {
            Place::At(file, span) => (file, span.range()),
            Place::File(path) => {
                return Self { path: plain(path), source: None, span: 0..0, line: 1, column: None, label, primary };
            }
        };
        let text = &file.text;
        let start = text.floor_char_boundary(span.start);
        // A line that goes on beyond these is cut below, wherever it begins and ends.
        let (first, last) = (
            text.floor_char_boundary(start.saturating_sub(5 * CONTEXT)),
            text.floor_char_boundary(start + 5 * CONTEXT),
        );
        let line_start = text[first..start].rfind('\n').map_or(first, |at| first + at + 1);
        let line_end = text[start..last].find('\n').map_or(last, |at| start + at);
        let (line, column) = file.line_column(start);
        let end = text.floor_char_boundary(span.end).clamp(start, line_end);
        if line_end - line_start <= 4 * CONTEXT {
            let (source, span) = (text[line_start..line_end].to_owned(), start - line_start..end - line_start);
            return Self { path: plain(&file.path), source: Some(source), span, line, column: None, label, primary };
        }
        // A very long line is cut around the span.
        let end = text.floor_char_boundary(end.min(start + 2 * CONTEXT));
        let from = text.floor_char_boundary(start.saturating_sub(CONTEXT).max(line_start));
        let to = text.floor_char_boundary((end + CONTEXT).min(line_end));
        let (source, span) = (Some(text[from..to].to_owned()), start - from..end - from);
        Self { path: plain(&file.path), source, span, line, column: Some(column), label, primary }
    }
}

/// Escapes characters in file names and messages that a terminal would interpret.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        let hidden = c.is_control() && c != '\n' || is_bidi_control(c);
        if hidden { plain.extend(c.escape_unicode()) } else { plain.push(c) }
    }
    plain
}
