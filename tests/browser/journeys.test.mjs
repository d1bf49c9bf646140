// What people come for, on the example archive, and how many clicks it takes them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { example, none, opened, watch } from "./site.mjs";

const site = await example();
const open = opened(site);

/** A journey from the home page that takes `expected` clicks of a mouse or a finger. */
function journey(name, expected, body) {
  for (const width of [1280, 390]) {
    test(`${name}: ${expected} clicks, ${width} px`, { skip: !!process.env.CASEBOOK_SITE }, async () => {
      const context = await open.browser.newContext({ viewport: { width, height: 800 } });
      let clicks = 0;
      await context.exposeFunction("clicked", () => (clicks += 1));
      // The keys that follow a link make a click without a place.
      await context.addInitScript(() => addEventListener("click", (event) => event.isTrusted && event.detail && window.clicked(), true));
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      const problems = watch(page, open.places.below);
      try {
        await page.goto(`${open.places.below}index.html`);
        await body(page);
        none(problems);
        assert.equal(clicks, expected);
      } finally {
        await context.close();
      }
    });
  }
}

const heading = (page, text) => page.locator("main h1", { hasText: text }).waitFor();

journey("from an error with names of one's own to what fixed it", 0, async (page) => {
  await page.keyboard.press("/");
  await page.keyboard.type("10:41:07 WARN gateway-eu-7: handshake refused: certificate has expired");
  const first = page.locator("[role=option]").first();
  await first.getByText("certificate has expired").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await heading(page, "A certificate expires on a public holiday");
});

journey("from an incident to the one before with the same root cause", 1, async (page) => {
  await page.goto(`${open.places.below}incidents/the-same-certificate.html`);
  await page.locator("main").getByRole("link", { name: "A certificate expires on a public holiday" }).first().click();
  await heading(page, "A certificate expires on a public holiday");
});

journey("from the home page to the open actions of a team that is not among the first", 2, async (page) => {
  await page.locator("main .entry-points").getByRole("link", { name: "Teams", exact: true }).click();
  await page.locator("main").getByRole("link", { name: "couriers", exact: true }).first().click();
  await heading(page, "couriers");
  const actions = page.locator("main section", { has: page.getByRole("heading", { name: "Open actions" }) });
  assert.ok((await actions.locator("li:visible").count()) > 0);
});

journey("from the home page to what is overdue", 0, async (page) => {
  const overdue = page.locator("main section", { has: page.getByRole("heading", { name: "Overdue", exact: true }) });
  await page.clock.setFixedTime(new Date("2027-08-01T09:00:00Z"));
  await page.reload();
  await overdue.locator("li", { hasText: "Switch routes automatically" }).first().waitFor();
  // Before it was due it was not there.
  await page.clock.setFixedTime(new Date("2026-11-10T09:00:00Z"));
  await page.reload();
  await overdue.waitFor();
  assert.equal(await overdue.locator("li:visible", { hasText: "Switch routes automatically" }).count(), 0);
});
