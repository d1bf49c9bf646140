// An archive that attacks its readers: the payloads XS-01 to XS-26 in the body
// and in every field of the front matter. Each says where it stands.
import fs from "node:fs";
import path from "node:path";
import { scratch } from "./site.mjs";

/** Breaks out of text, of an attribute in either quotes, of a script; and is a template. */
const at = (where) => `"><script>alert('${where}')</script>' onfocus=alert('${where}') {{1234*5678}} {% raw %} <img src=x onerror=alert('${where}')> \${alert('${where}')}`;

/** A value as TOML writes it on one line. */
function toml(value) {
  if (Array.isArray(value)) return `[${value.map(toml).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${JSON.stringify(key)} = ${toml(one)}`)
    .join(", ")} }`;
}

function document(fields, body = "") {
  const lines = Object.entries(fields).map(([key, value]) => `${key} = ${toml(value)}\n`);
  return `+++\n${lines.join("")}+++\n${body}`;
}

/** The same with YAML, of which JSON is a part. */
function yaml(fields, body = "") {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `---\n${lines.join("")}---\n${body}`;
}

/** Every field that takes free text. */
const fields = (form) => {
  const in_ = (name) => at(`${form}:${name}`);
  return {
    title: in_("title"),
    id: `INC-${form}`,
    date: "2026-03-01",
    severity: in_("severity"),
    services: [in_("services"), "plain"],
    teams: [in_("teams")],
    regions: [in_("regions")],
    tags: [in_("tags"), "plain"],
    causes: [{ category: in_("cause"), role: "root", text: in_("cause.text") }],
    trigger: in_("trigger"),
    detection: { method: in_("detection.method"), by: in_("detection.by") },
    started: "2026-03-01T10:00:00Z",
    detected: "2026-03-01T10:05:00Z",
    resolved: "2026-03-01T11:00:00Z",
    summary: in_("summary"),
    impact: in_("impact"),
    root_cause: in_("root_cause"),
    remediation: in_("remediation"),
    owner: in_("owner"),
    authors: [in_("authors")],
    roles: { commander: in_("commander"), operations: [in_("operations")] },
    timeline: [
      { at: "2026-03-01T10:05:00Z", kind: "detection", text: in_("timeline.text"), link: `https://x.example/${in_("timeline.link")}` },
      { at: "2026-03-01T10:30:00Z", text: "[x](javascript:alert('timeline')) <svg onload=alert('timeline')>" },
    ],
    actions: [{ id: "a1", text: in_("actions.text"), type: "prevent", priority: "P1", owner: in_("actions.owner"), ticket: in_("actions.ticket"), due: "2026-04-01", status: "todo" }],
    windows: [{ start: "2026-03-01T10:00:00Z", end: "2026-03-01T10:20:00Z", note: in_("windows.note") }],
    links: { incident: `https://x.example/${in_("links.incident")}` },
    extra: { [in_("extra.key")]: in_("extra.value") },
  };
};

