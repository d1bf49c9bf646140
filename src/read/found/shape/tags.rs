//! Marks of other programs around the text: hints of `GitBook`, notices of Hugo, classes of kramdown.
//! What they hold stays, and they go.

use std::collections::BTreeSet;

use crate::markdown::{Kind, Link, Node};
use crate::read::found::inline;
use crate::read::found::shape::marks::MARKS;
use crate::text::Span;

/// Drops such marks, and paragraphs that are nothing else.
///
/// A mark stands around a text if the document has the mark that ends it: `{% endhint %}`,
/// `{{< /notice >}}`. Others, like `{% embed … %}`, say something and stay.
pub(super) fn drop_from(blocks: &mut Vec<Node>) {
    let mut pairs = BTreeSet::new();
    for block in blocks.iter() {
        block.walk(&mut |node| {
            if let Kind::Text(text) = &node.kind {
                // What stands between the marks of a comment is no text. So they stay, for all to see.
                let ended = marks(text).filter_map(|mark| mark.ends()).filter(|name| *name != "comment");
                pairs.extend(ended.map(str::to_owned));
            }
        });
    }
    drop_marks(blocks, &pairs);
}

fn drop_marks(blocks: &mut Vec<Node>, pairs: &BTreeSet<String>) {
    let mut kept = Vec::with_capacity(blocks.len());
    for mut block in std::mem::take(blocks) {
        match block.kind {
            Kind::Paragraph => kept.extend(paragraphs(block, pairs)),
            Kind::Quote | Kind::Alert(_) | Kind::List(_) => {
                drop_marks(&mut block.children, pairs);
                // `* TOC` above `{:toc}` asks for a list that every page has.
                if !(matches!(block.kind, Kind::List(_)) && block.children.is_empty()) {
                    kept.push(block);
                }
            }
            Kind::Item(_) => {
                let is_contents =
                    block.children.iter().any(|node| matches!(&node.kind, Kind::Text(text) if text == "{:toc}"));
                if !is_contents {
                    item(&mut block, pairs);
                    kept.push(block);
                }
            }
            Kind::Heading(_) => {
                within(&mut block.children, pairs);
                kept.push(block);
            }
            Kind::Table(_) => {
                // `{: .table}` below a table is no row of it.
                let is_attribute = |cell: &Node| is_class(inline::text(&cell.children).trim());
                block.children.retain(|row| !row.children.first().is_some_and(is_attribute));
                for cell in block.children.iter_mut().flat_map(|row| &mut row.children) {
                    within(&mut cell.children, pairs);
                }
                kept.push(block);
            }
            _ => kept.push(block),
        }
    }
    *blocks = kept;
}

/// The text of a tight item is no paragraph.
fn item(item: &mut Node, pairs: &BTreeSet<String>) {
    let inline = item.children.iter().take_while(|node| !node.is_block()).count();
    let mut rest = item.children.split_off(inline);
    let line = Node { span: item.span, kind: Kind::Paragraph, children: std::mem::take(&mut item.children) };
    if !line.children.is_empty() {
        let mut made = paragraphs(line, pairs);
        // What is still one line of text stays as tight as it was.
        if let [only] = made.as_mut_slice() {
            item.children = std::mem::take(&mut only.children);
        } else {
            item.children = made;
        }
    }
    drop_marks(&mut rest, pairs);
    item.children.extend(rest);
}

/// A paragraph without marks. The title that a mark gives to what it holds becomes a line of its own.
fn paragraphs(mut paragraph: Node, pairs: &BTreeSet<String>) -> Vec<Node> {
    let has_mark = |node: &Node| matches!(&node.kind, Kind::Text(text) if text.contains('{'));
    if !paragraph.children.iter().any(has_mark) {
        return vec![paragraph];
    }
    let span = paragraph.span;
    let (mut made, mut open): (Vec<Node>, Vec<Node>) = (Vec::new(), Vec::new());
    let close = |open: &mut Vec<Node>, made: &mut Vec<Node>| {
        let children = inline::trim(std::mem::take(open));
        if !children.is_empty() {
            made.push(Node { span, kind: Kind::Paragraph, children });
        }
    };
    let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    for line in std::mem::take(&mut paragraph.children).split_inclusive(is_break) {
        match whole_line(line, pairs) {
            Line::Text => open.extend_from_slice(line),
            Line::Mark => {}
            Line::Shown(node) => {
                close(&mut open, &mut made);
                made.push(Node { span, kind: Kind::Paragraph, children: vec![node] });
            }
        }
    }
    close(&mut open, &mut made);
    for paragraph in &mut made {
        within(&mut paragraph.children, pairs);
        paragraph.children = inline::trim(std::mem::take(&mut paragraph.children));
    }
    made.retain(|paragraph| !paragraph.children.is_empty());
    made
}

