//! Archives with parts that are not for everybody, made from bytes.

use super::archive::Files;

/// An archive, and the same one without what is not for everybody.
pub(super) struct Pair {
    pub(super) whole: Files,
    pub(super) deleted: Files,
}

/// A text with hidden parts, and the same text without them.
#[derive(Default)]
struct Texts {
    whole: String,
    deleted: String,
}

impl Texts {
    fn open(&mut self, text: &str) {
        self.whole.push_str(text);
        self.deleted.push_str(text);
    }

    fn hidden(&mut self, text: &str) {
        self.whole.push_str(text);
    }
}

/// Decisions, one byte each; without bytes the first choice.
struct Choices<'a> {
    bytes: std::slice::Iter<'a, u8>,
    /// Counts hidden words, so that no text stands twice.
    words: usize,
}

impl Choices<'_> {
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.bytes.next().copied().unwrap_or_default()) % all.len()]
    }

    fn yes(&mut self) -> bool {
        self.of(&[false, true])
    }

    fn up_to(&mut self, most: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or_default()) % (most + 1)
    }

    /// A sentence that stands nowhere else.
    fn secret(&mut self) -> String {
        self.words += 1;
        let word = self.words;
        format!("Zqsecret{word} reached the vault number {word} before anybody from zqteam{word} had noticed it.")
    }
}

impl Pair {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut choices = Choices { bytes: bytes.iter(), words: 0 };
        let (mut whole, mut deleted) = (Files::new(), Files::new());
        for (path, text) in [
            ("casebook.toml", "title = \"T\"\n"),
            ("content/incidents/2026-01-01-first.md", FIRST),
            ("content/incidents/wide.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2000\" height=\"9\"/>\n"),
        ] {
            whole.insert(path.to_owned(), text.to_owned());
            deleted.insert(path.to_owned(), text.to_owned());
        }
        for number in 0..=choices.up_to(3) {
            let path = format!("content/incidents/2026-02-{:02}-doc{number}.md", number + 1);
            if choices.yes() {
                whole.insert(path, hidden_document(&mut choices));
            } else {
                let texts = incident(number, &mut choices);
                whole.insert(path.clone(), texts.whole);
                deleted.insert(path, texts.deleted);
            }
        }
        if choices.yes() {
            let audience = choices.of(&["internal", "restricted"]);
            let secret = choices.secret();
            let text = format!("---\naudience: {audience}\n---\n# Zqpage about us\n\n{secret}\n");
            whole.insert("content/zqpage.md".to_owned(), text);
        }
        Self { whole, deleted }
    }
}

/// What others can share names with and link to.
const FIRST: &str = "---\ntitle: First of all\nid: INC-1\naudience: public\nservices: [checkout]\nseverity: SEV-2\n\
    causes: [capacity]\n---\n\n## Summary\n\nIt was slow.\n\n## Impact {#impact}\n\nSome waited.\n";

/// A whole document that is for fewer readers, in one of the ways to say so.
fn hidden_document(choices: &mut Choices<'_>) -> String {
    let said = choices.of(&[
        "audience: internal\n",
        "",
        "audience: restricted\n",
        "visibility: internal\n",
        "private: true\n",
        "audience: public\ndraft: true\n",
        "audience: public\nvisibility: private\n",
        "audience: public\nextra:\n  audience: internal\n",
    ]);
    let label = choices.of(&["", "**Audience:** internal\n\n"]);
    let number = choices.words;
    let shared = choices.of(&["", "services: [checkout, zqservice]\ncauses: [capacity]\n", "related: [INC-1]\n"]);
    let link = choices.of(&["", "See [it](2026-01-01-first.md#impact).\n\n"]);
    let (first, second) = (choices.secret(), choices.secret());
    format!(
        "---\ntitle: The zqaffair {number} of the vault\nid: ZQ-{number}77\n{said}{shared}tags: [zqtag]\n---\n\n{label}\
         {first}\n\n{link}## Timeline\n\n- 10:05 UTC: {second}\n"
    )
}

/// A public document, some parts of which are not.
fn incident(number: usize, choices: &mut Choices<'_>) -> Texts {
    let mut texts = Texts::default();
    let toml = choices.yes();
    front_matter(number, toml, choices, &mut texts);
    let mut notes = Texts::default();
    texts.open("## Summary\n\nAll was well again soon.\n\n");
    for part in 0..choices.up_to(6) {
        body_part(part, choices, &mut texts, &mut notes);
    }
    texts.open("## The end\n\nThat is all.\n");
    if !notes.whole.is_empty() {
        texts.hidden("\n");
        texts.whole.push_str(&notes.whole);
    }
    if !notes.deleted.is_empty() {
        texts.deleted.push('\n');
        texts.deleted.push_str(&notes.deleted);
    }
    texts
}

