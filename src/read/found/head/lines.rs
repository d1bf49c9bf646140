//! Fields in lines, lists and tables: `**Severity:** SEV-2 · **Status:** resolved`.

use std::borrow::Cow;

use super::keys::{self, Key};
use super::values;
use crate::html::raw;
use crate::incident::Audience;
use crate::markdown::{CodeBlock, Kind, Node};
use crate::read::audience::{banner, keys as keys_of_readers, names};
use crate::read::found::{inline, levels, time_text};
use crate::read::words::nothing::is_unwritten;
use crate::text::{Span, split_colon};

/// A value longer than this is prose, in bytes.
const LONGEST: usize = 400;

/// A longer line is no mark, in bytes.
const LONGEST_MARK: usize = 40;

pub(super) type Found = Vec<(Key, String, Span)>;

/// A field whose value stands below its name.
pub(super) struct Named {
    pub(super) key: Key,
    /// As written.
    pub(super) name: String,
    pub(super) span: Span,
}

/// The value of a field that the heading or the last line above `block` names.
pub(super) fn value_below(named: &mut Option<Named>, block: &Node, found: &mut Found) {
    if let Some(Named { key, name, span }) = named.take().filter(|_| !matches!(block.kind, Kind::Heading(_)))
        && let Some(value) = values::below(key, block)
    {
        add(key, &in_zone(&name, &value, key), span, found);
    }
}

/// `**Affected services:**` as the last line of a paragraph, above a list.
pub(super) fn name_at_end(block: &Node) -> Option<Named> {
    let lines = inline::lines(&block.children);
    let line = lines.last().filter(|_| matches!(block.kind, Kind::Paragraph))?;
    let text = inline::text(line);
    // `**2. Date of the incident**`: the question of a form.
    if let [Node { kind: Kind::Strong, .. }] = block.children.as_slice() {
        let name = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '#'));
        return keys::heading(name).map(|key| Named { key, name: name.to_owned(), span: block.span });
    }
    let name = text.trim().strip_suffix([':', '：'])?;
    let key = key(name).filter(|key| matches!(key, Key::Services | Key::Teams | Key::Authors))?;
    Some(Named { key, name: name.to_owned(), span: block.span })
}

pub(super) fn collect(block: &Node, found: &mut Found) {
    match &block.kind {
        Kind::Paragraph => {
            let lines = inline::lines(&block.children);
            for line in &lines {
                line_fields(line, found);
                said_of_document(line, block.span, found);
            }
            // `■発生時間` over the time, or any name over a line that begins with a colon.
            for pair in lines.windows(2) {
                let (name, value) = (inline::text(pair[0]), inline::text(pair[1]));
                let defined = value.strip_prefix(": ");
                let may_stand_above = |key: &Key| defined.is_some() || *key == Key::Window || keys::is_instant(*key);
                if let Some(key) = key(&name).filter(|_| !name.contains([':', '：'])).filter(may_stand_above) {
                    add(key, defined.unwrap_or(&value), block.span, found);
                }
            }
        }
        Kind::List(_) => {
            for item in &block.children {
                let (line, below) = inline::first_line(item);
                line_fields(line, found);
                let name = inline::text(line);
                // A link leads to another document.
                if !matches!(line, [Node { kind: Kind::Link(_), .. }]) {
                    keep(banner::of_item(&name), item.span, found);
                }
                let key = key(name.trim_end_matches([':', '：', ' ']));
                let mut named = key.map(|key| Named { key, name, span: item.span });
                let is_named = named.is_some();
                if let Some(list) = below.first() {
                    value_below(&mut named, list, found);
                }
                // `- **Duration:**` above a list of its parts.
                for list in below.iter().filter(|block| is_named && matches!(block.kind, Kind::List(_))) {
                    collect(list, found);
                }
            }
        }
        // Four blanks before a line make it code, and were meant to set it off.
        Kind::Code(code) if !code.fenced => {
            for line in code.text.lines().filter(|line| line.split_once(':').is_some_and(|(name, _)| says_when(name))) {
                field(line, block.span, found);
            }
        }
        Kind::Code(code) => front_matter(code, block.span, found),
        Kind::Quote | Kind::Alert(_) => {
            for child in &block.children {
                collect(child, found);
            }
        }
        Kind::Table(_) => table(block, found),
        Kind::Html(html) => {
            let mut text = String::new();
            raw::add_text(html, &mut text);
            text.lines().for_each(|line| keep(banner::of_line(line.trim()), block.span, found));
        }
        _ => {}
    }
}

