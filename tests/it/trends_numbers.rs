//! The numbers of the page of trends: against values reckoned by hand for the example archive, and
//! for generated archives against a second reckoning that knows only `incidents.csv`, `actions.csv`
//! and what `incidents.json` says of detection.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use casebook::pipeline::{self, Options};
use casebook::site::plan::Content;
use casebook::site::{Output, Site};
use jiff::civil::Date;

use super::harness::{Archive, Random};
use super::trends::{marks, part, table, text};

/// One file of a site.
fn bytes(site: &Site, path: &str, content: &Content) -> Vec<u8> {
    match site.render(path, content) {
        Ok(Output::Bytes(bytes)) => bytes,
        other => panic!("{other:?}"),
    }
}

fn site(root: &Path) -> Arc<Site> {
    let opened = pipeline::open(&Options { sync: false, ..Options::new(root) }).expect("it can be read");
    opened.site.expect("there is a site").0
}

fn page(site: &Site) -> String {
    String::from_utf8(bytes(site, "trends.html", &Content::Trends)).expect("text")
}

/// The rows of a table without its head: heading → cells.
fn rows(page: &str, id: &str, caption: &str) -> BTreeMap<String, Vec<String>> {
    let rows = table(part(page, id), caption).into_iter().skip(1);
    rows.map(|mut cells| (cells.remove(0), cells)).collect()
}

fn row(page: &str, id: &str, caption: &str, name: &str) -> Vec<String> {
    rows(page, id, caption).remove(name).unwrap_or_else(|| panic!("{caption} has no row {name}"))
}

#[test]
fn the_numbers_of_the_example_are_those_reckoned_by_hand() {
    let page = page(&site(Path::new(env!("CARGO_MANIFEST_DIR"))));
    // 19 documents with a date, of which one is a near miss and one an exercise. One is of security.
    assert_eq!(marks(part(&page, "quarters")).len(), 19);
    // 13 Aug 2025 (SEV-4) and 16 Jul 2025 (SEV-2) are in the third quarter, and the exercise of 18 Sep.
    assert_eq!(row(&page, "quarters", "Incidents by quarter", "Q3 2025"), ["2", "0", "1", "0", "1", "0", "0", "1"]);
    assert_eq!(row(&page, "quarters", "Incidents by quarter", "Q3 2023"), ["0"; 8]);
    // 13 Aug: 11:55 to 14:25 are 2 h 30 min. 16 Jul: 57 min.
    let impact = row(&page, "impact", "Impact by quarter", "Q3 2025");
    assert_eq!(impact[0], "3 h 27 min");
    assert_eq!(impact[2..], ["2 h 30 min: Too hot to type (13 Aug 2025)", "2", "0"]);
    // 5 Feb: 113 days; 7 Apr: 25 min; 16 Jul: 26 min; 13 Aug: 45 min; 18 Dec: 28 min. 28 min is in the middle.
    let detect = row(&page, "times", "Time to detect", "2025");
    assert_eq!(detect, ["5", "0", "28 min", "too few", "25 min, 26 min, 28 min, 45 min, 113 d 19 h"]);
    // In 2024 nobody says when somebody began to work on the incident of 17 January.
    let acknowledge = row(&page, "times", "Time to acknowledge", "2024");
    assert_eq!(acknowledge, ["3", "1", "too few", "too few", "2 min, 3 min ×2"]);
    // 20 Jul 2023 and before: Q1 2023 (config-change), and the columns from Q4 2023 on.
    let causes = row(&page, "causes", "Causes by quarter", "expired-certificate");
    assert_eq!(causes, ["3", "1", "1", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "1"]);
    // The certificates of 8 Jun and 5 Dec 2023.
    let services = table(part(&page, "services"), "Services by cause");
    let at = services[0].iter().position(|head| head == "expired-certificate").expect("a column");
    let gateway = services.iter().find(|row| row[0] == "door-gateway").expect("a row");
    assert_eq!((gateway[1].as_str(), gateway[at].as_str()), ("3", "2"));
    // Monitoring, customer, employee, security: 7 Apr; 16 Jul and 13 Aug; 18 Dec; 5 Feb.
    assert_eq!(row(&page, "noticed", "How incidents were noticed", "2025"), ["5", "1", "2", "1", "1"]);
    follow_through_of_the_example(&page);
    // All but the status page of 17 January say when they were published.
    assert!(text(part(&page, "complete")).contains("16 known, 1 unknown."));
    assert_eq!(
        row(&page, "complete", "How complete the archive is", "Timeline"),
        ["17 of 17", "4 of 4", "5 of 5", "4 of 4", "4 of 4"]
    );
}

