//! One source file → one document of the archive.
//!
//! Reading never fails and does no I/O: whatever the author wrote becomes an
//! [`Incident`] or a [`Page`], and what is wrong with it becomes diagnostics.

mod audience;
mod block;
mod doubts;
mod found;
mod merge;
mod nature;
mod published;
mod several;
mod stated;
mod text;
mod tickets;
mod words;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::audience::Readers;
pub use self::audience::{stray_marks, without_internal};
use self::found::head::{self, Near};
use self::found::time_text::{self, NamedZone};
pub(crate) use self::found::timeline::table::kind_columns;
use self::found::{days, language, sections, shape};
use self::merge::Body;
use self::nature::{Nature, nature};
pub use self::published::published;
use self::stated::Stated;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::incident::{Audience, Incident, Page, Text};
use crate::markdown::Document as Markdown;
use crate::text::SourceFile;

/// What a file turned out to be.
#[derive(Debug, Clone)]
pub enum Document {
    Incident(Box<Incident>),
    Page(Box<Page>),
}

/// Why a file is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADocument {
    /// Nothing in it, which is an error.
    Empty,
    /// Nothing for readers in it, and why.
    LeftOut(&'static str),
}

/// Reads one document.
pub fn document(file: &Arc<SourceFile>, config: &Config) -> Report<Result<Document, NotADocument>> {
    let mut diagnostics = Vec::new();
    let stated = stated::read(file, config, &mut diagnostics);
    if stated.title.is_none() && file.text[stated.body..].trim().is_empty() && !config.unconfigured {
        if diagnostics.is_empty() {
            let hint = "write a `title` or a heading, or delete the file";
            diagnostics.push(Diagnostic::error("the document has no title and no text").in_file(&file.path).hint(hint));
        }
        return Report { value: Err(NotADocument::Empty), diagnostics };
    }
    let markdown = shape::document(&file.text, stated.body, config);
    let stated_zone = stated.timezone.clone().map(|zone| NamedZone::Sure(zone, None));
    let zone = stated_zone.or_else(|| days::zone_of_all(&markdown, config));
    let order = time_text::order_of(&file.text, || language::order(&markdown));
    let near = Near { day: known_day(&stated, file, &markdown), zone: zone.as_ref(), order };
    let head = head::read(&markdown, &stated.foreign, config, near);
    let found = head.audience.iter().chain(&stated.marked).max_by_key(|it| it.value);
    let readers = Readers { stated: stated.audience, found: found.map(|it| it.value), suspected: stated.suspected };
    diagnostics.extend(found.and_then(|found| readers.doubt(found, file, config)));
    let mut text = text::read(file, &stated, &markdown, config, readers, &mut diagnostics);
    doubts::complain(file, &markdown, config, &mut diagnostics);
    let summary = stated.summary.as_ref().map(|summary| summary.value.clone());
    let surely = stated.is_incident || is_placed(file, config);
    if !surely && !config.unconfigured {
        text.audience = readers.or(Audience::Public);
        return Report { value: Ok(Document::Page(Box::new(Page { text, summary }))), diagnostics };
    }
    let named_day = merge::named_day(&head, &text);
    let dated = stated.date.is_some() || named_day.is_some() || head.instants.started.is_some();
    let mut sections = sections::read(&markdown, file, config);
    // "RCA: the day the cache forgot" is the title, not the root cause.
    for section in &mut sections {
        if text.title_heading.is_some_and(|title| title.start == section.span.start) {
            section.role = None;
        }
    }
    let body = Body { file, markdown: &markdown, sections: &sections, zone: zone.as_ref(), order, config };
    let mut incident = merge::incident(text, stated, head, named_day, body);
    tickets::link_in(&mut incident, &config.tickets);
    let nature = if surely { Nature::Incident } else { nature(&incident, dated) };
    let value = match nature {
        Nature::Incident => Document::Incident(Box::new(incident)),
        Nature::Page => {
            let text = Text { audience: readers.or(Audience::Public), ..incident.text };
            Document::Page(Box::new(Page { text, summary }))
        }
        Nature::Nothing(reason) => {
            return Report { value: Err(NotADocument::LeftOut(reason)), diagnostics: Vec::new() };
        }
    };
    if let Document::Incident(incident) = &value {
        doubts::check_order(incident, config, &mut diagnostics);
    }
    Report { value: Ok(value), diagnostics }
}

/// Returns the day that is known before the text is read, which is that of clocks in its head.
fn known_day(stated: &Stated, file: &SourceFile, markdown: &Markdown) -> Option<Date> {
    let day = stated.date.as_ref().map(|date| date.value);
    let title = stated.title.as_deref().map(String::as_str);
    day.or_else(|| days::file_date(file)).or_else(|| days::title_date(title, markdown, file))
}

/// The role of the section that a label names, such as `What went well:` in bold before a sentence.
pub fn role_of_label(label: &str, config: &Config) -> Option<crate::incident::section::Role> {
    sections::label_role(label.trim_end_matches(['.', ':']), config)
}

/// The keys of the front matter of `file`; `None` if it is broken.
pub fn stated_keys(file: &SourceFile) -> Option<Vec<String>> {
    stated::keys(file)
}

/// The zone of times in `file` that name none: the document's, else the archive's.
pub fn timezone(file: &Arc<SourceFile>, config: &Config) -> Option<TimeZone> {
    stated::read(file, config, &mut Vec::new()).timezone
}

/// It lies where postmortems lie.
fn is_placed(file: &SourceFile, config: &Config) -> bool {
    let below = file.path.strip_prefix(&config.layout.content).unwrap_or(&file.path).trim_start_matches('/');
    config.incidents.iter().any(|dir| below.strip_prefix(dir.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_forms;
#[cfg(test)]
mod tests_of_kinds;
#[cfg(test)]
mod tests_of_notices;
#[cfg(test)]
mod tests_of_times;
#[cfg(test)]
mod tests_of_words;
