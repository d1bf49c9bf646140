// Does the search find the incident that was meant? Queries with one right answer,
// run by the real page over an invented archive and over the example.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ITEMS, corpus, slug } from "./corpus.mjs";
import { build, example, launch, none } from "./site.mjs";

// Query → the example's incident.
const EXAMPLE = {
  "certificate expired holiday": "certificate-on-a-holiday",
  "INC-2023-004": "certificate-on-a-holiday",
  "same certificate": "the-same-certificate",
  "ALTER TABLE": "alter-table-and-the-queue",
  "ACCESS EXCLUSIVE lock_timeout": "alter-table-and-the-queue",
  pg_dump: "empty-backups",
  "server version mismatch": "empty-backups",
  Nameserver: "umzug-des-nameservers",
  "nameservr umzug": "umzug-des-nameservers",
  "kfp_test": "the-token-in-the-manual",
  emoji: "one-small-emoji",
  pin_length_six_temporary: "a-flag-called-temporary",
  "pin_length_six": "a-flag-called-temporary",
  '"retry storm"': "black-friday-retry-storm",
  "thermal display off": "too-hot-to-type",
  "charged twice": "charged-twice-at-midnight",
  "ndots dns": "five-questions-per-name",
  "intermediate certificate": "somebody-elses-certificate",
  "retry budget": "all-services-but-one",
  bouquets: "four-thousand-bouquets",
  "max_connections": "four-thousand-bouquets",
};

/** `DOCUMENTS=10000` asks the same of a larger archive. */
const documents = Number(process.env.DOCUMENTS ?? 1000);

let browser;
let site;

before(async () => {
  browser = await launch();
  site = await build(corpus(documents));
  assert.equal(site.code, 0, site.stderr);
});
after(() => browser?.close());

/** For every [query, slug] the rank of the right answer, 0 if it is not among the first ten. */
async function ranks(directory, queries) {
  const page = await browser.newPage();
  const found = [];
  for (const [query, wanted] of queries) {
    await page.goto(`file://${directory}/search.html?q=${encodeURIComponent(query)}`);
    await page.waitForSelector("#search-results[data-state=done]", { timeout: 10_000 });
    assert.equal(await page.locator("#search-results").getAttribute("data-query"), query);
    const links = await page.locator("#search-results li[data-result]").evaluateAll((rows) => rows.slice(0, 10).map((row) => [...row.querySelectorAll("a")].map((link) => link.pathname)));
    assert.ok(links.every((some) => some.length === 1), `${query}: one link for each result`);
    found.push([query, wanted, links.findIndex(([link]) => decodeURIComponent(link).endsWith(`/${wanted}.html`)) + 1]);
  }
  await page.close();
  return found;
}

function judge(t, found, least) {
  const mean = found.reduce((sum, [, , rank]) => sum + (rank && 1 / rank), 0) / found.length;
  t.diagnostic(`${found.length} queries, mean reciprocal rank ${mean.toFixed(3)}`);
  for (const [query, wanted, rank] of found) if (rank !== 1) t.diagnostic(`rank ${rank}: ${query} → ${wanted}`);
  none(found.filter(([, , rank]) => !rank).map(([query, wanted]) => `${query} does not find ${wanted}`));
  assert.ok(mean >= least, `mean reciprocal rank ${mean}`);
}

test(`in an invented archive of ${documents} incidents`, async (t) => {
  const queries = ITEMS.flatMap((item, index) => item.queries.map((query) => [query, slug(index)]));
  assert.ok(queries.length >= 40);
  judge(t, await ranks(site.directory, queries), 0.95);
});

test("in the example archive", { skip: !!process.env.CASEBOOK_SITE }, async (t) => {
  const one = await example();
  judge(t, await ranks(one.directory, Object.entries(EXAMPLE)), 0.95);
});
