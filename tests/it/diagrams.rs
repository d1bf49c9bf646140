//! Diagrams: what they look like, what is said about broken ones, and that
//! nothing dangerous comes through.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use casebook::diagram::{Drawing, ID, Memo, Picture};
use expect_test::expect;
use rayon::prelude::*;
use roxmltree::Document;

use super::harness::{Archive, Random};

/// Sources of every kind of diagram, with what is drawn for them beside them.
fn sources() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagrams");
    let mut paths: Vec<_> = fs::read_dir(directory).expect("a directory").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "svg"));
    paths.sort();
    paths
}

fn language(path: &Path) -> String {
    path.extension().expect("an ending").to_string_lossy().into_owned()
}

fn draw(memo: &Memo, language: &str, text: &str) -> Drawing {
    memo.draw(language, text).expect("a language that is drawn")
}

/// The text in the picture, in its order.
fn words(picture: &Picture) -> String {
    let svg = in_page(picture);
    let document = Document::parse(&svg).expect("well formed");
    document.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect()
}

/// As it stands in a page; a namespace makes it XML of its own.
fn in_page(picture: &Picture) -> String {
    picture.svg.replace(ID, "dg1.").replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1)
}

/// Only what can do nothing.
#[track_caller]
fn harmless(svg: &str) {
    let document = Document::parse(svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        let never = ["script", "style", "foreignObject", "iframe", "animate", "set", "image", "feImage", "handler"];
        assert!(!never.contains(&name), "<{name}> in {svg}");
        assert_eq!(node.tag_name().namespace(), Some("http://www.w3.org/2000/svg"), "{svg}");
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            assert!(!key.starts_with("on") && key != "style" && key != "src", "{key}={value}");
            // The theme's only one.
            assert!(key != "class" || value == "wide", "{key}={value}");
            assert!(
                !value.to_ascii_lowercase().replace(char::is_whitespace, "").contains("javascript:"),
                "{key}={value}"
            );
            if key == "href" {
                assert!(
                    ["http://", "https://", "mailto:", "#dg1."].iter().any(|start| value.starts_with(start)),
                    "{value}"
                );
            }
            if value.contains("url(") {
                assert!(value.starts_with("url(#dg1."), "{key}={value}");
            }
            if key == "id" {
                assert!(value.starts_with("dg1.") && ids.insert(value.to_owned()), "{key}={value} in {svg}");
            }
        }
    }
    for node in document.descendants() {
        for attribute in node.attributes() {
            if let Some(id) = attribute.value().strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')')) {
                assert!(ids.contains(id), "nothing is called {id} in {svg}");
            }
        }
    }
}

#[test]
fn every_kind_is_drawn_as_it_was_looked_at() {
    let bless = std::env::var_os("UPDATE_EXPECT").is_some();
    let memo = Memo::default();
    let all = sources();
    assert!(all.len() >= 46, "{}", all.len());
    for path in all {
        let source = fs::read_to_string(&path).expect("text");
        let Drawing::Picture(picture) = draw(&memo, &language(&path), &source) else {
            panic!("{}: {:?}", path.display(), draw(&memo, &language(&path), &source));
        };
        let svg = in_page(&picture);
        harmless(&svg);
        let golden = path.with_extension("svg");
        let lines = svg.replace("><", ">\n<") + "\n";
        if bless {
            fs::write(&golden, &lines).expect("the picture can be written");
        }
        let known = fs::read_to_string(&golden).unwrap_or_default();
        assert!(known == lines, "{} differs; UPDATE_EXPECT=1 accepts", golden.display());
    }
}

