// What the theme's script adds, used as a person uses it; and paper.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { address, build, example, none, opened, scratch, serve, watch } from "./site.mjs";

const site = await example();
const incident = site.pages.filter((page) => page.startsWith("incidents/")).sort((a, b) => site.text(b).length - site.text(a).length)[0];
const open = opened(site);

/** A test in a browser context of its own that also fails on any error of the page. */
function trial(name, options, body) {
  test(name, async () => {
    const context = await open.browser.newContext({ colorScheme: "light", viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const problems = watch(page, open.places.below);
    try {
      await body(page, (to) => page.goto(address(open.places.below, to.replace(/[?#].*/, "")) + to.replace(/^[^?#]*/, "")));
      none(problems);
    } finally {
      await context.close();
    }
  });
}

const theme = (page) => page.locator("html").getAttribute("data-theme");
/** How light the paper is: 0 to 255. */
const paper = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    const colours = [document.documentElement, document.body].map((element) => getComputedStyle(element).backgroundColor);
    canvas.fillStyle = "#fff";
    canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    return canvas.getImageData(0, 0, 1, 1).data[1];
  });
const rows = (page) => page.locator("main table[data-sortable] tbody tr:visible");

trial("the theme follows the system until the reader chooses", {}, async (page, open) => {
  await open("index.html");
  assert.ok((await paper(page)) > 200);
  await page.emulateMedia({ colorScheme: "dark" });
  assert.ok((await paper(page)) < 80);
  assert.equal(await theme(page), null);
});

trial("the toggle works by keyboard, says its state, and is remembered on every page", {}, async (page, open) => {
  await open("index.html");
  const toggle = page.locator(".theme-toggle");
  const choose = async (wanted) => {
    await toggle.focus();
    for (let tries = 0; (await theme(page)) !== wanted && tries < 4; tries += 1) await page.keyboard.press("Enter");
    assert.equal(await theme(page), wanted);
  };
  await choose("dark");
  assert.match(await toggle.textContent(), /dark/i);
  assert.ok((await paper(page)) < 80);
  await open(incident);
  assert.equal(await theme(page), "dark");
  assert.match(await toggle.textContent(), /dark/i);
  assert.ok((await paper(page)) < 80);
  await choose("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.reload();
  assert.equal(await theme(page), "light");
  assert.ok((await paper(page)) > 200);
  await choose(null);
  await page.reload();
  assert.equal(await theme(page), null);
});

trial("the header does not move when the script comes", { viewport: { width: 768, height: 800 } }, async (page, open) => {
  await page.addInitScript(() => {
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  await open("index.html");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.moved), 0);
  const tops = await page.locator(".site-bar > *").evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => Math.round(top + height / 2)));
  assert.ok(Math.max(...tops) - Math.min(...tops) <= 2, `one line: ${tops}`);
});

trial("a box that is wider than the screen shows at which edge there is more", { viewport: { width: 760, height: 800 } }, async (page, open) => {
  await open("incidents.html");
  // Waits for the edges: whoever scrolls is told of it a moment later.
  const edges = (selector, left, expected) => {
    const are = ({ selector, left, expected }) => {
      const box = document.querySelector(selector);
      box.scrollLeft = left;
      return ["more-left", "more-right"].filter((name) => box.classList.contains(name)).join(" ") === expected;
    };
    return page.waitForFunction(are, { selector, left, expected });
  };
  await edges("main .table-scroll", 0, "more-right");
  await edges("main .table-scroll", 40, "more-left more-right");
  await edges("main .table-scroll", 9999, "more-left");
  await page.setViewportSize({ width: 1600, height: 800 });
  await edges("main .table-scroll", 0, "");
});

trial("without JavaScript there is no toggle, no filter and no sorting to be seen", { javaScriptEnabled: false }, async (page, open) => {
  await open("incidents.html");
  assert.equal(await page.locator(".theme-toggle:visible, form.filters:visible, th button").count(), 0);
  assert.ok((await rows(page).count()) > 1);
});

trial("the chosen theme is there before the first paint", {}, async (page, open) => {
  await open("index.html");
  await page.evaluate(() => localStorage.setItem("casebook-theme", "dark"));
  await page.addInitScript(() => {
    window.themed = [];
    const note = () => {
      if (document.documentElement?.dataset.theme && !window.themed.length) window.themed.push(performance.now(), document.body !== null);
    };
    new MutationObserver(note).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-theme"] });
  });
  await open(incident);
  await page.waitForFunction(() => performance.getEntriesByName("first-paint").length);
  const { themed, painted } = await page.evaluate(() => ({ themed: window.themed, painted: performance.getEntriesByName("first-paint")[0].startTime }));
  const [at, hadBody] = themed;
  assert.equal(hadBody, false, "there was something to paint before the theme was set");
  assert.ok(at < painted, `themed at ${at} ms, painted at ${painted} ms`);
});

trial("columns sort by keyboard and say so", {}, async (page, open) => {
  await open("incidents.html");
  const heads = page.locator("main table[data-sortable] thead th");
  const names = await heads.allTextContents();
  const initial = await rows(page).allTextContents();
  let sorted = 0;
  for (let column = 0; column < names.length; column += 1) {
    const head = heads.nth(column);
    if (!(await head.locator("button").count())) continue;
    sorted += 1;
    const keys = () =>
      rows(page).evaluateAll((all, column) => all.map(({ cells }) => cells[column].getAttribute("data-v") ?? cells[column].textContent.trim().replace(/\s+/g, " ")), column);
    await head.locator("button").focus();
    await page.keyboard.press("Enter");
    const first = await head.getAttribute("aria-sort");
    assert.match(first, /^(ascending|descending)$/, names[column]);
    const once = await keys();
    await page.keyboard.press("Space");
    const second = await head.getAttribute("aria-sort");
    assert.deepEqual([first, second].sort(), ["ascending", "descending"], names[column]);
    const twice = await keys();
    const up = first === "ascending" ? once : twice;
    const down = first === "ascending" ? twice : once;
    // Numbers and dates compare as such whatever the language; what is missing stands last.
    const plain = up.filter((key) => /^-?[\d.]+$/.test(key)).map(Number);
    assert.deepEqual(plain, [...plain].sort((a, b) => a - b), names[column]);
    const dates = up.filter((key) => /^\d{4}-\d\d-\d\d$/.test(key));
    assert.deepEqual(dates, [...dates].sort(), names[column]);
    const missing = (key) => key === "" || key === "not stated";
    for (const order of [up, down]) assert.equal(order.findIndex(missing) < 0 || order.slice(order.findIndex(missing)).every(missing), true, names[column]);
    if (new Set(up).size > 1) assert.notDeepEqual(up, down, names[column]);
    assert.equal(await page.locator("main table[data-sortable] th[aria-sort]").count(), 1);
  }
  assert.ok(sorted >= 6, `${sorted} columns sort`);
  assert.deepEqual((await rows(page).allTextContents()).sort(), initial.sort(), "no row comes or goes");
});

for (const list of ["incidents.html", "actions.html"]) {
  trial(`${list}: filters work by keyboard, say how many are left, and keep to the address`, {}, async (page, open) => {
    await open(list);
    // Folded groups of finished actions are on the page, too.
    const all = await page.locator("main tbody tr").count();
    const unfolded = await rows(page).count();
    assert.ok(unfolded > 1);
    const count = page.locator("form.filters .count");
    assert.equal(await count.getAttribute("role"), "status");
    const selects = page.locator("form.filters select");
    assert.ok((await selects.count()) >= 2);
    for (let at = 0; at < (await selects.count()); at += 1) {
      const select = selects.nth(at);
      const name = await select.getAttribute("name");
      await select.focus();
      await page.keyboard.press("ArrowDown");
      const value = await select.inputValue();
      assert.notEqual(value, "", name);
      const left = await rows(page).count();
      assert.ok(left > 0 && left <= all, `${name}=${value} leaves ${left}`);
      if (name !== "year") {
        const cells = await page.locator(`main tbody tr:visible [data-f="${name}"]`).allTextContents();
        assert.ok(cells.length === left && cells.every((cell) => cell.includes(value)), `${name}=${value} shows ${cells.join(" | ")}`);
      }
      assert.equal(new URL(page.url()).searchParams.get(name), value);
      assert.match(await count.textContent(), new RegExp(`\\b${left}\\b.*\\b${all}\\b|^All ${all}\\b`));
      await page.reload();
      assert.equal(await select.inputValue(), value, "the address brings it back");
      assert.equal(await rows(page).count(), left);
      await page.locator("form.filters button[type=reset]").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction((all) => [...document.querySelectorAll("main tbody tr")].filter((row) => row.checkVisibility()).length === all, unfolded);
      assert.equal(new URL(page.url()).search, "");
    }
  });
}

trial("trends.html: filters and sorting belong to the table of phases, and the latest quarters are seen first", { viewport: { width: 320, height: 800 } }, async (page, open) => {
  await open("trends.html");
  const others = () => page.locator(".trend:not(#phases) tbody tr:not([hidden])").count();
  const before = await others();
  const own = page.locator("#phases tbody tr");
  const all = await own.count();
  for (const name of ["severity", "service", "cause"]) {
    const select = page.locator(`#phases form.filters select[name=${name}]`);
    await select.focus();
    await page.keyboard.press("ArrowDown");
    const value = await select.inputValue();
    const left = await page.locator("#phases tbody tr:visible").count();
    assert.ok(value && left > 0 && left < all, `${name}=${value} leaves ${left} of ${all}`);
    if (name !== "severity") {
      for (const row of await page.locator("#phases tbody tr:visible").all()) assert.ok((await row.getAttribute(`data-${name}`)).split("\n").includes(value), name);
    }
    assert.equal(await others(), before, "other tables keep their rows");
    await page.locator("#phases button[type=reset]").click();
    await page.waitForFunction((all) => document.querySelectorAll("#phases tbody tr:not([hidden])").length === all, all);
  }
  const lengths = () => own.evaluateAll((rows) => rows.map((row) => Number(row.cells[3].getAttribute("data-v"))));
  await page.locator("#phases th button", { hasText: "Undetected" }).click();
  const sorted = await lengths();
  assert.deepEqual(sorted, [...sorted].sort((a, b) => a - b));
  // The box of marks shows its right end, in both directions of writing.
  const latest = () => page.locator("#quarters .latest-first").evaluate((box) => {
    const last = [...box.querySelectorAll("a")].pop().getBoundingClientRect();
    const seen = box.getBoundingClientRect();
    return box.scrollWidth > box.clientWidth && last.right <= seen.right && last.left >= seen.left;
  });
  assert.ok(await latest());
  await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
  assert.ok(await latest());
});

trial("words filter too, and going back brings them back", {}, async (page, open) => {
  await open("incidents.html");
  const all = await rows(page).count();
  const title = (await rows(page).last().locator("th a").textContent()).trim();
  await page.locator("form.filters input[name=q]").focus();
  await page.keyboard.type(title);
  const left = await rows(page).count();
  assert.ok(left > 0 && left < all, `${left} of ${all}`);
  await rows(page).first().locator("th a").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/incidents\//);
  await page.goBack();
  assert.equal(new URL(page.url()).searchParams.get("q"), title);
  assert.equal(await page.locator("form.filters input[name=q]").inputValue(), title);
  assert.equal(await rows(page).count(), left);
  await page.locator("form.filters input[name=q]").fill("no such words anywhere");
  assert.equal(await rows(page).count(), 0);
  assert.equal(await page.locator("form.filters .count").textContent(), "No incident fits");
  assert.equal(await page.locator("main table:visible").count(), 0, "no heads without rows");
});

trial("what is asked for in the address is text", {}, async (page, open) => {
  const text = `<img src=x onerror=alert(1)>"'`;
  await open(`incidents.html?q=${encodeURIComponent(text)}&severity=${encodeURIComponent(text)}#${encodeURIComponent(text)}`);
  assert.equal(await page.locator("form.filters input[name=q]").inputValue(), text);
  assert.equal(await page.locator("img[src=x]").count(), 0);
});

trial("the first stop of the keyboard leads to the content", {}, async (page, open) => {
  await open(incident);
  await page.keyboard.press("Tab");
  const stop = await page.evaluate(() => ({ href: document.activeElement.getAttribute("href"), top: document.activeElement.getBoundingClientRect().top }));
  const content = await page.locator("main").getAttribute("id");
  assert.deepEqual([stop.href, stop.top >= 0], [`#${content}`, true]);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), content);
});

trial("nothing moves for those who asked for that", { reducedMotion: "reduce" }, async (page, open) => {
  for (const name of ["index.html", "incidents.html", incident]) {
    await open(name);
    await page.locator("main a").first().hover();
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0, name);
  }
});

trial("on paper there is no navigation, dark or light, and links show where they lead", { colorScheme: "dark" }, async (page, open) => {
  await open("index.html");
  await page.evaluate(() => localStorage.setItem("casebook-theme", "dark"));
  await open(incident);
  const seen = "header nav:visible, main nav:visible, footer:visible, .theme-toggle:visible, form.filters:visible";
  assert.ok((await page.locator(seen).count()) > 0, "on the screen it is there");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.locator(seen).count(), 0);
  assert.ok((await paper(page)) > 240, "white paper");
  assert.equal(await page.locator("main h1:visible").count(), 1);
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const links = await page.locator("main a[href^=http]").evaluateAll((links) =>
    links.map((link) => {
      const to = link.getAttribute("href");
      // Once, and not in the narrow columns of action items.
      return { to, wanted: link.textContent !== to && !link.closest(".actions td"), shown: getComputedStyle(link, "::after").content.includes(to) };
    }),
  );
  assert.ok(links.some((link) => link.wanted) && links.some((link) => !link.wanted));
  none(links.filter((link) => link.wanted !== link.shown).map((link) => `${link.to}: ${link.shown ? "shown" : "missing"}`));
});

