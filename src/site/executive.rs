//! The summaries of periods: one page for the last twelve months, for each year and each quarter.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::actions::Place;
use super::pieces;
use super::view::{CardView, ExecutiveView, Html, LearnedView, LinkView, PageView, PeriodGroupView, PeriodNumberView};
use super::words::Words;
use super::{Site, cards, theme};
use crate::archive::numbers::impact::{Impact, impact_of};
use crate::archive::numbers::period::{Period, periods};
use crate::archive::numbers::{counts, day, stands_beside};
use crate::diagnostic::Diagnostic;
use crate::incident::Incident;
use crate::incident::action::{ActionKind, ActionStatus};
use crate::incident::metrics::Metric;

/// Address of the summary of the last twelve months.
pub(super) const LATEST: &str = "executive.html";

/// Number of the worst incidents that are shown as cards.
const WORST: usize = 3;

/// Most incidents that came back, and most overdue actions, that are listed.
const LISTED: usize = 20;

/// Most incidents of which a page says what was learned. With so many, the summary of a year with
/// 1,000 generated incidents has 20 kB after gzip.
const LEARNED: usize = 120;

/// Returns the address of the summary of `period`.
pub(super) fn path(period: Period) -> String {
    match period {
        Period::TwelveMonths(_) => LATEST.to_owned(),
        Period::Year(year) => format!("executive/{year}.html"),
        Period::Quarter(quarter) => format!("executive/{}-q{}.html", quarter.year, quarter.number),
    }
}

fn name(words: &Words, period: Period) -> String {
    match period {
        Period::TwelveMonths(_) => words.say("executive.twelve_months").to_owned(),
        Period::Year(year) => year.to_string(),
        Period::Quarter(quarter) => words.quarter(quarter),
    }
}

/// The incidents of a period, by their positions in the archive, the latest first.
struct Chosen {
    incidents: Vec<usize>,
    /// Near misses and exercises.
    beside: Vec<usize>,
}

impl Site {
    /// Returns the summary of `period`, or a page that says why there is none.
    pub(super) fn executive(&self, path: &str, period: Option<Period>) -> Result<Vec<u8>, Box<Diagnostic>> {
        let words = self.words();
        let title = match period {
            Some(period) => words.fill("executive.title_of", &[("period", &name(words, period))]),
            None => words.say("executive.title").to_owned(),
        };
        let mut page = self.page_view(path, &title);
        page.description = None;
        let chosen = self.chosen(period);
        let is_latest = matches!(period, Some(Period::TwelveMonths(_)));
        let all = chosen.all();
        let due = if is_latest { self.due() } else { self.due_of(all.iter().copied()) };
        let is_overdue = |(_, _, item): &&Place<'_>| self.archive.as_of.is_some_and(|day| item.is_overdue(day));
        let view = ExecutiveView {
            period: period.map(|period| name(words, period)),
            days: period.and_then(Period::days).map(|(first, last)| (words.date(first), words.date(last))),
            periods: self.period_links(),
            numbers: self.period_numbers(&chosen, &page),
            marks: self.by_quarter(&all, &page.root, false),
            incidents: chosen.incidents.len(),
            beside: chosen.beside.len(),
            actions: cards::counts(self.at(&all), self.archive.as_of),
            worst: self.worst(&chosen.incidents, &page),
            returned_count: self.returned(&chosen.incidents).count(),
            returned: self.returned(&chosen.incidents).take(LISTED).map(|at| self.returned_view(at, &page)).collect(),
            overdue_count: due.iter().filter(is_overdue).count(),
            due: self.overdue_lines(&due, LISTED, &page.root),
            listed: LISTED,
            overdue_is_of_all: is_latest,
            learned_limit: (all.len() > LEARNED).then_some(LEARNED),
            learned: self.learned(all, &page),
        };
        self.fill("executive.html", &page, &view)
    }

    /// Returns the numbers of the twelve months that end with the archive's day.
    pub(super) fn latest_numbers(&self, page: &PageView) -> Vec<PeriodNumberView> {
        let Some(latest) = self.archive.as_of.map(Period::TwelveMonths) else { return Vec::new() };
        self.period_numbers(&self.chosen(Some(latest)), page)
    }

    fn chosen(&self, period: Option<Period>) -> Chosen {
        let within =
            |at: &usize| period.is_some_and(|it| day(&self.archive.incidents[*at]).is_some_and(|day| it.contains(day)));
        let those = |keep: fn(&Incident) -> bool| {
            (0..self.archive.incidents.len()).filter(within).filter(|at| keep(&self.archive.incidents[*at])).collect()
        };
        Chosen { incidents: those(counts), beside: those(stands_beside) }
    }

    fn at<'a>(&'a self, chosen: &'a [usize]) -> impl Iterator<Item = &'a Incident> + Clone {
        chosen.iter().map(|at| &*self.archive.incidents[*at])
    }

    fn period_links(&self) -> Vec<PeriodGroupView> {
        let (quarters, years): (Vec<_>, Vec<_>) = periods(&self.archive.incidents, self.archive.as_of)
            .into_iter()
            .partition(|period| matches!(period, Period::Quarter(_)));
        let words = self.words();
        let link = |period: Period| LinkView { name: name(words, period), url: path(period) };
        let group = |key, all: Vec<Period>| PeriodGroupView {
            name: words.say(key).to_owned(),
            periods: all.into_iter().map(link).collect(),
        };
        let groups = [group("executive.years", years), group("executive.quarters", quarters)];
        groups.into_iter().filter(|it| !it.periods.is_empty()).collect()
    }

