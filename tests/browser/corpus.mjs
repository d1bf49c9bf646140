// An archive of invented postmortems with known items in it: a thousand documents
// that share their words, and queries of which each has one right answer.
import fs from "node:fs";
import path from "node:path";
import { scratch } from "./site.mjs";

/** The same numbers every time. */
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * limit);
  };
}

const SERVICES = "checkout billing search ledger gateway mailer catalogue session exports webhooks scheduler identity".split(" ");
const TAGS = "redis postgres tls dns kafka deploys cache storage network memory disk certificates retries timeouts".split(" ");
const CAUSES = "config-change capacity expired-certificate dependency-failure schema-migration retry-storm".split(" ");
const NOUNS = "connection pool replica primary queue worker deploy rollback alert dashboard certificate handshake timeout token migration index lock cache leader follower partition broker consumer offset backup snapshot disk volume kernel socket proxy balancer region zone cluster node pod container image secret limit quota budget retry client server request response header cookie session payment invoice order cart catalogue parcel message template job batch schedule clock leap resolver nameserver zone record route peer tunnel firewall rule policy role permission flag experiment metric log trace sample page call bridge status update customer partner vendor report".split(" ");
const VERBS = "failed stalled recovered restarted expired saturated throttled drained evicted promoted rejected dropped exceeded leaked blocked retried flapped diverged lagged crashed hung overflowed drifted rotated".split(" ");
const ENDS = ["after the deploy", "for eleven minutes", "on three of five nodes", "without a line in its log", "until somebody noticed", "because the limit was too low", "as the runbook had warned", "in one region only", "while the backup ran", "before the second alert", "although every graph was green", "since the last upgrade"];

/** Document number → what makes it the answer, and the queries that ask for it. */
export const ITEMS = [
  { title: "Redis evicts the session keys", cause: "Redis had no memory left and evicted keys that were still in use.", queries: ["redis", "redis evicts", "session keys evicted", "Redis evict sesion"] },
  { title: "Partner calls die at the door", body: "The client gave up with a tls handshake timeout after ten seconds.", queries: ["tls handshake timeout", '"tls handshake timeout"'] },
  { title: "Nobody can log in from the app", code: "ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames", queries: ["ERR_TLS_CERT_ALTNAME_INVALID", "err_tls_cert_altname_invalid", "ERR_TLS_CERT_ALT", "altname invalid"] },
  { title: "The exports stop at midnight", code: "java.lang.OutOfMemoryError: GC overhead limit exceeded", queries: ["java.lang.OutOfMemoryError", "OutOfMemoryError", "GC overhead limit exceeded", '"gc overhead limit exceeded"'] },
  { title: "Updates cannot be installed", code: "Installation failed with 0x80070005 (access denied)", queries: ["0x80070005", "0x8007"] },
  { title: "Connections refused on the reporting host", body: "The line for the new subnet was missing in `pg_hba.conf` on db-primary-3.", queries: ["pg_hba.conf", "db-primary-3", "pg_hba", "db-primar"] },
  { title: "A pool of one", code: "FATAL: sorry, too many clients already (max_connections = 97)", queries: ["max_connections", "sorry, too many clients already", "max_conections"] },
  { title: "Wrong address in the balancer", body: "Traffic for 10.0.7.31 was sent to a machine that had been retired.", queries: ["10.0.7.31", "10.0.7"] },
  { title: "A commit that should not have been", body: "The change was 9f3c1e7ab24d, merged without review.", queries: ["9f3c1e7ab24d", "9f3c1e7"] },
  { title: "証明書の期限切れで決済が停止", lang: "ja", body: "ロードバランサーの証明書が期限切れになり、決済が停止しました。", queries: ["証明書", "期限切れ", "決済が停止", "ロードバランサー"] },
  { title: "数据库主从延迟导致订单丢失", lang: "zh", body: "从库延迟超过三十秒，缓存击穿。", queries: ["主从延迟", "缓存击穿"] },
  { title: "결제 서버 장애", lang: "ko", body: "인증서 갱신이 누락되어 결제가 중단되었습니다.", queries: ["결제 서버", "인증서 갱신"] },
  { title: "Größenänderung der Übersichtsseite", lang: "de", body: "Die Straße fehlte im Verzeichnis.", queries: ["Großenanderung", "übersichtsseite", "STRASSE"] },
  { title: "Leap second freezes the scheduler", summary: "All timers fired twice when the leap second came.", queries: ["leap second", "leap secnd", "leap second scheduler", "freezes the scheduler"] },
  { title: "Kubernetes evicts the payment pods", cause: "The node ran out of ephemeral storage.", queries: ["kubernetes", "kuberntes payment pods", "ephemeral storage", "kubernets evicts"] },
  { title: "Invoices sent twice", cause: "An idempotency key was built from the wrong timestamp.", queries: ["idempotency key", "idempotancy", "duplicate invoices sent twice"] },
  { title: "Split brain in the message broker", body: "Two leaders accepted writes during the network partition.", queries: ["split brain", '"split brain"', "message broker split-brain"] },
  { title: "The bank holiday nobody configured", summary: "Settlement files were rejected by the clearing house.", queries: ["clearing house", "settlement files rejected", "bank holiday"] },
];

