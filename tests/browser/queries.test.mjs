// What people type and paste: small invented archives, queries, and the document that should
// come first.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { build, launch, none, scratch } from "./site.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Builds an archive of documents, by name, and returns `ask(query)`: titles, and what is said. */
async function archive(documents, config = "") {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), `title = "T"\n${config}`);
  for (const [name, text] of Object.entries(documents)) {
    const file = path.join(root, "content", name.includes("/") ? name : `incidents/${name}`);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  const site = await build(root);
  assert.equal(site.code, 0, site.stderr);
  const page = await browser.newPage();
  const ask = async (query) => {
    await page.goto(`file://${site.directory}/search.html?q=${encodeURIComponent(query)}`);
    await page.waitForSelector("#search-results[data-state=done]");
    return { titles: await page.locator("li[data-result] h2").allTextContents(), said: await page.locator("#search-status").textContent() };
  };
  return { ask, page, site };
}

/** Fails for each of `queries`, [query, title], whose title is not the first result. */
async function first({ ask }, queries) {
  const wrong = [];
  for (const [query, wanted] of queries) {
    const { titles, said } = await ask(query);
    if (titles[0] !== wanted) wrong.push(`${query}: ${titles.join(", ") || said} instead of ${wanted}`);
  }
  none(wrong);
}

const document = (title, text, front = "") => `---\n${front}\n---\n# ${title}\n\n## Summary\n\n${text}\n`;
const LAMP = document("A lamp failed", "The lamp was old and its host had the number 7.", "severity: SEV-3\nservices: [lighting]");

const PASTED = {
  "2026-01-01-lamp.md": LAMP,
  "2026-01-02-quota.md": document("Deploys were refused", 'The log says `pods "api-5d8f" is forbidden: exceeded quota: team-b, requested: cpu=2`.', "severity: SEV-2\nservices: [deployer]"),
  "2026-01-03-cursor.md": document("The export stopped", 'Every run ended with `ERROR: cursor "_cursor_99" does not exist`.', "severity: SEV-2\nservices: [exports]"),
  "2026-01-04-dial.md": document("Nodes lost the control plane", "```\nE0101 reflector: Failed to watch\n  at Watcher.open (watch.go:117)\nGet \"https://192.0.2.1:6443/api\": dial tcp: i/o timeout\n```", "severity: SEV-1\nservices: [cluster]"),
  "2026-01-05-other.md": document("Wrong host in a file", "The host web-7f9c4d was listed twice, with the cursor of an old screen."),
};

test("an error pasted with names of one's own finds the error, and the page says what counts as words", async () => {
  const site = await archive(PASTED);
  await first(site, [
    ['pods "worker-77x" is forbidden: exceeded quota', "Deploys were refused"],
    ['pods "web-7f9c4d" is forbidden: exceeded quota', "Deploys were refused"],
    ['cursor "_cursor_140123" does not exist', "The export stopped"],
    ['Get "https://10.43.0.1:443/api": dial tcp: i/o timeout', "Nodes lost the control plane"],
    ["\u001b[31mERROR\u001b[0m: cursor _cursor_7 does not exist", "The export stopped"],
    ["[31mERROR[0m cursor does not exist", "The export stopped"],
    ["E0707 reflector: Failed to watch\n  at Watcher.open (watch.go:93)\n  at Watcher.open (watch.go:12)\ndial tcp: i/o timeout", "Nodes lost the control plane"],
    ['time=2026-05-05T10:00:00Z level=error msg="dial tcp: i/o timeout" host=10.9.8.7', "Nodes lost the control plane"],
    ['severity:ERROR "dial tcp: i/o timeout"', "Nodes lost the control plane"],
  ]);
  const { said } = await site.ask('cursor "_cursor_140123" does not exist');
  assert.match(said, /“_cursor_140123”/);
});

test("a query that is one phrase stays exact, with its words one click away", async () => {
  const { ask, page } = await archive(PASTED);
  assert.deepEqual((await ask('"exceeded quota: team-b"')).titles, ["Deploys were refused"]);
  const { titles, said } = await ask('"exceeded quota: team-z"');
  assert.deepEqual(titles, [], said);
  await page.getByText("Search for these words instead").click();
  await page.waitForSelector("#search-results[data-state=done] li");
  assert.equal(await page.locator("li[data-result] h2").first().textContent(), "Deploys were refused");
});

test("a field narrows if there is such a value, else it is words; a mistyped one names the fields", async () => {
  const { ask } = await archive(PASTED);
  assert.deepEqual((await ask("services:cluster")).said.match(/The fields are [^.]*service[^.]*\./)?.length, 1);
  assert.deepEqual((await ask("service:cluster")).titles, ["Nodes lost the control plane"]);
  const log = await ask("service:reflector watch");
  assert.equal(log.titles[0], "Nodes lost the control plane");
  assert.match(log.said, /No service is “reflector”, so it is searched as words/);
  assert.doesNotMatch((await ask("java:42 https://example.org status:500")).said, /There is no field/);
});

