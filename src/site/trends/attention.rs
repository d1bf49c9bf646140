//! What to look at: sentences made from the data, each with its evidence.

use crate::archive::numbers::attention::{self, LATE};
use crate::archive::numbers::follow_through::{CameBack, came_back};
use crate::archive::numbers::period::Period;
use crate::archive::terms::{Facet, Term};
use crate::site::pieces::Markup;
use crate::site::view::{Html, LinkedIncident};
use crate::site::{Site, cards, pieces, theme};

/// Most sentences of one kind, and most pieces of evidence in a sentence.
const MOST: usize = 5;

impl Site {
    /// Returns the sentences as a list, if there are any.
    pub(super) fn attention(&self) -> Option<Html> {
        let as_of = self.archive.as_of?;
        let (incidents, words) = (&self.archive.incidents, self.words());
        let mut to = Markup::with_capacity(words, 2048);
        let year = Period::TwelveMonths(as_of);
        let back = came_back(incidents, &self.archive.recurrences);
        let recent = |it: &CameBack| self.date(it.later).is_some_and(|day| year.contains(day));
        let back: Vec<_> = back.into_iter().filter(recent).collect();
        sentences(&back, &mut to, |it, to| self.came_back_sentence(it, to));
        let services = self.facet(Facet::Services);
        let often = attention::often(incidents, services, as_of);
        sentences(&often, &mut to, |(term, having), to| {
            to.fill_count("attention.often_html", having.len(), |hole, to| match hole {
                "service" => term_link(Facet::Services, &services[*term], to),
                "day" => drop(to.text(&words.day(as_of))),
                _ => self.evidence(having, to),
            });
        });
        let late = attention::late(incidents, as_of);
        if !late.is_empty() {
            to.raw("<li>");
            to.fill_count("attention.late_html", late.len(), |hole, to| match hole {
                "days" => drop(to.digits(u64::from(LATE.unsigned_abs()))),
                _ => self.late(&late, to),
            });
            to.raw(".</li>\n");
        }
        let causes = self.facet(Facet::Causes);
        let unanswered = attention::unanswered(incidents, causes);
        sentences(&unanswered, &mut to, |(term, having), to| {
            to.fill_count("attention.unanswered_html", having.len(), |hole, to| match hole {
                "cause" => term_link(Facet::Causes, &causes[*term], to),
                _ => self.evidence(having, to),
            });
        });
        let sentences = to.finish();
        (!sentences.is_empty()).then(|| {
            let mut whole = Markup::with_capacity(words, sentences.len() + 1024);
            whole.raw("<ul class=\"sentences\">\n").raw(&sentences).raw("</ul>\n<p class=\"quiet\">");
            whole.say("attention.definition").raw("</p>\n");
            theme::html(&whole.finish())
        })
    }

    /// Writes that an incident came back while actions of an earlier one were open.
    pub(super) fn came_back_sentence(&self, it: &CameBack, to: &mut Markup<'_>) {
        to.fill_count("attention.came_back_html", it.open.len(), |hole, to| match hole {
            "later" => self.named(it.later, to),
            "earlier" => self.named(it.earlier, to),
            _ => {
                for (position, number) in it.open.iter().take(MOST).enumerate() {
                    to.raw(if position > 0 { "; " } else { "" });
                    self.action_link(it.earlier, *number, to);
                }
                if it.open.len() > MOST {
                    to.count("list.and_more", it.open.len() - MOST);
                }
            }
        });
    }

    /// Writes overdue actions and their incidents.
    fn late(&self, late: &[(usize, usize)], to: &mut Markup<'_>) {
        for (position, (at, number)) in late.iter().take(MOST).enumerate() {
            to.raw(if position > 0 { "; " } else { "" });
            to.fill("attention.action_from_html", |hole, to| match hole {
                "action" => self.action_link(*at, *number, to),
                _ => self.named(*at, to),
            });
        }
        if late.len() > MOST {
            to.fill_count("attention.late_more_html", late.len() - MOST, |_, _| {});
        }
    }

    /// Writes incidents that are the evidence of a sentence.
    fn evidence(&self, having: &[usize], to: &mut Markup<'_>) {
        for (position, at) in having.iter().take(MOST).enumerate() {
            to.raw(if position > 0 { "; " } else { "" });
            self.named(*at, to);
        }
        if having.len() > MOST {
            to.count("list.and_more", having.len() - MOST);
        }
    }

    pub(super) fn named(&self, at: usize, to: &mut Markup<'_>) {
        let linked = self.linked(at);
        pieces::linked(&linked, "", to);
        if let Some(date) = &linked.date {
            to.raw(" <span class=\"quiet\">(").time(&date.iso, &date.text).raw(")</span>");
        }
    }

    /// Returns the day of an incident behind a comma, for the name of its mark: `, 14 Mar 2026`.
    pub(super) fn comma_day(&self, at: usize) -> String {
        self.date(at).map(|day| format!(", {}", self.words().day(day))).unwrap_or_default()
    }

    /// Writes the text of an action as a link to it, and the day by which it should be done.
    fn action_link(&self, at: usize, number: usize, to: &mut Markup<'_>) {
        let LinkedIncident { url, language, .. } = self.linked(at);
        let item = &self.archive.incidents[at].actions[number];
        pieces::title(&item.plain(), &[&url, "#a-", &(number + 1).to_string()], &language, to);
        if let Some(day) = item.deadline() {
            let key = if item.due.is_some() { "attention.due_html" } else { "attention.due_by_default_html" };
            to.raw(" <span class=\"quiet\">(");
            to.fill(key, |_, to| {
                to.time(&day.to_string(), &self.words().day(day));
            })
            .raw(")</span>");
        }
    }
}

/// Writes a sentence for each of the first, and how many more there are.
fn sentences<T>(all: &[T], to: &mut Markup<'_>, write: impl Fn(&T, &mut Markup<'_>)) {
    for one in all.iter().take(MOST) {
        to.raw("<li>");
        write(one, to);
        to.raw(".</li>\n");
    }
    if all.len() > MOST {
        to.raw("<li class=\"quiet\">").count("attention.more", all.len() - MOST).raw("</li>\n");
    }
}

fn term_link(facet: Facet, term: &Term, to: &mut Markup<'_>) {
    to.raw("<a").href(&[&cards::term_url(facet, &term.slug)]).raw(">").text(&term.name).raw("</a>");
}
