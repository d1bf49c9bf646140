//! Writes code, diagrams and images that stand by themselves.

use crate::diagram::{self, Drawing, Fault, Picture, language};
use crate::html::escape;
use crate::html::raw::{Resolved, Use, attribute};
use crate::markdown::writer::inline::alternative;
use crate::markdown::writer::{WIDE, Writer};
use crate::markdown::{CodeBlock, Kind, Link, Node};
use crate::text::Span;

impl<'d> Writer<'_, 'd> {
    pub(super) fn paragraph(&mut self, node: &'d Node) {
        self.begin_block();
        let (link, children) = match node.children.as_slice() {
            [Node { kind: Kind::Image(link), children, .. }] if !self.plain() => (link, children),
            _ => return self.wrap("<p>", &node.children, "</p>\n"),
        };
        self.sheet_for(link);
        // An image alone with a title becomes a figure, and the title its caption.
        self.out.push_str(if link.title.is_empty() { "<p>" } else { "<figure>" });
        self.enlargeable(&Link { title: "".into(), ..(**link).clone() }, children, node.span);
        if link.title.is_empty() {
            self.out.push_str("</p>\n");
        } else {
            self.out.push_str("<figcaption>");
            escape(&link.title, &mut self.out);
            self.out.push_str("</figcaption></figure>\n");
        }
    }

    /// Writes the link to the style sheet for pictures, once. Pages without pictures do not
    /// load it.
    pub(super) fn sheet(&mut self) {
        if self.styled {
            return;
        }
        self.styled = true;
        let sheet = (self.style.sheet)();
        if !sheet.is_empty() {
            self.out.push_str("<link rel=\"stylesheet\"");
            attribute("href", &sheet, &mut self.out);
            self.out.push_str(">\n");
        }
    }

    pub(super) fn sheet_for(&mut self, link: &Link) {
        if self.is_wide(link) {
            self.sheet();
        }
    }

    pub(super) fn is_wide(&self, link: &Link) -> bool {
        let resolved = (self.style.resolve)(&link.target, Use::Image);
        matches!(resolved, Resolved::To { size: Some((width, _)), external: false, .. } if width >= WIDE)
    }

    /// Writes an image. If it is much wider than the text, a click shows it in full. The
    /// browser's own popover needs no script, opens with the keyboard and closes with Escape.
    pub(super) fn enlargeable(&mut self, link: &Link, children: &'d [Node], span: Span) {
        if !self.is_wide(link) {
            self.image(link, children);
            return;
        }
        let id = format!("image.{}", self.place(span));
        self.out.push_str("<button class=\"enlarge\" type=\"button\"");
        attribute("popovertarget", &id, &mut self.out);
        let label = format!("{}: {}", (self.style.say)("document.enlarge"), alternative(children));
        attribute("aria-label", &label, &mut self.out);
        self.out.push('>');
        self.image(link, children);
        self.out.push_str("</button><span popover");
        attribute("id", &id, &mut self.out);
        self.out.push('>');
        self.image(link, children);
        self.out.push_str("</span>");
    }

    /// Returns where in the document a picture stands: the number of its block, and the offset in
    /// that. It is unique on a page, and tells nothing of comments and parts that were left out.
    fn place(&mut self, span: Span) -> String {
        let blocks = &self.document.blocks;
        let end = blocks.partition_point(|block| block.span.start <= span.start);
        // Pictures are mostly written in their order, so every block is counted once.
        if end < self.counted.0 {
            self.counted = (0, 0);
        }
        let (from, before) = self.counted;
        let more = blocks[from..end].iter().filter(|block| !matches!(block.kind, Kind::Html(_))).count();
        self.counted = (end, before + more);
        let block = end.checked_sub(1).map_or(0, |at| blocks[at].span.start);
        format!("{}.{}", self.counted.1, span.start - block)
    }

    pub(super) fn code(&mut self, code: &CodeBlock, span: Span) {
        self.begin_block();
        match (self.style.diagram)(code) {
            None => self.listing(code),
            Some(Drawing::Picture(picture)) => self.picture(code, &picture, span),
            Some(Drawing::Broken(fault)) => {
                self.complaint(code, &fault);
                self.listing(code);
            }
        }
    }

    /// Writes a diagram. Its source follows below, for readers who cannot see the picture or
    /// want to copy it.
    pub(super) fn picture(&mut self, code: &CodeBlock, picture: &Picture, span: Span) {
        self.sheet();
        let title = diagram::option(&code.info, "title");
        let label = title.as_ref().or(picture.title.as_ref()).map_or((self.style.say)("feed.diagram"), String::as_str);
        self.out.push_str("<figure class=\"diagram\"><div class=\"diagram-scroll\" tabindex=\"0\" role=\"group\"");
        attribute("aria-label", label, &mut self.out);
        // Assistive technology does not find links inside of an image.
        let role = if picture.svg.contains("<a ") { "group" } else { "img" };
        self.out.push_str(&format!("><svg role=\"{role}\""));
        attribute("aria-label", label, &mut self.out);
        let ids = format!("dg{}.", self.place(span));
        self.out.push_str(&picture.svg.strip_prefix("<svg").unwrap_or_default().replace(diagram::ID, &ids));
        self.out.push_str("</div>");
        self.out.push_str("<details><summary");
        self.mark();
        self.out.push('>');
        escape((self.style.say)("document.source"), &mut self.out);
        self.out.push_str("</summary>\n");
        self.listing(code);
        self.out.push_str("</details>");
        if let Some(title) = &title {
            self.out.push_str("<figcaption>");
            escape(title, &mut self.out);
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    pub(super) fn complaint(&mut self, code: &CodeBlock, fault: &Fault) {
        self.sheet();
        self.out.push_str("<p class=\"diagram-fault\" role=\"note\"");
        self.mark();
        self.out.push('>');
        escape((self.style.say)("document.not_drawn"), &mut self.out);
        if let Some((line, _)) = fault.at {
            let first = code.text.lines().nth(line - 1).unwrap_or_default().trim();
            self.out.push_str(&format!(" ({} {line}", (self.style.say)("document.line")));
            if !first.is_empty() {
                self.out.push_str(", <code>");
                escape(first, &mut self.out);
                self.out.push_str("</code>");
            }
            self.out.push(')');
        }
        self.out.push_str(": ");
        escape(&fault.message, &mut self.out);
        self.out.push_str("</p>\n");
    }

    pub(super) fn listing(&mut self, code: &CodeBlock) {
        let language = language(&code.info);
        self.out.push_str(if self.plain() { "<pre><code" } else { "<pre tabindex=\"0\"><code" });
        if !language.is_empty() {
            attribute("class", &format!("language-{language}"), &mut self.out);
        }
        self.out.push('>');
        match (self.style.highlight)(language, &code.text) {
            Some(html) => self.out.push_str(&html),
            None => escape(&code.text, &mut self.out),
        }
        self.out.push_str("</code></pre>\n");
    }
}
