//! When an incident was, as its sentences tell it.

use jiff::civil::Date;

use super::Telling;
use super::claims::first_section;
use super::prose::{Part, Prose, TELLS, has_label};
use crate::incident::instant::{Instant, Zone};
use crate::incident::section::Role;
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Instants, Traced};
use crate::markdown::Kind;
use crate::read::found::time_text::{self, NamedZone, Order};
use crate::read::found::timeline::{is_noticed, names_beginning, tells_end, wording_of};
use crate::read::found::window::{Told, Window, times, window, word_starts};
use crate::read::found::{days, head};
use crate::read::words::words;
use crate::text::{Span, is_unspaced, split_colon};

impl Telling<'_> {
    /// Returns the day on which its summary or its first paragraphs, `posted` later, say that there was trouble.
    pub(in crate::read) fn day(&self, order: Option<Order>, posted: Date) -> Option<Date> {
        let says = |sentence: &&str| {
            let begins = || time_text::lead(sentence).is_some_and(|lead| lead.day.is_some());
            TELLS.trouble.any(&sentence.to_lowercase()) || begins()
        };
        self.opening_parts().flat_map(Part::proses).find_map(|prose| {
            let mut sentences = prose.sentences().map(|range| &prose.text[range]).filter(says);
            sentences.find_map(|it| days::day_of_incident(it, order).or_else(|| days::day_before(it, posted)))
        })
    }

    /// The paragraphs that open the document, and those of its summary.
    fn opening_parts(&self) -> impl Iterator<Item = &Part<'_>> {
        let first = first_section(&self.parts);
        self.parts.iter().filter(move |part| {
            let is_early = part.role.is_none() && part.section <= first;
            !part.is_elsewhere && (is_early || part.role == Some(Role::Summary))
        })
    }

    /// Returns when the incident was, if its summary or its first paragraphs say so: "down from 16:58
    /// to 18:46 UTC", a range between two of the `entries`, or a first sentence that begins with a time.
    pub(in crate::read) fn window(
        &self,
        near: Option<Date>,
        zone: Option<&NamedZone>,
        entries: &[Entry],
    ) -> Option<Instants> {
        let proses = || self.opening_parts().flat_map(Part::proses);
        let range_in = |prose: &Prose, says: &dyn Fn(&str) -> bool| {
            let mut sentences = prose.sentences().filter(|range| says(&prose.text[range.clone()]));
            sentences
                .find_map(|range| {
                    // A sentence before it may tell the day.
                    let (before, sentence) = (&prose.text[..range.start], &prose.text[range.clone()]);
                    let day = || days::day_of_incident(before, None);
                    window(sentence, day().or(near), zone)
                })
                .map(|window| (window, prose.span))
        };
        let ranged = proses().find_map(|prose| range_in(prose, &is_of_incident));
        let of_impact = |part: &&Part<'_>| !part.is_elsewhere && part.role == Some(Role::Impact);
        let in_impact = || self.parts.iter().filter(of_impact).flat_map(Part::proses);
        let is_told = entries.iter().filter(|entry| entry.at.is_some()).count() > 2;
        // What the timeline begins or ends with may be told in any words.
        let is_same =
            |entry: &Instant, at: &Instant| entry == at || entry.zone == Zone::Unknown && entry.local == at.local;
        let is_entry =
            |at: &Instant| entries.iter().filter_map(|entry| entry.at.as_ref()).any(|entry| is_same(entry, at));
        let is_between =
            |(window, _): &(Window, Span)| is_entry(&window.started) && window.ended.as_ref().is_some_and(is_entry);
        // Of several ranges each is the impact on something else. Beside a timeline, other work has one, too.
        let only = |says: &dyn Fn(&str) -> bool| {
            let mut ranges = in_impact().filter_map(|prose| range_in(prose, says));
            ranges.next().filter(|_| ranges.next().is_none())
        };
        let impact = || {
            let any = only(&|_| true)?;
            if is_told && !is_between(&any) { only(&is_of_incident) } else { Some(any) }
        };
        // In a document without sections the first sentence that says the day tells of the incident, whatever its words.
        let opens = |sentence: &str| first_section(&self.parts) == 0 && days::day_of_incident(sentence, None).is_some();
        let first = || proses().next().and_then(|prose| range_in(prose, &opens));
        let between = || proses().filter_map(|prose| range_in(prose, &|_| true)).find(is_between);
        let found = ranged.or_else(impact).or_else(between).or_else(first);
        found.map(|(window, place)| window.told(place))
    }

    /// Returns how many seconds something lasted by sentences that tell of trouble, and by fields: `Downtime: 47 minutes`.
    pub(in crate::read) fn lengths(&self) -> impl Iterator<Item = i64> {
        let own = self.parts.iter().filter(|part| !part.is_elsewhere && part.role != Some(Role::Actions));
        let sentences = own.flat_map(Part::proses).flat_map(|prose| prose.sentences().map(|range| &prose.text[range]));
        sentences.filter_map(|sentence| {
            let first = |text| word_starts(text).find_map(|at| Some((at, time_text::length(&text[at..])?)));
            let (at, (seconds, end)) = first(sentence)?;
            let is_other = || head::keys::is_elsewhere(sentence) || first(&sentence[at + end..]).is_some();
            ((TELLS.trouble.any(&sentence.to_lowercase()) || is_field(sentence)) && !is_other()).then_some(seconds)
        })
    }

    /// Returns when the incident began and ended, where sentences say so one by one: `The outage began at 15:40 and
    /// was resolved at 18:05.`
    pub(in crate::read) fn moments(&self, near: Option<Date>, zone: Option<&NamedZone>) -> Instants {
        let mut found = Instants::default();
        let mut day = near;
        let mut is_first = true;
        let mut beginning = String::new();
        // `It came back at 10:02` is the end if no other time is told behind it.
        let mut last = None;
        let fixes = |part: &&Part<'_>| part.role == Some(Role::Resolution) && !part.is_elsewhere;
        let is_prose = |part: &&Part<'_>| matches!(part.block.kind, Kind::Paragraph) && !has_label(part.block);
        let parts = self.opening_parts().chain(self.parts.iter().filter(fixes)).filter(is_prose);
        let proses = parts.flat_map(Part::proses).filter(|prose| prose.tells());
        for (number, prose) in proses.enumerate() {
            for sentence in prose.sentences() {
                let is_opening = number == 0 && sentence.start == 0;
                let sentence = &prose.text[sentence];
                let times = times(sentence, &mut day, zone);
                for Told { at, end, instant, is_end, is_since } in &times {
                    let clause = clause(sentence, *at, &times);
                    last = None;
                    let Some(instant) = instant.clone().filter(|_| !clause.is_empty()) else { continue };
                    // `It filled up yesterday at 21:14, and was so until 2:30`
                    let started = found.started.as_ref().filter(|_| *is_end);
                    let is_next_day = started.and_then(|started| instant.since(started)).is_some_and(|since| since < 0);
                    let instant = instant.after(24 * 3600).filter(|_| is_next_day).unwrap_or(instant);
                    let instant = Traced::inferred(instant, Some(prose.span));
                    let is_word = sentence.starts_with(char::is_alphabetic);
                    let is_over = *is_end && tells_of_trouble(&clause);
                    let opens = is_first && *at == 0 && !is_end && is_word && !is_noticed(&clause);
                    let since = *is_since && TELLS.effect.any(&clause) && !is_noticed(&clause);
                    let begins = names_beginning(&clause, true) || opens && (is_opening || TELLS.trouble.any(&clause));
                    if found.started.is_none() && (begins || since) && !is_end {
                        found.started = Some(instant);
                        beginning = sentence.to_lowercase();
                    } else if is_over || wording_of(&clause) == Some(EntryKind::Resolution) {
                        found.resolved = found.resolved.or(Some(instant));
                    } else if found.started.is_some() && is_plain_end(&clause, &sentence[*at..*end], &beginning) {
                        last = Some(instant);
                    }
                    is_first = false;
                }
            }
        }
        found.resolved = found.resolved.or(last);
        found
    }
}

