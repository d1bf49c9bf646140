//! Front matter and text together: the only place where one wins over the other.
//!
//! What the front matter states wins over what the text says, a field in the head of the document
//! over a sentence, a sentence that names a range over the words of a timeline.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::found::code_names::code_names;
use super::found::course::read_timeline;
use super::found::head::{Head, Near};
use super::found::lasted;
use super::found::time_text::{NamedZone, Order};
use super::found::told::Telling;
use super::found::{actions, days, facts, levels, timeline, title, zero};
use super::stated::Stated;
use super::text::{self, of_its_size};
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::incident::action::ActionItem;
use crate::incident::instant::{Instant, Zone};
use crate::incident::section::{Role, Section};
use crate::incident::severity::Severity;
use crate::incident::timeline::{Entry, Timeline};
use crate::incident::{Cause, CauseRole, Detection, Fact, Incident, Instants, Label, Text, Traced};
use crate::markdown::Document as Markdown;
use crate::text::{SourceFile, Span};

/// The text of a document in parts, for those who look for something in it.
#[derive(Clone, Copy)]
pub(in crate::read) struct Body<'a> {
    pub file: &'a SourceFile,
    pub markdown: &'a Markdown,
    pub sections: &'a [Section],
    /// The zone of its times that name none, where front matter or text says so.
    pub zone: Option<&'a NamedZone>,
    /// The order of day and month in numbers.
    pub order: Option<Order>,
    pub config: &'a Config,
}

/// Returns the incident that front matter, head and body of a document tell of. `named_day` is from
/// [`named_day`].
pub(in crate::read) fn incident(
    mut text: Text,
    mut stated: Stated,
    head: Head,
    named_day: Option<Traced<Date>>,
    body: Body<'_>,
) -> Incident {
    let known = Known::of(&mut stated, &head, named_day, body);
    let course = course(known, &text.title, body);
    let tags = or_names(stated.tags, head.tags);
    let of_tag =
        || tags.iter().find_map(|tag| Some(Traced::inferred(levels::of_tag(&tag.name, body.config)?, tag.place)));
    let of_head = head.severity.and_then(|text| text.and_then(|text| levels::severity(&text, body.config)));
    let severity = stated.severity.or(of_head).or_else(of_tag);
    let (actions, action_blocks) = actions_of(stated.actions, &course, severity.as_deref(), body);
    let except: Vec<_> = course.timeline.blocks.iter().chain(&action_blocks).copied().collect();
    let stated_facts = [stated.summary, stated.impact, stated.root_cause, stated.remediation];
    let head_facts = [head.summary, head.impact, head.root_cause, None];
    let telling = Telling::new(body.markdown, body.sections, body.config, &except);
    let [summary, impact, root_cause, remediation] =
        facts(stated_facts, head_facts, &course.timeline, &telling, &mut text);
    Incident {
        id: stated.id.unwrap_or_else(|| title::id(body.markdown, body.file)),
        kind: stated.kind.unwrap_or_default(),
        status: stated.status.or_else(|| head.status?.and_then(|text| levels::status(&text))),
        date: course.date,
        severity,
        services: or_names(stated.services, head.services),
        teams: or_names(stated.teams, head.teams),
        regions: stated.regions,
        tags,
        causes: if stated.causes.is_empty() { categories(head.causes) } else { stated.causes },
        trigger: stated.trigger.or(head.trigger).or_else(|| telling.trigger()),
        detection: stated.detection.or(head.detected_by.map(|by| Detection { method: Some(by), by: None })),
        instants: course.instants,
        windows: stated.windows,
        summary,
        impact,
        root_cause,
        remediation,
        numbers: stated.numbers,
        owner: stated.owner.or(head.owner),
        authors: if stated.authors.is_empty() { head.authors } else { stated.authors },
        roles: if stated.roles.is_empty() { led(head.lead) } else { stated.roles },
        timeline: course.timeline,
        stated_duration: head.duration,
        actions,
        related: stated.related,
        links: stated.links,
        images: text.addresses.iter().filter(|address| address.image).map(|address| address.target.clone()).collect(),
        words: facts::words(body.markdown, &except),
        names: of_its_size(code_names(body.markdown)),
        sections: of_its_size(body.sections.to_vec()),
        action_blocks,
        text,
    }
}

fn or_names(stated: Vec<Traced<Label>>, found: Vec<Traced<String>>) -> Vec<Traced<Label>> {
    if !stated.is_empty() {
        return stated;
    }
    found.into_iter().filter_map(|name| name.and_then(|name| Label::new(&name))).collect()
}

