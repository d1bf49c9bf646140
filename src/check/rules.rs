//! The table of all rules: what each asks for, why, and who says so.
//!
//! Sources: "seeds" are the documents this program was asked to follow; SRE Workbook is
//! *The Site Reliability Workbook*, chapter 10 and appendix C; the responders' handbook is a
//! widely used public guide to incident response and postmortems.

use super::subject::Subject;
use super::{Findings, actions, language, numbers, publication, structure};
use crate::diagnostic::Level;

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    /// What a document has that follows it.
    pub title: &'static str,
    /// What to do about a finding.
    pub hint: &'static str,
    pub reason: &'static str,
    pub source: &'static str,
    pub example: &'static str,
    /// For the profiles draft, review, publish; `None` is off.
    pub levels: [Option<Level>; 3],
    /// It is a point of the checklist that a document is summed up by.
    pub point: bool,
    pub(super) look: fn(&Subject<'_>, &mut Findings<'_>),
}

/// The rule with this id, in any case.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

const E: Option<Level> = Some(Level::Error);
const W: Option<Level> = Some(Level::Warning);
const N: Option<Level> = Some(Level::Note);

/// Breaks the page.
const ALWAYS: [Option<Level>; 3] = [E, E, E];
/// A reader cannot do without.
const NEEDED: [Option<Level>; 3] = [None, W, E];
const WANTED: [Option<Level>; 3] = [None, W, W];
/// Advice while it is reviewed.
const ADVICE: [Option<Level>; 3] = [None, N, None];

/// Somebody should look, but nothing that is written down becomes wrong by it.
const IN_TIME: [Option<Level>; 3] = [None, W, None];

/// Found by `--external`; the table knows the reason.
fn by_asking(_: &Subject<'_>, _: &mut Findings<'_>) {}

/// Found while reading; the table knows the reason.
fn by_reading(_: &Subject<'_>, _: &mut Findings<'_>) {}

