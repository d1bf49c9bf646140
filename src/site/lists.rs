//! Pages with lists: home, incidents, terms, actions, and tables of contents.

use std::collections::BTreeSet;

use super::actions::Place;
use super::pieces::{self, Markup};
use super::view::{
    AggregateView, AttentionView, CardView, ContentsView, HomeView, Html, IndexLinkView, LinkView, OpenActionsView,
    SparkView, TermCountView, TermRowView, TermView, TermsView,
};
use super::words::Words;
use super::{Site, calendar, cards, on_this_day, theme};
use crate::archive::terms::{Facet, Term};
use crate::archive::{aggregate, numbers};
use crate::diagnostic::Diagnostic;
use crate::incident::Incident;
use crate::incident::metrics::Metric;
use crate::markdown::{self, Document, Kind};
use crate::text::Span;
use crate::text::slug::encode_path;

/// Fewest and most incidents on the home page. They stand beside what needs attention, and there are
/// as many as that has lines, so that both columns end at about the same height.
const LATEST: (usize, usize) = (6, 10);

/// Most cards on a term's page. The other incidents are rows.
const CARDS: usize = 12;

/// Most overdue actions on the home page, and most of those that are due next.
const OVERDUE: usize = 5;

/// Most open actions, and most incidents that came back, on a term's page.
const OPEN: usize = 10;
const RETURNED: usize = 5;

/// Most terms of an index on the home page.
const TOP: usize = 6;

/// Most years in a sparkline.
const YEARS: usize = 12;

impl Site {
    pub(super) fn home(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut page = self.page_view(path, &self.config.title);
        page.description.clone_from(&self.config.description);
        let archive = &self.archive;
        let intro = archive.introduction.as_ref().map(|introduction| {
            let text = &introduction.text;
            theme::html(&self.body(text, &text.tree(), ""))
        });
        let due = self.due();
        let late = due.partition_point(|(_, _, item)| archive.as_of.is_some_and(|day| item.is_overdue(day)));
        let repeats = self.repeats();
        let latest = (late.min(OVERDUE) + repeats.len()).clamp(LATEST.0, LATEST.1);
        let latest: Vec<_> = (0..archive.incidents.len().min(latest)).collect();
        let view = HomeView {
            intro_language: archive.introduction.as_ref().map(|it| self.language(&it.text)),
            intro,
            numbers: self.latest_numbers(&page),
            marks: self.by_quarter(&self.everything(), "", false),
            latest: latest.iter().map(|at| self.latest_card(*at)).collect(),
            revisions: self.revisions(&latest),
            total: archive.incidents.len(),
            attention: AttentionView {
                actions: cards::counts(self.all(), archive.as_of),
                overdue: self.overdue(&due, late),
                repeats,
            },
            indexes: Facet::ALL.into_iter().filter_map(|facet| self.index_link(facet)).collect(),
            on_this_day: on_this_day::months(self).into_iter().map(on_this_day::path).collect(),
        };
        self.fill("home.html", &page, &view)
    }

    /// Returns the card of an incident for the home page.
    fn latest_card(&self, at: usize) -> CardView {
        let again = self.again_in_short(at).map(|sentence| theme::value(&sentence));
        CardView { again, ..self.card(at, "", cards::FEW) }
    }

