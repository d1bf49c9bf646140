//! Marks that leave nothing out, because they are misspelt or stand in the wrong place.

use std::sync::LazyLock;

use super::{banner, names};
use crate::data::{Kind as ValueKind, Table, Value};
use crate::html;
use crate::incident::Audience;
use crate::markdown::{self, Dialect, Kind};
use crate::read::block;
use crate::read::words as vocabulary;
use crate::read::words::parts::Parts;
use crate::text::folded::{fold, folded};
use crate::text::{SourceFile, Span};

/// Longest piece of a line that is searched for a mark, in bytes.
const LONGEST: usize = 200;

/// Returns the marks in the text that a site for `site` shows although somebody meant to leave
/// something out: misspelt ones, and those in the wrong place. Code may speak of marks.
///
/// Every line of every document is looked at, so the cheap questions come first. Gain: 305 million
/// instructions for 300 documents instead of 1,374, of 2,900 for a warm build (see `benches/README.md`).
pub fn stray_marks(file: &SourceFile, site: Audience) -> Vec<Span> {
    let (text, from) = (&file.text, block::end(&file.text));
    let mut found = Vec::new();
    if let Ok(Some(block)) = block::find(text) {
        in_table(&block::parse(text, &block).0, site, &mut found);
    }
    let mut marks = Vec::new();
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let own = Line::new(line.trim_end_matches('\n'));
        marks.extend(own.mark(site).map(|(a, b)| Span::new(start + a, start + b)));
        start += line.len();
    }
    if !marks.is_empty() || text.lines().any(may_mark_code) {
        let code = Code::of(text, from, site);
        marks.retain(|mark| !Span::any_has(&code.skipped, mark.start as usize));
        found.extend(code.marked);
    }
    found.extend(marks);
    found.sort_unstable();
    found
}

/// Adds the places of texts in the front matter that hold a mark.
fn in_table(table: &Table, site: Audience, found: &mut Vec<Span>) {
    table.entries.iter().for_each(|entry| in_value(&entry.value, site, found));
}

fn in_value(value: &Value, site: Audience, found: &mut Vec<Span>) {
    match &value.kind {
        ValueKind::Table(table) => in_table(table, site, found),
        ValueKind::List(items) => items.iter().for_each(|item| in_value(item, site, found)),
        ValueKind::Text(text) | ValueKind::Plain(text)
            if text.lines().any(|line| Line::new(line).mark(site).is_some() && !is_code(line)) =>
        {
            found.push(value.span);
        }
        _ => {}
    }
}

/// True if `line` may open a code block that is marked. Only then is the document parsed.
fn may_mark_code(line: &str) -> bool {
    let Some(fence) = ["```", "~~~"].iter().filter_map(|fence| line.find(fence)).min() else { return false };
    // A reference or an escape may hide a letter.
    let info = fold(line[fence..].trim_start_matches(['`', '~']));
    info.contains(['&', '\\']) || of_fence(info.trim()).is_some()
}

fn is_code(line: &str) -> bool {
    line.contains('`')
}

/// The code of a document.
struct Code {
    /// Code that may speak of marks.
    skipped: Vec<Span>,
    /// Code blocks that are marked themselves: three backticks and `internal`.
    marked: Vec<Span>,
}

impl Code {
    fn of(text: &str, from: usize, site: Audience) -> Self {
        let mut code = Self { skipped: Vec::new(), marked: Vec::new() };
        markdown::parse(text, from, Dialect::Casebook).walk(&mut |node| match &node.kind {
            Kind::Code(block) if block.fenced => {
                let start = node.span.start as usize;
                if of_fence(&fold(&block.info)).is_some_and(|audience| audience > site) {
                    let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
                    code.marked.push(Span::new(start, end));
                }
                code.skipped.push(node.span);
            }
            // A heading or a quote that is indented by four is code by mistake.
            Kind::Code(block) if block.text.trim_start().starts_with(['#', '>']) => {}
            Kind::Code(_) | Kind::InlineCode(_) => code.skipped.push(node.span),
            _ => {}
        });
        code.skipped.sort_unstable();
        code
    }
}

/// The readers that the line of a fence names as its language or as an attribute.
fn of_fence(info: &str) -> Option<Audience> {
    let mut words = info.split([' ', ',', '{', '}', '=', '"', '\'']);
    let language = words.next().and_then(is_sure);
    let attribute = |word: &str| match word.strip_prefix('.') {
        Some(class) => is_sure(class),
        None if info.contains("audience") => is_sure(word),
        None => None,
    };
    language.or_else(|| words.filter_map(attribute).max())
}

