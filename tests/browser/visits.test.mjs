// What is new or has changed since the reader's last visit: marks that only this browser knows of.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, none, opened, scratch, serve, watch } from "./site.mjs";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const BEGIN = Date.parse("2026-11-02T09:00:00Z");

const document = (title, date, text = "It broke.") => `---\ntitle: ${title}\ndate: ${date}\n---\n${text}\n`;
const name = (date) => `content/incidents/${date}-on-${date}.md`;

/** Eight incidents, one in each month: the home page shows the latest six. */
const MONTHS = ["01", "02", "03", "04", "05", "06", "07", "08"];
const eight = () => Object.fromEntries(MONTHS.map((month) => [name(`2026-${month}-10`), document(`Month ${month}`, `2026-${month}-10`)]));

async function made(files, title = "Visits") {
  const root = scratch();
  for (const [file, text] of Object.entries({ "casebook.toml": `title = "${title}"\n`, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  const site = await build(root);
  assert.equal(site.code, 0, site.stderr);
  return site;
}

const before = await made(eight());
// One is new, one has changed, one is gone, and one that was written late lies far back.
const after = await (() => {
  const files = eight();
  files[name("2026-09-10")] = document("Month 09", "2026-09-10");
  files[name("2026-07-10")] = document("Month 07", "2026-07-10", "It broke, and now we know why.");
  files[name("2025-12-10")] = document("Written late", "2025-12-10");
  delete files[name("2026-06-10")];
  return made(files);
})();
const open = opened(before);

/** What the marks of a page say: the words beside each title, and the line above. */
const marks = (page) =>
  page.evaluate(() => {
    const beside = [...document.querySelectorAll(".visit-mark")].map((mark) => {
      const head = mark.closest("h3, th");
      return `${head.querySelector("a").textContent}: ${mark.textContent}`;
    });
    const line = document.querySelector(".visits");
    return [beside, line?.checkVisibility() ? line.textContent : ""];
  });

/** Runs `body` with a reader, who opens `now.site` at the minute `now.time`. */
async function reading(options, body) {
  const now = { site: before, time: BEGIN };
  const server = await serve({ directory: before.directory, get files() { return now.site.files; }, bytes: (file) => now.site.bytes(file) });
  const context = await open.browser.newContext(options);
  const problems = [];
  const look = async (file, page, base = server.host) => {
    const given = page;
    page ??= await context.newPage();
    if (!given) problems.push(watch(page, base));
    await page.clock.setFixedTime(new Date(now.time));
    await page.goto(base + file);
    const found = await marks(page);
    if (!given) await page.close();
    return found;
  };
  try {
    await body({ now, look, context, server });
    none(problems.flat());
  } finally {
    await context.close();
    server.close();
  }
}

const NOTHING = [[], ""];
const LIST = [["Month 09: new", "Month 07: changed", "Written late: new"], "Since your last visit: 2 new, 1 changed."];
const HOME = [["Month 09: new", "Month 07: changed"], "Since your last visit: 1 new, 1 changed."];

test("a later visit sees in words what is new and what has changed, and keeps that until it ends", async () => {
  await reading({}, async ({ now, look }) => {
    assert.deepEqual(await look("incidents.html"), NOTHING, "the first visit");
    now.time += 5 * MINUTE;
    assert.deepEqual(await look("incidents.html"), NOTHING, "nothing has happened");
    now.site = after;
    now.time += DAY;
    assert.deepEqual(await look("incidents.html"), LIST);
    assert.deepEqual(await look("index.html"), HOME);
    assert.deepEqual(await look("incidents.html"), LIST, "another tab");
    now.time += 29 * MINUTE;
    assert.deepEqual(await look("incidents.html"), LIST, "the visit goes on");
    now.time += 29 * MINUTE;
    assert.deepEqual(await look("index.html"), HOME);
    now.time += 31 * MINUTE;
    assert.deepEqual(await look("index.html"), NOTHING, "the next visit");
    assert.deepEqual(await look("incidents.html"), NOTHING);
    now.site = before;
    now.time += DAY;
    assert.deepEqual((await look("incidents.html"))[0], ["Month 07: changed", "Month 06: new"], "back again");
  });
});

test("what changes while the reader looks is marked in the same visit, and unmarked if it is taken back", async () => {
  await reading({}, async ({ now, look }) => {
    await look("incidents.html");
    now.site = after;
    now.time += 2 * MINUTE;
    assert.deepEqual(await look("incidents.html"), LIST);
    now.site = before;
    assert.deepEqual((await look("incidents.html"))[0], ["Month 06: new"], "only what was gone is back");
  });
});

test("whoever knows only the home page is not told that older incidents are new", async () => {
  await reading({}, async ({ now, look }) => {
    assert.deepEqual(await look("index.html"), NOTHING);
    now.time += DAY;
    assert.deepEqual(await look("incidents.html"), NOTHING, "the list has two that were not on the home page");
    now.time += DAY;
    now.site = after;
    assert.deepEqual(await look("incidents.html"), LIST, "now they have seen everything");
  });
  await reading({}, async ({ now, look }) => {
    await look("index.html");
    now.time += DAY;
    now.site = after;
    assert.deepEqual(await look("incidents.html"), [HOME[0], HOME[1]], "nobody knows since when the late one is there");
  });
});

test("a clock that was set back ends the visit and breaks nothing", async () => {
  await reading({}, async ({ now, look }) => {
    await look("incidents.html");
    now.site = after;
    now.time += DAY;
    assert.deepEqual(await look("incidents.html"), LIST);
    now.time -= 10 * DAY;
    assert.deepEqual(await look("incidents.html"), NOTHING);
  });
});

test("two sites on one host do not mix, nor do two with other titles at one address", async () => {
  const other = await made(eight(), "Another archive");
  await reading({}, async ({ now, look, server }) => {
    await look("incidents.html");
    now.site = after;
    now.time += DAY;
    assert.deepEqual(await look("incidents.html", undefined, server.below), NOTHING, "its first visit");
    assert.deepEqual(await look("incidents.html"), LIST);
    now.site = other;
    assert.deepEqual(await look("incidents.html"), NOTHING, "another preview at the same port");
  });
});

test("it works from the disk, and folders do not mix", async () => {
  const context = await open.browser.newContext();
  const page = await context.newPage();
  const problems = watch(page, "file://");
  const folder = path.join(scratch(), "site");
  const at = async (directory, time) => {
    await page.clock.setFixedTime(new Date(time));
    await page.goto(`file://${directory}/incidents.html`);
    return marks(page);
  };
  fs.cpSync(before.directory, folder, { recursive: true });
  assert.deepEqual(await at(folder, BEGIN), NOTHING);
  assert.deepEqual(await at(after.directory, BEGIN + DAY), NOTHING, "another folder");
  fs.cpSync(after.directory, folder, { recursive: true });
  assert.deepEqual(await at(folder, BEGIN + DAY), LIST);
  none(problems);
  await context.close();
});

for (const [what, spoil] of [
  ["forbidden", () => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } })],
  ["full", () => (Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); })],
  ["spoilt", () => { try { localStorage.setItem("casebook-seen:/ Visits", '{"at":"x","known":7'); } catch { /* too early */ } }],
]) {
  test(`storage that is ${what} marks nothing and breaks nothing`, async () => {
    await reading({}, async ({ now, look, context }) => {
      await context.addInitScript(spoil);
      assert.deepEqual(await look("incidents.html"), NOTHING);
      now.site = after;
      now.time += DAY;
      assert.deepEqual(await look("incidents.html"), NOTHING);
      const page = await context.newPage();
      await page.goto((await serve(after)).host + "incidents.html");
      assert.ok((await page.locator("th[aria-sort] button").count()) > 0, "the rest of the page works");
    });
  });
}

test("nothing of it is seen without JavaScript", async () => {
  await reading({ javaScriptEnabled: false }, async ({ look }) => {
    assert.deepEqual(await look("incidents.html"), NOTHING);
    assert.deepEqual(await look("index.html"), NOTHING);
  });
});