fn follow_through_of_the_example(page: &str) {
    let id = "follow-through";
    // Open: two of 23 Sep 2026, one of 7 Jul 2026, and the overdue one of 18 Dec 2025, due 30 Jun 2026.
    assert_eq!(row(page, id, "Open and overdue", "incidents"), ["74", "64", "6", "4", "1"]);
    assert_eq!(row(page, id, "Open and overdue", "near misses and exercises"), ["8", "8", "0", "0", "0"]);
    // From 7 Jul to 5 Oct 2026 there are 24 + 31 + 30 + 5 days.
    assert_eq!(row(page, id, "Age of what is open", "SEV-2")[..4], ["1", "0", "too few", "90 days"]);
    // 12 May 2026: done 8 days before it, and after 31, 55 and 66 days.
    assert_eq!(row(page, id, "Closed in time", "Q2 2026"), ["4", "0", "0", "1", "3", "4"]);
    // 13 Aug 2025: after 44, 41 and 72 days, one dropped. 16 Jul: after 27, 44, 16 and 110 days, one dropped.
    assert_eq!(row(page, id, "Closed in time", "Q3 2025"), ["9", "2", "0", "2", "5", "6"]);
    // The third quarter of 2026 ends five days before the day from which is reckoned.
    assert!(!rows(page, id, "Closed in time").contains_key("Q3 2026"));
    // 14 Feb 2023: done on 21 and 23 Feb, 7 Mar and 5 Apr.
    for (month, open) in [("Feb 2023", "2"), ("Mar 2023", "1"), ("Apr 2023", "0"), ("May 2023", "0")] {
        assert_eq!(row(page, id, "Backlog", month), [open], "{month}");
    }
    // Three have no due day and were not dropped: two of 17 Jan 2024 and one of 29 Oct 2023.
    assert_eq!(row(page, id, "Kept in shape", "incidents")[..4], ["68", "68", "65", "68"]);
    let text = text(part(page, id));
    assert!(
        text.contains("1 incident.") && text.contains("of which 2 actions were still open: Alert 30, 14 and 3 days")
    );
}

/// Columns of a CSV file by name, for each line.
fn csv(text: &str) -> Vec<BTreeMap<String, String>> {
    let (mut lines, mut cells, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut cells));
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    let names = lines.remove(0);
    lines.into_iter().map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

const CAUSES: [&str; 7] = ["rust", "rot", "wind", "frost", "salt", "sand", "fog"];
const SERVICES: [&str; 6] = ["crane", "winch", "lift", "dock", "ferry", "quay"];
const WAYS: [&str; 5] = ["monitoring", "customer", "employee", "partner", "auditor"];