/// A line as a reader sees it: small letters, without escapes.
struct Line {
    text: String,
    /// The byte offset in the line for every byte of `text`.
    at: Vec<usize>,
    length: usize,
    /// All letters are capitals.
    is_loud: bool,
    /// All letters before the first colon are capitals: `INTERNAL: the customer was told`.
    is_label_loud: bool,
}

impl Line {
    fn new(line: &str) -> Self {
        let line = &line[..line.floor_char_boundary(20 * LONGEST)];
        let mut new = Self {
            text: String::with_capacity(line.len()),
            at: Vec::with_capacity(line.len()),
            length: line.len(),
            is_loud: !line.contains(char::is_lowercase),
            is_label_loud: line.split_once(':').is_some_and(|(label, _)| !label.contains(char::is_lowercase)),
        };
        let mut rest = line;
        while let Some(special) = rest.find(['\\', '&']) {
            let start = line.len() - rest.len();
            new.push(&rest[..special], start, false);
            let tail = &rest[special..];
            let reference = tail[..tail.floor_char_boundary(12)].find(';').filter(|_| tail.starts_with('&'));
            let taken = match reference {
                Some(end) => {
                    new.push(&html::unescape(&tail[..=end]), start + special, true);
                    end + 1
                }
                None if tail[1..].starts_with(|c: char| c.is_ascii_punctuation()) => 1,
                None => {
                    new.push(&tail[..1], start + special, false);
                    1
                }
            };
            rest = &tail[taken..];
        }
        new.push(rest, line.len() - rest.len(), false);
        new
    }

    fn push(&mut self, piece: &str, start: usize, is_one: bool) {
        if piece.is_ascii() && !is_one {
            // Nearly every line is ASCII, which `folded` only makes small.
            let from = self.text.len();
            self.text.push_str(piece);
            self.text[from..].make_ascii_lowercase();
            self.at.extend(start..start + piece.len());
            return;
        }
        for (at, c) in folded(piece) {
            self.text.push(c);
            let at = if is_one { start } else { start + at };
            self.at.resize(self.text.len(), at);
        }
    }

    /// Returns the span in the line of the first mark for fewer readers than `site`.
    fn mark(&self, site: Audience) -> Option<(usize, usize)> {
        let found = self.bracketed(site).or_else(|| self.whole(site)).or_else(|| self.tag(site));
        let (start, end) = found.or_else(|| self.notice(site))?;
        let place = |at: usize| self.at.get(at).copied().unwrap_or(self.length);
        Some((place(start), place(end)))
    }

