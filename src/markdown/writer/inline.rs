//! Writes inline elements: links, images, references to footnotes, raw HTML.

use crate::html::escape;
use crate::html::raw::{self, LINK, Resolved, Use, attribute};
use crate::markdown::writer::{Writer, reference_id};
use crate::markdown::{Kind, Link, Node};

impl<'d> Writer<'_, 'd> {
    pub(super) fn html(&mut self, html: &str, inline: bool) {
        if self.plain() {
            self.out.push_str(html);
            return;
        }
        raw::write(html, inline, self.base, &mut self.open, self.style.resolve, &mut self.out);
    }

    pub(super) fn link(&mut self, link: &Link, children: &'d [Node]) {
        let (url, external) = match (self.style.resolve)(&link.target, Use::Link) {
            _ if self.plain() => (commonmark_url(&link.target), false),
            Resolved::To { url, external, .. } if !self.is_linked() => (url, external),
            // It leads nowhere, or a link of raw HTML is open.
            _ => return self.container(children),
        };
        self.out.push_str("<a");
        attribute("href", &url, &mut self.out);
        if !link.title.is_empty() {
            attribute("title", &link.title, &mut self.out);
        }
        if external {
            self.out.push_str(" rel=\"noreferrer\"");
        }
        self.open.push(LINK);
        self.wrap(">", children, "</a>");
        self.open.pop();
    }

    pub(super) fn image(&mut self, link: &Link, children: &'d [Node]) {
        let alt = alternative(children);
        if self.plain() {
            self.out.push_str("<img");
            attribute("src", &commonmark_url(&link.target), &mut self.out);
            attribute("alt", &alt, &mut self.out);
            if !link.title.is_empty() {
                attribute("title", &link.title, &mut self.out);
            }
            self.out.push_str(" />");
            return;
        }
        let resolved = (self.style.resolve)(&link.target, Use::Image);
        raw::image(&resolved, &link.target, [&alt, &link.title], None, self.is_linked(), &mut self.out);
    }

    /// True inside of a link, where no other link may stand.
    pub(super) fn is_linked(&self) -> bool {
        self.open.contains(&LINK)
    }

    pub(super) fn reference(&mut self, label: &'d str) {
        if !self.document.footnotes.contains_key(label) {
            escape(&format!("[^{label}]"), &mut self.out);
            return;
        }
        let at = *self.numbers.entry(label).or_insert_with(|| {
            self.notes.push((label, 0));
            self.notes.len() - 1
        });
        self.notes[at].1 += 1;
        let (number, id) = (at + 1, reference_id(at + 1, self.notes[at].1));
        if self.is_linked() {
            self.out.push_str(&format!("<sup class=\"footnote-ref\" id=\"{id}\">{number}</sup>"));
            return;
        }
        let link = format!("<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\"");
        self.out.push_str(&link);
        let label = format!("{} {number}", (self.style.say)("document.footnote"));
        self.label(&label);
        self.out.push_str(&format!(">{number}</a></sup>"));
    }
}

/// Returns the alternative text of an image. Markup inside it has no meaning.
pub(super) fn alternative(nodes: &[Node]) -> String {
    let mut text = String::new();
    for node in nodes {
        node.walk(&mut |node| match &node.kind {
            Kind::Text(part) | Kind::InlineCode(part) => text.push_str(part),
            Kind::SoftBreak | Kind::HardBreak => text.push('\n'),
            _ => {}
        });
    }
    text
}

/// Percent-encodes an address as the examples of the `CommonMark` specification do.
pub(super) fn commonmark_url(url: &str) -> String {
    let mut written = String::with_capacity(url.len());
    for byte in url.bytes() {
        let keep = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=%".contains(&byte);
        if keep { written.push(char::from(byte)) } else { written.push_str(&format!("%{byte:02X}")) }
    }
    written
}
