// The replay of a timeline, used as a person uses it, and the facilitator's sheet.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { address, build, example, none, opened, scratch, watch } from "./site.mjs";

const site = await example();
const open = opened(site);
const offers = (page) => site.text(page).includes("data-replay");
const replayed = site.pages.filter(offers);

const ARCHIVE = {
  "2026-03-14-queue.md": `---
title: The queue of doom
id: INC-7
started: 2026-03-14T23:40:00+01:00
resolved: 2026-03-15T02:05:00+01:00
summary: The queue was full.
root_cause: A consumer had lost its password.
remediation: The password is rotated by a program.
---
## Timeline

- 2026-03-14 23:40 CET: the queue fills
- 23:41 CET: **Detected** by the alert, see [the cause](#root-cause)
- 23:41 CET: **Hypothesis**: the disk is slow
- ~23:50 CET: **Dead end**: the network is measured
- 2026-03-15 02:05 CET: **Resolved** by a new password

## Root cause

A consumer had lost its password.
`,
  "2026-02-01-short.md": `# Short\n\n## Timeline\n\n- 09:00 UTC: a\n- 09:01 UTC: b\n- 09:02 UTC: c\n- later: d\n`,
  "2026-01-05-order.md": `---\ntitle: Out of order\ndate: 2026-01-05\nlang: ar\n---\n## Timeline\n\n- 09:00 UTC: one\n- 08:30 UTC: two\n- 10:00 UTC: three\n- 10:00:30 UTC: four\n- 12:05 UTC: five\n`,
};
const own = await (async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  for (const [name, text] of Object.entries(ARCHIVE)) fs.writeFileSync(path.join(root, "content/incidents", name), text);
  return build(root);
})();
const QUEUE = "incidents/queue.html";

/** Runs `body` with a page of `of`, from the disk. */
async function reading(name, body, { of = own, options = {}, prepare = () => {} } = {}) {
  const context = await open.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const base = `file://${of.directory}/`;
  const problems = watch(page, base);
  try {
    await prepare(context, page);
    await page.goto(address(base, name));
    await body(page);
    none(problems);
  } finally {
    await context.close();
  }
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const begin = async (page) => {
  await button(page, "Replay").click();
  await page.locator(".replay-bar").waitFor();
};
const shown = (page) => page.locator("main").evaluate((main) => main.innerText);
const progress = (page) => page.locator(".replay-progress").textContent();
const entries = (page) => page.locator("li.entry:visible").count();
const markup = (page) => page.locator("main").evaluate((main) => main.innerHTML.replaceAll(' class=""', ""));

test("the script comes only when somebody asks for a replay, and only where there is enough to replay", async () => {
  assert.ok(replayed.length > 5);
  assert.ok(!own.text("incidents/short.html").includes("data-replay"), "three entries have times");
  await reading(QUEUE, async (page) => {
    const loaded = () => page.evaluate(() => [...document.querySelectorAll("script")].filter((script) => script.src.includes("replay")).length);
    assert.equal(await loaded(), 0);
    await begin(page);
    assert.equal(await loaded(), 1);
    await page.keyboard.press("Escape");
    await begin(page);
    assert.equal(await loaded(), 1);
  });
  await reading("incidents/short.html", async (page) => assert.equal(await button(page, "Replay").count(), 0));
});

test("without JavaScript there is no button", async () => {
  await reading(QUEUE, async (page) => assert.equal(await page.locator("main button:visible").count(), 0), { options: { javaScriptEnabled: false } });
});

test("a replay shows the first entry and nothing that tells how it ended", async () => {
  await reading(QUEUE, async (page) => {
    await begin(page);
    const text = await shown(page);
    for (const gone of ["doom", "password", "Resolved", "Detected", "disk", "network", "2 h", "Root cause", "15 Mar"]) assert.ok(!text.includes(gone), gone);
    for (const here of ["Replay of INC-7", "the queue fills", "23:40", "1 of 5", "What would you do next?", "14 Mar 2026"]) assert.ok(text.includes(here), here);
  });
});

test("in every replay of the example archive only the entries so far are seen", async () => {
  for (const name of replayed) {
    await reading(name, async (page) => {
      const all = await page.locator("li.entry").count();
      await begin(page);
      for (let step = 1; step <= Math.min(all, 3); step += 1) {
        assert.equal(await progress(page), `${step} of ${all}`, name);
        assert.equal(await entries(page), step, name);
        const others = ".card, .phases, .prose, .actions, .happened, .related, .details, .sources, .neighbours, .contents-side, .contents-folded, .timeline-figure, h2";
        assert.equal(await page.locator("main").locator(others).filter({ visible: true }).evaluateAll((all) => all.filter((one) => !one.closest(".entry, .replay-head")).length), 0, name);
        await page.keyboard.press("ArrowRight");
      }
    }, { of: site });
  }
});

test("it goes by keyboard, tells the time between, keeps the focus, and is announced", async () => {
  await reading(QUEUE, async (page) => {
    await begin(page);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Replay of INC-7");
    await page.keyboard.press(" ");
    await page.keyboard.press("ArrowRight");
    assert.equal(await progress(page), "3 of 5");
    const status = page.locator(".replay-bar [role=status]");
    assert.match(await status.textContent(), /^3 of 5\..*at the same time.*the disk is slow.*What would you do next\?$/s);
    await page.keyboard.press("ArrowLeft");
    assert.equal(await progress(page), "2 of 5");
    const next = button(page, "Next entry");
    await next.focus();
    for (let times = 0; times < 5; times += 1) await page.keyboard.press("Enter");
    assert.equal(await progress(page), "5 of 5");
    assert.equal(await next.getAttribute("aria-disabled"), "true");
    assert.ok(await next.evaluate((next) => next === document.activeElement), "the focus stays");
    assert.match(await shown(page), /That was the last entry/);
    assert.deepEqual(await page.locator(".replay-gap").allTextContents(), ["1 min later", "at the same time", "about 9 min later", "about 2 h 15 min later"]);
    await page.keyboard.press("Space");
    assert.equal(await progress(page), "5 of 5", "there is nothing after the end");
    const back = button(page, "Back");
    await back.focus();
    await page.keyboard.press("Space");
    assert.equal(await progress(page), "4 of 5", "the space bar presses the button");
  });
});

test("the time between is not told where it is not certain", async () => {
  await reading("incidents/order.html", async (page) => {
    await begin(page);
    for (let times = 0; times < 4; times += 1) await button(page, "Next entry").click();
    assert.equal(await progress(page), "5 of 5");
    assert.deepEqual(await page.locator(".replay-gap").allTextContents(), ["1 h 30 min later", "30 s later", "2 h 4 min later"]);
    // In a text from right to left the arrows turn around.
    await page.keyboard.press("ArrowRight");
    assert.equal(await progress(page), "4 of 5");
  });
});

test("whoever leaves finds the page as it was, and goes on later where they were", async () => {
  await reading(QUEUE, async (page) => {
    const before = await markup(page);
    await begin(page);
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    assert.equal(await markup(page), before);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Replay");
    await begin(page);
    assert.equal(await progress(page), "2 of 5");
    await page.evaluate(() => (window.print = () => {}));
    await button(page, "Print the facilitator's sheet").click();
    await button(page, "Leave the replay").click();
    assert.equal(await markup(page), before);
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator(".replay-bar").count(), 0, "the keys are the page's again");
  });
});