trial("columns stand as the author aligned them", {}, async (page, open) => {
  const name = site.pages.find((page) => /<td class="right">/.test(site.text(page)));
  await open(name);
  const aligned = (selector) => page.locator(selector).evaluateAll((cells) => [...new Set(cells.map((cell) => getComputedStyle(cell).textAlign))]);
  assert.deepEqual(await aligned(":is(th, td).right"), ["right"]);
});

test("landmarks of a page have names of their own, and every form has a button that submits it", () => {
  const problems = [];
  for (const page of site.pages) {
    const names = [...site.text(page).matchAll(/<nav[^>]* aria-label="([^"]*)"/g)].map(([, name]) => name);
    if (new Set(names).size < names.length) problems.push(`${page}: ${names.join(", ")}`);
    for (const [form] of site.text(page).matchAll(/<form[\s>].*?<\/form>/gs)) if (!/<button type="submit">/.test(form)) problems.push(`${page}: a form without submit`);
  }
  none(problems);
});

const item = (name, due, state) => `| ${name} | Ops | ${due} | ${state} |\n`;
const table = (rows) => `## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n${rows.join("")}`;
const incidents = {
  "2026-01-10-a.md": `---\ntitle: A\ncauses: [x]\n---\n${table([item("was late", "2026-01-05", "open"), item("late by now", "2026-02-01", "open"), item("late too", "2026-02-01", "in progress"), item("has time", "2031-01-01", "open"), item("over", "2026-01-05", "done")])}`,
  "2026-01-09-b.md": `---\ntitle: B\ncauses: [x]\n---\n${table([item("later still", "2026-02-20", "open")])}`,
};

