//! Calendars of what was promised: every open action item with a due day, as an all-day event
//! (RFC 5545).
//!
//! Calendars do not depend on the clock. The stamp of an event is the day of its incident, and its
//! identifier is made of the incident's address and the item's id or number, so a program that
//! fetches a calendar again finds the same events in it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Site;
use super::view::LinkView;
use crate::archive::addresses;
use crate::archive::terms::Facet;
use crate::incident::Incident;
use crate::incident::action::ActionItem;
use crate::text::slug::{Slug, encode_path};

/// Address of the calendar of the whole archive.
pub(super) const ALL: &str = "actions.ics";

/// Longest line of a calendar in bytes, without its end.
const LINE: usize = 75;

/// Somebody who promised something, and the items.
#[derive(Debug)]
pub(super) struct Owner {
    /// The spelling of the newest incident.
    name: String,
    /// Position of the incident in the archive, and of the item in it.
    items: Vec<(usize, usize)>,
}

/// True if the item is in a calendar.
fn is_event(item: &ActionItem) -> bool {
    item.is_open() && item.due.is_some_and(has_four_digits)
}

/// True if a calendar can express the day's year.
fn has_four_digits(day: Date) -> bool {
    (0..=9999).contains(&day.year())
}

/// Returns the owners of all items that are in calendars. Owners whose name has no letter and no
/// digit have no address, so their items are only in the calendars of all and of teams.
pub(super) fn owners(site: &Site) -> BTreeMap<Slug, Owner> {
    let mut owners: BTreeMap<Slug, Owner> = BTreeMap::new();
    for (at, number) in events(site, 0..site.archive.incidents.len()) {
        let owner = site.archive.incidents[at].actions[number].owner.as_deref();
        if let Some((name, slug)) = owner.and_then(|name| Some((name, Slug::new(name)?))) {
            let owner = owners.entry(slug).or_insert_with(|| Owner { name: name.to_owned(), items: Vec::new() });
            owner.items.push((at, number));
        }
    }
    owners
}

/// Returns the calendar of the whole archive.
pub(super) fn all(site: &Site) -> String {
    calendar(site, None, events(site, 0..site.archive.incidents.len()))
}

/// Returns the calendar of a team, by its position among the teams: the items of its incidents.
pub(super) fn team(site: &Site, at: usize) -> String {
    let team = &site.facet(Facet::Teams)[at];
    calendar(site, Some(&team.name), events(site, team.incidents.iter().copied()))
}

/// Returns the calendar of one owner.
pub(super) fn owner(site: &Site, slug: &Slug) -> Option<String> {
    let owner = site.owners().get(slug)?;
    Some(calendar(site, Some(&owner.name), owner.items.iter().copied()))
}

/// Returns the address of an owner's calendar. No page ends like this.
pub(super) fn owner_path(slug: &Slug) -> String {
    format!("owners/{slug}.ics")
}

/// Returns the address of a team's calendar, beside its page.
pub(super) fn team_path(slug: &Slug) -> String {
    format!("{}/{slug}.ics", Facet::Teams.slug())
}

/// Returns links to the calendars of those who own one of `items`, by name.
pub(super) fn links<'a>(site: &Site, items: impl Iterator<Item = &'a ActionItem>) -> Vec<LinkView> {
    let owners: BTreeSet<_> =
        items.filter(|item| is_event(item)).filter_map(|item| Slug::new(item.owner.as_deref()?)).collect();
    let link = |slug: &Slug| {
        let owner = site.owners().get(slug)?;
        Some(LinkView { name: owner.name.clone(), url: encode_path(&owner_path(slug)) })
    };
    owners.iter().filter_map(link).collect()
}

/// True if one of the incidents has an item for a calendar.
pub(super) fn has_events(site: &Site, incidents: impl IntoIterator<Item = usize>) -> bool {
    events(site, incidents).next().is_some()
}

