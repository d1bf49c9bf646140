//! Headings → sections with roles.

use std::sync::Arc;

use crate::config::Config;
use crate::incident::section::{Role, Section};
use crate::markdown::{self, Document, Kind};
use crate::source::{SourceFile, Span};

/// Names of sections, the more telling roles first: "Detection & timeline" is a
/// timeline and "Root cause and resolution" a root cause. A name counts where it
/// stands in a heading as whole words.
const NAMES: [(Role, &[&str]); 14] = [
    (
        Role::Timeline,
        &[
            "timeline",
            "timeline of events",
            "chronology",
            "key events",
            "sequence of events",
            "zeitleiste",
            "zeitverlauf",
            "chronologie",
            "cronología",
            "línea de tiempo",
            "linha do tempo",
            "cronologia",
            "タイムライン",
            "时间线",
            "時系列",
            "事故时间线",
            "经过",
        ],
    ),
    (
        Role::WentWell,
        &[
            "what went well",
            "went well",
            "what went right",
            "was gut lief",
            "gut gelaufen",
            "lo que funcionó bien",
            "qué funcionó bien",
            "ce qui a bien fonctionné",
            "o que funcionou bem",
            "うまくいったこと",
            "做得好的地方",
        ],
    ),
    (
        Role::WentWrong,
        &[
            "what went wrong",
            "went wrong",
            "what went poorly",
            "went poorly",
            "what could have gone better",
            "was schlecht lief",
            "schlecht gelaufen",
            "lo que salió mal",
            "ce qui a mal fonctionné",
            "o que deu errado",
            "うまくいかなかったこと",
            "做得不好的地方",
        ],
    ),
    (
        Role::Lucky,
        &[
            "where we got lucky",
            "got lucky",
            "luck",
            "wo wir glück hatten",
            "glück",
            "donde tuvimos suerte",
            "suerte",
            "sorte",
            "幸運だったこと",
            "運が良かったこと",
        ],
    ),
    (
        Role::Actions,
        &[
            "action items",
            "action item",
            "actions",
            "follow-ups",
            "follow-up",
            "follow ups",
            "followups",
            "corrective and preventative measures",
            "corrective and preventive measures",
            "corrective actions",
            "preventative measures",
            "preventive measures",
            "next steps",
            "tasks",
            "to-do",
            "todo",
            "leftover tasks",
            "prevention",
            "maßnahmen",
            "aufgaben",
            "was ändern wir",
            "acciones",
            "acciones preventivas",
            "acciones correctivas",
            "ações",
            "actions correctives",
            "アクションアイテム",
            "再発防止",
            "预防",
            "改进措施",
            "后续行动",
            "行动项",
        ],
    ),
    (
        Role::Lessons,
        &[
            "lessons learned",
            "lessons learnt",
            "lessons",
            "takeaways",
            "what we learned",
            "erkenntnisse",
            "lehren",
            "lecciones aprendidas",
            "leçons",
            "lições aprendidas",
            "教訓",
            "学んだこと",
            "经验教训",
        ],
    ),
    (
        Role::RootCause,
        &[
            "root cause",
            "root causes",
            "root cause analysis",
            "analysis of causes",
            "five whys",
            "5 whys",
            "cause",
            "causes",
            "why did it happen",
            "ursache",
            "ursachen",
            "grundursache",
            "warum ist es passiert",
            "causa raíz",
            "causa raiz",
            "cause racine",
            "causa",
            "根本原因",
            "根本原因分析",
            "根因",
            "原因",
        ],
    ),
    (
        Role::ContributingFactors,
        &[
            "contributing factors",
            "contributing factor",
            "beitragende faktoren",
            "factores contribuyentes",
            "facteurs contributifs",
            "fatores contribuintes",
            "寄与要因",
            "影响因素",
        ],
    ),
    (
        Role::Remediation,
        &[
            "long-term remediation",
            "remediation",
            "what we changed",
            "what we will change",
            "was wir geändert haben",
            "remediación",
            "対策",
        ],
    ),
    (Role::Trigger, &["trigger", "auslöser", "desencadenante", "déclencheur", "gatilho", "トリガー", "触发"]),
    (
        Role::Detection,
        &[
            "detection",
            "how we found out",
            "entdeckung",
            "erkennung",
            "detección",
            "détection",
            "detecção",
            "検知",
            "发现",
        ],
    ),
    (Role::Impact, &["impact", "impacts", "blast radius", "auswirkung", "auswirkungen", "impacto", "影響", "影响"]),
    (
        Role::Summary,
        &[
            "summary",
            "tl;dr",
            "tldr",
            "abstract",
            "zusammenfassung",
            "kurzfassung",
            "resumen",
            "resumen ejecutivo",
            "résumé",
            "resumo",
            "サマリー",
            "概要",
            "摘要",
            "问题",
        ],
    ),
    (
        Role::Resolution,
        &[
            "resolution",
            "resolution and recovery",
            "recovery",
            "fix",
            "response",
            "behebung",
            "lösung",
            "resolución",
            "résolution",
            "resolução",
            "解決",
            "復旧",
            "修复",
            "解决",
        ],
    ),
];