const BODY = `
## Summary

[a](javascript:alert('XS-01')) [a](JaVaScRiPt:alert('XS-02')) [a](&#106;avascript:alert('XS-03')) <javascript:alert('XS-04')>
![a](javascript:alert('XS-05')) [a](java\tscript:alert('XS-06')) [a](<java&#10;script:alert('XS-06')>) [a](java&Tab;script:alert('XS-06'))
[a](\u0001javascript:alert('XS-07')) [a](<\u0001javascript:alert('XS-07')>) [a](&#1;javascript:alert('XS-07'))
[a](data:text/html,<script>alert('XS-08')</script>) [a](<Data:text/html,<script>alert('XS-08')</script>>) [a](<&#x64&#x61&#x74&#x61&#x3atext/html,<script>alert('XS-08')</script>>)
[a](vbscript:alert('XS-09')) [x] ![x] [a]( javascript:alert('XS-01')) [a](javascript&colon;alert('XS-03')) [a](%6aavascript:alert('XS-03'))

[x]: javascript:alert('XS-10')

[l](https://x.example/u '"><script>alert("XS-11")</script>') [l](https://x.example/u "\\"><img src=x onerror=alert('XS-11')>")
[l](<https://x.example/" onmouseover="alert('XS-11')>) https://x.example/"onmouseover="alert('XS-11') <https://x.example/"onmouseover=alert('XS-11')>
![x"onerror=alert('XS-12') y](picture.svg) ![<img src=x onerror=alert('XS-12')>](picture.svg '" onerror="alert(1)')

\`\`\`a"><script>alert('XS-13')</script>
<script>alert('XS-13')</script>
\`\`\`

\`\`\`html
<script>alert('XS-13')</script><img src=x onerror=alert('XS-13')>
\`\`\`

\`\`\`mermaid
graph LR
  A["<img src=x onerror=alert('XS-26')>"] --> B
  click A "javascript:alert('XS-26')" "<img src=x onerror=alert('XS-26')>"
\`\`\`

## <img src=x onerror=alert('XS-14')> heading

### Attributes {#"><script>alert('XS-15')</script>}

### Attributes {#x onmouseover=alert('XS-15') .a"onclick="alert('XS-15')}

A note[^"><img src=x onerror=alert('XS-16')>] and another[^n].

[^"><img src=x onerror=alert('XS-16')>]: <script>alert('XS-16')</script>
[^n]: [a](javascript:alert('XS-16'))

| <td onmouseover=alert('XS-17')> | [a](javascript:alert('XS-17')) |
|---|---|
| <img src=x onerror=alert('XS-17')> | <script>alert('XS-17')</script> |

> [!NOTE] <img src=x onerror=alert('XS-14')>
> <script>alert('XS-18')</script>

## Impact

<script>alert('XS-18')</script>
<script src=//evil.example/x.js></script>
<SCRIPT
>alert('XS-18')</SCRIPT>
<iframe src=//evil.example></iframe>
<iframe srcdoc="<script>alert('XS-18')</script>"></iframe>
<svg onload=alert('XS-18')></svg>
<svg><a><set attributeName="href" to="javascript:alert('XS-18')"></set><text y="30">x</text></a></svg>
<svg><script>alert('XS-18')</script></svg>
<svg><animate onbegin=alert('XS-18') attributeName=x dur=1s></svg>
<math><annotation-xml encoding="text/html"><script>alert('XS-18')</script></annotation-xml></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert('XS-18')&gt;"></table></math>
<style>@import url(//evil.example/x.css); body { background: url(//evil.example/x.png) }</style>
<base href=//evil.example/>
<meta http-equiv=refresh content="0; url=javascript:alert('XS-18')">
<meta http-equiv=refresh content="0; url=//evil.example/">
<form action=//evil.example><input name=q autofocus onfocus=alert('XS-18')><button formaction=javascript:alert('XS-18')>x</button></form>
<link rel=stylesheet href=//evil.example/x.css>
<object data=//evil.example/x></object>
<embed src=//evil.example/x>
<img src=x onerror=alert('XS-18')>
<img src="javascript:alert('XS-18')" alt="">
<img src=//evil.example/x.png srcset="//evil.example/y.png 2x" alt="">
<details open ontoggle=alert('XS-18')><summary onclick=alert('XS-18')>x</summary></details>
<a href="javascript:alert('XS-18')">x</a> <a href='//evil.example' target=_blank>x</a>
<p style="background:url(//evil.example/x.png)" onmouseover=alert('XS-18')>x</p>
<video><source onerror=alert('XS-18') src=x></video>
<body onload=alert('XS-18')>
<template><script>alert('XS-18')</script></template>
<noscript><p title="</noscript><img src=x onerror=alert('XS-18')>"></noscript>
<!--><img src=x onerror=alert('XS-18')>-->
<textarea><img title="</textarea><img src=x onerror=alert('XS-18')>"></textarea>
<plaintext>

Inline <img src=x onerror=alert('XS-18')> and <svg/onload=alert('XS-18')> and <a href="javascript:alert('XS-18')">x</a>
and <kbd onclick=alert('XS-18')>k</kbd> and <span style="x" onmouseover=alert('XS-18')>s</span> and <br onclick=alert('XS-18')> and <none> <pod-name onclick=alert('XS-18')>

## Timeline

- 10:00 UTC <img src=x onerror=alert('timeline')> **Detected** [a](javascript:alert('timeline'))
- 10:10"><script>alert('timeline')</script> UTC something {{1234*5678}}
- 10:20 UTC \`<script>alert('timeline')</script>\` **"><svg onload=alert('timeline')>**: text

## Root cause

{{1234*5678}} {% include "/etc/passwd" %} {{ __tera_context }} {# x #} \${1234*5678} <%= 1234*5678 %>

## Action items

- [ ] <img src=x onerror=alert('actions')> [a](javascript:alert('actions')) (owner: "><script>alert('actions')</script>) @"><img/src=x/onerror=alert('actions')> ABC-1 due 2026-04-01 P1
- [x] {{1234*5678}} [T-1](javascript:alert('ticket')) <svg onload=alert('actions')>
`;

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert('XS-24')"><script>alert('XS-24')</script><rect width="9" height="9"/></svg>`;

/** Titles that end what they stand in. */
const TITLES = ["</script><script>alert('XS-20')</script>", "<!--<script>", "]]><script>alert('XS-21')</script>", "a\u2028alert('XS-22')\u2029b", "</title></head><body onload=alert('XS-20')>", "=cmd|'/C calc'!A0", "javascript:alert('XS-20')"];

