// A site in German: accessible, in German wherever a script writes, and a document in another
// language is marked.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { AXE, build, none, opened, repository, scratch, visit } from "./site.mjs";

const root = scratch();
fs.cpSync(path.join(repository, "content"), path.join(root, "content"), { recursive: true });
const configuration = fs.readFileSync(path.join(repository, "casebook.toml"), "utf8");
fs.writeFileSync(path.join(root, "casebook.toml"), configuration.replace('language = "en"', 'language = "de"'));
const site = await build(root);
assert.equal(site.code, 0, site.stderr);
const open = opened(site);
const incident = "incidents/five-questions-per-name.html";

test("axe finds nothing on pages in German", async () => {
  const look = async (page) => {
    await page.evaluate(AXE);
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
    return page.evaluate(async (values) => {
      const { violations } = await window.axe.run({ runOnly: { type: "tag", values } });
      return violations.map(({ id, nodes }) => `${id} at ${nodes[0].target.join(" ")}`);
    }, values);
  };
  const pages = ["index.html", "incidents.html", "actions.html", "trends.html", "executive.html", "search.html", "causes.html", incident];
  none(await visit(open.browser, { viewport: { width: 1280, height: 800 } }, open.places.host, pages, look));
});

/** Opens a page of the site with a viewport of a desk. */
async function at(address) {
  const page = await (await open.browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
  await page.goto(open.places.host + address);
  return page;
}

test("the search speaks German", async () => {
  const page = await at("search.html?q=certificate");
  await page.waitForSelector("#search-results[data-state=done]");
  assert.match(await page.locator("#search-status").textContent(), /^\d+ Vorfälle/);
  assert.deepEqual(await page.locator("#search-sort option").allTextContents(), ["Relevanz", "neueste zuerst", "älteste zuerst", "Schweregrad", "Dauer"]);
  assert.ok((await page.locator(".facets summary").allTextContents()).includes("Schweregrad"));
  assert.match(await page.locator("#search-results li .quiet").first().textContent(), /\d\. \p{L}+ \d{4}/u);
  await page.locator("#search-sort").selectOption("oldest");
  await page.waitForURL(/sort=oldest/);
  await page.goto(`${open.places.host}search.html?q=xqzzyw`);
  await page.waitForSelector("#search-results[data-state=done]");
  assert.match(await page.locator("#search-status").textContent(), /^Kein Vorfall gefunden\. Weniger Wörter finden mehr, und es gibt die Liste aller Vorfälle\.$/);
  await page.goto(`${open.places.host}index.html`);
  await page.locator("#site-search").fill("certificate");
  await page.waitForSelector("#search-list [role=option]");
  assert.match(await page.locator("#search-list [role=option]").last().textContent(), /^Alle \d+ Treffer$/);
});

test("lists, the replay and the switch of colours speak German", async () => {
  const page = await at("incidents.html?severity=SEV-2");
  assert.match(await page.locator(".filters .count").textContent(), /^\d+ von \d+ Vorfällen$/);
  assert.equal(await page.locator(".theme-toggle").textContent(), "Farben: automatisch");
  await page.locator(".theme-toggle").click();
  assert.equal(await page.locator(".theme-toggle").textContent(), "Farben: hell");
  await page.goto(open.places.host + incident);
  await page.getByRole("button", { name: "Nachspielen", exact: true }).click();
  await page.locator(".replay-bar").waitFor();
  assert.match(await page.locator(".replay-progress").textContent(), /^1 von \d+$/);
  assert.match(await page.locator(".replay-gap").first().textContent(), /später$/);
});

test("what is not in German says so", async () => {
  const page = await at(incident);
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  for (const own of ["h1", ".prose", ".event-text > span:last-of-type"]) {
    assert.equal(await page.locator(own).first().evaluate((element) => element.closest("[lang]").lang), "en", own);
  }
  for (const ours of [".site-header", "dt", ".timeline-note", ".anchor", ".counts"]) {
    assert.equal(await page.locator(ours).first().evaluate((element) => element.closest("[lang]").lang), "de", ours);
  }
});
