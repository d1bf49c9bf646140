//! Text that tries to become markup: whatever an author writes, no script, frame
//! or handler stands on a page. What browsers make of it is tested elsewhere.

use super::harness::{Archive, Messages, Run};

/// A configured archive with one document.
fn built(document: &str) -> (Archive, Run) {
    let archive = Archive::new("");
    archive.write("casebook.toml", "title = \"T\"\n");
    archive.write("content/incidents/a.md", document);
    let run = archive.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    (archive, run)
}

/// The tags of a page, each as it was written.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).map(|rest| rest.split('>').next().unwrap_or_default())
}

/// No page runs, loads or sends anything the theme did not put there.
#[track_caller]
fn harmless(archive: &Archive) {
    for (path, bytes) in archive.published() {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            for tag in tags(&text) {
                let lower = tag.to_lowercase();
                let name = lower.split_whitespace().next().unwrap_or_default();
                let bad = ["iframe", "object", "embed", "base", "form", "style", "math", "frame", "applet"];
                let theme = lower.contains("class=\"filters\"") || lower.contains("role=\"search\"");
                assert!(theme || !bad.contains(&name), "{path}: <{tag}>");
                assert!(name != "script" || !lower.contains("alert"), "{path}: <{tag}>");
                // Quoted values cannot end early, so what stands between them is names only.
                for (at, part) in lower.split('"').enumerate() {
                    let handler = part.split_whitespace().any(|word| word.starts_with("on") && word.contains('='));
                    assert!(at % 2 == 1 || !handler, "{path}: <{tag}>");
                    let scheme = part.trim_start().split(':').next().unwrap_or_default();
                    let runs = ["javascript", "vbscript", "data"].contains(&scheme) && part.contains(':');
                    assert!(at % 2 == 0 || !runs, "{path}: <{tag}>");
                }
            }
            assert!(!text.contains("<script>alert"), "{path}");
            for script in text.split("<script").skip(1) {
                let body = script.split("</script").next().unwrap_or_default();
                assert!(!body.contains("alert(1)") || body.contains("\\u003c"), "{path}: {body}");
            }
        }
        if path.ends_with(".xml") {
            assert!(!text.contains("<script") && !text.contains("<img"), "{path}");
        }
    }
}

#[test]
fn no_address_runs_a_script() {
    let mut messages = Messages::default();
    for link in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "![a](javascript:alert(1))",
        "![a](&#106;avascript:alert(3))",
        "[a](<java&#10;script:alert(1)>)",
        "[a](<java&#9;script:alert(1)>)",
        "[a](<\u{1}javascript:alert(1)>)",
        "[a](data:text/html,alert(1))",
        "[a](Data:text/html,x)",
        "[a](&#x64;&#x61;&#x74;&#x61;&#x3a;text/html,x)",
        "[a](vbscript:x)",
        "[a](javascript&colon;alert(1))",
        "[a](file:///etc/passwd)",
        "[a](//evil.example/x)",
        "[a](\\\\\\\\evil.example)",
        "[x]\n\n[x]: javascript:alert(1)",
    ] {
        let (archive, run) = built(&format!("# T\n\n{link}\n"));
        messages.add(&format!("{link:?}"), &run);
        harmless(&archive);
        assert!(!archive.page("incidents/a.html").contains("evil.example\""), "{link}");
    }
    messages.are("injection/addresses");
    for text in ["[a](\u{1}javascript:alert(1))", "[a](java\tscript:alert(1))", "[a](&#x64&#x61&#x74&#x61&#x3a)"] {
        let archive = Archive::new("");
        archive.write("content/incidents/a.md", format!("# T\n\n{text}\n"));
        assert_eq!(archive.build(&[]).code, 0);
        harmless(&archive);
    }
}

