//! Headings → sections with roles.

mod names;

use std::sync::{Arc, LazyLock};

pub(in crate::read) use self::names::held as named_in;
use self::names::{exact, held, is_other};
use crate::config::Config;
use crate::incident::section::{Role, Section};
use crate::markdown::{self, Document, Kind};
use crate::read::words::phrases::Phrases;
use crate::read::words::words;
use crate::text::shortcode::shortcode;
use crate::text::{SourceFile, Span, is_unspaced};

/// The sections of `document`, in its order.
pub(in crate::read) fn read(document: &Document, file: &Arc<SourceFile>, config: &Config) -> Vec<Section> {
    let mut sections = named(document, file, config);
    // `# Reason for outage` above `## Reason for outage` is the name of a form.
    let has_part = |at: usize| {
        let own = &sections[at];
        let role = |other: &Section| other.role.is_some() && other.role == own.role && own.span.contains(other.span);
        own.level == 1 && sections[at + 1..].iter().any(role)
    };
    if let Some(at) =
        sections.iter().position(|section| section.level == 1 && section.role.is_some()).filter(|at| has_part(*at))
    {
        sections[at].role = None;
    }
    if !sections.iter().any(|section| section.role == Some(Role::RootCause)) {
        let weak = |section: &&mut Section| {
            section.role.is_none() && (weak_role(&section.heading).is_some() || asks_why(&section.heading))
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

/// The section whose heading begins at the byte offset `start`. Sections are in the order of the
/// document, so that thousands of headings are looked up quickly.
pub(in crate::read) fn section_at(sections: &[Section], start: u32) -> Option<&Section> {
    let at = sections.binary_search_by_key(&start, |section| section.span.start).ok()?;
    sections.get(at)
}

/// The role a heading names.
pub(in crate::read) fn role(heading: &str, config: &Config) -> Option<Role> {
    // Hundreds of names are looked for in it.
    if heading.len() > LONGEST_HEADING {
        return None;
    }
    let name = normalise(heading);
    if is_other(&name) {
        return None;
    }
    let own = config.sections.iter().find(|(_, words)| words.iter().any(|word| has_words(&name, &word.to_lowercase())));
    if let Some((slug, _)) = own {
        return Role::ALL.into_iter().find(|role| role.slug() == slug);
    }
    // A whole heading says more than a word of it.
    exact(&name).or_else(|| held(&name))
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

/// The role that a label names, be it by a word that is weak for a heading, such as `Why`.
pub(in crate::read) fn any_role(label: &str, config: &Config) -> Option<Role> {
    label_role(label, config).or_else(|| weak_role(label))
}

/// True for the name of a section.
pub(in crate::read) fn is_name(heading: &str) -> bool {
    exact(&normalise(heading)).is_some()
}

/// The role that `name` has where no section has it more clearly.
pub(in crate::read) fn weak_role(name: &str) -> Option<Role> {
    words().section.weak_root_cause.contains(&normalise(name).as_str()).then_some(Role::RootCause)
}

/// `Why the disk ran full`, and not `Why we saw it so late`.
fn asks_why(heading: &str) -> bool {
    static OTHERS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().section.why_not));
    let name = normalise(heading);
    let behind = words().section.why.iter().find_map(|word| name.strip_prefix(word));
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() && !is_unspaced(c));
    behind.is_some_and(|rest| ends(rest) && !rest.contains(',') && !OTHERS.any(rest))
}

/// `Root cause and resolution`: names joined.
pub(in crate::read) fn joined_role(label: &str, config: &Config) -> Option<Role> {
    let name = normalise(label);
    let joints = words().section.joint.iter().map(|word| format!(" {word} "));
    let joint = joints.into_iter().find(|joint| name.contains(joint))?;
    let names = name.split(&joint).all(|part| exact(part).is_some());
    (names && label.len() <= LONGEST_LABEL).then(|| role(label, config)).flatten()
}

/// A heading longer than this is a paragraph, in bytes.
const LONGEST_HEADING: usize = 2000;

/// A label longer than this is a sentence, in bytes.
const LONGEST_LABEL: usize = 80;

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

/// `words` stand in `text`, not as part of longer words. Scripts without blanks
/// have no such parts.
fn has_words(text: &str, words: &str) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    let stands = |(at, _): (usize, &str)| {
        let spaced = words.chars().next().is_some_and(|c| !is_unspaced(c));
        !spaced || !(joins(text[..at].chars().next_back()) || joins(text[at + words.len()..].chars().next()))
    };
    text.match_indices(words).any(stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(heading: &str, expected: Option<Role>) {
        assert_eq!(role(heading, &Config::default()), expected, "{heading:?}");
    }

    #[test]
    fn a_name_means_the_same_in_every_language() {
        let names = names::names();
        let wrong = names.iter().flat_map(|(role, names)| names.iter().map(move |name| (*role, *name)));
        let wrong: Vec<_> =
            wrong.filter(|(expected, name)| role(name, &Config::default()) != Some(*expected)).collect();
        assert_eq!(wrong, [], "names that another role has, too");
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
        case("What happened", None);
        case("What are we doing about it?", Some(Role::Actions));
    }

    #[test]
    fn a_heading_may_ask_for_the_cause() {
        for heading in ["Why the belt stopped", "Why did the belt stop?", "Warum stand das Band?", "Чому так вийшло"]
        {
            assert!(asks_why(heading), "{heading}");
        }
        for heading in [
            "Why did it take so long?",
            "Why we use belts",
            "Why nobody saw it",
            "Why now, and why here",
            "Whyte's belt",
            "Warum so spät?",
        ] {
            assert!(!asks_why(heading), "{heading}");
        }
    }
}