    /// `{.internal}`, `{.internal`, `(.internal)`, `[!INTERNAL|note]`, `[INTERNAL]`.
    fn bracketed(&self, site: Audience) -> Option<(usize, usize)> {
        let lead = self.text.len() - self.text.trim_start_matches(is_lead).len();
        let heading = self.text.trim_start_matches(['>', ' ', '-', '*']).starts_with('#');
        self.text.match_indices(['{', '[', '(']).find_map(|(at, open)| {
            let close = match open {
                "{" => '}',
                "[" => ']',
                _ => ')',
            };
            let rest = &self.text[at + 1..];
            let rest = &rest[..rest.floor_char_boundary(LONGEST)];
            let (inside, behind) = rest.split_once(close).unwrap_or((rest, ""));
            let is_closed = inside.len() < rest.len();
            let context = Context {
                starts: at <= lead || self.text[lead..at].bytes().all(|byte| byte == b'['),
                heading,
                ends: behind.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '[')).is_empty(),
                behind,
                is_closed,
            };
            let audience = match open {
                "{" => attributes(inside, &context),
                open => bracket(inside, open, &context),
            };
            let end = at + 1 + inside.len() + usize::from(is_closed);
            audience.filter(|audience| *audience > site).map(|_| (at, end))
        })
    }

    /// A line that is nothing but a mark: `> **Internal**`, `::: internal`, `{% internal %}`.
    fn whole(&self, site: Audience) -> Option<(usize, usize)> {
        let text = self.text.trim();
        let start = self.text.len() - self.text.trim_start().len();
        let quoted = text.starts_with('>');
        let bare = text.trim_matches(|c: char| is_lead(c) || matches!(c, '*' | '_' | ':' | '.' | '!' | '=' | '~'));
        if bare.is_empty() || text.starts_with('|') {
            return None;
        }
        let fences = [":::", "!!!", "???", "%%", "===", "@", "{%", "{{", "{:"];
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
        let audience = if let Some(fence) = fences.iter().find(|fence| text.starts_with(**fence)) {
            if fence.starts_with('{') { words.find_map(is_sure) } else { words.next().and_then(is_sure) }
        } else {
            let (label, _) = bare.split_once(':').unwrap_or((bare, ""));
            let label = label.trim_end_matches(['*', '_', ' ']);
            let is_item = text.starts_with(['-', '+']) || text.starts_with("* ");
            let is_heading = text.trim_start_matches(['>', ' ']).starts_with('#');
            let is_alone = || {
                let tagged = text.trim_start_matches(['>', ' ']).strip_prefix('#') == Some(bare);
                let strong = bare == label
                    && ["**", "__"].iter().any(|mark| text.ends_with(mark) && text.contains(&format!("{mark}{bare}")));
                let loud = self.is_loud && (bare == label || is_heading);
                quoted || tagged || loud || self.is_label_loud && !is_item || strong
            };
            let sure = is_sure(label).filter(|_| is_alone());
            // An item of a list is a sentence sooner than a mark: `Only users not on version 2`.
            let is_short = label.split(' ').count() <= 8 && !is_item;
            let is_mark = || is_short && (bare == label || quoted || is_heading) && names::is_mark(label);
            let named = sure.or_else(|| is_mark().then(|| names::named(label)).flatten());
            named.or_else(|| is_heading.then(|| of_heading(bare)).flatten())
        };
        audience.filter(|audience| *audience > site).map(|_| (start, start + text.len()))
    }

    /// A line that asks not to publish, and a comment in the form of Obsidian or `CriticMarkup`, which
    /// pages would show.
    fn notice(&self, site: Audience) -> Option<(usize, usize)> {
        static NOTICES: LazyLock<Parts> = LazyLock::new(|| Parts::new(vocabulary::words().audience.notice));
        if site != Audience::Public {
            return None;
        }
        let text = self.text.trim();
        let is_comment = text.starts_with("%%") || text.matches(" %%").count() > 0 && text.ends_with("%%");
        let is_notice = is_comment || text.contains("{>>") || NOTICES.any(text);
        let start = self.text.len() - self.text.trim_start().len();
        is_notice.then_some((start, start + text.len()))
    }

    /// `<div class="internal">`, `<internal>`, `<!-- internal -->`, and a comment that ends at once.
    fn tag(&self, site: Audience) -> Option<(usize, usize)> {
        self.text.match_indices('<').find_map(|(at, _)| {
            let rest = &self.text[at + 1..];
            let rest = &rest[..rest.floor_char_boundary(LONGEST)];
            if site == Audience::Public && (rest.starts_with("!-->") || rest.starts_with("!--->")) {
                return Some((at, at + 5));
            }
            let (inside, _) = rest.split_once('>').unwrap_or((rest, ""));
            let end = (at + inside.len() + 2).min(self.text.len());
            let audience = if let Some(comment) = inside.strip_prefix("!--") {
                commented(comment.trim_matches(['-', ' ']))
            } else {
                let mut words = inside.split(['"', '\'', ' ', '=']).filter(|word| !word.is_empty());
                let named = ["class", "audience", "visibility"].iter().any(|name| inside.contains(name));
                let unseen = ["display:none", "display: none", "visibility:hidden", "visibility: hidden"];
                let is_unseen = || inside.contains("style") && unseen.iter().any(|style| inside.contains(style));
                let name = words.next().unwrap_or_default().trim_start_matches('/');
                let name = name.split('-').next().unwrap_or_default();
                let shown = rest[inside.len()..].trim_start_matches('>').split('<').next().unwrap_or_default();
                let is_title = name == "summary" || name.len() == 2 && name.starts_with('h');
                is_sure(name)
                    .or_else(|| words.filter(|_| named).find_map(is_sure))
                    .or_else(|| outside_quotes(inside).skip(1).find_map(is_sure))
                    .or_else(|| is_unseen().then_some(Audience::Internal))
                    .or_else(|| is_title.then(|| is_sure(shown.trim()).or_else(|| of_heading(shown))).flatten())
            };
            audience.filter(|audience| *audience > site).map(|_| (at, end))
        })
    }
}

/// Returns the names of a tag's attributes, after the name of the tag.
fn outside_quotes(tag: &str) -> impl Iterator<Item = &str> {
    tag.split('"').step_by(2).flat_map(|piece| piece.split('\'').step_by(2)).flat_map(str::split_whitespace)
}

