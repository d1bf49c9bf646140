// The preview in a browser: what is saved appears, and nothing the reader did is lost.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { launch, none, repository, scratch, watch } from "./site.mjs";

const binary = process.env.CASEBOOK || path.join(repository, "target/release/casebook");
let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const paragraphs = (word) => Array.from({ length: 60 }, (_, at) => `Paragraph ${at} ${word}.\n`).join("\n");
const incident = (word, last = "the end") =>
  `# First\n\n## Before\n\n${paragraphs(word)}\n<details><summary>More</summary>\n\nHidden ${word}\n\n</details>\n\n[a link](https://example.org/)\n\n## After\n\n${paragraphs("after")}\n${last}\n`;

/** `casebook serve` over a small archive, and a page that must stay without errors. */
function trial(name, body, ...options) {
  test(name, { timeout: 90_000 }, async () => {
    const root = scratch();
    const write = (file, text) => {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), text);
    };
    write("casebook.toml", 'title = "Archive"\ntheme = "ours"\n');
    write("themes/ours/assets/style.css", "body { color: rgb(1, 2, 3) }\n");
    write("content/incidents/2024-01-01-a.md", incident("one"));
    write("content/incidents/2024-01-02-b.md", "# Second\n\nText.\n");
    const start = async (port) => {
      const child = spawn(binary, ["serve", "--root", root, "--port", String(port), ...options], { stdio: ["ignore", "pipe", "inherit"] });
      const base = await new Promise((ready) => {
        let said = "";
        child.stdout.on("data", (data) => {
          said += data;
          const found = /http:\/\/[^/]*\//.exec(said);
          if (found) ready(found[0]);
        });
      });
      return { child, base };
    };
    let server = await start(0);
    const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const problems = watch(page, server.base);
    const restart = async () => {
      server.child.kill("SIGINT");
      await new Promise((gone) => server.child.once("exit", gone));
      server = await start(new URL(server.base).port);
    };
    try {
      await body({ page, context, write, base: server.base, restart, problems });
      none(problems);
    } finally {
      await context.close();
      server.child.kill("SIGKILL");
    }
  });
}

/** Marks the document: a page that was loaded anew has no mark. */
const mark = (page) => page.evaluate(() => (window.stayed = true));
const stayed = (page) => page.evaluate(() => window.stayed === true);
/** The page has asked once what is wrong, and now waits for changes. */
const settled = (page) => page.waitForFunction(() => performance.getEntriesByType("resource").some((it) => it.name.includes("/.casebook/state")));

trial("an edit appears in place; scroll, focus and what was opened stay", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/a.html`);
  await page.getByText("Paragraph 3 one.").waitFor();
  await mark(page);
  await page.locator("main details:has-text('Hidden one')").locator("summary").first().click();
  await page.locator("main a", { hasText: "a link" }).focus();
  await page.evaluate(() => window.scrollTo(0, 900));
  write("content/incidents/2024-01-01-a.md", incident("two"));
  await page.getByText("Hidden two").waitFor();
  assert.ok(await stayed(page));
  assert.equal(await page.evaluate(() => Math.round(window.scrollY)), 900);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "a link");
  assert.equal(await page.evaluate(() => document.querySelectorAll("main").length), 1);
});

trial("a change out of sight can be jumped to, and one on another page opened", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/a.html`);
  await settled(page);
  write("content/incidents/2024-01-01-a.md", incident("one", "A new end."));
  await page.getByRole("button", { name: "Jump to the change" }).click();
  await page.waitForFunction(() => window.scrollY > 500);
  write("content/incidents/2024-01-02-b.md", "# Second\n\nText, edited.\n");
  await page.getByRole("button", { name: "Saved: incidents/b.html" }).click();
  await page.getByText("Text, edited.").first().waitFor();
});

trial("with --open a tab goes where something was saved", async ({ page, write, base }) => {
  await page.goto(base);
  await settled(page);
  write("content/incidents/2024-01-02-b.md", "# Second\n\n## Impact\n\nText, edited.\n");
  await page.waitForURL(/incidents\/b\.html/);
  await page.getByText("Text, edited.").first().waitFor();
}, "--open");

