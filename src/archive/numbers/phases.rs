//! The phases of an incident in seconds from its start, to lay several incidents side by side.

use crate::incident::Incident;

/// A phase, or a time of which nobody knows to which phase it belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Position among undetected, unacknowledged, mitigating, recovering. `None` if an instant in
    /// between is not known.
    pub phase: Option<usize>,
    /// Seconds from the start.
    pub from: i64,
    pub to: i64,
}

/// Returns the time from the start to the last known instant, in spans. It is `None` if the start or
/// all other instants are unknown, or if they are not in order.
pub fn spans(incident: &Incident) -> Option<Vec<Span>> {
    let it = &incident.instants;
    let started = &it.started.as_ref()?.value;
    let (mut spans, mut last) = (Vec::new(), (0, 0));
    for (phase, instant) in it.phase_ends().into_iter().enumerate() {
        let Some(instant) = instant else { continue };
        let (next, from) = last;
        let to = instant.value.since(started)?;
        if to < from {
            return None;
        }
        spans.push(Span { phase: (phase == next).then_some(phase), from, to });
        last = (phase + 1, to);
    }
    (!spans.is_empty()).then_some(spans)
}

/// True if the last of the instants, the one at which everything was back to normal, is known.
pub fn is_complete(incident: &Incident) -> bool {
    incident.instants.resolved.is_some()
}