#[test]
fn the_words_of_a_label_are_in_the_picture() {
    let memo = Memo::default();
    let cases = [
        (
            "mermaid",
            "flowchart TD\n a[\"Zürich → 東京 & 5 > 3\"] --> b[\"one<br>two\"]\n",
            vec!["Zürich → 東京 & 5 > 3", "one", "two"],
        ),
        ("mermaid", "sequenceDiagram\n A->>B: 503 after 30 s\n", vec!["503 after 30 s"]),
        ("dot", "digraph { \"Zürich & <b>\" -> b [label=\"5 > 3\"] }", vec!["Zürich & <b>", "5 > 3"]),
        ("graphviz", "graph { a -- b }", vec!["a", "b"]),
        ("pikchr", "box \"5 < 7 & 9\" fit", vec!["5 < 7 & 9"]),
    ];
    for (language, source, wanted) in cases {
        let Drawing::Picture(picture) = draw(&memo, language, source) else { panic!("{source}") };
        let text = words(&picture).replace('\u{a0}', " ");
        for word in wanted {
            assert!(text.contains(word), "{word:?} of {source} in {text:?}");
        }
    }
}

#[test]
fn a_link_leads_to_another_site_or_nowhere() {
    let memo = Memo::default();
    for (target, stays) in
        [("https://example.org/x?a=1&b=2", true), ("javascript:alert(1)", false), ("../x.html", false)]
    {
        let sources = [
            ("dot", format!("digraph {{ a [URL=\"{target}\"] }}")),
            ("mermaid", format!("flowchart TD\n a --> b\n click a href \"{target}\"\n")),
        ];
        for (language, source) in sources {
            let Drawing::Picture(picture) = draw(&memo, language, &source) else { panic!("{source}") };
            harmless(&in_page(&picture));
            let link = " href=\"https://example.org/x?a=1&amp;b=2\" rel=\"noreferrer\"";
            assert_eq!(picture.svg.contains(link), stays, "{source}\n{}", picture.svg);
            assert_eq!(picture.svg.contains("href"), stays, "{source}\n{}", picture.svg);
        }
    }
}