/// Returns the causes of which the text names only the category.
fn categories(found: Vec<Traced<String>>) -> Vec<Cause> {
    let labels = or_names(Vec::new(), found).into_iter().filter(|label| !Cause::blames_somebody(&label.slug));
    labels.map(|category| Cause { category, role: CauseRole::default(), text: None }).collect()
}

/// Returns the roles in an incident that `people` led.
fn led(people: Vec<String>) -> Vec<(String, Vec<String>)> {
    if people.is_empty() { Vec::new() } else { vec![("commander".to_owned(), people)] }
}

/// Returns the actions, their days reckoned from that of the incident and in the document's order, and the blocks
/// they stand in.
fn actions_of(
    stated: Vec<ActionItem>,
    course: &Course,
    severity: Option<&Severity>,
    body: Body<'_>,
) -> (Vec<ActionItem>, Vec<Span>) {
    let day = course.date.as_deref().copied();
    let found = || actions::find(body.markdown, body.sections, body.config, &body.file.text);
    let (mut actions, blocks) = if stated.is_empty() { found() } else { (stated, Vec::new()) };
    actions::date(&mut actions, day, body.order);
    set_default_due(&mut actions, day, severity, body.config);
    (of_its_size(actions), blocks)
}

/// Sets the archive's default for the actions that do not say when they are due.
fn set_default_due(actions: &mut [ActionItem], day: Option<Date>, severity: Option<&Severity>, config: &Config) {
    let days = severity.and_then(|severity| config.due_days.get(&severity.rank?)).copied();
    let default = day.zip(days).and_then(|(day, days)| day.checked_add(jiff::Span::new().days(days)).ok());
    for item in actions.iter_mut().filter(|item| item.due.is_none() && item.due_text.is_none()) {
        item.default_due = default;
    }
}

/// Returns summary, impact, root cause and remediation, and adds their addresses to `text`.
fn facts(
    stated: [Option<Spanned<String>>; 4],
    head: [Option<Traced<String>>; 4],
    timeline: &Timeline,
    telling: &Telling<'_>,
    text: &mut Text,
) -> [Option<Traced<Fact>>; 4] {
    const ROLES: [Role; 4] = [Role::Summary, Role::Impact, Role::RootCause, Role::Remediation];
    let mut parts = stated.into_iter().zip(head).zip(ROLES);
    std::array::from_fn(|_| {
        let ((stated, field), role) = parts.next()?;
        let in_timeline = || (role == Role::RootCause).then(|| telling.cause_in(&timeline.entries)).flatten();
        let fact = stated.as_ref().map(facts::stated).or_else(|| telling.fact(role, field)).or_else(in_timeline)?;
        for node in fact.content.iter().flatten() {
            node.walk(&mut |node| text::add_address(node, &mut text.addresses));
        }
        Some(fact)
    })
}

/// Returns the day that the head of the document, the name of the file or the title says.
pub(in crate::read) fn named_day(head: &Head, text: &Text) -> Option<Traced<Date>> {
    let inferred = |day| Traced::inferred(day, None);
    let named = || days::file_date(&text.source).or_else(|| days::date_in(&text.title, &text.source));
    head.date.clone().or_else(|| named().map(inferred))
}

/// What front matter and head say of the time.
struct Known {
    date: Option<Traced<Date>>,
    named_day: Option<Traced<Date>>,
    instants: Instants,
    /// The day of the front matter or of the file's name, where it may be the one on which the text was published: the
    /// front matter has no field of an incident.
    posted: Option<Date>,
    zone: Option<TimeZone>,
    entries: Vec<Entry>,
    duration: Option<String>,
    /// When the document was written or published.
    published: Option<Date>,
}

impl Known {
    /// Takes it out of the front matter.
    fn of(stated: &mut Stated, head: &Head, named_day: Option<Traced<Date>>, body: Body<'_>) -> Self {
        // A post that says no other day.
        let is_key = |day: &Traced<Date>| stated.foreign.iter().any(|(_, value)| day.place == Some(value.span));
        let posted = head.published.clone().filter(is_key);
        let sent = head.date.clone().filter(|_| days::is_mail(body.markdown));
        let date = stated.date.take().or(sent).or(posted);
        let filed = || days::file_date(body.file).filter(|filed| named_day.as_deref() == Some(filed));
        Self {
            posted: date.as_deref().copied().or_else(filed).filter(|_| !stated.is_incident),
            date,
            named_day,
            instants: std::mem::take(&mut stated.instants).or(head.instants.clone()),
            zone: stated.timezone.take(),
            entries: std::mem::take(&mut stated.timeline),
            duration: head.duration.clone(),
            published: head.published.as_ref().map(|day| day.value),
        }
    }