    /// Returns how many incidents there were and how bad they were.
    fn period_numbers(&self, chosen: &Chosen, page: &PageView) -> Vec<PeriodNumberView> {
        let words = self.words();
        let note = |text: &str| theme::value(&text);
        let incidents = PeriodNumberView {
            name: words.say("executive.incidents").to_owned(),
            value: words.grouped(chosen.incidents.len()),
            note: note(&self.by_severity(&chosen.incidents)),
        };
        let beside = (!chosen.beside.is_empty()).then(|| PeriodNumberView {
            name: words.say("executive.beside").to_owned(),
            value: words.grouped(chosen.beside.len()),
            note: note(words.say("executive.beside_note")),
        });
        [Some(incidents), beside, self.impact_of(&chosen.incidents, page)].into_iter().flatten().collect()
    }

    /// Returns `2 SEV-1, 1 SEV-3, 1 without a severity`, the worst first.
    fn by_severity(&self, chosen: &[usize]) -> String {
        let words = self.words();
        let mut levels: BTreeMap<(u8, Option<&str>), usize> = BTreeMap::new();
        for incident in self.at(chosen) {
            let label = incident.severity.as_deref().map(|severity| severity.label.as_str());
            *levels.entry((incident.severity_rank(), label)).or_default() += 1;
        }
        let tell = |((_, label), count): ((_, Option<&str>), usize)| {
            let count = words.grouped(count);
            match label {
                Some(label) => words.fill("executive.severity_count", &[("count", &count), ("severity", label)]),
                None => words.fill("executive.without_severity", &[("count", &count)]),
            }
        };
        levels.into_iter().map(tell).collect::<Vec<_>>().join(words.say("list.comma"))
    }

    /// Returns the sum of the impact durations, if any is known.
    fn impact_of(&self, chosen: &[usize], page: &PageView) -> Option<PeriodNumberView> {
        let clock = self.config.clock;
        let Impact { n, unknown, sum, largest } = impact_of(&self.archive.incidents, chosen, clock);
        let (at, longest) = largest?;
        let words = self.words();
        let note = pieces::made(words, |to| {
            to.count("executive.impact_in", n);
            if unknown > 0 {
                to.count("count.unknown", unknown);
            }
            if n > 1 {
                to.fill("executive.impact_longest_html", |hole, to| match hole {
                    "incident" => self.title_link(at, page, to),
                    _ => drop(to.text(&words.length(longest))),
                });
            }
            let definition = words.of("definition", Metric::Impact.definition(clock));
            to.raw(" <span class=\"definition\">").tell("executive.impact_sum", &[("definition", definition)]);
            to.raw("</span>");
        });
        Some(PeriodNumberView { name: words.say("executive.impact").to_owned(), value: words.length(sum), note })
    }

    /// Returns a key that sorts the worst incidents first: by severity, then by impact, then the
    /// latest.
    fn badness(&self, at: usize) -> (u8, Reverse<Option<i64>>, usize) {
        let incident = &self.archive.incidents[at];
        (
            incident.severity_rank(),
            Reverse(Metric::Impact.of(incident, self.config.clock).map(|length| length.seconds)),
            at,
        )
    }

    /// Returns the cards of the worst incidents. Nobody knows how bad one was that states neither its
    /// severity nor how long its impact lasted.
    fn worst(&self, chosen: &[usize], page: &PageView) -> Vec<CardView> {
        let is_known = |at: &usize| {
            let (_, Reverse(impact), _) = self.badness(*at);
            impact.is_some() || self.archive.incidents[*at].severity.is_some()
        };
        let mut worst: Vec<_> = chosen.iter().copied().filter(is_known).collect();
        worst.sort_by_key(|at| self.badness(*at));
        let card = |at| CardView { again: self.again(at, page), ..self.card(at, &page.root, cards::FEW) };
        worst.into_iter().take(WORST).map(card).collect()
    }

    fn learned(&self, mut listed: Vec<usize>, page: &PageView) -> Vec<LearnedView> {
        if listed.len() > LEARNED {
            listed.sort_by_key(|at| self.badness(*at));
            listed.truncate(LEARNED);
            listed.sort_unstable();
        }
        let view = |at: usize| {
            let card = self.card(at, &page.root, cards::FEW);
            LearnedView {
                title: pieces::made(self.words(), |to| self.title_link(at, page, to)),
                labels: card.labels,
                cause: card.root_cause.map(|fact| fact.html).or(card.causes),
                change: card.remediation.map(|fact| fact.html).or_else(|| self.change(at, &page.root)),
                date: card.date,
            }
        };
        listed.into_iter().map(view).collect()
    }

    /// Returns the action that says best what was changed: a finished one before an open one, one
    /// that prevents before others.
    fn change(&self, at: usize, root: &str) -> Option<Html> {
        let incident = &self.archive.incidents[at];
        let items = incident.actions.iter().filter(|item| item.status != ActionStatus::Dropped);
        let item = items.min_by_key(|item| (item.is_open(), item.kind != Some(ActionKind::Prevent)))?;
        Some(pieces::made(self.words(), |to| {
            to.raw("<span class=\"quiet\">").say(if item.is_open() { "executive.to_do" } else { "executive.done" });
            to.raw("</span> ");
            to.html(&self.inline(&incident.text, &item.content, root));
        }))
    }
}

impl Chosen {
    /// Returns all of them in the archive's order.
    fn all(&self) -> Vec<usize> {
        let mut all = [self.incidents.as_slice(), &self.beside].concat();
        all.sort_unstable();
        all
    }
}
