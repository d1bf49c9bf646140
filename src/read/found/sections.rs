//! Headings → sections with roles.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::config::Config;
use crate::incident::section::{Role, Section};
use crate::markdown::{self, Document, Kind};
use crate::text::shortcode::shortcode;
use crate::text::{SourceFile, Span};

/// Names of sections, the more telling roles first: "Detection & timeline" is a
/// timeline and "Root cause and resolution" a root cause. A name counts where it
/// stands in a heading as whole words.
const NAMES: [(Role, &[&str]); 14] = [
    (
        Role::Timeline,
        &[
            "incident timeline",
            "event timeline",
            "recovery timeline",
            "time line",
            "incident chronology",
            "zeitlicher ablauf",
            "ablauf der ereignisse",
            "historique",
            "déroulement",
            "línea temporal",
            "histórico",
            "経緯",
            "事件时间线",
            "时间轴",
            "事件经过",
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
            "the good",
            "what worked well",
            "what worked",
            "lief gut",
            "良かった点",
            "做得好",
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
            "the bad",
            "what didn't go well",
            "what did not go well",
            "what didn't work",
            "what could be improved",
            "lief schlecht",
            "悪かった点",
            "做得不好",
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
            "what are we doing",
            "what are we going to do",
            "how will we prevent",
            "how do we prevent",
            "how to prevent",
            "how can we prevent",
            "prevent recurrence",
            "preventing recurrence",
            "what will change",
            "what's next",
            "action plan",
            "review actions",
            "tasks to address the issue",
            "action points",
            "follow up",
            "follow-up actions",
            "corrective measures",
            "preventive actions",
            "preventative actions",
            "preventive measure",
            "improvements",
            "improvement actions",
            "recommendations",
            "future work",
            "future solutions",
            "remediation items",
            "remediation actions",
            "what will we do",
            "what we will do",
            "measures",
            "prevention measures",
            "offene punkte",
            "folgemaßnahmen",
            "nächste schritte",
            "verbesserungen",
            "próximos pasos",
            "medidas preventivas",
            "medidas correctivas",
            "tareas",
            "plan de acción",
            "próximos passos",
            "plano de ação",
            "ações corretivas",
            "ações preventivas",
            "medidas",
            "mesures",
            "mesures correctives",
            "mesures préventives",
            "prochaines étapes",
            "plan d'action",
            "plan d’action",
            "今後の対応",
            "再発防止策",
            "改善策",
            "改善",
            "アクション",
            "次のステップ",
            "改进",
            "后续",
            "待办",
            "后续措施",
            "预防措施",
            "改进项",
            "下一步",
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
            "to do",
            "to dos",
            "todos",
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
            "learnings",
            "key learnings",
            "what we learnt",
            "was wir gelernt haben",
            "gelernt",
            "aprendizajes",
            "enseignements",
            "leçons apprises",
            "aprendizados",
            "学び",
            "教训",
            "经验",
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
            "root-cause",
            "root cause(s)",
            "rca",
            "underlying cause",
            "cause of the incident",
            "cause of the outage",
            "what caused",
            "what caused it",
            "why it happened",
            "why did this happen",
            "what allowed this to happen",
            "ursachenanalyse",
            "hauptursache",
            "análisis de causa raíz",
            "causas raíz",
            "causas",
            "análise de causa raiz",
            "causas raiz",
            "causes racines",
            "cause profonde",
            "analyse des causes",
            "直接原因",
            "故障原因",
            "事故原因",
            "原因分析",
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
            "how was it detected",
            "how we detected it",
            "how did we find out",
            "alerting",
            "発見",
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
    (
        Role::Impact,
        &[
            "impact assessment",
            "customer impact",
            "user impact",
            "conséquences",
            "consequências",
            "影響範囲",
            "影响范围",
            "impact",
            "impacts",
            "blast radius",
            "auswirkung",
            "auswirkungen",
            "impacto",
            "影響",
            "影响",
        ],
    ),
    (
        Role::Summary,
        &[
            "issue summary",
            "incident summary",
            "executive summary",
            "overview",
            "synopsis",
            "überblick",
            "übersicht",
            "resumen del incidente",
            "resumo executivo",
            "aperçu",
            "事件概述",
            "概述",
            "エグゼクティブサマリー",
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
            "mitigation",
            "how we fixed it",
            "how it was resolved",
            "fixes",
            "reparation",
            "solución",
            "recuperación",
            "rétablissement",
            "recuperação",
            "correção",
            "solution",
            "対応",
            "対処",
            "恢复",
            "处理过程",
            "处理",
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
const NOT: [&str; 13] = [
    "actions taken",
    "action taken",
    "actions performed",
    "immediate actions",
    "no action",
    "cause and effect",
    "not the cause",
    "no root cause",
    "ergriffene maßnahmen",
    "sofortmaßnahmen",
    "acciones tomadas",
    "ações tomadas",
    "actions prises",
];

/// The sections of `document`, in its order.
pub(in crate::read) fn read(document: &Document, file: &Arc<SourceFile>, config: &Config) -> Vec<Section> {
    let mut sections = named(document, file, config);
    if !sections.iter().any(|section| section.role == Some(Role::RootCause)) {
        let weak = |section: &&mut Section| {
            section.role.is_none() && WEAK_ROOT_CAUSES.contains(&normalise(&section.heading).as_str())
        };
        if let Some(section) = sections.iter_mut().find(weak) {
            section.role = Some(Role::RootCause);
        }
    }
    sections
}

fn named(document: &Document, file: &Arc<SourceFile>, config: &Config) -> Vec<Section> {
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
pub(in crate::read) fn role(heading: &str, config: &Config) -> Option<Role> {
    let name = normalise(heading);
    if NOT.iter().any(|not| has_words(&name, not)) {
        return None;
    }
    let own = config.sections.iter().find(|(_, words)| words.iter().any(|word| has_words(&name, &word.to_lowercase())));
    if let Some((slug, _)) = own {
        return Role::ALL.into_iter().find(|role| role.slug() == slug);
    }
    // A whole heading says more than a word of it.
    exact(&name).or_else(|| {
        let held = NAMES.iter().find(|(_, names)| names.iter().any(|known| has_words(&name, known)));
        held.map(|(role, _)| *role)
    })
}

/// The role that a label which is no heading names: only where it is nothing but
/// a name, perhaps with a remark in brackets.
pub(in crate::read) fn label_role(label: &str, config: &Config) -> Option<Role> {
    if label.len() > LONGEST_LABEL {
        return None;
    }
    let name = normalise(label);
    let name = name.split(['(', '（']).next().unwrap_or(&name).trim();
    let own = config.sections.iter().find(|(_, words)| words.iter().any(|word| name == word.to_lowercase()));
    own.and_then(|(slug, _)| Role::ALL.into_iter().find(|role| role.slug() == slug)).or_else(|| exact(name))
}

/// `Root cause and resolution`: names joined.
pub(in crate::read) fn joined_role(label: &str, config: &Config) -> Option<Role> {
    let name = normalise(label);
    let joint = [" and ", " & ", " und ", " y ", " e ", " et "].into_iter().find(|word| name.contains(word))?;
    let names = name.split(joint).all(|part| exact(part).is_some());
    (names && label.len() <= LONGEST_LABEL).then(|| role(label, config)).flatten()
}

fn exact(name: &str) -> Option<Role> {
    static ROLES: LazyLock<HashMap<&str, Role>> = LazyLock::new(|| {
        // The first of two wins.
        NAMES.iter().rev().flat_map(|(role, names)| names.iter().map(|name| (*name, *role))).collect()
    });
    ROLES.get(name).copied()
}

/// A label longer than this is a sentence, in bytes.
const LONGEST_LABEL: usize = 80;

/// Names that are the root cause where no section says so more clearly.
const WEAK_ROOT_CAUSES: [&str; 13] = [
    "analysis",
    "problem analysis",
    "incident analysis",
    "technical analysis",
    "diagnosis",
    "details of incident",
    "what was the problem",
    "what was wrong",
    "technical details",
    "explanation",
    "analyse",
    "análisis",
    "análise",
];

/// Without numbering, emoji, a trailing colon and the like, in lower case.
fn normalise(heading: &str) -> String {
    let begin = heading.trim_start_matches(|c: char| !c.is_alphabetic() && c != ':');
    let heading = shortcode(begin).map_or(heading, |length| &begin[length..]);
    let lower = heading.to_lowercase();
    let trimmed = lower
        .trim_start_matches(|c: char| !c.is_alphabetic() && c != '5')
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')');
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One of `words` stands in `text`, whatever its case.
pub(in crate::read) fn has_any(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| has_words(&lower, word))
}

/// `words` stand in `text`, not as part of longer words. Scripts without blanks
/// have no such parts.
fn has_words(text: &str, words: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && c < '\u{2e80}');
    let stands = |(at, _): (usize, &str)| {
        let spaced = words.chars().next().is_some_and(|c| c < '\u{2e80}');
        !spaced || !(joins(text[..at].chars().next_back()) || joins(text[at + words.len()..].chars().next()))
    };
    // Every heading is held against hundreds of names: a search without set-up comes first.
    text.as_bytes().windows(words.len().max(1)).any(|it| it == words.as_bytes())
        && text.match_indices(words).any(stands)
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
        case("What are we doing about it?", Some(Role::Actions));
    }
}
