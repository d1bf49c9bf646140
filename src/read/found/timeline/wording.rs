//! Kinds of entries that their words suggest.

use std::sync::LazyLock;

use crate::incident::timeline::EntryKind;
use crate::markdown::Node;
use crate::read::found::inline;
use crate::read::words::phrases::Phrases;
use crate::read::words::{List, words};
use crate::text::sentence;

/// Words that leave little doubt. Only whole phrases: "alert" and "rollback"
/// alone are talked about in every kind of entry.
fn phrases() -> [(EntryKind, List); 6] {
    let wording = &words().wording;
    [
        (EntryKind::DeadEnd, wording.dead_end),
        (EntryKind::Detection, wording.detection),
        (EntryKind::Escalation, wording.escalation),
        (EntryKind::Mitigation, wording.mitigation),
        (EntryKind::Resolution, wording.resolution),
        (EntryKind::Communication, wording.communication),
    ]
}

/// The places of all phrases in the list of kinds.
static PHRASES: LazyLock<Phrases<usize>> =
    LazyLock::new(|| Phrases::new(phrases().into_iter().enumerate().map(|(place, (_, phrases))| (phrases, place))));

static OTHERS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().wording.others));
static GOES_ON: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().wording.goes_on));

/// The kind that the words of an entry suggest.
pub(in crate::read) fn wording(content: &[Node]) -> Option<EntryKind> {
    let text = inline::text(content).to_lowercase();
    let (place, at) = PHRASES.hits(&text).map(|hit| (hit.value, hit.at)).min()?;
    let (kind, _) = phrases()[place];
    // Another sentence may take it back, and otherwise tells of something else.
    let here = sentence::around(&text, at);
    // Some words of doubt are whole words, with blanks around them.
    let (sentence, rest) = (&format!(" {} ", &text[here.clone()]), &text[here.end..]);
    let doubted = words().wording.doubt.iter().any(|word| sentence.contains(word))
        || tells_of_a_part(sentence)
        || words().wording.retraction.iter().any(|word| rest.contains(word));
    let ends = matches!(kind, EntryKind::Mitigation | EntryKind::Resolution);
    let is_ours = || OTHERS.hits(&text[here.start..at]).next().is_none() && GOES_ON.hits(sentence).next().is_none();
    (!doubted && (!ends || is_ours())).then_some(kind)
}

/// The words of an entry say that trouble begins with it.
pub(super) fn tells_beginning(content: &[Node]) -> bool {
    static BEGINNING: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().wording.beginning));
    begins(content, |text| BEGINNING.any(text))
}

/// The words of an entry name the beginning of the incident: `outage begins in the north`.
pub(super) fn names_beginning(content: &[Node]) -> bool {
    // A single word begins much else.
    static NAMES: LazyLock<Phrases<()>> = LazyLock::new(|| {
        let names = words().moment.started.iter().filter(|name| name.contains(' '));
        Phrases::new(names.map(|name| (std::slice::from_ref(name), ())))
    });
    begins(content, |text| NAMES.any(text))
}

/// The first sentence of an entry `says` that it begins, and not that somebody noticed it.
fn begins(content: &[Node], says: impl FnOnce(&str) -> bool) -> bool {
    let text = inline::text(content).to_lowercase();
    let first = &text[..sentence::ends(&text).next().unwrap_or(text.len())];
    says(first) && !words().wording.noticed.iter().any(|word| first.contains(word))
}

/// A share that is not all: `10 % of users`.
pub(super) fn tells_of_a_part(text: &str) -> bool {
    let is_all = |before: &str| {
        let rest = before.strip_suffix("100").or_else(|| before.strip_suffix("100.0"));
        rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let is_share = |rest: &str| {
        let rest = rest.strip_prefix(' ').unwrap_or_default();
        words().wording.share.iter().any(|word| rest.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
    };
    text.match_indices('%').any(|(at, _)| is_share(&text[at + 1..]) && !is_all(text[..at].trim_end()))
}
