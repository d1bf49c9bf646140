//! Documents as people really write them, and what is read out of them.
//!
//! Every document in `tests/fixtures/documents` stands for one shape; the file
//! `.read` beside it says what must be found. After a change that is meant,
//! `UPDATE_EXPECT=1 cargo test shapes` writes them anew: read the difference.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casebook::config::Config;
use casebook::incident::instant::Instant;
use casebook::incident::section::Role;
use casebook::incident::{Incident, Label, Traced};
use casebook::markdown;
use casebook::read::{self, Document, NotADocument};
use casebook::text::SourceFile;
use rayon::prelude::*;

use crate::harness::ends;

/// Lines of a list in a long document.
const LINES: usize = 50_000;

/// Texts are cut to this many characters.
const SHOWN: usize = 60;

fn fixtures() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 100, "the fixtures are there");
    found
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents")
}

fn config() -> Config {
    let mut config = Config::default();
    config.layout.content = String::new();
    config.layout.open_minded = true;
    config
}

fn read_file(path: &Path, text: &str) -> Result<Document, NotADocument> {
    let name = path.strip_prefix(directory()).expect("below").to_string_lossy().into_owned();
    read::document(&Arc::new(SourceFile::new(name, text)), &config()).value
}

fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).expect("the fixture")).into_owned()
}

fn cut(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > SHOWN { text.chars().take(SHOWN).chain(['…']).collect() } else { text }
}

fn told<T>(name: &str, value: Option<&Traced<T>>, show: impl Fn(&T) -> String) -> String {
    value.map_or_else(String::new, |it| {
        format!("{name}: {}{}\n", show(&it.value), if it.is_inferred() { " (inferred)" } else { "" })
    })
}

/// What a person would check: one fact to a line.
fn dump(read: &Result<Document, NotADocument>) -> String {
    match read {
        Ok(Document::Incident(incident)) => incident_dump(incident),
        Ok(Document::Page(page)) => format!("a page: {}\n", page.text.title),
        Err(NotADocument::LeftOut(reason)) => format!("left out: {reason}\n"),
        Err(NotADocument::Empty) => "empty\n".to_owned(),
    }
}