enum Line {
    Text,
    Mark,
    /// A mark that shows something: its title, or a picture.
    Shown(Node),
}

/// A line that is a mark and nothing else.
fn whole_line(line: &[Node], pairs: &BTreeSet<String>) -> Line {
    let text = inline::text(line);
    let text = text.trim();
    if is_class(text) {
        return Line::Mark;
    }
    let Some(mark) = marks(text).next().filter(|mark| mark.whole.len() == text.len()) else { return Line::Text };
    let span = line.first().map_or(Span::default(), |node| node.span);
    let shown = |text: &str| Node { span, kind: Kind::Text(text.to_owned()), children: Vec::new() };
    if mark.name() == "figure"
        && let Some(target) = mark.value("src")
    {
        let title = mark.value("caption").or_else(|| mark.value("title")).unwrap_or_default();
        let link = Link { target: target.into(), title: title.into(), bare: false };
        let children = mark.value("alt").into_iter().map(shown).collect();
        return Line::Shown(Node { span, kind: Kind::Image(Box::new(link)), children });
    }
    if !mark.is_of(pairs) {
        return Line::Text;
    }
    match mark.title().filter(|title| !title.is_empty()) {
        Some(title) => Line::Shown(Node { span, kind: Kind::Strong, children: vec![shown(title)] }),
        None => Line::Mark,
    }
}

/// Takes marks out of running text: `It was {{< badge >}}late{{< /badge >}}`, `[a](b){:target="_blank"}`.
fn within(nodes: &mut [Node], pairs: &BTreeSet<String>) {
    let mut behind_markup = false;
    for node in nodes {
        let is_text = matches!(node.kind, Kind::Text(_));
        if let Kind::Text(text) = &mut node.kind {
            if behind_markup
                && text.starts_with('{')
                && let Some(end) = text.find('}').filter(|end| is_class(&text[..=*end]) || is_size(&text[..=*end]))
            {
                text.drain(..=end);
            }
            let mut kept = String::new();
            let mut done = 0;
            for mark in marks(text).filter(|mark| mark.is_of(pairs) && mark.title().is_none()) {
                kept.push_str(&text[done..mark.at]);
                done = mark.at + mark.whole.len();
            }
            if done > 0 {
                kept.push_str(&text[done..]);
                *text = kept;
            }
        } else {
            within(&mut node.children, pairs);
        }
        behind_markup = !is_text && !matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    }
}

/// `{: .table #id target="_blank" }`, which gives attributes to what stands before it.
fn is_class(text: &str) -> bool {
    let inner = text.strip_prefix("{:").and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| {
        let inner = inner.trim_start();
        !inner.contains(['{', '}'])
            && (inner == "toc" || inner.starts_with(['.', '#', ':', '/']) || inner.contains("=\""))
    })
}

/// `{ width=400 loading=lazy }`: how to show the picture or the link before it. What says who may read it stays.
fn is_size(text: &str) -> bool {
    const NAMES: [&str; 8] = ["width", "height", "align", "loading", "target", "rel", "style", "data-title"];
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).map(str::trim).unwrap_or_default();
    let is_pair = |part: &str| part.split_once('=').is_some_and(|(name, _)| NAMES.contains(&name));
    !inner.is_empty() && inner.split_whitespace().all(is_pair)
}

/// A mark in a text.
struct Mark<'a> {
    at: usize,
    whole: &'a str,
    inner: &'a str,
}

/// The marks of a text, in their order.
fn marks(text: &str) -> impl Iterator<Item = Mark<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find('{')?;
            at = start + 1;
            let rest = &text[start..];
            let Some((open, close)) = MARKS.into_iter().find(|(open, _)| rest.starts_with(open)) else { continue };
            // A mark holds no other one.
            let Some(brace) = rest[open.len()..].find(['}', '{']) else { continue };
            let end = open.len() + brace + if open.starts_with("{{") { 2 } else { 1 };
            let Some(whole) = rest.get(..end).filter(|it| it.ends_with(close) && end >= open.len() + close.len())
            else {
                continue;
            };
            at = start + whole.len();
            return Some(Mark { at: start, whole, inner: whole[open.len()..whole.len() - close.len()].trim() });
        }
    })
}

