// "On this day": chosen in the browser from what is in the site, by the reader's clock.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { address, build, none, opened, scratch, watch } from "./site.mjs";

const DAYS = {
  "2022-03-14-pi": ["Pi", "SEV-3"],
  "2024-03-14-more": ["More pi <img src=x onerror=alert(1)>", "SEV-1"],
  "2025-03-16-near": ["Near", "SEV-2"],
  "2023-02-27-month": ["Last month", "SEV-2"],
  "2024-02-29-leap": ["Leap", "SEV-2"],
  "2025-12-30-year": ["Last year", "SEV-2"],
  "2026-01-02-first": ["First days", "SEV-2"],
};
const site = await (async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Days"\n');
  for (const [name, [title, severity]] of Object.entries(DAYS)) {
    fs.writeFileSync(path.join(root, `content/incidents/${name}.md`), `---\ntitle: "${title}"\nseverity: ${severity}\n---\n`);
  }
  return build(root);
})();
const open = opened(site);

/** The line of the home page on a day, or nothing; from the disk. */
async function line(day, { options = {}, base = `file://${site.directory}/`, prepare = () => {} } = {}) {
  const context = await open.browser.newContext({ timezoneId: "America/Los_Angeles", ...options });
  const page = await context.newPage();
  const problems = watch(page, base);
  await prepare(context);
  if (options.javaScriptEnabled !== false) await page.clock.setFixedTime(new Date(`${day}T22:30:00-08:00`));
  await page.goto(address(base, "index.html"));
  await page.waitForLoadState("networkidle");
  const place = page.locator("[data-on-this-day]");
  const text = (await place.isVisible()) ? (await place.innerText()).replace(/\s+/g, " ") : "";
  const loaded = await page.evaluate(() => [...document.querySelectorAll("script")].map((script) => script.src).filter((src) => src.includes("on-this-day")).length);
  none(problems);
  assert.equal(await page.locator("img[src=x]").count(), 0);
  await context.close();
  return [text, loaded];
}

test("the reader's day decides, earlier years only, the worst first", async () => {
  assert.deepEqual(await line("2026-03-14"), ["On this day: More pi <img src=x onerror=alert(1)> 14 Mar 2024, Pi 14 Mar 2022", 1]);
  assert.deepEqual(await line("2024-03-14"), ["On this day: Pi 14 Mar 2022", 1]);
  assert.deepEqual(await line("2022-03-14"), ["", 1], "not in its own year");
});

test("without one of that day those of the week are named, the nearest first", async () => {
  assert.deepEqual(await line("2026-03-15"), ["In this week of earlier years: More pi <img src=x onerror=alert(1)> 14 Mar 2024, Pi 14 Mar 2022, Near 16 Mar 2025", 1]);
  assert.deepEqual(await line("2026-03-19"), ["In this week of earlier years: Near 16 Mar 2025", 1]);
  assert.deepEqual(await line("2026-03-20"), ["", 1]);
  assert.deepEqual(await line("2026-05-20"), ["", 0], "nothing is loaded for a month without incidents");
});

test("weeks go over the ends of months and years", async () => {
  assert.deepEqual(await line("2026-03-01"), ["In this week of earlier years: Last month 27 Feb 2023, Leap 29 Feb 2024", 2]);
  assert.deepEqual(await line("2028-02-29"), ["On this day: Leap 29 Feb 2024", 2]);
  assert.deepEqual(await line("2027-01-01"), ["In this week of earlier years: First days 2 Jan 2026, Last year 30 Dec 2025", 2]);
  assert.deepEqual(await line("2026-01-01"), ["", 2], "both lie in this very week");
});

test("it works where trusted types are required, and is not there without JavaScript", async () => {
  assert.deepEqual(await line("2026-03-14", { options: { javaScriptEnabled: false } }), ["", 0]);
  const base = "http://today.test/";
  const prepare = (context) =>
    context.route(`${base}**`, (route) => {
      const file = path.join(site.directory, new URL(route.request().url()).pathname);
      const type = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" }[path.extname(file)];
      return route.fulfill({ body: fs.readFileSync(file), headers: { "content-type": type, "content-security-policy": "require-trusted-types-for 'script'" } });
    });
  assert.match((await line("2026-03-14", { base, prepare }))[0], /^On this day: More pi/);
});