fn incident_dump(it: &Incident) -> String {
    let mut out = format!("title: {}\n", it.text.title);
    let mut line = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("{name}: {value}\n"));
        }
    };
    let names =
        |labels: &[Traced<Label>]| labels.iter().map(|label| label.name.as_str()).collect::<Vec<_>>().join(", ");
    line("severity", it.severity.as_ref().map(|severity| severity.label.clone()));
    line("services", Some(names(&it.services)));
    line("duration as written", it.stated_duration.clone());
    line("owner", it.owner.as_ref().map(ToString::to_string));
    line("authors", Some(it.authors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    let roles = it.sections.iter().filter_map(|section| section.role.map(|role| (role, &section.heading)));
    line(
        "sections",
        Some(roles.map(|(role, name)| format!("{} = {name}", role.slug())).collect::<Vec<_>>().join("; ")),
    );
    out.push_str(&told("date", it.date.as_ref(), ToString::to_string));
    for (name, instant) in [
        ("started", &it.instants.started),
        ("detected", &it.instants.detected),
        ("mitigated", &it.instants.mitigated),
        ("resolved", &it.instants.resolved),
    ] {
        out.push_str(&told(name, instant.as_ref(), Instant::rfc3339));
    }
    out.push_str(&format!("timeline: {}\n", it.timeline.entries.len()));
    for entry in &it.timeline.entries {
        let written = |at: &Instant| match at.zone_called().filter(|_| at.zone_name().is_none()) {
            Some(vague) => format!("{} {vague}", at.rfc3339()),
            None => at.rfc3339(),
        };
        let at = entry.at.as_ref().map(written);
        let at = at.or_else(|| entry.date.map(|day| day.to_string())).unwrap_or_else(|| "-".to_owned());
        let kind = entry.kind.as_ref().map_or_else(String::new, |kind| format!(" [{}]", kind.slug()));
        let more = if entry.detail.is_empty() { "" } else { " +" };
        let time = entry.time_text.as_deref().unwrap_or("-");
        let inferred = if entry.date_inferred { "?" } else { "" };
        let until = entry.until.as_ref().map_or_else(String::new, |until| format!(" → {}", written(until)));
        out.push_str(&format!(
            "> {time} | {at}{inferred}{until} |{kind} {}{more}\n",
            cut(&markdown::plain(&entry.content))
        ));
    }
    out.push_str(&format!("actions: {}\n", it.actions.len()));
    for item in &it.actions {
        out.push_str(&format!("+ {} | {}", item.status.slug(), cut(&item.plain())));
        for (name, value) in [
            ("owner", item.owner.clone()),
            ("due", item.due.map(|due| due.to_string())),
            ("ticket", item.ticket.as_ref().map(|ticket| ticket.text.clone())),
            ("priority", item.priority.clone()),
        ] {
            if let Some(value) = value {
                out.push_str(&format!(" | {name}={value}"));
            }
        }
        out.push_str(if item.detail.is_empty() { "\n" } else { " +\n" });
    }
    out
}

#[test]
fn every_shape_is_read_as_written_down() {
    let bless = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let found = dump(&read_file(&path, &text_of(&path)));
        let golden = path.with_extension("read");
        if bless {
            fs::write(&golden, &found).expect("the golden file can be written");
        } else if fs::read_to_string(&golden).ok().as_deref() != Some(found.as_str()) {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{} documents are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn most_shapes_give_a_timeline_and_a_root_cause() {
    // A golden file may be blessed without being looked at; these numbers may not fall.
    let (mut timelines, mut causes, mut actions, mut incidents) = (0, 0, 0, 0);
    for path in fixtures() {
        if let Ok(Document::Incident(it)) = read_file(&path, &text_of(&path)) {
            incidents += 1;
            timelines += usize::from(it.timeline.entries.len() > 1);
            causes += usize::from(it.sections.iter().any(|section| section.role == Some(Role::RootCause)));
            actions += usize::from(!it.actions.is_empty());
        }
    }
    assert!(incidents >= 98 && timelines >= 88, "{incidents} incidents, {timelines} timelines");
    assert!(causes >= 70 && actions >= 70, "{causes} root causes, {actions} lists of actions");
}

/// A file may end anywhere: while it is written, or for good.
#[test]
fn every_prefix_of_every_shape_is_read_without_panic() {
    fixtures().par_iter().for_each(|path| {
        let text = text_of(path);
        for (at, _) in text.char_indices() {
            let _ = read_file(path, &text[..at]);
        }
    });
}

/// Lines of different documents mixed, with times and marks where nobody expects
/// them: whatever comes out, nothing panics, and the same text gives the same.
#[test]
fn mixed_up_shapes_are_read_without_panic() {
    const PIECES: [&str; 24] = [
        "10:05 UTC ",
        "- ",
        "| ",
        "**",
        "# ",
        "[",
        "](",
        "~",
        "2024-13-45 ",
        "１２：３０ ",
        "T+",
        "午後",
        "—",
        "<p>",
        "</li>",
        "`",
        "```\n",
        "(owner: ",
        "due ",
        "DONE",
        "\u{feff}",
        "\u{2003}",
        "Timeline:\n",
        "---\n",
    ];
    let texts: Vec<_> = fixtures().iter().map(|path| text_of(path)).collect();
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines()).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..=next(12) {
            let line = lines[next(lines.len())];
            let starts: Vec<_> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
            let at = starts[next(starts.len())];
            text.push_str(&line[..at]);
            text.push_str(PIECES[next(PIECES.len())]);
            text.push_str(&line[at..]);
            text.push('\n');
        }
        let name = directory().join("mixed.md");
        assert_eq!(dump(&read_file(&name, &text)), dump(&read_file(&name, &text)));
    }
}

/// A long document is read in time that grows with its length: with its square, these would
/// take many minutes.
#[test]
fn long_documents_of_every_shape_are_read() {
    let shapes: [(&str, &str); 8] = [
        ("list", "- 10:05 UTC something happened - DONE\n"),
        ("labels", "- Resolved by somebody at last 2020-02-18 14:59\n"),
        ("lines", "10:05 something happened\n"),
        ("table", "| 10:05 | something happened |\n"),
        ("headings", "### 10:05 something\n\ntext\n\n"),
        ("bold", "**Root cause:** it was the cache, the cache of all things, and nobody knew\n\n"),
        ("html", "<p>10:05 something</p>\n"),
        ("actions", "- [ ] **Owner: Mira** do — **Due:** 2026-01-01 — (owner: x, due: 2026-01-02) Owner: y.\n"),
    ];
    for (name, line) in shapes {
        let head = if name == "table" { "| Time | Event |\n|---|---|\n" } else { "" };
        let lines = line.repeat(LINES);
        let text = format!("# T\n\n## Timeline\n\n{head}{lines}\n## Action items\n\n{lines}");
        let read = ends(name, move || read_file(&directory().join("long.md"), &text));
        assert!(matches!(read, Ok(Document::Incident(_))), "{name}");
    }
}