trial("style sheets are swapped; a page that did not change is left alone", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/a.html`);
  await settled(page);
  await mark(page);
  write("themes/ours/assets/style.css", "body { color: rgb(7, 8, 9) }\n");
  await page.waitForFunction(() => getComputedStyle(document.body).color === "rgb(7, 8, 9)");
  assert.ok(await stayed(page));
});

trial("errors stand over the last good page, as text, and go when they are mended", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/a.html`);
  await settled(page);
  await mark(page);
  write("content/incidents/2024-01-01-a.md", '+++\ntitle = "<img src=x onerror=alert(1)>\n+++\n# Broken\n');
  const overlay = page.getByRole("alertdialog");
  await overlay.waitFor();
  const text = await overlay.innerText();
  assert.match(text, /content\/incidents\/2024-01-01-a\.md:2:/);
  assert.match(text, /<img src=x onerror=alert\(1\)>/);
  assert.equal(await overlay.locator("img").count(), 0);
  assert.equal(await page.getByText("Paragraph 3 one.").count(), 1);
  await page.keyboard.press("Escape");
  await overlay.waitFor({ state: "detached" });
  await page.getByText("1 error").waitFor();
  write("content/incidents/2024-01-01-a.md", incident("three"));
  await page.getByText("Paragraph 3 three.").waitFor();
  await page.getByText("1 error").waitFor({ state: "detached" });
  assert.ok(await stayed(page));
});

trial("findings about a document stand beside its page", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/b.html`);
  await settled(page);
  write("content/incidents/2024-01-02-b.md", '+++\nunknown_key = 1\n+++\n# Second\n\nText.\n');
  const summary = page.getByText("1 finding");
  await summary.click();
  await page.getByText("unknown_key").first().waitFor();
});

trial("the review stands beside the page and follows the edits", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/b.html`);
  await settled(page);
  const panel = page.getByText(/^Review: \d+ of \d+ points, \d+ words/);
  await panel.click();
  await page.getByText("there is no summary").waitFor();
  write("content/incidents/2024-01-02-b.md", "# Second\n\n## Summary\n\nNobody <b>could</b> pay, as the pool should have been watched.\n");
  await page.getByText("`should have been` tells what did not happen").waitFor();
  await page.getByText("there is no summary").waitFor({ state: "detached" });
  await page.goto(`${base}tags.html`);
  await settled(page);
  assert.equal(await page.getByText(/^Review:/).count(), 0);
});

trial("seven tabs are open at once and all of them follow", async ({ page, context, write, base }) => {
  const tabs = [page, ...(await Promise.all(Array.from({ length: 6 }, () => context.newPage())))];
  for (const tab of tabs) await tab.goto(`${base}incidents/a.html`);
  write("content/incidents/2024-01-01-a.md", incident("seven"));
  for (const tab of tabs) {
    await tab.bringToFront();
    await tab.getByText("Paragraph 3 seven.").waitFor({ timeout: 20_000 });
  }
});

trial("a restart of the server loads the page anew", async ({ page, base, restart, problems }) => {
  await page.goto(`${base}incidents/a.html`);
  await settled(page);
  await mark(page);
  await restart();
  await page.waitForFunction(() => window.stayed !== true);
  await page.getByText("Paragraph 3 one.").waitFor();
  // While it was away, nobody answered.
  problems.splice(0, problems.length, ...problems.filter((problem) => !/ERR_CONNECTION|ERR_EMPTY|Failed to load resource/.test(problem)));
});

trial("sorting and filtering work after the main part was replaced", async ({ page, write, base }) => {
  await page.goto(`${base}incidents.html`);
  await settled(page);
  write("content/incidents/2024-01-02-b.md", "# Second, renamed\n\nText.\n");
  await page.getByRole("link", { name: "Second, renamed" }).first().waitFor();
  await page.locator("form.filters input[name=q]").fill("renamed");
  await page.getByText("1 of 2 incidents").waitFor();
});
