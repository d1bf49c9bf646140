// The search box and search.html, used as a person uses them, and everything that
// may go wrong: group SE of the faults.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";
import { AXE, build, example, none, opened, repository, scratch, serve, watch } from "./site.mjs";

const site = await example();
const open = opened(site);

function trial(name, options, body) {
  test(name, { skip: !!process.env.CASEBOOK_SITE }, async () => {
    const context = await open.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const problems = watch(page, "");
    try {
      await body(page, (to) => page.goto(open.places.below + to), problems);
      none(problems);
    } finally {
      await context.close();
    }
  });
}

const done = (page) => page.waitForSelector("#search-results[data-state=done]");
const field = (page) => page.locator("#site-search");
const options = (page) => page.locator("[role=option]");
const find = (page, query) => page.goto(`${open.places.below}search.html?q=${encodeURIComponent(query)}`).then(() => done(page));

trial("the client is at most 13 kB", {}, async (page) => {
  await find(page, "");
  const address = await page.evaluate(() => document.querySelector("script[src*='search.js']").src);
  const script = await (await page.request.get(address)).body();
  const bytes = zlib.gzipSync(script, { level: 9 }).length;
  assert.ok(bytes > 5_000 && bytes <= 13_000, `${bytes} bytes`);
});

trial("the words of the table are cut as the index cuts them", {}, async (page) => {
  await find(page, "xyzzyq");
  const table = fs.readFileSync(path.join(repository, "tests/fixtures/tokens.txt"), "utf8").split("\n");
  const cases = table.filter((line) => line && !line.startsWith("#")).map((line) => line.split(" => "));
  assert.ok(cases.length > 40);
  const found = await page.evaluate((texts) => texts.map((text) => window.casebookTokens(text)), cases.map(([text]) => text));
  none(cases.map(([text, expected], index) => found[index] !== expected && `${text}: ${found[index]}`).filter(Boolean));
});

for (const place of ["host", "below", "disk"]) {
  test(`it works from ${place}, and nothing is refused`, async () => {
    const page = await open.browser.newPage();
    const problems = watch(page, open.places[place]);
    await page.goto(`${open.places[place]}search.html?q=certificate`);
    await done(page);
    assert.ok((await page.locator("li[data-result]").count()) > 0);
    await page.goto(`${open.places[place]}index.html`);
    await page.keyboard.press("/");
    await page.keyboard.type("certificate");
    await options(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/incidents\//);
    none(problems);
    await page.close();
  });
}

trial("all results are laid out when nobody types, also those below the window", { viewport: { width: 800, height: 400 } }, async (page) => {
  await find(page, "");
  const rows = page.locator("li[data-result]");
  assert.equal(await rows.count(), 10);
  await page.waitForFunction(() => !document.querySelector("li.later"));
  const heights = await rows.evaluateAll((all) => all.map((row) => row.querySelector(".context, p").getBoundingClientRect().height));
  none(heights.map((height, index) => !height && `row ${index} is not laid out`).filter(Boolean));
  await rows.last().locator("a").focus();
  assert.ok(await rows.last().locator("a").isVisible());
});

trial("more results come on demand, in order and each once", {}, async (page) => {
  await page.goto(`${open.places.below}search.html?q=&sort=oldest`);
  await done(page);
  const dates = () => page.locator("li[data-result] a").evaluateAll((all) => all.map((link) => link.href));
  const first = await dates();
  await page.getByRole("button", { name: /more/i }).click();
  await page.waitForFunction(() => document.querySelectorAll("li[data-result]").length > 10);
  const all = await dates();
  assert.deepEqual(all.slice(0, 10), first);
  assert.equal(new Set(all).size, all.length);
  const names = all.map((address) => /incidents\/(\d{4}-\d\d-\d\d)/.exec(address)?.[1]).filter(Boolean);
  assert.deepEqual(names, [...names].sort());
});

trial("a double click on more skips nothing, and results that cannot be loaded are said", {}, async (page, _, problems) => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  for (let day = 1; day <= 31; day += 1) {
    const date = `2031-01-${String(day).padStart(2, "0")}`;
    fs.writeFileSync(path.join(root, `content/incidents/${date}-tap.md`), `# Tap ${day} dripped\n\nThe tap dripped.\n`);
  }
  const many = await build(root);
  assert.equal(many.code, 0, many.stderr);
  const server = await serve(many);
  const rows = page.locator("li[data-result] a");
  const more = page.locator("#search-results > button");
  await page.goto(`${server.host}search.html?q=&sort=oldest`);
  await done(page);
  await more.evaluate((button) => {
    button.click();
    button.click();
  });
  await rows.nth(19).waitFor();
  await more.evaluate((button) => button.click());
  await rows.nth(29).waitFor();
  assert.deepEqual(await rows.allTextContents(), [...Array(30).keys()].map((day) => `Tap ${day + 1} dripped`));

  // The texts are in the browser's memory, so a row that cannot be made stands for one that cannot be loaded.
  await page.evaluate(() => (document.createElement = () => {
    delete document.createElement;
    throw new Error("no row");
  }));
  await more.evaluate((button) => button.click());
  await page.waitForSelector("#search-results[data-state=failed]");
  server.close();
  none(problems.splice(0));
});

