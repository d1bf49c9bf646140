//! Code → a few short classes: the only home of the highlighter.
//!
//! Highlighting is by far the dearest part of a build, so every distinct block
//! is done once, blocks that gain nothing by it are left plain, and results are
//! kept in a [`Memo`] that can be saved between builds.
//!
//! The regular expressions run in `fancy-regex`, which is Rust; the C library
//! Oniguruma is two and a half times as fast but archived by its author. With the memo a
//! warm build does not notice (figures: `benches/README.md`).

use std::collections::BTreeMap;
use std::str::FromStr as _;
use std::sync::{Arc, Mutex, OnceLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::html::escape;
use crate::slug::hash;

/// Longer blocks stay plain: they are dumps, and the highlighter has no clock.
const LONGEST: usize = 64 * 1024;

/// Longer lines stay plain: grammars are worst on them.
const LONGEST_LINE: usize = 2000;

/// Raised when the same code would be marked up differently.
const VERSION: u64 = 1;

/// Shards of the memo, so that threads rarely wait for each other.
const SHARDS: usize = 64;

/// Language and code → markup.
#[derive(Debug)]
pub struct Memo {
    shards: Vec<Mutex<BTreeMap<Key, Entry>>>,
}

/// Hash of language and code, and the length of the code: 16 bytes that no two
/// blocks of an archive share by accident.
type Key = (u64, u64);

#[derive(Debug)]
struct Entry {
    html: Arc<str>,
    /// Came from an earlier build.
    loaded: bool,
    /// Asked for since the memo was made.
    used: bool,
}

impl Default for Memo {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Memo {
    /// Marked-up `code`, or `None` where it is shown plain.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let syntax = syntax(language)?;
        if code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        let key = key(&syntax.name, code);
        let shard = &self.shards[usize::try_from(key.0 % SHARDS as u64).unwrap_or_default()];
        if let Ok(mut entries) = shard.lock()
            && let Some(entry) = entries.get_mut(&key)
        {
            entry.used = true;
            return Some(Arc::clone(&entry.html));
        }
        let html: Arc<str> = mark_up(syntax, code)?.into();
        if let Ok(mut entries) = shard.lock() {
            entries.insert(key, Entry { html: Arc::clone(&html), loaded: false, used: true });
        }
        Some(html)
    }

    /// A memo as [`Memo::save`] wrote it; one that is damaged or of another
    /// version is as good as none.
    pub fn load(bytes: &[u8]) -> Self {
        let memo = Self::default();
        let Some(mut rest) = bytes.strip_prefix(header().as_bytes()) else { return memo };
        while let Some((entry, after)) = read_entry(rest) {
            rest = after;
            let (key, html) = entry;
            let shard = &memo.shards[usize::try_from(key.0 % SHARDS as u64).unwrap_or_default()];
            if let Ok(mut entries) = shard.lock() {
                entries.insert(key, Entry { html: html.into(), loaded: true, used: false });
            }
        }
        memo
    }

    /// What was used, in a fixed order; `None` if that is just what was loaded.
    pub fn save(&self) -> Option<Vec<u8>> {
        let mut bytes = header().into_bytes();
        let mut fresh = false;
        for shard in &self.shards {
            let Ok(entries) = shard.lock() else { continue };
            for ((first, second), entry) in entries.iter() {
                fresh |= !(entry.loaded && entry.used);
                if entry.used {
                    bytes.extend(first.to_le_bytes());
                    bytes.extend(second.to_le_bytes());
                    bytes.extend((entry.html.len() as u64).to_le_bytes());
                    bytes.extend(hash(entry.html.as_bytes()).to_le_bytes());
                    bytes.extend(entry.html.as_bytes());
                }
            }
        }
        fresh.then_some(bytes)
    }
}

fn header() -> String {
    format!("casebook highlight {VERSION} {}\n", env!("CARGO_PKG_VERSION"))
}

fn read_entry(bytes: &[u8]) -> Option<((Key, &str), &[u8])> {
    let number = |at: usize| bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes);
    let (first, second, length, check) = (number(0)?, number(8)?, number(16)?, number(24)?);
    let end = 32_usize.checked_add(usize::try_from(length).ok()?)?;
    let html = std::str::from_utf8(bytes.get(32..end)?).ok()?;
    (hash(html.as_bytes()) == check).then_some((((first, second), html), &bytes[end..]))
}