test("words, phrases and fields with a minus are refused, and OR takes either", async () => {
  const { ask } = await archive(PASTED);
  const sorted = async (query) => (await ask(query)).titles.sort();
  assert.deepEqual(await sorted("host -lamp"), ["Wrong host in a file"]);
  assert.deepEqual(await sorted('host -"listed twice"'), ["A lamp failed"]);
  assert.deepEqual(await sorted("-service:cluster -service:exports -service:deployer"), ["A lamp failed", "Wrong host in a file"]);
  assert.deepEqual(await sorted("lamp OR cursor"), ["A lamp failed", "The export stopped", "Wrong host in a file"]);
  assert.deepEqual(await sorted('"exceeded quota" OR lamp OR "no such text"'), ["A lamp failed", "Deploys were refused"]);
  assert.deepEqual(await sorted("host lamp OR twice"), ["A lamp failed", "Wrong host in a file"]);
});

test("one word or two, spellings, versions, abbreviations", async () => {
  const site = await archive({
    "2026-01-01-lamp.md": LAMP,
    "2026-01-02-storm.md": document("A thunder storm", "A fall back to the second power plant failed at the load balancer."),
    "2026-01-03-time.md": document("Downtime of the workspace", "The standby had no backup; the colour of the dashboard was gray."),
    "2026-01-04-chart.md": document("A module was too old", "From `v2.11.0` on the module needs another runtime."),
    "2026-01-05-mongo.md": document("Elasticsearch lost its index", "A garbage collection of the index took minutes."),
    "2026-01-06-proxy.md": document("Roll-out of the sidecar", "Nobody could sign in without multi-factor authentication."),
  }, '[search]\nsynonyms = [["sidecar", "envoy"], ["brb", "be right back", "thunder storm"]]\n');
  await first(site, [
    ["thunderstorm", "A thunder storm"],
    ["fallback", "A thunder storm"],
    ["powerplant", "A thunder storm"],
    ["down time", "Downtime of the workspace"],
    ["work space", "Downtime of the workspace"],
    ["stand-by", "Downtime of the workspace"],
    ["back up colour grey", "Downtime of the workspace"],
    ["color", "Downtime of the workspace"],
    ["side car 7", "Roll-out of the sidecar"],
    ["module 2.11.0", "A module was too old"],
    ["V2.11.0", "A module was too old"],
    ["elastic", "Elasticsearch lost its index"],
    ["GC index", "Elasticsearch lost its index"],
    ["rollout", "Roll-out of the sidecar"],
    ["MFA", "Roll-out of the sidecar"],
    ["envoy", "Roll-out of the sidecar"],
    ["LB", "A thunder storm"],
    ["brb", "A thunder storm"],
  ]);
});

test("the forms of a word find each other, in the language of their document", async () => {
  const site = await archive({
    "2026-01-01-lamp.md": LAMP,
    "2026-01-02-a.md": document("Replication stopped", "The renewal of the tax index was forgotten.", "lang: en"),
    "2026-01-03-b.md": document("Ausfall der Leitung", "Die Verbindungen der Rechner brachen ab.", "lang: de"),
    "2026-01-04-c.md": document("Panne du réseau", "Les certificats des serveurs étaient expirés.", "lang: fr"),
    "2026-01-05-d.md": document("Ошибка сервера", "Обновления не загружались.", "lang: ru"),
    "2026-01-06-e.md": document("Awarie sieci", "Kable w serwerowni.", "lang: pl"),
    "2026-01-07-f.md": document("Caída de la red", "Las conexiones fallaron.", "lang: es"),
  });
  await first(site, [
    ["replicated", "Replication stopped"],
    ["renewals", "Replication stopped"],
    ["taxes", "Replication stopped"],
    ["Verbindung", "Ausfall der Leitung"],
    ["Leitungen", "Ausfall der Leitung"],
    ["certificat", "Panne du réseau"],
    ["pannes", "Panne du réseau"],
    ["обновление", "Ошибка сервера"],
    ["ошибки серверов", "Ошибка сервера"],
    ["awaria", "Awarie sieci"],
    ["conexiones caídas", "Caída de la red"],
  ]);
});

test("a word that nobody wrote is a form of another, or that word mistyped, but no other word that begins like it", async () => {
  const site = await archive({
    "2026-01-01-lamp.md": document("A red lamp failed", "The direct line to the lamp was cut. Direct lines are red. The pump was old."),
    "2026-01-02-pump.md": document("Pumps were not ready", "The pump said `NotReady`, and a directory was empty."),
    "2026-01-03-rules.md": document("Rules of NetSec", "A line of the rules was wrong."),
    "2026-01-04-lines.md": document("Wrong lines", "A line of a list was wrong."),
  });
  await first(site, [
    ["line directroy pump", "Pumps were not ready"],
    ["pump NotRedy", "Pumps were not ready"],
    ["wrong line netsecurity", "Rules of NetSec"],
    ["directing", "A red lamp failed"],
  ]);
  assert.match((await site.ask("directroy")).said, /Did you mean directory/);
});

