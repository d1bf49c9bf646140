// Search: loaded when the box is first used, and on search.html. The index is in
// search/, written by `src/search/`; words are cut as `src/search/token.rs` does.
(() => {
"use strict";
const root = new URL("../", document.currentScript.src).href;
const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) if (attributes[name] != null) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

// Words

const DENSE = "[\\u0e00-\\u0eff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]";
const SYMBOL = "[\\u2600-\\u27bf\\u{1f000}-\\u{1faff}]";
const WORD = `(?:(?!${DENSE}|${SYMBOL})[\\p{Alphabetic}\\p{N}\\p{M}])+`;
const RUN = new RegExp(`${DENSE}+|${SYMBOL}|${WORD}(?:[-_.'’]${WORD})*`, "gu");
const IS_DENSE = new RegExp(`^${DENSE}`, "u");
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;
const LETTERS = { ß: "ss", ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", æ: "ae", œ: "oe", þ: "th", ı: "i", "'": "", "’": "" };
const STOP = new Set("a an and are as at be been by for from in is it its of on or that the this to was with".split(" "));
let english = true;

const fold = (text) =>
  text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(/[ßςøłđðæœþı'’]/g, (c) => LETTERS[c]).normalize("NFC");

function stem(word) {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (/^..+(ies|ied)$/.test(word)) return word.slice(0, -3) + "y";
  if (word.endsWith("sses")) word = word.slice(0, -2);
  else if (/[^sui]s$/.test(word)) word = word.slice(0, -1);
  const cut = /^.{4,}(?:ing|ed)$/.test(word) && !word.endsWith("eed");
  if (cut) word = word.replace(/(ing|ed)$/, "").replace(/([^lszaeiou])\1$/, "$1");
  return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
}

/** Terms of one run as [term, place], and how many places it takes. */
const cut = new Map();
function tokens(run) {
  if (cut.size > 20000) cut.clear();
  if (!cut.has(run)) cut.set(run, split(run));
  return cut.get(run);
}

function split(run) {
  const terms = [];
  const add = (term, place) => {
    if (term.length > 64) term = [...term].slice(0, 64).join("");
    if (term && !terms.some((one) => one[0] === term && one[1] === place)) terms.push([term, place]);
  };
  if (IS_DENSE.test(run)) {
    const all = [...fold(run)];
    for (let at = 1; at < all.length; at += 1) add(all[at - 1] + all[at], at - 1);
    add(all[all.length - 1], all.length - 1);
    return { terms, parts: all.length, dense: true };
  }
  let parts = 0;
  const components = run.split(/[-_.]/).filter(Boolean);
  for (const component of components) {
    const first = parts;
    let pieces = component.replace(/(\p{Lowercase})(?=\p{Uppercase})|(\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/gu, "$&\0").split("\0");
    if (pieces.length > 8) pieces = [component];
    for (const piece of pieces) {
      const part = fold(piece);
      const place = parts++;
      if (part && !(english && STOP.has(part))) add(english ? stem(part) : part, place);
    }
    if (pieces.length > 1 && components.length > 1) add(fold(component), first);
  }
  if (parts > 1) add(fold(run), 0);
  return { terms, parts };
}

// Files

const content = new Map();
const loading = new Map();
window.casebookShard = (name, text) => content.set(name, text);

function load(name, query = "") {
  if (loading.has(name)) return loading.get(name);
  const promise = new Promise((resolve, reject) => {
    const script = el("script", { src: `${root}search/${name}.js${query}` });
    script.onload = script.onerror = () => {
      script.remove();
      if (content.has(name)) return resolve(content.get(name));
      loading.delete(name);
      reject(new Error(name));
    };
    document.head.append(script);
  });
  loading.set(name, promise);
  return promise;
}

/** Like `load`, and what `make` makes of it; made once. */
const made = new Map();
async function loaded(name, make) {
  if (!made.has(name)) {
    const text = await load(name);
    if (!made.has(name)) made.set(name, make(text));
  }
  return made.get(name);
}

let entry;
let scratch;
async function open(query) {
  if (entry) return;
  entry = JSON.parse(await load("index", query));
  // Numbers of every document. Kept from query to query: to clear them is quicker than to make them.
  scratch = [Float32Array, Float32Array, Float32Array, Int32Array].map((kind) => new kind(entry.documents));
  english = entry.english;
  cut.clear();
}

/** Another build may have taken the place of the one that was read. */
function forget() {
  entry = undefined;
  for (const map of [content, loading, made, lists, built]) map.clear();
}

const VALUE = new Uint8Array(128);
for (let code = 35, digit = 0; code < 127; code += 1) if (code !== 36 && code !== 92 && code !== 96) VALUE[code] = digit++;
let at = 0;
function number(text, from = at) {
  at = from;
  const digit = VALUE[text.charCodeAt(at++)];
  if (digit < 60) return digit;
  if (digit < 88) return 60 + (digit - 60) * 88 + VALUE[text.charCodeAt(at++)] - 1;
  let value = 0;
  for (let left = 4; left; left -= 1) value = value * 88 + VALUE[text.charCodeAt(at++)] - 1;
  return value;
}

// Terms

/** The last of sorted `items` whose `key` is not above `term`. */
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
    let last = "";
    for (let line = 1; line < lines.length - 1; line += 1) {
      const tab = lines[line].indexOf("\t");
      last = last.slice(0, VALUE[lines[line].charCodeAt(0)]) + lines[line].slice(1, tab);
      terms.push(last);
      rest.push(lines[line].slice(tab + 1));
    }
    return { terms, rest, places: lines[0].slice(0, 13), kilobytes: number(lines[0], 13) };
  });

/** The shards from the one where `term` belongs, one after the other. */
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
    // Its own file of places, and about how many kilobytes that has.
    const own = from.rest[index].slice(end ?? at);
    const [file, kilobytes] = own ? [own.slice(0, 13), number(own, 13)] : [from.places, from.kilobytes];
    lists.set(term, { term, count, documents, weights, file, kilobytes, line: own ? -1 : index });
  }
  return lists.get(term);
}

async function find(term) {
  for await (const one of shards(term)) {
    const index = one.terms.indexOf(term);
    return index < 0 ? undefined : list(one, index);
  }
}

/** The most frequent terms that begin with `start`. */
async function prefix(start) {
  const found = [];
  let left = 3;
  for await (const one of shards(start)) {
    one.terms.forEach((term, index) => term.startsWith(start) && found.push([number(one.rest[index], 0), one, index]));
    if (one.terms[one.terms.length - 1] > start && !one.terms[one.terms.length - 1].startsWith(start)) break;
    if (!(left -= 1)) break;
  }
  found.sort((a, b) => b[0] - a[0]);
  return Promise.all(found.slice(0, 12).map(([, one, index]) => list(one, index)));
}

/** Reads where the term stands: `flat` from `starts[index]` on. */
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

// Typing errors

/** Edits between two words, a swap of neighbours being one; more than `most` is any number above. */
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before;
  let last;
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    before = last;
    last = row;
    row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
  }
  return row[b.length];
}