#[test]
fn hostile_labels_stay_text() {
    let labels = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "x\"><script>alert(1)</script>",
        "x' onmouseover='alert(1)",
        "</style><script>alert(1)</script>",
        "</text></svg><script>alert(1)</script>",
        "]]><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;script&#62;alert(1)&#60;/script&#62;",
        "#lt;script#gt;alert(1)#lt;/script#gt;",
        "<a href=javascript:alert(1)>x</a>",
        "<foreignObject><iframe srcdoc=x></iframe></foreignObject>",
        "<b style=\"background:url(https://example.org/x)\">x</b>",
    ];
    let frames = [
        ("mermaid", "flowchart TD\n a[\"LABEL\"] -->|\"LABEL\"| b\n"),
        ("mermaid", "flowchart TD\n a[LABEL]\n"),
        ("mermaid", "sequenceDiagram\n participant A as LABEL\n A->>B: LABEL\n Note over A: LABEL\n"),
        ("mermaid", "erDiagram\n A ||--o{ B : \"LABEL\"\n A { string x \"LABEL\" }\n"),
        ("mermaid", "classDiagram\n class A[\"LABEL\"]\n A : LABEL\n A --> B : LABEL\n"),
        ("mermaid", "stateDiagram-v2\n s1 : LABEL\n s1 --> s2 : LABEL\n"),
        ("mermaid", "gantt\n title LABEL\n section LABEL\n LABEL : 2024-01-01, 3d\n"),
        ("mermaid", "pie title LABEL\n \"LABEL\" : 3\n"),
        ("mermaid", "mindmap\n root(LABEL)\n  LABEL\n"),
        ("mermaid", "timeline\n title LABEL\n 2024 : LABEL\n"),
        ("mermaid", "---\ntitle: \"LABEL\"\n---\nflowchart TD\n accTitle: LABEL\n a\n"),
        ("mermaid", "journey\n title LABEL\n section LABEL\n LABEL: 3: LABEL\n"),
        ("mermaid", "kanban\n a[LABEL]\n  b[LABEL]\n"),
        ("mermaid", "block-beta\n a[\"LABEL\"]\n"),
        ("mermaid", "C4Context\n Person(a, \"LABEL\", \"LABEL\")\n"),
        ("mermaid", "requirementDiagram\n requirement a {\n id: 1\n text: \"LABEL\"\n }\n"),
        ("mermaid", "quadrantChart\n title LABEL\n x-axis LABEL --> b\n \"LABEL\": [0.3, 0.6]\n"),
        ("mermaid", "sankey-beta\n\"LABEL\",b,3\n"),
        ("mermaid", "gitGraph\n commit id: \"LABEL\" tag: \"LABEL\"\n"),
        (
            "mermaid",
            "%%{init: {\"themeVariables\": {\"primaryColor\": \"LABEL\"}, \"themeCSS\": \"LABEL\", \"fontFamily\": \"LABEL\"}}%%\nflowchart TD\n a\n",
        ),
        ("mermaid", "flowchart TD\n a\n style a fill:LABEL,stroke:LABEL\n classDef c fill:LABEL\n class a c\n"),
        ("mermaid", "flowchart TD\n a\n click a href \"javascript:alert(1)\" \"LABEL\"\n"),
        ("mermaid", "flowchart TD\n a\n click a call alert(1)\n"),
        ("mermaid", "sequenceDiagram\n participant A\n link A: LABEL @ javascript:alert(1)\n A->>A: x\n"),
        ("dot", "digraph { a [label=\"LABEL\", tooltip=\"LABEL\", URL=\"javascript:alert(1)\", target=\"LABEL\"] }"),
        (
            "dot",
            "digraph { a [fontname=\"LABEL\", fontcolor=\"LABEL\", color=\"LABEL\", class=\"LABEL\", id=\"LABEL\"] }",
        ),
        ("dot", "digraph { stylesheet=\"LABEL\"; a [shape=none, image=\"https://example.org/x.png\"] }"),
        ("dot", "digraph { a [label=<<TABLE HREF=\"javascript:alert(1)\"><TR><TD>LABEL</TD></TR></TABLE>>] }"),
        ("dot", "digraph { a [label=<LABEL>] }"),
        ("dot", "digraph \"LABEL\" { \"LABEL\" -> b [edgeURL=\"javascript:alert(1)\", style=\"LABEL\"] }"),
        ("pikchr", "box \"LABEL\" fit"),
        ("pikchr", "circle \"LABEL\" color LABEL fill LABEL"),
    ];
    let memo = Memo::default();
    let cases: Vec<_> = frames.iter().flat_map(|frame| labels.iter().map(move |label| (frame, label))).collect();
    let drawn = cases.par_iter().filter(|((language, frame), label)| {
        let quoted = if *language == "mermaid" { label.replace('"', "#quot;") } else { label.replace('"', "\\\"") };
        // As it is, and as an author would write it to be shown.
        [label.to_string(), quoted].iter().any(|label| match draw(&memo, language, &frame.replace("LABEL", label)) {
            Drawing::Picture(picture) => {
                harmless(&in_page(&picture));
                true
            }
            Drawing::Broken(_) => false,
        })
    });
    let drawn = drawn.count();
    // Most of them are diagrams: the test looks at pictures, not at refusals.
    assert!(drawn * 3 > cases.len() * 2, "{drawn} of {}", cases.len());
}

/// `text` with a few characters or lines changed.
fn mutate(text: &str, random: &mut Random) -> String {
    const BITS: [&str; 24] = [
        "\"", "'", "<", ">", "&", "{", "}", "[", "]", "(", ")", "-->", ";", ":", "\n", "\u{2028}", "\u{e000}",
        "99999999", "-1", "%%", "end", "é", "\0", "<br/>",
    ];
    let mut characters: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..=random.below(4) {
        let at = random.below(characters.len());
        match random.below(5) {
            0 => drop(characters.remove(at)),
            1 => characters.insert(at, BITS[random.below(BITS.len())].to_owned()),
            2 => BITS[random.below(BITS.len())].clone_into(&mut characters[at]),
            3 => characters.truncate(at.max(1)),
            _ => {
                let end = (at + random.below(30)).min(characters.len());
                let piece = characters[at..end].to_vec();
                let to = random.below(characters.len());
                characters.splice(to..to, piece);
            }
        }
        if characters.is_empty() {
            return String::new();
        }
    }
    characters.concat()
}

