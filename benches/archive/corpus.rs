//! A corpus of invented postmortems: the same seed gives the same bytes.
//!
//! Documents have about 600 words of prose, a timeline, a table, two blocks of
//! code, action items and links to other documents, like real ones. Every third has a
//! diagram.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// xorshift64*: small, fast and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(value).unwrap_or_default() % limit
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const SERVICES: [&str; 24] = [
    "checkout",
    "billing",
    "search",
    "ledger",
    "gateway",
    "mailer",
    "catalogue",
    "session",
    "thumbnails",
    "exports",
    "imports",
    "webhooks",
    "scheduler",
    "quota",
    "profile",
    "inventory",
    "pricing",
    "reports",
    "notifier",
    "archive",
    "router",
    "edge",
    "identity",
    "queue",
];
const CAUSES: [&str; 12] = [
    "config-change",
    "capacity",
    "expired-certificate",
    "dependency-failure",
    "schema-migration",
    "dns",
    "retry-storm",
    "missing-monitoring",
    "time-handling",
    "race-condition",
    "data-corruption",
    "untested-recovery",
];
const TAGS: [&str; 40] = [
    "database",
    "network",
    "deploys",
    "cache",
    "storage",
    "queues",
    "tls",
    "memory",
    "disk",
    "kernel",
    "batch",
    "mobile",
    "partners",
    "mail",
    "images",
    "metrics",
    "logs",
    "backups",
    "failover",
    "quota",
    "limits",
    "timeouts",
    "retries",
    "locks",
    "indexes",
    "replication",
    "sharding",
    "secrets",
    "flags",
    "rollback",
    "load",
    "sessions",
    "tokens",
    "scheduling",
    "imports",
    "exports",
    "pricing",
    "reports",
    "search",
    "ranking",
];
const SUBJECTS: [&str; 16] = [
    "The primary",
    "A replica",
    "The connection pool",
    "The scheduler",
    "One worker",
    "The cache",
    "The certificate",
    "The load balancer",
    "A background job",
    "The migration",
    "The queue",
    "An alert",
    "The dashboard",
    "A partner",
    "The rollback",
    "The retry loop",
];
const VERBS: [&str; 16] = [
    "stopped answering",
    "ran out of memory",
    "returned stale rows",
    "held a lock",
    "was restarted",
    "timed out",
    "rejected every request",
    "kept growing",
    "lost its leader",
    "used the wrong address",
    "waited for a lease",
    "wrote to a full disk",
    "ignored the limit",
    "was promoted",
    "fell behind",
    "recovered slowly",
];
const ENDS: [&str; 16] = [
    "after the deploy of the afternoon",
    "because the limit had been copied from a smaller machine",
    "while two retries met each other",
    "for longer than anybody had measured before",
    "until the configuration was put back",
    "although every dashboard was green",
    "on three of the five nodes",
    "and nobody was told for nine minutes",
    "since the key contained a date",
    "before the second alert arrived",
    "when the night's import began",
    "as the documentation had promised it would not",
    "in one region only",
    "with an error that named another service",
    "without a line in its log",
    "just as the call ended",
];

/// Writes `count` documents below `root`, unless they are there already.
pub(crate) fn write(root: &Path, count: usize) -> io::Result<()> {
    let incidents = root.join("content/incidents");
    if root.join("casebook.toml").exists() {
        return Ok(());
    }
    fs::create_dir_all(&incidents)?;
    for number in 0..count {
        fs::write(incidents.join(format!("{}.md", name(number))), document(number, count))?;
    }
    fs::write(root.join("content/about.md"), "# About\n\nAn invented archive for measuring.\n")?;
    fs::write(
        root.join("casebook.toml"),
        "title = \"Corpus\"\ntimezone = \"UTC\"\nbase_url = \"https://corpus.example/\"\n",
    )
}

/// Three a day at most, so that dates stay valid in any number.
fn name(number: usize) -> String {
    let day = number / 3;
    format!("{:04}-{:02}-{:02}-incident-{number}", 2000 + day / 336, day / 28 % 12 + 1, day % 28 + 1)
}