/// Returns the readers that a heading names beside its title or as its title: `Names – internal
/// only`, `(internal) Names`, `Internal notes`.
fn of_heading(text: &str) -> Option<Audience> {
    let mut pieces = text.split([':', '(', ')', '–', '—']).flat_map(|piece| piece.split(" - "));
    let marked = pieces.find(|piece| names::is_mark(piece)).and_then(names::named);
    marked.or_else(|| names::of_part(text))
}

/// What stands around a bracket.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
struct Context<'a> {
    /// Only marks of a list, a heading, a quote or emphasis stand before it.
    starts: bool,
    /// It stands in a heading.
    heading: bool,
    /// Nothing but marks stands behind it.
    ends: bool,
    behind: &'a str,
    is_closed: bool,
}

/// `{.internal #x}`, `{: .internal }`, `{restricted}` at the end of a line.
fn attributes(inside: &str, context: &Context<'_>) -> Option<Audience> {
    let audience = |word: &str| {
        let name = word.trim_start_matches(['.', ':', '#', '!', '%', '<', '=']);
        let is_marked = name != word;
        let counts = if context.is_closed {
            context.ends || is_marked
        } else {
            word.starts_with(['.', ':', '!']) || context.ends && is_sure(name).is_some()
        };
        means(name).filter(|_| counts && !name.is_empty())
    };
    let joined = inside.replace(". ", ".");
    joined.split_whitespace().filter_map(audience).max()
}

fn bracket(inside: &str, open: &str, context: &Context<'_>) -> Option<Audience> {
    let trimmed = inside.trim();
    let word = trimmed.trim_start_matches(['!', '.', '^', ':', ' ']);
    let mark = &trimmed[..trimmed.len() - word.len()];
    let first = word.split(|c: char| !c.is_alphanumeric()).next()?;
    let is_link = context.behind.starts_with('(') || context.behind.starts_with('[');
    if mark.contains('!') && (open == "[" || context.starts) || mark.starts_with('.') {
        return means(first).or_else(|| is_sure(first));
    }
    if mark.starts_with('^') {
        return is_sure(first).filter(|_| context.starts && first == word && !context.behind.starts_with(':'));
    }
    let is_reference = context.behind.starts_with(':') && context.behind.contains('/');
    let (sure, rest) = (is_sure(first)?, word.len() > first.len());
    let counts = match open {
        "[" => (context.starts || context.heading && context.ends) && !is_link && !is_reference,
        _ => (context.ends || context.heading && context.starts) && (context.heading || context.starts),
    };
    // `[internal tools]` are words; `[INTERNAL ONLY]` and `[internal|x]` are marks.
    let is_mark = !rest || names::named(word).is_some() || word[first.len()..].starts_with(['|', '-', '/', ':']);
    let unclosed = context.is_closed || !rest && open == "[";
    (counts && is_mark && unclosed).then_some(sure)
}

/// Returns the readers that a comment such as `<!-- begin internal -->` names.
fn commented(text: &str) -> Option<Audience> {
    let ends = ["/", "begin", "start", "end", "stop", "open", "close", ":", " ", "-", "audience", "#"];
    let mut word = text;
    while let Some(rest) = ends.iter().find_map(|end| word.strip_prefix(end).or_else(|| word.strip_suffix(end))) {
        word = rest;
    }
    let said = || super::keys::said_by_line(text).filter(|_| text.contains(':'));
    let mark = || names::named(word).filter(|_| names::is_mark(word));
    is_sure(word).or_else(mark).or_else(said).or_else(|| banner::of_comment(word))
}

/// True for marks that may stand before the text of a block.
fn is_lead(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>' | '#' | '-' | '+' | '*' | '_' | '~' | '.' | ')' | '|' | '"' | '0'..='9')
        || !c.is_ascii() && !c.is_alphanumeric()
}

/// The readers that a word names which always speaks of fewer readers, even without a dot or an
/// exclamation mark.
fn is_sure(word: &str) -> Option<Audience> {
    match word {
        "internal-only" | "internalonly" => Some(Audience::Internal),
        word if vocabulary::words().audience.fewer.contains(&word) => names::named(word).or(Some(Audience::Internal)),
        _ => None,
    }
}

