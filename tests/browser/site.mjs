// What every test of this folder needs: a built site, a server, a browser and a
// watch over what its pages do.
//
// CASEBOOK       the binary to build with     (target/release/casebook of the repository)
// CASEBOOK_ROOT  the archive to publish       (the repository's own example)
// CASEBOOK_SITE  an already built folder, instead of building that archive
// CHROMIUM       the browser                  (/usr/bin/chromium)
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";
import { after, before } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

const run = promisify(execFile);

export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** Fails with all of `problems`, unless there are none. */
export function none(problems) {
  const shown = problems.slice(0, 200);
  const more = problems.length > shown.length ? [`and ${problems.length - shown.length} more`] : [];
  if (problems.length) assert.fail([`${problems.length} found:`, ...shown, ...more].join("\n"));
}

const scratched = [];
process.on("exit", () => scratched.forEach((directory) => fs.rmSync(directory, { recursive: true, force: true })));

/** A directory that goes when the tests end. */
export function scratch() {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "casebook-browser-")));
  scratched.push(directory);
  return directory;
}

/** Runs `casebook build`: its exit code, what it said, and the site. */
export async function build(root, ...options) {
  const binary = process.env.CASEBOOK || path.join(repository, "target/release/casebook");
  const directory = path.join(scratch(), "site");
  const { code, stderr } = await run(binary, ["build", "--root", root, "--output", directory, ...options], { maxBuffer: 1 << 28 }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (error) => {
      if (typeof error.code !== "number") throw error;
      return error;
    },
  );
  return { code, stderr, ...read(directory) };
}

/** axe-core, to be run in a page. */
export const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A browser and the places of `site`, while the tests of the calling file run. */
export function opened(site) {
  const open = {};
  before(async () => {
    open.browser = await launch();
    open.places = await serve(site);
  });
  after(async () => {
    await open.browser?.close();
    open.places?.close();
  });
  return open;
}

/** The archive that is published, as a site. */
export async function example(...options) {
  if (process.env.CASEBOOK_SITE && !options.length) return read(path.resolve(process.env.CASEBOOK_SITE));
  const site = await build(process.env.CASEBOOK_ROOT || repository, ...options);
  if (site.code !== 0) throw new Error(`casebook build failed with ${site.code}:\n${site.stderr}`);
  return site;
}

/** A folder of files: `files` are all of them, `pages` those of HTML. */
function read(directory) {
  const files = fs.existsSync(directory)
    ? fs
        .readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(directory, path.join(entry.parentPath ?? entry.path, entry.name)))
        .filter((file) => !file.split(path.sep).some((part) => part.startsWith(".")))
        .sort()
    : [];
  const cache = new Map();
  return {
    directory,
    files,
    pages: files.filter((file) => file.endsWith(".html")),
    bytes: (file) => fs.readFileSync(path.join(directory, file)),
    text(file) {
      if (!cache.has(file)) cache.set(file, fs.readFileSync(path.join(directory, file), "utf8"));
      return cache.get(file);
    },
    /** A page that only leads to another one. */
    isRedirect(file) {
      return /<meta http-equiv="?refresh/i.test(this.text(file));
    },
  };
}

const OWN = new Set(
  "index incidents actions trends executive search 404 tags causes services teams severities years regions".split(" "),
);

/** The type of a page: its own name, that of its directory, or "page". */
export function kind(site, page) {
  if (site.isRedirect(page)) return "redirect";
  const name = page.replace(/\.html$/, "");
  if (OWN.has(name)) return name;
  const [first, ...rest] = name.split("/");
  return rest.length && OWN.has(first) ? `${first}/*` : "page";
}

/** Up to `count` pages of every type: the heaviest and the lightest among them. */
export function sample(site, count) {
  const kinds = new Map();
  for (const page of site.pages) {
    const of = kind(site, page);
    kinds.set(of, [...(kinds.get(of) ?? []), page]);
  }
  return [...kinds.values()].flatMap((pages) => {
    pages.sort((a, b) => site.text(b).length - site.text(a).length);
    return count < pages.length ? [...pages.slice(0, count - 1), pages.at(-1)] : pages;
  });
}

const TYPES = {
  css: "text/css; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webp: "image/webp",
  xml: "application/xml",
};

/** The addresses a site is opened from: its own host, below a path, and the disk. */
export async function serve(site) {
  const server = http.createServer((request, response) => {
    const asked = new URL(request.url, "http://127.0.0.1").pathname.replace(/^\/a\/b\//, "/");
    const file = decodeURIComponent(asked).slice(1) || "index.html";
    const found = site.files.includes(file);
    response.writeHead(found ? 200 : 404, {
      "content-type": TYPES[path.extname(file).slice(1)] ?? "application/octet-stream",
      "x-content-type-options": "nosniff",
    });
    response.end(found ? site.bytes(file) : "not found");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  server.unref();
  const host = `http://127.0.0.1:${server.address().port}`;
  return {
    host: `${host}/`,
    below: `${host}/a/b/`,
    disk: `${pathToFileURL(site.directory)}/`,
    close: () => server.close(),
  };
}

/** Chromium that reaches no host but this machine. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

export const address = (base, page) => base + page.split("/").map(encodeURIComponent).join("/");

/**
 * Collects what must not happen on `page`: errors and warnings on the console
 * (violations of the Content-Security-Policy are among them), uncaught errors,
 * dialogs, failed requests, and requests that leave `base`.
 */
export function watch(page, base) {
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) problems.push(`leaves the site: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left takes its requests along.
    const error = request.failure()?.errorText;
    if (error !== "net::ERR_ABORTED") problems.push(`${error}: ${request.url()}`);
  });
  return problems;
}

/**
 * Opens every one of `names` in a browser context with `options`, a few at a
 * time, and calls `look(page, name)`, which returns what is wrong with it. The
 * result is all that was wrong, each with its page's name. `first` runs in every
 * document before its own scripts.
 */
export async function visit(browser, options, base, names, look = async () => [], first = () => {}) {
  const context = await browser.newContext(options);
  await context.addInitScript(first);
  const found = [];
  const queue = [...names];
  const worker = async () => {
    // Opening a tab takes longer than opening a page in it.
    const page = await context.newPage();
    const problems = watch(page, base);
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      try {
        await page.goto(address(base, name));
        problems.push(...(await look(page, name)));
      } catch (error) {
        problems.push(error.message);
      }
      found.push(...new Set(problems.splice(0).map((problem) => `${name}: ${problem}`)));
    }
  };
  await Promise.all(Array.from({ length: 3 }, worker));
  await context.close();
  return found.sort();
}
