//! Names of sections in the languages we read.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::incident::section::Role;
use crate::read::words::phrases::Phrases;
use crate::read::words::{List, words};

/// Names of sections, the more telling roles first: "Detection & timeline" is a
/// timeline and "Root cause and resolution" a root cause. A name counts where it
/// stands in a heading as whole words.
pub(super) fn names() -> [(Role, List); 14] {
    let section = &words().section;
    [
        (Role::Timeline, section.timeline),
        (Role::WentWell, section.went_well),
        (Role::WentWrong, section.went_wrong),
        (Role::Lucky, section.lucky),
        (Role::Actions, section.actions),
        (Role::Lessons, section.lessons),
        (Role::RootCause, section.root_cause),
        (Role::ContributingFactors, section.contributing_factors),
        (Role::Remediation, section.remediation),
        (Role::Trigger, section.trigger),
        (Role::Detection, section.detection),
        (Role::Impact, section.impact),
        (Role::Summary, section.summary),
        (Role::Resolution, section.resolution),
    ]
}

/// The role of which `name`, in lower case, is a name.
pub(super) fn exact(name: &str) -> Option<Role> {
    static ROLES: LazyLock<HashMap<&str, Role>> = LazyLock::new(|| {
        // The first of two wins.
        names().iter().rev().flat_map(|(role, names)| names.iter().map(|name| (*name, *role))).collect()
    });
    ROLES.get(name).copied()
}

/// The most telling role of which a name stands in `heading`, in lower case.
pub(in crate::read) fn held(heading: &str) -> Option<Role> {
    static PLACES: LazyLock<Phrases<usize>> =
        LazyLock::new(|| Phrases::new(names().into_iter().enumerate().map(|(place, (_, names))| (names, place))));
    let place = PLACES.hits(heading).map(|hit| hit.value).min()?;
    Some(names()[place].0)
}

/// A heading, in lower case, that holds one of the names and means something else.
pub(super) fn is_other(heading: &str) -> bool {
    static NOT: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().section.not));
    NOT.hits(heading).next().is_some()
}