#[track_caller]
fn survives(wanted: &str) {
    let seeds: Vec<_> = sources()
        .into_iter()
        .filter(|path| language(path) == wanted)
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect();
    let mut random = Random(0x5eed_0000 + wanted.len() as u64);
    let inputs: Vec<_> = (0..2000).map(|number| mutate(&seeds[number % seeds.len()], &mut random)).collect();
    let memo = Memo::default();
    let pictures = inputs.par_iter().filter(|input| match draw(&memo, wanted, input) {
        Drawing::Picture(picture) => {
            harmless(&in_page(&picture));
            true
        }
        Drawing::Broken(fault) => {
            assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
            assert_ne!(fault.message, "drawing it takes too long", "{input}");
            false
        }
    });
    let pictures = pictures.count();
    assert!((200..2000).contains(&pictures), "{pictures}");
}

#[test]
fn mermaid_survives_every_mistake() {
    survives("mermaid");
}

#[test]
fn dot_survives_every_mistake() {
    survives("dot");
}

#[test]
fn pikchr_survives_every_mistake() {
    survives("pikchr");
}

#[test]
fn what_would_take_for_ever_is_refused() {
    let memo = Memo::default();
    let deep = format!("{}{}", "[ ".repeat(100_000), "] ".repeat(100_000));
    let long = format!("digraph {{ {} }}", "a -> b; ".repeat(20_000));
    let cases = [
        ("mermaid", "gantt\n excludes weekends\n dateFormat YYYY-MM-DD\n a : 2024-01-01, 9999999d\n".to_owned()),
        ("mermaid", "gantt\n excludes weekends\n dateFormat YYYY-MM-DD\n a : 0001-01-01, 9999-01-01\n".to_owned()),
        ("pikchr", deep.clone()),
        ("dot", format!("digraph {{ a [label=\"{deep}\"] }}")),
        ("mermaid", format!("flowchart TD\n a{deep}\n")),
        ("dot", long),
        ("dot", "digraph { ".to_owned() + &"subgraph { ".repeat(5000) + &"}".repeat(5001)),
    ];
    for (language, source) in cases {
        let Drawing::Broken(fault) = draw(&memo, language, &source) else { panic!("{language} {}", &source[..60]) };
        assert!(!fault.message.contains("takes too long"), "{fault:?}");
    }
}

