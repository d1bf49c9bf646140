// How pages are set: one measure on the screen, and paper that is neither wasted nor cut.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { build, example, none, opened, repository, scratch } from "./site.mjs";

const site = await example();
const open = opened(site);
const incident = "incidents/black-friday-retry-storm.html";

/** The example archive with a German interface. */
async function german() {
  const root = scratch();
  fs.cpSync(path.join(repository, "content"), path.join(root, "content"), { recursive: true });
  const config = fs.readFileSync(path.join(repository, "casebook.toml"), "utf8");
  fs.writeFileSync(path.join(root, "casebook.toml"), config.replace('language = "en"', 'language = "de"'));
  return build(root);
}
const de = await german();

/** The width of an A4 sheet without its margins. */
const sheet = 672;

/** Runs `body` with a page of `site` in a window of this width. */
async function shown({ directory }, name, width, body) {
  const page = await open.browser.newPage({ viewport: { width, height: 900 } });
  try {
    await page.goto(`file://${directory}/${name}`);
    return await body(page);
  } finally {
    await page.close();
  }
}

test("text, tables of facts, short code and the timeline share one left and one right edge", async () => {
  for (const width of [1280, 1150]) await shown(site, incident, width, async (page) => {
    await page.locator(".code").first().waitFor();
    const edges = await page.evaluate(() => {
      const one = (element) => {
        const { left, right } = element.getBoundingClientRect();
        return `${Math.round(left)} to ${Math.round(right)}`;
      };
      const boxes = [".prose > p", ".prose table", ".prose > .code", ".prose > .footnotes", ".timeline-list", ".happened", ".details"];
      return Object.fromEntries(boxes.map((box) => [box, [...new Set([...document.querySelectorAll(box)].map(one))].join(", ")]));
    });
    assert.equal(new Set(Object.values(edges)).size, 1, JSON.stringify(edges, null, 1));
  });
});

test("a time since the start is one line, in German too", async () => {
  for (const width of [1280, 390]) {
    await shown(de, incident, width, async (page) => {
      const high = await page.locator(".relative > span").evaluateAll((spans) => spans.filter((span) => span.getBoundingClientRect().height > 30).map((span) => span.textContent));
      none(high);
    });
  }
});

/** Number of sheets on which `page` is printed. */
async function sheets(page) {
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
}

test("a short incident is printed on one sheet", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "One"\n');
  const text = "# The printer slept\n\n## Summary\n\nNo labels for an hour.\n\n## Root cause\n\nA full disk.\n";
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-02-printer.md"), text);
  await shown(await build(root), "incidents/printer.html", 1280, async (page) => assert.equal(await sheets(page), 1));
});

test("a printed table of many columns ends where the text ends", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "W"\n');
  const line = (cell) => `| ${Array.from({ length: 12 }, (_, at) => cell(at)).join(" | ")} |`;
  const table = [line((at) => `Measurement${at}`), line(() => "---"), line((at) => `saturation-of-${at}`)].join("\n");
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-02-wide.md"), `# Wide\n\n## Summary\n\nNo labels for an hour.\n\n${table}\n`);
  await shown(await build(root), "incidents/wide.html", 680, async (page) => {
    await page.emulateMedia({ media: "print" });
    const edges = await page.evaluate(() => [".prose p", ".prose table"].map((box) => Math.round(document.querySelector(box).getBoundingClientRect().right)));
    assert.ok(edges[1] <= edges[0], `${edges}`);
  });
});

test("no printed list of incidents or actions is wider than its sheet", async () => {
  const wide = [];
  for (const archive of [site, de]) {
    // Not the pages that lead to others: they have no data.
    const data = fs.readdirSync(path.join(archive.directory, "incidents")).filter((name) => name.endsWith(".json"));
    const incidents = data.map((name) => `incidents/${name.replace(/json$/, "html")}`);
    for (const name of ["actions.html", "incidents.html", "causes/missing-monitoring.html", ...incidents]) {
      await shown(archive, name, sheet, async (page) => {
        await page.emulateMedia({ media: "print" });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        if (width > sheet) wide.push(`${name}: ${width}`);
      });
    }
  }
  none(wide);
});

test("no word in the head of a printed table is broken", async () => {
  for (const archive of [site, de]) {
    await shown(archive, "trends.html", sheet, async (page) => {
      await page.emulateMedia({ media: "print" });
      const broken = await page.locator(".trend thead th").evaluateAll((heads) =>
        heads.flatMap((head) => {
          const found = [];
          const texts = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const text = texts.currentNode;
            for (const word of text.data.matchAll(/[\p{L}\p{N}]+/gu)) {
              const range = document.createRange();
              range.setStart(text, word.index);
              range.setEnd(text, word.index + word[0].length);
              if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) found.push(word[0]);
            }
          }
          return found;
        }),
      );
      none(broken);
    });
  }
});

test("the names of an axis do not touch each other, in German and on paper too", async () => {
  for (const [archive, media, width] of [[site, "screen", 1280], [de, "screen", 1280], [site, "print", sheet], [de, "print", sheet]]) {
    await shown(archive, "trends.html", width, async (page) => {
      await page.emulateMedia({ media });
      const touching = await page.locator(".trend svg:visible").evaluateAll((drawings) =>
        drawings.flatMap((drawing) => {
          const names = [...drawing.querySelectorAll(".tick, .group")].map((name) => ({ said: name.textContent, ...name.getBoundingClientRect().toJSON() }));
          const touch = (one, other) => one.top < other.bottom && other.top < one.bottom && one.left < other.right && other.left < one.right;
          return names.flatMap((one, at) => names.slice(at + 1).filter((other) => touch(one, other)).map((other) => `${one.said} and ${other.said}`));
        }),
      );
      none(touching);
    });
  }
});

