//! The pages of action items: one for a small archive, and pages by state and year besides it for a
//! large one.

use std::collections::BTreeSet;

use super::parts::{Part, parts};
use super::pieces::{self, Days, Markup, OfArchive};
use super::view::{ActionGroupView, ActionView, ActionsView, DueDaysView, FilterView, Html, LinkView, ShelfView};
use super::{Site, calendar, cards, theme};
use crate::archive::terms::Facet;
use crate::diagnostic::Diagnostic;
use crate::incident::Incident;
use crate::incident::action::{ActionItem, ActionStatus};

/// Most items of a page. With 10,000 generated items, `actions.html` has 39 kB after gzip and a page
/// of 400 finished ones 29 kB. With all on one page, 1,000 incidents made it 256 kB.
const MOST: usize = 400;

/// Usual size of an action item's row, in bytes.
const ROW: usize = 1300;

/// The states by which pages are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Open,
    Done,
    Dropped,
}

impl Shelf {
    const ALL: [Shelf; 3] = [Shelf::Open, Shelf::Done, Shelf::Dropped];

    fn of(item: &ActionItem) -> Self {
        match item.status {
            ActionStatus::Todo | ActionStatus::InProgress => Shelf::Open,
            ActionStatus::Done => Shelf::Done,
            ActionStatus::Dropped => Shelf::Dropped,
        }
    }

    fn slug(self) -> &'static str {
        match self {
            Shelf::Open => "open",
            Shelf::Done => "done",
            Shelf::Dropped => "dropped",
        }
    }
}

/// A page of a large archive: items of one state whose incidents are of one year.
pub(super) struct Batch {
    shelf: Shelf,
    /// The positions of each item's incident, and of the item in it.
    part: Part<(usize, usize)>,
}

impl Batch {
    /// Returns the page's address: `actions/done-2025.html`, `actions/done-2025-2.html`.
    pub(super) fn path(&self) -> String {
        format!("actions/{}-{}.html", self.shelf.slug(), self.part.slug())
    }
}

/// An item, with the positions of its incident and of itself.
pub(super) type Place<'a> = (usize, usize, &'a ActionItem);

/// Returns the pages besides `actions.html`. There are none if all items fit on that page. If only
/// the open ones do, they stay on it.
fn batches(site: &Site) -> Vec<Batch> {
    let items = || site.all().flat_map(|incident| &incident.actions);
    if items().count() <= MOST {
        return Vec::new();
    }
    let is_kept = |shelf: &Shelf| *shelf != Shelf::Open || items().filter(|item| item.is_open()).count() > MOST;
    let of_shelf = |shelf: Shelf| {
        let places = site.pick(&|_, item| Shelf::of(item) == shelf).into_iter();
        let places = places.map(|(incident, number, _)| (site.year(incident), (incident, number)));
        parts(places, MOST).into_iter().map(move |part| Batch { shelf, part })
    };
    Shelf::ALL.into_iter().filter(is_kept).flat_map(of_shelf).collect()
}

impl Site {
    /// Returns `actions.html`.
    pub(super) fn actions(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut places = self.pick(&|_, item| item.is_open());
        let open = places.len();
        places.truncate(MOST);
        if self.action_batches().is_empty() {
            places.extend(self.pick(&|_, item| !item.is_open()));
        }
        let view = ActionsView {
            counts: Some(cards::counts(self.all(), self.archive.as_of)),
            most_urgent: (open > MOST).then_some(MOST),
            due_days: self.due_days(),
            calendar_url: calendar::has_events(self, 0..self.archive.incidents.len()).then(|| calendar::ALL.to_owned()),
            ..self.actions_view(&places, true, "")
        };
        self.fill_actions(path, self.words().say("actions.title"), &view, places.len())
    }

    /// Returns the pages besides `actions.html`.
    pub(super) fn action_batches(&self) -> &[Batch] {
        self.lists.actions.get_or_init(|| batches(self))
    }

    /// Returns a page of a large archive.
    pub(super) fn action_batch(&self, path: &str, batch: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let batch = &self.action_batches()[batch];
        let item = |(at, number): &(usize, usize)| (*at, *number, &self.archive.incidents[*at].actions[*number]);
        let places: Vec<_> = batch.part.items.iter().map(item).collect();
        let words = self.words();
        let actions = words.of("shelf_actions", batch.shelf.slug());
        let title = words.fill("actions.of_part", &[("actions", actions), ("part", &batch.part.name(words))]);
        let view = self.actions_view(&places, false, "../");
        self.fill_actions(path, &title, &view, places.len())
    }

