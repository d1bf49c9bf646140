// Small screens: nothing moves while a page loads, and rows of tables are blocks that fit.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { address, build, example, none, opened, scratch } from "./site.mjs";

const site = await example();
const open = opened(site);
const WIDTH = 390;
const LISTS = ["index.html", "incidents.html", "actions.html", "search.html", "causes.html", "trends.html"];
/** What browsers count as good. */
const MOST = 0.1;

/** Runs `body` with a page of a phone. */
async function phone(options, body) {
  const context = await open.browser.newContext({ viewport: { width: WIDTH, height: 844 }, ...options });
  const page = await context.newPage();
  await body(page, (name) => page.goto(address(open.places.host, name)));
  await context.close();
}

test("nothing moves while a page loads", async () => {
  const found = [];
  for (const name of LISTS) {
    await phone({}, async (page, go) => {
      await page.addInitScript(() => {
        window.moved = 0;
        const add = (list) => list.getEntries().forEach((entry) => (window.moved += entry.value));
        new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
      });
      await go(name);
      await page.waitForTimeout(800);
      const moved = await page.evaluate(() => window.moved);
      if (moved > MOST) found.push(`${name}: ${moved.toFixed(3)}`);
    });
  }
  none(found);
});

const TABLES = [
  // A row's lines from top to bottom, and a name that must be said before a value.
  ["incidents.html", ".rows", ["td:nth-child(3)", "tbody th", "td:nth-child(4)", "td:nth-child(6)"], ["td:nth-child(1)", "td:nth-child(8)"]],
  ["actions.html", ".actions", ["td:nth-child(2)", "tbody th", "[data-f=owner]", ".of"], ["td.due", "td:nth-child(5)"]],
];
for (const javaScriptEnabled of [true, false]) {
  for (const [name, table, lines, beside] of TABLES) {
    test(`${name}: each row is a block, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
      await phone({ javaScriptEnabled }, async (page, go) => {
        await go(name);
        const tops = await page.locator(`${table} tbody tr`).first().evaluate((row, lines) => lines.map((line) => row.querySelector(line.replace("tbody ", "")).getBoundingClientRect().top), lines);
        assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
        assert.equal(new Set(tops).size, tops.length, `one below the other: ${tops}`);
        const whole = await page.locator(".table-scroll").evaluateAll((boxes) => boxes.filter((box) => box.checkVisibility()).every((box) => box.scrollWidth <= box.clientWidth));
        assert.ok(whole, "nothing is cut off");
        for (const cell of beside) assert.ok(await page.locator(`${table} ${cell}`).first().isVisible(), cell);
      });
    });
  }

  test(`the navigation fits and has everything, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    await phone({ javaScriptEnabled }, async (page, go) => {
      await go("index.html");
      const nav = page.locator(".site-nav");
      const fits = () => nav.evaluate((nav) => nav.scrollWidth <= nav.clientWidth && [...nav.querySelectorAll("a")].every((link) => !link.checkVisibility() || link.getBoundingClientRect().right <= innerWidth));
      const links = nav.locator("a:visible");
      assert.deepEqual(await links.allTextContents(), ["Incidents", "Actions", "Trends"]);
      assert.ok(await fits());
      await nav.locator("summary").click();
      assert.equal(await links.count(), await nav.locator("a").count());
      assert.ok(await fits());
      await page.setViewportSize({ width: 1280, height: 800 });
      await go("index.html");
      assert.equal(await links.count(), await nav.locator("a").count());
      assert.ok(await nav.locator("summary").isHidden());
    });
  });
}

test("a table is sorted by its heads on a phone too", async () => {
  await phone({}, async (page, go) => {
    await go("incidents.html");
    const titles = () => page.locator(".rows tbody th a").allTextContents();
    const before = await titles();
    await page.getByRole("button", { name: "Incident", exact: true }).click();
    assert.notDeepEqual(await titles(), before);
  });
});

test("rows of a long list are laid out when they come into sight, and nothing moves by it", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content"));
  for (let at = 0; at < 250; at += 1) {
    const day = new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
    fs.writeFileSync(path.join(root, "content", `outage-${at}.md`), `# Outage ${at}\n\nDate: ${day}\n\n## Summary\n\nThe queue was full.\n\n## Action items\n\n- Add room (@sam)\n`);
  }
  const { directory } = await build(root);
  for (const [name, table] of [["incidents.html", ".rows"], ["actions.html", ".actions"]]) {
    await phone({}, async (page) => {
      await page.goto(`file://${directory}/${name}`);
      const rows = page.locator(`${table} tbody tr`);
      const first = await rows.first().evaluate((row) => row.getBoundingClientRect().height);
      const last = rows.last();
      const height = () => last.evaluate((row) => row.getBoundingClientRect().height);
      const becomes = async (shown) => page.waitForFunction(([row, shown]) => row.querySelector("th").checkVisibility({ contentVisibilityAuto: true }) === shown, [await last.elementHandle(), shown]);
      await becomes(false);
      assert.ok(Math.abs((await height()) - first) < first / 2, `${name}: a guess of ${await height()} for rows of ${first} px`);
      await last.scrollIntoViewIfNeeded();
      await becomes(true);
      assert.equal(await height(), first, name);
    });
  }
});
