//! The page of one incident.

use std::collections::BTreeSet;

use super::figure::{self};
use super::pieces::{self, ActionColumns, Markup};
use super::view::{ActionTableView, BodyPart, CardView, ContentsView, DetailView, IncidentView, PageView, RefView};
use super::words::Words;
use super::{Site, lists, theme};
use crate::diagnostic::Diagnostic;
use crate::incident::section::Role;
use crate::incident::{CauseRole, Incident, Traced, Window};
use crate::markdown::writer::Writer;
use crate::markdown::{Document, Kind};
use crate::site::chrome::direction;
use crate::site::timeline::{entries, timeline};
use crate::text::Span;

/// A part that casebook renders and puts into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Timeline,
    Actions,
}

/// A piece of the body.
enum Piece {
    Html(String),
    Part(Part, bool),
}

impl Site {
    pub(super) fn incident(&self, path: &str, at: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let incident = &self.archive.incidents[at];
        let mut page = self.page_view(path, &incident.text.title);
        page.direction = direction(&self.language(&incident.text));
        page.description = incident.summary.as_ref().map(|summary| summary.plain.clone());
        let view = self.incident_view(at, &page);
        self.fill("incident.html", &page, &view)
    }

    fn incident_view(&self, at: usize, page: &PageView) -> IncidentView {
        let incident = &self.archive.incidents[at];
        let (root, words, language) = (page.root.as_str(), self.words(), self.language(&incident.text));
        let document = incident.text.tree();
        let (entries, pieces) = self.write(&incident.text, &document, root, |writer| {
            let entries = entries(words, incident, writer);
            (entries, pieces(incident, &document, writer))
        });
        let stem = page.url.trim_end_matches(".html");
        // Earlier incidents that are alike are listed separately, so they are not repeated here.
        let before = &self.recurrence(at).before;
        let other = |it: &usize| !before.iter().any(|before| before.at == *it);
        let (named, referring): (Vec<usize>, Vec<usize>) =
            self.archive.related[at].iter().copied().filter(other).partition(|it| self.archive.refers_to(at, *it));
        let related = self.rows(named, root);
        let referring: Vec<_> = referring.into_iter().map(|other| self.linked(other)).collect();
        let after = [
            (!before.is_empty(), "happened.before", words.say("incident.happened_before")),
            (related.is_some(), "related.incidents", words.say("incident.related")),
            (!referring.is_empty(), "referred.by", words.say("incident.referred_by")),
        ];
        IncidentView {
            card: CardView { again: self.again(at, page), ..self.card(at, root, usize::MAX) },
            phases: figure::phase_bar(words, incident)
                .map(|phases| pieces::made(words, |to| pieces::phases(&phases, to))),
            contents: lists::contents_list(words, &contents((words, &language), incident, &document, &pieces, after)),
            body: pieces.into_iter().map(body_part).collect(),
            timeline: (!entries.is_empty()).then(|| timeline(words, &language, incident, &entries)),
            actions: self.action_table(at, root),
            happened_before: self.happened(at, page),
            related,
            referring,
            previous: (at + 1 < self.archive.incidents.len()).then(|| self.linked(at + 1)),
            next: at.checked_sub(1).map(|next| self.linked(next)),
            details: self.details(incident, root),
            markdown_url: format!("{stem}.md"),
            json_url: format!("{stem}.json"),
        }
    }

    fn action_table(&self, at: usize, root: &str) -> Option<ActionTableView> {
        let incident = &self.archive.incidents[at];
        let (items, linked) = (&incident.actions, self.linked(at));
        let has_priority = items.iter().any(|item| item.priority.is_some());
        let has_type = items.iter().any(|item| item.kind.is_some());
        let columns = ActionColumns { priority: has_priority, kind: has_type, incident: false };
        let mut rows = Markup::new(self.words());
        for (number, item) in items.iter().enumerate() {
            let mut view = self.action(&incident.text, &linked, number, item, root);
            // Only the incident's own page shows the detail.
            view.detail =
                (!item.detail.is_empty()).then(|| theme::html(&self.fragment(&incident.text, &item.detail, root)));
            pieces::action_row(&view, columns, root, &mut rows);
        }
        (!items.is_empty()).then(|| ActionTableView { rows: theme::html(&rows.finish()), has_priority, has_type })
    }

