//! Documents whose parts are many: the work for one that is four times as long is far less than
//! sixteen times as much.
//!
//! The time of one thread is measured, which hardly depends on what else the machine does. All work
//! is done by that thread.

use std::time::Duration;

use casebook::check::{self, Review};
use casebook::diagnostic;
use casebook::incident::Audience;
use casebook::pipeline::{self, Options};
use casebook::publish::emit::Progress;
use rustix::time::{ClockId, clock_gettime};

use super::harness::Archive;

/// Length of the shorter document, in bytes.
const SHORT: usize = 24_000;

/// A quadratic family takes 16 times as long, a linear one 4 times.
const MOST: f64 = 10.0;

const HEAD: &str = "---\ntitle: P\ndate: 2026-01-01\n---\n\n";
const PUBLIC: &str = "---\ntitle: P\naudience: public\n---\n\n";

const TIMELINE: &str = "---\ntitle: P\ndate: 2026-01-01\n---\n\n## Timeline\n\n";

#[derive(Clone, Copy)]
enum Work {
    Build,
    Public,
    Check,
}

/// What the thread has worked until now.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default())
}

/// Seconds of work, the best of some attempts.
fn seconds(text: &str, work: Work) -> f64 {
    let archive = Archive::new("-- content/incidents/2026-01-02-o.md --\n---\ntitle: O\naudience: public\n---\nx\n");
    archive.write("casebook.toml", "title = \"T\"\nbroken_links = \"warn\"\n");
    archive.write("content/incidents/2026-01-01-p.md", text);
    let options = Options { sync: false, ..Options::new(archive.root()) };
    let run = |attempt: u32| {
        let begun = worked();
        match work {
            Work::Build => drop(pipeline::build(&options, &Progress::default())),
            Work::Public => {
                let options = Options { audience: Some(Audience::Public), ..options.clone() };
                drop(pipeline::build(&options, &Progress::default()));
            }
            Work::Check => {
                let opened = pipeline::open(&options).expect("it can be read");
                let (site, _) = opened.site.expect("there is a site");
                let (reviewed, rest) =
                    check::review(&site.archive, &site.config, Review::default(), opened.diagnostics);
                let all = reviewed.iter().flat_map(|one| &one.findings).chain(&rest);
                let drawn: usize = all.map(|it| diagnostic::draw(it, false).len()).sum();
                assert!(drawn > 0 || attempt < 9);
            }
        }
        let time = worked().saturating_sub(begun).as_secs_f64();
        let _ = std::fs::remove_dir_all(archive.path("public"));
        let _ = std::fs::remove_dir_all(archive.path(".casebook"));
        time
    };
    (0..3).map(run).fold(f64::INFINITY, f64::min)
}

/// The documents that `make` makes of a length are worked on in time that grows with it.
#[track_caller]
fn grows(what: &str, work: Work, make: impl Fn(usize) -> String) {
    let texts = [make(SHORT), make(4 * SHORT)];
    let measure = move || {
        // So that no other thread works for this one.
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().expect("a pool");
        pool.install(|| {
            let of = |text: &str| seconds(text, work);
            // The least is taken away from both, so it is measured before and behind them: a moment in
            // which the machine was busy would make the short one look shorter.
            let least = of("# P\n");
            let (short, long) = (of(&texts[0]), of(&texts[1]));
            (least.min(of("# P\n")), short, long)
        })
    };
    let (least, short, long) = std::thread::spawn(measure).join().expect("it is measured");
    let ratio = (long - least) / (short - least).max(0.004);
    assert!(ratio < MOST, "{what}: {:.0} and {:.0} ms, {ratio:.1} times", short * 1e3, long * 1e3);
}

/// `before`, and `part` as often as it fits.
fn many(before: &'static str, part: &'static str) -> impl Fn(usize) -> String {
    move |length| before.to_owned() + &part.repeat(length / part.len())
}

/// `before`, and as many different parts as fit.
fn each(before: &'static str, part: impl Fn(usize) -> String) -> impl Fn(usize) -> String {
    move |length| {
        let mut text = before.to_owned();
        for number in 0.. {
            if text.len() >= length {
                break;
            }
            text += &part(number);
        }
        text
    }
}

#[test]
fn the_search_index_takes_time_that_grows_with_the_text() {
    grows("Chinese without blanks", Work::Build, many(HEAD, "障害"));
    grows("Thai without blanks", Work::Build, many(HEAD, "ไทย"));
    grows("a name of many parts", Work::Build, many(HEAD, "ab_"));
    grows("equal headings", Work::Build, many(HEAD, "## a\n\n"));
    grows("sentences of one line each", Work::Build, |length| {
        format!("---\ntitle: P\nsummary: |\n{}---\nx", "  x.\n".repeat(length / 5))
    });
}

