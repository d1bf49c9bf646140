//! What to look at: sentences made from the data, each with its evidence.

use crate::archive::numbers::attention::{self, LATE};
use crate::archive::numbers::follow_through::{CameBack, came_back};
use crate::archive::numbers::period::Period;
use crate::archive::terms::{Facet, Term};
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::{Site, cards, pieces, theme, words};
use crate::text::number::{count, grouped};

/// Most sentences of one kind, and most pieces of evidence in a sentence.
const MOST: usize = 5;

/// What is named, and when.
const DEFINITION: &str = "Named are: what had the root cause of an earlier incident again within the last \
    year, while an action of the earlier one was open; services with three or more incidents in that year; actions \
    overdue for more than 90 days; causes of two or more incidents, none of which has an action that was not dropped.";

impl Site {
    /// Returns the sentences as a list, if there are any.
    pub(super) fn attention(&self) -> Option<Html> {
        let as_of = self.archive.as_of?;
        let incidents = &self.archive.incidents;
        let mut to = Markup::with_capacity(2048);
        let year = Period::TwelveMonths(as_of);
        let back = came_back(incidents, &self.archive.recurrences);
        let recent = |it: &CameBack| self.date(it.later).is_some_and(|day| year.contains(day));
        let back: Vec<_> = back.into_iter().filter(recent).collect();
        sentences(&back, &mut to, |it, to| self.came_back_sentence(it, to));
        let services = self.facet(Facet::Services);
        let often = attention::often(incidents, services, as_of);
        sentences(&often, &mut to, |(term, having), to| {
            term_link(Facet::Services, &services[*term], to);
            to.text(&format!(" failed {} times in the year until {}: ", grouped(having.len()), words::day(as_of)));
            self.evidence(having, to);
        });
        let late = attention::late(incidents, as_of);
        if !late.is_empty() {
            let verb = if late.len() == 1 { "is" } else { "are" };
            to.raw("<li>").text(&format!("{} {verb} overdue for more than {LATE} days: ", count(late.len(), "action")));
            for (position, (at, number)) in late.iter().take(MOST).enumerate() {
                to.raw(if position > 0 { "; " } else { "" });
                self.action_link(*at, *number, &mut to);
                to.text(" from ");
                self.named(*at, &mut to);
            }
            if late.len() > MOST {
                to.raw("; and <a href=\"actions.html#overdue\">").text(&grouped(late.len() - MOST)).raw(" more</a>");
            }
            to.raw(".</li>\n");
        }
        let causes = self.facet(Facet::Causes);
        let unanswered = attention::unanswered(incidents, causes);
        sentences(&unanswered, &mut to, |(term, having), to| {
            to.raw("Nobody has an action against ");
            term_link(Facet::Causes, &causes[*term], to);
            to.text(&format!(", a cause of {}: ", count(having.len(), "incident")));
            self.evidence(having, to);
        });
        let sentences = to.finish();
        (!sentences.is_empty()).then(|| {
            let parts = ["<ul class=\"sentences\">\n", &sentences, "</ul>\n<p class=\"quiet\">", DEFINITION, "</p>\n"];
            theme::html(&parts.concat())
        })
    }

    /// Writes that an incident came back while actions of an earlier one were open.
    pub(super) fn came_back_sentence(&self, it: &CameBack, to: &mut Markup) {
        self.named(it.later, to);
        to.raw(" had the root cause of ");
        self.named(it.earlier, to);
        to.text(&format!(", of which {} still open: ", were(it.open.len())));
        for (position, number) in it.open.iter().take(MOST).enumerate() {
            to.raw(if position > 0 { "; " } else { "" });
            self.action_link(it.earlier, *number, to);
        }
        if it.open.len() > MOST {
            to.text(&format!("; and {} more", it.open.len() - MOST));
        }
    }

    fn evidence(&self, having: &[usize], to: &mut Markup) {
        for (position, at) in having.iter().take(MOST).enumerate() {
            to.raw(if position > 0 { "; " } else { "" });
            self.named(*at, to);
        }
        if having.len() > MOST {
            to.text(&format!("; and {} more", grouped(having.len() - MOST)));
        }
    }

    /// Writes the incident's title as a link, and its day.
    pub(super) fn named(&self, at: usize, to: &mut Markup) {
        let linked = self.linked(at);
        pieces::title(&linked.title, &linked.url, &linked.language, &self.config.language, "", to);
        if let Some(date) = &linked.date {
            to.raw(" <span class=\"quiet\">(").time(&date.iso, &date.text).raw(")</span>");
        }
    }

    /// Returns the day of an incident behind a comma, for the name of its mark: `, 14 Mar 2026`.
    pub(super) fn comma_day(&self, at: usize) -> String {
        self.date(at).map(|day| format!(", {}", words::day(day))).unwrap_or_default()
    }

    /// Writes the text of an action as a link to it, and the day by which it should be done.
    fn action_link(&self, at: usize, number: usize, to: &mut Markup) {
        let (url, item) = (self.linked(at).url, &self.archive.incidents[at].actions[number]);
        to.raw("<a").href(&[&url, "#a-", &(number + 1).to_string()]).raw(">").text(&item.plain()).raw("</a>");
        if let Some(day) = item.deadline() {
            let how = if item.due.is_some() { "due " } else { "due by default " };
            to.raw(" <span class=\"quiet\">(").raw(how).time(&day.to_string(), &words::day(day)).raw(")</span>");
        }
    }
}

/// Writes a sentence for each of the first, and how many more there are.
fn sentences<T>(all: &[T], to: &mut Markup, write: impl Fn(&T, &mut Markup)) {
    for one in all.iter().take(MOST) {
        to.raw("<li>");
        write(one, to);
        to.raw(".</li>\n");
    }
    if all.len() > MOST {
        to.raw("<li class=\"quiet\">").text(&format!("{} more like these.", grouped(all.len() - MOST))).raw("</li>\n");
    }
}

fn were(open: usize) -> String {
    format!("{} {}", count(open, "action"), if open == 1 { "was" } else { "were" })
}

/// Writes the name of a term as a link to its page.
fn term_link(facet: Facet, term: &Term, to: &mut Markup) {
    to.raw("<a").href(&[&cards::term_url(facet, &term.slug)]).raw(">").text(&term.name).raw("</a>");
}