/// True for a clause whose time, after `until`, is the end: `the shop was unavailable until 9:40`, `it was not reachable
/// again until 9:40`. Somebody may also have noticed nothing until then.
fn tells_of_trouble(clause: &str) -> bool {
    let names_end = || words().wording.resolution.iter().any(|word| clause.contains(word));
    !is_noticed(clause) && (TELLS.effect.any(clause) || names_beginning(clause, true) || names_end())
}

/// The clause of a time says that what the sentence of the `beginning` is about is over, and nothing else: `It came back
/// at 10:02.` A backup may be restored, too, and an engineer come back.
fn is_plain_end(clause: &str, time: &str, beginning: &str) -> bool {
    /// Words that are shorter tell nothing by themselves, in characters.
    const SHORTEST: usize = 4;
    fn split(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
    }
    let own = clause.replacen(&time.to_lowercase(), " ", 1);
    let phrases = || words().wording.ending.iter().chain(words().day.next);
    let is_other = |word: &str| {
        let is_known = || split(beginning).chain(phrases().flat_map(|it| split(it))).any(|known| known == word);
        // Where no blanks stand between words, this is most of the sentence.
        let is_ending = || phrases().any(|phrase| phrase.starts_with(is_unspaced) && word.contains(phrase));
        word.chars().count() >= SHORTEST && !TELLS.hit.any(word) && !is_known() && !is_ending()
    };
    tells_end(&own) && !split(&own).any(is_other)
}

/// The part of a sentence, in lower case, that has only the time at `at`; nothing if there is none.
fn clause(sentence: &str, at: usize, times: &[Told]) -> String {
    let mut range = 0..sentence.len();
    if times.len() > 1 {
        let joints = words().section.joint.iter().map(|word| format!(" {word} "));
        for joint in joints.chain(["; ".to_owned()]) {
            let before = sentence[range.start..at].rfind(&joint).map(|found| range.start + found + joint.len());
            let behind = sentence[at..range.end].find(&joint).map(|found| at + found);
            range = before.unwrap_or(range.start)..behind.unwrap_or(range.end);
        }
    }
    let alone = times.iter().filter(|other| range.contains(&other.at)).count() == 1;
    if alone { sentence[range].to_lowercase() } else { String::new() }
}

/// True if the range of times in a sentence is the incident's: `Duration: 9:00 to 10:40`, `Between 9:00 and 10:40
/// …`, or trouble. Other work has a range, too.
fn is_of_incident(sentence: &str) -> bool {
    let begins = || time_text::lead(sentence).is_some_and(|lead| lead.time.is_some() && lead.until.is_some());
    TELLS.trouble.any(&sentence.to_lowercase()) || begins() || is_field(sentence)
}

fn is_field(sentence: &str) -> bool {
    split_colon(sentence).is_some_and(|(name, _)| head::says_when(name))
}