/// Returns the items of these incidents that are in calendars.
fn events(site: &Site, incidents: impl IntoIterator<Item = usize>) -> impl Iterator<Item = (usize, usize)> {
    incidents.into_iter().flat_map(move |at| {
        let actions = site.archive.incidents[at].actions.iter().enumerate();
        actions.filter(|(_, item)| is_event(item)).map(move |(number, _)| (at, number))
    })
}

/// Returns the calendar of `items`, which are those of `whose`, or of everybody.
fn calendar(site: &Site, whose: Option<&str>, items: impl Iterator<Item = (usize, usize)>) -> String {
    let title = &site.config.title;
    let name = match whose {
        Some(name) => site.words().fill("calendar.of", &[("name", name), ("title", title)]),
        None => site.words().fill("calendar.all", &[("title", title)]),
    };
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//casebook//action items//EN");
    lines.add("CALSCALE", "GREGORIAN");
    // The first is the name by RFC 7986, the second the one that programs read.
    lines.text("NAME", &name);
    lines.text("X-WR-CALNAME", &name);
    for (at, number) in items {
        event(site, &site.archive.incidents[at], number, &mut lines);
    }
    lines.add("END", "VCALENDAR");
    lines.out
}

fn event(site: &Site, incident: &Incident, number: usize, lines: &mut Lines) {
    let item = &incident.actions[number];
    let Some(due) = item.due else { return };
    let path = addresses::incident_path(incident);
    let day = |day: Date| format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    let stamp = incident.date.as_deref().copied().filter(|date| has_four_digits(*date));
    let link = site.config.base_url.as_ref().map(|base| format!("{base}{}#a-{}", encode_path(&path), number + 1));
    lines.add("BEGIN", "VEVENT");
    lines.text("UID", &format!("{}#{}", site.identity(&path), key(incident, number)));
    lines.add("DTSTAMP", &format!("{}T000000Z", stamp.map_or_else(|| "19700101".to_owned(), day)));
    lines.add("DTSTART;VALUE=DATE", &day(due));
    if let Some(next) = due.tomorrow().ok().filter(|next| has_four_digits(*next)) {
        lines.add("DTEND;VALUE=DATE", &day(next));
    }
    let text = item.plain();
    lines.text("SUMMARY", if text.trim().is_empty() { &incident.text.title } else { &text });
    let owner = item.owner.as_deref().map(|owner| site.words().fill("calendar.owner", &[("name", owner)]));
    let told = [Some(site.words().fill("calendar.incident", &[("title", &incident.text.title)])), owner, link.clone()];
    lines.text("DESCRIPTION", &told.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    if let Some(link) = link {
        lines.add("URL", &link);
    }
    // Nobody is busy on that day because of it.
    lines.add("TRANSP", "TRANSPARENT");
    lines.add("END", "VEVENT");
}

/// Returns a name of the item within its incident that lasts: its id if no other item has it, else
/// its anchor.
fn key(incident: &Incident, number: usize) -> String {
    // Only front matter gives ids, and it is short.
    let is_only = |id| incident.actions.iter().filter(|item| item.id.as_deref() == Some(id)).count() == 1;
    match incident.actions[number].id.as_deref() {
        Some(id) if is_only(id) => format!("action-{}", encode_path(id)),
        _ => format!("a-{}", number + 1),
    }
}

/// Writes the lines of a calendar. Only this type does.
#[derive(Default)]
struct Lines {
    out: String,
}

impl Lines {
    /// Adds a property whose value is a text of somebody else's.
    fn text(&mut self, name: &str, text: &str) {
        let mut value = String::with_capacity(text.len());
        for c in text.trim().chars() {
            match c {
                '\\' | ';' | ',' => value.extend(['\\', c]),
                '\n' => value.push_str("\\n"),
                '\t' => value.push(' '),
                c if c.is_control() => {}
                c => value.push(c),
            }
        }
        self.add(name, &value);
    }

    /// Adds a property. A long line is folded: it goes on in the next one, after a blank. A
    /// character is never divided.
    fn add(&mut self, name: &str, value: &str) {
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > LINE {
                self.out.push_str("\r\n ");
                length = 1;
            }
            self.out.push(c);
            length += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}
