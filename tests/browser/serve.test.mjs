// The preview in a browser: what is saved appears, and nothing the reader did is lost.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
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

/** Starts `casebook serve` and waits until it tells its address. */
async function serve(root, port, ...options) {
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
}

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
    const start = (port) => serve(root, port, ...options);
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
  assert.equal(await overlay.getByRole("heading").innerText(), "content/incidents/2024-01-01-a.md: 1 error");
  // What is under it is neither seen nor reached.
  assert.match(await overlay.evaluate((it) => getComputedStyle(it).backgroundColor), /^rgb\(/);
  assert.ok(await page.evaluate(() => document.body.inert));
  assert.match(text, /<img src=x onerror=alert\(1\)>/);
  assert.equal(await overlay.locator("img").count(), 0);
  assert.equal(await page.getByText("Paragraph 3 one.").count(), 1);
  await page.keyboard.press("Escape");
  await overlay.waitFor({ state: "detached" });
  const wrong = page.getByText("content/incidents/2024-01-01-a.md:2: ");
  await wrong.first().waitFor();
  assert.equal(await page.evaluate(() => document.body.inert), false);
  write("content/incidents/2024-01-01-a.md", incident("three"));
  await page.getByText("Paragraph 3 three.").waitFor();
  await wrong.first().waitFor({ state: "detached" });
  assert.ok(await stayed(page));
});

trial("a value that is being typed does not cover the page, and the text goes on", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/b.html`);
  await settled(page);
  await mark(page);
  write("content/incidents/2024-01-02-b.md", '+++\nstarted = "2026-1"\n+++\n# Second\n\nThe text goes on.\n');
  await page.getByText("The text goes on.").waitFor();
  await page.getByText("content/incidents/2024-01-02-b.md:2: ").first().waitFor();
  assert.equal(await page.getByRole("alertdialog").count(), 0);
  assert.ok(await stayed(page));
});

trial("findings about a document stand beside its page", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/b.html`);
  await settled(page);
  write("content/incidents/2024-01-02-b.md", '+++\nunknown_key = 1\n+++\n# Second\n\nText.\n');
  await page.getByText(/^Review: /).click();
  await page.getByText("unknown_key").first().waitFor();
});

trial("the review stands beside the page and follows the edits", async ({ page, write, base }) => {
  await page.goto(`${base}incidents/b.html`);
  await settled(page);
  const panel = page.getByText(/^Review: \d+ of \d+ points, \d+ words?/);
  await panel.click();
  const summary = page.getByText("There is no summary");
  await summary.first().waitFor();
  write("content/incidents/2024-01-02-b.md", "# Second\n\n## Summary\n\nNobody <b>could</b> pay, as the pool should have been watched.\n");
  await page.getByRole("link", { name: "`should have been` tells what did not happen" }).waitFor();
  await summary.first().waitFor({ state: "detached" });
  // A finding leads to its section, and unfolds into its place.
  const finding = page.getByRole("listitem").filter({ hasText: "tells what did not happen" });
  assert.equal(await finding.getByRole("link").getAttribute("href"), "#summary");
  await finding.getByText("PM041", { exact: true }).click();
  await finding.getByText("content/incidents/2024-01-02-b.md:5:").waitFor();
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

test("the first minute of an author: init, new, serve, an edit, a mistake, and it is mended", { timeout: 90_000 }, async () => {
  const root = path.join(scratch(), "archive");
  const run = (...command) => execFileSync(binary, command, { encoding: "utf8" });
  run("init", root);
  const said = spawnSync(binary, ["new", "The pump stalls", "--root", root, "--severity", "SEV-2"], { encoding: "utf8" });
  const file = path.join(root, said.stdout.trim().replace(/^.*content\//, "content/"));
  const address = new URL(/http:\S+/.exec(said.stderr)[0]).pathname;
  const server = await serve(root, 0);
  const page = await browser.newPage();
  const problems = watch(page, server.base);
  page.setDefaultTimeout(20_000);
  try {
    // The draft is there, and the review asks for what is still to write without scolding.
    assert.equal((await page.goto(new URL(address, server.base).href)).status(), 200);
    await page.getByRole("heading", { name: "The pump stalls" }).waitFor();
    await page.getByText("Draft", { exact: true }).first().waitFor();
    await page.getByText(/^Review: /).click();
    const missing = page.getByRole("listitem").filter({ hasText: "☐" });
    await missing.first().waitFor();
    const before = await missing.count();
    assert.equal(await page.getByText("Could be better").count(), 0);
    // It fills as the author writes.
    const text = fs.readFileSync(file, "utf8");
    const written = text.replace("## Summary\n", "## Summary\n\nFor ten minutes nobody could pump.\n");
    fs.writeFileSync(file, written);
    await page.getByText("For ten minutes nobody could pump.").first().waitFor();
    await page.waitForFunction((before) => {
      const panel = [...document.documentElement.children].at(-1).shadowRoot;
      return panel && [...panel.querySelectorAll("li")].filter((it) => it.textContent.startsWith("☐")).length < before;
    }, before);
    // Half a date is told beside the page, not over it.
    fs.writeFileSync(file, written.replace(/^# detected = .*$/m, 'detected = "2026-1"'));
    await page.getByText(/: `detected` is not a point in time/).first().waitFor();
    assert.equal(await page.getByRole("alertdialog").count(), 0);
    fs.writeFileSync(file, written);
    await page.getByText(/: `detected` is not a point in time/).first().waitFor({ state: "detached" });
    none(problems);
  } finally {
    await page.close();
    server.child.kill("SIGKILL");
  }
});