/** What a page says is overdue, as its numbers and its rows. */
const overdue = (page) =>
  page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility({ visibilityProperty: true }));
    return {
      said: seen(".overdue-count").map((one) => one.innerText.trim()),
      dated: seen(".as-of").length,
      groups: seen(".action-group h2").map((one) => one.textContent),
      rows: seen(".action-group").map((group) => [...group.querySelectorAll("tbody th")].map((one) => one.textContent)),
      lines: seen(".attention .action-lines li").length,
      marks: seen("[data-open] .overdue").length,
      ages: [...document.querySelectorAll("[data-since]")].map((one) => one.textContent),
    };
  });

for (const javaScriptEnabled of [true, false]) {
  test(`overdue is reckoned on ${javaScriptEnabled ? "the reader's day, in all places alike" : "the day of the build without JavaScript"}`, async () => {
    const root = scratch();
    fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
    for (const [name, text] of Object.entries(incidents)) fs.writeFileSync(path.join(root, "content/incidents", name), text);
    const server = await serve(await build(root));
    const context = await open.browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    if (javaScriptEnabled) await page.clock.setFixedTime(new Date("2026-03-01T12:00:00Z"));
    const at = async (name) => {
      await page.goto(server.host + name);
      return overdue(page);
    };
    const now = javaScriptEnabled;
    const whole = now ? "(4 overdue)" : "(1 overdue as of 10 Jan 2026)";
    const actions = await at("actions.html");
    assert.deepEqual(actions.said, [whole]);
    assert.deepEqual(actions.groups, now ? ["Overdue 4", "Open 1", "Done 1"] : ["Overdue 1", "Open 4", "Done 1"]);
    assert.deepEqual(actions.rows[0], now ? ["was late", "late by now", "late too", "later still"] : ["was late"]);
    assert.equal(actions.marks, now ? 4 : 1);
    // Each age is counted to one and the same day, which the page names if it is not the reader's.
    assert.equal(actions.dated, now ? 0 : 2);
    assert.deepEqual([...new Set(actions.ages)].sort(), now ? ["50 days", "51 days"] : ["0 days", "1 day"]);
    const home = await at("index.html");
    assert.deepEqual(home.said, now ? ["Overdue\n4"] : ["Overdue\n1\nas of 10 Jan 2026"]);
    assert.deepEqual([home.lines, home.marks, home.dated], now ? [4, 4, 0] : [1, 1, 1]);
    assert.deepEqual((await at("causes/x.html")).said[0], whole);
    const incident = await at("incidents/b.html");
    assert.deepEqual([incident.said, incident.marks], now ? [["(1 overdue)"], 1] : [[], 0]);
    await context.close();
    server.close();
  });
}