/** Writes files below a fresh directory and gives its path. */
export function archive(files) {
  const root = path.join(scratch(), "archive");
  for (const [name, text] of Object.entries({ "casebook.toml": `title = "Attack"\n`, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

/** The archive of everything that must build. */
export const hostile = () =>
  archive({
    "casebook.toml": `title = ${toml(at("site.title"))}\ndescription = ${toml(at("site.description"))}\n`,
    "content/about.md": document({ title: at("page.title") }, BODY),
    "content/incidents/2026-03-01-toml/index.md": document(fields("toml"), BODY),
    "content/incidents/2026-03-02-yaml/index.md": yaml(fields("yaml"), BODY),
    "content/incidents/2026-03-03-heading.md": `# <img src=x onerror=alert('XS-14')> {{1234*5678}}\n\nSee [the other](2026-03-01-toml/index.md).\n`,
    // What the images name is there: a broken link would stop the build.
    ...Object.fromEntries(["", "incidents/", "incidents/2026-03-01-toml/", "incidents/2026-03-02-yaml/"].flatMap((place) => ["picture.svg", "x", "1"].map((name) => [`content/${place}${name}`, SVG]))),
    ...Object.fromEntries(
      TITLES.map((title, at) => [`content/incidents/2026-04-0${at + 1}-title-${at}.md`, document({ title, tags: ["plain", title], causes: [title], owner: title }, `\n${title}\n\n## Actions\n\n- [ ] ${title}\n`)]),
    ),
    "content/incidents/2026-05-01-tags.md": document({ title: "Tags", tags: ["../../x", "a/b", "%2e%2e", "<b>", "a b\"c'd", "é", "x".repeat(120)] }),
  });

/**
 * Archives with a payload where a free text has no place: the build may refuse
 * each with an error, but where it does not, the site must be harmless.
 */
export const refusable = () => {
  const one = (fields, files = {}) => archive({ "content/incidents/2026-01-01-x.md": document({ title: "X", ...fields }, "\nText.\n"), ...files });
  const body = (text, files = {}) => archive({ "content/incidents/2026-01-01-x/index.md": `# X\n\n${text}\n`, ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`content/incidents/2026-01-01-x/${name}`, text])) });
  const named = (name) => archive({ [`content/incidents/${name}`]: "# X\n\nText.\n" });
  const strict = "id date slug status audience kind lang timezone started resolved published affected_percent affected_users weight draft estimate".split(" ");
  return {
    ...Object.fromEntries(strict.map((key) => [key, one({ [key]: at(key) })])),
    related: one({ related: [at("related")] }),
    aliases: one({ aliases: [at("aliases"), "javascript:alert('aliases')", "../../x.html"] }),
    roles: one({ roles: { [at("roles")]: "x" } }),
    links: one({ links: { [at("links")]: "https://x.example/", status_page: "javascript:alert('links')" } }),
    link: one({ links: { status_page: "javascript:alert('links')", recording: " java\nscript:alert('links')", incident: "data:text/html,<script>alert('links')</script>" } }),
    ticket: one({ actions: [{ text: "x", ticket: "javascript:alert('ticket')" }] }),
    entry: one({ timeline: [{ at: at("at"), kind: at("kind"), text: "x", link: "javascript:alert('link')" }] }),
    unknown: one({ [JSON.stringify(at("key"))]: "x" }),
    ...Object.fromEntries([".", "..", "con", "", " ", "🔥", "<>", "x".repeat(300), "\u202etxt"].map((tag) => [`tag ${tag.slice(0, 9)}`, one({ tags: [tag] })])),
    ...Object.fromEntries([`"><img src=x onerror=alert('name')>.md`, "a&b<c>.md", "a'b.md", "%3Cscript%3E.md", "{{1234*5678}}.md", "javascript:alert('name').md"].map((name) => [name, named(name)])),
    "linked page": body("[r](report.html) [x](x.xhtml) [y](x.xml)", { "report.html": "<script>alert('XS-25')</script>", "x.xhtml": "x", "x.xml": "x" }),
    "linked drawing": body("[d](x.svg)", { "x.svg": SVG }),
    "raw link": body(`<p><a href="java&#x0A;script:alert('XS-18')">x</a> <a href="java&NewLine;script:alert('XS-18')">x</a> <a href=" &#1;java&#x0A;script:alert('XS-18')">x</a></p>`),
    "missing image": body(`![x"onerror=alert('XS-12') y](z)`),
    base: archive({ "casebook.toml": `title = "X"\nbase_url = "javascript:alert('base')//"\n`, "content/incidents/2026-01-01-x.md": "# X\n" }),
    language: archive({ "casebook.toml": `title = "X"\nlanguage = ${toml(at("language"))}\n`, "content/incidents/2026-01-01-x.md": "# X\n" }),
  };
};
