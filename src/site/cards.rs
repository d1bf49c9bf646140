//! The summary card of an incident and its row in a table.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::view::{
    ActionCounts, ActionView, CardView, FactView, LevelView, LinkView, LinkedIncident, MetricView, NumberView, RefView,
    RowView,
};
use super::words::Words;
use super::{Site, pieces, theme};
use crate::archive::addresses;
use crate::archive::aggregate::{self, ActionTally};
use crate::archive::terms::Facet;
use crate::incident::action::ActionItem;
use crate::incident::metrics::Metric;
use crate::incident::severity::Severity;
use crate::incident::{Cause, Fact, Incident, Label, Text, Traced};
use crate::text::slug::Slug;

/// Most names of one facet beside an incident in a list. An incident with a thousand tags is in the
/// lists of a thousand tags, which would have a million links.
pub(super) const FEW: usize = 30;

impl Site {
    /// Returns the card of an incident. `root` is the relative path from the page to the site's
    /// root. At most `most` names of a facet are on it, and a link to the others.
    pub(super) fn card(&self, at: usize, root: &str, most: usize) -> CardView {
        let incident = &self.archive.incidents[at];
        let row = self.row_view(at, most);
        let words = self.words();
        let when = words.when(incident);
        let clock = self.config.clock;
        let fact = |fact: &Option<Traced<Fact>>| fact.as_ref().map(|fact| self.fact(incident, fact, root));
        let terms =
            |links: &[LinkView]| (!links.is_empty()).then(|| pieces::made(words, |to| pieces::terms(links, root, to)));
        let metric = |metric: &Metric| {
            let length = metric.of(incident, clock).map(|length| words.duration(length));
            MetricView {
                slug: metric.slug(),
                name: words.of("metric", metric.slug()).to_owned(),
                definition: words.of("definition", metric.definition(clock)).to_owned(),
                value: pieces::made(words, |to| pieces::duration(length.as_ref(), to)),
            }
        };
        let counted = row.duration.as_ref().map(|_| Metric::Impact.definition_for(incident, clock));
        CardView {
            again: None,
            labels: pieces::made(words, |to| pieces::labels(&row, root, to)),
            duration: pieces::made(words, |to| pieces::duration(row.duration.as_ref(), to)),
            duration_definition: counted.map(|key| words.of("definition", key).to_owned()),
            metrics: Metric::TIMES.iter().map(metric).collect(),
            services: terms(&row.services),
            teams: terms(&self.links(incident, Facet::Teams, &incident.teams, most)),
            causes: terms(&row.causes),
            tags: terms(&self.links(incident, Facet::Tags, &incident.tags, most)),
            url: row.url,
            id: row.id,
            title: row.title,
            language: row.language,
            date: row.date,
            when: when.text,
            when_inferred: when.inferred,
            zone_unknown: when.zone_unknown,
            summary: fact(&incident.summary),
            impact: fact(&incident.impact),
            impact_numbers: numbers(words, incident),
            root_cause: fact(&incident.root_cause),
            remediation: fact(&incident.remediation),
            actions: counts(std::iter::once(&**incident), self.archive.as_of),
        }
    }

    /// Returns the row of an incident, with at most `most` services and as many causes.
    pub(super) fn row_view(&self, at: usize, most: usize) -> RowView {
        let (incident, words) = (&self.archive.incidents[at], self.words());
        RowView {
            url: addresses::incident_url(incident),
            id: incident.id.to_string(),
            title: incident.text.title.to_string(),
            language: self.language(&incident.text),
            kind: level(words, "kind", incident.kind.slug()),
            severity: incident.severity.as_deref().map(severity),
            status: incident.status.as_deref().map(|status| level(words, "status", status.slug())),
            date: incident.date.as_ref().map(|date| self.words().date(date.value)),
            duration: Metric::Impact.of(incident, self.config.clock).map(|length| words.duration(length)),
            services: self.links(incident, Facet::Services, &incident.services, most),
            causes: self.links(incident, Facet::Causes, incident.causes.iter().map(|cause| &cause.category), most),
            open_actions: incident.actions.iter().filter(|item| item.is_open()).count(),
        }
    }

    pub(super) fn linked(&self, at: usize) -> LinkedIncident {
        let incident = &self.archive.incidents[at];
        LinkedIncident {
            title: incident.text.title.to_string(),
            language: self.language(&incident.text),
            url: addresses::incident_url(incident),
            date: incident.date.as_ref().map(|date| self.words().date(date.value)),
        }
    }

