// What must be true of a built site before any browser sees it. Every function
// returns what is wrong, one line each.
import path from "node:path";
import zlib from "node:zlib";
import { csv, tags, xml } from "./markup.mjs";

const REFERENCES = { href: "link", src: "link", srcset: "list", poster: "link", action: "link", data: "link", "xlink:href": "link" };
const IDS = ["for", "list", "form", "headers", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant"];

/** Every page's ids and the addresses it names. */
function outline(site) {
  return new Map(
    site.pages.map((page) => {
      const ids = [];
      const references = [];
      const named = [];
      for (const { name, attributes } of tags(site.text(page))) {
        for (const [attribute, value] of attributes) {
          if (attribute === "id") ids.push(value);
          else if (IDS.includes(attribute)) named.push(...value.split(/\s+/).filter(Boolean));
          else if (REFERENCES[attribute] === "list") references.push(...value.split(",").map((one) => one.trim().split(/\s+/)[0]));
          else if (REFERENCES[attribute]) references.push(value);
        }
        const refresh = name === "meta" && /^refresh$/i.test(attributes.get("http-equiv") ?? "");
        if (refresh) references.push(attributes.get("content").replace(/^\s*\d+\s*;\s*url\s*=\s*/i, ""));
      }
      return [page, { ids, references, named }];
    }),
  );
}

/** Links, images and fragments lead somewhere; ids stand once; what names an id finds it. */
export function references(site, base) {
  const problems = [];
  const outlines = outline(site);
  const here = new Set(site.files);
  const root = base ? new URL(base).pathname : "/";
  const resolve = (from, reference) => {
    const inside = base && reference.startsWith(base) ? `/${reference.slice(base.length)}` : reference;
    if (inside === reference) {
      if (/^(https?|mailto|tel):/i.test(reference)) return URL.canParse(reference) ? undefined : "not an address";
      if (/^data:image\//.test(reference)) return undefined;
      if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return "a scheme that has no place here";
      // The page for nothing is shown at addresses of any depth, so its links begin at the site's root.
      const rooted = from === "404.html" && reference.startsWith(root);
      if (reference.startsWith("/") && !rooted) return "not relative";
      if (rooted) return here.has(reference.slice(root.length).replace(/[?#].*/s, "")) ? undefined : "no such file";
    }
    const url = new URL(inside, `http://site.invalid/${from.split("/").map(encodeURIComponent).join("/")}`);
    // A server forgives `..` too many, a file system does not.
    const depth = path.posix.normalize(path.posix.join(path.posix.dirname(from), inside.replace(/[?#].*/s, "")));
    if (depth.startsWith("..") && inside === reference) return "leaves the site";
    let file;
    let fragment;
    try {
      file = decodeURIComponent(url.pathname).slice(1);
      fragment = decodeURIComponent(url.hash.slice(1));
    } catch {
      return "not decodable";
    }
    if (!here.has(file)) return "no such file";
    if (fragment && outlines.has(file) && !outlines.get(file).ids.includes(fragment)) return "no such fragment";
    return undefined;
  };
  for (const [page, { ids, references, named }] of outlines) {
    const seen = new Set();
    for (const id of ids) {
      if (seen.has(id)) problems.push(`${page}: the id ${id} stands twice`);
      seen.add(id);
    }
    for (const id of named) if (!seen.has(id)) problems.push(`${page}: names the id ${id}, which is not there`);
    for (const reference of new Set(references)) {
      const fault = reference === "" ? "empty" : resolve(page, reference);
      if (fault) problems.push(`${page}: ${reference}: ${fault}`);
    }
  }
  for (const sheet of site.files.filter((file) => file.endsWith(".css"))) {
    for (const [, reference] of site.text(sheet).matchAll(/url\(\s*["']?([^"')]+)/g)) {
      const fault = resolve(sheet, reference);
      if (fault) problems.push(`${sheet}: ${reference}: ${fault}`);
    }
    if (/@import/.test(site.text(sheet))) problems.push(`${sheet}: @import`);
  }
  for (const feed of site.files.filter((file) => file.endsWith(".xml"))) {
    for (const reference of inFeed(attempt(() => xml(site.text(feed))))) {
      const fault = resolve(feed, reference);
      if (fault) problems.push(`${feed}: ${reference}: ${fault}`);
    }
  }
  return problems;
}

function attempt(parse) {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/** Addresses of a feed or a sitemap. */
function inFeed(element) {
  if (!element) return [];
  const own = element.name === "link" ? [element.attributes.get("href")] : element.name === "loc" ? [element.text] : [];
  return [...own, ...element.children.flatMap(inFeed)].filter((one) => one !== undefined);
}

/** Feeds, sitemap, JSON and CSV can be read by those for whom they are meant. */
export function formats(site, base) {
  const problems = [];
  const reader = { ".xml": (text) => document(xml(text), base), ".json": json, ".csv": table, ".svg": (text) => void xml(text.replace(/<!DOCTYPE[^>]*>/, "")) };
  for (const file of site.files) {
    try {
      reader[path.extname(file)]?.(site.text(file));
    } catch (error) {
      problems.push(`${file}: ${error.message}`);
    }
  }
  return problems;
}

function json(text) {
  JSON.parse(text);
}

function table(text) {
  const [header, ...rows] = csv(text);
  if (new Set(header).size !== header.length) throw new Error("a column stands twice");
  const odd = rows.findIndex((row) => row.length !== header.length);
  if (odd >= 0) throw new Error(`row ${odd + 2} has ${rows[odd].length} cells, the header ${header.length}`);
  // A spreadsheet would run it.
  const formula = rows.flat().find((cell) => /^[=+@\t\r]|^-(?![\d.]+$)/.test(cell));
  if (formula !== undefined) throw new Error(`a cell that is a formula: ${formula.slice(0, 60)}`);
}

function document(root, base) {
  const names = (element) => element.children.map((child) => child.name);
  const text = (element, name) => element.children.find((child) => child.name === name)?.text ?? "";
  if (root.name === "urlset") {
    if (!root.children.length) throw new Error("an empty sitemap");
    for (const url of root.children) if (!text(url, "loc").startsWith(base ?? "")) throw new Error(`not of this site: ${text(url, "loc")}`);
    return;
  }
  if (root.name !== "feed" || root.attributes.get("xmlns") !== "http://www.w3.org/2005/Atom") throw new Error(`neither a feed nor a sitemap: ${root.name}`);
  const entries = root.children.filter((child) => child.name === "entry");
  const ids = new Set();
  for (const element of [root, ...entries]) {
    for (const name of ["title", "id", "updated"]) {
      if (names(element).filter((one) => one === name).length !== 1) throw new Error(`not one <${name}> in <${element.name}>`);
      if (!text(element, name).trim()) throw new Error(`<${name}> is empty`);
    }
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text(element, "updated"))) throw new Error(`not an instant: ${text(element, "updated")}`);
    if (!URL.canParse(text(element, "id"))) throw new Error(`not a URI: ${text(element, "id")}`);
    if (ids.has(text(element, "id"))) throw new Error(`the id ${text(element, "id")} stands twice`);
    ids.add(text(element, "id"));
    if (element !== root && !names(root).includes("author") && !names(element).includes("author")) throw new Error("an entry without author");
    const alternate = (child) => child.name === "link" && (child.attributes.get("rel") ?? "alternate") === "alternate";
    if (element !== root && !element.children.some(alternate)) throw new Error("an entry without link");
  }
  if (base && !root.children.some((child) => child.attributes.get("rel") === "self" && child.attributes.get("href").startsWith(base))) throw new Error("no link to itself");
}

/** Every page has a strict policy, ahead of all that it rules. */
export function policy(site) {
  return site.pages.flatMap((page) => {
    const [first] = tags(site.text(page)).filter(({ name, attributes }) => attributes.has("http-equiv") || ["script", "link", "style", "img"].includes(name));
    const content = first?.attributes.get("http-equiv") === "Content-Security-Policy" ? first.attributes.get("content") : "";
    return /^default-src 'none';/.test(content) && !/unsafe-|\*|https?:/.test(content) ? [] : [`${page}: ${content || "no policy at the top"}`];
  });
}

/** Nothing tells on which machine the site was built. */
export function machine(site, ...secrets) {
  return site.files.flatMap((file) => {
    const text = site.text(file);
    return secrets.filter((secret) => text.includes(secret)).map((secret) => `${file}: holds ${secret}`);
  });
}

/** Bytes that a page needs to be read, compressed one by one: itself, its style and its script. */
export function weight(site, page) {
  const parts = tags(site.text(page)).flatMap(({ name, attributes }) => {
    if (name === "script" && attributes.has("src")) return [attributes.get("src")];
    return name === "link" && attributes.get("rel") === "stylesheet" ? [attributes.get("href")] : [];
  });
  const files = parts.map((part) => path.posix.join(path.posix.dirname(page), part.replace(/[?#].*/, "")));
  return [page, ...files].reduce((sum, file) => sum + zlib.gzipSync(site.bytes(file), { level: 9 }).length, 0);
}
