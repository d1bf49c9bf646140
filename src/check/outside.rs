//! Links to other hosts, and the findings about their answers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::archive::Archive;
use crate::check::web::{self, Answer};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::incident::Text;
use crate::text::{SourceFile, Span};

/// Addresses on other hosts, and the places that link to them.
#[derive(Debug, Default)]
pub struct Links(BTreeMap<String, Vec<(Arc<SourceFile>, Span)>>);

impl Links {
    /// Returns the links of the documents whose path is `wanted`, without those that the
    /// configuration excludes.
    pub fn of(archive: &Archive, config: &Config, wanted: impl Fn(&str) -> bool) -> Self {
        let mut links = Self::default();
        let mut add = |text: &Text, address: &str, span: Span| {
            let excluded = config.check.exclude_links.iter().any(|start| address.starts_with(start.as_str()));
            if let Some(address) = web::askable(address).filter(|_| !excluded && wanted(&text.source.path)) {
                links.0.entry(address.to_owned()).or_default().push((Arc::clone(&text.source), span));
            }
        };
        for incident in &archive.incidents {
            let text = &incident.text;
            text.addresses.iter().for_each(|link| add(text, &link.target, link.span));
            for (_, address) in &incident.links {
                let start = text.source.text.find(address.as_str()).unwrap_or_default();
                add(text, address, Span::new(start, start + address.len()));
            }
        }
        for page in archive.pages.iter().chain(&archive.introduction) {
            page.text.addresses.iter().for_each(|link| add(&page.text, &link.target, link.span));
        }
        links
    }

    pub fn addresses(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }

    /// Returns the findings about `answers`, one at every place that has the link.
    pub fn findings(&self, answers: &BTreeMap<&str, Answer>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (address, places) in &self.0 {
            let (level, rule, message, hint) = match answers.get(address.as_str()) {
                None | Some(Answer::There) => continue,
                Some(Answer::Gone(why)) => (
                    Level::Warning,
                    "PM061",
                    format!("`{address}` leads nowhere: {why}"),
                    "correct the address, or link to a copy of the page",
                ),
                Some(Answer::Unclear(why)) => (
                    Level::Note,
                    "PM062",
                    format!("`{address}` cannot be checked: {why}"),
                    "try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out",
                ),
            };
            for (file, span) in places {
                found.push(Diagnostic::of(level, message.as_str()).rule(rule).at(file, *span).hint(hint));
            }
        }
        found
    }
}