test("the navigation is one line, in German too", async () => {
  for (const archive of [site, de]) {
    for (const width of [1280, 820, 390]) {
      await shown(archive, "services.html", width, async (page) => {
        const tops = await page.locator(".site-nav :is(a, summary):visible").evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
        assert.equal(new Set(tops).size, 1, `${width} px: ${tops}`);
      });
    }
  }
});

test("on a phone, an index shows all of its rows", async () => {
  for (const name of ["causes.html", "services.html", "years.html"]) {
    await shown(de, name, 390, async (page) => {
      assert.ok(await page.locator(".terms td:nth-child(4)").first().isVisible());
      const cut = await page.locator(".table-scroll").evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth).length);
      assert.equal(cut, 0, name);
    });
  }
});

test("on a phone, a table of a few rows has no buttons to sort it", async () => {
  await shown(site, "actions.html", 390, async (page) => {
    const tables = await page.locator("table.actions:visible").evaluateAll((tables) =>
      tables.map((table) => ({ rows: table.querySelectorAll("tbody tr").length, sortable: table.querySelector("thead").checkVisibility() })),
    );
    assert.ok(tables.some(({ rows }) => rows < 5), "there is a short table");
    none(tables.filter(({ rows, sortable }) => sortable !== rows > 5).map((table) => JSON.stringify(table)));
  });
  await shown(site, "incidents.html", 390, async (page) => {
    assert.ok(await page.locator(".rows thead button").first().isVisible(), "a long one has");
  });
});

test("the contents mark the section at hand", async () => {
  await shown(site, incident, 1280, async (page) => {
    const marked = page.locator(".contents-side [aria-current]");
    assert.equal(await marked.count(), 0, "above the first section");
    for (const name of ["Root cause", "Summary"]) {
      await page.locator(".contents-side a", { hasText: name }).click();
      await page.locator(".contents-side [aria-current]", { hasText: name }).waitFor();
      assert.deepEqual(await marked.allTextContents(), [name]);
    }
  });
});

test("on a phone, the menu opens below the line of its button", async () => {
  await shown(site, incident, 390, async (page) => {
    const button = page.locator(".site-nav summary");
    const place = () => button.evaluate((summary) => [summary.getBoundingClientRect().left, summary.getBoundingClientRect().top]);
    const before = await place();
    await button.click();
    assert.deepEqual(await place(), before);
    assert.ok(await page.locator(".site-nav details a").first().isVisible());
  });
});

test("the time of an entry is one line, with seconds too", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "One"\n');
  const text = "# The queue stood still\n\n## Timeline\n\n- 2026-01-02 10:00:05 An alert\n- 2026-01-02 23:48:58 It runs again\n";
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-02-queue.md"), text);
  const own = await build(root);
  for (const width of [1280, 390]) {
    await shown(own, "incidents/queue.html", width, async (page) => {
      const clocks = await page.locator(".entry .clock").evaluateAll((clocks) => clocks.map((clock) => [clock.textContent, clock.getBoundingClientRect().height]));
      assert.equal(clocks.length, 2);
      none(clocks.filter(([, height]) => height > 30).map(String));
    });
  }
});

test("a list says how many incidents it has as the page does, with grouped numbers", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Many"\n');
  for (let at = 0; at < 1000; at++) fs.writeFileSync(path.join(root, `content/incidents/2026-01-02-i${at}.md`), `# Incident ${at}\n`);
  await shown(await build(root), "incidents.html", 1280, async (page) => {
    await page.locator(".filters .count", { hasText: "All 1,000 incidents" }).waitFor({ timeout: 5000 });
  });
});

test("the four times of a card stand in one row or in two", async () => {
  for (const width of [320, 390, 560, 700, 900, 1120, 1280]) {
    await shown(de, incident, width, async (page) => {
      const tops = await page.locator(".metrics li").evaluateAll((times) => times.map((time) => time.getBoundingClientRect().top));
      const rows = [...new Set(tops)].map((row) => tops.filter((top) => top === row));
      assert.ok(rows.every((row) => row.length === 4 || row.length === 2), `${width} px: ${tops}`);
    });
  }
});

test("an incident with many services is no higher on the home page than others by much", async () => {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Many"\n');
  const services = Array.from({ length: 20 }, (_, at) => `"service-${at}"`).join(", ");
  fs.writeFileSync(path.join(root, "content/incidents/2026-01-02-many.md"), `+++\nservices = [${services}]\n+++\n\n# Many\n`);
  await shown(await build(root), "index.html", 1280, async (page) => {
    const row = page.locator(".latest li");
    assert.equal(await row.locator(".facts-of a:visible").count(), 5);
    assert.ok((await row.evaluate((row) => row.getBoundingClientRect().height)) < 200);
  });
});

test("actions that are done are printed only if the reader has unfolded them", async () => {
  await shown(site, "actions.html", 1280, async (page) => {
    const folded = await sheets(page);
    await page.locator("details.action-group summary").first().click();
    assert.ok((await sheets(page)) > folded);
    assert.ok(folded <= 2, `${folded} sheets`);
    await page.emulateMedia({ media: "print" });
    assert.ok(await page.locator("#overdue table").isVisible());
  });
});

test("on a phone, the severity and the day of a latest incident are one line", async () => {
  await shown(site, "index.html", 390, async (page) => {
    const lines = await page.locator(".labels-of").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    assert.ok(Math.max(...lines) < 30, `${lines}`);
  });
});