#[test]
fn a_broken_diagram_is_a_warning_with_its_place_and_its_source_is_shown() {
    let archive = Archive::new(
        "
-- casebook.toml --
title = \"Diagrams\"
-- content/incidents/2026-01-02-a.md --
# A thing broke

> ```mermaid
> sequenceDiagram
>   A->>B: one
>   A->> two three
> ```

- ```dot
  digraph {
    a ->
  }
  ```
",
    );
    archive.build(&[]).warns(expect![[r#"
        warning[PM056]: the mermaid diagram cannot be drawn: (sequence): unexpected statement separator; expected text
         --> content/incidents/2026-01-02-a.md:6:19
          |
        6 | >   A->> two three
          |                   ^
          |
          = help: its source is shown instead; `render=source` in the fence says that this is meant

        warning[PM056]: the dot diagram cannot be drawn: syntax error in line 3 near '}'
          --> content/incidents/2026-01-02-a.md:12:3
           |
        12 |   }
           |   ^
           |
           = help: its source is shown instead; `render=source` in the fence says that this is meant

    "#]]);
    let page = archive.page("incidents/a.html");
    assert!(page.contains("This diagram cannot be drawn (line 3"), "{page}");
    assert!(
        page.contains("A-&gt;&gt; two three\n</code></pre>") && !page.contains("<figure class=\"diagram\""),
        "{page}"
    );
    assert_ne!(archive.build(&["--strict"]).code, 0);
}

#[test]
fn a_fence_may_have_a_title_or_be_shown_as_source() {
    let archive = Archive::built(
        "
-- casebook.toml --
title = \"Diagrams\"
-- content/incidents/2026-01-02-a.md --
# A thing broke

```mermaid title=\"Who <calls> whom\"
sequenceDiagram
  A->>B: one
```

```mermaid title=\"Who <calls> whom\"
sequenceDiagram
  A->>B: one
```

```dot render=source
digraph { a -> b }
```
",
    );
    let page = archive.page("incidents/a.html");
    assert_eq!(page.matches("<svg role=\"img\" aria-label=\"Who &lt;calls&gt; whom\"").count(), 2, "{page}");
    assert!(page.contains("<figcaption>Who &lt;calls&gt; whom</figcaption>"), "{page}");
    assert!(page.contains("language-dot"), "{page}");
    assert!(!page.contains(ID));
    // The same picture twice: ids are unique all the same.
    let ids: Vec<_> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
}

#[test]
fn a_second_build_draws_nothing_anew_and_gives_the_same_bytes() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Diagrams\"\n");
    for path in sources() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let source = fs::read_to_string(&path).expect("text");
        archive.write(&format!("content/{name}.md"), format!("# {name}\n\n```{}\n{source}```\n", language(&path)));
    }
    archive.build(&[]).clean();
    let first = archive.published();
    let cache = archive.path(".casebook/cache/diagrams");
    let saved = fs::metadata(&cache).and_then(|metadata| metadata.modified()).expect("the pictures are kept");
    archive.build(&[]).clean();
    assert_eq!(first, archive.published());
    assert_eq!(saved, fs::metadata(&cache).and_then(|metadata| metadata.modified()).expect("they still are"));
    fs::remove_dir_all(archive.path(".casebook")).expect("it was there");
    archive.build(&["--jobs", "1"]).clean();
    assert_eq!(first, archive.published());
}

#[cfg(unix)]
#[test]
fn a_command_that_failed_or_changed_is_asked_again_by_the_next_build() {
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"Diagrams\"\n[diagrams.command.stamp]\nrun = [\"sh\", \"-c\", \"cat installed\"]\n",
    );
    archive.write("content/incidents/2026-01-02-a.md", "# A thing broke\n\n```stamp\nanything\n```\n");
    let run = archive.build(&[]);
    assert!(run.stderr.contains("`sh` says: "), "{}", run.stderr);
    archive.write(
        "installed",
        "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><text x='1' y='9'>Stamped</text></svg>",
    );
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains(">Stamped</text>"));
    let toml = fs::read_to_string(archive.path("casebook.toml")).expect("text");
    archive.write("casebook.toml", toml.replace("cat installed", "sed s/Stamped/Signed/ installed"));
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains(">Signed</text>"), "another command draws anew");
}

/// A process that a command leaves behind holds its output open, and would do so for ever.
#[cfg(unix)]
#[test]
fn a_process_that_a_command_leaves_behind_ends_with_it() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><text x='1' y='9'>Stamped</text></svg>";
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"Diagrams\"\n[diagrams.command.stamp]\nrun = [\"sh\", \"-c\", \"sleep 100000 & echo $! > left; cat\"]\n",
    );
    archive.write("content/incidents/2026-01-02-a.md", format!("# A thing broke\n\n```stamp\n{svg}\n```\n"));
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains(">Stamped</text>"));
    let left = fs::read_to_string(archive.path("left")).expect("the command ran");
    let status = fs::read_to_string(format!("/proc/{}/status", left.trim())).unwrap_or_default();
    assert!(status.is_empty() || status.contains("State:\tZ"), "{status}");
}