const words = (name) =>
  loaded(name, (text) => {
    let last = "";
    return text.split("\n").slice(0, -1).map((line) => (last = last.slice(0, VALUE[line.charCodeAt(0)]) + line.slice(1)));
  });

async function nearest(word) {
  if (!/^\p{L}{4,24}$/u.test(word)) return [];
  const most = word.length < 8 ? 1 : 2;
  const own = [...word][0];
  const others = Object.keys(entry.words).filter((letter) => letter !== own);
  for (const letters of [[own], others]) {
    const all = await Promise.all(letters.filter((letter) => Object.hasOwn(entry.words, letter)).map((letter) => words(entry.words[letter])));
    const near = all.flat().map((one) => [distance(word, one, most), one]).filter(([edits]) => edits <= most);
    const best = Math.min(...near.map(([edits]) => edits));
    const known = await Promise.all(near.filter(([edits]) => edits === best).slice(0, 12).map(async ([, one]) => ({ word: one, list: await find(english ? stem(one) : one) })));
    const found = known.filter((one) => one.list).sort((a, b) => b.list.count - a.list.count);
    if (found.length) return found.slice(0, 3);
  }
  return [];
}

// Queries

/** Text → words, phrases and `field:value`. */
function parse(query) {
  const asked = { words: [], phrases: [], filters: [] };
  const known = (name) => name === "after" || name === "before" || (name !== "date" && name !== "duration" && Object.hasOwn(entry.facets, name));
  const quote = /["“”]/;
  let rest = query.slice(0, 2000);
  while ((rest = rest.trimStart())) {
    const colon = rest.search(/[:\s"“”]/);
    const field = rest[colon] === ":" ? rest.slice(0, colon).toLowerCase() : "";
    if (field && known(field)) rest = rest.slice(colon + 1);
    const quoted = quote.test(rest[0] ?? "");
    let end = quoted ? rest.slice(1).search(quote) + 1 : rest.search(/[\s"“”]/);
    if (end <= 0) end = rest.length;
    const text = rest.slice(quoted ? 1 : 0, end);
    rest = rest.slice(quoted ? end + 1 : end);
    if (field && known(field)) {
      if (text) asked.filters.push([field, text]);
      continue;
    }
    const phrase = [];
    let place = 0;
    for (const [run] of text.matchAll(RUN)) {
      const { terms, parts, dense } = tokens(run);
      const word = { raw: run, whole: undefined, parts: [], dense };
      for (const [term, where] of terms) {
        // The last character alone is there for words of one character.
        if (dense && term.length < 2 && parts > 1 && [...term].length < 2) continue;
        phrase.push([term, place + where]);
        word.parts.push(term);
      }
      if (dense ? parts === 1 : terms.length) word.whole = terms[terms.length - 1][0];
      place += parts;
      if (word.parts.length && asked.words.length < 24) asked.words.push(word);
    }
    if (quoted && phrase.length > 1) asked.phrases.push(phrase);
  }
  return asked;
}

/** One word → what stands for it: one or more of { lists: [[list, worth]], text }. */
async function resolve(word, typing, notes) {
  if (word.dense && word.parts.length > 1) {
    const found = await Promise.all(word.parts.map(find));
    return found.map((one) => ({ lists: one ? [[one, 1]] : [], text: word.raw }));
  }
  const exact = word.whole && (await find(word.whole));
  const result = { lists: exact ? [[exact, 1]] : [], text: word.raw };
  if (exact && !typing) return [result];
  const folded = fold(word.raw);
  const stemmed = english ? stem(folded) : folded;
  const start = folded.startsWith(stemmed) ? stemmed : folded;
  for (const one of await prefix(start)) if (one !== exact) result.lists.push([one, exact ? 0.4 : 0.8]);
  if (result.lists.length) return [result];
  const parts = word.raw.split(/[-_.]/).filter(Boolean);
  const pieces = parts.length > 1 ? parts : word.raw.replace(/(\p{Lowercase})(?=\p{Uppercase})/gu, "$1\0").split("\0");
  if (pieces.length > 1 && pieces.length < 12) {
    const all = pieces.map((raw) => {
      const { terms } = tokens(raw);
      return { raw, whole: terms.at(-1)?.[0], parts: terms.map(([term]) => term) };
    });
    return (await Promise.all(all.filter((one) => one.parts.length).map((one) => resolve(one, false, notes)))).flat();
  }
  const near = await nearest(folded);
  if (near.length) {
    notes.push([word.raw, near[0].word]);
    near.forEach((one, rank) => result.lists.push([one.list, rank ? 0.5 : 0.7]));
  }
  return [result];
}

// A word that every document has still tells the page about it from the others.
const rarity = (count) => 0.2 + Math.log(1 + (entry.documents - count + 0.5) / (count + 0.5));

/** The `most` documents of the highest worth, then the newer ones. Nobody looks at the others, so they are not sorted. */
function first(found, worth, most) {
  let top = [];
  let least = -Infinity;
  const best = () => top.sort((a, b) => b - a).slice(0, most);
  for (let index = found.length - 1; index >= 0; index -= 1) {
    const key = Math.round(worth[found[index]]) * 2 ** 24 + found[index];
    if (key < least) continue;
    top.push(key);
    if (top.length > most + 50) least = (top = best())[most - 1];
  }
  return best().map((key) => key & 0xffffff);
}

const everything = () => new Int32Array(entry.documents).map((_, document) => document);

/** A query → what it finds, and what each document is worth. */
async function answer(query, typing) {
  await open();
  const asked = parse(query);
  const notes = [];
  const last = asked.words.length - 1;
  const typed = typing && !/[\s"“”]$/.test(query);
  const wanted = (await Promise.all(asked.words.map((word, index) => resolve(word, typed && index === last, notes)))).flat();
  const result = { asked, notes, wanted, query, missing: [...new Set(wanted.filter((one) => !one.lists.length).map((one) => one.text))] };
  if (!wanted.length) {
    result.found = asked.filters.length || !query.trim() ? everything() : [];
    result.worth = new Uint8Array(entry.documents);
    return result;
  }
  const phrases = await Promise.all(
    asked.phrases.map(async (phrase) => {
      const parts = (await Promise.all(phrase.map(async ([term, place]) => [await find(term), place]))).filter(([one]) => one);
      await Promise.all(parts.map(([one]) => places(one)));
      return parts.sort((a, b) => a[0].count - b[0].count);
    }),
  );
  if (wanted.length > 1) result.exact = await affordable(wanted);
  result.found = rank(result, phrases);
  return result;
}

/** Adds what a word is worth to its documents, and picks those that are covered then; tells how many. */
function weigh({ lists, rarity }, whole) {
  const [score, covered, best, picked] = scratch;
  let [{ documents, weights }, worth] = lists[0];
  let count = 0;
  if (lists.length > 1) {
    // The best of several lists.
    best.fill(0);
    for (const [{ documents, weights }, worth] of lists) {
      for (let index = 0; index < documents.length; index += 1) {
        const document = documents[index];
        if (!best[document]) picked[count++] = document;
        best[document] = Math.max(best[document], worth * (weights[index] + 1));
      }
    }
    documents = picked.slice(0, count);
    weights = new Float32Array(count);
    for (worth = 1; count; ) weights[(count -= 1)] = best[documents[count]] - 1;
  }
  const factor = worth * rarity * 6.25;
  for (let index = 0; index < documents.length; index += 1) {
    const document = documents[index];
    score[document] += factor * (weights[index] + 1);
    if ((covered[document] += rarity) > whole) picked[count++] = document;
  }
  return count;
}

/** The documents that have the words and phrases. Nothing is waited for: other queries use the same arrays. */
function rank(result, phrases) {
  const { wanted } = result;
  const [score, covered, , picked] = scratch;
  score.fill(0);
  covered.fill(0);
  // A word that nothing has must not keep back those that have the others.
  let all = 0;
  for (const one of wanted) {
    one.rarity = rarity(Math.min(entry.documents, one.lists.reduce((sum, [list]) => sum + list.count, 0)) || 1);
    if (one.lists.length) all += one.rarity;
  }
  const whole = all - 0.001;
  let count = 0;
  for (const one of wanted) if (one.lists.length) count = weigh(one, whole);
  const exact = (some) =>
    phrases.reduce((left, [rarest, ...others]) => left.filter((document) => {
      if (!rarest) return false;
      const sets = others.map(([one, place]) => [standing(one, document), place]);
      return standing(rarest[0], document).some((where) => sets.every(([set, place]) => set.includes(where - rarest[1] + place)));
    }), some);
  let some = exact(picked.slice(0, count));
  let better = [];
  result.partial = !some.length;
  if (some.length < 10 && wanted.length > 1) {
    // Fewer words, the rarest of them first, after those that have all.
    const others = exact(everything().filter((document) => covered[document] > 0.34 * all && covered[document] <= whole));
    const most = others.reduce((most, document) => Math.max(most, covered[document]), 0);
    const rest = others.filter((document) => covered[document] >= 0.7 * most);
    for (const document of rest) score[document] *= 0.5 * (covered[document] / all) ** 2;
    better = some;
    some = Int32Array.from([...some, ...rest]);
  }
  near(some, score, wanted);
  result.worth = Float64Array.from(score);
  for (const document of better) result.worth[document] += 4e6;
  return some;
}

/** Kilobytes of places that one query may load, unless it has a phrase. */
const AFFORDED = 9;

/** The lists of a word that are looked at for words that stand together. */
const main = ({ lists }) => lists.slice(0, 3).map(([list]) => list);

/** Reads the places of the words, the smallest files first, as long as they are cheap; tells whether that was all. */
async function affordable(wanted) {
  const lists = wanted.flatMap(main);
  const costs = new Map(lists.map((one) => [one.file, one.kilobytes]));
  let sum = 0;
  const files = new Set([...costs].sort((a, b) => a[1] - b[1]).filter(([file, cost]) => loading.has(file) || (sum += cost) <= AFFORDED).map(([file]) => file));
  await Promise.all(lists.filter((one) => files.has(one.file)).map(places));
  return lists.every((one) => one.flat);
}

/** Words that stand together as they were asked for are worth more. */
function near(some, score, wanted) {
  const sides = wanted.map((one) => main(one).filter((list) => list.flat).map((list) => ({ ...list, next: 0 })));
  if (!sides.some((side, index) => index && side.length && sides[index - 1].length)) return;
  for (const document of some.sort()) {
    let before = [];
    for (let index = 0; index < sides.length; index += 1) {
      const now = [];
      for (const side of sides[index]) {
        while (side.documents[side.next] < document) side.next += 1;
        if (side.documents[side.next] === document) now.push([side.flat, side.starts[side.next], side.starts[side.next + 1]]);
      }
      let least = 9;
      for (const [left, from, to] of before) {
        for (const [right, start, end] of now) {
          for (let a = from, b = start; a < to && b < end; ) {
            const gap = right[b] - left[a];
            if (gap > 0 && gap < least) least = gap;
            else if (gap < 0 && 1.5 - gap < least) least = 1.5 - gap;
            if (gap > 0) a += 1;
            else b += 1;
          }
        }
      }
      if (least < 9) score[document] += (0.5 + Math.min(wanted[index - 1].rarity, wanted[index].rarity)) * (least === 1 ? 180 : 100 / least);
      before = now;
    }
  }
}

// Facets

const column = (name) =>
  loaded(entry.facets[name][1], (text) => {
    const end = text.indexOf("\n");
    const names = JSON.parse(text.slice(0, end));
    const rest = text.slice(end + 1);
    at = 0;
    const values = Array.from({ length: entry.documents }, () => {
      const some = [];
      for (let value; (value = number(rest)); ) some.push(value - 1);
      return some;
    });
    return { names, values };
  });

const numbers = (name) =>
  loaded(entry.facets[name][1], (text) => {
    at = 0;
    return Array.from({ length: entry.documents }, () => number(text));
  });

async function days() {
  let last = 0;
  return (await numbers("date")).map((gap) => (last += gap));
}

/** The test of one `field:value`. */
async function filter(field, value) {
  if (field === "after" || field === "before") {
    const [year, month = 1, day = 1] = value.split("-").map(Number);
    const limit = Date.UTC(year, month - 1, day) / 864e5;
    const all = await days();
    if (Number.isNaN(limit)) return () => false;
    return field === "after" ? (document) => all[document] >= limit : (document) => all[document] > 0 && all[document] < limit;
  }
  const { names, values } = await column(field);
  const same = fold(value);
  const wanted = names.map((name) => fold(name) === same);
  return (document) => values[document].some((one) => wanted[one]);
}

/** What each document is worth in another order. */
async function sorted(result, sort) {
  if (sort === "newest") return everything();
  if (sort === "oldest") return everything().map((document) => -document);
  if (sort === "longest") return numbers("duration");
  if (sort === "severity" && entry.facets.severity) return (await column("severity")).values.map(([rank = 99]) => -rank);
  return result.worth;
}

// Cards

async function card(document) {
  const names = await loaded(entry.cards[document >> 8], (text) => text.split("\n"));
  const cards = await loaded(names[(document & 255) >> 3], JSON.parse);
  const [title, path, language, date, severity, rank, minutes, services, text, id] = cards[document & 7];
  return { title, url: root + path, language, date, severity, rank, minutes, services, text, id };
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
function day(iso) {
  const [year, month, date] = iso.split("-");
  return `${+date} ${MONTHS[month - 1]} ${year}`;
}
function length(minutes) {
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (days) return `${days} d${hours % 24 ? ` ${hours % 24} h` : ""}`;
  return hours ? `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ""}` : `${minutes} min`;
}

/** Stretches of `text` that match the query, with what matched: [start, end, words]. */
function matches(text, terms) {
  const found = [];
  for (const match of text.matchAll(RUN)) {
    const run = tokens(match[0]);
    let start = match.index;
    if (run.dense) {
      const all = [...match[0]];
      const hit = new Set();
      for (const [term, place] of run.terms) {
        if (terms.has(term)) for (let one = 0; one < [...term].length; one += 1) hit.add(place + one);
      }
      all.forEach((c, place) => {
        const last = found[found.length - 1];
        if (hit.has(place) && last?.[1] === start) last[1] += c.length;
        else if (hit.has(place)) found.push([start, start + c.length, [...hit].map((one) => terms.get(run.terms[one]?.[0])).filter((one) => one !== undefined)]);
        start += c.length;
      });
    } else {
      const some = run.terms.map(([term]) => terms.get(term)).filter((one) => one !== undefined);
      if (some.length) found.push([start, start + match[0].length, some]);
    }
  }
  return found;
}

/** `text` with what matched marked; long text is cut around the first mark. */
function marked(text, terms, longest = Infinity) {
  const found = matches(text, terms);
  const part = document.createDocumentFragment();
  let from = 0;
  let end = text.length;
  if (text.length > longest) {
    const first = found[0]?.[0] ?? 0;
    if (first > longest / 2) from = text.indexOf(" ", first - longest / 3) + 1;
    if (from > first || from < first - longest / 2) from = first;
    end = Math.min(text.length, from + longest);
    const last = found.find(([start, stop]) => start < end && stop > end);
    const space = text.lastIndexOf(" ", end);
    if (last) end = last[1];
    else if (end < text.length && space > from) end = space;
    else while (end < text.length && /[\p{M}\u200d\ufe0f\udc00-\udfff]/u.test(text[end])) end += 1;
    if (from) part.append("… ");
  }
  let done = from;
  for (const [start, stop] of found) {
    if (start < from || stop > end) continue;
    part.append(text.slice(done, start), el("mark", {}, text.slice(start, stop)));
    done = stop;
  }
  part.append(text.slice(done, end));
  if (end < text.length) part.append(" …");
  return part;
}

/** Term → number of the word it stands for. */
function terms(result) {
  const all = new Map();
  result.wanted.forEach((one, word) => one.lists.forEach(([list]) => all.set(list.term, word)));
  return all;
}

/** The line of a text that has most of the query. */
function line(lines, known, result) {
  const starts = [...known.keys()].map((term) => (term.endsWith("y") ? term.slice(0, -1) : term));
  const lower = lines.map((one) => one[1].toLowerCase());
  let some = lower.map((text, index) => [starts.filter((start) => text.includes(start)).length, index]).filter(([hits]) => hits);
  some = some.length ? some.sort((a, b) => b[0] - a[0] || a[1] - b[1]).slice(0, 8).map(([, index]) => index) : lines.map((_, index) => index).slice(0, 400);
  let best;
  for (const index of some) {
    const hits = matches(lines[index][1], known);
    const words = new Set(hits.flatMap((hit) => hit[2]));
    let worth = 0;
    for (const word of words) worth += result.wanted[word].rarity + 0.1;
    hits.forEach((hit, next) => {
      if (next && hit[0] - hits[next - 1][1] <= 1) worth += 0.2;
    });
    if (worth > (best?.worth ?? 0)) best = { worth, words: words.size, section: lines[index][0], text: lines[index][1] };
  }
  return best;
}

// What is seen

const list_page = () => el("a", { href: root + "incidents.html" }, "list of all incidents");
const page = (query) => `${root}search.html?q=${encodeURIComponent(query)}`;
let field;
let place;

/** Children that stay the same are not drawn again. */
function put(parent, children) {
  if (children.length !== parent.children.length || children.some((child, index) => child !== parent.children[index])) parent.replaceChildren(...children);
}

/** Runs `work`; if a file is missing, once more with what stands there now. */
async function steady(work) {
  try {
    return await work();
  } catch {
    forget();
    await open(`?${Date.now()}`);
    return work();
  }
}

const about = (one) => [one.date && day(one.date), one.severity, one.minutes != null && length(one.minutes), one.services.join(", ")].filter(Boolean).join(" · ");

function combobox() {
  const box = el("ul", { id: "search-list", role: "listbox", "aria-label": "Incidents", hidden: "" });
  const note = el("p", { class: "search-note", role: "status" });
  field.after(box, note);
  let run = 0;
  let active = -1;
  const choose = (index) => {
    active = index;
    [...box.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    const option = box.children[index];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    box.hidden = !open;
    field.setAttribute("aria-expanded", open);
    if (!open) choose(-1);
  };
  const close = () => {
    run += 1;
    show(false);
    note.replaceChildren();
  };
  async function update() {
    const mine = (run += 1);
    const query = field.value;
    if (!query.trim()) return close();
    try {
      const { result, cards } = await steady(async () => {
        const result = await answer(query, true);
        for (const [name, value] of result.asked.filters) {
          const fits = await filter(name, value);
          result.found = result.found.filter(fits);
        }
        return { result, cards: await Promise.all(first(result.found, result.worth, 7).map(card)) };
      });
      if (mine !== run) return;
      const known = terms(result);
      const rows = cards.map((one) => [one.url, el("span", { class: "title", lang: one.language, dir: one.language && "auto" }, marked(one.title, known)), el("span", { class: "quiet" }, about(one))]);
      if (rows.length) rows.push([page(query), `All ${result.found.length} results`]);
      box.replaceChildren(
        ...rows.map(([url, ...parts], index) => {
          const option = el("li", { role: "option", id: `search-option-${index}`, "aria-selected": false }, ...parts);
          option.url = url;
          option.onclick = () => location.assign(url);
          return option;
        }),
      );
      note.textContent = rows.length ? "" : "No incident found";
      show(rows.length > 0);
    } catch {
      if (mine !== run) return;
      show(false);
      note.replaceChildren("Search is unavailable: see the ", list_page(), ".");
    }
  }
  field.oninput = update;
  field.onfocus = () => field.value && update();
  field.onblur = () => setTimeout(() => note.contains(document.activeElement) || close(), 150);
  box.onmousedown = (event) => event.preventDefault();
  field.onkeydown = (event) => {
    const last = box.children.length - 1;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && box.hidden) update();
    else if (event.key === "ArrowDown") choose(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp" && !box.hidden) choose(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(box.children[active].url);
    else if (event.key === "Escape") {
      if (box.hidden) field.value = "";
      close();
    } else return;
    event.preventDefault();
  };
  if (field === document.activeElement) update();
}

const SHOWN = 10;
/** The rows of results, by what the query stands for and the document. */
const built = new Map();

function searchPage() {
  const status = el("p", { id: "search-status", role: "status" });
  const sort = el("select", { id: "search-sort" }, ...["relevance", "newest", "oldest", "severity", "longest"].map((name) => el("option", {}, name)));
  const facets = el("div", { class: "facets", role: "group", "aria-label": "Narrow the results" });
  const results = el("ol");
  const more = el("button", { type: "button", hidden: "" }, "Show more");
  const bar = el("div", { class: "search-bar" }, status, el("p", {}, el("label", { for: "search-sort" }, "Sort by "), sort));
  document.getElementById("search-note").remove();
  place.before(facets);
  place.append(bar, results, more);
  place.parentElement.classList.add("search-page");
  let run = 0;
  let state, shown, typed, later, count;
  const visit = () => {
    const query = new URLSearchParams(location.search);
    state = { q: query.get("q") ?? "", sort: query.get("sort") ?? "", chosen: [...query].filter(([name]) => name !== "q" && name !== "sort") };
    field.value = state.q;
    update();
  };
  const keep = (how) => {
    clearTimeout(later);
    later = 0;
    typed = how !== "pushState" || document.activeElement === field;
    const text = new URLSearchParams([["q", state.q], ["sort", state.sort], ...state.chosen].filter((one) => one[1])).toString();
    // Refused on some file: pages.
    try { history[how](null, "", location.pathname + (text && `?${text}`)); } catch {}
  };

  async function facet(box, base, mine) {
    const name = box.id.slice(6);
    const { names, values } = await column(name);
    if (mine !== run) return;
    const counts = names.map(() => 0);
    for (const document of base(name)) for (const value of values[document]) counts[value] += 1;
    const chosen = (value) => state.chosen.some((one) => one[0] === name && one[1] === names[value]);
    const some = [...counts.keys()].filter((value) => counts[value] || chosen(value));
    if (name !== "year" && name !== "severity") some.sort((a, b) => counts[b] - counts[a] || a - b);
    const focused = document.activeElement;
    put(box.lastChild, some.slice(0, 15).map((value) => {
      let row = box.rows.get(names[value]);
      if (!row) {
        const input = el("input", { type: "checkbox", value: names[value] });
        input.onchange = () => {
          state.chosen = state.chosen.filter((one) => one[0] !== name || one[1] !== input.value);
          if (input.checked) state.chosen.push([name, input.value]);
          keep("pushState");
          update();
        };
        row = el("li", {}, el("label", {}, input, " ", el("bdi", {}, names[value]), " ", el("span", { class: "quiet" })));
        box.rows.set(names[value], row);
      }
      row.firstChild.firstChild.checked = chosen(value);
      row.firstChild.lastChild.textContent = counts[value];
      return row;
    }));
    // What moves loses the focus.
    if (box.contains(focused)) focused.focus();
  }

  const item = async (document, result, known) => {
    const it = await card(document);
    const link = el("a", { href: it.url, lang: it.language, dir: it.language && "auto" }, marked(it.title, known));
    const context = el("p", { class: "context" });
    const row = el("li", { "data-result": "" }, el("h2", {}, link), el("p", { class: "quiet" }, about(it), " ", el("span", { class: "id" }, it.id)), context);
    const missing = result.wanted.filter((word) => word.lists.length && !word.lists.some(([list]) => list.documents[below(list.documents, document)] === document));
    row.fill = async () => {
      row.fill = undefined;
      const [cause, fix, sections, lines] = await loaded(it.text, JSON.parse);
      const best = known.size && line(lines, known, result);
      const [id, name] = sections[best?.section ?? 0];
      const inTitle = new Set(matches(it.title, known).flatMap((hit) => hit[2]));
      if (best && best.words > inTitle.size && id) link.href = `${it.url}#${id}`;
      if (best) context.append(...(name ? [el("span", { class: "quiet" }, name), " "] : []), marked(best.text, known, 220));
      const facts = el("dl", {});
      for (const [term, text] of [["Cause", cause], ["Fix", fix]]) if (text) facts.append(el("div", {}, el("dt", {}, term), el("dd", {}, marked(text, known))));
      if (facts.firstChild) context.after(facts);
      if (missing.length) row.append(el("p", { class: "quiet" }, "Without: ", ...new Set(missing.map((word) => word.text + " "))));
    };
    return row;
  };

  const watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) target.fill?.().catch(fail);
  }, { rootMargin: "40px" });

  // Rows below the window are laid out when typing pauses.
  const settle = () => {
    for (const row of results.children) {
      row.className = "";
      if (row.fill) watcher.observe(row);
    }
  };

  const fail = () => {
    built.clear();
    status.replaceChildren("Search is unavailable. Everything is in the ", list_page(), ".");
    results.replaceChildren();
    facets.hidden = more.hidden = true;
    place.dataset.state = "failed";
  };

  async function update() {
    const mine = (run += 1);
    const query = state.q;
    place.dataset.state = "busy";
    try {
      await steady(async () => {
        const result = await answer(query, document.activeElement === field);
        const names = Object.keys(entry.facets).filter((name) => entry.facets[name][0]);
        const fits = new Map();
        for (const [name, value] of [...state.chosen, ...result.asked.filters]) {
          if (!names.includes(name) && name !== "after" && name !== "before") continue;
          fits.set(name, [...(fits.get(name) ?? []), await filter(name, value)]);
        }
        const narrowed = (but) => [...fits].filter(([name]) => name !== but).reduce((found, [, tests]) => found.filter((document) => tests.some((test) => test(document))), result.found);
        const found = narrowed();
        const worth = await sorted(result, state.sort);
        const known = terms(result);
        // Most key strokes change few of the results, and many queries are asked again: rows are kept.
        const marks = JSON.stringify(result.wanted.map((one) => [one.text, ...one.lists.map(([list]) => list.term)]));
        if (built.size > 200) built.clear();
        const row = async (document) => {
          const key = `${marks} ${document}`;
          if (!built.has(key)) built.set(key, await item(document, result, known));
          return built.get(key);
        };
        const rows = await Promise.all(first(found, worth, SHOWN).map(row));
        if (mine !== run) return;
        // What is in sight is whole before it is shown; the rest follows when it is reached.
        await Promise.all(rows.slice(0, 3).map((row) => row.fill?.()));
        if (mine !== run) return;
        const sight = later ? Math.max(3, Math.round(innerHeight / 250)) : SHOWN;
        rows.forEach((row, index) => (row.className = index < sight || (row.isConnected && !row.className) ? "" : "later"));
        put(results, rows);
        rows.slice(3, sight).forEach((row) => row.fill && watcher.observe(row));
        shown = rows.length;
        if (sort.value !== (state.sort || "relevance")) sort.value = state.sort || "relevance";
        say(result, found);
        more.hidden = shown >= found.length;
        more.onclick = async () => {
          const next = await Promise.all(first(found, worth, shown + SHOWN).slice(shown).map(row));
          shown += next.length;
          results.append(...next);
          settle();
          next[0]?.querySelector("a").focus();
          more.hidden = shown >= found.length;
        };
        place.dataset.query = query;
        place.dataset.state = "done";
        narrow(names, narrowed, mine).catch(fail);
      });
    } catch {
      if (mine === run) fail();
    }
  }

  function say(result, found) {
    const parts = [];
    for (const [asked, instead] of result.notes) parts.push(`No incident has “${asked}”. `, "Did you mean ", el("em", {}, instead), "? ");
    if (found.length) for (const word of result.missing) parts.push(`No incident has “${word}”. `);
    const count = found.length === 1 ? "1 incident" : `${found.length} incidents`;
    parts.push(found.length || !result.query ? count : "No incident found");
    if (result.partial && found.length && result.wanted.length > 1) parts.push(" with some of the words");
    if (result.exact === false && found.length > SHOWN && !result.asked.phrases.length && !result.asked.filters.length) {
      parts.push(" · ", el("a", { href: page(`"${result.query.trim()}"`) }, "Only the exact phrase"));
    }
    if (!found.length && result.query) parts.push(". Try fewer words, or the ", list_page(), ".");
    status.replaceChildren(...parts);
  }

  /** Facets are counted when somebody looks at them, or at once if that costs little. */
  async function narrow(names, base, mine) {
    facets.hidden = false;
    count = (box) => facet(box, base, mine);
    for (const name of names) {
      let box = document.getElementById(`facet-${name}`);
      if (!box) {
        const small = names.reduce((sum, name) => sum + entry.facets[name][2], 0) < 6000;
        box = el("details", { id: `facet-${name}` }, el("summary", {}, entry.facets[name][0]), el("ul"));
        box.open = state.chosen.some((one) => one[0] === name) || (small && innerWidth > 900 && ["cause", "service", "severity"].includes(name));
        box.ontoggle = () => box.open && count(box).catch(fail);
        box.rows = new Map();
        facets.append(box);
      }
      if (box.open) await count(box);
    }
  }

  sort.onchange = () => {
    state.sort = sort.value === "relevance" ? "" : sort.value;
    keep("pushState");
    update();
  };
  field.oninput = () => {
    // One step back leads to before the typing.
    const how = typed ? "replaceState" : "pushState";
    state.q = field.value;
    clearTimeout(later);
    later = setTimeout(() => {
      keep(how);
      settle();
    }, 200);
    update();
  };
  field.onblur = () => (typed = false);
  field.onkeydown = (event) => {
    if (event.key === "Escape") {
      field.value = "";
      field.oninput();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    results.querySelector("a")?.focus();
  };
  addEventListener("popstate", visit);
  for (const name of ["role", "aria-expanded", "aria-autocomplete"]) field.removeAttribute(name);
  field.setAttribute("aria-controls", "search-results");
  visit();
}

// For the tests: a text as `term@place` of every term.
window.casebookTokens = (text) => {
  let place = 0;
  const all = [];
  for (const [run] of text.matchAll(RUN)) {
    const { terms, parts } = tokens(run);
    for (const [term, where] of terms) all.push(`${term}@${place + where}`);
    place += parts;
  }
  return all.join(" ");
};

const style = document.currentScript.src.replace("search.js", "search.css");
function start() {
  field = document.getElementById("site-search");
  place = document.getElementById("search-results");
  if (!field) return;
  if (place) return searchPage();
  document.head.append(el("link", { rel: "stylesheet", href: style }));
  combobox();
}
// On search.html this runs before `site.js` has made the box.
if (document.getElementById("site-search")) start();
else addEventListener("DOMContentLoaded", start);
})();
