//! Sections of a postmortem and their roles.

use schemars::JsonSchema;

use crate::text::Span;

/// What a section is for, whatever its heading says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
pub enum Role {
    Summary,
    Impact,
    Timeline,
    Detection,
    Trigger,
    RootCause,
    ContributingFactors,
    Resolution,
    Remediation,
    Lessons,
    WentWell,
    WentWrong,
    Lucky,
    Actions,
}

impl Role {
    pub const ALL: [Role; 14] = [
        Role::Summary,
        Role::Impact,
        Role::Timeline,
        Role::Detection,
        Role::Trigger,
        Role::RootCause,
        Role::ContributingFactors,
        Role::Resolution,
        Role::Remediation,
        Role::Lessons,
        Role::WentWell,
        Role::WentWrong,
        Role::Lucky,
        Role::Actions,
    ];

    /// Returns the name in `incidents.json` and in `casebook.toml`.
    pub fn slug(self) -> &'static str {
        match self {
            Role::Summary => "summary",
            Role::Impact => "impact",
            Role::Timeline => "timeline",
            Role::Detection => "detection",
            Role::Trigger => "trigger",
            Role::RootCause => "root_cause",
            Role::ContributingFactors => "contributing_factors",
            Role::Resolution => "resolution",
            Role::Remediation => "remediation",
            Role::Lessons => "lessons",
            Role::WentWell => "went_well",
            Role::WentWrong => "went_wrong",
            Role::Lucky => "lucky",
            Role::Actions => "actions",
        }
    }
}

/// A heading and the content below it, up to the next heading of its level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub role: Option<Role>,
    pub heading: String,
    /// The anchor.
    pub id: String,
    pub level: u8,
    /// The span of heading and content.
    pub span: Span,
}