    fn due_days(&self) -> Vec<DueDaysView> {
        let name = |rank: u8| self.config.severities.get(usize::from(rank) - 1).cloned();
        let days = self.config.due_days.iter();
        days.filter_map(|(rank, days)| Some(DueDaysView { severity: name(*rank)?, days: *days })).collect()
    }

    fn fill_actions(
        &self,
        path: &str,
        title: &str,
        view: &ActionsView,
        rows: usize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.theme.render("actions.html", &self.page_view(path, title), view, rows * ROW)
    }

    /// Returns the view of a page with these items, and links to the pages of the others. On a page
    /// with items of several states, the finished ones are folded.
    fn actions_view(&self, places: &[Place<'_>], folds: bool, root: &str) -> ActionsView {
        let overdue = |item: &ActionItem| self.archive.as_of.is_some_and(|day| item.is_overdue(day));
        let words = self.words();
        let group = |slug, shelf, is_late: bool| {
            let chosen = |(_, _, item): &&Place<'_>| Shelf::of(item) == shelf && overdue(item) == is_late;
            let chosen: Vec<_> = places.iter().filter(chosen).copied().collect();
            ActionGroupView {
                slug,
                name: words.of("shelf", slug).to_owned(),
                caption: words.of("shelf_actions", slug).to_owned(),
                count: chosen.len(),
                rows: self.action_rows(&chosen, root),
                days: match shelf {
                    Shelf::Open => words.say("column.age").to_owned(),
                    Shelf::Done => words.say("column.done_on").to_owned(),
                    Shelf::Dropped => String::new(),
                },
                folded: folds && shelf != Shelf::Open,
            }
        };
        let groups = [
            group("overdue", Shelf::Open, true),
            group(Shelf::Open.slug(), Shelf::Open, false),
            group(Shelf::Done.slug(), Shelf::Done, false),
            group(Shelf::Dropped.slug(), Shelf::Dropped, false),
        ];
        let open = groups[1].count > 0;
        // Items that are open today may be overdue when somebody reads the page.
        let groups = groups.into_iter().filter(|group| group.count > 0 || (group.slug == "overdue" && open)).collect();
        ActionsView {
            counts: None,
            groups,
            most_urgent: None,
            due_days: Vec::new(),
            shelves: self.shelves(),
            calendar_url: None,
            owners: calendar::links(self, places.iter().map(|(_, _, item)| *item)),
            filters: self.filters(places),
        }
    }

    /// Returns the filters that fit these items.
    fn filters(&self, places: &[Place<'_>]) -> Vec<FilterView> {
        let of_items = |value: &dyn Fn(&ActionItem) -> Option<String>| {
            let all: BTreeSet<_> = places.iter().filter_map(|(_, _, item)| value(item)).collect();
            all.into_iter().collect()
        };
        let incidents: BTreeSet<_> = places.iter().map(|(at, ..)| *at).collect();
        let words = self.words();
        let filter = |slug, name: &str, values| FilterView { slug, name: name.to_owned(), values };
        let of_incidents = |facet: Facet| {
            let links = incidents.iter().flat_map(|at| self.few(&self.archive.incidents[*at], facet));
            let all: BTreeSet<_> = links.map(|link| link.name).collect();
            filter(facet.field(), words.of("facet", facet.slug()), all.into_iter().collect())
        };
        let states = ActionStatus::ALL.map(|(_, status)| status).into_iter();
        let states = states.filter(|status| places.iter().any(|(_, _, item)| item.status == *status));
        vec![
            of_incidents(Facet::Teams),
            filter("owner", words.say("column.owner"), of_items(&|item| item.owner.clone())),
            filter(
                "state",
                words.say("column.state"),
                states.map(|it| words.of("state", it.slug()).to_owned()).collect(),
            ),
            filter(
                "type",
                words.say("column.type"),
                of_items(&|item| item.kind.map(|kind| words.of("type", kind.slug()).to_owned())),
            ),
            filter("priority", words.say("column.priority"), of_items(&|item| item.priority.clone())),
            of_incidents(Facet::Services),
        ]
    }

    /// Returns the items that `keep` selects. Open ones are sorted by due date, and those without
    /// one come last. The others are sorted as their incidents are, newest first.
    pub(super) fn pick(&self, keep: &dyn Fn(&Incident, &ActionItem) -> bool) -> Vec<Place<'_>> {
        self.pick_of(0..self.archive.incidents.len(), keep)
    }

    /// Like [`pick`](Self::pick), from the incidents at these positions.
    pub(super) fn pick_of(
        &self,
        incidents: impl Iterator<Item = usize>,
        keep: &dyn Fn(&Incident, &ActionItem) -> bool,
    ) -> Vec<Place<'_>> {
        let mut found = Vec::new();
        for at in incidents {
            let incident = &self.archive.incidents[at];
            for (number, item) in incident.actions.iter().enumerate().filter(|(_, item)| keep(incident, item)) {
                found.push((at, number, item));
            }
        }
        found.sort_by_key(|(at, number, item)| {
            let due = item.deadline().filter(|_| item.is_open());
            ((due.is_none(), due), *at, *number)
        });
        found
    }

