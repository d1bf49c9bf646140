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
fn phrases() -> [(EntryKind, List); 7] {
    let wording = &words().wording;
    [
        (EntryKind::DeadEnd, wording.dead_end),
        (EntryKind::Detection, wording.detection),
        (EntryKind::Escalation, wording.escalation),
        (EntryKind::Mitigation, wording.mitigation),
        (EntryKind::Resolution, wording.resolution),
        (EntryKind::Resolution, wording.closing),
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
    wording_of(&inline::text(content).to_lowercase())
}

/// The kind of moment that a text, in lower case, suggests.
pub(in crate::read) fn wording_of(text: &str) -> Option<EntryKind> {
    let (place, at) = PHRASES.hits(text).map(|hit| (hit.value, hit.at)).min()?;
    let (kind, _) = phrases()[place];
    let ends = matches!(kind, EntryKind::Mitigation | EntryKind::Resolution);
    (!is_doubted(text, at) && (!ends || is_ours(text, at))).then_some(kind)
}

/// True if an entry says that the incident was closed, which may be long after the end, and nothing else of an end.
pub(super) fn only_closes(content: &[Node]) -> bool {
    let text = inline::text(content).to_lowercase();
    let says = |list: List| list.iter().any(|word| text.contains(word));
    says(words().wording.closing) && !says(words().wording.resolution) && !says(words().wording.ending)
}

/// The last entry of a timeline, in lower case, says that it is over: `Feed restored`.
pub(in crate::read) fn tells_end(text: &str) -> bool {
    static ENDING: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().wording.ending));
    ENDING.hits(text).any(|hit| surely_ends(text, hit.at))
}

/// Nothing around the words at `at` makes them less than the end of our trouble.
pub(in crate::read) fn surely_ends(text: &str, at: usize) -> bool {
    !is_doubted(text, at) && is_ours(text, at)
}

/// Another sentence may take back what stands at `at`, and otherwise tells of something else.
fn is_doubted(text: &str, at: usize) -> bool {
    let here = sentence::around(text, at);
    // Some words of doubt are whole words, with blanks around them.
    let (sentence, rest) = (&format!(" {} ", &text[here.clone()]), &text[here.end..]);
    words().wording.doubt.iter().any(|word| sentence.contains(word))
        || tells_of_a_part(sentence)
        || words().wording.retraction.iter().any(|word| rest.contains(word))
}

/// The end at `at` is not only that of another's trouble.
fn is_ours(text: &str, at: usize) -> bool {
    let here = sentence::around(text, at);
    OTHERS.hits(&text[here.start..at]).next().is_none() && GOES_ON.hits(&text[here]).next().is_none()
}

/// The first entry, in lower case, says that trouble begins with it, and not that somebody noticed it.
pub(super) fn tells_beginning(text: &str) -> bool {
    static BEGINNING: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().wording.beginning));
    begins(text, std::slice::from_ref(&BEGINNING))
}

/// The words of an entry name the beginning of the incident, such as `outage begins in the north`; or that of
/// trouble, if `may_tell`.
pub(in crate::read) fn names_beginning(text: &str, may_tell: bool) -> bool {
    static NAMES: [LazyLock<Phrases<()>>; 2] = [
        LazyLock::new(|| several_words(words().moment.started)),
        LazyLock::new(|| several_words(words().wording.beginning)),
    ];
    // `the gates report errors, outage begins`
    let is_apart = |at: usize| text[..at].trim_end().ends_with([',', ';', '–', '—', '(']) && !is_noticed(&text[at..]);
    begins(text, &NAMES[..if may_tell { 2 } else { 1 }]) || NAMES[0].hits(text).any(|hit| is_apart(hit.at))
}

fn begins(text: &str, known: &[LazyLock<Phrases<()>>]) -> bool {
    let first = &text[..sentence::ends(text).next().unwrap_or(text.len())];
    known.iter().any(|names| names.hits(first).next().is_some()) && !is_noticed(first)
}

/// The names that have several words. A single one begins much else.
fn several_words(list: List) -> Phrases<()> {
    let is_phrase = |name: &&&str| name.contains(' ');
    Phrases::new(list.iter().filter(is_phrase).map(|name| (std::slice::from_ref(name), ())))
}

/// Somebody notices it.
pub(in crate::read) fn is_noticed(text: &str) -> bool {
    words().wording.noticed.iter().any(|word| text.contains(word))
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