trial("the box is a combobox: keys open, move, choose and close", {}, async (page, open) => {
  await open("incidents.html");
  const box = field(page);
  assert.deepEqual([await box.getAttribute("role"), await box.getAttribute("aria-expanded")], ["combobox", "false"]);
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement.id), "site-search");
  await page.keyboard.type("certif");
  await options(page).first().waitFor();
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  const list = page.locator(`#${await box.getAttribute("aria-controls")}`);
  assert.equal(await list.getAttribute("role"), "listbox");
  const count = await options(page).count();
  assert.ok(count > 1);
  assert.equal(await page.locator("[aria-selected=true]").count(), 0);
  await page.keyboard.press("ArrowDown");
  const active = async () => [await box.getAttribute("aria-activedescendant"), await page.locator("[aria-selected=true]").getAttribute("id")];
  assert.deepEqual(await active(), ["search-option-0", "search-option-0"]);
  await page.keyboard.press("ArrowUp");
  assert.equal(await box.getAttribute("aria-activedescendant"), null);
  await page.keyboard.press("ArrowUp");
  assert.deepEqual(await active(), [`search-option-${count - 1}`, `search-option-${count - 1}`]);
  await page.keyboard.press("Escape");
  assert.equal(await box.getAttribute("aria-expanded"), "false");
  assert.equal(await box.inputValue(), "certif");
  await page.keyboard.press("Escape");
  assert.equal(await box.inputValue(), "");
  await page.keyboard.type("xyzzyq");
  await page.getByText("No incident found").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual([await box.inputValue(), await page.locator(".search-note").textContent()], ["", ""]);
  await page.keyboard.type("certificate");
  await options(page).first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/search\.html\?q=certificate$/);
  await done(page);
  assert.equal(await page.locator("#search-results").getAttribute("data-query"), "certificate");
});

trial("state is in the address, and going back goes back", {}, async (page) => {
  await find(page, "certificate");
  const all = await page.locator("li[data-result]").count();
  await page.locator("#facet-year summary").click();
  await page.locator("#facet-year input").first().check();
  await page.waitForFunction((all) => document.querySelectorAll("li[data-result]").length < all, all);
  assert.match(page.url(), /year=20\d\d/);
  await page.locator("#search-sort").selectOption("oldest");
  await page.waitForURL(/sort=oldest/);
  await page.reload();
  await done(page);
  assert.equal(await page.locator("#search-sort").inputValue(), "oldest");
  assert.equal(await page.locator("#facet-year input:checked").count(), 1);
  await page.goBack();
  await page.goBack();
  await page.waitForFunction((all) => document.querySelectorAll("li[data-result]").length === all, all);
  await field(page).fill("emoji");
  await page.waitForURL(/q=emoji/);
  await page.goBack();
  await page.waitForSelector('#search-results[data-query="certificate"][data-state=done]');
  assert.equal(await field(page).inputValue(), "certificate");
});

trial("Esc clears the field, the results and the address", {}, async (page) => {
  await find(page, "certificate");
  await field(page).focus();
  await page.keyboard.press("Escape");
  await page.waitForSelector('#search-results[data-query=""][data-state=done]');
  await page.waitForURL(/search\.html$/);
  assert.equal(await field(page).inputValue(), "");
});