/// The readers that a line, its labels (`#internal #gate`) and the words of its pictures name.
fn said_of_document(line: &[Node], span: Span, found: &mut Found) {
    let text = inline::text(line);
    if text.split_whitespace().all(|word| word.starts_with('#')) {
        keep(text.split('#').filter_map(banner::of_label).max(), span, found);
    }
    keep(banner::of_line(&text), span, found);
    for picture in line.iter().filter(|node| matches!(node.kind, Kind::Image(_))) {
        keep(banner::of_line(&inline::text(&picture.children)), span, found);
    }
}

/// Adds the readers of the document.
pub(super) fn keep(readers: Option<Audience>, span: Span, found: &mut Found) {
    found.extend(readers.map(|audience| (Key::Audience, audience.slug().to_owned(), span)));
}

/// Fields in a block of YAML, as in a front matter that stands below the title. Other files have a state, too.
fn front_matter(code: &CodeBlock, span: Span, found: &mut Found) {
    let mut fields = Vec::new();
    for line in code.text.lines().filter(|line| !line.starts_with([' ', '#', '-'])) {
        let Some((name, value)) = line.split_once(": ") else { continue };
        let value = value.trim().trim_matches(['[', ']', '"', '\'']);
        fields.extend(key(name).map(|key| (key, value)));
    }
    let is_of_incident = |key: Key| key == Key::Severity || keys::is_instant(key);
    // A form in plain text has nothing but fields.
    let is_form = || {
        let mut lines = code.text.lines().filter(|line| !line.trim().is_empty());
        matches!(code.info.trim(), "" | "text" | "txt") && lines.all(|line| line.contains(": "))
    };
    if (matches!(code.info.trim(), "yaml" | "yml") || is_form())
        && fields.len() > 1
        && fields.iter().any(|(key, _)| is_of_incident(*key))
    {
        for (key, value) in fields {
            add(key, value, span, found);
        }
    }
}

/// `**Severity:** SEV-2 · **Status:** resolved`
fn line_fields(line: &[Node], found: &mut Found) {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
    let span = Span { start: first.span.start, end: last.span.end };
    let whole = inline::text(line);
    mark(&whole, span, found);
    // One of several values, the others of which are struck out.
    let line = inline::unstruck(line);
    let text = if matches!(line, Cow::Owned(_)) { inline::text(&line) } else { whole };
    let starts: Vec<_> = (0..line.len()).filter(|at| begins_field(&line[*at..])).collect();
    if starts.len() > 1 {
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(line.len());
            field_of(&line[*start..end], span, found);
        }
        return;
    }
    // `<low | high>` is one value, which nobody chose.
    let is_choice = || split_colon(&text).is_some_and(|(_, value)| is_unwritten(value));
    match [" · ", " | ", " • "].into_iter().find(|mark| text.contains(mark)).filter(|_| !is_choice()) {
        Some(mark) => {
            // Behind `Status: Final`, and not behind `Impact: customers`.
            let mut is_sure = false;
            for part in text.split(mark) {
                match split_colon(part) {
                    Some((name, _)) => is_sure = says_state(name),
                    None if is_sure => keep(banner::of_state(part), span, found),
                    None => {}
                }
                field(part, span, found);
            }
        }
        None => field_of(&line, span, found),
    }
}

/// The line is a field of the head.
pub(in crate::read) fn is_field(line: &[Node]) -> bool {
    let text = inline::text(line);
    text.len() <= LONGEST && split_colon(&text).is_some_and(|(name, _)| key(name).is_some())
}

/// The table is one of fields of the head.
pub(in crate::read) fn is_table(block: &Node) -> bool {
    let mut found = Vec::new();
    table(block, &mut found);
    !found.is_empty()
}

/// A bold name; a bold value belongs to the name before it.
pub(super) fn begins_field(nodes: &[Node]) -> bool {
    let [first @ Node { kind: Kind::Strong, .. }, rest @ ..] = nodes else { return false };
    let text = inline::text(std::slice::from_ref(first));
    let named = split_colon(&text).is_some_and(|(name, value)| value.trim().is_empty() || key(name).is_some());
    // The colon comes next or not at all: to read all of a long line for each of its bold words
    // would be quadratic.
    let next = &rest[..rest.len().min(4)];
    named || inline::text(next).trim_start().starts_with([':', '：'])
}

