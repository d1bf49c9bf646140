//! Rules about action items: will they be done, and will they help?

use jiff::civil::Date;

use super::Findings;
use super::subject::Subject;
use crate::incident::action::{ActionItem, ActionKind, ActionStatus};
use crate::incident::section::Role;
use crate::text::Span;

/// Returns the items that are open or done. Dropped ones need nothing.
fn wanted<'a>(it: &Subject<'a>) -> impl Iterator<Item = &'a ActionItem> {
    it.incident.actions.iter().filter(|action| action.status != ActionStatus::Dropped)
}

fn place(it: &Subject<'_>) -> Span {
    it.heading(Role::Actions)
        .or_else(|| it.incident.actions.first().map(|first| it.action(first)))
        .unwrap_or_else(|| it.head())
}

pub(super) fn owner(it: &Subject<'_>, to: &mut Findings<'_>) {
    for action in wanted(it).filter(|action| action.owner.is_none()) {
        to.at(it.action(action), "this action item has no owner");
    }
}

pub(super) fn ticket(it: &Subject<'_>, to: &mut Findings<'_>) {
    for action in wanted(it).filter(|action| action.is_open() && action.ticket.is_none()) {
        to.at(it.action(action), "this action item has no ticket");
    }
}

pub(super) fn priority(it: &Subject<'_>, to: &mut Findings<'_>) {
    let all: Vec<_> = wanted(it).map(|action| action.priority.as_deref()).collect();
    if all.iter().all(Option::is_none) && !all.is_empty() {
        to.at(place(it), "no action item has a priority");
    } else if all.len() > 2 && all.iter().all(|priority| *priority == all[0]) {
        to.at(place(it), "all action items have the same priority");
    }
}

pub(super) fn urgent(it: &Subject<'_>, to: &mut Findings<'_>) {
    let severe = it.incident.severity.as_ref().and_then(|it| it.rank).is_some_and(|rank| rank <= 2);
    let real = it.incident.kind == crate::incident::Kind::Incident;
    let stated: Vec<_> = wanted(it).filter_map(|action| action.priority.as_deref()).collect();
    let urgent = |priority: &&str| {
        matches!(priority.to_ascii_lowercase().as_str(), "p0" | "p1" | "high" | "highest" | "urgent" | "critical")
    };
    if severe && real && !stated.is_empty() && !stated.iter().any(urgent) {
        to.at(place(it), "no action item of this severe incident is urgent");
    }
}

pub(super) fn prevents(it: &Subject<'_>, to: &mut Findings<'_>) {
    let kinds: Vec<_> = wanted(it).map(|action| action.kind).collect();
    if !kinds.is_empty() && kinds.iter().all(|kind| kind.is_some_and(|kind| kind != ActionKind::Prevent)) {
        to.at(place(it), "no action item prevents the incident");
    }
}

/// Beginnings of action items that promise nothing.
const VAGUE: [&str; 10] = [
    "improve",
    "make better",
    "make sure",
    "ensure",
    "investigate",
    "look into",
    "consider",
    "discuss",
    "review",
    "fix the issue",
];

/// Beginnings of action items that ask people to change.
const PEOPLE: [&str; 9] = [
    "train ",
    "retrain ",
    "remind ",
    "be more careful",
    "be careful",
    "pay attention",
    "pay more attention",
    "educate ",
    "raise awareness",
];

/// Words for the people who are to be taught.
const TAUGHT: [&str; 18] = [
    "everybody",
    "everyone",
    "all",
    "people",
    "engineers",
    "engineer",
    "operators",
    "developers",
    "staff",
    "team",
    "teams",
    "employees",
    "responders",
    "colleagues",
    "support",
    "us",
    "them",
    "call",
];

fn begins(action: &ActionItem, words: &[&'static str]) -> Option<&'static str> {
    let text = action.plain().to_lowercase();
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let whole = |word: &&&'static str| {
        text.strip_prefix(**word).is_some_and(|rest| word.ends_with(' ') || !rest.starts_with(char::is_alphanumeric))
    };
    words.iter().find(whole).copied()
}

pub(super) fn vague(it: &Subject<'_>, to: &mut Findings<'_>) {
    for action in wanted(it).filter(|action| action.kind != Some(ActionKind::Investigate)) {
        let Some(words) = begins(action, &VAGUE) else { continue };
        // A number limits the task, so it says when it is done.
        let text = action.plain();
        let bounded = text.contains(|c: char| c.is_ascii_digit()) && text.split_whitespace().count() > 5;
        if !bounded {
            to.at(it.action(action), format!("`{words}` does not say when this is done"));
        }
    }
}

pub(super) fn people(it: &Subject<'_>, to: &mut Findings<'_>) {
    for action in wanted(it) {
        let text = action.plain().to_lowercase();
        let after: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).take(6).collect();
        let somebody = after.iter().any(|word| TAUGHT.contains(word));
        // Machine-learning models are trained too.
        if let Some(words) = begins(action, &PEOPLE).filter(|words| somebody || !words.ends_with(' ')) {
            to.at(it.action(action), format!("`{}` asks people to change, not the system", words.trim()));
        }
    }
}

pub(super) fn overdue(it: &Subject<'_>, to: &mut Findings<'_>) {
    let Some(today) = it.archive.as_of else { return };
    for action in it.incident.actions.iter().filter(|action| action.is_open()) {
        let due = action.deadline().or_else(|| default_due(it).filter(|_| action.due_text.is_none()));
        if let Some(due) = due.filter(|due| *due < today) {
            let by = if action.due.is_some() { "was due" } else { "has no due date and should be done by" };
            to.at(it.action(action), format!("this action item {by} {due}"));
        }
    }
}

/// Returns the default due date of an archive that sets none: 15 days for the highest severity, 30
/// for the next.
fn default_due(it: &Subject<'_>) -> Option<Date> {
    if !it.config.due_days.is_empty() {
        return None;
    }
    let days = match it.incident.severity.as_ref()?.rank? {
        1 => 15,
        2 => 30,
        _ => return None,
    };
    it.incident.date.as_ref()?.value.checked_add(jiff::Span::new().days(days)).ok()
}

pub(super) fn dropped(it: &Subject<'_>, to: &mut Findings<'_>) {
    let dropped = it.incident.actions.iter().filter(|action| action.status == ActionStatus::Dropped);
    for action in dropped.filter(|action| action.reason.is_none() && action.detail.is_empty()) {
        to.at(it.action(action), "the item does not say why it was dropped");
    }
}