trial("a hit in a section links there and shows its line, marked", {}, async (page) => {
  await find(page, "pg_blocking_pids");
  const link = page.locator("li[data-result] a").first();
  assert.match(await link.getAttribute("href"), /\.html#[\w-]+$/);
  assert.match(await page.locator("li[data-result] mark").first().textContent(), /pg_blocking_pids/);
  const anchor = new URL(await link.getAttribute("href")).hash;
  await link.click();
  // The page that is left has no such place; the next one may still be on its way.
  await page.waitForURL((url) => url.hash === anchor && !url.pathname.endsWith("search.html"));
  await page.locator(anchor).waitFor({ state: "attached" });
});

trial("fields, dates and phrases narrow", {}, async (page) => {
  const count = async (query) => {
    await find(page, query);
    return Number(/\d+/.exec(await page.locator("#search-status").textContent())?.[0] ?? 0);
  };
  const all = await count("");
  assert.ok(all > 15);
  const [early, late] = [await count("before:2024-06"), await count("after:2024-06")];
  assert.equal(early + late, all);
  assert.ok(early && late);
  assert.ok((await count("year:2024")) < all);
  assert.ok((await count("certificate year:2023")) < (await count("certificate")));
  assert.ok((await count('"certificate expired"')) <= (await count("certificate expired")));
  await find(page, "severity:nonsense");
  assert.match(await page.locator("#search-status").textContent(), /No severity is “nonsense”/);
});

trial("without JavaScript the box leads to the list", { javaScriptEnabled: false }, async (page, open) => {
  await open("index.html");
  await page.locator(".search").click();
  await page.waitForURL(/incidents\.html$/);
  await open("search.html");
  assert.equal(await page.locator("main a[href='incidents.html']").count(), 1);
});

const PAYLOADS = ["<img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "<script>alert(1)</script>", '"><svg onload=alert(1)>'];

trial("SE-01, SE-03, SE-07: whatever is asked for is text and ordinary words", {}, async (page) => {
  const long = ["a".repeat(10_000), "word ".repeat(1000), `(a+)+$ ${"a".repeat(30)}`, ".*+?^${}()|[]\\", "__proto__", "constructor", "toString", "hasOwnProperty:x", '"', '""', "service:", ":", "year:", "after:x", "🔥", "ß İ", "\u0301", "سلام", "証", "-", "a".repeat(63) + "-b"];
  for (const query of [...PAYLOADS, ...long]) {
    await find(page, query);
    assert.equal(await field(page).inputValue(), query);
    assert.equal(await page.locator("main img, main svg:not(.glyph), main script").count(), 0, query);
    await field(page).fill(`${query} `);
    await page.waitForFunction((typed) => {
      const { state, query } = document.getElementById("search-results").dataset;
      return state === "done" && query === typed;
    }, `${query} `);
  }
});

trial("SE-02, SE-04: documents stay text, and words of all scripts are found and marked whole", {}, async (page, _, problems) => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  const text = '# Häßlich: <b>x</b> & "q"\n\n## Was war\n\n```html\n<script>alert("payloadword")</script> ${alert(1)} `x` \\u0041\n```\n\nStraße İzmir 証明書の期限切れ café नमस्ते 🔥 سَلَام __proto__ constructor.\n\n```js\ncasebookShard("x",`${1}`)\n```\n';
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-01-x.md"), text);
  const one = await build(root);
  assert.equal(one.code, 0, one.stderr);
  const server = await serve(one);
  const expected = { payloadword: "payloadword", STRASSE: "Straße", izmir: "İzmir", 期限切れ: "期限切れ", CAFE: "café", नमस्ते: "नमस्ते", "🔥": "🔥", سلام: "سَلَام", __proto__: "__proto__", constructor: "constructor" };
  for (const [query, mark] of Object.entries(expected)) {
    await page.goto(`${server.host}search.html?q=${encodeURIComponent(query)}`);
    await done(page);
    assert.equal(await page.locator("li[data-result]").count(), 1, query);
    const marks = await page.locator("li[data-result] mark").allTextContents();
    assert.ok(marks.some((one) => mark.includes(one) || one.includes(mark)), `${query}: ${marks}`);
    assert.equal(await page.locator("main script, main b").count(), 0);
  }
  assert.match(await page.locator("li[data-result] a").textContent(), /<b>x<\/b>|x & "q"/);
  server.close();
  none(problems.splice(0));
});

test("SE-05: a missing, truncated or foreign index is said, with a way out", async () => {
  const breaks = {
    "no index": (file) => (/search\/index\.js$/.test(file) ? "404" : undefined),
    "no shard": (file) => (/search\/w\w+\.js$/.test(file) ? "404" : undefined),
    "truncated index": (file, text) => (/search\/index\.js$/.test(file) ? text.slice(0, 90) : undefined),
    "truncated shard": (file, text) => (/search\/w\w+\.js$/.test(file) ? text.slice(0, -20) : undefined),
    "not an index": (file) => (/search\/index\.js$/.test(file) ? 'casebookShard("index",`[1]`)' : undefined),
    "a shard of another build": (file) => (/search\/[wd]\w+\.js$/.test(file) ? 'casebookShard("other",`x`)' : undefined),
  };
  for (const [name, how] of Object.entries(breaks)) {
    const page = await open.browser.newPage();
    await page.route("**/search/*.js*", (route) => {
      const file = new URL(route.request().url()).pathname;
      const body = how(file, site.text(file.slice(1)));
      if (body === undefined) return route.continue();
      return body === "404" ? route.fulfill({ status: 404, body: "not found" }) : route.fulfill({ contentType: "text/javascript", body });
    });
    await page.goto(`${open.places.host}search.html?q=certificate`);
    await page.waitForSelector("#search-results[data-state=failed]", { timeout: 5000 });
    assert.match(await page.locator("main").textContent(), /Search is unavailable/, name);
    assert.ok((await page.locator("main a[href$='incidents.html']:visible").count()) > 0, name);
    await page.goto(`${open.places.host}index.html`);
    await field(page).focus();
    await page.keyboard.type("certificate");
    await page.locator(".search-note a[href$='incidents.html']").waitFor();
    assert.match(await page.locator(".search-note").textContent(), /unavailable/, name);
    await page.close();
  }
});

trial("SE-06: of ten key strokes a second only the last answer is shown", {}, async (page, open) => {
  // The first letters' answers come last.
  let delay = 900;
  await page.route("**/search/[wdp]*.js", async (route) => {
    await new Promise((over) => setTimeout(over, (delay = Math.max(0, delay - 150))));
    await route.continue();
  });
  await open("search.html");
  await done(page);
  await field(page).focus();
  await page.keyboard.type("certificate", { delay: 100 });
  await page.waitForSelector('#search-results[data-query="certificate"][data-state=done]');
  const shown = () => page.locator("li[data-result] a").allTextContents();
  const last = await shown();
  await page.waitForTimeout(1200);
  assert.deepEqual(await shown(), last);
  await page.waitForURL(/q=certificate$/);
  await open("index.html");
  delay = 900;
  await field(page).focus();
  await page.keyboard.type("emoji", { delay: 100 });
  await page.waitForTimeout(1500);
  assert.match(await options(page).first().textContent(), /emoji/);
  assert.match(await options(page).last().textContent(), /^(1 result|All [\d,]+ results)$/);
});

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 320]) {
    trial(`${colorScheme}, ${width} px: axe finds nothing on results, on an open list, on nothing found`, { colorScheme, viewport: { width, height: 800 } }, async (page, open, problems) => {
      const axe = async (name) => {
        await page.evaluate(AXE);
        const found = await page.evaluate(async (values) => {
          for (const fold of document.querySelectorAll("main details")) fold.open = true;
          await new Promise((over) => setTimeout(over, 200));
          const { violations } = await window.axe.run({ runOnly: { type: "tag", values } });
          return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary}`));
        }, RULES);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        problems.push(...found.map((one) => `${name}: ${one}`), ...(over > 0 ? [`${name}: ${over} px too wide`] : []));
      };
      await find(page, "certificate expired");
      await axe("results");
      await find(page, "certifcate xyzzyq");
      await axe("typing error");
      await find(page, "xyzzyq");
      await axe("nothing found");
      await open("index.html");
      await field(page).focus();
      await page.keyboard.type("certificate");
      await options(page).first().waitFor();
      await page.keyboard.press("ArrowDown");
      await axe("open list");
    });
  }
}