    /// Returns what the author stated and the card does not show.
    fn details(&self, incident: &Incident, root: &str) -> Vec<DetailView> {
        let text = |text: &str| RefView { text: text.to_owned(), url: None, external: false };
        let words = self.words();
        let mut details = Vec::new();
        let mut add = |name: &str, values: Vec<RefView>| {
            if !values.is_empty() {
                let values = pieces::made(words, |to| pieces::references(&values, root, to));
                details.push(DetailView { name: name.to_owned(), values });
            }
        };
        add(words.say("detail.regions"), incident.regions.iter().map(|region| text(&region.name)).collect());
        for (key, role) in [("detail.causes", CauseRole::Root), ("detail.contributing", CauseRole::Contributing)] {
            let described = incident.causes.iter().filter(|cause| cause.role == role).filter_map(|cause| {
                let link = self.cause_link(cause);
                let text = format!("{}: {}", link.name, cause.text.as_ref()?);
                Some(RefView { text, url: Some(link.url), external: false })
            });
            add(words.say(key), described.collect());
        }
        add(words.say("detail.trigger"), incident.trigger.iter().map(|trigger| text(trigger)).collect());
        if let Some(detection) = &incident.detection {
            add(
                words.say("detail.detected_by"),
                detection.method.iter().chain(&detection.by).map(|value| text(value)).collect(),
            );
        }
        add(words.say("detail.owner"), incident.owner.iter().map(|owner| text(owner)).collect());
        add(words.say("detail.authors"), incident.authors.iter().map(|author| text(author)).collect());
        for (role, people) in &incident.roles {
            add(&sentence(role), people.iter().map(|person| text(person)).collect());
        }
        let window = |window: &Window| {
            let range = words.span(&window.start, Some(&window.end));
            text(&window.note.as_ref().map_or_else(|| range.clone(), |note| format!("{range}: {note}")))
        };
        add(words.say("detail.windows"), incident.windows.iter().map(window).collect());
        add(
            words.say("detail.inferred"),
            inferred(incident).into_iter().map(|field| text(words.of("field", field))).collect(),
        );
        add(words.say("detail.duration"), incident.stated_duration.iter().map(|written| text(written)).collect());
        if let Some(published) = &incident.instants.published {
            add(words.say("detail.published"), vec![text(&words.day(published.value.date()))]);
        }
        for (name, url) in &incident.links {
            add(&sentence(name), vec![RefView { text: url.clone(), url: Some(url.clone()), external: true }]);
        }
        details
    }
}

/// Returns the names of fields that were inferred from the text. The title is left out, because it
/// is always the document's own.
fn inferred(it: &Incident) -> Vec<&'static str> {
    fn is_inferred<T>(traced: Option<&Traced<T>>) -> bool {
        traced.is_some_and(Traced::is_inferred)
    }
    let fields = [
        ("date", is_inferred(it.date.as_ref())),
        ("services", is_inferred(it.services.first())),
        ("teams", is_inferred(it.teams.first())),
        ("severity", is_inferred(it.severity.as_ref())),
        ("owner", is_inferred(it.owner.as_ref())),
        ("authors", is_inferred(it.authors.first())),
        ("status", is_inferred(it.status.as_ref())),
    ];
    fields.into_iter().filter(|(_, inferred)| *inferred).map(|(name, _)| name).collect()
}