test("typing into the search box does not replay", async () => {
  await reading(QUEUE, async (page) => {
    await begin(page);
    await page.keyboard.press("/");
    await page.keyboard.type("a b");
    await page.keyboard.press("ArrowRight");
    assert.equal(await progress(page), "1 of 5");
  });
});

test("it works where trusted types are required", async () => {
  const server = "http://replay.test/";
  const context = await open.browser.newContext();
  await context.route(`${server}**`, (route) => {
    const file = path.join(own.directory, new URL(route.request().url()).pathname);
    const type = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" }[path.extname(file)];
    return route.fulfill({ body: fs.readFileSync(file), headers: { "content-type": type, "content-security-policy": "require-trusted-types-for 'script'" } });
  });
  const page = await context.newPage();
  const problems = watch(page, server);
  await page.goto(server + QUEUE);
  await begin(page);
  await page.evaluate(() => (window.print = () => {}));
  await button(page, "Print the facilitator's sheet").click();
  await page.keyboard.press("Escape");
  none(problems);
  await context.close();
});

test("on a phone nothing is wider than the screen, and the newest entry is not behind the buttons", async () => {
  const longest = replayed.sort((a, b) => site.text(b).split('class="entry"').length - site.text(a).split('class="entry"').length)[0];
  await reading(longest, async (page) => {
    await begin(page);
    const all = await page.locator("li.entry").count();
    for (let step = 2; step <= all; step += 1) {
      await page.keyboard.press("ArrowRight");
      const seen = await page.evaluate(() => {
        const now = document.querySelector(".replay-now").getBoundingClientRect();
        const bar = document.querySelector(".replay-bar").getBoundingClientRect();
        return { over: document.documentElement.scrollWidth - innerWidth, behind: now.height < innerHeight - bar.height && now.bottom > bar.top + 1 };
      });
      assert.deepEqual(seen, { over: 0, behind: false }, `entry ${step}`);
    }
    assert.equal(await page.evaluate(() => document.getAnimations().length), 0, "nothing moves");
  }, { of: site, options: { viewport: { width: 320, height: 640 } } });
});

test("the facilitator's sheet has all entries, asks where people guessed, and tells the end on the last page", async () => {
  await reading(QUEUE, async (page) => {
    await page.evaluate(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    await begin(page);
    const screen = await shown(page);
    const sheet = button(page, "Print the facilitator's sheet");
    await sheet.click();
    assert.equal(await shown(page), screen, "the screen does not give the end away");
    await sheet.click();
    assert.equal(await page.evaluate(() => window.printed), 2);
    await page.emulateMedia({ media: "print" });
    const text = (await shown(page)).replace(/\s+/g, " ");
    assert.ok(text.startsWith("Facilitator's sheet: The queue of doom INC-7"), text.slice(0, 80));
    assert.match(text, /They thought: the disk is slow What would you check to find out\? about 9 min later/);
    assert.match(text, /They followed a lead: the network is measured What would you check to find out\? \(It was a dead end\.\)/);
    assert.ok(!/Hypothesis|Dead end/.test(text), "the words that tell are left out");
    assert.equal(text.split("A consumer had lost its password").length, 2, "once, at the end");
    assert.ok(text.indexOf("How it ended") > text.indexOf("by a new password"));
    assert.ok(text.indexOf("A consumer had lost its password") > text.indexOf("How it ended"));
    assert.equal(await page.locator(".replay-end").evaluate((end) => getComputedStyle(end).breakBefore), "page");
    assert.equal(await page.locator(".entry:visible .replay-notes:visible").count(), 10, "room for notes");
    assert.equal(await page.locator("main button:visible").count(), 0);
  });
});

test("a replay that is printed without the sheet shows only what was seen", async () => {
  await reading(QUEUE, async (page) => {
    await begin(page);
    await page.emulateMedia({ media: "print" });
    const text = await shown(page);
    assert.ok(text.includes("the queue fills") && !text.includes("alert") && !text.includes("password"), text);
  });
});