    /// Returns the open items that have a day, the earliest first.
    pub(super) fn due(&self) -> Vec<Place<'_>> {
        self.due_of(0..self.archive.incidents.len())
    }

    /// Like [`due`](Self::due), from the incidents at these positions.
    pub(super) fn due_of(&self, incidents: impl Iterator<Item = usize>) -> Vec<Place<'_>> {
        self.pick_of(incidents, &|_, item| item.is_open() && item.deadline().is_some())
    }

    /// Returns at most `most` items as items of a list. They are hidden until they are overdue.
    pub(super) fn overdue_lines(&self, places: &[Place<'_>], most: usize, root: &str) -> Option<Html> {
        self.lines(places, most, root, pieces::overdue_line)
    }

    /// Returns at most `most` items as items of a list.
    pub(super) fn action_lines(&self, places: &[Place<'_>], most: usize, root: &str) -> Option<Html> {
        self.lines(places, most, root, pieces::archive_line)
    }

    fn lines(
        &self,
        places: &[Place<'_>],
        most: usize,
        root: &str,
        line: fn(&ActionView<'_>, &str, &mut Markup<'_>),
    ) -> Option<Html> {
        let mut lines = Markup::new(self.words());
        for (at, number, item) in places.iter().take(most) {
            let (text, linked) = (&self.archive.incidents[*at].text, self.linked(*at));
            line(&self.action(text, &linked, *number, item, root), root, &mut lines);
        }
        (!places.is_empty()).then(|| theme::html(&lines.finish()))
    }

    fn action_rows(&self, places: &[Place<'_>], root: &str) -> Html {
        // A string that grows would be copied, and take twice the memory.
        let mut rows = Markup::with_capacity(self.words(), places.len() * ROW);
        for (at, number, item) in places {
            let incident = &self.archive.incidents[*at];
            let linked = self.linked(*at);
            let of = OfArchive {
                days: self.days(incident, item),
                services: self.few(incident, Facet::Services),
                teams: self.few(incident, Facet::Teams),
            };
            pieces::archive_row(&self.action(&incident.text, &linked, *number, item, root), &of, root, &mut rows);
        }
        theme::html(&rows.finish())
    }

    /// Returns the age of an open item, or the days on which a finished one was done and verified.
    fn days(&self, incident: &Incident, item: &ActionItem) -> Days {
        match Shelf::of(item) {
            Shelf::Open => {
                let day = incident.date.as_deref().copied();
                let age = day.zip(self.archive.as_of).and_then(|(from, to)| to.since(from).ok());
                Days::Age(age.map(|age| age.get_days()).filter(|days| *days >= 0))
            }
            Shelf::Done => Days::Done,
            Shelf::Dropped => Days::Neither,
        }
    }

    fn few(&self, incident: &Incident, facet: Facet) -> Vec<LinkView> {
        let labels = if facet == Facet::Teams { &incident.teams } else { &incident.services };
        self.links(incident, facet, labels, cards::FEW)
    }

    /// Returns the pages with the items that do not fit on the first one.
    fn shelves(&self) -> Vec<ShelfView> {
        let words = self.words();
        let of = |shelf: Shelf| {
            let batches: Vec<_> = self.action_batches().iter().filter(|batch| batch.shelf == shelf).collect();
            let link = |batch: &&Batch| batch.part.link(words, batch.path());
            ShelfView { name: words.of("shelf", shelf.slug()).to_owned(), pages: batches.iter().map(link).collect() }
        };
        Shelf::ALL.map(of).into_iter().filter(|shelf| !shelf.pages.is_empty()).collect()
    }
}
