//! How complete the archive is.

use crate::incident::Incident;
use crate::incident::instant::Zone;

/// A fact that an incident may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Timeline,
    Zone,
    Impact,
    Cause,
    Detection,
}

impl Fact {
    pub const ALL: [Fact; 5] = [Fact::Timeline, Fact::Zone, Fact::Impact, Fact::Cause, Fact::Detection];

    /// True if the incident states it.
    pub fn is_in(self, incident: &Incident) -> bool {
        match self {
            Fact::Timeline => !incident.timeline.entries.is_empty(),
            Fact::Zone => has_zone(incident),
            Fact::Impact => {
                let it = &incident.numbers;
                [it.affected_percent, it.affected_users, it.requests_failed, it.support_tickets]
                    .iter()
                    .any(Option::is_some)
            }
            Fact::Cause => !incident.causes.is_empty(),
            Fact::Detection => incident.detection.as_ref().is_some_and(|it| it.method.is_some()),
        }
    }
}

/// True if there are instants, and all of them have a zone that is known.
fn has_zone(incident: &Incident) -> bool {
    let instants = incident.instants.by_name();
    let mut known = instants.iter().filter_map(|(_, instant)| *instant).peekable();
    known.peek().is_some() && known.all(|instant| matches!(instant.value.zone, Zone::Known { .. }))
}

/// Returns the seconds from resolution to publication, or `None` if one of them is unknown or they
/// are not in order.
pub fn until_published(incident: &Incident) -> Option<i64> {
    let it = &incident.instants;
    let seconds = it.published.as_ref()?.value.since(&it.resolved.as_ref()?.value)?;
    (seconds >= 0).then_some(seconds)
}
