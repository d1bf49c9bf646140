//! Parses YAML into [`Table`]s. Only this file uses the YAML parser.
//!
//! Aliases, anchors and tags are refused. Front matter does not need them, and each has been used
//! to make a reader run out of memory or run code.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marked};

use super::toml::Fault;
use super::{DEPTH, Entry, Kind, MOST_FAULTS, Table, Value};
use crate::text::Span;

/// Parses `text`. Places are byte offsets in it. It stops at the first fault of the syntax, because
/// YAML cannot be parsed any further after one.
pub fn parse(text: &str) -> (Table, Vec<Fault>) {
    let mut reader = Reader { text, offsets: Offsets::new(text), faults: Vec::new(), stack: Vec::new(), root: None };
    if let Some(fault) = reader.refuse_depth() {
        return (Table::default(), vec![fault]);
    }
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event().filter(|_| reader.faults.len() < MOST_FAULTS) {
        match event {
            Ok((event, marked)) => {
                let span = reader.span(marked);
                if let Err(message) = reader.event(event, span) {
                    reader.faults.push((span, message));
                    break;
                }
            }
            Err(error) => {
                let at = reader.offsets.byte(error.marker().index());
                let (span, message) = reader.explain(at, error.info());
                reader.faults.push((span, message));
                break;
            }
        }
    }
    let table = match reader.root.take() {
        Some(Value { kind: Kind::Table(table), .. }) => table,
        Some(Value { kind: Kind::Null, .. }) | None => Table::default(),
        Some(value) => {
            let message = match value.text() {
                Some(text) if text.contains('=') => "between `---` lines stands YAML; write `key: value`".to_owned(),
                _ => format!("front matter must be keys and values, is {}", value.what()),
            };
            reader.faults.push((value.span, message));
            Table::default()
        }
    };
    (table, reader.faults)
}

/// Converts character indices, which the parser counts, to byte offsets.
struct Offsets(Option<Vec<u32>>);

impl Offsets {
    fn new(text: &str) -> Self {
        let table =
            || text.char_indices().map(|(at, _)| at).chain([text.len()]).filter_map(|at| u32::try_from(at).ok());
        Self((!text.is_ascii()).then(|| table().collect()))
    }

    fn byte(&self, index: usize) -> usize {
        match &self.0 {
            Some(table) => table.get(index).or(table.last()).map_or(0, |at| *at as usize),
            None => index,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    offsets: Offsets,
    faults: Vec<Fault>,
    stack: Vec<Open>,
    root: Option<Value>,
}

/// A list or table that has not ended yet.
struct Open {
    start: Span,
    kind: OpenKind,
}

enum OpenKind {
    List(Vec<Value>),
    /// The key whose value comes next, and the places of those before.
    Table(Table, Option<(String, Span)>, BTreeMap<String, Span>),
}

impl Reader<'_> {
    fn span(&self, marked: Marked) -> Span {
        let start = self.offsets.byte(marked.start.index()).min(self.text.len());
        let end = self.offsets.byte(marked.end.index()).min(self.text.len()).max(start);
        Span::new(start, start + self.text[start..end].trim_end().len())
    }

    /// Refuses flow collections that nest too deep. One line can nest without bound, so this is
    /// checked before parsing.
    fn refuse_depth(&self) -> Option<Fault> {
        let mut depth = 0_usize;
        for (at, byte) in self.text.bytes().enumerate() {
            match byte {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                b'\n' => depth = 0,
                _ => {}
            }
            if depth > DEPTH {
                return Some((Span::new(at, at + 1), format!("nested deeper than {DEPTH} levels")));
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        match event {
            Event::Alias(_) => Err("aliases are not allowed in front matter".to_owned()),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _)
                if anchor > 0 =>
            {
                Err("anchors are not allowed in front matter".to_owned())
            }
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => {
                let written = self.text[span.range()].split_whitespace().next().filter(|tag| tag.starts_with('!'));
                Err(format!("the tag `{}` is not allowed in front matter", written.unwrap_or("!")))
            }
            Event::Scalar(text, style, ..) => self.scalar(text.into_owned(), style, span),
            Event::SequenceStart(..) => self.open(span, OpenKind::List(Vec::new())),
            Event::MappingStart(..) => self.open(span, OpenKind::Table(Table::default(), None, BTreeMap::new())),
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => Ok(()),
        }
    }

    fn open(&mut self, start: Span, kind: OpenKind) -> Result<(), String> {
        if self.stack.len() >= DEPTH {
            return Err(format!("nested deeper than {DEPTH} levels"));
        }
        self.stack.push(Open { start, kind });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), String> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let kind = match open.kind {
            OpenKind::List(items) => Kind::List(items),
            OpenKind::Table(table, ..) => Kind::Table(table),
        };
        let start = open.start.start as usize;
        let end = (end.end as usize).max(start);
        let span = Span::new(start, start + self.text[start..end].trim_end().len());
        self.add(Value { span, kind })
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, span: Span) -> Result<(), String> {
        let kind = match style {
            ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
            ScalarStyle::Plain => Kind::Plain(text),
            _ => Kind::Text(text),
        };
        self.add(Value { span, kind })
    }

    fn add(&mut self, value: Value) -> Result<(), String> {
        match self.stack.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(value),
            Some(OpenKind::List(items)) => items.push(value),
            Some(OpenKind::Table(table, key, before)) => match key.take() {
                Some((key, key_span)) => {
                    if let Some(first) = before.get(&key) {
                        let line = self.text[..first.start as usize].matches('\n').count() + 1;
                        self.faults.push((key_span, format!("`{key}` is set twice, first on line {line}")));
                    }
                    before.entry(key.clone()).or_insert(key_span);
                    table.entries.push(Entry { key, key_span, value });
                }
                None => match value.scalar() {
                    Some(text) => *key = Some((text.to_owned(), value.span)),
                    None => return Err(format!("a key must be text, is {}", value.what())),
                },
            },
        }
        Ok(())
    }

