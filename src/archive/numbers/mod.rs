//! Numbers of the archive: pure functions over incidents, without any words.
//!
//! Incidents count, those of security among them. Near misses and exercises stand beside them and
//! are never added to them. Drafts do not count at all.

pub mod attention;
pub mod complete;
pub mod follow_through;
pub mod impact;
pub mod period;
pub mod phases;
pub mod quarter;
pub mod tally;

use jiff::civil::Date;

use crate::incident::Incident;
use crate::incident::instant::is_plausible;

/// True if the incident is part of the numbers.
pub fn counts(incident: &Incident) -> bool {
    incident.kind.is_incident() && !incident.text.draft
}

/// True for a near miss or an exercise, whose numbers stand beside those of the incidents.
pub fn stands_beside(incident: &Incident) -> bool {
    !incident.kind.is_incident() && !incident.text.draft
}

/// Returns the day of the incident, unless its year is a mistake in typing.
pub fn day(incident: &Incident) -> Option<Date> {
    incident.date.as_ref().map(|date| date.value).filter(|day| is_plausible(*day))
}
