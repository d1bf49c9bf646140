//! Documents: what is read is complete and lies in the file, and what is written is well-formed.

use std::sync::Arc;

use casebook::config::Config;
use casebook::diagnostic::{self, Diagnostic, Level, Place, Report};
use casebook::html::raw::{Resolved, Use};
use casebook::incident::{Audience, Incident};
use casebook::markdown::writer::{Style, Writer};
use casebook::markdown::{self, Dialect, Node};
use casebook::read::{self, Document};
use casebook::text::{SourceFile, Span};

use super::{markup, text};

/// The result of reading a document among the incidents.
pub(crate) struct Outcome {
    pub(crate) is_incident: bool,
    pub(crate) diagnostics: usize,
}

pub(crate) fn document(bytes: &[u8]) {
    let text = text(bytes);
    read(&text);
    let file = Arc::new(SourceFile::new("content/incidents/2026-01-02-a.md", &text));
    for audience in [Audience::Public, Audience::Internal] {
        for span in read::stray_marks(&file, audience) {
            is_in(span, &file);
        }
        read(&read::without_internal(&file, audience).text);
    }
    is_written_again(&text);
    markup::html(&write(&text));
}

pub(crate) fn front_matter(bytes: &[u8]) {
    let text = text(bytes);
    for fence in ["---", "+++"] {
        read(&format!("{fence}\n{text}\n{fence}\nText.\n"));
    }
}

/// The text stands wherever times are looked for.
pub(crate) fn time_text(bytes: &[u8]) {
    let text = text(bytes).replace(['\n', '\r'], " ");
    let value = text.replace(['\\', '"'], " ");
    read(&format!(
        "+++\nstarted = \"{value}\"\ndate = \"{value}\"\ntimeline = [{{ at = \"{value}\", text = \"x\" }}]\n+++\n# A\n\n\
         **Duration:** {text}\n**Detected:** {text}\n\n## Timeline\n\n- {text}: x\n- {text} - {text} x\n\n{text} x\n\n\
         ### {text}\n\nx\n\n| Time | Event |\n|---|---|\n| {text} | x |\n\n## Action items\n\n- [ ] x (due {text})\n"
    ));
}

/// Reads a document, and checks what must hold for all that comes out of it.
#[track_caller]
pub(crate) fn read(text: &str) -> Outcome {
    let file = Arc::new(SourceFile::new("content/incidents/2026-01-02-a.md", text));
    let config = Config { unconfigured: false, ..Config::default() };
    let Report { value, diagnostics } = read::document(&file, &config);
    for diagnostic in &diagnostics {
        is_shown(diagnostic, &file);
    }
    let is_incident = match value {
        Ok(Document::Incident(incident)) => {
            is_sound(&incident, &file);
            true
        }
        Ok(Document::Page(_)) => panic!("what lies among the incidents is read as a page: {text:?}"),
        Err(_) => {
            let reason = diagnostics.iter().any(|it| it.level == Level::Error);
            assert!(reason || !file.text.trim().is_empty(), "nobody says why it is left out: {text:?}");
            false
        }
    };
    let document = markdown::parse(&file.text, 0, Dialect::Casebook);
    for node in document.blocks.iter().chain(document.footnotes.values()) {
        lies_within(node, Span::new(0, file.text.len()), &file);
    }
    Outcome { is_incident, diagnostics: diagnostics.len() }
}

/// What a build does with a document.
#[cfg(unix)]
pub(super) fn read_and_write(text: &str) {
    let file = Arc::new(SourceFile::new("content/incidents/2026-01-02-a.md", text));
    let _ = read::document(&read::without_internal(&file, Audience::Public), &Config::default());
    let _ = write(text);
}

/// Writes the whole text as HTML. Every address leads to itself.
fn write(text: &str) -> String {
    written(text, &|address, _| Resolved::To { url: address.to_owned(), size: None, external: false })
}

/// Writes the whole text as HTML, with addresses as `resolve` has them.
pub(crate) fn written(text: &str, resolve: &dyn Fn(&str, Use) -> Resolved) -> String {
    let file = SourceFile::new("content/incidents/2026-01-02-a.md", text);
    let document = markdown::parse(&file.text, 0, Dialect::Casebook);
    let style = Style {
        dialect: Dialect::Casebook,
        resolve,
        highlight: &|_, _| None,
        diagram: &|_| None,
        sheet: &String::new,
        say: &|key| key,
        language: None,
    };
    let mut writer = Writer::new(&style, &document, None);
    writer.blocks(&document.blocks);
    writer.footnotes();
    writer.take()
}

#[track_caller]
fn is_in(span: Span, file: &SourceFile) {
    assert!(file.text.get(span.range()).is_some(), "{span:?} of {:?}", file.text);
}

/// The message is drawn whole, with a place that is in the file.
#[track_caller]
fn is_shown(diagnostic: &Diagnostic, file: &SourceFile) {
    let drawn = diagnostic::draw(diagnostic, false);
    for line in diagnostic::plain(&diagnostic.message).lines() {
        assert!(drawn.contains(line), "{line:?} is not in\n{drawn}");
    }
    for place in diagnostic.place.iter().chain(diagnostic.notes.iter().map(|(place, _)| place)) {
        let (path, line, column) = place.position();
        assert_eq!(path, file.path);
        if let Place::At(_, span) = place {
            is_in(*span, file);
            assert!(drawn.contains(&format!("{path}:{line}:{column}")), "not {line}:{column} in\n{drawn}");
        }
    }
}

/// The incident is complete, its places are in the file, and nothing ends before it begins.
#[track_caller]
fn is_sound(incident: &Incident, file: &SourceFile) {
    let text = &file.text;
    assert!(!incident.text.title.trim().is_empty() && !incident.id.trim().is_empty(), "no title or no id: {text:?}");
    // Every span of every field, whichever fields there are.
    for written in format!("{incident:?}").split("Span { start: ").skip(1) {
        let numbers = written.split_once(" }").and_then(|(numbers, _)| numbers.split_once(", end: "));
        let (start, end) = numbers.unwrap_or_else(|| panic!("a span is written in another way: {written}"));
        let number = |digits: &str| digits.parse().unwrap_or_else(|_| panic!("{digits:?} is no number"));
        is_in(Span { start: number(start), end: number(end) }, file);
    }
    for window in &incident.windows {
        assert!(window.start.sort_key() <= window.end.sort_key(), "{window:?} of {text:?}");
    }
}

/// The node lies inside the one that holds it.
#[track_caller]
fn lies_within(node: &Node, outer: Span, file: &SourceFile) {
    is_in(node.span, file);
    assert!(outer.contains(node.span), "{:?} is not in {outer:?} of {:?}", node.span, file.text);
    for child in &node.children {
        lies_within(child, node.span, file);
    }
}

/// What is written from a tree is written again in the same way, and shows the same.
#[track_caller]
fn is_written_again(text: &str) {
    let written = markdown::written(&markdown::parse(text, 0, Dialect::Casebook), text);
    let again = markdown::written(&markdown::parse(&written, 0, Dialect::Casebook), &written);
    assert_eq!(again, written, "{text:?}");
}