const SPREAD = 53;

/** The document of item `index`, as the page it becomes. */
export const slug = (index) => `item-${index}`;

function document(number, item, index) {
  const next = random(number * 7919 + 17);
  const pick = (words) => words[next(words.length)];
  const sentence = () => `The ${pick(NOUNS)} ${pick(NOUNS)} ${pick(VERBS)} ${pick(ENDS)}, and the ${pick(NOUNS)} of \`${pick(SERVICES)}-${next(40)}\` ${pick(VERBS)}.`;
  const paragraph = (count) => Array.from({ length: count }, sentence).join(" ");
  const day = new Date(Date.UTC(2019, 0, 1 + number * 2)).toISOString().slice(0, 10);
  const title = item?.title ?? `The ${pick(NOUNS)} ${pick(VERBS)} ${pick(ENDS)}`;
  const lines = [
    "+++",
    `title = ${JSON.stringify(title)}`,
    `id = "INC-${day.slice(0, 4)}-${String(number).padStart(4, "0")}"`,
    `slug = "${item ? slug(index) : `incident-${number}`}"`,
    `date = ${day}`,
    `severity = "SEV-${1 + next(4)}"`,
    `services = ["${pick(SERVICES)}"]`,
    `tags = ["${pick(TAGS)}", "${pick(TAGS)}"]`,
    `causes = ["${pick(CAUSES)}"]`,
    ...(item?.lang ? [`lang = "${item.lang}"`] : []),
    ...(item?.cause ? [`root_cause = "${item.cause}"`] : []),
    ...(item?.summary ? [`summary = "${item.summary}"`] : []),
    "+++",
    "## What happened",
    paragraph(12),
    // Words of the items stand everywhere, only not together.
    `Nobody thought of ${pick(TAGS)} first, since the redis host, the tls proxy and the second ${pick(NOUNS)} were fine.`,
    "## Timeline",
    `- 09:0${next(9)} UTC: the ${pick(NOUNS)} ${pick(VERBS)}`,
    `- 10:1${next(9)} UTC: **Mitigated** by a restart of redis-${next(9)}`,
    "## Root cause",
    paragraph(8),
    "## What we tried",
    ...(item?.body ? [item.body, ""] : []),
    "```text",
    `WARN ${pick(SERVICES)}: ${pick(NOUNS)} ${pick(VERBS)} (${next(9000)} waiting)`,
    ...(item?.code ? [item.code] : []),
    "```",
    paragraph(10),
  ];
  return lines.join("\n") + "\n";
}

/** Writes the archive; its root. */
export function corpus(count = 1000) {
  const root = scratch();
  fs.mkdirSync(path.join(root, "content/incidents"), { recursive: true });
  fs.writeFileSync(path.join(root, "casebook.toml"), 'title = "Corpus"\n');
  for (let number = 0; number < count; number += 1) {
    const index = number % SPREAD === 20 ? Math.floor(number / SPREAD) : -1;
    const item = ITEMS[index];
    fs.writeFileSync(path.join(root, `content/incidents/${number}.md`), document(number, item, index));
  }
  return root;
}
