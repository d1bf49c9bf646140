// The files of the site, without a browser.
import assert from "node:assert/strict";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { formats, machine, policy, references, weight } from "./links.mjs";
import { csv, xml } from "./markup.mjs";
import { example, kind, none, repository } from "./site.mjs";

const BASE = "https://incidents.example/a/b/";
const LIGHT = 20_000;

const site = await example();
// A site that knows its address writes it into feeds, sitemap and canonical links.
const addressed = process.env.CASEBOOK_SITE ? undefined : await example("--base-url", BASE);

for (const [name, one, base] of [["without a base address", site], ["with a base address", addressed, BASE]]) {
  const skip = !one;
  test(`${name}: links, images and fragments lead somewhere, ids are unique`, { skip }, () => {
    none(references(one, base));
  });
  test(`${name}: feeds, sitemap, JSON, CSV and drawings are well-formed`, { skip }, () => {
    none(formats(one, base));
  });
  test(`${name}: nothing tells of the machine`, { skip }, () => {
    const root = path.resolve(process.env.CASEBOOK_ROOT || repository);
    const secrets = [root, one.directory, path.basename(path.dirname(one.directory)), os.homedir(), os.hostname()];
    none(machine(one, ...new Set(secrets.filter((secret) => secret.length > 5))));
  });
}

test("every page has a strict Content-Security-Policy", () => {
  none(policy(site));
});

test("every promised file is there", { skip: !addressed }, () => {
  const promised = "index.html incidents.html actions.html 404.html feed.xml incidents.json incidents.csv actions.csv robots.txt".split(" ");
  none(promised.filter((file) => !site.files.includes(file)));
  assert.ok(addressed.files.includes("sitemap.xml"));
  const terms = site.pages.filter((page) => /^(tags|causes|services|teams|severities|years)\/\*/.test(kind(site, page)));
  none(terms.filter((page) => !site.files.includes(page.replace(/html$/, "xml"))));
});

test("a page for people says where it stands", { skip: !addressed }, () => {
  const pages = addressed.pages.filter((page) => kind(addressed, page) !== "redirect" && page !== "404.html");
  const canonical = (page) => /<link rel="canonical" href="([^"]*)"/.exec(addressed.text(page))?.[1];
  none(pages.filter((page) => !canonical(page)?.startsWith(BASE)));
});

test(`an incident's page weighs at most ${LIGHT} bytes, style and script included`, (t) => {
  const incidents = site.pages.filter((page) => kind(site, page) === "incidents/*");
  assert.ok(incidents.length);
  const weights = incidents.map((page) => [weight(site, page), page]).sort(([a], [b]) => b - a);
  t.diagnostic(`the heaviest: ${weights[0].join(" bytes, ")}`);
  none(weights.filter(([bytes]) => bytes > LIGHT));
});

/** A site of the given files. */
function made(files) {
  const names = Object.keys(files);
  return { files: names, pages: names.filter((name) => name.endsWith(".html")), text: (name) => files[name], bytes: (name) => Buffer.from(files[name]) };
}

test("the checks find what is wrong", () => {
  const bad = made({
    "a/index.html": `<p id="x"><b id="x"></b><a href="gone.html">1</a><a href="../b.html#no">2</a><a href="/b.html">3</a><a href="javascript:x">4</a>
      <a href="../../out.html">5</a><img src="gone.png"><label for="nobody">6</label><a href="../b%20c.html#%C3%BC">fine</a><a href="#x">fine</a>
      <!-- <a href="comment.html"> --><a href="">7</a><meta http-equiv="refresh" content="0; url=moved.html"><a href="../b%ZZ.html">8</a>`,
    "b.html": `<script>"<a href='script.html'>"</script>/srv/secret/`,
    "b c.html": `<p id="ü">`,
    "s.css": "p { background: url(gone.png) }",
    "f.xml": `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="gone.html"/></feed>`,
    "e.json": "{,}",
    "t.csv": "a,b\r\n1\r\n",
    "u.csv": 'a,b\r\n"=1+1",2\r\n',
  });
  assert.equal(references(bad).length, 13, references(bad).join("\n"));
  assert.deepEqual(formats(bad).map((one) => one.split(":")[0]), ["f.xml", "e.json", "t.csv", "u.csv"]);
  assert.deepEqual(machine(bad, "/srv/secret"), ["b.html: holds /srv/secret"]);
  const strict = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">`;
  const pages = { "a.html": `${strict}<script src="x"></script>`, "b.html": `<script src="x"></script>${strict}`, "c.html": strict.replace("'self'", "'unsafe-inline'"), "d.html": "" };
  assert.deepEqual(policy(made(pages)).map((one) => one.split(":")[0]), ["b.html", "c.html", "d.html"]);
  for (const broken of ["<a>", "<a></b>", "<a b=c/>", "<a b='1' b='2'/>", "<a>&nbsp;</a>", "<a>&</a>", "<a><</a>", "<a/><b/>", "x<a/>", "<a>\u0001</a>", "<a>]]></a>", "<a b='<'/>", ""]) {
    assert.throws(() => xml(broken), undefined, broken);
  }
  assert.equal(xml(`<?xml version="1.0"?><a b="&lt;">1&#x41;<![CDATA[<]]></a>`).text, "1A<");
  assert.deepEqual(csv('a,"b ""c"",\nd"\r\n,\r\n'), [["a", 'b "c",\nd'], ["", ""]]);
});