/// Turns a key into words: `status_page` → `Status page`.
fn sentence(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn body_part(piece: Piece) -> BodyPart {
    match piece {
        Piece::Html(html) => BodyPart { kind: "html", html: Some(theme::html(&html)), heading: false },
        Piece::Part(Part::Timeline, heading) => BodyPart { kind: "timeline", html: None, heading },
        Piece::Part(Part::Actions, heading) => BodyPart { kind: "actions", html: None, heading },
    }
}

/// Returns the body in the author's order. The timeline and the actions that casebook renders
/// replace the written ones. If none were written, the timeline comes first and the actions last.
fn pieces<'a>(incident: &Incident, document: &'a Document, writer: &mut Writer<'_, 'a>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let has_timeline = !incident.timeline.entries.is_empty();
    let has_actions = !incident.actions.is_empty();
    // Parts from the front matter are placed under the author's heading, if there is one.
    let under = |stated: bool, role: Role| {
        let section = incident.sections.iter().find(|section| stated && section.role == Some(role));
        section.map(|section| section.span.start)
    };
    let timeline_stated = has_timeline && incident.timeline.blocks.is_empty();
    let actions_stated = has_actions && incident.action_blocks.is_empty();
    let timeline_under = under(timeline_stated, Role::Timeline);
    let actions_under = under(actions_stated, Role::Actions);
    if timeline_stated && timeline_under.is_none() {
        pieces.push(Piece::Part(Part::Timeline, true));
    }
    let (mut timeline_shown, mut actions_shown) = (false, false);
    let of_timeline: BTreeSet<&Span> = incident.timeline.blocks.iter().collect();
    let of_actions: BTreeSet<&Span> = incident.action_blocks.iter().collect();
    for block in &document.blocks {
        if Some(block.span) == incident.text.title_heading {
            continue;
        }
        let part = if of_timeline.contains(&block.span) {
            Some((Part::Timeline, &mut timeline_shown))
        } else if of_actions.contains(&block.span) {
            Some((Part::Actions, &mut actions_shown))
        } else {
            None
        };
        match part {
            Some((part, shown)) => {
                // Keeps links to the heading of a day valid.
                if let Kind::Heading(heading) = &block.kind {
                    writer.anchor(&heading.id);
                }
                if !*shown {
                    push_html(&mut pieces, writer.take());
                    pieces.push(Piece::Part(part, false));
                    *shown = true;
                }
            }
            None => writer.blocks(std::slice::from_ref(block)),
        }
        let start = Some(block.span.start);
        for (under, part) in [(timeline_under, Part::Timeline), (actions_under, Part::Actions)] {
            if under == start {
                push_html(&mut pieces, writer.take());
                pieces.push(Piece::Part(part, false));
            }
        }
    }
    push_html(&mut pieces, writer.take());
    if actions_stated && actions_under.is_none() {
        pieces.push(Piece::Part(Part::Actions, true));
    }
    writer.footnotes();
    push_html(&mut pieces, writer.take());
    pieces
}

fn push_html(pieces: &mut Vec<Piece>, html: String) {
    if !html.trim().is_empty() {
        pieces.push(Piece::Html(html));
    }
}

/// Returns the table of contents: the author's sections, the parts with headings of ours, and those
/// of `after` that exist.
fn contents(
    (words, language): (&Words, &str),
    incident: &Incident,
    document: &Document,
    pieces: &[Piece],
    after: [(bool, &str, &str); 3],
) -> Vec<ContentsView> {
    let line =
        |id: &str, text: &str| ContentsView { level: 2, id: id.to_owned(), text: text.to_owned(), language: None };
    let ours = |part: Part, id: &str, text: &str| {
        let stands = pieces.iter().any(|piece| matches!(piece, Piece::Part(it, true) if *it == part));
        stands.then(|| line(id, text))
    };
    let mut contents: Vec<_> = ours(Part::Timeline, "timeline", words.say("incident.timeline")).into_iter().collect();
    let hidden: BTreeSet<_> = incident.text.title_heading.iter().chain(&incident.timeline.blocks).copied().collect();
    contents.extend(lists::contents(document, language, &hidden));
    contents.extend(ours(Part::Actions, "actions", words.say("incident.actions")));
    contents.extend(after.into_iter().filter(|(stands, ..)| *stands).map(|(_, id, text)| line(id, text)));
    contents
}