#[cfg(unix)]
#[test]
fn a_command_draws_only_if_the_configuration_names_it() {
    let page = "# A thing broke

```stamp
<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><script>alert(1)</script><text x='1' y='9' onclick='alert(1)'>Stamped</text></svg>
```
";
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Diagrams\"\n");
    archive.write("content/incidents/2026-01-02-a.md", page);
    archive.build(&[]).warns(expect![[r#"
        warning: the language `stamp` is not known; its code is shown plain
         --> content/incidents/2026-01-02-a.md:3:1
          |
        3 | ```stamp
          | ^^^^^^^^
          |
          = help: write `text` for plain text

    "#]]);
    assert!(!archive.page("incidents/a.html").contains("<text"));

    let command = "echo x >> runs; cat";
    let toml = format!("title = \"Diagrams\"\n[diagrams.command.stamp]\nrun = [\"sh\", \"-c\", \"{command}\"]\n");
    archive.write("casebook.toml", &toml);
    archive.build(&[]).clean();
    archive.build(&[]).clean();
    let html = archive.page("incidents/a.html");
    // The source stands folded below the drawing. The navigation may be folded, too.
    let main = html.split("<main").nth(1).unwrap_or_default();
    let html = main.split("<details>").next().unwrap_or_default();
    assert!(html.contains(">Stamped</text>") && !html.contains("onclick") && !html.contains("<script>alert"), "{html}");
    assert_eq!(fs::read_to_string(archive.path("runs")).expect("it ran").lines().count(), 1);

    archive
        .write("casebook.toml", toml.replace(command, "echo no such shape >&2; exit 3").replace("stamp]", "stamp]\n"));
    archive.write("content/incidents/2026-01-02-a.md", page.replace("Stamped", "Other"));
    archive.build(&[]).warns(expect![[r#"
        warning[PM056]: the stamp diagram cannot be drawn: `sh` says: no such shape
         --> content/incidents/2026-01-02-a.md:3:1
          |
        3 | ```stamp
          | ^^^^^^^^
          |
          = help: its source is shown instead; `render=source` in the fence says that this is meant

    "#]]);
    archive.write("casebook.toml", "[diagrams.command.dot]\nrun = [\"dot\"]\n");
    archive.build(&[]).exits(2).says(expect![[r#"
        error: casebook draws `dot` itself
         --> casebook.toml:1:19
          |
        1 | [diagrams.command.dot]
          |                   ^^^
          |
          = help: remove the command

        warning: the language `stamp` is not known; its code is shown plain
         --> content/incidents/2026-01-02-a.md:3:1
          |
        3 | ```stamp
          | ^^^^^^^^
          |
          = help: write `text` for plain text

        1 error, 1 warning: nothing was written
    "#]]);
}

/// The end does not depend on the machine: steps are counted, not seconds.
#[test]
fn a_drawing_that_takes_too_much_work_ends_and_its_source_is_shown() {
    let edge = |at: usize| format!("n{} --> n{};\n", at / 12, (at / 12 * 37 + at % 12 * 101) % 300);
    let thicket = (0..3600).map(edge).collect::<String>();
    let twice = |at: usize| format!("n{at} --> n{};\nn{at} --> n{};\n", (at * 7 + 3) % 400, (at * 13 + 5) % 400);
    let chart = (0..400).map(twice).collect::<String>();
    let words = "define a {box; box; box; box; box; box; box; box; box; box}\ndefine b {a; a; a; a; a; a; a; a; a; a}\n\
        define c {b; b; b; b; b; b; b; b; b; b}\ndefine d {c; c; c; c; c; c; c; c; c; c}\nd\n";
    for (language, source, message) in [
        ("mermaid", format!("flowchart TB\n{chart}"), "drawing it takes too many steps"),
        ("dot", format!("digraph {{\n{}}}\n", thicket.replace("-->", "->")), "drawing it takes too long"),
        ("pikchr", words.to_owned(), "its macros expand to more than 10,000 words"),
    ] {
        let archive = Archive::new("");
        archive.write("content/incidents/2026-01-02-a.md", format!("# A\n\n```{language}\n{source}```\n"));
        let run = archive.build(&[]);
        assert!(run.code == 0 && run.stderr.contains(message), "{language}: {}", run.stderr);
        let page = String::from_utf8_lossy(&archive.published()["incidents/a.html"]).into_owned();
        let shown = page.split("This diagram cannot be drawn").nth(1).expect("a complaint");
        assert!(shown.contains(message) && shown.contains(&format!("language-{language}")), "{language}");
    }
}
