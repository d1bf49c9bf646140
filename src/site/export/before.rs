//! What happened before, as data.

use schemars::JsonSchema;
use serde::Serialize;

use crate::archive::recurrence::{Before, Reason, StateThen, state_on};
use crate::incident::Incident;
use crate::incident::action::ActionItem;
use crate::site::Site;
use crate::text::slug::Slug;

/// An earlier incident that is like this one.
#[derive(Serialize, JsonSchema)]
pub(super) struct BeforeJson<'a> {
    id: &'a str,
    #[schemars(with = "ReasonWord")]
    reason: &'static str,
    /// What the two have in common: causes, causes and a service, or rare words.
    shared: Vec<&'a str>,
    /// Its actions, as far as they were when this incident began.
    actions: Vec<ActionThenJson>,
}

/// Why an earlier incident is named.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
#[expect(dead_code, reason = "these are the words that the exported values use")]
enum ReasonWord {
    SameRootCause,
    SameCauseAndService,
    LooksAlike,
}

/// An action on the day on which a later incident began.
#[derive(Serialize, JsonSchema)]
struct ActionThenJson {
    text: String,
    due: Option<String>,
    #[schemars(with = "StateWord")]
    state: &'static str,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
#[expect(dead_code, reason = "these are the words that the exported values use")]
enum StateWord {
    Done,
    Open,
    Dropped,
    /// Done by now, on a day that nobody wrote.
    Unknown,
}

/// Returns an earlier incident as `it` sees it.
pub(super) fn before<'a>(site: &'a Site, it: &Incident, earlier: &'a Before) -> BeforeJson<'a> {
    let other = &site.archive.incidents[earlier.at];
    let (reason, shared): (_, Vec<&str>) = match &earlier.reason {
        Reason::SameRootCause(causes) => ("same-root-cause", causes.iter().map(Slug::as_str).collect()),
        Reason::SameCauseAndService(causes, service) => {
            ("same-cause-and-service", causes.iter().chain([service]).map(Slug::as_str).collect())
        }
        Reason::LooksAlike(words) => ("looks-alike", words.iter().map(String::as_str).collect()),
    };
    let then = |item: &ActionItem| {
        let state = match state_on(item, it.date.as_ref()?.value) {
            StateThen::Done => "done",
            StateThen::Open => "open",
            StateThen::Dropped => "dropped",
            StateThen::Unknown => "unknown",
        };
        Some(ActionThenJson { text: item.plain(), due: item.due.map(|day| day.to_string()), state })
    };
    BeforeJson { id: &other.id, reason, shared, actions: other.actions.iter().filter_map(then).collect() }
}
