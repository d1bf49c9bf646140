//! Edits front matter: adds fields at its beginning, and entries to its timeline.

use crate::data::fence::Fence;
use crate::data::quoted;
use crate::incident::instant::Instant;
use crate::incident::timeline::EntryKind;

/// A field of the front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub key: &'static str,
    pub value: Value,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A day or an instant, which is written without quotation marks.
    Time(String),
    List(Vec<String>),
}

/// Returns the file with `fields`, and `suggestions` as comments, at the beginning of its front
/// matter, which is created if there is none. Nothing else changes: not a byte of the body, nor the byte order mark, nor the kind of
/// line ends.
pub(super) fn add_fields(raw: &[u8], fields: &[Field], suggestions: &[Field]) -> Vec<u8> {
    const MARK: &[u8] = b"\xef\xbb\xbf";
    let (mark, rest) = if raw.starts_with(MARK) { raw.split_at(MARK.len()) } else { (&[][..], raw) };
    let first = rest.iter().position(|byte| *byte == b'\n').map_or(rest, |end| &rest[..=end]);
    let end = if first.ends_with(b"\r\n") { "\r\n" } else { "\n" };
    let fence = std::str::from_utf8(first).ok().and_then(Fence::of);
    let toml = fence == Some(Fence::Toml);
    let stated = fields.iter().map(|field| line(field, toml) + end);
    let commented = suggestions.iter().map(|field| format!("{COMMENT}{}{end}", line(field, toml)));
    let lines: String = stated.chain(commented).collect();
    let mut out = mark.to_vec();
    if fence.is_some() {
        out.extend_from_slice(first);
        out.extend_from_slice(lines.as_bytes());
        out.extend_from_slice(&rest[first.len()..]);
    } else {
        let gap = if rest.starts_with(end.as_bytes()) { "" } else { end };
        out.extend_from_slice(format!("---{end}{lines}---{end}{gap}").as_bytes());
        out.extend_from_slice(rest);
    }
    out
}

/// The mark of a comment, in TOML and in YAML.
const COMMENT: &str = "# ";

/// True if a comment in the front matter suggests a value for `key` already.
pub(super) fn is_suggested(raw: &[u8], key: &str) -> bool {
    let text = String::from_utf8_lossy(raw);
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let Some(fence) = lines.next().and_then(Fence::of) else { return false };
    let names_key = |line: &str| {
        let behind = line.strip_prefix(COMMENT).and_then(|rest| rest.strip_prefix(key));
        behind.is_some_and(|behind| behind.trim_start().starts_with([':', '=']))
    };
    lines.take_while(|line| !fence.is(line)).any(names_key)
}

fn line(field: &Field, toml: bool) -> String {
    let value = match &field.value {
        Value::Text(text) => quoted(text),
        Value::Time(time) => time.clone(),
        Value::List(texts) => format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    };
    if toml { format!("{} = {value}", field.key) } else { format!("{}: {value}", field.key) }
}

/// Makes another entry for `timeline` in the front matter.
///
/// Returns the line to insert before, the new lines, and which of them is the entry, all counted
/// from 0. Returns `None` if the timeline has a form that cannot be continued line by line.
pub(super) fn timeline_entry(
    lines: &[&str],
    at: &Instant,
    kind: Option<EntryKind>,
    text: &str,
) -> Option<(usize, Vec<String>, usize)> {
    let fence = Fence::of(lines.first()?)?;
    let end = lines.iter().skip(1).position(|line| fence.is(line))? + 1;
    let kind = kind.map(EntryKind::slug);
    if fence == Fence::Toml {
        let last = lines[..end].iter().rposition(|line| line.trim() == "[[timeline]]")?;
        let next = lines[last + 1..end].iter().position(|line| line.starts_with('[')).map_or(end, |at| last + 1 + at);
        let mut fields = vec![lines[last].to_owned(), format!("at = {}", at.rfc3339())];
        fields.extend(kind.map(|kind| format!("kind = \"{kind}\"")));
        fields.push(format!("text = {}", quoted(text)));
        fields.insert(0, String::new());
        return Some((filled(&lines[..next]), fields, 1));
    }
    let key = lines[..end].iter().position(|line| line.trim_end() == "timeline:")?;
    let below = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '-', '\t']);
    let before = key + 1 + lines[key + 1..end].iter().take_while(|line| below(line)).count();
    let before = filled(&lines[..before]);
    let item = lines[key + 1..before].iter().find(|line| line.trim_start().starts_with("- "))?;
    let indent = &item[..item.len() - item.trim_start().len()];
    let mut fields = vec![format!("{indent}- at: {}", at.rfc3339())];
    fields.extend(kind.map(|kind| format!("{indent}  kind: {kind}")));
    fields.push(format!("{indent}  text: {}", quoted(text)));
    Some((before, fields, 0))
}

/// Returns how many `lines` there are without the blank ones at their end.
pub(super) fn filled(lines: &[&str]) -> usize {
    lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<Field> {
        vec![
            Field { key: "title", value: Value::Text("A \"quoted\" title".into()) },
            Field { key: "date", value: Value::Time("2024-03-05".into()) },
            Field { key: "services", value: Value::List(vec!["api".into(), "web".into()]) },
        ]
    }

    fn written(raw: &str) -> String {
        String::from_utf8(add_fields(raw.as_bytes(), &fields(), &[])).expect("text")
    }

    #[test]
    fn front_matter_is_made_or_completed_and_nothing_else_touched() {
        let lines = "title: \"A \\\"quoted\\\" title\"\ndate: 2024-03-05\nservices: [\"api\", \"web\"]\n";
        assert_eq!(written("# T\n"), format!("---\n{lines}---\n\n# T\n"));
        assert_eq!(written("---\nseverity: 1\n---\n# T"), format!("---\n{lines}severity: 1\n---\n# T"));
        let crlf = lines.replace('\n', "\r\n");
        assert_eq!(written("\u{feff}# T\r\nx\n"), format!("\u{feff}---\r\n{crlf}---\r\n\r\n# T\r\nx\n"));
        let toml = lines.replace(": ", " = ");
        assert_eq!(written("+++\n[links]\n+++\nx"), format!("+++\n{toml}[links]\n+++\nx"));
    }

    #[test]
    fn suggestions_are_comments_until_somebody_accepts_them() {
        let suggested = [Field { key: "services", value: Value::List(vec!["api".into()]) }];
        for (raw, new) in [
            ("# T\n", "---\n# services: [\"api\"]\n---\n\n# T\n"),
            ("+++\nid = 1\n+++\n", "+++\n# services = [\"api\"]\nid = 1\n+++\n"),
        ] {
            let written = add_fields(raw.as_bytes(), &[], &suggested);
            assert_eq!(String::from_utf8_lossy(&written), new);
            assert!(is_suggested(&written, "services") && !is_suggested(&written, "causes"));
            assert!(!is_suggested(raw.as_bytes(), "services"));
        }
    }
}