    /// Returns the instant that is nearest to the beginning.
    fn beginning(&self) -> Option<&Traced<Instant>> {
        let Instants { started, impact_started, detected, .. } = &self.instants;
        started.as_ref().or(impact_started.as_ref()).or(detected.as_ref())
    }

    fn day(&self) -> Option<Date> {
        let named = || self.date.as_ref().or(self.named_day.as_ref()).map(|day| day.value);
        self.beginning().map(|instant| instant.date()).or_else(named)
    }

    /// Returns the day of the front matter or the file if `told`, which the text names, is shortly before it: then it is
    /// the day on which the text was published.
    fn posted_after(&self, told: Option<Date>) -> Option<Date> {
        /// In days. A longer story is told of something else.
        const LONGEST: i32 = 92;
        let posted = self.posted?;
        let days = posted.since(told?).ok()?.get_days();
        (1..=LONGEST).contains(&days).then_some(posted)
    }

    /// Returns the zone of the times that name none.
    fn zone(&self, body: Body<'_>) -> Option<NamedZone> {
        let of_beginning = || match &self.beginning()?.zone {
            Zone::Known { offset, name } => Some(NamedZone::Sure(TimeZone::fixed(*offset), Some(name.clone()))),
            Zone::Unknown | Zone::Vague(_) => None,
        };
        let stated = self.zone.clone().map(|zone| NamedZone::Sure(zone, None));
        stated.or_else(of_beginning).or_else(|| body.zone.cloned())
    }
}

/// When an incident was, and what happened then.
struct Course {
    date: Option<Traced<Date>>,
    instants: Instants,
    timeline: Timeline,
}

fn course(mut known: Known, title: &str, body: Body<'_>) -> Course {
    let order = body.order;
    // Prose is asked last: it takes the longest and may tell of another day.
    let opening = known.day().is_none().then(|| days::date_in_opening(body.markdown, body.sections, order)).flatten();
    let opening = opening.filter(|day| days::allows(title, *day));
    let is_blog = known.date.is_some() || body.file.path.split('/').any(|folder| folder == "_posts");
    let told = known.posted.and_then(|posted| {
        let telling = || Telling::new(body.markdown, body.sections, body.config, &[]).day(order, posted);
        let of_title = days::day_before(title, posted);
        let of_text = if is_blog { telling() } else { None };
        // `How we lost a Tuesday` may be of any week. Where the text has the day, it counts.
        let is_same_weekday = |title: &Date| of_text.is_some_and(|text| text.weekday() == title.weekday());
        of_title.filter(|it| !is_same_weekday(it)).or(of_text).or(of_title)
    });
    let told = told.filter(|day| known.posted_after(Some(*day)).is_some());
    let date = told.or(known.day()).or(opening);
    let zone = known.zone(body);
    let near = Near { day: date, zone: zone.as_ref(), order };
    let zero = zero::zero(body.markdown, body.file, near);
    let context = timeline::Context {
        date,
        started: zero.clone().or_else(|| known.instants.started.as_ref().map(|started| started.value.clone())),
        near: days::year_in(body.markdown).and_then(|year| Date::new(year, 7, 1).ok()).or(known.published),
        order,
        zone,
    };
    let stated_day = known.beginning().filter(|it| !it.is_inferred()).map(|it| it.clone().map(|it| it.date()));
    let mut timeline = read_timeline(std::mem::take(&mut known.entries), body.markdown, body.sections, &context);
    timeline.entries = of_its_size(timeline.entries);
    for entry in &mut timeline.entries {
        entry.content = of_its_size(std::mem::take(&mut entry.content));
    }
    let telling = Telling::new(body.markdown, body.sections, body.config, &timeline.blocks);
    let instants = add_told(known.instants.clone(), &timeline, &context, &telling);
    let instants = add_length(instants, known.duration.as_deref(), &timeline, &telling);
    let started = instants.started.as_ref().map(|started| started.date());
    // A post tells of what was before it.
    let first = first_day(&timeline, title);
    let days = || timeline.entries.iter().filter_map(|entry| entry.at.as_ref().map(Instant::date).or(entry.date));
    let is_past = |posted: Date| days().all(|day| day < posted);
    let past = first.filter(|_| known.posted.is_some_and(is_past));
    let told = [started, told, past].into_iter().find(|day| known.posted_after(*day).is_some()).flatten();
    let told = told.map(|day| Traced::inferred(day, None));
    let Instants { detected, mitigated, resolved, .. } = &known.instants;
    let other = detected.as_ref().or(mitigated.as_ref()).or(resolved.as_ref()).map(|at| at.date());
    let named = told.or(known.date).or(stated_day).or(known.named_day);
    let day = named.as_ref().map(|day| day.value);
    let date = named.or_else(|| {
        let day = started.or(zero.as_ref().map(Instant::date)).or(first).or(opening).or(other)?;
        Some(Traced::inferred(day, None))
    });
    Course { date, instants: without_contradictions(instants, day), timeline }
}