fn document(number: usize, count: usize) -> String {
    let random = &mut Random(0x9e37_79b9_7f4a_7c15 ^ (number as u64 + 1).wrapping_mul(0xd134_2543_de82_ef95));
    let mut text = String::new();
    front_matter(&mut text, number, random);
    text.push_str("## Summary\n\n");
    prose(&mut text, 5, random);
    text.push_str("## Impact\n\n");
    prose(&mut text, 4, random);
    table(&mut text, random);
    timeline(&mut text, random);
    text.push_str("## Root cause\n\n");
    prose(&mut text, 9, random);
    code(&mut text, random);
    prose(&mut text, 7, random);
    code(&mut text, random);
    text.push_str("## Resolution\n\n");
    prose(&mut text, 6, random);
    if number % 3 == 1 {
        diagram(&mut text, &mut Random(number as u64));
    }
    if number > 0 {
        let other = name(random.below(number.min(count)));
        let _ = writeln!(
            text,
            "It had happened [before]({other}.md#root-cause); see also https://wiki.example/runbook/{number}.\n"
        );
    }
    text.push_str("## Lessons learned\n\n");
    prose(&mut text, 5, random);
    actions(&mut text, random);
    text
}

fn front_matter(text: &mut String, number: usize, random: &mut Random) {
    let date = &name(number)[..10];
    let (service, cause) = (random.pick(&SERVICES), random.pick(&CAUSES));
    let minute = random.below(20);
    let title = format!("{} {} {}", random.pick(&SUBJECTS), random.pick(&VERBS), random.pick(&ENDS));
    let (severity, tags) = (random.below(5) + 1, [random.pick(&TAGS), random.pick(&TAGS)]);
    let impact = format!("{} % of requests failed.", random.below(90) + 1);
    let yaml = number.is_multiple_of(3);
    let (fence, equals) = if yaml { ("---", ": ") } else { ("+++", " = ") };
    let _ = writeln!(
        text,
        "{fence}\ntitle{equals}\"{title}\"\nid{equals}\"INC-{number}\"\nseverity{equals}\"SEV-{severity}\""
    );
    let _ = writeln!(
        text,
        "services{equals}[\"{service}\"]\ncauses{equals}[\"{cause}\"]\ntags{equals}[\"{}\", \"{}\"]",
        tags[0], tags[1]
    );
    for (at, key) in ["started", "detected", "acknowledged", "mitigated", "resolved"].iter().enumerate() {
        let _ = writeln!(text, "{key}{equals}{date}T{:02}:{minute:02}:00Z", 9 + at);
    }
    let _ = writeln!(text, "teams{equals}[\"team-{}\"]\nimpact{equals}\"{impact}\"\n{fence}\n", random.below(9));
}

fn prose(text: &mut String, sentences: usize, random: &mut Random) {
    for sentence in 0..sentences {
        let (subject, verb, end) = (random.pick(&SUBJECTS), random.pick(&VERBS), random.pick(&ENDS));
        let _ = match random.below(6) {
            0 => write!(text, "{subject} of `{}-{}` {verb} {end}. ", random.pick(&SERVICES), random.below(90)),
            1 => write!(
                text,
                "{subject} *{verb}* {end}, which is **{}** in itself. ",
                random.pick(&["harmless", "ordinary", "rare"])
            ),
            _ => write!(
                text,
                "{subject} {verb} {end}, and {} {verb} {}. ",
                random.pick(&SUBJECTS).to_lowercase(),
                random.pick(&ENDS)
            ),
        };
        if sentence % 4 == 3 {
            text.push_str("\n\n");
        }
    }
    text.push_str("\n\n");
}

fn table(text: &mut String, random: &mut Random) {
    text.push_str("| number | before | during |\n|---|---:|---:|\n");
    for row in ["requests", "errors", "latency"] {
        let _ = writeln!(text, "| {row} | {} | {} |", random.below(9000), random.below(90_000));
    }
    text.push('\n');
}

fn timeline(text: &mut String, random: &mut Random) {
    text.push_str("## Timeline\n\nAll times UTC.\n\n");
    let labels = [
        "",
        "**Detected**: ",
        "",
        "**Escalated**: ",
        "**Dead end**: ",
        "",
        "**Action**: ",
        "**Mitigated**: ",
        "",
        "**Resolved**: ",
    ];
    for (at, label) in labels.iter().enumerate() {
        let (hour, minute) = (9 + at / 2, at % 2 * 30 + random.below(29));
        let _ = writeln!(
            text,
            "- **{hour:02}:{minute:02}** {label}{} {} {}.",
            random.pick(&SUBJECTS).to_lowercase(),
            random.pick(&VERBS),
            random.pick(&ENDS)
        );
    }
    text.push('\n');
}

