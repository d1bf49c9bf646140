// Every page from every kind of place, with JavaScript and without.
import assert from "node:assert/strict";
import { test } from "node:test";
import { address, example, kind, none, opened, serve, visit } from "./site.mjs";

const site = await example();
const WIDTHS = { host: 1280, below: 320, disk: 1280 };
const open = opened(site);

/** What is wrong with the page that is shown once all redirects are done. */
async function look(page, name) {
  if (kind(site, name) === "redirect") {
    const start = page.url();
    await page.waitForURL((url) => url.href !== start, { timeout: 15_000 });
  }
  const { headings, over } = await page.evaluate(() => ({
    headings: document.querySelectorAll("main h1").length,
    over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  const problems = [];
  if (headings !== 1) problems.push(`${headings} h1 in main`);
  if (over > 0) problems.push(`${over} px wider than the screen`);
  return problems;
}

test("the archive has pages of every type", () => {
  const kinds = new Set(site.pages.map((page) => kind(site, page)));
  const promised = ["index", "incidents", "actions", "404", "incidents/*"];
  for (const facet of ["tags", "causes", "services", "teams", "severities", "years"]) promised.push(facet, `${facet}/*`);
  none(promised.filter((one) => !kinds.has(one)));
});

for (const [place, width] of Object.entries(WIDTHS)) {
  for (const javaScriptEnabled of [true, false]) {
    const how = `${width} px, ${javaScriptEnabled ? "with" : "without"} JavaScript`;
    test(`${place}, ${how}: no error, no request that fails or leaves, no violation of the policy, nothing too wide`, async () => {
      const options = { javaScriptEnabled, viewport: { width, height: 800 } };
      // The page for nothing links from the root of the address that the archive states.
      const pages = site.pages.filter((page) => place === "host" || page !== "404.html");
      none(await visit(open.browser, options, open.places[place], pages, look));
    });
  }
}

test("the watch sees what must not happen", async () => {
  const page = (head, body) => `<!DOCTYPE html><title>x</title><link rel="icon" href="data:,">${head}<main><h1>x</h1>${body}</main>`;
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:">`;
  const bad = {
    "error.html": page("", "<script>throw new Error('ours')</script>"),
    "missing.html": page(`<link rel="stylesheet" href="missing.css">`, ""),
    "foreign.html": page("", `<img src="http://third.example/x.png" alt="">`),
    "outside.html": page("", `<img src="/x.png" alt="">`),
    "policy.html": page(policy, `<p style="color: red">x</p>`),
    "good.html": page("", ""),
  };
  const faulty = { directory: site.directory, files: [...Object.keys(bad), "x.png"], bytes: (file) => bad[file] ?? "" };
  const server = await serve(faulty);
  for (const javaScriptEnabled of [true, false]) {
    const found = await visit(open.browser, { javaScriptEnabled }, server.below, Object.keys(bad));
    const expected = Object.keys(bad).filter((name) => name !== "good.html" && (javaScriptEnabled || name !== "error.html"));
    assert.deepEqual([...new Set(found.map((problem) => problem.split(":")[0]))], expected.sort(), found.join("\n"));
  }
  server.close();
});

test("the address helper escapes", () => {
  assert.equal(address("http://x/", "tags/a b#?.html"), "http://x/tags/a%20b%23%3F.html");
});
