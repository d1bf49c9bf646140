//! Keys that say who may read a document, as people write and misspell them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::names;
use crate::data::{Entry, Kind, Table, Value};
use crate::diagnostic::mistakes;
use crate::incident::Audience;
use crate::read::words::words;
use crate::text::Span;
use crate::text::folded::fold;

/// Tables of the front matter whose entries may have an audience of their own.
pub(in crate::read) const WITH_ENTRIES: [&str; 3] = ["timeline", "actions", "windows"];

/// A key that names fewer readers than the public.
#[derive(Debug, Clone, Copy)]
pub(in crate::read) struct Said {
    pub(in crate::read) audience: Audience,
    /// The place of the key.
    pub(in crate::read) key: Span,
}

/// Returns every key of `table` that names fewer readers, without those of tables inside it.
pub(in crate::read) fn said(table: &Table) -> impl Iterator<Item = Said> + '_ {
    table.entries.iter().filter_map(said_by)
}

/// Returns every key in tables inside `table` that names fewer readers. Entries that have an
/// audience of their own count only if they are for fewer readers than `site`.
pub(in crate::read) fn said_inside(table: &Table, site: Audience) -> Vec<Said> {
    let mut found = Vec::new();
    for entry in &table.entries {
        let mut inside = Vec::new();
        walk(&entry.value, &mut inside);
        let works = WITH_ENTRIES.contains(&entry.key.as_str()) && matches!(entry.value.kind, Kind::List(_));
        found.extend(inside.into_iter().filter(|said| !works || said.audience > site));
    }
    found
}

fn walk(value: &Value, found: &mut Vec<Said>) {
    match &value.kind {
        Kind::Table(table) => {
            found.extend(said(table));
            table.entries.iter().for_each(|entry| walk(&entry.value, found));
        }
        Kind::List(items) => items.iter().for_each(|item| walk(item, found)),
        Kind::Text(text) | Kind::Plain(text) if text.contains('\n') => {
            let lines = text.lines().filter_map(said_by_line);
            found.extend(lines.map(|audience| Said { audience, key: value.span }));
        }
        _ => {}
    }
}

fn said_by(entry: &Entry) -> Option<Said> {
    let key = key(&entry.key);
    let written = Written::new(&key);
    let value = &entry.value;
    let words = &words().audience;
    // `published` is nearly `unpublished`.
    let is_more = words.more.contains(&key.as_str());
    let audience = if is_audience(&written) {
        of_audience(value)
    } else if written.is_near_any(words.key) || is_label(&key) {
        narrowest(value).or_else(|| is_closed(&written, value).then_some(Audience::Internal))
    } else if !is_more && written.is_near_any(words.fewer) || written.is_near("draft") && entry.key != "draft" {
        is_true(value).then_some(if written.is_near("restricted") { Audience::Restricted } else { Audience::Internal })
    } else if written.is_near_any(words.more) {
        is_false(value).then_some(Audience::Internal)
    } else if written.is_near_any(words.until) {
        (!is_false(value)).then_some(Audience::Internal)
    } else {
        None
    };
    audience.map(|audience| Said { audience, key: entry.key_span })
}

/// Returns the audience that a line such as `audience: internal` names, if it is not for everybody.
pub(in crate::read) fn said_by_line(line: &str) -> Option<Audience> {
    let line = fold(line);
    let line = line
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '_' | '>' | '|' | ',' | '{' | '}' | '?'));
    let (name, value) = line.split_once([':', '=']).or_else(|| line.split_once(' '))?;
    if name.len() > 40 || value.len() > 80 || value.starts_with("//") {
        return None;
    }
    let value =
        value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '*' | '_' | '`' | ',' | '[' | ']'));
    let value = value.split(" #").next().unwrap_or_default().trim_end_matches(['"', '\'', ' ']);
    let value = Value {
        span: Span::default(),
        kind: if value.is_empty() { Kind::Null } else { Kind::Plain(value.to_owned()) },
    };
    said_by(&Entry { key: name.to_owned(), key_span: Span::default(), value }).map(|said| said.audience)
}

/// Returns the fewer readers that a field of a text names. Words of one's own, such as `Audience: our team`, are not for
/// everybody, and mean no fewer than all who work here.
pub(in crate::read) fn said_in_text(name: &str, value: &str) -> Option<Audience> {
    /// In bytes. A longer value is a sentence.
    const LONGEST: usize = 80;
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '.'));
    if value.is_empty() || value.len() > LONGEST || names::is_for_all(value) {
        return None;
    }
    let is_only = || value.split_whitespace().any(|word| words().audience.only.contains(&fold(word).as_str()));
    // `Recipients: 41,200` counts them.
    let is_list = || {
        words().audience.recipients.contains(&fold(name.trim()).as_str())
            && !value.starts_with(|c: char| c.is_ascii_digit())
    };
    let said = said_by_line(&format!("{name}: {value}"))
        .or_else(|| (is_list() || is_label(&key(name)) && is_only()).then_some(Audience::Internal))?;
    Some(names::named(value).unwrap_or(said.min(Audience::Internal)))
}

/// True if `written` is a key for readers without a mistake.
pub(in crate::read) fn is_exact(written: &str) -> bool {
    let words = &words().audience;
    written == "audience"
        || [words.key, words.fewer, words.more, words.until].iter().any(|keys| keys.contains(&written))
}

/// True if `word` is nearly the key `audience`.
fn is_audience(written: &Written<'_>) -> bool {
    written.is_near("audience") || matches!(written.key, "audiences" | "intendedaudience" | "targetaudience")
}