    /// Explains a fault of the syntax. The parser's own message is for people who write parsers.
    fn explain(&self, at: usize, info: &str) -> Fault {
        let at = at.min(self.text.len());
        if info.contains("recursion limit") {
            return (Span::new(at, at), format!("nested deeper than {DEPTH} levels"));
        }
        let line_start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        let indent =
            self.text[line_start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).collect::<Vec<_>>();
        if let Some(tab) = indent.iter().position(|byte| *byte == b'\t') {
            return (
                Span::new(line_start + tab, line_start + tab + 1),
                "a tab cannot indent YAML; use spaces".to_owned(),
            );
        }
        if let Some(quote) = self.unclosed_quote(at) {
            return (Span::new(quote, quote + 1), "this quotation mark is never closed".to_owned());
        }
        let line = &self.text[line_start..at];
        let here = Span::new(at, at);
        if let Some(bracket) = line_start.checked_sub(1).and_then(|end| self.unclosed_bracket(end)) {
            return (Span::new(bracket, bracket + 1), "this bracket is never closed".to_owned());
        }
        if info.starts_with("mapping values") {
            return match line.find(": ") {
                Some(colon) => {
                    let value = colon + 2 + line[colon + 2..].len() - line[colon + 2..].trim_start().len();
                    let span = Span::new((line_start + value).min(at), at);
                    (span, "text that holds `: ` must stand in quotation marks".to_owned())
                }
                None => (here, "this key is indented deeper than the one above it".to_owned()),
            };
        }
        match info.strip_prefix("unexpected character").and_then(|_| self.text[at..].chars().next()) {
            Some(c) => (here, format!("text that begins with `{c}` must stand in quotation marks")),
            None => (here, format!("YAML cannot be read here: {info}")),
        }
    }

    /// Returns the opening bracket of a value that is still open at the end of its line, which is
    /// at `end`.
    fn unclosed_bracket(&self, end: usize) -> Option<usize> {
        let start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        let line = &self.text[start..end];
        let value = line.split_once(": ").map(|(_, value)| value.trim_start())?;
        let closing = if value.starts_with('[') { ']' } else { '}' };
        (value.starts_with(['[', '{']) && !value.contains(closing)).then(|| start + line.len() - value.len())
    }

    /// Returns the quotation mark of the first value before `at` that is not closed on its line.
    fn unclosed_quote(&self, at: usize) -> Option<usize> {
        let mut start = 0;
        let end = self.text[at..].find('\n').map_or(self.text.len(), |end| at + end);
        for line in self.text[..end].split_inclusive('\n') {
            let value = line.split_once(": ").map(|(_, value)| value).or(line.trim_start().strip_prefix("- "));
            if let Some(value) = value.map(str::trim_start) {
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                if let Some(quote) = quote.filter(|quote| value.matches(*quote).count() % 2 == 1) {
                    return Some(start + line.len() - value.len()).filter(|_| !value.contains(&format!("\\{quote}")));
                }
            }
            start += line.len();
        }
        None
    }
}
