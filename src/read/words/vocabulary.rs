//! The concepts of the vocabulary: every language has words for each, or says that it has none.

/// Words of all languages for one concept.
pub(in crate::read) type List = &'static [&'static str];

/// A table of the files of words.
pub(in crate::read) trait Lists {
    /// Its concepts, in their order.
    fn lists(&self) -> Vec<List>;
}

/// Declares the tables of the files of words and their concepts.
macro_rules! vocabulary {
    ($($(#[$about:meta])* $table:ident: $name:ident { $($(#[$what:meta])* $concept:ident,)* })*) => {
        $(
            $(#[$about])*
            pub(in crate::read) struct $name { $($(#[$what])* pub(in crate::read) $concept: List,)* }

            impl Lists for $name {
                fn lists(&self) -> Vec<List> {
                    vec![$(self.$concept,)*]
                }
            }
        )*

        /// What we have words for, by the tables of the files.
        pub(in crate::read) struct Vocabulary { $(pub(in crate::read) $table: $name,)* }

        impl Vocabulary {
            /// The words that `list` has for a table and a concept of it.
            pub(super) fn new(list: impl Fn(&str, &str) -> List) -> Self {
                Self { $($table: $name { $($concept: list(stringify!($table), stringify!($concept)),)* },)* }
            }
        }

        /// The tables and the names of their concepts.
        #[cfg(test)]
        pub(super) const CONCEPTS: &[(&str, &[&str])] =
            &[$((stringify!($table), &[$(stringify!($concept),)*]),)*];
    };
}

vocabulary! {
    /// Names of sections, in lower case.
    section: Section {
        timeline, went_well, went_wrong, lucky, actions, lessons, root_cause, contributing_factors,
        remediation, trigger, detection, impact, summary, resolution,
        /// Headings that hold one of the names and mean something else.
        not,
        /// Names that are the root cause where no section says so more clearly.
        weak_root_cause,
        /// Names that are a timeline in some documents and prose in others.
        weak_timeline,
        /// Words in the names of sections that tell of something else than this incident.
        elsewhere,
        /// Words that join two names or two people.
        joint,
        /// The question for the cause, with which a heading begins.
        why,
        /// Words of such a heading by which it asks for something else.
        why_not,
    }

    /// Names of fields that labels in the text, columns of tables and heads share.
    field: Field {
        owner, due, priority, ticket, status, kind,
        /// Words between an action and the day it is due.
        due_by,
        /// Words behind the day an action is due.
        due_behind,
        /// In the place of a day.
        soon,
        /// Before or behind the name of several people: `harbour team`.
        team,
    }

    /// Names of columns that are no labels elsewhere.
    column: Column {
        owner, due, ticket, kind, status,
        /// A column that has an answer or a day in it.
        done,
        /// Counts or names the rows.
        number,
        /// What is to be done.
        task,
        time, start, end, day,
        /// What happened.
        event,
        /// The column of values in a table of fields.
        value,
        /// The column of further words.
        detail,
    }

    /// Names of fields in the head of a document.
    head: Head {
        title, date, severity, status, started, detected, acknowledged, mitigated, resolved,
        duration, services, teams, authors, audience, owner,
        /// Headings of the beginning that are no title.
        opening,
        /// The last word of what only says that there are more.
        others,
        /// From when to when.
        window,
        /// Words above a list that tell of another incident.
        another,
        tags,
        /// When the document was written or published.
        published,
        /// Names of a severity that may be something else: only a value that is one counts.
        level,
        /// Who sent a mail.
        sender,
        /// Words in the name of a field that only say that it is of the incident.
        incident,
        /// The category of the cause, where a field names it.
        cause,
        /// Who led the work on the incident.
        lead,
        /// By what or by whom it was noticed.
        detected_by,
    }

    /// Labels of entries of a timeline.
    moment: Moment {
        started, detected, acknowledged, escalated, hypothesis, dead_end, action, mitigated,
        resolved, communication, insight, declared,
    }

    /// Words of an entry that suggest its kind.
    wording: Wording {
        detection, escalation, dead_end, mitigation, resolution, communication,
        /// Words before an end that is somebody else's.
        others,
        /// Words beside an end that is not all of it, or somebody else's.
        goes_on,
        /// By which only the last entry of a timeline says that it is over.
        ending,
        /// By which an entry tells the end only if no other one does.
        closing,
        /// How trouble begins.
        beginning,
        /// Parts of words by which somebody sees it, which is later than its beginning.
        noticed,
        /// Parts of words that make less of what is said: a part of it, for a time, somewhere else, or not at all.
        doubt,
        /// Words of a later sentence that take it back.
        retraction,
        /// Between a share and its whole: `10 % of users`.
        share,
    }

    /// Parts of words by which a sentence tells of an incident.
    telling: Telling {
        /// First words of what a template asks for.
        prompt,
        /// What stands before what a template shows.
        example,
        /// It names the cause, or probably, or perhaps.
        cause, likely_cause, weak_cause,
        /// Words in the label of an entry by which a cause is found: `Root cause identified: …`
        cause_found,
        /// Words that make a cause less than that: it was suspected, excluded, or is one of another thing.
        cause_doubt,
        /// Whom or what an incident can hit, and how.
        hit, effect,
        /// Beginnings of a sentence that tells the consequence.
        consequence,
        /// People, and what happens to them.
        people, suffer,
        /// It tells of an incident at all.
        trouble,
        /// First words of a greeting or of thanks.
        courtesy,
        /// How a letter ends, before the name of who wrote it.
        valediction,
        /// It tells of the state of the text: that it is a draft or will change.
        of_document,
        /// Names of a list of questions, each about the answer before it.
        whys,
    }

    /// How far an action is.
    state: State {
        done, dropped, in_progress, todo,
        /// Words that leave something to be done: "Done in staging, pending in prod".
        left,
        /// Written like this before an item.
        leading_done,
        leading_dropped, leading_in_progress, leading_todo,
        /// Written like this as the last word of an item.
        last_done,
        yes, no,
    }

    /// What an action is for.
    purpose: Purpose {
        prevent, mitigate, detect, repair, investigate,
    }

    /// Words around actions.
    action: Action {
        /// What is no action but the name of some.
        category,
        /// Words that want another one behind them.
        wants_more,
        /// Words behind a person of whom something is told.
        says,
        /// Parts of names of sections that leave no doubt.
        sure,
        /// Labels of lists of tasks, where another list of the section holds thoughts.
        list,
        /// Words with a capital that name nobody.
        no_person,
        /// Words by which a sentence promises something.
        future,
        /// The name of a list of what is done already.
        past,
        /// How an action begins that is done already.
        done_begin,
    }

    /// What stands where nobody wrote a value.
    nothing: Nothing {
        /// "There is none" and "nobody knows".
        none,
        /// "Somebody will write this".
        unwritten,
        /// Beginnings of short sentences that say the same.
        unwritten_begin,
        /// "No person".
        nobody,
        /// A time that nobody noted.
        no_time,
        /// Fields of a template that were left unfilled, as written.
        template,
    }

    /// Months, with their forms and abbreviations.
    month: Month {
        january, february, march, april, may, june, july, august, september, october, november,
        december,
    }

    /// Days of the week, and words around a day.
    day: Day {
        monday, tuesday, wednesday, thursday, friday, saturday, sunday,
        /// Signs of the days of the week.
        in_brackets,
        same, next, previous,
        /// Before the number of a day.
        nth,
        next_sign,
        /// Between a weekday and its date.
        article,
        of, ordinal, year_sign, month_sign, date_sign, third_of_month,
        /// Words shortly before a day that say it is of something else than the incident.
        not_of_incident,
        /// Words right before a day that say it only ends or begins something.
        not_then,
        /// Between the two days of a night, where a range has no such word.
        night,
        /// Before a weekday that is the incident's.
        last,
    }

    /// Words around a time.
    time: Time {
        /// Before a time that is not exact.
        about,
        /// Behind such a time, with its blank.
        about_behind,
        about_in_brackets,
        /// Before a time, as a sentence has it.
        at,
        /// Before the time at which a notice was published.
        posted,
        /// Before a time, which is then one end of the time meant.
        bound,
        /// Before a time, or behind it in scripts without blanks: what is told began then.
        since,
        between, and,
        /// Between a day and its clock.
        day_at,
        /// Between the ends of a range.
        to,
        /// Between a clock and its day.
        on,
        open_end,
        /// Behind the end of a range.
        end_behind,
        onwards, part_of_day,
        /// Between a day and a part of it.
        in_part,
        noon, midnight, am, pm,
        /// Behind an hour.
        oclock,
        /// Behind an hour with minutes.
        hours_behind,
        morning_sign, afternoon_sign, hour_sign, half_sign, minute_sign, later, after_start,
        seconds, minutes, hours, days,
        /// Behind the number in `+1 day`.
        days_ahead,
        /// Parts of a sentence about the zone of all times.
        all_times,
        local, zone,
        /// Zones that mean one offset, and its hours.
        zone_hours,
        /// Zones that mean several offsets, by season or by country. Longer names first.
        vague_zone,
    }

    /// Whom a text says it is for.
    audience: Audience {
        internal, restricted, public, not,
        /// Keys of front matter by which other programs name the readers.
        key,
        /// Keys that are true for fewer readers, and keys that are false for them.
        fewer, more,
        /// Keys of the moment from which everybody may read it.
        until,
        /// Values that mean true and false.
        yes, no,
        /// Words beside the others that change nothing.
        with,
        only, and, to,
        /// Words that begin a remark.
        remark,
        /// Words of a line that is nothing but a mark.
        mark,
        /// What a part of a text is called that is kept for some readers.
        part,
        /// Parts of a sentence that asks not to publish the text.
        notice,
        /// Names of the list of people whom a text goes to.
        recipients,
        /// Words by which a text speaks of itself, and those between them.
        itself,
        /// Beginnings of sentences that ask not to pass the text on, and whole sentences that do. Words may
        /// stand before `... eyes only`.
        keeps, kept,
        /// What stands before a remark to the reader: `Note: …`.
        heed,
        /// Readers that are also colours: they count behind `TLP` only.
        colour,
    }

    /// Words around a severity.
    severity: Severity {
        changed_to, means,
    }

    /// The state of the document.
    status: Status {
        draft, in_review, reviewed, closed,
    }

    /// What a file or its title is called.
    document: Document {
        guide, guide_title, incident,
        /// How titles of other documents begin: `Runbook: database`.
        other,
        /// Files that describe a folder or a project.
        description,
        /// Keys of front matter that only an incident has.
        key,
    }
}