#[test]
fn upper_case_in_a_scheme_changes_nothing() {
    let (archive, run) = built("# T\n\n[a](HTTPS://a.example) [b](Https://b.example) [c](MailTo:x@y.example)\n");
    run.clean();
    let page = archive.page("incidents/a.html");
    for address in ["HTTPS://a.example", "Https://b.example", "MailTo:x@y.example"] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{address}");
    }
}

#[test]
fn markup_in_attributes_stays_text() {
    for text in [
        "[l](https://a.example/u '\"><script>alert(1)</script>')",
        "[text-\"<>&](</destination-\"<> 'title-\"<>&'>)",
        "![x\"onerror=alert(1) y](z.png)",
        "![<img src=x onerror=alert(1)>](z.png '\"onload=alert(1)')",
        "```a\"><script>alert(1)</script>\ncode\n```",
        "```a\"onmouseover=alert(1)\ncode\n```",
        "# <img src=x onerror=alert(1)>",
        "# A {#\"><script>alert(1)</script>}",
        "# A {.\"onclick=alert(1)}",
        "x[^\"><img src=x onerror=alert(1)>]\n\n[^\"><img src=x onerror=alert(1)>]: note",
        "| a |\n|---|\n| <td onmouseover=alert(1)> |",
        "> [!NOTE] <img src=x onerror=alert(1)>\n> x",
        "`<script>alert(1)</script>`",
        "https://a.example/\"onmouseover=alert(1)",
        "<https://a.example/\"onmouseover=alert(1)>",
    ] {
        let archive = Archive::new("");
        archive.write("content/incidents/z.png", b"");
        archive.write("content/incidents/a.md", format!("{text}\n\n## Summary\n\n{text}\n\n## Root cause\n\n{text}\n"));
        assert_eq!(archive.build(&[]).code, 0, "{text}");
        harmless(&archive);
    }
}

#[test]
fn dangerous_html_is_left_out_with_a_warning_at_its_place() {
    let mut messages = Messages::default();
    for html in [
        "<script>alert(1)</script>",
        "<SCRIPT >alert(1)</SCRIPT>",
        "<iframe src=//evil.example></iframe>",
        "<svg onload=alert(1)></svg>",
        "<style>@import url(//evil.example)</style>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<form action=//evil.example><input name=x></form>",
        "<link rel=stylesheet href=//evil.example>",
        "<object data=//evil.example></object>",
        "<embed src=//evil.example>",
        "<math><annotation-xml encoding=\"text/html\"><b onclick=alert(1)></annotation-xml></math>",
        "<svg><a><set attributeName=\"href\" to=\"javascript:alert('SET_XSS')\"></set><text y=\"30\">x</text></a></svg>",
        "<p onclick=alert(1)>x</p>",
        "<b style=\"position:fixed\">x</b>",
        "<a href=\"https://a.example\" onmouseover='alert(1)'>x</a>",
        "<noscript><p title=\"</noscript><b onclick=alert(1)>\"></noscript>",
        "<textarea><script>alert(1)</script></textarea>",
        "<template><script>alert(1)</script></template>",
    ] {
        let (archive, run) = built(&format!("# T\n\nText.\n\n{html}\n"));
        messages.add(html, &run);
        harmless(&archive);
        assert!(!archive.page("incidents/a.html").contains("//evil.example"), "{html}");
        let (archive, _) = built(&format!("# T\n\nText {html} in a line.\n"));
        harmless(&archive);
    }
    messages.are("injection/html");
}