fn front_matter(number: usize, toml: bool, choices: &mut Choices<'_>, texts: &mut Texts) {
    let (fence, is) = if toml { ("+++", " =") } else { ("---", ":") };
    texts.open(&format!("{fence}\ntitle{is} \"Document {number}\"\naudience{is} \"public\"\nseverity{is} \"SEV-3\"\n"));
    texts.open(
        choices.of(&["", "services{is} [\"checkout\"]\n", "causes{is} [\"capacity\"]\n"]).replace("{is}", is).as_str(),
    );
    for (key, entry) in [
        ("timeline", "at{is} \"2026-02-01T10:0{n}:00Z\", text{is} \"{text}\""),
        ("actions", "text{is} \"{text}\", owner{is} \"Kim\""),
        ("windows", "start{is} \"2026-02-01T1{n}:00:00Z\", end{is} \"2026-02-01T1{n}:30:00Z\", note{is} \"{text}\""),
    ] {
        let count = choices.up_to(3);
        if count == 0 {
            continue;
        }
        let block = choices.yes();
        texts.open(&if toml { format!("{key} = [\n") } else { format!("{key}:\n") });
        for n in 0..count {
            let audience = choices.of(&["", "internal", "restricted", "public"]);
            let is_hidden = matches!(audience, "internal" | "restricted");
            let text = if is_hidden { choices.secret() } else { format!("Step {n} of {key} was done by somebody") };
            let mut entry = entry.replace("{n}", &n.to_string()).replace("{text}", &text);
            if !audience.is_empty() {
                entry += &format!(", audience{{is}} \"{audience}\"");
            }
            let entry = entry.replace("{is}", is);
            let line = match (toml, block) {
                (true, _) => format!("  {{ {entry} }},\n"),
                (false, true) => format!("  - {}\n", entry.replace("\", ", "\"\n    ")),
                (false, false) => format!("  - {{ {entry} }}\n"),
            };
            if is_hidden { texts.hidden(&line) } else { texts.open(&line) }
        }
        texts.open(if toml { "]\n" } else { "" });
    }
    if choices.yes() {
        let secret = choices.secret();
        texts.hidden(&format!("# {secret}\n"));
    }
    texts.open(&format!("{fence}\n\n"));
}

fn body_part(part: usize, choices: &mut Choices<'_>, texts: &mut Texts, notes: &mut Texts) {
    let mark = choices.of(&["internal", "restricted"]);
    let loud = mark.to_uppercase();
    match choices.up_to(10) {
        0 => texts.open(&format!("## Part {part}\n\nSomething happened in part {part}.\n\n")),
        1 => texts.open(&format!("## Part {part}\n\nAs [before](2026-01-01-first.md#impact)[^{part}].\n\n")),
        2 => {
            let (first, second) = (choices.secret(), choices.secret());
            texts.hidden(&format!("## Zqpart {part} {{.{mark}}}\n\n{first}\n\n### Zqdeeper\n\n- {second}\n\n"));
            texts.open(&format!("## After {part}\n\n"));
        }
        3 => {
            let secret = choices.secret();
            texts.hidden(&format!("> [!{loud}]\n> {secret}\n\n"));
        }
        4 => {
            let secret = choices.secret();
            texts.open(&format!("## Before {part}\n\nSome text.\n\n"));
            texts.hidden(&format!("### Zqpart {part} {{.{mark}}}\n\n{secret}[^zq{part}] See [it][zq{part}].\n\n"));
            let (note, address) = (choices.secret(), format!("https://zq{part}.example/"));
            notes.hidden(&format!("[^zq{part}]: {note}\n\n[zq{part}]: {address}\n\n"));
        }
        5 => {
            let secret = choices.secret();
            let unseen = choices.of(&["<!-- {} -->", "<script>{}</script>", "[//]: # ({})", "[^zqnobody]: {}"]);
            texts.hidden(&unseen.replace("{}", &secret));
            texts.hidden("\n\n");
        }
        6 => texts
            .open(&format!("## Timeline\n\n- 10:1{part} UTC: **Detected** by an alert\n- 10:2{part} UTC: Mended\n\n")),
        7 => texts.open(&format!("## Action items\n\n- [ ] Make part {part} larger (owner: Kim)\n\n")),
        8 => {
            let secret = choices.secret();
            texts.hidden(&format!("## Timeline {{.{mark}}}\n\n- 10:05 UTC: {secret}\n\n"));
            texts.open(&format!("## After {part}\n\nText.\n\n"));
        }
        // Its id is no place in the file.
        9 => texts.open(&format!("## Wide {part}\n\n![Wide](wide.svg)\n\n")),
        _ => {
            let secret = choices.secret();
            texts.hidden(&format!("## Action items {{.{mark}}}\n\n- [ ] {secret}\n\n"));
            texts.open(&format!("## After {part}\n\nText.\n\n"));
        }
    }
}
