//! Syntax highlighting: code → HTML with a few short classes.
//!
//! Highlighting is by far the most expensive part of a build. So every distinct block is
//! highlighted once, blocks that gain nothing stay plain, and the results are kept in a
//! [`Memo`], which can be saved between builds.
//!
//! The regular expressions run in `fancy-regex`, which is Rust. The C library Oniguruma is two
//! and a half times as fast, but its author has archived it. With the memo a warm build does
//! not notice the difference (figures: `benches/README.md`).

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};
use std::str::FromStr as _;
use std::sync::{Arc, OnceLock, RwLock};

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::diagram::memo::{self, Made};
use crate::html::escape;

/// Blocks with more bytes stay plain. They are dumps, and the highlighter has no time limit.
const LONGEST: usize = 64 * 1024;

/// Blocks with a line of more bytes stay plain, because grammars are slowest on long lines.
const LONGEST_LINE: usize = 2000;

/// Lines are remembered up to this many bytes of code and markup, about 40 MiB with their keys.
const MOST_LINES: usize = 16 << 20;

/// Version of the highlighted markup. Raise it when the same code would get other markup.
const VERSION: u64 = 1;

/// Remembers the markup of code, by language and code.
#[derive(Debug)]
pub struct Memo {
    blocks: memo::Memo,
    lines: Lines,
}

impl Default for Memo {
    fn default() -> Self {
        Self::load(&[])
    }
}

impl Memo {
    /// Returns the markup of `code`, or `None` if it is shown plain.
    pub fn highlight(&self, language: &str, code: &str) -> Option<Arc<str>> {
        let syntax = syntax(language)?;
        if code.len() > LONGEST || code.lines().any(|line| line.len() > LONGEST_LINE) {
            return None;
        }
        self.blocks.get_or_make(&syntax.name, code, || self.lines.mark_up(syntax, code).map(Made::Lasting))
    }

    /// Returns the memo that [`Memo::save`] wrote. A damaged one, or one of another version,
    /// gives an empty memo.
    pub fn load(bytes: &[u8]) -> Self {
        Self { blocks: memo::Memo::load(&format!("highlight {VERSION}"), bytes), lines: Lines::default() }
    }

    /// Returns the entries that were used, in a fixed order, or `None` if they are just those
    /// that were loaded.
    pub fn save(&self) -> Option<Vec<u8>> {
        self.blocks.save()
    }
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

/// Common names of languages, and the name that the grammar has.
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

/// Returns the grammar for the language of a code fence. Plain text and logs have none.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    /// Every name and file extension of every grammar. `SyntaxSet` itself would compare all of
    /// them for every block.
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

/// True if `language` has a grammar or is plain on purpose.
pub fn knows(language: &str) -> bool {
    PLAIN.contains(&language.to_ascii_lowercase().as_str()) || syntax(language).is_some()
}

/// Returns the licences of the grammars, as Markdown.
pub fn licenses() -> String {
    two_face::acknowledgement::listing().to_md()
}

/// Everything that decides the markup of the next line of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    parse: ParseState,
    scopes: ScopeStack,
    /// Class of the span that is open.
    span: Option<char>,
}

impl Hash for State {
    /// Hashes the scopes alone, because `ParseState` can only be compared.
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.scopes.scopes.hash(hasher);
    }
}

impl State {
    fn new(syntax: &SyntaxReference) -> Self {
        Self { parse: ParseState::new(syntax), scopes: ScopeStack::new(), span: None }
    }

    /// Moves behind `line` and returns its markup.
    fn advance(&mut self, line: &str) -> Option<String> {
        let mut html = String::with_capacity(line.len() * 2);
        let mut done = 0;
        for (at, operation) in self.parse.parse_line(line, syntaxes()).ok()? {
            write(&line[done..at], class(&self.scopes), &mut self.span, &mut html);
            done = at;
            self.scopes.apply(&operation).ok()?;
        }
        write(&line[done..], class(&self.scopes), &mut self.span, &mut html);
        Some(html)
    }
}

/// Remembers the markup of lines, by the state before them. Blocks of an archive are rarely equal,
/// but many of their lines are.
///
/// Gain: in three pairs of cold `casebook build` of 1,000 documents from `benches/archive` 5.9, 6.7
/// and 5.6 CPU seconds of user time instead of 7.3, 8.1 and 9.1.
#[derive(Debug, Default)]
struct Lines(RwLock<Known>);

/// Lines that were marked up, and their size in bytes.
#[derive(Debug, Default)]
struct Known {
    lines: HashMap<Arc<State>, HashMap<Box<str>, Line>>,
    bytes: usize,
}

/// The markup of a line, and the state behind it.
#[derive(Debug, Clone)]
struct Line {
    html: Arc<str>,
    after: Arc<State>,
}

impl Lines {
    fn mark_up(&self, syntax: &SyntaxReference, code: &str) -> Option<String> {
        let mut html = String::with_capacity(code.len() * 2);
        let mut state = Arc::new(State::new(syntax));
        for line in code.split_inclusive('\n') {
            let Line { html: marked_up, after } = self.line(&state, line)?;
            html.push_str(&marked_up);
            state = after;
        }
        if state.span.is_some() {
            html.push_str("</span>");
        }
        Some(html)
    }

    fn line(&self, before: &Arc<State>, line: &str) -> Option<Line> {
        if let Some(known) = self.0.read().ok()?.lines.get(before).and_then(|lines| lines.get(line)) {
            return Some(known.clone());
        }
        let mut after = State::clone(before);
        let html = after.advance(line)?;
        let result = Line { html: html.into(), after: Arc::new(after) };
        let mut known = self.0.write().ok()?;
        if known.bytes < MOST_LINES {
            known.bytes += line.len() + result.html.len();
            known.lines.entry(Arc::clone(before)).or_default().insert(line.into(), result.clone());
        }
        Some(result)
    }
}

/// Writes a token. Neighbours of the same class share a span, and blanks go into the span that
/// is open.
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

/// Scope prefix → class. The first that matches decides, so specific prefixes come first.
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
    // The innermost scope decides. Only the punctuation of a string or a comment takes the
    // class of that.
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
    fn a_line_that_is_known_gets_the_markup_of_its_place() {
        let blocks = [
            ("c", "int x = 1;\n/*\nint x = 1;\n*/\nint x = 1;\n"),
            ("c", "/*\nint x = 1;\n"),
            ("bash", "cat <<A\necho \"x\"\nB\nA\necho \"x\"\n"),
            ("bash", "cat <<B\necho \"x\"\nA\nB\necho \"x\"\n"),
            ("python", "x = \"\"\"\nx = 1\n\"\"\"\nx = 1\n"),
            ("python", "x = 1\n"),
            ("c", "x = 1\n"),
        ];
        let memo = Memo::default();
        for (language, code) in blocks {
            let mut state = State::new(syntax(language).expect("a grammar"));
            let lines = code.split_inclusive('\n').map(|line| state.advance(line).expect("markup"));
            let mut alone: String = lines.collect();
            alone.push_str(if state.span.is_some() { "</span>" } else { "" });
            assert_eq!(memo.highlight(language, code).as_deref(), Some(alone.as_str()), "{code}");
        }
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