/// Leaves out what was found in the text and cannot be: an end before the `day` that the document names, and
/// both beginning and end if the end is before the beginning. One of them is a slip, and nobody knows which.
fn without_contradictions(mut instants: Instants, day: Option<Date>) -> Instants {
    let is_found = |at: &mut Traced<Instant>| at.is_inferred();
    let Instants { started, resolved, .. } = &mut instants;
    let is_early = |end: &Instant| day.is_some_and(|day| end.date().tomorrow().is_ok_and(|next| next < day));
    let length = started.as_ref().zip(resolved.as_ref()).and_then(|(started, end)| end.since(started));
    if resolved.as_ref().is_some_and(|end| is_early(&end.value)) {
        resolved.take_if(is_found);
    } else if length.is_some_and(|length| length < 0) {
        started.take_if(is_found);
        resolved.take_if(is_found);
    }
    instants
}

/// Adds the instants that a sentence tells in one range, then those of the timeline, then those that sentences tell
/// one by one.
fn add_told(known: Instants, timeline: &Timeline, context: &timeline::Context, telling: &Telling<'_>) -> Instants {
    /// In seconds. What is told of so long after the beginning is no end of it.
    const LONGEST: i64 = 7 * 24 * 3600;
    let (day, zone) = (context.date, context.zone.as_ref());
    let is_open = known.started.is_none() && known.resolved.is_none();
    let is_ours = |told: &Instants| told.started.as_ref().is_none_or(|at| is_of_course(at.date(), timeline));
    let range = is_open.then(|| telling.window(day, zone, &timeline.entries)).flatten().filter(is_ours);
    let known = known.or(range.unwrap_or_default()).or(timeline::instants(&timeline.entries));
    if known.started.is_some() && known.resolved.is_some() {
        return known;
    }
    let all = known.clone().or(telling.moments(day, zone));
    let length = all.started.as_ref().zip(all.resolved.as_ref()).and_then(|(started, end)| end.since(started));
    let fits = all.resolved.is_none() || length.is_some_and(|length| (1..=LONGEST).contains(&length));
    match is_ours(&all) {
        true if fits => all,
        true => Instants { resolved: known.resolved, ..all },
        false => known,
    }
}

/// Adds the ends that follow from how long the incident lasted, by a field or by a sentence.
fn add_length(known: Instants, field: Option<&str>, timeline: &Timeline, telling: &Telling<'_>) -> Instants {
    /// Most lengths that are compared to all entries.
    const MOST: usize = 16;
    if known.started.is_some() && (known.mitigated.is_some() || known.resolved.is_some()) {
        return known;
    }
    if let Some(field) = field {
        let Some(length) = lasted::field(field) else { return known };
        return lasted::add(known, &timeline.entries, length, true);
    }
    telling.lengths().take(MOST).fold(known, |known, length| lasted::add(known, &timeline.entries, length, false))
}

/// False if all entries of a timeline are of other days than `day` and those beside it.
fn is_of_course(day: Date, timeline: &Timeline) -> bool {
    let mut days = timeline.entries.iter().filter_map(|entry| entry.at.as_ref()).map(Instant::date).peekable();
    let near = [day.yesterday().ok(), Some(day), day.tomorrow().ok()];
    days.peek().is_none() || days.any(|of| near.contains(&Some(of)))
}

/// The first day that an entry has of its own, unless the title has another. Status pages tell the last thing first.
fn first_day(timeline: &Timeline, title: &str) -> Option<Date> {
    let own = timeline.entries.iter().filter(|entry| !entry.date_inferred).filter_map(|entry| entry.at.as_ref());
    own.map(Instant::date).min().filter(|date| days::allows(title, *date))
}