/// Writes an invented archive with gaps of every kind.
fn generate(archive: &Archive, incidents: usize) {
    archive.write("casebook.toml", "title = \"Port\"\n");
    let mut random = Random(0x00C0_FFEE);
    for number in 0..incidents {
        let first = Date::new(2017, 1, 1).expect("a day");
        let day =
            first.checked_add(jiff::Span::new().days(i64::try_from(random.below(3000)).unwrap_or(0))).expect("a day");
        let mut text = format!("---\ntitle: Event {number}\nid: E-{number}\n");
        let is_dated = random.below(50) > 0;
        if is_dated {
            let _ = writeln!(text, "date: {day}");
        }
        if random.below(10) > 0 {
            let _ = writeln!(text, "severity: SEV-{}", 1 + random.below(5));
        }
        let kind =
            ["incident", "incident", "incident", "incident", "security", "near-miss", "exercise"][random.below(7)];
        let _ = writeln!(text, "kind: {kind}");
        let pick = |from: &[&str], most: usize, random: &mut Random| {
            let chosen: BTreeSet<_> =
                (0..random.below(most + 1)).map(|_| from[random.below(from.len())].to_owned()).collect();
            chosen.into_iter().collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(text, "causes: [{}]", pick(&CAUSES, 3, &mut random));
        let _ = writeln!(text, "services: [{}]", pick(&SERVICES, 2, &mut random));
        if random.below(4) > 0 {
            let _ = writeln!(text, "detection: {{method: {}}}", WAYS[random.below(WAYS.len())]);
        }
        let mut minute = random.below(600);
        for name in ["started", "detected", "acknowledged", "mitigated", "resolved"] {
            // Any instant would be a day.
            if random.below(5) > 0 && is_dated {
                let _ = writeln!(text, "{name}: {day}T{:02}:{:02}:00Z", minute / 60, minute % 60);
            }
            minute += random.below(180);
        }
        text += "actions:\n";
        for action in 0..random.below(6) {
            let after =
                |days: usize| day.checked_add(jiff::Span::new().days(i64::try_from(days).unwrap_or(0))).expect("a day");
            let state = ["todo", "in-progress", "done", "done", "done", "dropped"][random.below(6)];
            let _ = write!(text, "  - {{text: Work {action} of {number}, status: {state}");
            if state == "done" && random.below(4) > 0 {
                let _ = write!(text, ", done: {}", after(random.below(200)));
            }
            if random.below(3) > 0 {
                let _ = write!(text, ", due: {}", after(random.below(200)));
            }
            for (name, value) in [("owner", "Ada"), ("ticket", "T-1"), ("type", "prevent"), ("type", "detect")] {
                if random.below(3) > 0 && !text.ends_with("prevent") {
                    let _ = write!(text, ", {name}: {value}");
                }
            }
            text += "}\n";
        }
        text += "---\nThe chain slipped and the load swung.\n";
        archive.write(&format!("content/incidents/e-{number}.md"), text);
    }
}

/// The second reckoning.
struct Second {
    incidents: Vec<BTreeMap<String, String>>,
    actions: Vec<BTreeMap<String, String>>,
    /// Incident → how it was noticed.
    noticed: BTreeMap<String, Option<String>>,
    as_of: Date,
}

impl Second {
    fn new(site: &Site) -> Self {
        let read = |path: &str, content: &Content| String::from_utf8(bytes(site, path, content)).expect("text");
        let incidents = csv(&read("incidents.csv", &Content::IncidentsCsv));
        let actions = csv(&read("actions.csv", &Content::ActionsCsv));
        let json: serde_json::Value =
            serde_json::from_str(&read("incidents.json", &Content::IncidentsJson)).expect("JSON");
        let of = |it: &serde_json::Value| {
            (it["id"].as_str().expect("an id").to_owned(), it["detection"].as_str().map(str::to_owned))
        };
        let noticed = json["incidents"].as_array().expect("a list").iter().map(of).collect();
        let days = incidents.iter().flat_map(|it| {
            ["date", "started", "detected", "acknowledged", "mitigated", "resolved"].map(|name| it[name].get(..10))
        });
        let as_of = days.flatten().max().expect("a day").parse().expect("a day");
        Self { incidents, actions, noticed, as_of }
    }

    /// The lines of incidents that count.
    fn counted(&self) -> impl Iterator<Item = &BTreeMap<String, String>> {
        self.incidents.iter().filter(|it| matches!(it["kind"].as_str(), "incident" | "security"))
    }

    /// Actions of incidents that count, with the incident's line.
    fn promised(&self) -> impl Iterator<Item = (&BTreeMap<String, String>, &BTreeMap<String, String>)> {
        let by_id: BTreeMap<_, _> = self.counted().map(|it| (it["id"].clone(), it)).collect();
        self.actions.iter().filter_map(move |action| Some((*by_id.get(&action["incident"])?, action)))
    }
}

/// `2024-05-17` is in `Q2 2024`.
fn quarter(date: &str) -> String {
    let month: usize = date[5..7].parse().expect("a month");
    format!("Q{} {}", month.div_ceil(3), &date[..4])
}

fn days(from: &str, to: &str) -> i32 {
    let (from, to): (Date, Date) = (from.parse().expect("a day"), to.parse().expect("a day"));
    to.since(from).expect("a span").get_days()
}

fn names(cell: &str) -> Vec<String> {
    if cell.is_empty() { vec!["not stated".to_owned()] } else { cell.split("; ").map(str::to_owned).collect() }
}

/// What a table says of a length: `1 h 28 min`, at most two units.
fn length(seconds: i64) -> String {
    let (d, h, m) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let parts = [(d, "d"), (h, "h"), (m, "min")];
    let first = parts.iter().position(|(number, _)| *number > 0);
    let Some(first) = first else { return format!("{seconds} s") };
    let shown = parts[first..].iter().take(2).filter(|(number, _)| *number > 0);
    shown.map(|(number, unit)| format!("{number} {unit}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_second_reckoning_over_the_csv_files_finds_the_same_numbers() {
    let archive = Archive::new("");
    generate(&archive, 1000);
    let site = site(archive.root());
    let (page, second) = (page(&site), Second::new(&site));
    quarters_agree(&page, &second);
    times_agree(&page, &second);
    terms_agree(&page, &second);
    promises_agree(&page, &second);
    // Not one of the tables is trivial.
    for caption in ["Closed in time, earlier", "Backlog", "Still open after some days", "Age of what is open"] {
        assert!(rows(&page, "follow-through", caption).len() > 4, "{caption}");
    }
}

fn quarters_agree(page: &str, second: &Second) {
    let shown = rows(page, "quarters", "Incidents by quarter");
    let head = table(part(page, "quarters"), "Incidents by quarter").remove(0);
    let mut expected = BTreeMap::<(String, String), usize>::new();
    for it in second.incidents.iter().filter(|it| !it["date"].is_empty()) {
        let quarter = quarter(&it["date"]);
        let mut add = |name: &str| *expected.entry((quarter.clone(), name.to_owned())).or_default() += 1;
        match it["kind"].as_str() {
            "near-miss" => add("Near misses"),
            "exercise" => add("Exercises"),
            _ => {
                add("Incidents");
                add(if it["severity"].is_empty() { "severity not stated" } else { &it["severity"] });
            }
        }
    }
    for (quarter, cells) in &shown {
        for (name, cell) in head[1..].iter().zip(cells) {
            let count = expected.remove(&(quarter.clone(), name.clone())).unwrap_or(0);
            assert_eq!(cell, &count.to_string(), "{quarter} {name}");
        }
    }
    assert!(expected.is_empty(), "{expected:?}");
    let mut impact = BTreeMap::<String, (i64, usize, usize)>::new();
    for it in second.counted().filter(|it| !it["date"].is_empty()) {
        let of = impact.entry(quarter(&it["date"])).or_default();
        match it["impact_seconds"].parse::<i64>() {
            Ok(seconds) => (of.0, of.1) = (of.0 + seconds, of.1 + 1),
            Err(_) => of.2 += 1,
        }
    }
    let mut shown = rows(page, "impact", "Impact by quarter");
    shown.extend(rows(page, "impact", "Impact by quarter, earlier"));
    assert_eq!(shown.len(), impact.len());
    for (quarter, (sum, known, unknown)) in impact {
        let cells = &shown[&quarter];
        let told = [cells[0].as_str(), &cells[3], &cells[4]];
        assert_eq!(told, [length(sum).as_str(), &known.to_string(), &unknown.to_string()], "{quarter}");
    }
}

fn times_agree(page: &str, second: &Second) {
    let columns = ["time_to_detect", "time_to_acknowledge", "time_to_mitigate", "time_to_resolve"];
    for (column, name) in columns.iter().zip(["detect", "acknowledge", "mitigate", "resolve"]) {
        let mut years = BTreeMap::<String, (Vec<i64>, usize)>::new();
        for it in second.counted().filter(|it| !it["date"].is_empty()) {
            let of = years.entry(it["date"][..4].to_owned()).or_default();
            match it[*column].parse() {
                Ok(seconds) => of.0.push(seconds),
                Err(_) => of.1 += 1,
            }
        }
        let shown = rows(page, "times", &format!("Time to {name}"));
        assert_eq!(shown.len(), years.len());
        for (year, (mut known, unknown)) in years {
            known.sort_unstable();
            let n = known.len();
            let median = if n % 2 == 1 { known[n / 2] } else { i64::midpoint(known[n / 2 - 1], known[n / 2]) };
            // The smallest value that is not exceeded by nine of ten.
            let p90 = known.iter().find(|v| known.iter().filter(|w| w <= v).count() * 10 >= n * 9).expect("one");
            // In the last year it is fewer than twenty incidents.
            let p90 = if n < 20 { "too few".to_owned() } else { length(*p90) };
            let expected = [n.to_string(), unknown.to_string(), length(median), p90];
            assert_eq!(shown[&year][..4], expected, "{name} {year}");
        }
    }
}

fn terms_agree(page: &str, second: &Second) {
    let mut causes = BTreeMap::<(String, String), usize>::new();
    let mut services = BTreeMap::<(String, String), usize>::new();
    let mut noticed = BTreeMap::<(String, String), usize>::new();
    for it in second.counted() {
        let when = if it["date"].is_empty() { "No date".to_owned() } else { quarter(&it["date"]) };
        for cause in names(&it["causes"]) {
            *causes.entry((cause.clone(), when.clone())).or_default() += 1;
            *causes.entry((cause.clone(), "All".to_owned())).or_default() += 1;
            for service in names(&it["services"]) {
                *services.entry((service, cause.clone())).or_default() += 1;
            }
        }
        for service in names(&it["services"]) {
            *services.entry((service, "All".to_owned())).or_default() += 1;
        }
        if let Some(year) = it["date"].get(..4) {
            let way = second.noticed[&it["id"]].clone().unwrap_or_else(|| "not stated".to_owned());
            *noticed.entry((year.to_owned(), way)).or_default() += 1;
        }
    }
    let check = |id: &str, caption: &str, expected: &BTreeMap<(String, String), usize>, skip: &[&str]| {
        let head = table(part(page, id), caption).remove(0);
        let mut compared = 0;
        for (name, cells) in rows(page, id, caption) {
            for (column, cell) in head[1..].iter().zip(&cells).filter(|(column, _)| !skip.contains(&column.as_str())) {
                let count = expected.get(&(name.clone(), column.clone())).copied().unwrap_or(0);
                assert_eq!(cell, &count.to_string(), "{caption}: {name}, {column}");
                compared += 1;
            }
        }
        compared
    };
    // 7 causes and none, in 12 quarters, in all, and without a date.
    assert_eq!(check("causes", "Causes by quarter", &causes, &["Earlier"]), 8 * 14);
    assert_eq!(check("services", "Services by cause", &services, &[]), 7 * 9);
    assert!(check("noticed", "How incidents were noticed", &noticed, &["Incidents", "other ways"]) > 30);
}

fn promises_agree(page: &str, second: &Second) {
    let id = "follow-through";
    let count = |holds: &dyn Fn(&BTreeMap<String, String>) -> bool| {
        second.promised().filter(|(_, action)| holds(action)).count().to_string()
    };
    let is_open = |it: &BTreeMap<String, String>| matches!(it["status"].as_str(), "todo" | "in-progress");
    let states = [
        count(&|_| true),
        count(&|it| it["status"] == "done"),
        count(&|it| it["status"] == "dropped"),
        count(&is_open),
        count(&|it| it["overdue"] == "yes"),
    ];
    let grouped = |cells: Vec<String>| cells.into_iter().map(|cell| cell.replace(',', "")).collect::<Vec<_>>();
    assert_eq!(grouped(row(page, id, "Open and overdue", "incidents")), states);
    let kept = |it: &BTreeMap<String, String>| it["status"] != "dropped";
    let shape = [
        count(&kept),
        count(&|it| kept(it) && !it["owner"].is_empty()),
        count(&|it| kept(it) && !it["due"].is_empty()),
        count(&|it| kept(it) && !it["ticket"].is_empty()),
        count(&|it| kept(it) && it["type"] == "prevent"),
        count(&|it| kept(it) && it["type"].is_empty()),
    ];
    assert_eq!(grouped(row(page, id, "Kept in shape", "incidents")), shape);
    let mut closed = BTreeMap::<String, [usize; 6]>::new();
    for (it, action) in second.promised().filter(|(it, _)| !it["date"].is_empty()) {
        let of = closed.entry(quarter(&it["date"])).or_default();
        of[0] += 1;
        of[1] += usize::from(action["status"] == "dropped");
        of[2] += usize::from(action["status"] == "done" && action["done"].is_empty());
        for (at, most) in [30, 60, 90].into_iter().enumerate() {
            of[3 + at] += usize::from(!action["done"].is_empty() && days(&it["date"], &action["done"]) <= most);
        }
    }
    let mut shown = rows(page, id, "Closed in time");
    shown.extend(rows(page, id, "Closed in time, earlier"));
    assert!(shown.len() > 25);
    for (quarter, cells) in shown {
        for (cell, expected) in cells.iter().zip(closed[&quarter]).filter(|(cell, _)| *cell != "too early") {
            assert_eq!(cell, &expected.to_string(), "{quarter}");
        }
    }
    backlog_and_curve_agree(page, second);
}

fn backlog_and_curve_agree(page: &str, second: &Second) {
    let id = "follow-through";
    // From, until; without an end while it is open.
    let lives: Vec<(Date, Option<Date>)> = second
        .promised()
        .filter(|(it, _)| !it["date"].is_empty())
        .filter(|(_, action)| matches!(action["status"].as_str(), "todo" | "in-progress") || !action["done"].is_empty())
        .map(|(it, action)| (it["date"].parse().expect("a day"), action["done"].parse().ok()))
        .collect();
    let backlog = table(part(page, id), "Backlog");
    let first: Date = lives.iter().map(|(from, _)| *from).min().expect("one").last_of_month();
    let mut end = first;
    for row in backlog[1..].iter().rev() {
        let open = lives.iter().filter(|(from, done)| *from <= end && done.is_none_or(|done| done > end)).count();
        assert_eq!(row[1].replace(',', ""), open.to_string(), "{}", row[0]);
        end = end.checked_add(jiff::Span::new().days(1)).expect("a day").last_of_month();
    }
    assert!(end > second.as_of);
    // By the product over every day, not over the days on which something was done.
    for (after, cells) in rows(page, id, "Still open after some days") {
        let mut share = 1.0_f64;
        let after: i32 = after.parse().expect("days");
        let ages: Vec<(i32, bool)> = lives
            .iter()
            .map(|(from, done)| (done.unwrap_or(second.as_of).since(*from).expect("a span").get_days(), done.is_some()))
            .collect();
        for day in 0..=after {
            let at_risk = ages.iter().filter(|(age, _)| *age >= day).count();
            let done = ages.iter().filter(|(age, is_done)| *age == day && *is_done).count();
            share *= 1.0 - done as f64 / at_risk.max(1) as f64;
        }
        let seen = ages.iter().filter(|(age, _)| *age > after).count();
        assert_eq!(
            [cells[0].as_str(), &cells[1].replace(',', "")],
            [format!("{:.0}%", share * 100.0), seen.to_string()],
            "{after}"
        );
    }
}

#[test]
fn the_share_that_is_still_open_counts_open_actions_as_long_as_they_were_seen() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    let text = |date: &str, actions: &[&str]| {
        let lines: String = actions.iter().map(|action| format!("  - {{text: Do it, {action}}}\n")).collect();
        format!("---\ntitle: Of {date}\ndate: {date}\nactions:\n{lines}---\nText.\n")
    };
    let old = [
        "status: done, done: 2026-01-11",
        "status: done, done: 2026-01-21",
        "status: done, done: 2026-01-31",
        "status: todo",
    ];
    archive.write("content/incidents/a.md", text("2026-01-01", &old));
    archive.write("content/incidents/b.md", text("2026-01-26", &["status: todo", "status: dropped", "status: done"]));
    archive.write("content/incidents/c.md", "---\ntitle: Last\ndate: 2026-02-10\n---\nText.\n");
    let page = page(&site(archive.root()));
    // After 10 days one of 5 is done: 4/5. One is seen for 15 days only. After 20 days one of 3: 4/5 · 2/3.
    // After 30 days one of 2: 4/5 · 2/3 · 1/2 = 0.267. The last one is seen for 40 days.
    assert_eq!(table(part(&page, "follow-through"), "Still open after some days")[1..], [["30", "27%", "1"]]);
    assert!(text_of(&page).contains("5 actions, 2 of them open. Left out: 1 dropped, 1 done on an unknown day."));
}

fn text_of(page: &str) -> String {
    text(part(page, "follow-through"))
}

#[test]
fn the_page_of_a_large_archive_is_light() {
    let archive = Archive::new("");
    generate(&archive, 3000);
    let page = page(&site(archive.root()));
    // The page shows as many marks as fit, so it hardly grows from here on. With 10,000 it is as large.
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(page.as_bytes()).expect("memory");
    let bytes = gzip.finish().expect("memory").len();

    assert!(bytes < 100_000, "{bytes} bytes");
    assert!(text(part(&page, "phases")).contains("The latest 60 are drawn."));
}

#[test]
fn tables_say_the_same_as_the_marks_above_them() {
    let archive = Archive::new("");
    generate(&archive, 300);
    let page = page(&site(archive.root()));
    // The dots of each strip, and the lengths in its table, as far back as dots are drawn.
    let times = part(&page, "times");
    for strip in times.split("<h3>").skip(1) {
        let name = strip.split(" <span").next().expect("a name");
        let mut dots: Vec<_> = marks(strip).into_iter().map(|it| it.split(": ").next().expect("a length")).collect();
        assert!((60..=120).contains(&dots.len()), "{name}: {}", dots.len());
        let years: Vec<_> = strip
            .split("class=\"year\"")
            .skip(1)
            .map(|it| it[it.find('>').expect("text") + 1..][..4].to_owned())
            .collect();
        let rows = rows(&page, "times", name);
        let listed = years.iter().flat_map(|year| rows[year][4].split(", ")).flat_map(|entry| {
            let (length, count) = entry.split_once(" ×").unwrap_or((entry, "1"));
            std::iter::repeat_n(length, count.parse().expect("a number"))
        });
        let mut listed: Vec<_> = listed.collect();
        dots.sort_unstable();
        listed.sort_unstable();
        assert_eq!(dots, listed, "{name}");
    }
    // How it was noticed: the marks of each way and year.
    let noticed = part(&page, "noticed");
    let mut counted = BTreeMap::<(String, String), usize>::new();
    for mark in marks(noticed) {
        let (way, year) = (mark.split(": ").next().expect("a way"), &mark[mark.len() - 4..]);
        *counted.entry((year.to_owned(), way.to_owned())).or_default() += 1;
    }
    let head = table(noticed, "How incidents were noticed").remove(0);
    let mut compared = 0;
    for (year, cells) in rows(&page, "noticed", "How incidents were noticed") {
        for (way, cell) in head[1..].iter().zip(&cells).skip(1) {
            let count = counted.get(&(year.clone(), way.clone())).copied().unwrap_or(0);
            assert_eq!(cell, &count.to_string(), "{year} {way}");
            compared += count;
        }
    }
    assert_eq!(compared, marks(noticed).len());
    bars_agree(&page);
}

/// The bars of phases are as long as their lengths say, by the order of both.
fn bars_agree(page: &str) {
    let phases = part(page, "phases");
    let names = ["undetected", "unacknowledged", "mitigating", "recovering"];
    let mut lengths = BTreeMap::<&str, Vec<(i64, f64)>>::new();
    let rows = phases.split("<tr ").skip(1).collect::<Vec<_>>();
    assert_eq!(rows.len(), 60);
    for row in rows {
        let seconds: Vec<Option<i64>> = row
            .split("<td class=\"end\" data-v=\"")
            .skip(1)
            .map(|cell| cell.split('"').next().and_then(|value| value.parse().ok()))
            .collect();
        assert_eq!(seconds.len(), 4);
        let mut from = 0.0;
        for (name, seconds) in names.iter().zip(seconds) {
            let band = row.split(&format!("phase-{name}\"")).nth(1);
            assert_eq!(band.is_some(), seconds.is_some(), "{name} in {row}");
            let (Some(band), Some(seconds)) = (band, seconds) else { continue };
            let number = |attribute: &str| -> f64 {
                let rest = &band[band.find(attribute).expect("it is there") + attribute.len()..];
                rest[..rest.find('%').expect("a percentage")].parse().expect("a number")
            };
            assert!(number(" x=\"") >= from, "phases follow each other");
            from = number(" x=\"");
            if *name == "undetected" {
                lengths.entry(name).or_default().push((seconds, number(" width=\"")));
            }
        }
    }
    for all in lengths.values_mut() {
        all.sort_by_key(|(seconds, _)| *seconds);
        assert!(all.is_sorted_by(|a, b| a.1 <= b.1), "{all:?}");
    }
}