/// A field whose value may hold code.
fn field_of(nodes: &[Node], span: Span, found: &mut Found) {
    let text = inline::text(nodes);
    // `**Severity** Major`
    if let [Node { kind: Kind::Strong, children, .. }, rest @ ..] = nodes
        && let Some(key) = key(&inline::text(children))
    {
        let value = inline::text(rest);
        if value.starts_with(' ') && value[1..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
            readers(Some(key), &inline::text(children), &value, span, found);
            return add(key, value.trim_end_matches('.'), span, found);
        }
    }
    let key = split_colon(&text).and_then(|(name, _)| key(name));
    if key == Some(Key::Services) { field(&values::text(key, nodes), span, found) } else { field(&text, span, found) }
}

/// `Severity: SEV-2`
pub(super) fn field(text: &str, span: Span, found: &mut Found) {
    // `:Started: 10:00`
    let text = text.trim_start_matches(':');
    if let Some((name, value)) = split_colon(text) {
        named(name, value, span, found);
    }
}

/// The field of this name, if there is one.
pub(super) fn named(name: &str, value: &str, span: Span, found: &mut Found) {
    let value = value.trim_start_matches([':', '：']).trim();
    let key = key(name);
    if let Some(key) = key {
        add(key, &in_zone(name, value, key), span, found);
    }
    readers(key, name, value, span, found);
}

/// Fewer readers that a field names, whatever it is called: `Internal: yes`, `Public: no`, `Distribution: staff only`.
fn readers(key: Option<Key>, name: &str, value: &str, span: Span, found: &mut Found) {
    let name = name.trim_end_matches([':', '：']);
    let said = match key {
        Some(Key::Status) => banner::of_state(value),
        Some(Key::Tags) => value.split([',', '#']).filter_map(banner::of_label).max(),
        None | Some(Key::Audience | Key::Published) => {
            let is_mark = value.len() < LONGEST_MARK && !names::is_for_all(name);
            keys_of_readers::said_in_text(name, value).or_else(|| names::sure_mark(value).filter(|_| is_mark))
        }
        Some(_) => None,
    };
    keep(said, span, found);
}

/// The value with the zone that the name of its field has: `Start (UTC)`.
pub(super) fn in_zone<'a>(name: &str, value: &'a str, key: Key) -> Cow<'a, str> {
    let is_time = keys::is_instant(key) || matches!(key, Key::Window | Key::Duration);
    let is_plain = || time_text::lead(value).is_some_and(|lead| lead.has_clock() && lead.zone.is_none());
    let zone = name
        .split_once(['(', '（'])
        .filter(|_| is_time && is_plain())
        .and_then(|(_, zone)| zone.split([')', '）']).next());
    match zone.filter(|zone| time_text::zone_in(zone).is_some()) {
        Some(zone) => Cow::Owned(format!("{value} {zone}")),
        None => Cow::Borrowed(value),
    }
}

/// `**Confidential**`, `INTERNAL ONLY`, `TLP:RED`: a line of its own.
fn mark(text: &str, span: Span, found: &mut Found) {
    // `Impact: internal users only`, `Users affected: internal only`
    let says_else = |name: &str| key(name).is_some_and(|key| key != Key::Audience) || names::is_for_all(name);
    let is_field = || split_colon(text).is_some_and(|(name, _)| says_else(name));
    if text.len() < LONGEST_MARK && names::is_mark(text) && !is_field() {
        found.push((Key::Audience, text.to_owned(), span));
    }
}

pub(super) fn add(key: Key, value: &str, span: Span, found: &mut Found) {
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '|' | '•' | '*' | ','));
    let value = if key == Key::Services { value } else { value.trim_matches(|c: char| c == '`' || c.is_whitespace()) };
    let nothing = is_unwritten(value);
    // A class may be one of readers all the same: `Classification: 1 - internal`.
    if matches!(key, Key::Level | Key::Audience) && is_level(value) {
        add(Key::Severity, value, span, found);
    }
    if !nothing && value.len() <= LONGEST && (key == Key::Audience || !found.iter().any(|(known, ..)| *known == key)) {
        found.push((key, value.to_owned(), span));
    }
}

/// `Priority 1`, `Major`: a severity that cannot be a class of readers.
fn is_level(value: &str) -> bool {
    let is_clear = !matches!(value.to_lowercase().as_str(), "high" | "medium" | "low" | "none" | "info" | "notice");
    is_clear && levels::is_ranked(value)
}