fn code(text: &mut String, random: &mut Random) {
    let (service, number) = (random.pick(&SERVICES), random.below(100_000));
    let _ = match random.below(6) {
        0 => writeln!(
            text,
            "```python\ndef retry(call, attempts={number}):\n    for attempt in range(attempts):  # {service}\n        try:\n            return call(timeout=2 ** attempt)\n        except TimeoutError as error:\n            log.warning(\"attempt %d failed: %s\", attempt, error)\n    raise RuntimeError(f\"gave up after {{attempts}}\")\n```\n"
        ),
        1 => writeln!(
            text,
            "```bash\n# how many are left\nkubectl -n {service} get pods --field-selector=status.phase=Running | wc -l\nfor pod in $(seq 1 {number}); do\n  curl -fsS \"http://{service}-$pod.internal/health\" || echo \"$pod is down\"\ndone\n```\n"
        ),
        2 => writeln!(
            text,
            "```sql\nSELECT pid, now() - query_start AS age, query\nFROM pg_stat_activity\nWHERE state = 'active' AND application_name = '{service}'\n  AND now() - query_start > interval '{number} seconds'\nORDER BY age DESC LIMIT 20;\n```\n"
        ),
        3 => writeln!(
            text,
            "```json\n{{\"service\": \"{service}\", \"limit\": {number}, \"retries\": {{\"budget\": 0.1, \"jitter\": true}}, \"tags\": [\"a\", \"b\", null]}}\n```\n"
        ),
        4 => writeln!(
            text,
            "```rust\n/// Waits for `{service}`.\nfn wait(limit: Duration) -> Result<Lease, Error> {{\n    let deadline = Instant::now() + limit.min(Duration::from_millis({number}));\n    while Instant::now() < deadline {{\n        if let Some(lease) = try_acquire()? {{ return Ok(lease); }}\n    }}\n    Err(Error::Timeout)\n}}\n```\n"
        ),
        _ => writeln!(
            text,
            "```log\n09:{:02}:11 WARN {service}: pool exhausted, {number} waiting\n09:{:02}:12 ERROR {service}: java.lang.OutOfMemoryError: heap {number}\n```\n",
            random.below(60),
            random.below(60)
        ),
    };
}

/// Has names and numbers that make it unlike the others. It has a source of randomness of its own,
/// so that the text after it is the same with and without it.
fn diagram(text: &mut String, random: &mut Random) {
    let mut service = || random.pick(&SERVICES);
    let (first, second, third, fourth) = (service(), service(), service(), service());
    let (number, kind) = (random.below(100_000), random.below(4));
    let _ = match kind {
        0 => writeln!(
            text,
            "```mermaid\nflowchart LR\n    client([Client]) --> a[{first}]\n    a -->|{number} calls| b[{second}]\n    a --> c[({third})]\n    b -.->|retries| c\n    b --> d{{{{{fourth}}}}}\n    d --> c\n```\n"
        ),
        1 => writeln!(
            text,
            "```mermaid\nsequenceDiagram\n    participant A as {first}\n    participant B as {second}\n    participant C as {third}\n    A->>B: request {number}\n    B->>C: lookup in {fourth}\n    C--xB: timeout\n    B-->>A: 503\n    Note over A,B: retried by hand\n```\n"
        ),
        2 => writeln!(
            text,
            "```mermaid\nstateDiagram-v2\n    [*] --> Healthy\n    Healthy --> Degraded: {number} waiting in {first}\n    Degraded --> Down: {second} restarts\n    Down --> Recovering: {third} drained\n    Recovering --> Healthy\n```\n"
        ),
        _ => writeln!(
            text,
            "```mermaid\nflowchart TD\n    subgraph before\n        a[{first}] --> b[{second} {number}]\n    end\n    subgraph after\n        c[{third}] --> d[{fourth}]\n    end\n    b --> c\n```\n"
        ),
    };
}

fn actions(text: &mut String, random: &mut Random) {
    text.push_str("## Action items\n\n");
    for item in 0..4 {
        let done = if random.below(4) > 0 { "x" } else { " " };
        let (service, ticket) = (random.pick(&SERVICES), random.below(9000));
        let _ = writeln!(
            text,
            "- [{done}] Alert when {service} waits for more than {item} seconds (owner: Kim) [OPS-{ticket}](https://tickets.example/OPS-{ticket}) P{} due 2026-0{}-15",
            random.below(4),
            random.below(8) + 1
        );
    }
}