impl<'a> Mark<'a> {
    fn name(&self) -> &'a str {
        let inner = self.inner.trim_start_matches('/').trim_start();
        inner.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).next().unwrap_or_default()
    }

    /// The name of the mark that this one ends.
    fn ends(&self) -> Option<&'a str> {
        let name = self.name();
        let ended = if self.inner.starts_with('/') { Some(name) } else { name.strip_prefix("end") };
        ended.filter(|name| !name.is_empty())
    }

    /// It stands around a text.
    fn is_of(&self, pairs: &BTreeSet<String>) -> bool {
        pairs.contains(self.ends().unwrap_or(self.name()))
    }

    /// `b` in `a="b"`.
    fn value(&self, name: &str) -> Option<&'a str> {
        let at = self.inner.find(&format!(" {name}="))? + name.len() + 2;
        let quote = self.inner[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        self.inner[at + 1..].split(quote).next()
    }

    /// What it calls the text: `title="…"`, or the first words between quotes that have no name.
    fn title(&self) -> Option<&'a str> {
        let first = self.inner.split_once([' ']).map(|(_, rest)| rest.trim_start());
        let unnamed = first.and_then(|rest| rest.strip_prefix('"')?.split('"').next());
        self.value("title").or(unnamed)
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{self, Dialect, Kind};
    use crate::read::found::shape;

    fn shown(text: &str) -> String {
        shape::shown(text, super::drop_from)
    }

    #[test]
    fn marks_of_other_programs_go_and_their_text_stays() {
        for text in [
            "a\n\n{% hint style=\"info\" %}\nb\n{% endhint %}\n\nc\n",
            "a\n\n{% stepper %}\n{% step %}\n\nb\n\n{% endstep %}\n{% endstepper %}\n\nc\n",
            "a\n\n{{< notice warning >}}\nb\n{{< /notice >}}\n\nc\n",
            "a\n\n{{% expand %}}b{{% /expand %}}\n\nc\n",
            "a\n{: .no_toc }\n\nb\n{:.lead #intro}\n\nc\n",
            "* TOC\n{:toc}\n\na\n\nb\n\nc\n",
        ] {
            assert_eq!(shown(text), "a|b|c", "{text}");
        }
        for text in [
            "{% embed url=\"https://v.example\" %}",
            "Use {% hint %} for it",
            "{{< youtube a >}}",
            "{% comment %} x {% endcomment %}",
            "{: a smile",
            "a {b} {{c}} {% d",
        ] {
            assert_eq!(shown(text), text, "{text}");
        }
    }

    #[test]
    fn marks_go_from_lists_cells_and_lines() {
        assert_eq!(shown("- a\n- b\n{% endtab %}\n{% endtabs %}\n"), "a b");
        assert_eq!(shown("x {{< red >}}late{{< /red >}} y\n"), "x late y");
        assert_eq!(shown("[a](b.md){:target=\"_blank\"} c\n"), "a c");
        assert_eq!(shown("![a](b.png){ width=400 loading=lazy } c\n"), "a c");
        assert_eq!(shown("[a](b.md){ audience=internal } c\n"), "a{ audience=internal } c");
        assert_eq!(shown("| a |\n|---|\n| {{< red >}}b{{< /red >}} |\n"), "a b");
    }

    #[test]
    fn the_title_that_a_mark_gives_stays() {
        assert_eq!(shown("{% tab title=\"Course\" %}\na\n{% endtab %}\n"), "Course|a");
        assert_eq!(shown("{{< tab \"Course\" >}}\na\n{{< /tab >}}\n"), "Course|a");
    }

    #[test]
    fn a_figure_is_a_picture_with_its_caption() {
        let mut blocks = markdown::parse(
            "{{< figure src=\"queue.png\" title=\"The queue\" alt=\"a line\" >}}\n",
            0,
            Dialect::Casebook,
        )
        .blocks;
        super::drop_from(&mut blocks);
        let Kind::Image(link) = &blocks[0].children[0].kind else { unreachable!("no image: {blocks:?}") };
        assert_eq!(
            (&*link.target, &*link.title, shown("{{< figure src=\"q.png\" alt=\"a line\" >}}")),
            ("queue.png", "The queue", "a line".to_owned())
        );
    }
}
