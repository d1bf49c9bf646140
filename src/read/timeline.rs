//! The timeline: entries out of lists and tables, with the dates their clocks belong to.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::inline;
use super::time_text::{self, Lead, NamedZone, ZoneText};
use crate::incident::instant::{Instant, Zone};
use crate::incident::timeline::{Entry, EntryKind, Timeline};
use crate::incident::{Instants, Origin, Traced};
use crate::markdown::{self, Kind, Node};

/// A clock that falls by more than this is the next day's.
const MIDNIGHT: i64 = 6 * 3600;

/// What is known before the first entry.
pub(super) struct Context {
    /// The day of the incident.
    pub date: Option<Date>,
    /// Zone of times that name none.
    pub zone: Option<NamedZone>,
}

/// An instant that a label in the timeline names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
}

/// Labels of entries in several languages: the kind, and the instant they mark.
const LABELS: [(&[&str], EntryKind, Option<Moment>); 12] = [
    (
        &["started", "incident started", "impact started", "start", "beginn", "begonnen", "inicio", "início"],
        EntryKind::KeyMoment,
        Some(Moment::Started),
    ),
    (
        &["detected", "detection", "alert", "erkannt", "entdeckt", "detectado", "détecté", "検知", "发现"],
        EntryKind::Detection,
        Some(Moment::Detected),
    ),
    (
        &["acknowledged", "ack", "acknowledgement", "übernommen", "reconocido"],
        EntryKind::Action,
        Some(Moment::Acknowledged),
    ),
    (
        &["escalation", "escalated", "eskaliert", "eskalation", "escalado", "escalación", "escaladé"],
        EntryKind::Escalation,
        None,
    ),
    (
        &["hypothesis", "theory", "assumption", "vermutung", "hypothese", "hipótesis", "hypothèse"],
        EntryKind::Hypothesis,
        None,
    ),
    (
        &[
            "dead end",
            "dead-end",
            "red herring",
            "misleading path",
            "sackgasse",
            "falsche fährte",
            "callejón sin salida",
            "fausse piste",
        ],
        EntryKind::DeadEnd,
        None,
    ),
    (&["action", "change", "maßnahme", "acción", "ação"], EntryKind::Action, None),
    (
        &["mitigated", "mitigation", "entschärft", "abgemildert", "mitigado", "mitigación", "atténué"],
        EntryKind::Mitigation,
        Some(Moment::Mitigated),
    ),
    (
        &[
            "resolved",
            "resolution",
            "recovered",
            "fixed",
            "all clear",
            "behoben",
            "gelöst",
            "resuelto",
            "résolu",
            "resolvido",
            "復旧",
            "解决",
        ],
        EntryKind::Resolution,
        Some(Moment::Resolved),
    ),
    (
        &[
            "communication",
            "communicated",
            "update",
            "status page",
            "status update",
            "mitteilung",
            "kommunikation",
            "comunicación",
            "comunicação",
        ],
        EntryKind::Communication,
        None,
    ),
    (
        &["key moment", "key-moment", "key insight", "insight", "turning point", "schlüsselmoment", "momento clave"],
        EntryKind::KeyMoment,
        None,
    ),
    (&["declared", "incident declared"], EntryKind::Action, None),
];

/// Reads the entries that stand in `blocks`, the content of a timeline section.
/// `heading` may name the zone of all of them.
pub(super) fn read(heading: &str, blocks: &[&Node], context: &Context) -> Timeline {
    let mut reader = Reader::new(context, time_text::zone_in(heading));
    for block in blocks {
        reader.block(block);
    }
    reader.timeline
}

/// How many entries of `blocks` name a clock time.
pub(super) fn clock_times(blocks: &[&Node], context: &Context) -> usize {
    let timeline = read("", blocks, context);
    timeline
        .entries
        .iter()
        .filter(|entry| entry.time_text.as_deref().is_some_and(|text| text.contains([':', '.'])))
        .count()
}

/// Places the times of entries from the front matter that have no date.
pub(super) fn place(entries: &mut [Entry], context: &Context) {
    let mut reader = Reader::new(context, None);
    for entry in entries {
        match &entry.at {
            Some(at) => {
                reader.day = Some(at.date());
                reader.last = Some(at.local.to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second()));
            }
            None => {
                if let Some(lead) = entry.time_text.as_deref().and_then(time_text::lead) {
                    (entry.at, entry.date_inferred) = reader.place(&lead);
                }
            }
        }
    }
}

