// Diagrams as a reader meets them: nothing is cut off, nothing is executed, the
// policy is never violated.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { build, launch, none, repository, scratch, serve, visit } from "./site.mjs";

const folder = path.join(repository, "tests/fixtures/diagrams");
const names = fs.readdirSync(folder).filter((name) => !name.endsWith(".svg"));

/** An archive with every diagram of the corpus on a page of its own. */
function corpus() {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content"));
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Diagrams"\n');
  for (const name of names) {
    const [stem, language] = [path.parse(name).name, path.extname(name).slice(1)];
    const source = fs.readFileSync(path.join(folder, name), "utf8");
    fs.writeFileSync(path.join(root, "content", `${stem}.md`), `# ${stem}\n\n\`\`\`${language}\n${source}\`\`\`\n`);
  }
  return root;
}

let browser;
let site;
const pages = names.map((name) => `${path.parse(name).name}.html`);

before(async () => {
  browser = await launch();
  site = await build(corpus(), "--strict");
  assert.equal(site.code, 0, site.stderr);
});
after(() => browser?.close());

/** Labels that are wider than the shape they stand in, or reach out of the picture. */
function clipped(family) {
  const wrong = [];
  const svg = document.querySelector(".diagram svg");
  if (!svg) return ["no picture"];
  if (family) for (const element of svg.querySelectorAll("[font-family]")) {
    if (/Arial/.test(element.getAttribute("font-family"))) element.setAttribute("font-family", family);
  }
  if (family && /Arial/.test(svg.getAttribute("font-family"))) svg.setAttribute("font-family", family);
  const all = svg.getBoundingClientRect();
  const scale = all.width / svg.viewBox.baseVal.width;
  const shapes = [...svg.querySelectorAll("rect, polygon, circle, ellipse, path")].map((shape) => ({ shape, box: shape.getBoundingClientRect() }));
  for (const text of svg.querySelectorAll("text")) {
    const box = text.getBoundingClientRect();
    if (!box.width) continue;
    const what = `"${text.textContent.trim().slice(0, 40)}"`;
    const out = Math.max(all.left - box.left, box.right - all.right, all.top - box.top, box.bottom - all.bottom) / scale;
    if (out > 1.5) wrong.push(`${what} reaches ${out.toFixed(1)} out of the picture`);
    // The smallest shape around its middle is the one it belongs to.
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const around = shapes.filter(({ box: of, shape }) => of.left < x && x < of.right && of.top < y && y < of.bottom && of.height >= box.height * 0.8 && shape.getAttribute("fill") !== "none");
    around.sort((a, b) => a.box.width * a.box.height - b.box.width * b.box.height);
    const own = around[0]?.box;
    if (!own || own.width > box.width * 6) continue;
    const over = (box.width - own.width) / scale;
    if (over > 1) wrong.push(`${what} is ${over.toFixed(1)} wider than its shape`);
  }
  return wrong;
}

for (const family of ["Arial", "Helvetica", "Liberation Sans"]) {
  test(`no label is cut off in ${family}`, async () => {
    const places = await serve(site);
    const found = await visit(browser, { viewport: { width: 1280, height: 800 } }, places.host, pages, (page) => page.evaluate(clipped, family));
    places.close();
    none(found);
  });
}

test("a label that is too long for its shape is noticed", async () => {
  const page = await browser.newPage();
  await page.setContent('<div class="diagram"><svg viewBox="0 0 200 60" width="200" height="60" font-family="Arial"><rect x="50" y="10" width="60" height="40" fill="#eee"/><text x="80" y="35" text-anchor="middle">too long for it</text></svg></div>');
  assert.equal((await page.evaluate(clipped)).length, 1);
  await page.close();
});

test("the policy of the pages is never violated, and a picture is dark in the dark", async () => {
  const places = await serve(site);
  for (const colorScheme of ["light", "dark"]) {
    const found = await visit(browser, { colorScheme }, places.host, pages, async (page) => {
      const filter = await page.evaluate(() => getComputedStyle(document.querySelector(".diagram svg")).filter);
      return (filter === "none") === (colorScheme === "light") ? [] : [`filter is ${filter} in ${colorScheme}`];
    });
    none(found);
  }
  places.close();
});

