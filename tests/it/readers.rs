//! Every way we know to say that something is for fewer readers, and what becomes of it. None
//! publishes the word `zqsecret`.

use crate::harness::Archive;

/// What becomes of a document in a public site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    /// The document is left out.
    Narrower,
    /// The document is there, the part is left out.
    Cut,
    /// Nothing is published.
    Refused,
}

use Becomes::{Cut, Narrower, Refused};

/// Whole documents, all pages without a date. In an archive with a configuration, a way may stop
/// every build.
const DOCUMENTS: &[(&str, &str, Becomes)] = &[
    ("as documented", "---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("misspelt key", "---\ntitle: T\naudiance: internal\n---\nzqsecret\n", Narrower),
    ("another misspelling", "---\ntitle: T\nadience: restricted\n---\nzqsecret\n", Narrower),
    ("a letter doubled", "+++\ntitle = \"T\"\naudiencce = \"internal\"\n+++\nzqsecret\n", Narrower),
    ("in capitals", "---\ntitle: T\nAUDIENCE: INTERNAL\n---\nzqsecret\n", Narrower),
    ("first letter large", "---\ntitle: T\nAudience: Internal\n---\nzqsecret\n", Narrower),
    ("a Cyrillic letter", "---\ntitle: T\n\u{430}udience: internal\n---\nzqsecret\n", Narrower),
    ("misspelt value", "---\ntitle: T\naudience: interal\n---\nzqsecret\n", Narrower),
    ("key and value misspelt", "---\ntitle: T\naudiense: intrenal\n---\nzqsecret\n", Narrower),
    ("unknown value", "---\ntitle: T\naudience: our team\n---\nzqsecret\n", Narrower),
    ("a list", "---\ntitle: T\naudience: [internal]\n---\nzqsecret\n", Narrower),
    ("a table", "---\ntitle: T\naudience: {level: internal}\n---\nzqsecret\n", Narrower),
    ("no value", "---\ntitle: T\naudience:\n---\nzqsecret\n", Narrower),
    ("empty value", "+++\ntitle = \"T\"\naudience = \"\"\n+++\nzqsecret\n", Narrower),
    ("said twice", "---\ntitle: T\naudience: public\naudience: internal\n---\nzqsecret\n", Narrower),
    ("public and Internal", "---\ntitle: T\naudience: public\nAudience: internal\n---\nzqsecret\n", Narrower),
    ("no blank", "---\ntitle: T\naudience:internal\n---\nzqsecret\n", Narrower),
    ("no blank, alone", "---\naudience:internal\n---\nzqsecret\n", Narrower),
    ("no colon", "---\ntitle: T\naudience internal\n---\nzqsecret\n", Narrower),
    ("= in YAML", "---\ntitle: T\naudience = internal\n---\nzqsecret\n", Narrower),
    ("TOML without quotes", "+++\ntitle = \"T\"\naudience = internal\n+++\nzqsecret\n", Narrower),
    ("TOML with a colon", "+++\ntitle = \"T\"\naudience: internal\n+++\nzqsecret\n", Narrower),
    ("tab", "---\ntitle: T\n\taudience: internal\n---\nzqsecret\n", Narrower),
    ("indented", "---\ntitle: T\n audience: internal\n---\nzqsecret\n", Narrower),
    ("below a broken line", "---\ntitle: \"T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("in a text over lines", "---\ntitle: T\nsummary: |\n  x\n  audience: internal\n---\nzqsecret\n", Narrower),
    ("visibility", "---\ntitle: T\nvisibility: internal\n---\nzqsecret\n", Narrower),
    ("visibilty", "---\ntitle: T\nvisibilty: private\n---\nzqsecret\n", Narrower),
    ("Classification", "---\ntitle: T\nClassification: Confidential\n---\nzqsecret\n", Narrower),
    ("TLP", "---\ntitle: T\ntlp: amber\n---\nzqsecret\n", Narrower),
    ("Internal: yes", "---\ntitle: T\nInternal: yes\n---\nzqsecret\n", Narrower),
    ("interal: true", "---\ntitle: T\ninteral: true\n---\nzqsecret\n", Narrower),
    ("restricted: true", "+++\ntitle = \"T\"\nrestricted = true\n+++\nzqsecret\n", Narrower),
    ("Public: no", "---\ntitle: T\nPublic: no\n---\nzqsecret\n", Narrower),
    ("under [extra]", "+++\ntitle = \"T\"\n[extra]\na = 1\naudience = \"internal\"\n+++\nzqsecret\n", Narrower),
    ("under [roles]", "+++\ntitle = \"T\"\n[roles]\na = \"K\"\naudience = \"internal\"\n+++\nzqsecret\n", Narrower),
    ("under [links]", "+++\ntitle = \"T\"\n[links]\naudiance = \"internal\"\n+++\nzqsecret\n", Narrower),
    (
        "under [[timeline]]",
        "+++\ntitle = \"T\"\n[[timeline]]\nat = 2026-01-01T10:00:00Z\ntext = \"x\"\naudience = \"internal\"\n+++\nzqsecret\n",
        Narrower,
    ),
    ("in a YAML map", "---\ntitle: T\nextra:\n  a: 1\n  audience: internal\n---\nzqsecret\n", Narrower),
    ("deep in a YAML map", "---\ntitle: T\na:\n  b:\n    - Visibility: internal\n---\nzqsecret\n", Narrower),
    ("a blank before ---", " ---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("indented by four", "    ---\n    title: T\n    audience: internal\n    ---\nzqsecret\n", Narrower),
    ("two byte order marks", "\u{feff}\u{feff}---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("no-break space", "\u{a0}---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("zero-width space", "\u{200b}---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("blank lines", "\n\n---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("comment before ---", "<!-- lint -->\n---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("long comment", "<!--\nlint\n-->\n\n---\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("--- # x", "--- # x\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("---- ", "----\ntitle: T\naudience: internal\n----\nzqsecret\n", Narrower),
    ("--", "--\ntitle: T\naudience: internal\n--\nzqsecret\n", Narrower),
    ("dash of a word processor", "—-\ntitle: T\naudience: internal\n—-\nzqsecret\n", Narrower),
    ("--- yaml", "---yaml\ntitle: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("~~~", "~~~\ntitle: T\naudience: internal\n~~~\nzqsecret\n", Narrower),
    ("```yaml", "```yaml\ntitle: T\naudience: internal\n```\nzqsecret\n", Narrower),
    ("++++", "++++\ntitle = \"T\"\naudience = \"internal\"\n++++\nzqsecret\n", Narrower),
    (";;;", ";;;\n{\"title\": \"T\",\n\"audience\": \"internal\"}\n;;;\nzqsecret\n", Narrower),
    ("JSON", "{\n\"title\": \"T\",\n\"audience\": \"internal\"\n}\nzqsecret\n", Narrower),
    ("no first fence", "title: T\naudience: internal\n---\nzqsecret\n", Narrower),
    ("never closed", "---\ntitle: T\naudience: internal\n\nzqsecret\n", Narrower),
    ("closed with ----", "---\ntitle: T\naudience: internal\n----\nzqsecret\n", Narrower),
    ("closed with ...", "---\ntitle: T\naudience: internal\n...\nzqsecret\n", Narrower),
    ("two blocks", "---\ntitle: T\n---\n---\naudience: internal\n---\nzqsecret\n", Narrower),
    ("hidden", "---\ntitle: T\nhidden: true\n---\nzqsecret\n", Narrower),
    ("unlisted", "---\ntitle: T\nunlisted: yes\n---\nzqsecret\n", Narrower),
    ("sensitive", "---\ntitle: T\nSensitive: true\n---\nzqsecret\n", Narrower),
    ("internal_only", "---\ntitle: T\ninternal_only: yes\n---\nzqsecret\n", Narrower),
    ("in German", "---\ntitle: T\nvertraulich: ja\n---\nzqsecret\n", Narrower),
    ("readers in German", "---\ntitle: T\nzielgruppe: intern\n---\nzqsecret\n", Narrower),
    ("publish: no", "---\ntitle: T\npublish: no\n---\nzqsecret\n", Narrower),
    ("external: false", "---\ntitle: T\nexternal: false\n---\nzqsecret\n", Narrower),
    ("embargo", "---\ntitle: T\nembargo: 2031-01-01\n---\nzqsecret\n", Narrower),
    ("Draft", "---\ntitle: T\nDraft: True\n---\nzqsecret\n", Narrower),
    ("sensitivity", "---\ntitle: T\nsensitivity: high\n---\nzqsecret\n", Narrower),
    ("confidentiality", "---\ntitle: T\nconfidentiality: C3\n---\nzqsecret\n", Narrower),
    ("JSON in a line", "{\"title\": \"T\", \"audience\": \"internal\"}\n\nzqsecret\n", Narrower),
    ("fields in a comment", "<!--\ntitle: T\naudience: internal\n-->\n\n# T\n\nzqsecret\n", Narrower),
    ("an empty block first", "---\n---\n\n---\naudience: internal\n---\nzqsecret\n", Narrower),
    ("a class in bold", "# T\n\n**Confidentiality:** C2\n\nzqsecret\n", Narrower),
    ("a degree in bold", "# T\n\n**Sensitivity:** High\n\nzqsecret\n", Narrower),
    ("a class and words", "# T\n\n**Classification:** 1 - internal\n\nzqsecret\n", Narrower),
    ("yes in bold", "# T\n\n**Internal:** yes\n\nzqsecret\n", Narrower),
    ("no in bold", "# T\n\n- **Public**: no\n\nzqsecret\n", Narrower),
    ("people in bold", "# T\n\n**Distribution:** engineering only\n\nzqsecret\n", Narrower),
    ("a label", "# T\n\nTLP:GREEN\n\nzqsecret\n", Narrower),
    ("a row", "# T\n\n| Classification | Level |\n|---|---|\n| Confidentiality | Internal |\n\nzqsecret\n", Narrower),
    ("a heading", "# T\n\n### Classification\n\nInternal only\n\nzqsecret\n", Narrower),
    ("below a name", "# T\n\n**Classification**\n\nInternal\n\nzqsecret\n", Narrower),
    ("usage in Spanish", "# T\n\nUso interno\n\nzqsecret\n", Narrower),
    ("strictly", "# T\n\nStrictly private\n\nzqsecret\n", Narrower),
    ("in a title", "# Gate jam - INTERNAL\n\nzqsecret\n", Narrower),
    ("a title of an internal text", "# Internal report: gate jam\n\nzqsecret\n", Narrower),
    ("a state", "# T\n\n**Status:** Draft (internal)\n\nzqsecret\n", Narrower),
    ("a label among others", "# T\n\nTags: #internal #gate\n\nzqsecret\n", Narrower),
    ("published: no", "# T\n\n**Published:** no\n\nzqsecret\n", Narrower),
    ("embargo in words", "# T\n\nUnder embargo until 1 June 2031.\n\nzqsecret\n", Narrower),
    ("a document of its own", "# T\n\n*Internal document, Hillside Rail*\n\nzqsecret\n", Narrower),
    ("in a warning", "# T\n\n> [!WARNING]\n> Internal only. Do not share.\n\nzqsecret\n", Narrower),
    ("in a note", "# T\n\n> **Note:** This is an internal page.\n\nzqsecret\n", Narrower),
    ("in HTML", "# T\n\n<div class=\"banner\">INTERNAL ONLY</div>\n\nzqsecret\n", Narrower),
    ("words of a badge", "# T\n\n![Internal](https://img.example/x.svg)\n\nzqsecret\n", Narrower),
    ("do not forward", "# T\n\nPlease do not forward.\n\nzqsecret\n", Narrower),
    ("keep it within", "# T\n\nPlease keep this within the team.\n\nzqsecret\n", Narrower),
    ("must not leave", "# T\n\nThis report must not leave the company.\n\nzqsecret\n", Narrower),
    ("words of lawyers", "# T\n\nPrivileged & confidential - for counsel\n\nzqsecret\n", Narrower),
    ("marking", "# T\n\n**Marking:** OFFICIAL-SENSITIVE\n\nzqsecret\n", Narrower),
    ("in French", "# T\n\nDocument interne\n\nzqsecret\n", Narrower),
    ("in Chinese", "# T\n\n仅限内部\n\nzqsecret\n", Narrower),
    ("a sentence", "# T\n\nThis document is confidential.\n\nzqsecret\n", Narrower),
    ("a sentence in German", "# T\n\nDieses Dokument ist vertraulich.\n\nzqsecret\n", Narrower),
    ("in a title of the front matter", "---\ntitle: Gate jam - INTERNAL\n---\nzqsecret\n", Narrower),
    ("a tag of the front matter", "---\ntitle: T\ntags: [internal, gate]\n---\nzqsecret\n", Narrower),
    ("an item", "# T\n\n- **Internal document**\n- Owner: Kim\n\nzqsecret\n", Narrower),
    ("a heading of its own", "# T\n\n## Internal document\n\nzqsecret\n", Narrower),
    ("a cell of its own", "# T\n\n| Internal document |\n|---|\n\nzqsecret\n", Narrower),
    ("do not forward this", "# T\n\nPlease don't forward this.\n\nzqsecret\n", Narrower),
    ("do not share this", "# T\n\nDo not share this outside of the company.\n\nzqsecret\n", Narrower),
    ("not yet published", "# T\n\nNot yet published.\n\nzqsecret\n", Narrower),
    ("published: not yet", "# T\n\n**Published:** not yet\n\nzqsecret\n", Narrower),
    ("behind a state", "# T\n\nStatus: Final | Internal\n\nzqsecret\n", Narrower),
    ("behind a name", "# T\n\nHillside Rail - Internal Use Only\n\nzqsecret\n", Narrower),
    ("in any field", "# T\n\nField 12: internal use only\n\nzqsecret\n", Narrower),
    ("people of a list", "# T\n\nShared with: the yard, counsel\n\nzqsecret\n", Narrower),
    ("labels of one line", "# T\n\n#internal #gate\n\nzqsecret\n", Narrower),
    ("the kind of a title", "# Internal Incident Report: T\n\nzqsecret\n", Narrower),
    ("without blanks", "# T\n\n本文档仅限内部使用。\n\nzqsecret\n", Narrower),
    ("in Korean", "# T\n\n이 문서는 대외비입니다.\n\nzqsecret\n", Narrower),
    ("a comment in words", "# T\n\n<!-- This document is internal. -->\n\nzqsecret\n", Refused),
    ("a comment", "# T\n\n<!-- confidentiality: internal -->\n\nzqsecret\n", Refused),
];

/// Parts of a public document.
const PARTS: &[(&str, &str, Becomes)] = &[
    ("section", "## A {.internal}\n\nzqsecret\n", Cut),
    ("restricted section", "## A {.restricted}\n\nzqsecret\n", Cut),
    ("quote", "> [!INTERNAL]\n> zqsecret\n", Cut),
    ("restricted quote", "> [!Restricted] zqsecret\n> zqsecret\n", Cut),
    ("heading {.internal", "## A {.internal\n\nzqsecret\n", Refused),
    ("heading {internal", "## A {internal\n\nzqsecret\n", Refused),
    ("heading {.interal}", "## A {.interal}\n\nzqsecret\n", Refused),
    ("heading {. internal}", "## A {. internal}\n\nzqsecret\n", Cut),
    ("heading (.internal)", "## A (.internal)\n\nzqsecret\n", Refused),
    ("heading [.internal]", "## A [.internal]\n\nzqsecret\n", Refused),
    ("heading (internal)", "## A (internal)\n\nzqsecret\n", Refused),
    ("heading [INTERNAL]", "## A [INTERNAL]\n\nzqsecret\n", Refused),
    ("heading INTERNAL ONLY", "## INTERNAL ONLY\n\nzqsecret\n", Refused),
    ("heading ｛.internal｝", "## A ｛.internal｝\n\nzqsecret\n", Refused),
    ("heading indented by four", "    ## A {.internal}\n\nzqsecret\n", Refused),
    ("heading without #", "A {.internal}\n\nzqsecret\n", Refused),
    ("heading of two lines", "A\nB {.internal}\n---\n\nzqsecret\n", Refused),
    ("heading with an entity", "## A &#123;.internal}\n\nzqsecret\n", Refused),
    ("heading escaped", "## A \\{.internal}\n\nzqsecret\n", Cut),
    ("[!INTERNAL", "> [!INTERNAL\n> zqsecret\n", Refused),
    ("[INTERNAL]", "> [INTERNAL]\n> zqsecret\n", Refused),
    ("[ !INTERNAL]", "> [ !INTERNAL]\n> zqsecret\n", Refused),
    ("[!INTERNAL|x]", "> [!INTERNAL|x] y\n> zqsecret\n", Refused),
    ("[!INTERNAL ]", "> [!INTERNAL ]\n> zqsecret\n", Refused),
    ("(!INTERNAL)", "> (!INTERNAL)\n> zqsecret\n", Refused),
    ("{!INTERNAL}", "> {!INTERNAL}\n> zqsecret\n", Refused),
    ("[^INTERNAL]", "> [^INTERNAL]\n> zqsecret\n", Refused),
    ("[!INTERAL]", "> [!INTERAL]\n> zqsecret\n", Refused),
    ("[!ІNTERNAL]", "> [!\u{406}NTERNAL]\n> zqsecret\n", Refused),
    ("&#91;!INTERNAL]", "> &#91;!INTERNAL]\n> zqsecret\n", Refused),
    ("&lsqb;!INTERNAL]", "> &lsqb;!INTERNAL]\n> zqsecret\n", Refused),
    ("【!INTERNAL】", "> 【!INTERNAL】\n> zqsecret\n", Refused),
    ("\\[!INTERNAL\\]", "> \\[!INTERNAL\\]\n> zqsecret\n", Refused),
    ("zero width", "> [!INTER\u{200b}NAL]\n> zqsecret\n", Refused),
    ("no quote", "[!INTERNAL]\nzqsecret\n", Refused),
    ("second line", "> x\n> [!INTERNAL]\n> zqsecret\n", Refused),
    ("blank line, quote", "> [!INTERNAL]\n\n> zqsecret\n", Refused),
    ("blank line, text", "> [!INTERNAL]\n\nzqsecret\n", Refused),
    ("title, blank line, quote", "> [!INTERNAL] For us\n\n> zqsecret\n", Refused),
    ("text, blank line, quote", "> [!INTERNAL]\n> x\n\n> zqsecret\n", Refused),
    ("bold word in a quote", "> **Internal**\n> zqsecret\n", Refused),
    ("label in a quote", "> INTERNAL: zqsecret\n", Refused),
    ("container", "::: internal\nzqsecret\n:::\n", Refused),
    ("admonition", "!!! internal\n    zqsecret\n", Refused),
    ("shortcode", "{{< internal >}}\nzqsecret\n{{< /internal >}}\n", Refused),
    ("element", "<internal>\nzqsecret\n</internal>\n", Refused),
    ("class", "<div class=\"note internal\">\n\nzqsecret\n\n</div>\n", Refused),
    ("comments around it", "<!-- internal -->\n\nzqsecret\n\n<!-- /internal -->\n", Refused),
    ("fence", "```internal\nzqsecret\n```\n", Refused),
    ("[!HIDDEN]", "> [!HIDDEN]\n> zqsecret\n", Refused),
    ("two brackets", "[[internal]] zqsecret\n", Refused),
    ("bracket before a heading", "## (internal) A\n\nzqsecret\n", Refused),
    ("heading with a dash", "## A – internal only\n\nzqsecret\n", Refused),
    ("internal notes", "## Internal notes\n\nzqsecret\n", Refused),
    ("private comments", "### 3. Private comments\n\nzqsecret\n", Refused),
    ("notes in German", "## Interne Anmerkungen\n\nzqsecret\n", Refused),
    ("heading in German", "## Nur intern\n\nzqsecret\n", Refused),
    ("heading in Spanish", "## Solo uso interno\n\nzqsecret\n", Refused),
    ("label in capitals", "**INTERNAL:** zqsecret\n", Refused),
    ("heading in Russian", "## Конфиденциально\n\nzqsecret\n", Refused),
    ("heading in Korean", "## 대외비\n\nzqsecret\n", Refused),
    ("heading in Japanese", "## 社外秘\n\nzqsecret\n", Refused),
    ("asks in Chinese", "请勿外传：zqsecret\n", Refused),
    ("quote in French", "> **Confidentiel**\n> zqsecret\n", Refused),
    ("summary", "<details><summary>Internal</summary>\n\nzqsecret\n\n</details>\n", Refused),
    ("attribute without a value", "<section internal>\n\nzqsecret\n\n</section>\n", Refused),
    ("hidden element", "<p hidden>zqsecret</p>\n", Refused),
    ("style that hides", "<div style=\"display: none\">\n\nzqsecret\n\n</div>\n", Refused),
    ("class of a fence", "```text {.internal}\nzqsecret\n```\n", Refused),
    ("readers of a fence", "```sh audience=internal\nzqsecret\n```\n", Refused),
    ("comment of Obsidian", "%%\nzqsecret\n%%\n", Refused),
    ("comment of Obsidian in a line", "x %% zqsecret %%\n", Refused),
    ("comment of CriticMarkup", "x {>>zqsecret<<} y\n", Refused),
    ("asks to remove it", "TODO, remove before publishing: zqsecret\n", Refused),
    ("asks in German", "Bitte nicht veröffentlichen: zqsecret\n", Refused),
    ("item", "- [INTERNAL] zqsecret\n", Refused),
    ("footnote", "## A {.internal}\n\nWho?[^1]\n\n## B\n\nx\n\n[^1]: zqsecret\n", Cut),
    ("footnote, other case", "## A {.internal}\n\nWho?[^Who]\n\n## B\n\nx\n\n[^who]: zqsecret\n", Cut),
    ("address", "## A {.internal}\n\n[y][l]\n\n## B\n\nx\n\n[l]: https://zqsecret.example/\n", Cut),
    ("address, other blanks", "## A {.internal}\n\n[y][A  b]\n\n## B\n\nx\n\n[a B]: https://zqsecret.example/\n", Cut),
    (
        "title of an address",
        "[x](https://a.example/)\n\n## A {.internal}\n\n[y][l]\n\n## B\n\nx\n\n[l]: https://a.example/ \"zqsecret\"\n",
        Cut,
    ),
    ("image by reference", "## A {.internal}\n\n![y][l]\n\n## B\n\n[l]: https://a.example/zqsecret.png\n", Cut),
    ("note that nobody uses", "x\n\n[^1]: zqsecret\n", Cut),
    ("[//]: #", "[//]: # (zqsecret)\n\nx\n", Cut),
    ("comment", "x <!-- zqsecret --> y\n", Cut),
    ("comment that ends at once", "<!--> zqsecret -->\n\nx\n", Refused),
    ("processing instruction", "<?note zqsecret ?>\n\nx\n", Cut),
    ("processing instruction in a line", "x <?note zqsecret ?> y\n", Cut),
    ("declaration", "<!NOTE zqsecret>\n\nx\n", Cut),
    ("script", "<script>zqsecret</script>\n\nx\n", Cut),
    ("attribute that no page has", "x <span data-note=\"zqsecret\">y</span> z\n", Cut),
    ("attribute of a block", "<div id=a data-note='zqsecret' title=t>y</div>\n", Cut),
    ("attribute of an image", "<img src=\"https://a.example/x.png\" alt=\"a\" longdesc=\"zqsecret\">\n", Cut),
    ("address that no page has", "<a href=\"javascript:zqsecret\">y</a> z\n", Cut),
    ("behind the language", "```sh zqsecret=1 title=\"T\"\nx\n```\n", Cut),
    ("second note of a name", "x[^1]\n\n[^1]: y\n\n[^1]: zqsecret\n", Cut),
    ("name of a note", "x[^zqsecret]\n\n[^zqsecret]: y\n", Cut),
    ("name of an address", "[x][zqsecret]\n\n[zqsecret]: https://a.example/\n", Cut),
    ("second address of a name", "[x][b]\n\n[b]: https://a.example/\n[b]: https://zqsecret.example/\n", Cut),
    ("cell too many", "| a | b |\n|---|---|\n| c | d | zqsecret |\n", Cut),
    ("class of a heading", "## A {#b .zqsecret}\n\nx\n", Cut),
    ("value in a heading", "## A {zqsecret=1}\n\nx\n", Cut),
    ("mark of another program", "{{< notice zqsecret >}}\nx\n{{< /notice >}}\n", Cut),
];

/// Lines of the front matter of a public document.
const LINES: &[(&str, &str, Becomes)] = &[
    (
        "entry",
        "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: zqsecret\n    audience: internal\n  - at: 2026-01-01T11:00:00Z\n    text: open\n",
        Cut,
    ),
    ("entry first in line", "timeline:\n- audience: internal\n  at: 2026-01-01T10:00:00Z\n  text: zqsecret\n", Cut),
    (
        "entry in one line",
        "timeline: [{at: 2026-01-01T10:00:00Z, text: zqsecret, audience: internal}, {at: 2026-01-01T11:00:00Z, text: open}]\n",
        Cut,
    ),
    ("entry, misspelt", "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: zqsecret\n    Audience: internal\n", Cut),
    ("entry, another key", "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: zqsecret\n    tlp: amber\n", Cut),
    ("entry without a value", "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: zqsecret\n    audience:\n", Cut),
    ("action", "actions:\n  - text: zqsecret\n    audience: restricted\n  - text: open\n", Cut),
    ("action, internal: true", "actions:\n  - text: zqsecret\n    internal: true\n", Cut),
    (
        "window",
        "windows:\n  - start: 2026-01-01T10:00:00Z\n    end: 2026-01-01T11:00:00Z\n    note: zqsecret\n    audience: internal\n",
        Cut,
    ),
    ("mark in the summary", "summary: \"x zqsecret {.internal}\"\n", Refused),
    ("mark in an action", "actions:\n  - text: \"[INTERNAL] zqsecret\"\n", Refused),
    ("comment in a value", "summary: \"x <!-- zqsecret --> y\"\n", Cut),
    ("extra", "extra:\n  note: zqsecret\nsummary: S\n", Cut),
    ("unknown key", "note: zqsecret\nsummary: S\n", Cut),
    ("description beside a summary", "summary: S\ndescription: zqsecret\n", Cut),
    ("second name of a key", "services: [a]\nsystems: [zqsecret]\n", Cut),
    ("author beside authors", "authors: [Kim]\nauthor: zqsecret\n", Cut),
    ("more of an author", "authors:\n  - name: Kim\n    note: zqsecret\n", Cut),
    ("event beside a text", "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: x\n    event: zqsecret\n", Cut),
    ("unknown key in an entry", "timeline:\n  - at: 2026-01-01T10:00:00Z\n    text: x\n    note: zqsecret\n", Cut),
    ("address of an entry that is none", "timeline:\n  - {at: 2026-01-01T10:00:00Z, text: x, link: zqsecret}\n", Cut),
    ("unknown key in an action", "actions:\n  - {text: x, zq: zqsecret}\n", Cut),
    ("words behind a day", "date: 2026-01-02 zqsecret\n", Cut),
    ("words behind a due day", "actions:\n  - {text: x, due: 2026-01-02 zqsecret}\n", Cut),
    ("attribute in a summary", "summary: 'x <span data-note=\"zqsecret\">y</span>'\n", Cut),
    ("second paragraph of a summary", "summary: |\n  x\n\n  [//]: # (zqsecret)\n", Cut),
    ("attribute in an action", "actions:\n  - text: 'x <span data-note=\"zqsecret\">y</span>'\n", Cut),
];

/// Builds a public site and says which files hold the secret word.
fn build(archive: &Archive) -> (i32, String, Vec<String>) {
    let run = archive.build(&["-q", "--audience", "public"]);
    let is_secret = |path: &str, bytes: &[u8]| {
        path.contains("zqsecret") || String::from_utf8_lossy(bytes).to_lowercase().contains("zqsecret")
    };
    let leaks = archive.published().into_iter().filter(|(path, bytes)| is_secret(path, bytes)).map(|(path, _)| path);
    (run.code, run.stderr, leaks.collect())
}

/// A name, and the text of `casebook.toml` if there is one.
type Configuration = (&'static str, Option<&'static str>);

const CONFIGURATIONS: [Configuration; 3] = [
    ("plain", None),
    ("configured", Some("title = \"T\"\n")),
    ("default public", Some("title = \"T\"\ndefault_audience = \"public\"\n")),
];

/// Tries one way in every kind of archive; adds what went wrong to `faults`.
fn try_way(name: &str, path: &str, text: &str, wanted: Becomes, kinds: &[Configuration], faults: &mut Vec<String>) {
    for (kind, configuration) in kinds {
        let archive =
            Archive::new("-- content/incidents/2026-01-01-other.md --\n---\ntitle: O\naudience: public\n---\nOther.\n");
        if let Some(text) = configuration {
            archive.write("casebook.toml", text);
        }
        archive.write(&format!("content/{path}"), text);
        let (code, stderr, leaks) = build(&archive);
        let page = path.replace("2026-01-02-", "").replace(".md", ".html");
        let is_there = archive.published().contains_key(&page);
        let has_place = stderr.contains(&format!(" --> content/{path}:"));
        let is_right = match wanted {
            // An archive with a configuration may also say what is wrong.
            Narrower => !is_there && (code == 0 || configuration.is_some() && has_place),
            Cut => code == 0 && is_there,
            Refused => code == 1 && stderr.contains("[PM054]") && has_place,
        };
        if !leaks.is_empty() || !is_right {
            faults.push(format!(
                "{name}, {kind}: wanted {wanted:?}, exit {code}, page {is_there}, in {leaks:?}\n{stderr}"
            ));
        }
    }
}

#[test]
fn no_way_to_say_fewer_readers_publishes_a_document() {
    let mut faults = Vec::new();
    for (name, text, wanted) in DOCUMENTS {
        try_way(name, "roster.md", text, *wanted, &CONFIGURATIONS, &mut faults);
        // Elsewhere an incident that says nothing is internal anyway.
        try_way(name, "incidents/2026-01-02-t.md", text, *wanted, &CONFIGURATIONS[2..], &mut faults);
    }
    assert!(faults.is_empty(), "{}\n{} faults", faults.join("\n"), faults.len());
}

#[test]
fn no_way_to_mark_a_part_publishes_it() {
    let mut faults = Vec::new();
    for (name, text, wanted) in PARTS {
        let text = format!("---\ntitle: T\naudience: public\n---\n\nText.\n\n{text}");
        try_way(name, "incidents/2026-01-02-t.md", &text, *wanted, &CONFIGURATIONS, &mut faults);
    }
    for (name, lines, wanted) in LINES {
        let text = format!("---\ntitle: T\naudience: public\n{lines}---\n\nText.\n");
        try_way(name, "incidents/2026-01-02-t.md", &text, *wanted, &CONFIGURATIONS, &mut faults);
    }
    assert!(faults.is_empty(), "{}\n{} faults", faults.join("\n"), faults.len());
}

/// What lies beside a document for fewer readers is for them, too.
#[test]
fn a_file_of_an_internal_document_is_not_for_the_public() {
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"T\"\n-- content/incidents/2026-01-02-in/index.md --\n---\ntitle: In\n---\n![x](a.png)\n\
         -- content/incidents/2026-01-03-t.md --\n---\ntitle: T\naudience: public\n---\n![x](2026-01-02-in/a.png)\n",
    );
    archive.write("content/incidents/2026-01-02-in/a.png", b"zqsecret");
    let (code, stderr, leaks) = build(&archive);
    assert_eq!((code, leaks.len()), (1, 0), "{stderr}");
    assert!(stderr.contains("error[PM054]") && stderr.contains("2026-01-03-t.md:5:1"), "{stderr}");
    archive.write("content/incidents/2026-01-02-in/index.md", "---\ntitle: In\naudience: public\n---\n![x](a.png)\n");
    assert_eq!(build(&archive).0, 0);
}

/// An internal site leaves out what is restricted, and stops where a mark for it is misspelt.
#[test]
fn an_internal_site_has_nothing_restricted() {
    for (text, wanted) in [
        ("## A {.restricted}\n\nzqsecret\n", 0),
        ("> [!RESTRICTED]\n> zqsecret\n", 0),
        ("## A {.restrcted}\n\nzqsecret\n", 1),
        ("> [RESTRICTED]\n> zqsecret\n", 1),
        ("## A {.restricted\n\nzqsecret\n", 1),
    ] {
        let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
        archive.write("content/incidents/2026-01-02-t.md", format!("---\ntitle: T\n---\n\nText.\n\n{text}"));
        let run = archive.build(&["-q"]);
        let holds = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).contains("zqsecret");
        let leaks = archive.published().values().filter(|bytes| holds(bytes)).count();
        assert_eq!((run.code, leaks), (wanted, 0), "{text}\n{}", run.stderr);
    }
}
