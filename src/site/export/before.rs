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
    reason: ReasonWord,
    /// What the two have in common: causes, causes and a service, or rare words.
    shared: Vec<&'a str>,
    /// Its actions, as far as they were when this incident began.
    actions: Vec<ActionThenJson>,
}

/// Why an earlier incident is named.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
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
    state: StateWord,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
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
        Reason::SameRootCause(causes) => (ReasonWord::SameRootCause, causes.iter().map(Slug::as_str).collect()),
        Reason::SameCauseAndService(causes, service) => {
            (ReasonWord::SameCauseAndService, causes.iter().chain([service]).map(Slug::as_str).collect())
        }
        Reason::LooksAlike(words) => (ReasonWord::LooksAlike, words.iter().map(String::as_str).collect()),
    };
    let then = |item: &ActionItem| {
        let state = match state_on(item, it.date.as_ref()?.value) {
            StateThen::Done => StateWord::Done,
            StateThen::Open => StateWord::Open,
            StateThen::Dropped => StateWord::Dropped,
            StateThen::Unknown => StateWord::Unknown,
        };
        Some(ActionThenJson { text: item.plain(), due: item.due.map(|day| day.to_string()), state })
    };
    BeforeJson { id: &other.id, reason, shared, actions: other.actions.iter().filter_map(then).collect() }
}
