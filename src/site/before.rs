//! What happened before, on the page of an incident and on the home page.

use super::pieces::{self, Markup};
use super::view::{HappenedView, Html, LinkView, LinkedIncident, PageView, RepeatView, ReturnedView};
use super::{Site, cards, theme};
use crate::archive::recurrence::{Before, Reason, Recurrence, StateThen, state_on};
use crate::archive::terms::Facet;
use crate::incident::action::{ActionItem, ActionKind};
use crate::text::slug::Slug;

/// Most actions of an earlier incident that are listed.
const RECALLED: usize = 5;

/// Most causes that came back on the home page.
const REPEATS: usize = 5;

/// The parts of an incident that pages of later incidents show.
pub(super) struct Recalled {
    linked: LinkedIncident,
    severity: Html,
    open_actions: Option<Html>,
}

impl Site {
    pub(super) fn recurrence(&self, at: usize) -> &Recurrence {
        &self.archive.recurrences[at]
    }

    /// Returns the earlier incidents, with the reason for each.
    pub(super) fn happened(&self, at: usize, page: &PageView) -> Vec<HappenedView> {
        self.recurrence(at).before.iter().map(|before| self.happened_once(at, before, page)).collect()
    }

    fn happened_once(&self, at: usize, before: &Before, page: &PageView) -> HappenedView {
        let root = page.root.as_str();
        // All pages of incidents have the same depth, so `root` is the same.
        let recalled = self.recalled[before.at].get_or_init(|| self.recall(before.at, root));
        let linked = &recalled.linked;
        HappenedView {
            severity: recalled.severity.clone(),
            title: pieces::made(self.words(), |to| pieces::linked(linked, root, to)),
            reason: pieces::made(self.words(), |to| self.reason(&before.reason, root, to)),
            open_actions: recalled.open_actions.clone(),
            finished: self.finished_since(at, before.at),
            date: linked.date.clone(),
            id: self.archive.incidents[before.at].id.to_string(),
        }
    }

    fn reason(&self, reason: &Reason, root: &str, to: &mut Markup<'_>) {
        match reason {
            Reason::SameRootCause(causes) => drop(to.fill("before.same_cause_html", |_, to| {
                pieces::terms(&self.causes(causes), root, to);
            })),
            Reason::SameCauseAndService(causes, service) => {
                to.fill("before.same_cause_and_service_html", |hole, to| match hole {
                    "service" => pieces::terms(&[self.named_term(Facet::Services, service)], root, to),
                    _ => pieces::terms(&self.causes(causes), root, to),
                });
            }
            Reason::LooksAlike(words) => drop(to.tell("before.looks_alike", &[("words", &words.join(", "))])),
        }
    }

    fn causes(&self, causes: &[Slug]) -> Vec<LinkView> {
        causes.iter().map(|cause| self.named_term(Facet::Causes, cause)).collect()
    }

    pub(super) fn named_term(&self, facet: Facet, slug: &Slug) -> LinkView {
        self.term_link(facet, slug.as_str(), slug)
    }

    fn recall(&self, at: usize, root: &str) -> Recalled {
        let (incident, linked) = (&self.archive.incidents[at], self.linked(at));
        let severity = incident.severity.as_deref().map(cards::severity);
        let mut lines = Markup::new(self.words());
        let open: Vec<_> = incident.actions.iter().enumerate().filter(|(_, item)| item.is_open()).collect();
        for (number, item) in open.iter().take(RECALLED) {
            pieces::action_line(&self.action(&incident.text, &linked, *number, item, root), root, &mut lines);
        }
        if let Some((next, _)) = open.get(RECALLED) {
            let href = [root, &linked.url, "#a-", &(next + 1).to_string()];
            pieces::more_actions(open.len() - RECALLED, &href, &mut lines);
        }
        let lines = lines.finish();
        Recalled {
            severity: pieces::made(self.words(), |to| {
                pieces::severity(severity.as_ref(), root, "missing.severity", to);
            }),
            open_actions: (!lines.is_empty()).then(|| theme::html(&lines)),
            linked,
        }
    }

