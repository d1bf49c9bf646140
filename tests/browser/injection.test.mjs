// Nothing of what an author writes is ever executed: tried with the policy off,
// so that it is not the policy alone which stops it, and with the policy on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hostile, refusable } from "./hostile.mjs";
import { formats, references } from "./links.mjs";
import { address, build, launch, none, serve, visit, watch } from "./site.mjs";

let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** Runs in every frame before all else: what is executed says so. */
function tell() {
  for (const name of ["alert", "confirm", "prompt", "print"]) {
    window[name] = (...said) => {
      window.__xss = [...(window.__xss ?? []), said.join(" ")];
      console.error(`executed: ${said.join(" ")}`);
    };
  }
}

/** What a page has that no page of ours has, and what runs once it is touched everywhere. */
async function provoke(page) {
  const found = await page.evaluate(async () => {
    const wrong = [];
    const addresses = ["href", "src", "xlink:href", "action", "formaction", "data", "poster", "background", "cite", "ping"];
    const never = "iframe, frame, object, embed, applet, base, style, math, template, noscript, foreignObject, animate, set, svg script, body script, form:not(.filters), [srcdoc], [style]";
    for (const element of document.querySelectorAll(never)) wrong.push(`has ${element.outerHTML.slice(0, 120)}`);
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) wrong.push(`<${element.localName}> has ${name}=${value.slice(0, 80)}`);
        if (!addresses.includes(name) || (element.localName === "a" && !value)) continue;
        const url = URL.canParse(value, location.href) ? new URL(value, location.href) : undefined;
        const harmless = url && (["http:", "https:", "mailto:"].includes(url.protocol) || (element.localName === "img" && /^data:image\//.test(value)));
        if (!harmless) wrong.push(`<${element.localName}> has ${name}=${value.slice(0, 80)}`);
      }
    }
    for (const script of document.scripts) if (!/\/assets\/[\w.-]+\.js(\?[\w=.-]*)?$/.test(script.src)) wrong.push(`script ${script.outerHTML.slice(0, 120)}`);
    for (const refresh of document.querySelectorAll("meta[http-equiv=refresh i]")) wrong.push(`refresh to ${refresh.content}`);

    // A link to elsewhere is not followed, one to a script is.
    addEventListener("click", (event) => {
      const href = event.target.closest?.("a")?.href;
      // A link in a drawing has its address as it is written, which may be a relative one.
      if (href && /^(https?|mailto):/.test(new URL(href.baseVal ?? href, document.baseURI).href)) event.preventDefault();
    });
    addEventListener("submit", (event) => {
      if (!/^javascript:/.test(event.submitter?.formAction)) event.preventDefault();
    });
    for (const element of document.querySelectorAll("body, body *")) {
      for (const name of ["pointerover", "mouseover", "mouseenter", "focus", "mousedown", "mouseup", "click", "toggle", "keydown", "blur", "mouseout"]) {
        element.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true, view: window }));
      }
    }
    await new Promise((done) => setTimeout(done, 60));
    return [...wrong, ...(window.__xss ?? []).map((said) => `executed: ${said}`)];
  });
  return found;
}

/** A look at `pages` with the policy off, and with it on. */
async function attack(site, pages = site.pages) {
  // The index of a folder leads to another page at once, so nobody can touch anything on it.
  pages = pages.filter((page) => !page.endsWith("/index.html"));
  const places = await serve(site);
  const context = { bypassCSP: true, viewport: { width: 1280, height: 800 } };
  const off = await visit(browser, context, places.host, pages, provoke, tell);
  const on = await visit(browser, {}, places.host, pages, undefined, tell);
  places.close();
  return [...off.map((one) => `policy off: ${one}`), ...on.map((one) => `policy on: ${one}`)];
}