/// The readers that the word, or another one for few readers, or nearly the word names.
fn means(word: &str) -> Option<Audience> {
    names::named(word).or_else(|| names::nearly(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_that_speaks_of_the_document_is_a_mark() {
        assert!(commented("this document is internal.").is_some());
        assert!(commented("internal report, please do not forward").is_some());
        for text in ["internal server errors are counted twice", "keep this within two sentences."] {
            assert_eq!(commented(text), None, "{text}");
        }
    }

    #[test]
    fn misspelt_and_misplaced_marks_are_stray() {
        let stray = |text: &str| stray_marks(&SourceFile::new("a.md", text), Audience::Public).len();
        for text in [
            "## Notes {.interal}",
            "## Notes {.intern}",
            "**Names** { .internal }",
            "**Names {.internal }**",
            "A paragraph.\n{: .internal}",
            "Some {.internal} words",
            "> [!INTERAL]\n> x",
            "> [! INTERNAL]\n> x",
            "> [!INTERNAL|note]\n> x",
            "> \\[!INTERNAL\\]\n> x",
            "> [!INTERNAL ONLY]\n> x",
            "> [ !INTERNAL]\n> x",
            "> [!INTERNAL\n> x",
            "> [INTERNAL]\n> x",
            "> [INTERNAL\n> x",
            "> [^INTERNAL]\n> x",
            "> (!INTERNAL)\n> x",
            "> &#91;!INTERNAL]\n> x",
            "> &lbrack;!INTERNAL]\n> x",
            "> 【!INTERNAL】\n> x",
            "> [!ІNТERNАL]\n> x",
            "> [!in\u{200b}ternal]\n> x",
            "> **INTERNAL**\n> x",
            "> INTERNAL\n> x",
            "> Internal: x",
            "> Internal only\n> x",
            "## Names {.internal",
            "## Names (.internal)",
            "## Names [.internal]",
            "## Names (internal)",
            "## Names [INTERNAL]",
            "## INTERNAL",
            "## INTERNAL ONLY",
            "**INTERNAL**",
            "    ## Names {.internal}",
            "    > [!INTERNAL]\n    > x",
            "::: internal\nx\n:::",
            "!!! internal\n    x",
            "{% internal %}\nx",
            "{{< internal >}}\nx",
            "<div class=\"internal\">\nx\n</div>",
            "<internal>\nx\n</internal>",
            "<!-- internal -->\nx\n",
            "<!-- begin internal -->\nx\n",
            "> Internally\n> x",
            "```internal\nx\n```",
            "~~~internal ```\nx\n~~~",
            "- ~~~ INTERNAL x\n  x\n  ~~~",
            "```іntеrnal\nx\n```",
            "```&#105;nternal\nx\n```",
            "- [INTERNAL] x",
            "a <!--> x -->",
            "+++\ntitle = \"{.internal}\"\n+++\nText",
            "---\nsummary: \"[INTERNAL] x\"\n---\nText",
        ] {
            assert!(stray(text) > 0, "{text}");
        }
        for text in [
            "## Notes {#internal-notes .wide}",
            "`{.internal}` and `[!INTERNAL]`",
            "```\n## x {.internal}\n```",
            "the path /api/{internal}/x",
            "${internal_host}",
            "## Notes {.interval}",
            "> [!NOTE] internal",
            "[![Internal](a.png)](b.md)",
            "# Internal server error",
            "The internal load balancer (internal) failed.",
            "[Internal](a.md) and [internal][b]\n\n[b]: https://x.example/",
            "- Internal: 12 teams",
            "### Internal",
            "**Internal** and external impact",
            "| Internal | External |\n|---|---|\n| x | y |",
            "<a href=\"/internal/x\">x</a> <https://x.internal/>",
            "<!-- internal server errors are counted twice -->",
            "HTTP 500 INTERNAL SERVER ERROR",
            "- Secret Manager was down",
            "- [red] Service A",
            "> Internal systems were slow.",
            "- Customers had to remove it entirely if they did not know that only the body was needed",
            "Customers had to remove it entirely if they did not know that only the body was needed",
            "- Only users not on version 2",
            "## Internal communication",
            "## Impact: internal tools",
            "- INTERNAL: 12 teams",
            "The note was private.",
            "## Notes",
            "## Restricted access to the database",
            "## Hidden dependency",
            "The flag is hidden (see below).",
            "<a href=\"/x\" title=\"the internal dashboard\" aria-hidden=\"true\">x</a>",
            "```text title=\"internal dashboard\"\nx\n```",
            "Errors rose from 5%% to 10%%.",
            "We did not publish the status page in time.",
            "## Lessons for internal users",
        ] {
            assert_eq!(stray(text), 0, "{text}");
        }
    }
}