/// Fills the instants that the author did not state from entries whose kind is
/// explicit: the first that says so, and for the resolution the last.
pub(super) fn infer_instants(entries: &[Entry], moments: &mut Instants) {
    let mut set = |moment: Moment, at: &Instant| {
        let slot = match moment {
            Moment::Started => &mut moments.started,
            Moment::Detected => &mut moments.detected,
            Moment::Acknowledged => &mut moments.acknowledged,
            Moment::Mitigated => &mut moments.mitigated,
            Moment::Resolved => &mut moments.resolved,
        };
        let replace = match slot {
            None => true,
            Some(known) => moment == Moment::Resolved && known.is_inferred(),
        };
        if replace {
            *slot = Some(Traced::inferred(at.clone()));
        }
    };
    for entry in entries {
        let Some(at) = &entry.at else { continue };
        let labelled = label_of(&entry.content).and_then(|(_, moment)| moment);
        let by_kind = entry.kind.and_then(|(kind, _)| match kind {
            EntryKind::Detection => Some(Moment::Detected),
            EntryKind::Mitigation => Some(Moment::Mitigated),
            EntryKind::Resolution => Some(Moment::Resolved),
            _ => None,
        });
        if let Some(moment) = labelled.or(by_kind) {
            set(moment, at);
        }
    }
}

struct Reader {
    timeline: Timeline,
    day: Option<Date>,
    /// The day stands in the timeline, not only in the front matter.
    day_written: bool,
    /// The day moved on because the clock fell.
    day_rolled: bool,
    zone: Option<NamedZone>,
    /// Seconds of the entry before, without zone.
    last: Option<i64>,
}

impl Reader {
    fn new(context: &Context, zone: Option<ZoneText>) -> Self {
        let zone = match zone {
            Some(zone) => zone.named(),
            None => context.zone.clone(),
        };
        Self {
            timeline: Timeline::default(),
            day: context.date,
            day_written: false,
            day_rolled: false,
            zone,
            last: None,
        }
    }

    fn block(&mut self, block: &Node) {
        match &block.kind {
            Kind::List(_) => self.list(block),
            Kind::Table(_) => self.table(block),
            Kind::Paragraph | Kind::Heading(_) => {
                let text = markdown::plain(&block.children);
                if let Some(lead) = time_text::lead(&text).filter(|lead| is_day_marker(lead, &text)) {
                    if let Some(zone) = time_text::zone_in(&text[lead.length..]) {
                        self.zone = zone.named();
                    }
                    self.day = lead.date;
                    self.day_written = true;
                    self.day_rolled = false;
                    self.last = None;
                    self.timeline.blocks.push(block.span);
                } else if let Some(zone) =
                    time_text::zone_in(&text).filter(|_| text.len() < 80 && self.timeline.entries.is_empty())
                {
                    self.zone = zone.named();
                }
            }
            _ => {}
        }
    }

    /// A list is part of the timeline if two of its items, or its only one, begin with a time.
    fn list(&mut self, list: &Node) {
        let timed = list.children.iter().filter(|item| item_lead(item).is_some()).count();
        if timed == 0 || (timed == 1 && list.children.len() > 2) {
            return;
        }
        self.timeline.blocks.push(list.span);
        for item in &list.children {
            let (first, rest) = inline::first_line(item);
            match time_text::lead(&inline::text(first)) {
                Some(lead) if lead.time.is_none() && lead.length == inline::text(first).len() && !rest.is_empty() => {
                    self.day = lead.date;
                    self.day_written = true;
                    for block in rest {
                        self.block(block);
                    }
                }
                Some(lead) => {
                    let content = inline::skip(first, lead.length);
                    self.entry(&lead, content, rest.to_vec(), None);
                }
                None => self.detail(item),
            }
        }
    }

    /// An item without a time belongs to the entry before it.
    fn detail(&mut self, item: &Node) {
        let (first, rest) = inline::first_line(item);
        match self.timeline.entries.last_mut() {
            Some(entry) => {
                let children = first.to_vec();
                entry.detail.push(Node { span: item.span, kind: Kind::Paragraph, children });
                entry.detail.extend(rest.iter().cloned());
            }
            None => self.push(None, first.to_vec(), rest.to_vec(), None),
        }
    }