test("the attack succeeds where nothing stops it", async () => {
  const live = {
    script: "<script>alert(1)</script>",
    handler: "<img src=x onerror=alert(1)>",
    hover: "<p onmouseover=alert(1)>x</p>",
    link: "<a href=javascript:alert(1)>x</a>",
    drawing: "<svg onload=alert(1)></svg>",
    frame: `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
    form: "<form><button formaction=javascript:alert(1)>x</button></form>",
  };
  const files = Object.keys(live).map((name) => `${name}.html`);
  const page = (name) => `<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>x</title>${live[name.slice(0, -5)] ?? ""}`;
  const found = await attack({ directory: "/", files, pages: files, bytes: page });
  for (const name of Object.keys(live)) {
    assert.ok(found.some((one) => one.startsWith(`policy off: ${name}.html: `) && one.includes("executed")), `${name}\n${found.join("\n")}`);
    assert.ok(found.every((one) => !(one.startsWith("policy on") && one.includes("executed"))), found.join("\n"));
  }
  assert.ok(found.some((one) => one.startsWith("policy on: script.html: console: ")), found.join("\n"));
});

let site;

test("an archive full of payloads builds, with warnings", async () => {
  site = await build(hostile());
  none(site.stderr.split(/\n(?=error)/).filter((one) => one.startsWith("error")));
  assert.equal(site.code, 0);
  assert.match(site.stderr, /warning/);
  assert.ok(site.pages.length > 20);
});

test("nothing of it is executed, and nothing is left to the policy", async () => {
  assert.ok(site.pages.length);
  none(await attack(site));
});

test("it shows as text: nothing is lost and no template runs", async () => {
  const holding = (text) => site.files.filter((file) => site.text(file).includes(text));
  assert.ok(holding("{{1234*5678}}").length > 20);
  none(holding("7006652").map((file) => `${file}: a template ran`));
  none(holding("root:x:0:0").map((file) => `${file}: holds a file of this machine`));
  const policy = holding('http-equiv="Content-Security-Policy"');
  none(site.pages.filter((page) => !policy.includes(page)).map((page) => `${page}: not a page of ours`));
});

test("feeds, JSON and CSV of it are well-formed, and its links lead somewhere", () => {
  none([...formats(site), ...references(site)]);
});

test("in the filters of its lists it stays text", async () => {
  const places = await serve(site);
  const context = await browser.newContext({ bypassCSP: true });
  await context.addInitScript(tell);
  const page = await context.newPage();
  const problems = watch(page, places.host);
  for (const list of ["incidents.html", "actions.html"]) {
    await page.goto(address(places.host, list));
    const selects = page.locator("form.filters select");
    for (let at = 0; at < (await selects.count()); at += 1) {
      for (const option of (await selects.nth(at).locator("option").all()).slice(0, 12)) await selects.nth(at).selectOption({ value: await option.getAttribute("value") ?? await option.textContent() });
      problems.push(...(await provoke(page)));
      await page.reload();
    }
  }
  for (const payload of ["<img src=x onerror=alert('q')>", "'\"><script>alert('q')</script>", "javascript:alert('q')"]) {
    await page.goto(`${places.host}incidents.html?q=${encodeURIComponent(payload)}&cause=${encodeURIComponent(payload)}#${encodeURIComponent(payload)}`);
    problems.push(...(await provoke(page)));
  }
  await context.close();
  places.close();
  none([...new Set(problems)]);
});

test("a payload where text has no place is refused with an error, or harmless", async () => {
  const built = [];
  const wrong = [];
  for (const [name, root] of Object.entries(refusable())) {
    const one = await build(root);
    const said = `exit ${one.code}: ${one.stderr.slice(0, 400)}`;
    if (![0, 1, 2].includes(one.code) || /panicked/.test(one.stderr)) wrong.push(`${name}: ${said}`);
    else if (one.code === 0) built.push([name, one]);
    else if (!/error/.test(one.stderr)) wrong.push(`${name}: refused without an error: ${said}`);
    else if (one.files.length) wrong.push(`${name}: refused, and yet written: ${said}`);
  }
  for (const [name, one] of built) {
    const foreign = one.pages.filter((page) => !one.text(page).includes('http-equiv="Content-Security-Policy"'));
    const marked = one.pages.filter((page) => /alert/i.test(one.text(page)));
    const faults = [...(await attack(one, marked)), ...formats(one), ...references(one), ...foreign.map((page) => `${page}: not a page of ours`)];
    wrong.push(...faults.map((fault) => `${name}: ${fault}`));
  }
  none(wrong);
});
