// axe-core on every type of page: WCAG 2.2 AA and best practice, in both themes,
// on a desk and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AXE, example, kind, none, opened, sample, serve, visit } from "./site.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

const site = await example();
const open = opened(site);

// What axe cannot decide and a person has: words on a drawing take the page's own
// colours, and the arrow back from a footnote says in its label where it leads.
const REVIEWED = [
  ["color-contrast", "svg *"],
  ["label-content-name-mismatch", "[href^='#fnref']"],
];
// On a phone a table is scrolled and partly out of sight; its colours are those
// of the wide screen, where they are decided.
const REVIEWED_NARROW = [...REVIEWED, ["color-contrast", "*"]];

/** What axe finds or cannot decide, also in what is folded away at first. */
async function violations(page) {
  const reviewed = page.viewportSize().width < 1280 ? REVIEWED_NARROW : REVIEWED;
  await page.evaluate(AXE);
  const found = await page.evaluate(
    async ([values, reviewed]) => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
      const { violations, incomplete } = await window.axe.run({ runOnly: { type: "tag", values }, elementRef: true });
      const known = (id, element) => reviewed.some(([rule, place]) => rule === id && element.matches(place));
      const say = (id, { target, any, all, none }) => `${id} at ${target.join(" ")}: ${[...any, ...all, ...none].map((one) => one.message).join(" ")}`;
      return [
        ...violations.flatMap(({ id, nodes }) => nodes.map((node) => say(id, node))),
        ...incomplete.flatMap(({ id, nodes }) => nodes.filter(({ element }) => !known(id, element)).map((node) => `not decided: ${say(id, node)}`)),
      ];
    },
    [RULES, reviewed],
  );
  return found;
}

const pages = sample(site, 2).filter((page) => kind(site, page) !== "redirect");

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 320]) {
    test(`${colorScheme}, ${width} px: axe finds nothing on ${pages.length} pages`, async () => {
      const options = { colorScheme, viewport: { width, height: 800 } };
      none(await visit(open.browser, options, open.places.host, pages, violations));
    });
  }
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 320]) {
    test(`${colorScheme}, ${width} px: axe finds nothing in a replay, at its start and at its end`, async () => {
      const replayed = pages.filter((page) => site.text(page).includes("data-replay")).slice(0, 1);
      const look = async (page) => {
        await page.getByRole("button", { name: "Replay", exact: true }).click();
        await page.locator(".replay-bar").waitFor();
        const found = await violations(page);
        const next = page.getByRole("button", { name: "Next entry" });
        while ((await next.getAttribute("aria-disabled")) !== "true") await page.keyboard.press("ArrowRight");
        return [...found, ...(await violations(page))];
      };
      assert.equal(replayed.length, 1);
      none(await visit(open.browser, { colorScheme, viewport: { width, height: 800 } }, open.places.host, replayed, look));
    });
  }
}

test("axe finds what is wrong", async () => {
  const bad = `<!DOCTYPE html><title>x</title><link rel="icon" href="data:,"><main><h1>x</h1><img src="data:,"><p style="color: #ccc">Pale words</p></main>`;
  const server = await serve({ directory: site.directory, files: ["bad.html"], bytes: () => bad });
  const found = (await visit(open.browser, {}, server.host, ["bad.html"], violations)).join("\n");
  for (const rule of ["image-alt", "color-contrast", "html-has-lang"]) assert.match(found, new RegExp(rule));
  server.close();
});
