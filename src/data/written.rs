//! Writes a [`Table`] as front matter.

use super::fence::Fence;
use super::{Entry, Kind, Table, Value, quoted};

/// Returns `table` as lines of front matter, without its fences. Empty values are left out.
pub fn written(table: &Table, fence: Fence) -> String {
    table.entries.iter().filter(|entry| entry.value.kind != Kind::Null).map(|entry| line(entry, fence)).collect()
}

/// Returns the lines of one key.
fn line(entry: &Entry, fence: Fence) -> String {
    let (key, is_toml) = (key(&entry.key), fence == Fence::Toml);
    match &entry.value.kind {
        Kind::List(items) if items.iter().any(|item| matches!(item.kind, Kind::Table(_))) => {
            let items = items.iter().map(|item| value(item, fence));
            if is_toml {
                let items: Vec<_> = items.map(|item| format!("  {item},\n")).collect();
                format!("{key} = [\n{}]\n", items.concat())
            } else {
                let items: Vec<_> = items.map(|item| format!("  - {item}\n")).collect();
                format!("{key}:\n{}", items.concat())
            }
        }
        _ if is_toml => format!("{key} = {}\n", value(&entry.value, fence)),
        _ => format!("{key}: {}\n", value(&entry.value, fence)),
    }
}

/// Returns a value that fits on a line.
fn value(value: &Value, fence: Fence) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match &value.kind {
        Kind::Null => "\"\"".to_owned(),
        Kind::Plain(text) if fence == Fence::Yaml && is_simple(text) => text.clone(),
        Kind::Text(text) | Kind::Plain(text) => long(text),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(text) | Kind::Date(text) => text.clone(),
        Kind::List(items) => format!("[{}]", list(items.iter().map(|item| self::value(item, fence)).collect())),
        Kind::Table(table) => {
            let is = if fence == Fence::Toml { " =" } else { ":" };
            let entry = |entry: &Entry| format!("{}{is} {}", key(&entry.key), self::value(&entry.value, fence));
            format!("{{{}}}", list(table.entries.iter().map(entry).collect()))
        }
    }
}

/// Quotes a text that may have several lines.
fn long(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(quoted).collect();
    lines.join("\n").replace("\"\n\"", "\\n")
}

/// True for a YAML scalar that means the same anywhere without quotation marks.
fn is_simple(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '/' | '+' | ':' | '-'))
        && !text.contains(": ")
}

fn key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !key.is_empty() && key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{toml, yaml};

    #[test]
    fn what_is_written_is_read_again() {
        let yaml = "title: \"A: b \\\"c\\\" \\\\ d\"\ndate: 2026-01-02\nsummary: |\n  x\n\n  - y: {z}\ntags: [a, 'b, c', \"#d\"]\nweight: -3\ntimeline:\n  - at: 2026-01-01T10:00:00+01:00\n    text: x - y\n  - {at: 10:05, text: '', done: yes}\nroles:\n  on call: [Kim, Bo]\n  \"1\": x\n";
        let (table, faults) = yaml::parse(yaml);
        assert_eq!(faults, []);
        let text = written(&table, Fence::Yaml);
        let (again, faults) = yaml::parse(&text);
        assert_eq!((written(&again, Fence::Yaml), faults), (text.clone(), vec![]), "{text}");
        assert!(text.contains("date: 2026-01-02\n") && text.contains("summary: \"x\\n\\n- y: {z}\\n\"\n"), "{text}");
        let (again, faults) =
            toml::parse(&written(&table, Fence::Toml).replace(" = -3", " = 3").replace("2026-01-02", "x"));
        assert_eq!((again.entries.len(), faults), (7, vec![]));

        let toml = "title = 'A \\ b'\ndate = 2026-01-02\nn = 1_000.5\nok = true\nlist = [1, \"x\"]\n[[actions]]\ntext = \"\"\"a\nb\"\"\"\n[roles]\n\"on call\" = \"Kim\"\n";
        let (table, faults) = toml::parse(toml);
        assert_eq!(faults, []);
        let text = written(&table, Fence::Toml);
        let (again, faults) = toml::parse(&text);
        assert_eq!((written(&again, Fence::Toml), faults), (text.clone(), vec![]), "{text}");
        assert!(text.contains("n = 1000.5\n") && text.contains("actions = [\n  {text = \"a\\nb\"},\n]\n"), "{text}");
    }
}