    pub(super) fn terms(&self, path: &str, facet: Facet) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut years: Vec<i16> =
            self.all().filter_map(|incident| Some(incident.date.as_ref()?.value.year())).collect();
        years.sort_unstable();
        years.dedup();
        let years = years.split_off(years.len().saturating_sub(YEARS));
        let counts: Vec<Vec<usize>> = self.facet(facet).iter().map(|term| self.per_year(term, &years)).collect();
        let highest = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
        let mut stated = BTreeSet::new();
        for term in self.facet(facet) {
            stated.extend(term.incidents.iter().copied());
        }
        let terms = self.facet(facet).iter().zip(&counts).map(|(term, counts)| TermRowView {
            name: term.name.clone(),
            url: cards::term_url(facet, &term.slug),
            count: term.incidents.len(),
            spark: years
                .iter()
                .zip(counts)
                .map(|(year, count)| SparkView {
                    year: *year,
                    count: *count,
                    height: (*count as f64 / highest as f64 * 100.0).round() / 100.0,
                })
                .collect(),
            latest: term.incidents.first().map(|at| self.linked(*at)),
        });
        let words = self.words();
        let view = TermsView {
            facet: facet.slug(),
            name: words.of("facets", facet.slug()).to_owned(),
            terms: terms.collect(),
            not_stated: (0..self.archive.incidents.len())
                .filter(|at| !stated.contains(at))
                .map(|at| self.linked(at))
                .collect(),
            years: years.clone(),
        };
        self.fill("terms.html", &self.page_view(path, &view.name), &view)
    }

    pub(super) fn term(&self, path: &str, facet: Facet, at: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let term = &self.facet(facet)[at];
        let words = self.words();
        let title = words.fill("term.title", &[("facet", words.of("facet", facet.slug())), ("name", &term.name)]);
        let mut page = self.page_view(path, &title);
        page.description = None;
        let feed_url = encode_path(&format!("{}/{}.xml", facet.slug(), term.slug));
        page.feeds.push(LinkView { name: title, url: feed_url.clone() });
        let (cards, rows) = term.incidents.split_at(term.incidents.len().min(CARDS));
        let view = TermView {
            facet: facet.slug(),
            facet_name: words.of("facet", facet.slug()).to_owned(),
            facets_url: format!("{}.html", facet.slug()),
            facets_name: words.of("facets", facet.slug()).to_owned(),
            name: term.name.clone(),
            count: self.of(term).filter(|incident| !numbers::stands_beside(incident)).count(),
            feed_url,
            calendar_url: (facet == Facet::Teams && calendar::has_events(self, term.incidents.iter().copied()))
                .then(|| encode_path(&calendar::team_path(&term.slug))),
            beside: self.of(term).filter(|incident| numbers::stands_beside(incident)).count(),
            numbers: self.numbers(term),
            marks: self.by_quarter(&term.incidents, &page.root, false),
            open_actions: self.open_actions(term, &page.root),
            returned: self.returned(&term.incidents).map(|at| self.returned_view(at, &page)).take(RETURNED).collect(),
            returned_count: self.returned(&term.incidents).count(),
            actions: cards::counts(self.of(term), self.archive.as_of),
            cards: cards.iter().map(|at| self.card(*at, &page.root, cards::FEW)).collect(),
            rows: self.rows(rows.iter().copied(), &page.root),
        };
        self.fill("term.html", &page, &view)
    }

    /// Returns lines for the items of `due`, which begins with the earliest. The first `late` of them
    /// are overdue. What was due last comes first, because a day of ten years ago tells little about
    /// this week. A reader on a later day also sees items that are due next.
    fn overdue(&self, due: &[Place<'_>], late: usize) -> Option<Html> {
        let mut shown = due[late.saturating_sub(OVERDUE)..due.len().min(late + OVERDUE)].to_vec();
        shown.reverse();
        self.overdue_lines(&shown, shown.len(), "")
    }

    /// Returns rows for a table of incidents. `root` is the relative path from the page to the
    /// site's root.
    pub(super) fn rows(&self, incidents: impl IntoIterator<Item = usize>, root: &str) -> Option<Html> {
        let mut all = String::new();
        for at in incidents {
            all.push_str(self.listed[at].rows[usize::from(!root.is_empty())].get_or_init(|| {
                let mut row = Markup::new(self.words());
                pieces::incident_row(&self.row_view(at, cards::FEW), root, &mut row);
                row.finish().into()
            }));
        }
        (!all.is_empty()).then(|| theme::html(&all))
    }

    pub(super) fn date(&self, at: usize) -> Option<jiff::civil::Date> {
        Some(self.archive.incidents[at].date.as_ref()?.value)
    }

    fn index_link(&self, facet: Facet) -> Option<IndexLinkView> {
        let terms = self.facet(facet);
        let mut top: Vec<&Term> = terms.iter().collect();
        if !matches!(facet, Facet::Severities | Facet::Years) {
            top.sort_by_key(|term| std::cmp::Reverse(term.incidents.len()));
        }
        let top = top.into_iter().take(TOP).map(|term| TermCountView {
            name: term.name.clone(),
            url: cards::term_url(facet, &term.slug),
            count: term.incidents.len(),
        });
        (!terms.is_empty()).then(|| IndexLinkView {
            name: self.words().of("facets", facet.slug()).to_owned(),
            url: format!("{}.html", facet.slug()),
            count: terms.len(),
            top: top.collect(),
        })
    }

    /// Returns the lengths of which enough are known to be summed up.
    fn numbers(&self, term: &Term) -> Vec<AggregateView> {
        let (clock, words) = (self.config.clock, self.words());
        let counted: Vec<_> = self.of(term).filter(|incident| numbers::counts(incident)).collect();
        let view = |metric: Metric| {
            let lengths = counted.iter().filter_map(|incident| metric.of(incident, clock));
            let summary = aggregate::summary(lengths.map(|length| length.seconds));
            Some(AggregateView {
                name: words.of("metric", metric.slug()).to_owned(),
                definition: words.of("definition", metric.definition(clock)).to_owned(),
                n: summary.n,
                unknown: counted.len() - summary.n,
                median: words.length(summary.median?),
                p90: summary.p90.map(|seconds| words.length(seconds)),
            })
        };
        [Metric::Impact].into_iter().chain(Metric::TIMES).filter_map(view).collect()
    }

    /// Returns the open actions of a term's incidents, the first due first.
    fn open_actions(&self, term: &Term, root: &str) -> OpenActionsView {
        let places = self.pick_of(term.incidents.iter().copied(), &|_, item| item.is_open());
        OpenActionsView { lines: self.action_lines(&places, OPEN, root), more: places.len().saturating_sub(OPEN) }
    }

    fn per_year(&self, term: &Term, years: &[i16]) -> Vec<usize> {
        let in_year = |year: &i16| {
            let of_year = |at: &&usize| self.date(**at).is_some_and(|date| date.year() == *year);
            term.incidents.iter().filter(of_year).count()
        };
        years.iter().map(in_year).collect()
    }

    pub(super) fn facet(&self, facet: Facet) -> &[Term] {
        self.archive.facet(facet)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Incident> + Clone {
        self.archive.incidents.iter().map(|incident| &**incident)
    }

    fn of<'a>(&'a self, term: &'a Term) -> impl Iterator<Item = &'a Incident> + Clone {
        term.incidents.iter().map(|at| &*self.archive.incidents[*at])
    }
}

/// Returns the lines of a table of contents, or `None` if there is only one section.
pub(super) fn contents_list(words: &Words, contents: &[ContentsView]) -> Option<Html> {
    (contents.len() > 1).then(|| {
        let mut lines = Markup::new(words);
        pieces::contents(contents, &mut lines);
        theme::html(&lines.finish())
    })
}

/// Returns the sections of the two highest levels, without the headings in `hidden`.
pub(super) fn contents(document: &Document, language: &str, hidden: &BTreeSet<Span>) -> Vec<ContentsView> {
    let headings =
        document.blocks.iter().filter(|block| !hidden.contains(&block.span)).filter_map(|block| match &block.kind {
            Kind::Heading(heading) => Some((heading, markdown::plain(&block.children))),
            _ => None,
        });
    let headings: Vec<_> = headings.collect();
    let top = headings.iter().map(|(heading, _)| heading.level).min().unwrap_or(2);
    let shown = headings.into_iter().filter(|(heading, text)| heading.level <= top + 1 && !text.is_empty());
    shown
        .map(|(heading, text)| ContentsView {
            level: 2 + heading.level - top,
            id: encode_path(&heading.id),
            text,
            language: Some(language.to_owned()),
        })
        .collect()
}