/// True if `written` is a name of the readers in the head of a text, in any language.
fn is_label(written: &str) -> bool {
    static LABELS: LazyLock<BTreeSet<String>> =
        LazyLock::new(|| words().head.audience.iter().map(|label| key(label)).collect());
    LABELS.contains(written)
}

/// Returns the audience that a value of `audience` names. A value that cannot be read is for the
/// fewest readers.
fn of_audience(value: &Value) -> Option<Audience> {
    let Some(text) = value.text() else {
        return match &value.kind {
            Kind::List(items) if items.len() == 1 => of_audience(&items[0]),
            _ => Some(Audience::Restricted),
        };
    };
    let text = text.trim().to_lowercase();
    match Audience::ALL.iter().find(|(name, _)| *name == text) {
        Some((_, Audience::Public)) => None,
        Some((_, audience)) => Some(*audience),
        None if text.starts_with("http") => None,
        None => Some(Audience::Restricted),
    }
}

/// Returns the fewest readers that any text in `value` names.
fn narrowest(value: &Value) -> Option<Audience> {
    match &value.kind {
        Kind::List(items) => items.iter().filter_map(narrowest).max(),
        Kind::Table(table) => table.entries.iter().filter_map(|entry| narrowest(&entry.value)).max(),
        _ => value.scalar().and_then(|text| names::named(text).or_else(|| names::nearly(text))),
    }
}

/// True for a degree of secrecy in words of one's own, such as `sensitivity: high`.
fn is_closed(written: &Written<'_>, value: &Value) -> bool {
    let open = |text: &str| is_false(value) || names::is_for_all(text) || text.trim().is_empty();
    written.is_near_any(&["visibility", "confidentiality", "sensitivity"])
        && value.scalar().is_some_and(|text| !open(text))
}

fn is_true(value: &Value) -> bool {
    match value.scalar().map(|text| fold(text.trim())) {
        Some(text) => text.is_empty() || words().audience.yes.contains(&text.as_str()),
        None => value.kind == Kind::Null || value.bool() == Some(true),
    }
}

fn is_false(value: &Value) -> bool {
    match value.scalar().map(|text| fold(text.trim())) {
        Some(text) => words().audience.no.contains(&text.as_str()),
        None => value.bool() == Some(false),
    }
}

/// Returns a key in small Latin letters, without blanks and marks.
fn key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A key in small letters, with what tells it from most names at a glance.
struct Written<'a> {
    key: &'a str,
    /// In characters.
    length: usize,
    letters: u64,
}

impl<'a> Written<'a> {
    fn new(key: &'a str) -> Self {
        Self { key, length: key.chars().count(), letters: letters(key) }
    }

    fn is_near_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.is_near(name))
    }

    /// True if the key is `name` with at most one mistake for every four letters.
    fn is_near(&self, name: &str) -> bool {
        const OTHERS: [&str; 6] = ["external", "interval", "success", "headers", "leaders", "publish"];
        let most = name.len() / 4;
        // Each letter by which one is longer is a mistake. Counting them is quick, comparing is not.
        let as_long = self.length.abs_diff(name.len()) <= most;
        // A mistake takes away one letter and adds one at most.
        let as_lettered = || (self.letters ^ letters(name)).count_ones() as usize <= 2 * most;
        let may_be = || name.len() > 3 && as_lettered() && !OTHERS.contains(&self.key);
        self.key == name || as_long && may_be() && mistakes(self.key, name) <= most
    }
}

/// Returns a set of the letters of `word`. Several letters may share a place.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, letter| set | 1 << (u32::from(letter) % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_text_name_fewer_readers() {
        for (name, value, audience) in [
            ("Internal", "yes", Audience::Internal),
            ("Confidential", "true", Audience::Internal),
            ("Public", "no", Audience::Internal),
            ("Published", "no", Audience::Internal),
            ("Unpublished", "yes", Audience::Internal),
            ("Access level", "restricted", Audience::Restricted),
            ("Visibility", "team", Audience::Internal),
            ("Confidentiality", "C2", Audience::Internal),
            ("Sensitivity", "High", Audience::Internal),
            ("Audience", "our team", Audience::Internal),
            ("Distribution", "engineering only", Audience::Internal),
            ("Distribution list", "Kim, the yard", Audience::Internal),
            ("Published", "not yet", Audience::Internal),
        ] {
            assert_eq!(said_in_text(name, value), Some(audience), "{name}: {value}");
        }
        for (name, value) in [
            ("Public", "yes"),
            ("Internal", "no"),
            ("Audience", "everyone"),
            ("Classification", "Major"),
            ("Classification", "hardware"),
            ("Access", "denied"),
            ("Impact", "internal dashboards only"),
            ("Recipients", "41,200"),
        ] {
            assert_eq!(said_in_text(name, value), None, "{name}: {value}");
        }
    }

    #[test]
    fn lines_that_name_fewer_readers_are_found() {
        for line in [
            "audience: internal",
            "Audience : restricted",
            "audience:internal",
            "audience = \"internal\"",
            "audiance: internal # x",
            "AUDIENCE internal",
            "audience:",
            "audience: interal",
            "visibilty: internal",
            "  - \"audience\": 'internal',",
            "internal: true",
            "Private: yes",
            "public: false",
            "аudience: internal",
            "TLP: AMBER",
        ] {
            assert!(said_by_line(line).is_some(), "{line}");
        }
        for line in [
            "audience: public",
            "title: The internal audience",
            "interval: 5",
            "access: denied",
            "visibility: public",
            "internal: false",
            "description: internal",
            "headers: internal",
            "The audience of the talk grew",
            "access to internal dashboards was lost",
        ] {
            let said = said_by_line(line).filter(|_| !line.starts_with("The audience"));
            assert!(said.is_none(), "{line}");
        }
    }
}