const fn new(
    id: &'static str,
    levels: [Option<Level>; 3],
    look: fn(&Subject<'_>, &mut Findings<'_>),
    texts: [&'static str; 5],
) -> Rule {
    let [title, hint, reason, source, example] = texts;
    Rule { id, title, hint, reason, source, example, levels, point: false, look }
}

const fn point(rule: Rule) -> Rule {
    Rule { point: true, ..rule }
}

/// In the order of their ids.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    new("PM000", ALWAYS, by_reading, [
        "the document can be read",
        "mend what the message says",
        "A document that cannot be read is not in the archive.",
        "casebook's content model",
        "title = \"Checkout down",
    ]),
    point(new("PM001", ALWAYS, structure::date, [
        "it has a title and a date",
        "add `date`, or begin the file's name with it",
        "Without a day an incident has no place in the archive, in a quarter or in a trend.",
        "All of seven public postmortem templates begin with them",
        "date = 2026-03-14",
    ])),
    point(new("PM002", NEEDED, structure::summary, [
        "it has a summary",
        "add a section \"Summary\", or `summary` to the front matter",
        "The summary is what executives read, often the only thing.",
        "seeds: \"Issue Summary (that is often what executives will read)\"; six of seven templates",
        "## Summary",
    ])),
    point(new("PM003", NEEDED, structure::covers, [
        "the summary covers duration, impact and cause",
        "state it in the summary, or in `started` and `resolved`, `impact`, `root_cause`",
        "How long, what was felt, and why: the three questions of everybody who was not there.",
        "seeds: the issue summary \"must contain\" duration, impact, root cause",
        "impact = \"Four of ten customers could not pay.\"",
    ])),
    point(new("PM004", NEEDED, numbers::zones, [
        "start and end name a time zone",
        "add an offset, or set `timezone`",
        "A time without a zone means another hour to every reader elsewhere.",
        "seeds: \"start and end times (including timezone)\"",
        "started = 2026-03-14T09:12:00+01:00",
    ])),
    point(new("PM005", WANTED, structure::impact_numbers, [
        "the impact has a number",
        "state `affected_percent`, `affected_users` or `requests_failed`, with `estimate = true` if you must",
        "\"Some users\" may be three or three million; a number can be compared.",
        "seeds: \"How many % of the users were affected?\"; the responders' handbook: exact numbers; SRE Workbook: key details omitted",
        "affected_percent = 40",
    ])),
    point(new("PM006", NEEDED, structure::timeline, [
        "it has a timeline whose times can be read",
        "write entries like `- 09:12 UTC: the alert fires`",
        "What happened when is the evidence for everything else.",
        "seeds: the timeline; 64 % of 434 public postmortems have one",
        "- 09:12 UTC: the alert fires",
    ])),
    point(new("PM007", WANTED, structure::entries, [
        "every timeline entry is one or two sentences",
        "keep the moment, move the explanation to another section",
        "A timeline is scanned; a paragraph in it hides what happened next.",
        "seeds: \"keep it short, 1 or 2 sentences\"",
        "- 09:24 UTC: The on-call engineer pages the cache team.",
    ])),
    point(new("PM008", WANTED, structure::order, [
        "the timeline is in order",
        "move the entry, or write its day",
        "An entry out of order is a wrong time or a wrong day.",
        "Seen in public archives; they were typing errors of the hour",
        "- 2026-03-15 00:10: …",
    ])),
    point(new("PM009", NEEDED, structure::detection, [
        "it says when and how the incident was detected",
        "mark an entry `**Detected**` and state `detection`: monitoring, customer, employee",
        "How an incident was noticed says what the next alert should be.",
        "seeds: \"when was the issue detected\", \"how was the issue detected\"",
        "detection = \"monitoring\"",
    ])),
    point(new("PM010", NEEDED, structure::resolution, [
        "it says when it was over",
        "mark an entry `**Resolved**`, or state `resolved`",
        "Without an end there is no duration, and readers do not know whether it goes on.",
        "seeds: \"how the incident was resolved\"",
        "- 10:02 UTC: **Resolved**: the pool has room again.",
    ])),
    point(new("PM011", ADVICE, structure::paths, [
        "it records escalations and dead ends",
        "mark entries `(escalation)` and `Dead end:`",
        "The paths that led nowhere are what the next responder would try first.",
        "seeds: \"misleading investigation/debugging paths\", \"escalated to\"",
        "- 09:31 UTC: Dead end: the deploy of 09:05 is rolled back, nothing changes.",
    ])),
    point(new("PM012", NEEDED, structure::cause_and_fix, [
        "root cause and resolution are explained",
        "add the section and say in detail what caused it, and how it was fixed",
        "The cause is the lesson; the fix is what the next reader is looking for at night.",
        "seeds: \"explain in detail\"; SRE Workbook: sections left empty",
        "## Root cause",
    ])),
    point(new("PM013", ADVICE, structure::factors, [
        "it names more than one contributing factor",
        "add a section \"Contributing factors\", or a second entry of `causes`",
        "One cause alone is almost never enough for an incident; the others are cheaper to mend.",
        "the responders' handbook: there is no single root cause",
        "causes = [\"config-change\", \"missing-alert\"]",
    ])),
    point(new("PM014", ADVICE, structure::trigger, [
        "what set it off stands apart from why it was possible",
        "state `trigger`, or add a section \"Trigger\"",
        "Undoing the trigger ends the incident; only the cause ends the next one.",
        "SRE Workbook, appendix C; postmortem templates",
        "trigger = \"config-push\"",
    ])),
    point(new("PM015", NEEDED, structure::action_items, [
        "it has action items",
        "add a section \"Action items\" with a task list; be specific, like a TODO",
        "A postmortem without action items is a story; the incident will come again.",
        "seeds: \"a list of tasks to address the issue\"; SRE Workbook: no action items is ineffective",
        "- [ ] Alert on pool usage above 80 % (owner: Kim, OPS-123, due 2026-04-01, P1)",
    ])),
    point(new("PM016", ADVICE, structure::terms, [
        "it says what was done at once and what will last",
        "give action items a type: `repair` or `mitigate`, and `prevent`",
        "A quick fix that is never followed by a lasting one is the next incident.",
        "seeds: short-term and long-term remediation",
        "- [ ] Cap retries in the client (type: prevent)",
    ])),
    point(new("PM017", ADVICE, structure::lessons, [
        "it says what went well and what went wrong",
        "add sections \"What went well\" and \"What went wrong\"",
        "What went well must be kept; nobody mends what was never written down.",
        "seeds: what went well; postmortem templates",
        "## What went well",
    ])),
    point(new("PM018", WANTED, structure::long, [
        "a long text has a summary with cause, impact and lasting remedy",
        "add a summary that names what is missing",
        "Nobody reads a thousand words to find out whether the matter concerns them.",
        "seeds: an executive summary for long documents",
        "remediation = \"Certificates renew themselves thirty days ahead.\"",
    ])),
    point(new("PM019", ADVICE, structure::length, [
        "the narrative is brief",
        "aim at the words the archive asks for (`[check] words`), without timeline, tables and code",
        "Brief and to the point is read to the end.",
        "seeds: \"Be brief and straight to the point, between 400 to 600 words\"",
        "[check]\nwords = [400, 600]",
    ])),
    new("PM020", ALWAYS, numbers::order, [
        "nothing ends before it began, and nothing lies in the future",
        "check the day and the zone",
        "One wrong instant makes every duration wrong that is reckoned from it.",
        "What incident trackers enforce: started before all others",
        "mitigated = 2026-03-14T09:50:00Z",
    ]),
    new("PM021", WANTED, numbers::detected_early, [
        "it was detected after it started",
        "set `started` to when the fault began and `impact_started` to when users felt it",
        "Noticed before it began means that the fault is older than the harm.",
        "Incident trackers; a real case in a public archive",
        "impact_started = 2026-03-14T09:40:00Z",
    ]),
    new("PM022", WANTED, numbers::durations, [
        "durations in the text agree with the instants",
        "correct the text or the instants",
        "Two durations in one document: nobody knows which one to believe.",
        "Public postmortems that contradict themselves",
        "The outage lasted 50 minutes.",
    ]),
    new("PM023", ADVICE, numbers::outside, [
        "timeline entries lie within the incident",
        "check the time; a sentence with \"before\" or \"after\" makes it plain",
        "An entry hours away is often a wrong day.",
        "Public archives",
        "- 08:10 UTC: Before the incident: the certificate is renewed.",
    ]),
    new("PM024", WANTED, numbers::clocks, [
        "no time is ambiguous",
        "write it with an offset",
        "When summer time ends an hour happens twice; `05-02` is two days.",
        "Public archives",
        "2026-10-25T02:30:00+01:00",
    ]),
    point(new("PM030", WANTED, actions::owner, [
        "every action item has an owner",
        "add `(owner: NAME)` or `@name`; a team is an owner, too",
        "What belongs to everybody is done by nobody.",
        "SRE Workbook: missing ownership",
        "- [ ] Alert on pool usage (owner: storage team)",
    ])),
    new("PM031", ADVICE, actions::ticket, [
        "every action item is tracked",
        "add the ticket, like `OPS-123`, or a link",
        "Work that no tracker knows competes with nothing and loses.",
        "SRE Workbook: only one action item was assigned a tracking bug; the responders' handbook",
        "- [ ] Alert on pool usage (OPS-123)",
    ]),
    new("PM032", ADVICE, actions::priority, [
        "action items have priorities that differ",
        "add `P0` to `P4`",
        "If all are equal, none is first.",
        "SRE Workbook: action items without priorities",
        "- [ ] P1: alert on pool usage",
    ]),
    new("PM033", WANTED, actions::urgent, [
        "a severe incident has an urgent action item",
        "give at least one action item `P0` or `P1`",
        "If a user-visible outage of the highest severities changes nothing soon, it will happen again.",
        "SRE Workbook: every user-affecting incident has at least one P0 or P1 item",
        "- [ ] P0: cap retries",
    ]),
    new("PM034", WANTED, actions::prevents, [
        "at least one action item prevents",
        "ask what would have made the incident impossible, and add it with the type `prevent`",
        "Detecting and repairing faster leaves the cause where it is.",
        "SRE Workbook: mostly mitigative action items",
        "- [ ] Refuse configurations without a limit (type: prevent)",
    ]),
    new("PM035", WANTED, actions::vague, [
        "action items say what will be true when they are done",
        "name the thing and the limit: \"Alert when free space falls below 15 %\"",
        "\"Improve monitoring\" is never done, or always.",
        "SRE Workbook: \"Improve\", \"Make better\"; the responders' handbook: actionable, specific, bounded",
        "- [ ] Alert when free space falls below 15 %",
    ]),
    new("PM036", WANTED, actions::people, [
        "action items change the system",
        "say what the tool, the default or the check will do",
        "People will make the same slip again; a system can make it harmless.",
        "SRE Workbook: improving systems, not people",
        "- [ ] The tool asks for the host's name before it deletes",
    ]),
    new("PM037", IN_TIME, actions::overdue, [
        "no open action item is past its due date",
        "finish it, move the date, or drop it with a reason",
        "An overdue action item is the archive's earliest warning.",
        "the responders' handbook on accountability: 15 days for SEV-1, 30 for SEV-2 where nothing is stated",
        "status = \"dropped\"",
    ]),
    new("PM038", ADVICE, actions::dropped, [
        "dropped action items give the reason",
        "add `reason`, or say it in brackets",
        "The next reader would propose it again.",
        "the responders' handbook: document the decision",
        "reason = \"the service is retired in May\"",
    ]),
    new("PM040", WANTED, language::human_error, [
        "\"human error\" is not the cause",
        "describe what the system allowed, and why the step looked right",
        "It ends the inquiry where it should begin: the next person stands before the same trap.",
        "the responders' handbook: do not; resilience engineering since the 1990s",
        "The tool deletes without asking; both hosts have the same prompt.",
    ]),
    new("PM041", WANTED, language::counterfactual, [
        "it tells what happened, not what should have",
        "describe what was done, what was known then, and what the system allowed",
        "\"Should have\" explains nothing: it describes a world that did not exist.",
        "The Field Guide to Understanding Human Error, chapter 5; the responders' handbook",
        "The alert went to a channel that nobody reads at night.",
    ]),
    new("PM042", WANTED, language::normative, [
        "it describes instead of judging",
        "say what was observed",
        "A judgement stops people from telling what they saw.",
        "SRE Workbook: \"careless ignorance\"; studies of accident investigation",
        "The runbook has no step for a full disk.",
    ]),
    new("PM043", WANTED, language::names, [
        "causes are not people",
        "name the role, or better the system",
        "Whoever is named will not write the next postmortem.",
        "SRE Workbook: finger pointing; the responders' handbook: anonymise",
        "The deploy tool accepted a configuration without a limit.",
    ]),
    new("PM044", WANTED, language::animated, [
        "it is calm",
        "leave it out",
        "Loud words make a reader doubt the others.",
        "SRE Workbook: animated language",
        "The second attempt failed, too.",
    ]),
    new("PM045", ADVICE, language::outage, [
        "\"outage\" means that nothing worked",
        "call it an incident, or a degradation",
        "The word is quoted in contracts and headlines.",
        "the responders' handbook: use the word only if it really was one",
        "Checkout was slow for a fifth of the customers.",
    ]),
    new("PM050", ADVICE, publication::late, [
        "it is published while people remember",
        "publish a first version early",
        "Details are lost in days; a postmortem after months is written for the drawer.",
        "the responders' handbook: 3 days for SEV-1, 5 working days for SEV-2; SRE Workbook: less than a week is good",
        "published = 2026-03-17",
    ]),
    new("PM051", ADVICE, publication::owner, [
        "it has exactly one owner",
        "set `owner` to one name; others are `authors`",
        "One person sees to it that it is finished.",
        "SRE Workbook; the responders' handbook",
        "owner = \"Kim Example\"",
    ]),
    new("PM052", ADVICE, publication::jargon, [
        "abbreviations are explained",
        "write it out once, or add it to the glossary page",
        "The reader of next year is from another team.",
        "SRE Workbook: missing context; the responders' handbook: define your terms",
        "the write-ahead log (WAL)",
    ]),
    new("PM053", ADVICE, publication::evidence, [
        "timeline entries link to evidence",
        "link graphs, logs, tickets or messages",
        "A link saves the next responder the search.",
        "the responders' handbook: for each item a metric or a page",
        "- 09:12 UTC: error rate at 40 % ([graph](graph.png))",
    ]),
    new("PM054", [None, E, E], publication::secret, [
        "it gives nothing away",
        "remove it, and replace the secret itself: it was written down",
        "What is published once is kept by others for ever.",
        "the responders' handbook on external messages; a public authority's note on saying too much",
        "[check]\nforbidden = [\"corp.example\"]",
    ]),
    new("PM055", WANTED, publication::pictures, [
        "links, anchors and images lead somewhere, and images say what they show",
        "write what the picture shows between the brackets",
        "A reader who cannot see the picture must still learn what it shows.",
        "Web Content Accessibility Guidelines 1.1.1",
        "![Error rate from 09:00 to 10:00, with a peak of 40 %](errors.png)",
    ]),
    new("PM056", ALWAYS, by_reading, [
        "diagrams can be drawn",
        "mend the diagram's source",
        "A diagram that cannot be drawn is shown as its source.",
        "Experience with diagram plug-ins",
        "```mermaid",
    ]),
    new("PM057", WANTED, by_reading, [
        "keys, values and tags are those of the archive",
        "write the name that the archive knows",
        "`config-change` and `configuration-change` are two pages with half the incidents each.",
        "Archives with controlled vocabularies",
        "causes = [\"config-change\"]",
    ]),
    new("PM058", ALWAYS, by_reading, [
        "ids and references are unique and lead somewhere",
        "correct the id",
        "An id that two incidents share finds the wrong one.",
        "casebook's content model",
        "related = [\"INC-2026-014\"]",
    ]),
    new("PM059", WANTED, by_reading, [
        "waivers name a rule and a reason",
        "write it like `<!-- casebook-ignore PM041: it is a quotation -->`",
        "Nobody can judge a waiver that gives no reason.",
        "Practice of linters",
        "<!-- casebook-ignore PM041: it is a quotation -->",
    ]),
    point(new("PM060", ADVICE, structure::communication, [
        "it records who spoke to users, and how often",
        "mark entries `(communication)`, or name `communications` in `roles`",
        "Users forgive a fault sooner than silence.",
        "the responders' handbook: the customer liaison and the rhythm of updates",
        "- 09:40 UTC: (communication) First notice on the status page.",
    ])),
    new("PM061", WANTED, by_asking, [
        "links to other hosts lead somewhere",
        "correct the address, or link to a copy of the page",
        "Evidence that is gone proves nothing; dashboards and chat logs move or expire.",
        "Practice of link checkers; asked with `--external` only",
        "[the dashboard](https://metrics.example/d/gone)",
    ]),
    new("PM062", ADVICE, by_asking, [
        "links to other hosts can be checked",
        "try it by hand, or exclude the host with `exclude_links` in `[check]`",
        "A host that answers nobody without a password answers no reader either.",
        "Practice of link checkers; asked with `--external` only",
        "[the dashboard](https://metrics.example/d/private)",
    ]),
];