/// Headings that hold one of the names and mean something else.
const NOT: [&str; 3] = ["actions taken", "no action", "cause and effect"];

/// The sections of `document`, in its order.
pub(super) fn read(document: &Document, file: &Arc<SourceFile>, config: &Config) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let end = file.text.len();
    // Sections that have not ended yet, each deeper than the one before.
    let mut open: Vec<usize> = Vec::new();
    for block in &document.blocks {
        let Kind::Heading(heading) = &block.kind else { continue };
        while let Some(ended) = open.pop_if(|at| sections[*at].level >= heading.level) {
            sections[ended].span.end = block.span.start;
        }
        open.push(sections.len());
        let text = markdown::plain(&block.children);
        sections.push(Section {
            role: role(&text, config),
            heading: text,
            id: heading.id.clone(),
            level: heading.level,
            span: Span::new(block.span.start as usize, end),
        });
    }
    sections
}

/// The role a heading names.
pub(super) fn role(heading: &str, config: &Config) -> Option<Role> {
    let name = normalise(heading);
    if NOT.contains(&name.as_str()) {
        return None;
    }
    let own = config.sections.iter().find(|(_, words)| words.iter().any(|word| has_words(&name, &word.to_lowercase())));
    if let Some((slug, _)) = own {
        return Role::ALL.into_iter().find(|role| role.slug() == slug);
    }
    // A whole heading says more than a word of it.
    let exact = NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
    exact
        .or_else(|| NAMES.iter().find(|(_, names)| names.iter().any(|known| has_words(&name, known))))
        .map(|(role, _)| *role)
}

/// Without numbering, emoji, a trailing colon and the like, in lower case.
fn normalise(heading: &str) -> String {
    let lower = heading.to_lowercase();
    let trimmed = lower
        .trim_start_matches(|c: char| !c.is_alphabetic() && c != '5')
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `words` stand in `text`, not as part of longer words. Scripts without blanks
/// have no such parts.
fn has_words(text: &str, words: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{2e80}');
    text.match_indices(words).any(|(at, _)| {
        let spaced = words.chars().next().is_some_and(|c| c < '\u{2e80}');
        !spaced || !(joins(text[..at].chars().next_back()) || joins(text[at + words.len()..].chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(heading: &str, expected: Option<Role>) {
        assert_eq!(role(heading, &Config::default()), expected, "{heading:?}");
    }

    #[test]
    fn headings_of_several_languages_have_roles() {
        case("Timeline (all times PST)", Some(Role::Timeline));
        case("2. Timeline (CET)", Some(Role::Timeline));
        case("Detection & timeline", Some(Role::Timeline));
        case("Root cause and resolution", Some(Role::RootCause));
        case("Corrective and preventative measures", Some(Role::Actions));
        case("What went well?", Some(Role::WentWell));
        case("Impacted services", None);
        case("Actions taken", None);
        case("🔥 Impact", Some(Role::Impact));
        case("Zusammenfassung", Some(Role::Summary));
        case("根本原因分析", Some(Role::RootCause));
        case("5 Whys", Some(Role::RootCause));
        case("What happened", None);
    }
}