#[test]
fn front_matter_takes_time_that_grows_with_its_length() {
    let list = |key: &'static str, name: &'static str| {
        move |length: usize| {
            let names: Vec<_> = (0..length / 8).map(|number| format!("{name}{number}")).collect();
            format!("---\ntitle: P\n{key}: [{}]\n---\nx", names.join(", "))
        }
    };
    grows("tags", Work::Build, list("tags", "incident"));
    grows("causes", Work::Build, list("causes", "c"));
    grows("related", Work::Check, list("related", "c"));
    let keys = |number| format!("k{number}: 1\n");
    grows("keys", Work::Build, move |length| each("---\ntitle: P\nextra: 1\n", keys)(length) + "---\nx");
    grows("keys that are set twice", Work::Build, |length| {
        each("---\ntitle: P\n", |number| format!("k{}: 1\n", number / 2))(length) + "---\nx"
    });
    grows("keys of TOML that are set twice", Work::Build, |length| {
        each("+++\ntitle = \"P\"\n", |number| format!("k{} = 1\n", number / 2))(length) + "+++\nx"
    });
}

#[test]
fn sections_and_lists_take_time_that_grows_with_their_number() {
    grows("bold labels", Work::Build, many(HEAD, "**Timeline**\n\nx\n\n"));
    grows("lines that are labels", Work::Build, many(HEAD, "Timeline:\nx\n"));
    grows("HTML headings", Work::Build, many(HEAD, "<h2>Timeline</h2>\n\n"));
    grows("empty sections of actions", Work::Build, many(HEAD, "## Action items\n\n"));
    grows("timed paragraphs", Work::Build, many(TIMELINE, "10:00 x\n\n---\n\n"));
    grows("bold times in one item", Work::Build, many(TIMELINE, "**10:00** "));
    grows("lists of actions", Work::Check, many("---\ntitle: P\n---\n\n## Action items\n\n", "Label:\n\n- [ ] x\n\n"));
}

#[test]
fn complaints_take_time_that_grows_with_their_number() {
    for work in [Work::Build, Work::Check] {
        grows("missing files in one line", work, many(HEAD, "[x](n.md) "));
        grows("missing files", work, each(HEAD, |number| format!("[x](n{number}.md)\n")));
        grows("missing headings", work, each(HEAD, |number| format!("## h{number}\n\n[x](#p{number})\n\n")));
    }
    grows("a long name of a missing heading", Work::Check, |length| {
        format!("{HEAD}## {}\n\n[x](#{})\n", "a".repeat(length / 2), "b".repeat(length / 2))
    });
    grows("sentences that blame", Work::Check, many(HEAD, "Kim should have known better. "));
    grows("actions without an owner", Work::Check, many("# P\n\n## Action items\n\n", "- [ ] do\n"));
    grows(
        "abbreviations",
        Work::Check,
        each(HEAD, |number| {
            let letter = |by: usize| char::from(b'A' + u8::try_from(number / by % 26).unwrap_or_default());
            format!("{}{}{}{} ", letter(1), letter(26), letter(676), letter(17_576))
        }),
    );
    grows("beginnings of keys", Work::Check, many(HEAD, "AKIA_"));
    grows("waivers", Work::Check, many(HEAD, "<!-- casebook-ignore PM041: x -->\n"));
    grows("waivers that are never closed", Work::Check, many(HEAD, "x <!-- casebook-ignore PM041: x "));
    grows("waived sentences", Work::Check, many(HEAD, "It was human error. <!-- casebook-ignore PM041: x -->\n"));
}

#[test]
fn what_is_for_few_takes_time_that_grows_with_its_length() {
    let notes = |length: usize| (0..length / 18).map(|at| format!("[^{at}]: y[^{}]\n\n", at + 1)).collect::<String>();
    grows("a chain of notes", Work::Public, move |length| {
        format!("{PUBLIC}## a {{.internal}}\n\nx[^0]\n\n## b\n\nx\n\n{}", notes(length))
    });
    grows("sections", Work::Public, many(PUBLIC, "## a {.internal}\n\nx\n\n## b\n\nx\n\n"));
    grows("marks that are waived", Work::Public, many(PUBLIC, "<!-- casebook-ignore PM054: x -->\n{.internal}\n\n"));
    grows("openings of comments in code", Work::Public, many(PUBLIC, "`<!--` "));
}
