// Looks a term up in the index: the documents that hold it, and its positions in them.

/** Index of the last of the sorted `items` whose `key` is not above `term`; 0 if there is none. */
function below(items, term, key = (it) => it) {
  let low = 0;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (key(items[middle]) <= term) low = middle;
    else high = middle - 1;
  }
  return low;
}

const directory = (name) => loaded(name, (text) => text.split("\n").slice(0, -1).map((line) => [line.slice(13), line.slice(0, 13)]));

const shard = (name) =>
  loaded(name, (text) => {
    const lines = text.split("\n");
    const terms = [];
    const rest = [];
    const heads = [];
    let last = "";
    for (let line = 1; line < lines.length - 1; line += 1) {
      const tab = lines[line].indexOf("\t");
      last = last.slice(0, VALUE[lines[line].charCodeAt(0)]) + lines[line].slice(1, tab);
      terms.push(last);
      const [head] = /^(?:"[^"]*")*/.exec(lines[line].slice(tab + 1));
      heads.push(head);
      rest.push(lines[line].slice(tab + 1 + head.length));
    }
    return { terms, rest, heads, places: lines[0].slice(0, 13), kilobytes: number(lines[0], 13) };
  });

/** Yields the shard where `term` belongs, and then those that follow it. */
async function* shards(term) {
  for (let top = below(entry.terms, term, (one) => one[0]); top < entry.terms.length; top += 1) {
    const inner = await directory(entry.terms[top][1]);
    for (let next = below(inner, term, (one) => one[0]); next < inner.length; next += 1) yield shard(inner[next][1]);
  }
}

const lists = new Map();
async function list(from, index) {
  const term = from.terms[index];
  if (!lists.has(term)) {
    let text = from.rest[index];
    const count = number(text, 0);
    let end;
    if (text[at] === "!") {
      end = at + 14;
      text = await load(text.slice(at + 1, end));
      at = 0;
    }
    const documents = new Int32Array(count);
    const weights = new Uint8Array(count);
    for (let one = 0, last = 0; one < count; one += 1) documents[one] = last += number(text);
    for (let one = 0; one < count; one += 1) weights[one] = number(text);
    // A frequent term has a file of positions of its own. The number is its rough size in kilobytes.
    const own = from.rest[index].slice(end ?? at);
    const [file, kilobytes] = own ? [own.slice(0, 13), number(own, 13)] : [from.places, from.kilobytes];
    lists.set(term, { term, families: families(from, index), small: from.heads[index] === '""', count, documents, weights, file, kilobytes, line: own ? -1 : index });
  }
  return lists.get(term);
}

/** The names of the families that a term belongs to. */
function families({ terms, heads }, index) {
  const all = heads[index].match(/[^"]+/g) ?? [""];
  return all.map((one) => (one ? terms[index].slice(0, VALUE[one.charCodeAt(0)]) + one.slice(1) : terms[index]));
}

// The other forms of a word, of which the index says that they belong to the same families. Their
// lists are many or short: a long one costs more than it tells.
async function family(term, names) {
  let start = term;
  for (const name of names) while (!name.startsWith(start)) start = start.slice(0, -1);
  const found = [];
  let left = 2;
  if (start.length > 2) for await (const one of shards(start)) {
    one.terms.forEach((other, index) => {
      if (other !== term && other.startsWith(start) && !one.rest[index].includes("!") && families(one, index).some((name) => names.includes(name))) found.push(list(one, index));
    });
    const last = one.terms.at(-1);
    if (!(left -= 1) || (last > start && !last.startsWith(start))) break;
  }
  return Promise.all(found.slice(0, 6));
}

async function find(term) {
  for await (const one of shards(term)) {
    const index = one.terms.indexOf(term);
    return index < 0 ? undefined : list(one, index);
  }
}

/** The twelve most frequent terms that begin with `start`. */
async function prefix(start) {
  const found = [];
  let left = 3;
  for await (const one of shards(start)) {
    one.terms.forEach((term, index) => term.startsWith(start) && found.push([number(one.rest[index], 0), one, index]));
    if (one.terms.at(-1) > start && !one.terms.at(-1).startsWith(start)) break;
    if (!(left -= 1)) break;
  }
  found.sort((a, b) => b[0] - a[0]);
  return Promise.all(found.slice(0, 12).map(([, one, index]) => list(one, index)));
}

/** Loads the positions of a term. Those in document number `index` begin at `flat[starts[index]]`. */
async function places(one) {
  if (one.flat) return;
  let text = await load(one.file);
  if (one.line >= 0) text = text.split("\n")[one.line];
  const flat = [];
  one.starts = new Int32Array(one.count + 1);
  at = 0;
  for (let index = 0; index < one.count; index += 1) {
    for (let last = 0, gap; (gap = number(text)); ) flat.push((last += gap));
    one.starts[index + 1] = flat.length;
  }
  one.flat = Int32Array.from(flat);
}

function standing(one, document) {
  const index = below(one.documents, document);
  return one.flat && one.documents[index] === document ? one.flat.subarray(one.starts[index], one.starts[index + 1]) : [];
}
