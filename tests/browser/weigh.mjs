// Measures a search in the browser: `node tests/browser/weigh.mjs SITE QUERY…` prints,
// for every query, the bytes (gzip) of opening search.html with it in a fresh browser,
// and the CPU time of the page for asking it again after another query.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";
import { launch } from "./site.mjs";

const [directory, ...queries] = process.argv.slice(2);
const base = `file://${path.resolve(directory)}/`;
const browser = await launch();
const asked = queries.length ? queries : ["connection pool exhausted", "OutOfMemoryError", "certificate", "INC-4711", "checkout-17 timed out", "certifcate"];
for (const query of asked) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const files = new Map();
  page.on("requestfinished", (request) => {
    const file = fileURLToPath(request.url().replace(/[?#].*/, ""));
    files.set(file, zlib.gzipSync(fs.readFileSync(file), { level: 9 }).length);
  });
  await page.goto(`${base}search.html?q=${encodeURIComponent(query)}`);
  await page.waitForSelector("#search-results[data-state=done]");
  await page.waitForTimeout(300);
  const sums = {};
  for (const [file, bytes] of files) {
    const kind = path.dirname(file).endsWith("/search") ? path.basename(file)[0] : "page";
    sums[kind] = (sums[kind] ?? 0) + bytes;
  }
  const [total, count] = [[...files.values()].reduce((sum, one) => sum + one, 0), files.size];
  const session = await context.newCDPSession(page);
  // CPU time, not that of the clock: other programs do not count.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name) => metrics.find((one) => one.name === name).value;
    return of("TaskDuration");
  };
  // In one go: every call from outside costs the page more than a query.
  const ask = (texts) =>
    page.evaluate(async (texts) => {
      const field = document.getElementById("site-search");
      const place = document.getElementById("search-results");
      for (const text of texts) {
        field.value = text;
        field.dispatchEvent(new Event("input"));
        await new Promise((done) => {
          const watch = new MutationObserver(() => {
            if (place.dataset.state !== "done" || place.dataset.query !== text) return;
            watch.disconnect();
            // With what it takes to paint.
            requestAnimationFrame(() => setTimeout(done));
          });
          watch.observe(place, { attributes: true });
        });
      }
    }, texts);
  const other = asked[(asked.indexOf(query) + 1) % asked.length];
  const both = (times) => Array.from({ length: times }, (_, time) => (time % 2 ? query : other));
  await ask(both(6));
  const before = await spent();
  const times = 40;
  await ask(both(times));
  const after = await spent();
  const all = ((after - before) * 1000) / times;
  const results = await page.locator("#search-status").textContent();
  console.log(`${query}: ${total} bytes in ${count} files ${JSON.stringify(sums)}; warm ${all.toFixed(1)} ms; ${results}`);
  await context.close();
}
await browser.close();