#[test]
fn split_and_broken_tags_do_not_join() {
    for html in [
        "<scr<script>ipt>alert(1)</script>",
        "<<script>alert(1)//<</script>",
        "<script\n>alert(1)</script\n>",
        "<img src=\"x` `<script>alert(1)</script>\"` `>",
        "<div title=\"</div><script>alert(1)</script>\">",
        "<!--><script>alert(1)</script>-->",
        "<!-- --!><script>alert(1)</script> -->",
        "<![CDATA[><script>alert(1)</script>]]>",
        "<?x ><script>alert(1)</script>?>",
        "<a href=x\" onclick=alert(1)>",
        "<a/onclick=alert(1)/href=x>y</a>",
        "<img/src=x/onerror=alert(1)>",
        "</script><script>alert(1)</script>",
        "<b title='`onclick=alert(1)`'>x",
        "<x onclick=alert(1)>y</x>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<div>&lt;script&gt;alert(1)</div>",
        "<div>&#60;script&#62;alert(1)</div>",
    ] {
        for document in [format!("# T\n\n{html}\n"), format!("# T\n\ntext {html}\n"), format!("# {html}\n\ntext\n")] {
            let archive = Archive::new("");
            archive.write("content/incidents/a.md", &document);
            assert_eq!(archive.build(&[]).code, 0, "{document}");
            harmless(&archive);
        }
    }
}

const PAYLOAD: &str = "\"><script>alert(1)</script>' {{7*7}} {% x %} <!--<script> ]]> \u{2028} </title>";

#[test]
fn every_field_of_the_front_matter_stays_text_everywhere() {
    let text = PAYLOAD.replace('\'', "''");
    let mut front = String::from("---\n");
    for key in ["title", "id", "trigger", "summary", "impact", "root_cause", "remediation", "owner", "severity"] {
        front += &format!("{key}: '{text}'\n");
    }
    for key in ["services", "teams", "regions", "tags", "authors"] {
        front += &format!("{key}: ['{text}', other]\n");
    }
    front +=
        &format!("causes: [{{category: '{text}', text: '{text}'}}]\ndetection: {{method: '{text}', by: '{text}'}}\n");
    front += &format!("roles: {{'{text}': '{text}'}}\nlinks: {{'{text}': 'https://a.example/{text}'}}\n");
    front += &format!("timeline: [{{at: '2026-01-01 10:00Z', text: '{text}'}}, {{at: '{text}', text: x}}]\n");
    front += &format!(
        "actions: [{{text: '{text}', owner: '{text}', ticket: '{text}', id: '{text}', priority: '{text}'}}]\n"
    );
    front += &format!(
        "started: 2026-01-01T10:00Z\nwindows: [{{start: 2026-01-01 10:00Z, end: 2026-01-01 11:00Z, note: '{text}'}}]\n---\n"
    );
    let archive = Archive::new("");
    archive.write(
        "casebook.toml",
        format!("title = '''{PAYLOAD}'''\ndescription = '''{PAYLOAD}'''\nbase_url = \"https://a.example/\"\n"),
    );
    archive.write("content/incidents/2026-01-01-a.md", format!("{front}Text.\n"));
    archive.write("content/incidents/2026-01-02-b.md", format!("# B {PAYLOAD}\n\n## Timeline\n\n- 10:00 {PAYLOAD}\n"));
    archive.write("content/about.md", format!("# {PAYLOAD}\n\n{PAYLOAD}\n"));
    let run = archive.build(&[]);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    // `at` and the like may be refused; then everything else is built.
    let front = front.replace(&format!(", {{at: '{text}', text: x}}"), "");
    archive.write("content/incidents/2026-01-01-a.md", format!("{front}Text.\n"));
    let run = archive.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    harmless(&archive);
    for (path, bytes) in archive.published() {
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert!(!text.contains("49 {%"), "{path}: a template mark was run");
        if path.ends_with(".xml") {
            assert!(!text.contains("]]>") && !text.contains("CDATA"), "{path}");
            well_formed(&path, &text);
        }
        if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    assert!(archive.page("incidents/a.html").contains("{{7*7}}"));
}

/// Every tag is closed in order and every `&` begins an entity.
#[track_caller]
fn well_formed(path: &str, xml: &str) {
    let mut open = Vec::new();
    for (at, part) in xml.split('<').enumerate().skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("{path}: an open tag in part {at}"));
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{path}");
        } else if !tag.ends_with(['/', '?']) {
            open.push(tag.split_whitespace().next().unwrap_or_default());
        }
        for entity in format!("{tag} {text}").split('&').skip(1) {
            let name = entity.split(';').next().unwrap_or_default();
            assert!(["amp", "lt", "gt", "quot", "apos"].contains(&name) || name.starts_with('#'), "{path}: &{name}");
        }
    }
    assert!(open.is_empty(), "{path}: {open:?}");
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!xml.contains(forbidden), "{path} holds a character that XML has not");
}

