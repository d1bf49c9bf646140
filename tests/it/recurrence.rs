//! What happened before: planted repeats are found first, planted near misses are not named.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::{Archive, Random};

const SYLLABLES: [&str; 24] = [
    "ba", "cor", "del", "fi", "gan", "hol", "jun", "ka", "lim", "mo", "nar", "op", "pel", "qui", "ros", "sta", "tam",
    "ul", "ver", "wil", "xe", "yor", "zan", "bri",
];

/// Everyday words of reports, which any two of them share.
const EVERYDAY: [&str; 30] = [
    "slow",
    "requests",
    "failed",
    "users",
    "traffic",
    "deployment",
    "queue",
    "database",
    "errors",
    "timeout",
    "cache",
    "memory",
    "disk",
    "network",
    "latency",
    "region",
    "customers",
    "orders",
    "payments",
    "checkout",
    "search",
    "login",
    "upload",
    "restart",
    "rollback",
    "alert",
    "dashboard",
    "release",
    "node",
    "cluster",
];

fn word(random: &mut Random) -> String {
    (0..3).map(|_| SYLLABLES[random.below(SYLLABLES.len())]).collect()
}

fn everyday(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| EVERYDAY[random.below(EVERYDAY.len())]).collect::<Vec<_>>().join(" ")
}

/// One way in which something fails.
struct Failure {
    component: String,
    mechanism: String,
    error: String,
}

impl Failure {
    fn new(random: &mut Random) -> Self {
        let (component, mechanism) = (word(random), format!("{} {}", word(random), word(random)));
        let error = format!("{}::{}Error", word(random), word(random));
        Self { component, mechanism, error }
    }
}

struct Document<'a> {
    id: String,
    day: usize,
    causes: Vec<(&'a str, &'a str)>,
    service: String,
    failure: &'a Failure,
}

/// Every document has the sentences of one template around what it tells.
fn write(archive: &Archive, document: &Document<'_>, random: &mut Random) {
    let Document { id, day, causes, service, failure } = document;
    let date = format!("20{:02}-{:02}-{:02}", 20 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    let causes = causes.iter().map(|(category, role)| format!("{{category = \"{category}\", role = \"{role}\"}}"));
    let causes = causes.collect::<Vec<_>>().join(", ");
    let mut text = format!("+++\nid = \"{id}\"\ndate = {date}\nservices = [\"{service}\"]\ncauses = [{causes}]\n+++\n");
    let _ = write!(
        text,
        "# {} {} in {service}\n\n## Summary\n\nThis incident was reviewed by the people on call. {} because of {} in {}. {}.\n\n",
        everyday(random, 2),
        failure.component,
        everyday(random, 4),
        failure.mechanism,
        failure.component,
        everyday(random, 6),
    );
    let _ = write!(
        text,
        "## Root cause\n\nThe change was made in good faith. {} {} logged `{}`. {}.\n\n## Impact\n\nCustomers of {service} saw {}.\n",
        failure.component,
        failure.mechanism,
        failure.error,
        everyday(random, 5),
        everyday(random, 4),
    );
    archive.write(&format!("content/incidents/{id}.md"), text);
}

#[test]
fn planted_repeats_are_named_first_and_planted_near_misses_are_not_named() {
    let archive = Archive::new("\n-- casebook.toml --\ntitle = \"Planted\"\n");
    let mut random = Random(11);
    let mut expected = Vec::new();
    let common = [("missing-monitoring", "contributing"), ("config-change", "root")];
    let rare: Vec<String> = (0..50).map(|_| word(&mut random)).collect();
    let add = |id: String, day, causes: Vec<_>, service: String, failure: &Failure, random: &mut Random| {
        write(&archive, &Document { id, day, causes, service, failure }, random);
    };
    for number in 0..100 {
        let (failure, service) = (Failure::new(&mut random), word(&mut random));
        add(format!("other-{number}"), number * 13, common.to_vec(), service, &failure, &mut random);
    }
    for (number, cause) in rare.iter().enumerate() {
        let (first, second) = (Failure::new(&mut random), Failure::new(&mut random));
        let (service, elsewhere) = (word(&mut random), word(&mut random));
        let days = [number * 7 + 3, number * 7 + 700];
        let cause = cause.as_str();
        // The same root cause, the same cause in the same service, or only the same words.
        let (reason, causes, again, failure, place) = match number % 3 {
            0 => ("same-root-cause", (cause, "root"), (cause, "root"), &second, &elsewhere),
            1 => ("same-cause-and-service", (cause, "contributing"), (cause, "root"), &second, &service),
            _ => ("looks-alike", common[0], common[0], &first, &elsewhere),
        };
        let (before, after) = (format!("first-{number}"), format!("again-{number}"));
        add(before.clone(), days[0], vec![causes, common[1]], service.clone(), &first, &mut random);
        add(after.clone(), days[1], vec![again, common[1]], place.clone(), failure, &mut random);
        expected.push((after, before, reason));
    }
    let mut near = Vec::new();
    for number in 0..50 {
        let (first, second) = (Failure::new(&mut random), Failure::new(&mut random));
        let (before, after) = (format!("near-{number}"), format!("miss-{number}"));
        let (service, elsewhere) = (word(&mut random), word(&mut random));
        add(before.clone(), number * 5 + 1, common.to_vec(), service, &first, &mut random);
        add(after.clone(), number * 5 + 900, common.to_vec(), elsewhere, &second, &mut random);
        near.push((after, before));
    }
    archive.build(&[]).exits(0);
    let json: Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
    let all = json["incidents"].as_array().expect("a list");
    let before = |id: &str| {
        let found = all.iter().find(|it| it["id"] == id).expect("the incident is there");
        found["before"].as_array().expect("a list").clone()
    };
    let is_found = |(after, first, reason): &&(String, String, &str)| {
        before(after).first().is_some_and(|it| it["id"] == first.as_str() && it["reason"] == *reason)
    };
    let missed: Vec<_> = expected.iter().filter(|it| !is_found(it)).collect();
    assert!(missed.len() <= 5, "not found: {missed:?}");
    let is_named = |(after, first): &&(String, String)| before(after).iter().any(|it| it["id"] == first.as_str());
    let named: Vec<_> = near.iter().filter(is_named).collect();
    assert!(named.len() <= 5, "named without a reason: {named:?}");
    // Nothing else is named for them either, or rarely.
    let others = near.iter().filter(|(after, _)| !before(after).is_empty()).count();
    assert!(others <= 5, "{others} have something before them that is not alike");
}