/// True for the name of a field.
pub(in crate::read) fn is_name(name: &str) -> bool {
    key(name).is_some()
}

/// The name of a field whose value is never a sentence about the incident: a state, a time, people.
pub(in crate::read) fn says_state(name: &str) -> bool {
    if keys::heading(name).is_some_and(keys::is_of_form) {
        return true;
    }
    matches!(
        key(name),
        Some(Key::Status | Key::Date | Key::Severity | Key::Owner | Key::Authors | Key::Teams | Key::Published)
    )
}

/// True for the name of a field that the front matter may have under a key that is not ours.
pub(in crate::read) fn is_foreign_name(name: &str) -> bool {
    key(name).is_some_and(keys::is_foreign)
}

/// The name of a field that says when the incident was.
pub(in crate::read) fn says_when(name: &str) -> bool {
    matches!(key(name), Some(Key::Date | Key::Duration | Key::Started | Key::Detected | Key::Mitigated | Key::Resolved))
}

fn key(name: &str) -> Option<Key> {
    let lower = name.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '）').to_lowercase();
    let name = lower.split(['(', '（']).next().unwrap_or(&lower);
    keys::named(name.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// A table whose first of two columns names at least two fields, its head being a row like any other, or one of a
/// single row whose head names mostly fields.
fn table(table: &Node, found: &mut Found) {
    let pair = |name: &Node, value: &Node, span| {
        let name = inline::text(&name.children);
        let key = key(&name);
        let value = values::text(key, &value.children);
        let value = key.map(|key| in_zone(&name, &value, key).into_owned()).unwrap_or(value);
        (key, value, span)
    };
    // `| Start: | 10:00 | End: | 11:00 |`
    let is_pair = |row: &&Node| {
        let names = row.children.iter().step_by(2).map(|cell| inline::text(&cell.children));
        let is_name = |text: String| text.trim().is_empty() || text.trim_end().ends_with([':', '：']);
        row.children.len() == 2 || row.children.len() == 4 && names.into_iter().all(is_name)
    };
    let in_row = |row: &Node| row.children.chunks_exact(2).map(|it| pair(&it[0], &it[1], row.span)).collect::<Vec<_>>();
    let is_row = table.children.len() == 2 && table.children[0].children.len() > 2 && !is_pair(&&table.children[0]);
    let pairs: Vec<_> = if is_row {
        let (head, row) = (&table.children[0], &table.children[1]);
        head.children.iter().zip(&row.children).map(|(name, value)| pair(name, value, row.span)).collect()
    } else {
        table.children.iter().filter(is_pair).flat_map(in_row).collect()
    };
    let known = pairs.iter().filter(|(key, ..)| key.is_some()).count();
    // Actions have an owner and a state, too.
    let is_of_incident = |key: &Key| !matches!(key, Key::Owner | Key::Status | Key::Authors | Key::Teams);
    let is_wide = table.children.iter().any(|row| !is_pair(&row));
    // A row whose severity is one is the incident's, whatever else it has.
    let ranked =
        |(key, value, _): &(Option<Key>, String, Span)| *key == Some(Key::Severity) && levels::is_ranked(value);
    let is_head =
        !is_wide || known * 2 > pairs.len() && pairs.iter().filter_map(|(key, ..)| *key).any(|it| is_of_incident(&it));
    // Below its head, a row called "Severity" says enough by itself.
    let has_severity = pairs.iter().skip(1).any(|(key, value, _)| *key == Some(Key::Severity) && value.len() < 40);
    let is_ranked_row = is_row && pairs.iter().any(ranked);
    for row in &table.children {
        let mut cells = row.children.iter().map(|cell| inline::text(&cell.children));
        match (cells.next(), cells.next(), cells.next()) {
            (Some(name), Some(value), None) if !value.is_empty() => readers(key(&name), &name, &value, row.span, found),
            (Some(only), None | Some(_), None) => {
                keep(banner::of_item(&only), row.span, found);
                mark(&only, row.span, found);
            }
            _ => {}
        }
    }
    if !is_ranked_row && (!is_head || known < 2 && (is_wide || !has_severity)) {
        return;
    }
    for (key, value, span) in pairs {
        if let Some(key) = key {
            add(key, &value, span, found);
        }
    }
}