test("in another language than English the parts of a compound may stand apart, in any order", async () => {
  const site = await archive({
    "2026-01-01-lampe.md": document("Eine Lampe fiel aus", "Sie war alt."),
    "2026-01-02-netz.md": document("Netzwerkstörung im Lager", "Ein Bagger traf das Kabel."),
    "2026-01-03-verbindung.md": document("Abbruch der Verbindung", "Der Speicher war voll. Warum, ist unklar; das Netzwerk war es nicht."),
  }, 'language = "de"\n');
  // Without accents when it is compared, as it is written when it is offered.
  assert.match((await site.ask("Netzwekstörung")).said, /Meinten Sie netzwerkstörung/);
  await first(site, [
    ["Störung Netzwerk", "Netzwerkstörung im Lager"],
    ["warum gab es eine Störung im Netzwerk", "Netzwerkstörung im Lager"],
    ["Verbindungsabbruch", "Abbruch der Verbindung"],
  ]);
});

test("a question is answered by what it is about, and a title before scattered words", async () => {
  const filler = "The group met at ten and wrote a list. Then they went home again. ".repeat(40);
  const site = await archive({
    "2026-01-01-lamp.md": LAMP,
    "2026-01-02-long.md": document("A letter arrived", `How could we not know? ${filler}\n\n## Letters\n\nWho had the invoice? ${filler}\n\n## Printing\n\nIt was printed twice, and the printer was not why. ${filler}\n\n## More\n\nDuplicate pages.`),
    "2026-01-03-short.md": document("Invoices went out twice", "A retry had no key."),
  });
  await first(site, [
    ["why were the invoices sent twice?", "Invoices went out twice"],
    ["duplicate invoices twice", "Invoices went out twice"],
  ]);
});

test("a plain page is found as a page, behind what is an incident only by its words, and is in no facet", async () => {
  const { ask, page } = await archive({
    "2026-01-01-lamp.md": LAMP,
    "./on-call.md": "# Who carries the pager\n\nThe lamp by the door is red.\n\n## Handover\n\nThe pager changes hands on Thursdays.\n",
  });
  const handover = await ask("pager handover thursday");
  assert.deepEqual(handover, { titles: ["Who carries the pager"], said: "1 page" });
  const row = page.locator("li[data-result]").first();
  assert.match(await row.innerText(), /Page\s+Handover[^]*changes hands/);
  assert.match(await row.locator("a").getAttribute("href"), /on-call\.html#handover$/);
  assert.deepEqual(await ask("lamp"), { titles: ["A lamp failed", "Who carries the pager"], said: "1 incident and 1 page" });
  assert.deepEqual((await ask("lamp severity:SEV-3")).titles, ["A lamp failed"]);
  assert.deepEqual((await ask("lamp after:2020")).titles, ["A lamp failed"]);
  assert.deepEqual((await ask("lamp before:2030")).titles, ["A lamp failed"]);
  assert.deepEqual((await ask("")).titles, ["A lamp failed", "Who carries the pager"]);
});

test("a phrase runs over two lines of a block of code, but not over two paragraphs", async () => {
  const { ask } = await archive({
    "2026-01-01-lamp.md": LAMP,
    "2026-01-02-log.md": document("A job died", "First paragraph ends.\n\nAnother one begins.\n\n```\npanic: send on closed channel\ngoroutine 7 running\n```"),
  });
  assert.deepEqual((await ask('"closed channel goroutine 7"')).titles, ["A job died"]);
  assert.deepEqual((await ask('"paragraph ends another one"')).titles, []);
});

test("the list below the box shows the line that matches and what fixed it, also where trusted types are required", async () => {
  const { page, site } = await archive({
    "2026-01-01-lamp.md": LAMP,
    "2026-01-02-disk.md": document("A disk was full", "Old snapshots were kept.\n\n## Root cause\n\nNobody had pruned them.\n\n## Resolution\n\nWe deleted the oldest snapshots."),
  });
  const file = path.join(site.directory, "index.html");
  const policy = `<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'">`;
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace("<head>", `<head>${policy}`));
  await page.goto(`file://${file}`);
  await page.keyboard.press("/");
  await page.keyboard.type("snapshots");
  await page.locator("[role=option] .context").first().waitFor();
  const option = await page.locator("[role=option]").first().innerText();
  assert.match(option, /A disk was full[^]*snapshots/);
  assert.equal(await page.locator("[role=option]").last().textContent(), "1 result");
});