    fn table(&mut self, table: &Node) {
        let Some((head, rows)) = table.children.split_first() else { return };
        let names: Vec<_> = head.children.iter().map(|cell| markdown::plain(&cell.children).to_lowercase()).collect();
        let Some(columns) = Columns::find(&names, rows) else { return };
        self.timeline.blocks.push(table.span);
        if let Some(zone) = names.get(columns.time).and_then(|name| time_text::zone_in(&name.to_uppercase())) {
            self.zone = zone.named();
        }
        for row in rows {
            self.row(row, &columns);
        }
    }

    fn row(&mut self, row: &Node, columns: &Columns) {
        let cell = |column: usize| row.children.get(column).map_or(&[][..], |cell| cell.children.as_slice());
        let date = columns.date.map_or_else(String::new, |date| inline::text(cell(date)));
        let written = format!("{} {}", date.trim(), inline::text(cell(columns.time)).trim());
        let written = written.trim().to_owned();
        let content = columns.text.map_or_else(Vec::new, |column| cell(column).to_vec());
        let kind = columns.kind.and_then(|column| label(&inline::text(cell(column))));
        let detail: Vec<_> = columns
            .others(row.children.len())
            .filter_map(|column| {
                let children = cell(column);
                (!children.is_empty()).then(|| Node {
                    span: row.span,
                    kind: Kind::Paragraph,
                    children: children.to_vec(),
                })
            })
            .collect();
        let lead = time_text::lead(&written);
        match lead {
            Some(lead) if lead.time.is_none() && content.is_empty() => {
                self.day = lead.date;
                self.day_written = true;
                self.day_rolled = false;
                self.last = None;
            }
            Some(lead) => self.entry(&lead, content, detail, kind.map(|(kind, _)| kind)),
            None if written.is_empty() && content.is_empty() => {}
            None => {
                self.push(Some(written).filter(|text| !text.is_empty()), content, detail, kind.map(|(kind, _)| kind));
            }
        }
    }

    fn entry(&mut self, lead: &Lead, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let (at, date_inferred) = self.place(lead);
        self.push(Some(lead.text.clone()), content, detail, kind);
        if let Some(entry) = self.timeline.entries.last_mut() {
            entry.at = at;
            entry.date_inferred = date_inferred;
            entry.approximate = lead.approximate;
        }
    }

    fn push(&mut self, time_text: Option<String>, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let kind = kind.or_else(|| label_of(&content).map(|(kind, _)| kind));
        let content = inline::trim(strip_label(content));
        self.timeline.entries.push(Entry {
            time_text,
            at: None,
            date_inferred: false,
            approximate: false,
            kind: kind.map(|kind| (kind, Origin::Stated)),
            content,
            detail,
            link: None,
        });
    }

    /// The instant of a time, and whether its date was inferred.
    fn place(&mut self, lead: &Lead) -> (Option<Instant>, bool) {
        if let Some(date) = lead.date {
            self.day = Some(date);
            self.day_written = true;
            self.day_rolled = false;
        }
        let (Some(mut day), Some(time)) = (self.day, lead.time) else { return (None, false) };
        let seconds =
            |day: Date| day.to_datetime(time).to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second());
        if lead.date.is_none()
            && self.last.is_some_and(|last| last - seconds(day) > MIDNIGHT)
            && let Ok(next) = day.tomorrow()
        {
            day = next;
            self.day = Some(next);
            self.day_rolled = true;
        }
        self.last = Some(seconds(day));
        let local = day.to_datetime(time);
        let zone = match &lead.zone {
            Some(zone) => zone.named(),
            None => self.zone.clone(),
        };
        let instant = zone.map_or(Instant { local, zone: Zone::Unknown }, |named| {
            let mut instant = Instant::in_zone(local, &named.zone).0;
            if let (Zone::Known { name, .. }, Some(called)) = (&mut instant.zone, named.name) {
                *name = called;
            }
            instant
        });
        (Some(instant), !self.day_written || self.day_rolled)
    }
}

