// Takes the pictures of the README; see docs/pictures, which runs it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./site.mjs";

const { CASEBOOK, ARCHIVE, OUT } = process.env;
const SIZE = { width: 1120, height: 700 };
const INCIDENT = "incidents/black-friday-retry-storm.html";
const DOCUMENT = "content/incidents/2026-07-07-five-questions-per-name.md";

/** Takes a picture of the upper part of a page. WebP has half the size of PNG here. */
async function take(page, name, height) {
  await page.setViewportSize({ ...SIZE, height });
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 72 });
  fs.writeFileSync(path.join(OUT, `${name}.webp`), Buffer.from(data, "base64"));
}

/** The address that `casebook serve` prints. */
const serving = (child) =>
  new Promise((ready) => {
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
      const found = /http:\/\/[^/]*\//.exec(said);
      if (found) ready(found[0]);
    });
  });

const browser = await launch();
const preview = spawn(CASEBOOK, ["serve", "--root", ARCHIVE, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
const base = await serving(preview);
const file = path.join(ARCHIVE, DOCUMENT);
const written = fs.readFileSync(file, "utf8");
for (const colorScheme of ["light", "dark"]) {
  const context = await browser.newContext({ viewport: SIZE, colorScheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(ARCHIVE, "public", INCIDENT)).href);
  await take(page, `incident-${colorScheme}`, 1180);

  // A mistake is typed and saved, and the preview shows where it is.
  await page.goto(`${base}incidents/five-questions-per-name.html`);
  fs.writeFileSync(file, written.replace('severity = "SEV-2"', 'severty = "SEV-2"').replace("T11:32:00+02:00", "T09:32:00+02:00"));
  await page.getByText("lies before").first().click({ timeout: 20_000 });
  await take(page, `preview-${colorScheme}`, 420);
  fs.writeFileSync(file, written);
  await page.getByText("lies before").first().waitFor({ state: "detached", timeout: 20_000 });
  await context.close();
}
preview.kill();
await browser.close();