fn key(language: &str, code: &str) -> Key {
    let first = hash(code.as_bytes());
    let second = code.bytes().rev().fold(hash(language.as_bytes()), |hash, byte| {
        (hash.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    (first, second)
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(two_face::syntax::extra_newlines)
}

/// Languages that are shown plain on purpose.
const PLAIN: [&str; 14] = [
    "",
    "text",
    "txt",
    "plain",
    "plaintext",
    "none",
    "log",
    "logs",
    "output",
    "promql",
    "mermaid",
    "dot",
    "graphviz",
    "pikchr",
];

/// Names that people use for the grammars of other names.
const ALIASES: [(&str, &str); 22] = [
    ("console", "bash"),
    ("shell", "bash"),
    ("shell-session", "bash"),
    ("sh-session", "bash"),
    ("zsh", "bash"),
    ("sh", "bash"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("yml", "yaml"),
    ("golang", "go"),
    ("ts", "typescript"),
    ("js", "javascript"),
    ("node", "javascript"),
    ("py", "python"),
    ("python3", "python"),
    ("docker", "dockerfile"),
    ("hcl", "terraform"),
    ("tf", "terraform"),
    ("patch", "diff"),
    ("psql", "sql"),
    ("postgresql", "sql"),
    ("mysql", "sql"),
];

/// The grammar of a fence's language; plain text and logs have none.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    /// Every name and file ending of every grammar: asking the set itself
    /// compares all of them, for every block.
    static BY_NAME: OnceLock<BTreeMap<String, &'static SyntaxReference>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        let all = || syntaxes().syntaxes().iter();
        let names = all().map(|syntax| (syntax.name.to_ascii_lowercase(), syntax));
        let endings = all().flat_map(|syntax| syntax.file_extensions.iter().map(move |ending| (ending, syntax)));
        names.chain(endings.map(|(ending, syntax)| (ending.to_ascii_lowercase(), syntax))).collect()
    });
    let lower = language.to_ascii_lowercase();
    if PLAIN.contains(&lower.as_str()) {
        return None;
    }
    let name = ALIASES.iter().find(|(alias, _)| *alias == lower).map_or(lower.as_str(), |(_, name)| *name);
    by_name.get(name).copied()
}

/// `language` has a grammar or is plain on purpose.
pub fn knows(language: &str) -> bool {
    PLAIN.contains(&language.to_ascii_lowercase().as_str()) || syntax(language).is_some()
}

/// The licences of the grammars, as Markdown.
pub fn licenses() -> String {
    two_face::acknowledgement::listing().to_md()
}

fn mark_up(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let set = syntaxes();
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = String::with_capacity(code.len() * 2);
    let mut current = None;
    for line in code.split_inclusive('\n') {
        let operations = state.parse_line(line, set).ok()?;
        let mut done = 0;
        for (at, operation) in operations {
            write(&line[done..at], class(&stack), &mut current, &mut html);
            done = at;
            stack.apply(&operation).ok()?;
        }
        write(&line[done..], class(&stack), &mut current, &mut html);
    }
    if current.is_some() {
        html.push_str("</span>");
    }
    Some(html)
}

/// Neighbours of one class share a span; blanks belong to whatever is open.
fn write(text: &str, class: Option<char>, current: &mut Option<char>, html: &mut String) {
    if text.is_empty() {
        return;
    }
    if class != *current && !text.trim().is_empty() {
        if current.is_some() {
            html.push_str("</span>");
        }
        if let Some(class) = class {
            html.push_str("<span class=\"");
            html.push(class);
            html.push_str("\">");
        }
        *current = class;
    }
    escape(text, html);
}

/// Scope → class, the most telling first.
const CLASSES: [(&str, char); 26] = [
    ("comment", 'c'),
    ("string.regexp", 's'),
    ("constant.character.escape", 'n'),
    ("markup.inserted", 'i'),
    ("markup.deleted", 'd'),
    ("markup.heading", 'h'),
    ("meta.diff.header", 'h'),
    ("meta.diff.range", 'h'),
    ("constant.numeric", 'n'),
    ("constant", 'n'),
    ("keyword.operator", 'o'),
    ("keyword", 'k'),
    ("storage.modifier", 'k'),
    ("storage.type.function", 'k'),
    ("storage", 'k'),
    ("entity.name.function", 'f'),
    ("variable.function", 'f'),
    ("support.function", 'f'),
    ("entity.name.tag", 'k'),
    ("entity.other.attribute-name", 'v'),
    ("entity.name", 't'),
    ("support.type.property-name", 'v'),
    ("support", 't'),
    ("variable.parameter", 'v'),
    ("string", 's'),
    ("punctuation", 'o'),
];

fn class(stack: &ScopeStack) -> Option<char> {
    static PREFIXES: OnceLock<Vec<(Scope, char)>> = OnceLock::new();
    let prefixes = PREFIXES.get_or_init(|| {
        CLASSES.iter().filter_map(|(scope, class)| Some((Scope::from_str(scope).ok()?, *class))).collect()
    });
    let of = |scope: &Scope| prefixes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    // The innermost scope decides, but the punctuation of a string or comment belongs to it.
    let mut scopes = stack.as_slice().iter().rev().filter_map(of);
    match scopes.next() {
        Some('o') => scopes.find(|class| matches!(class, 's' | 'c' | 'i' | 'd' | 'h')).or(Some('o')),
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_gets_short_classes_and_stays_text() {
        let memo = Memo::default();
        let html = memo.highlight("rust", "let x = \"<b>\"; // y\n").expect("rust has a grammar");
        assert!(html.contains("<span class=\"s\">&quot;&lt;b&gt;&quot;</span>"), "{html}");
        assert!(html.contains("<span class=\"c\">// y"), "{html}");
        assert_eq!(memo.highlight("log", "x"), None);
        assert_eq!(memo.highlight("no-such-language", "x"), None);
    }

    #[test]
    fn a_saved_memo_is_read_back_and_a_damaged_one_is_ignored() {
        let memo = Memo::default();
        let html = memo.highlight("json", "{\"a\": 1}\n").expect("json has a grammar");
        let mut bytes = memo.save().expect("something was highlighted");
        assert_eq!(Memo::load(&bytes).highlight("json", "{\"a\": 1}\n").as_ref(), Some(&html));
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_eq!(Memo::load(&bytes).highlight("json", "{\"a\": 1}\n"), Some(html));
        Memo::load(b"nonsense");
    }
}
