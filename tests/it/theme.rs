//! Site themes: file by file over the built-in one, and their mistakes.

use expect_test::expect;

use super::harness::Archive;

const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Themed"
theme = "ours"
-- content/incidents/2026-01-02-a.md --
# A
"#;

#[test]
fn a_site_overrides_files_of_the_theme_one_by_one() {
    let archive = Archive::new(ARCHIVE);
    archive.write("themes/ours/templates/hooks/footer.html", "<p>Ours alone</p>");
    archive.write("themes/ours/assets/style.css", "body { color: black }");
    archive.write("themes/ours/assets/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains("<p>Ours alone</p>"));
    assert_eq!(archive.page("assets/style.css"), "body { color: black }");
    assert!(archive.published().contains_key("assets/logo.svg"));
    assert!(archive.published().contains_key("assets/site.js"));
}

#[test]
fn the_parts_of_a_script_are_published_as_one_file_that_a_site_can_replace() {
    let archive = Archive::new(ARCHIVE);
    archive.write("themes/ours/theme.toml", "");
    archive.build(&[]).clean();
    let script = archive.page("assets/search.js");
    assert!(script.starts_with("(() => {\n\"use strict\";\n") && script.ends_with("})();\n"));
    let scripts = |archive: &Archive| {
        archive.published().into_keys().filter(|path| path.starts_with("assets/") && path.ends_with(".js")).collect()
    };
    let all: Vec<String> = scripts(&archive);
    assert_eq!(
        all,
        [
            "assets/copy.js",
            "assets/lists.js",
            "assets/replay.js",
            "assets/search-box.js",
            "assets/search-misses.js",
            "assets/search.js",
            "assets/site.js",
            "assets/today.js",
            "assets/visits.js"
        ]
    );
    archive.write("themes/ours/assets/search.js", "// Ours alone.\n");
    archive.build(&[]).clean();
    assert_eq!(archive.page("assets/search.js"), "// Ours alone.\n");
    assert_eq!(scripts(&archive), all);
}

#[test]
fn a_mistake_in_a_template_names_its_line_and_the_page() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&[]).exits(2).says(expect![[r#"
        error: cannot read `ROOT/themes/ours`: no such file or directory
         --> casebook.toml:2:9
          |
        2 | theme = "ours"
          |         ^^^^^^

        1 error: nothing was written
    "#]]);
    archive.write("themes/ours/theme.toml", "");
    archive.build(&[]).clean();
    let before = archive.published();
    archive.write("themes/ours/templates/incident.html", "<p>\n{{ card.titel }}\n</p>");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: field `titel` is not defined. Available fields: actions, again, causes, date, duration, duration_definition, id, impact, impact_numbers, labels, language, metrics, remediation, root_cause, services, summary, tags, teams, title, url, when, when_inferred, zone_unknown
         --> themes/ours/templates/incident.html:2:9
          |
        2 | {{ card.titel }}
          |         ^^^^^
          |
          = help: while rendering `incidents/a.html`

        1 error: nothing was written
    "#]]);
    assert!(archive.published() == before);
    archive.write("themes/ours/templates/incident.html", "<p>{% if %}</p>");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
         --> themes/ours/templates/incident.html:1:10
          |
        1 | <p>{% if %}</p>
          |          ^^

        1 error: nothing was written
    "#]]);
}

#[test]
fn text_never_reaches_the_template_engine() {
    let archive = Archive::new(ARCHIVE);
    archive.write("themes/ours/theme.toml", "");
    archive.write("content/incidents/2026-01-03-b.md", "# {{ 7 * 7 }}\n\n{% raw %} and `${{ github.sha }}`\n");
    archive.build(&[]).clean();
    let page = archive.page("incidents/b.html");
    assert!(page.contains("{{ 7 * 7 }}") && page.contains("{% raw %}") && page.contains("${{ github.sha }}"));
}

#[test]
fn a_style_sheet_is_minified_but_for_its_texts() {
    let archive = Archive::new("-- content/a.md --\n# A\n");
    archive.build(&[]).exits(0);
    let sheet = archive.page("assets/style.css");
    assert!(sheet.contains("::before{content:\"Date: \"}"), "{sheet}");
    assert!(!sheet.contains(", ") && !sheet.contains("; "), "{sheet}");
}
