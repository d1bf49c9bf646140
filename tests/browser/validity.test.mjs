// The Nu Html Checker over every page, style sheet and drawing of ours.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { hostile } from "./hostile.mjs";
import { address, build, example, none, serve } from "./site.mjs";

const JAR = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");

const site = await example();
let places;

before(async () => {
  places = await serve(site);
});
after(() => places?.close());

/** What the checker says about `addresses`, one line each. */
function check(addresses, ...options) {
  const java = ["-Dnu.validator.servlet.allow-forbidden-hosts=true", "-Xss4m", "-jar", JAR, "--stdout", "--exit-zero-always", "--format", "json"];
  return new Promise((resolve, reject) => {
    execFile("java", [...java, ...options, ...addresses], { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      if (error) return reject(new Error(`${error.message}\n${stderr}`));
      // What is neither error nor warning only explains one.
      const messages = JSON.parse(stdout).messages.filter(({ type, subType }) => type !== "info" || subType === "warning");
      resolve(messages.map(({ url, lastLine, type, subType, message, extract }) => `${url}:${lastLine}: ${subType ?? type}: ${message} ${extract?.replace(/\s+/g, " ") ?? ""}`));
    });
  });
}

// Over HTTP, because the checker takes `'self'` of a Content-Security-Policy by the host.
const at = (file) => address(places.host, file);

test(`${site.pages.length} pages are valid HTML`, async () => {
  assert.ok(site.pages.length);
  none(await check(site.pages.map(at)));
});

test("pages of an archive full of payloads are valid HTML", { skip: !!process.env.CASEBOOK_SITE }, async () => {
  const attack = await build(hostile());
  assert.equal(attack.code, 0, attack.stderr);
  const server = await serve(attack);
  none(await check(attack.pages.map((page) => address(server.host, page))));
  server.close();
});

test("style sheets are valid CSS", async () => {
  const sheets = site.files.filter((file) => file.endsWith(".css"));
  assert.ok(sheets.length);
  none(await check(sheets.map(at), "--css"));
});

test("the theme's drawings are valid SVG", async () => {
  const drawings = site.files.filter((file) => /^assets\/.*\.svg$/.test(file));
  none(drawings.length ? await check(drawings.map((file) => path.join(site.directory, file)), "--also-check-svg") : []);
});

test("the checker finds what is wrong", async () => {
  const bad = { "bad.html": `<!DOCTYPE html><html lang="en"><title>x</title><p id="a"><b id="a">x</p>`, "bad.css": "p { colour: red }" };
  const server = await serve({ directory: site.directory, files: Object.keys(bad), bytes: (file) => bad[file] });
  assert.match((await check([`${server.host}bad.html`])).join("\n"), /Duplicate ID/);
  assert.match((await check([`${server.host}bad.css`], "--css")).join("\n"), /colour/);
  server.close();
});
