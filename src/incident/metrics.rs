//! Metrics: durations derived from instants, each with its definition.
//!
//! Sources disagree about what these names mean, so every number is shown with its definition. Only
//! instants are stored. Durations are always derived from them.

use schemars::JsonSchema;

use super::instant::Instant;
use super::{Incident, Traced};

/// Which instant a duration is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum Clock {
    Detected,
    Started,
}

/// A derived duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    pub seconds: i64,
    /// True if one of its ends was inferred.
    pub inferred: bool,
}

/// A duration that every incident may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// From the beginning of the fault until the organisation knew of it.
    Detect,
    /// From knowing of it until a person worked on it.
    Acknowledge,
    /// From the beginning of the fault until users no longer felt it.
    Mitigate,
    /// From knowing of it until everything was back to normal.
    Resolve,
    /// How long users felt it.
    Impact,
}

impl Metric {
    pub const TIMES: [Metric; 4] = [Metric::Detect, Metric::Acknowledge, Metric::Mitigate, Metric::Resolve];

    pub fn slug(self) -> &'static str {
        match self {
            Metric::Detect => "detect",
            Metric::Acknowledge => "acknowledge",
            Metric::Mitigate => "mitigate",
            Metric::Resolve => "resolve",
            Metric::Impact => "impact",
        }
    }

    /// Returns the key of the definition. Time to acknowledge and time to resolve begin at the archive's
    /// clock, because some incident handbooks count them from the alert and others from the fault.
    pub fn definition(self, clock: Clock) -> &'static str {
        match (self, clock) {
            (Metric::Detect, _) => "detected_started",
            (Metric::Acknowledge, Clock::Detected) => "acknowledged_detected",
            (Metric::Acknowledge, Clock::Started) => "acknowledged_started",
            (Metric::Mitigate, _) => "mitigated_started",
            (Metric::Resolve, Clock::Detected) => "resolved_detected",
            (Metric::Resolve, Clock::Started) => "resolved_started",
            (Metric::Impact, _) => "impact",
        }
    }

    /// Returns the key of the definition for one incident, with the instants that are known.
    pub fn definition_for(self, incident: &Incident, clock: Clock) -> &'static str {
        let it = &incident.instants;
        match (self, it.impact_started.is_some(), it.mitigated.is_some()) {
            (Metric::Impact, ..) if !incident.windows.is_empty() => "windows",
            (Metric::Impact, _, false) if it.resolved.is_none() => self.definition(clock),
            (Metric::Impact, true, true) => "mitigated_impact_started",
            (Metric::Impact, true, false) => "resolved_impact_started",
            (Metric::Impact, false, true) => "mitigated_started",
            (Metric::Impact, false, false) => "resolved_started",
            _ => self.definition(clock),
        }
    }

    /// Returns the duration, or `None` if an instant is missing, the zones cannot be compared, or
    /// the end is before the beginning.
    pub fn of(self, incident: &Incident, clock: Clock) -> Option<Length> {
        let it = &incident.instants;
        let zero = match clock {
            Clock::Detected => &it.detected,
            Clock::Started => &it.started,
        };
        match self {
            Metric::Detect => between(it.started.as_ref(), it.detected.as_ref()),
            Metric::Acknowledge => between(zero.as_ref(), it.acknowledged.as_ref()),
            Metric::Mitigate => between(it.started.as_ref(), it.mitigated.as_ref()),
            Metric::Resolve => between(zero.as_ref(), it.resolved.as_ref()),
            Metric::Impact if !incident.windows.is_empty() => {
                let seconds =
                    incident.windows.iter().map(|window| window.end.since(&window.start)).sum::<Option<i64>>()?;
                Some(Length { seconds, inferred: false })
            }
            Metric::Impact => between(
                it.impact_started.as_ref().or(it.started.as_ref()),
                it.mitigated.as_ref().or(it.resolved.as_ref()),
            ),
        }
    }
}

fn between(from: Option<&Traced<Instant>>, to: Option<&Traced<Instant>>) -> Option<Length> {
    let (from, to) = (from?, to?);
    let seconds = to.value.since(&from.value)?;
    (seconds >= 0).then(|| Length { seconds, inferred: from.is_inferred() || to.is_inferred() })
}
