//! Complaints about marks that leave nothing out.

use crate::check::Waived;
use crate::diagnostic::Diagnostic;
use crate::incident::{Audience, Text};
use crate::read;
use crate::text::Span;

/// Returns an error for every mark in `text` that leaves nothing out of a site for `site`.
pub(super) fn stray(text: &Text, site: Audience) -> Vec<Diagnostic> {
    if site == Audience::Restricted {
        return Vec::new();
    }
    let hint = "end a heading with `{.internal}`, or begin a quote with `[!INTERNAL]` and its text in the next line; \
        if it is no mark, put `<!-- casebook-ignore PM054: the reason -->` before the paragraph";
    let marks = read::stray_marks(&text.source, site);
    if marks.is_empty() {
        return Vec::new();
    }
    let waived = Waived::in_text(text, "PM054");
    let of =
        |span: Span| Diagnostic::error("this leaves nothing out here").rule("PM054").at(&text.source, span).hint(hint);
    marks.into_iter().filter(|span| !waived.has(*span)).map(of).collect()
}