test("an image is enlarged and put away with the keyboard", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content"));
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Images"\n');
  fs.writeFileSync(path.join(root, "content/wide.svg"), '<svg xmlns="http://www.w3.org/2000/svg" width="1600" height="500"><rect width="1600" height="500" fill="#888"/></svg>');
  fs.writeFileSync(path.join(root, "content/one.md"), '# One\n\n![A grey area](wide.svg "All of it")\n');
  const wide = await build(root, "--strict");
  assert.equal(wide.code, 0, wide.stderr);
  const places = await serve(wide);
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.goto(`${places.host}one.html`);
  const small = page.locator(".enlarge img");
  assert.deepEqual(await small.evaluate((image) => [image.getAttribute("width"), image.getAttribute("height"), image.loading]), ["1600", "500", "lazy"]);
  assert.ok((await small.boundingBox()).width < 1000);
  await page.locator(".enlarge").focus();
  await page.keyboard.press("Enter");
  const large = page.locator("[popover] img");
  await large.waitFor({ state: "visible" });
  assert.equal((await large.boundingBox()).width, 1600);
  await page.keyboard.press("Escape");
  await large.waitFor({ state: "hidden" });
  await page.close();
  places.close();
});

const labels = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  'x"><script>alert(1)</script>',
  "</style><script>alert(1)</script>",
  "</text></svg><img src=x onerror=alert(1)>",
  "#lt;img src=x onerror=alert(1)#gt;",
  "&lt;img src=x onerror=alert(1)&gt;",
];
const frames = [
  ["mermaid", 'flowchart TD\n a["LABEL"] -->|"LABEL"| b\n click a href "javascript:alert(1)"\n'],
  ["mermaid", "flowchart TD\n a\n style a fill:LABEL\n"],
  ["mermaid", "sequenceDiagram\n participant A as LABEL\n A->>B: LABEL\n"],
  ["mermaid", 'erDiagram\n A ||--o{ B : "LABEL"\n A { string x "LABEL" }\n'],
  ["mermaid", "stateDiagram-v2\n s1 : LABEL\n s1 --> s2 : LABEL\n"],
  ["mermaid", "mindmap\n root(LABEL)\n  LABEL\n"],
  ["mermaid", '%%{init: {"themeCSS": "LABEL", "fontFamily": "LABEL"}}%%\nflowchart TD\n a\n'],
  ["dot", 'digraph { a [label="LABEL", fontname="LABEL", URL="javascript:alert(1)", tooltip="LABEL"] }'],
  ["dot", 'digraph { a [label=<<TABLE HREF="javascript:alert(1)"><TR><TD>x</TD></TR></TABLE>>]; b [id="LABEL", class="LABEL"] }'],
  ["pikchr", 'box "LABEL" fit'],
];

test("nothing in a label is executed, with the policy off and on", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content"));
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Hostile"\n');
  labels.forEach((label, at) => {
    const quoted = (language) => (language === "mermaid" ? label.replaceAll('"', "#quot;") : label.replaceAll('"', '\\"'));
    const fences = frames.map(([language, frame]) => `\`\`\`${language}\n${frame.replaceAll("LABEL", quoted(language))}\n\`\`\`\n`);
    fs.writeFileSync(path.join(root, "content", `label-${at}.md`), `# Label ${at}\n\n${fences.join("\n")}`);
  });
  const attacked = await build(root);
  assert.equal(attacked.code, 0, attacked.stderr);
  const places = await serve(attacked);
  const names = labels.map((_, at) => `label-${at}.html`);
  const tell = () => { window.alert = (said) => console.error(`executed: ${said}`); };
  let drawn = 0;
  const touch = async (page) => {
    const pictures = await page.locator(".diagram svg").count();
    drawn += pictures;
    return page.evaluate(() => {
      const wrong = [];
      for (const element of document.querySelectorAll(".diagram *")) {
        if (/^(script|style|foreignObject|image)$/i.test(element.localName)) wrong.push(`has <${element.localName}>`);
        for (const { name, value } of element.attributes) if (/^on|^style$/i.test(name) || /javascript:/i.test(value)) wrong.push(`${name}=${value}`);
        for (const event of ["mouseover", "click", "focus"]) element.dispatchEvent(new MouseEvent(event, { bubbles: true, cancelable: true }));
      }
      return wrong;
    });
  };
  const off = await visit(browser, { bypassCSP: true }, places.host, names, touch, tell);
  const on = await visit(browser, {}, places.host, names, touch, tell);
  places.close();
  none([...off, ...on]);
  assert.ok(drawn > labels.length * frames.length, `${drawn} pictures`);
});