test("blocks of code are copied, of a console session the commands alone", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-02-code.md"), "# Code\n\n```sql\nSELECT 1;\n-- one\n```\n\n```console\n$ kubectl get pods \\\n    --all\nNAME   READY\nweb-1  0/1\nkim@db-1:~$ df -h\n/dev/sda 100%\n```\n");
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-03-none.md"), "# None\n\nNo `code` in a block.\n");
  const own = await build(root);
  const page = await open.browser.newPage();
  try {
    await page.addInitScript(() => {
      window.copied = [];
      Object.defineProperty(navigator, "clipboard", { value: { writeText: (text) => Promise.resolve(window.copied.push(text)) } });
    });
    await page.goto(`file://${own.directory}/incidents/code.html`);
    const buttons = page.getByRole("button", { name: "Copy" });
    await buttons.nth(1).waitFor();
    await buttons.nth(1).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    await buttons.first().click();
    await page.waitForFunction(() => window.copied.length === 2);
    assert.deepEqual(await page.evaluate(() => window.copied), ["kubectl get pods \\\n    --all\ndf -h", "SELECT 1;\n-- one"]);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".code button:visible").count(), 0);
    // Where there is no code, nothing is loaded.
    await page.goto(`file://${own.directory}/incidents/none.html`, { waitUntil: "networkidle" });
    assert.equal(await page.locator("script[src*=copy]").count(), 0);
  } finally {
    await page.close();
  }
});