/// Only a date, with at most a remark such as `(all times CEST)` behind it.
fn is_day_marker(lead: &Lead, text: &str) -> bool {
    let rest = text[lead.length..].trim();
    lead.time.is_none() && (rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')')))
}

/// Which column of a table holds what.
struct Columns {
    time: usize,
    date: Option<usize>,
    text: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    fn find(names: &[String], rows: &[Node]) -> Option<Self> {
        let named = |words: &[&str]| {
            names.iter().position(|name| {
                let name = name.split('(').next().unwrap_or(name).trim();
                words.iter().any(|word| {
                    name == *word || name.starts_with(&format!("{word} ")) || name.ends_with(&format!(" {word}"))
                })
            })
        };
        let time = named(&[
            "time",
            "when",
            "zeit",
            "uhrzeit",
            "hora",
            "heure",
            "時刻",
            "时间",
            "timestamp",
            "date/time",
            "date and time",
        ]);
        let date = named(&["date", "day", "datum", "fecha", "日付", "日期"]);
        let timed = |column: usize| {
            let begins = |row: &&Node| {
                row.children.get(column).is_some_and(|cell| time_text::lead(&inline::text(&cell.children)).is_some())
            };
            rows.iter().filter(begins).count() * 2 > rows.len()
        };
        let time = time.or(date).or_else(|| (!rows.is_empty() && timed(0)).then_some(0))?;
        let date = date.filter(|date| *date != time);
        let kind = named(&["kind", "phase", "type", "art", "typ", "tipo"]);
        let text = named(&[
            "event",
            "description",
            "what",
            "what happened",
            "ereignis",
            "evento",
            "イベント",
            "事件",
            "state",
            "entry",
            "details",
        ])
        .or_else(|| (0..names.len()).find(|column| ![Some(time), date, kind].contains(&Some(*column))));
        Some(Self { time, date, text: text.filter(|text| *text != time), kind })
    }

    fn others(&self, columns: usize) -> impl Iterator<Item = usize> {
        let used = [Some(self.time), self.date, self.text, self.kind];
        (0..columns).filter(move |column| !used.contains(&Some(*column)))
    }
}

fn item_lead(item: &Node) -> Option<Lead> {
    time_text::lead(&inline::text(inline::first_line(item).0))
}

/// The kind and moment of a label word.
fn label(text: &str) -> Option<(EntryKind, Option<Moment>)> {
    let word = text.trim().trim_end_matches([':', '.']).to_lowercase();
    let found = LABELS.iter().find(|(words, ..)| words.contains(&word.as_str()));
    found.map(|(_, kind, moment)| (*kind, *moment))
}

/// An explicit label: `**Detected**` anywhere, `Dead end:` or `[escalation]` at
/// the beginning, `(escalation)` at the end.
fn label_of(content: &[Node]) -> Option<(EntryKind, Option<Moment>)> {
    let strong = content.iter().find_map(|node| match node.kind {
        Kind::Strong => label(&markdown::plain(&node.children)),
        _ => None,
    });
    let text = inline::text(content);
    let text = text.trim();
    strong
        .or_else(|| text.strip_prefix('[').and_then(|rest| rest.split_once(']')).and_then(|(word, _)| label(word)))
        .or_else(|| text.split_once(':').filter(|(word, _)| word.len() < 30).and_then(|(word, _)| label(word)))
        .or_else(|| text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(_, word)| label(word)))
}

/// A label at the beginning that is followed by a colon, or stands in brackets,
/// is shown as the kind and not a second time.
fn strip_label(content: Vec<Node>) -> Vec<Node> {
    let text = inline::text(&content);
    let blank = text.len() - text.trim_start().len();
    let rest = &text[blank..];
    let end = match rest.strip_prefix('[') {
        Some(inner) => inner.find(']').filter(|end| label(&inner[..*end]).is_some()).map(|end| end + 2),
        None => rest.find(':').filter(|end| *end < 30 && label(&rest[..*end]).is_some()).map(|end| end + 1),
    };
    match end {
        Some(end) if text.len() > blank + end => {
            let follows = &text[blank + end..];
            let gap = follows.len() - follows.trim_start_matches([':', ' ', '-', '–', '—']).len();
            inline::skip(&content, blank + end + gap)
        }
        _ => content,
    }
}
