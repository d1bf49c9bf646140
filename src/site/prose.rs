//! The Markdown of documents as HTML, with links, code and drawings as this site shows them.

use super::view::Html;
use super::{Site, pieces, theme};
use crate::html::raw::{Resolved, Use};
use crate::incident::Text;
use crate::markdown::writer::{Style, Writer};
use crate::markdown::{self, CodeBlock, Dialect};
use crate::text::slug::encode_path;

impl Site {
    /// Returns the whole body, without the heading that is the title.
    pub(super) fn body(&self, text: &Text, document: &markdown::Document, root: &str) -> String {
        self.write(text, document, root, |writer| {
            writer.blocks_except(&document.blocks, text.title_heading);
            writer.footnotes();
            writer.take()
        })
    }

    /// Calls `write` with an HTML writer for `document`.
    pub(super) fn write<'d, T>(
        &self,
        text: &Text,
        document: &'d markdown::Document,
        root: &str,
        write: impl FnOnce(&mut Writer<'_, 'd>) -> T,
    ) -> T {
        self.write_with(
            &|address, used| self.archive.targets.resolve(text, address, used, root),
            text,
            document,
            root,
            write,
        )
    }

    /// Like `write`, but `resolve` resolves the links.
    pub(super) fn write_with<'d, T>(
        &self,
        resolve: &dyn Fn(&str, Use) -> Resolved,
        text: &Text,
        document: &'d markdown::Document,
        root: &str,
        write: impl FnOnce(&mut Writer<'_, 'd>) -> T,
    ) -> T {
        let highlight = |language: &str, code: &str| self.memos.code.highlight(language, code);
        let diagram =
            |code: &CodeBlock| code.fenced.then(|| self.memos.diagrams.draw(&code.info, &code.text)).flatten();
        let sheet = || format!("{root}{}", self.theme.asset_url("pictures.css"));
        let say = |key| self.words().say(key);
        let (highlight, diagram, sheet) = (&highlight, &diagram, &sheet);
        let ours = self.words().language.as_str();
        let language = (self.language(text) != ours).then_some(ours);
        let style = Style { dialect: Dialect::Casebook, resolve, highlight, diagram, sheet, say: &say, language };
        write(&mut Writer::new(&style, document, text.title_heading))
    }

    /// Returns the HTML of a sentence of a document, such as an action item. If its language differs
    /// from the interface's, it is marked.
    pub(super) fn inline(&self, text: &Text, nodes: &[markdown::Node], root: &str) -> Html {
        let (html, language) = (self.fragment(text, nodes, root), self.language(text));
        if language == self.words().language {
            return theme::html(&html);
        }
        pieces::made(self.words(), |to| {
            to.raw("<span").marked(&language).raw(">").raw(&html).raw("</span>");
        })
    }

    /// Returns the HTML of a separate piece of a document. It works on any page, with `root` as the
    /// relative path to the site's root.
    pub(super) fn fragment(&self, text: &Text, nodes: &[markdown::Node], root: &str) -> String {
        let nothing = markdown::Document::default();
        let resolve = |address: &str, used| match self.archive.targets.resolve(text, address, used, root) {
            Resolved::To { url, size, external: false } if url.starts_with('#') => {
                let page = self.archive.targets.page(&text.source.path).map(encode_path).unwrap_or_default();
                Resolved::To { url: format!("{root}{page}{url}"), size, external: false }
            }
            elsewhere => elsewhere,
        };
        let html = self.write_with(&resolve, text, &nothing, root, |writer| {
            writer.blocks(nodes);
            writer.take()
        });
        html.trim().to_owned()
    }
}
