//! Incidents by their day of the year, for the line "On this day" of the home page.
//!
//! Only the reader's browser knows what day it is. So there is a script for each month in which
//! incidents began, and the home page loads those of the reader's week.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Site;
use crate::archive::addresses;
use crate::incident::{Incident, Kind};

/// Most incidents of one day of the year. The worst are kept.
const MOST: usize = 8;

/// Returns the address of a month's script. Months count from 1.
pub(super) fn path(month: i8) -> String {
    format!("on-this-day/{month:02}.js")
}

/// Returns the months in which incidents began.
pub(super) fn months(site: &Site) -> BTreeSet<i8> {
    site.all().filter_map(began).map(Date::month).collect()
}

/// Returns the script of a month, which hands a list to the page: day, address, title, and the
/// language of the title if it is not the site's. The first of a day is the worst, then the newest.
pub(super) fn script(site: &Site, month: i8) -> Vec<u8> {
    let dated = site.all().filter_map(|incident| Some((began(incident)?, incident)));
    let mut dated: Vec<_> = dated.filter(|(date, _)| date.month() == month).collect();
    dated.sort_by_key(|(date, incident)| (date.day(), incident.severity_rank(), Reverse(*date)));
    let days = dated.chunk_by(|(one, _), (other, _)| one.day() == other.day());
    let lines: Vec<_> = days
        .flat_map(|day| day.iter().take(MOST))
        .map(|(date, incident)| {
            let language = Some(site.language(&incident.text)).filter(|language| *language != site.words().language);
            (date.to_string(), addresses::incident_url(incident), &*incident.text.title, language)
        })
        .collect();
    format!("casebookOnThisDay({})\n", serde_json::json!(lines)).into_bytes()
}

/// Returns the day on which an incident began. A drill is nothing to remember.
fn began(incident: &Incident) -> Option<Date> {
    (incident.kind != Kind::Exercise).then(|| incident.date.as_ref().map(|date| date.value)).flatten()
}