    /// Returns a sentence on the actions of `earlier` that are no longer open, as they were on the
    /// day on which the incident at `at` began.
    fn finished_since(&self, at: usize, earlier: usize) -> Option<String> {
        let day = self.date(at)?;
        let items = &self.archive.incidents[earlier].actions;
        let count = |state, is_open| {
            items.iter().filter(|item| item.is_open() == is_open && state_on(item, day) == state).count()
        };
        let parts = [
            (count(StateThen::Done, false), "before.done_before"),
            (count(StateThen::Open, false), "before.done_after"),
            (count(StateThen::Unknown, false), "before.done_unknown"),
            (count(StateThen::Dropped, false), "before.dropped"),
        ];
        let words = self.words();
        let told: Vec<_> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, key)| words.count(key, *count)).collect();
        (!told.is_empty()).then(|| words.fill("before.actions", &[("told", &told.join(words.say("list.comma")))]))
    }

    /// Returns the sentence under the title: how often the same root cause struck before, and which
    /// fix of then was still open. Weaker reasons stand below the text only.
    pub(super) fn again(&self, at: usize, page: &PageView) -> Option<Html> {
        let (same, times) = (self.same_root_cause(at), self.recurrence(at).times);
        (!same.is_empty()).then(|| pieces::made(self.words(), |to| self.tell_again(at, times, &same, page, to)))
    }

    /// Returns the named incidents with the same root cause, the latest first.
    fn same_root_cause(&self, at: usize) -> Vec<&Before> {
        let before = self.recurrence(at).before.iter();
        let mut same: Vec<&Before> = before.filter(|before| before.has_same_root_cause()).collect();
        same.sort_by_key(|before| before.at);
        same
    }

    /// Returns the same in short and as text, for feeds: `Third time. Same root cause: dns.`
    pub(super) fn again_in_short(&self, at: usize) -> Option<String> {
        let same = self.same_root_cause(at);
        let Reason::SameRootCause(causes) = &same.first()?.reason else { return None };
        let names: Vec<_> = self.causes(causes).into_iter().map(|cause| cause.name).collect();
        let times = self.recurrence(at).times;
        let words = self.words();
        let nth = if times > 0 { words.nth_time(times + 1) + " " } else { String::new() };
        let same_cause = words.fill("before.in_short", &[("causes", &names.join(words.say("list.comma")))]);
        let open = self.open_fix(at, &same).map(|(item, _)| sentence(item));
        let open = open.map(|action| [" ", &words.fill("before.open_in_short", &[("action", &action)])].concat());
        Some([nth, same_cause, open.unwrap_or_default()].concat())
    }

    fn tell_again(&self, at: usize, times: usize, same: &[&Before], page: &PageView, to: &mut Markup<'_>) {
        if times > 0 {
            let nth = to.words.nth_time(times + 1);
            to.raw("<strong>").text(&nth).raw("</strong> ");
        }
        to.fill("before.same_as_html", |_, to| self.tell_earlier(same, page, to));
        if times > same.len() {
            to.count("before.and_earlier", times - same.len());
        }
        if let Some((item, earlier)) = self.open_fix(at, same) {
            let key = if same.len() > 1 { "before.a_fix_open_html" } else { "before.fix_open_html" };
            to.fill(key, |_, to| {
                to.raw("<em>");
                to.html(&self.inline(&self.archive.incidents[earlier].text, &item.content, &page.root)).raw("</em>");
                if let Some(due) = item.due {
                    let text = to.words.day(due);
                    to.raw(" (");
                    to.fill("before.fix_due_html", |_, to| {
                        to.time(&due.to_string(), &text);
                    })
                    .raw(")");
                }
            });
        }
        to.raw(".");
    }

    /// Writes earlier incidents with their dates: `a, b and c`.
    fn tell_earlier(&self, same: &[&Before], page: &PageView, to: &mut Markup<'_>) {
        for (number, before) in same.iter().enumerate() {
            let linked = self.linked(before.at);
            match number {
                0 => {}
                _ if number + 1 == same.len() => drop(to.say("list.and")),
                _ => drop(to.say("list.comma")),
            }
            pieces::linked(&linked, &page.root, to);
            if let Some(date) = &linked.date {
                to.raw(" (").time(&date.iso, &date.text).raw(")");
            }
        }
    }

    /// Returns the action of an earlier incident that was open when the one at `at` began: one that
    /// prevents before others, the one that was due first before others.
    fn open_fix(&self, at: usize, earlier: &[&Before]) -> Option<(&ActionItem, usize)> {
        let day = self.date(at)?;
        let items =
            earlier.iter().flat_map(|it| self.archive.incidents[it.at].actions.iter().map(move |item| (item, it.at)));
        let open = items.filter(|(item, _)| state_on(item, day) == StateThen::Open);
        open.min_by_key(|(item, _)| (item.kind != Some(ActionKind::Prevent), item.due.is_none(), item.due))
    }

    /// Returns those of the incidents at these positions whose root cause struck before.
    pub(super) fn returned<'a>(&'a self, chosen: &'a [usize]) -> impl Iterator<Item = usize> + 'a {
        let came_back = |at: &usize| self.recurrence(*at).before.iter().any(Before::has_same_root_cause);
        chosen.iter().copied().filter(came_back)
    }

    pub(super) fn returned_view(&self, at: usize, page: &PageView) -> ReturnedView {
        ReturnedView {
            title: pieces::made(self.words(), |to| self.title_link(at, page, to)),
            date: self.linked(at).date,
            again: self.again(at, page).unwrap_or_else(|| theme::html("")),
        }
    }

    pub(super) fn title_link(&self, at: usize, page: &PageView, to: &mut Markup<'_>) {
        pieces::linked(&self.linked(at), &page.root, to);
    }

    /// Returns the root causes that came back, the latest recurrence first.
    pub(super) fn repeats(&self) -> Vec<RepeatView> {
        let mut seen: Vec<&Slug> = Vec::new();
        let mut repeats = Vec::new();
        for (at, recurrence) in self.archive.recurrences.iter().enumerate() {
            let Some(Reason::SameRootCause(causes)) = recurrence.before.first().map(|it| &it.reason) else { continue };
            if repeats.len() == REPEATS || recurrence.times == 0 || causes.iter().any(|cause| seen.contains(&cause)) {
                continue;
            }
            seen.extend(causes);
            let same = self.same_root_cause(at);
            let Some(latest) = same.first().map(|it| it.at) else { continue };
            let (Some(day), Some(day_before)) = (self.date(at), self.date(latest)) else { continue };
            let earlier = same.iter().flat_map(|it| &self.archive.incidents[it.at].actions);
            repeats.push(RepeatView {
                cause: self.named_term(Facet::Causes, &causes[0]),
                count: recurrence.times + 1,
                latest: self.linked(at),
                before: self.linked(latest),
                days: i64::from((day - day_before).get_days()),
                open_actions: earlier.filter(|item| state_on(item, day) == StateThen::Open).count(),
            });
        }
        repeats
    }
}

/// Returns the text of an action without the full stop at its end.
fn sentence(item: &ActionItem) -> String {
    item.plain().trim_end_matches('.').to_owned()
}