#[test]
fn feeds_are_well_formed_whatever_a_heading_holds() {
    let (archive, _) =
        built("# A \u{7} \u{1b}[31m & < ]]> \u{ffff}\n\n## Summary\n\n\u{c} \u{b} &\n\n## Impact\n\n&#7; x\n");
    for (path, bytes) in archive.published() {
        if path.ends_with(".xml") {
            well_formed(&path, &String::from_utf8(bytes).expect("UTF-8"));
        }
    }
}

#[test]
fn a_drawing_with_a_script_is_only_ever_an_image() {
    let mut messages = Messages::default();
    for drawing in [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'\nonload = 'alert(1)'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><a href='javascript:alert(1)'>x</a></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><set attributeName='href' to='javascript:alert(1)'/></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><foreignObject><iframe src='//evil.example'/></foreignObject></svg>",
    ] {
        let archive = Archive::new("");
        archive.write("content/incidents/x.svg", drawing);
        archive.write("content/incidents/a.md", "# T\n\n![x](x.svg)\n");
        messages.add(&format!("{drawing:?}"), &archive.build(&[]));
        assert!(archive.page("incidents/a.html").contains("<img src=\"../files/incidents/x.svg\""), "{drawing}");
    }
    messages.are("injection/drawings");
}

#[test]
fn files_that_a_browser_would_run_are_not_published() {
    let mut messages = Messages::default();
    for name in ["report.html", "x.xhtml", "x.xml", "x.htm", "x.js", "X.HTML", "x.svgz", "x.html.", "x.shtml", "x.mht"]
    {
        let archive = Archive::new("");
        archive.write(&format!("content/incidents/{name}"), "<script>alert(1)</script>");
        archive.write("content/incidents/a.md", format!("# T\n\n[x]({name})\n"));
        messages.add(name, &archive.build(&[]));
        let published = archive.published();
        assert!(published.keys().all(|path| !path.starts_with("files/")), "{name}: {:?}", published.keys());
    }
    messages.are("injection/files");
}

#[test]
fn names_with_marks_get_safe_and_distinct_addresses() {
    let long = "x".repeat(300);
    let names = ["../../x", "con", "a/b", "%2e%2e", "<b>", "a-b c", &long];
    let list: Vec<_> = names.iter().map(|name| format!("'{name}'")).collect();
    let (archive, _) = built(&format!("---\ntitle: T\ntags: [{}]\n---\nText.\n", list.join(", ")));
    let published = archive.published();
    let is_term = |path: &&String| path.starts_with("tags/") && path.ends_with(".html") && *path != "tags/index.html";
    let pages: Vec<_> = published.keys().filter(is_term).collect();
    assert_eq!(pages.len(), names.len(), "{pages:?}");
    for page in pages {
        let stem = page.trim_start_matches("tags/").trim_end_matches(".html");
        assert!(stem.len() <= 100 && stem != "con" && !stem.contains(['/', '<', '%', '.', '\\']), "{page}");
    }
}

#[test]
fn diagrams_and_templates_in_text_stay_text() {
    let (archive, _) = built(
        "# T\n\n{{ site.title }} {% include \"x\" %}\n\n```mermaid\nclick A \"/x\" \"<img src=x onerror=alert(1)>\"\n```\n",
    );
    harmless(&archive);
    let page = archive.page("incidents/a.html");
    assert!(page.contains("{{ site.title }} {% include &quot;x&quot; %}"), "{page}");
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
}