    /// Returns an action item for a page. `root` is the relative path from the page to the site's
    /// root.
    pub(super) fn action<'a>(
        &self,
        text: &Text,
        linked: &'a LinkedIncident,
        number: usize,
        item: &ActionItem,
        root: &str,
    ) -> ActionView<'a> {
        let words = self.words();
        ActionView {
            id: format!("a-{}", number + 1),
            html: self.inline(text, &item.content, root),
            detail: None,
            status: LevelView { rank: item.status as u8 + 1, ..level(words, "state", item.status.slug()) },
            overdue: self.archive.as_of.is_some_and(|day| item.is_overdue(day)),
            owner: item.owner.clone(),
            due: item.due.map(|day| words.date(day)),
            default_due: item.default_due.map(|day| words.date(day)),
            due_text: item.due_text.clone(),
            done: item.done.map(|day| words.date(day)),
            verified: item.verified.map(|day| words.date(day)),
            ticket: item.ticket.as_ref().map(|ticket| RefView {
                text: ticket.text.clone(),
                url: ticket.url.clone(),
                external: ticket.url.is_some(),
            }),
            priority: item.priority.clone(),
            kind: item.kind.map(|kind| words.of("type", kind.slug()).to_owned()),
            reason: item.reason.clone(),
            incident: linked,
        }
    }

    pub(super) fn language(&self, text: &Text) -> String {
        text.lang.clone().unwrap_or_else(|| self.config.language.clone())
    }

    /// Returns links to the pages of at most `most` names, and one to the incident for the others.
    pub(super) fn links<'a>(
        &self,
        incident: &Incident,
        facet: Facet,
        labels: impl IntoIterator<Item = &'a Traced<Label>>,
        most: usize,
    ) -> Vec<LinkView> {
        let mut labels = labels.into_iter();
        let mut links: Vec<_> =
            labels.by_ref().take(most).map(|label| self.term_link(facet, &label.name, &label.slug)).collect();
        let others = labels.count();
        if others > 0 {
            links.push(LinkView {
                name: self.words().count("count.more", others),
                url: addresses::incident_url(incident),
            });
        }
        links
    }

    pub(super) fn cause_link(&self, cause: &Cause) -> LinkView {
        self.term_link(Facet::Causes, &cause.category.name, &cause.category.slug)
    }

    fn fact(&self, incident: &Incident, fact: &Traced<Fact>, root: &str) -> FactView {
        let html = match &fact.content {
            Some(content) => self.inline(&incident.text, content, root),
            None if self.language(&incident.text) == self.words().language => theme::value(&fact.plain),
            None => pieces::made(self.words(), |to| {
                to.raw("<span").marked(&self.language(&incident.text)).raw(">").text(&fact.plain).raw("</span>");
            }),
        };
        FactView { html, inferred: fact.is_inferred() }
    }
}

pub(super) fn severity(severity: &Severity) -> LevelView {
    let slug = Slug::new(&severity.label);
    LevelView {
        url: slug.as_ref().map(|slug| term_url(Facet::Severities, slug)),
        slug: slug.map_or_else(String::new, |slug| slug.to_string()),
        text: severity.label.clone(),
        rank: severity.rank.unwrap_or(0),
    }
}

/// Returns the address of a term's page.
pub(super) fn term_url(facet: Facet, slug: &Slug) -> String {
    [facet.slug(), "/", &slug.encoded(), ".html"].concat()
}

/// Returns a status, kind or state with its words, which are in `group` of the words.
fn level(words: &Words, group: &str, slug: &str) -> LevelView {
    LevelView { slug: slug.to_owned(), text: words.of(group, slug).to_owned(), rank: 0, url: None }
}

/// Counts the action items of `incidents`. Overdue ones are counted as of the day `as_of`.
pub(super) fn counts<'a>(incidents: impl Iterator<Item = &'a Incident> + Clone, as_of: Option<Date>) -> ActionCounts {
    let ActionTally { total, done, open, overdue, dropped } = aggregate::actions(incidents.clone(), as_of);
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    let items = incidents.flat_map(|incident| &incident.actions).filter(|item| item.is_open());
    for due in items.filter_map(ActionItem::deadline).filter(|due| as_of.is_none_or(|day| *due >= day)) {
        *days.entry(due).or_default() += 1;
    }
    let upcoming: Vec<_> = days.iter().map(|(day, count)| upcoming(*day, *count)).collect();
    let upcoming = (!upcoming.is_empty()).then(|| upcoming.join(" "));
    ActionCounts { total, done, open, overdue, dropped, upcoming }
}

/// Returns `2026-03-14`, or `2026-03-14*3` for three items.
fn upcoming(day: Date, count: usize) -> String {
    if count == 1 { day.to_string() } else { format!("{day}*{count}") }
}

fn numbers(words: &Words, incident: &Incident) -> Vec<NumberView> {
    let it = &incident.numbers;
    let plain = |number: Option<f64>| number.map(|number| words.number(number));
    let percent = plain(it.affected_percent).map(|percent| words.fill("number.percent", &[("n", &percent)]));
    [
        (percent, "card.affected_percent"),
        (plain(it.affected_users), "card.affected_users"),
        (plain(it.requests_failed), "card.requests_failed"),
        (plain(it.support_tickets), "card.support_tickets"),
    ]
    .into_iter()
    .filter_map(|(value, key)| {
        Some(NumberView { value: value?, label: words.say(key).to_owned(), estimate: it.estimate })
    })
    .collect()
}
