"use strict";
// What only some queries need: help with a word that the index does not have (its family, its
// halves, its parts, its spelling), OR, fields, and orders. `assets/search.js` loads it on the first use.
window.casebookMisses = ({ index, VALUE, loaded, find, formed, phrased, shards, families, family, tokens, RUN, fold, column, number, everything }) => {
/** Number of edits between two words. Swapping two neighbours is one edit. Above `most` it is not exact. */
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

/** The words of a list, each as its letters without accents and as it is written. */
const words = (name) =>
  loaded(name, (text) => {
    let last = "";
    return text.split("\n").slice(0, -1).map((line) => {
      last = last.slice(0, VALUE[line.charCodeAt(0)]) + line.slice(1);
      return [fold(last), last];
    });
  });

async function nearest(word, most = word.length < 8 ? 1 : 2) {
  if (!/^\p{L}{4,24}$/u.test(word)) return [];
  // A wrong first letter is mostly one that was left out or put in the place of the second.
  for (const letters of [[word[0]], [word[1]]]) {
    const all = await Promise.all(letters.filter((letter) => Object.hasOwn(index().words, letter)).map((letter) => words(index().words[letter])));
    const near = all.flat().map(([one, written]) => [distance(word, one, most), one, written]).filter(([edits]) => edits <= most);
    const best = Math.min(...near.map(([edits]) => edits));
    const known = await Promise.all(near.filter(([edits]) => edits === best).slice(0, 12).map(async ([, one, word]) => ({ word, list: await find(formed(one)) })));
    const found = known.filter(({ list }, at) => list && known.findIndex((one) => one.list === list) === at).sort((a, b) => b.list.count - a.list.count);
    if (found.length) return found.slice(0, 3);
  }
  return [];
}

/** Two words that somebody else wrote as one: `heatwave`. In other languages than English they may stand apart. */
async function halves(word) {
  if (!Object.hasOwn(index().words, word[0])) return;
  const starts = new Set((await words(index().words[word[0]])).map(([one]) => one).filter((one) => one.length < word.length - 2 && word.startsWith(one)));
  for (const start of [...starts].sort((a, b) => b.length - a.length).slice(0, 3)) {
    const rest = word.slice(start.length);
    for (const end of index().english || rest[0] !== "s" ? [rest] : [rest, rest.slice(1)]) {
      const pair = [formed(start), formed(end)];
      const documents = await phrased({ phrase: pair.map((term, place) => [term, place]) });
      if (documents.length) return [{ lists: [[bundle(word, documents, pair), 0.9]] }];
      const both = await Promise.all(pair.map(find));
      if (!index().english && both.every(Boolean)) return both.map((one) => ({ lists: [[one, 0.8]] }));
    }
  }
}

/** The family of a word that nobody wrote: the longest name near it that it begins with. */
async function taught(word, folded, raw, notes) {
  let best = "";
  let odd;
  for await (const one of shards(word)) {
    one.terms.forEach((term, index) => {
      if (!word.startsWith(term.slice(0, 3))) return;
      for (const name of families(one, index)) {
        const rest = word.slice(name.length);
        const ends = name.length > 3 ? rest.length < (name.length > 5 ? 7 : 5) : name.length > 2 && rest === "e";
        if (ends && name.length > best.length && word.startsWith(name)) best = name;
      }
    });
    odd = best && !one.terms.some((term) => term.endsWith(word.slice(best.length)));
    break;
  }
  // An ending that no other word has may be a typing error.
  const [near] = odd ? await nearest(folded, 1) : [];
  if (!near) return best && family(`${best}!`, [best]);
  notes.push([raw, near.word]);
  return [near.list];
}

/** Documents as the list of a word. `parts` are the terms that are marked. */
const bundle = (term, documents, parts) => ({ term, parts, documents, count: documents.length, weights: new Uint8Array(documents.length).fill(20) });

/** Either of several words or phrases, as one list each. */
async function either(word) {
  const lists = await Promise.all(word.any.map(async (token) => {
    if (token.phrase.length < 2) return find(token.phrase[0][0]);
    return bundle(token.text, await phrased(token), token.phrase.map(([term]) => term));
  }));
  return [{ lists: lists.filter((one) => one?.count).map((one) => [one, 1]), text: word.raw }];
}

/** Finds something for a word that nobody wrote and no term begins with. */
async function guess(word, folded, simple, result, notes, resolve) {
  const parts = word.raw.split(/[-_.]/).filter(Boolean);
  const pieces = parts.length > 1 ? parts : word.raw.replace(/(\p{Lowercase})(?=\p{Uppercase})/gu, "$1\0").split("\0");
  if (pieces.length > 1) {
    // Of a name, an address or a hash that nobody wrote only its plain words count, and those little.
    const own = /\d/.test(word.raw);
    const all = pieces.filter((raw) => !/\d/.test(raw) && raw.length > 1).slice(0, 12).map((raw) => {
      const { terms } = tokens(raw);
      return { raw, whole: terms.at(-1)?.[0], parts: terms.map(([term]) => term) };
    });
    const found = (await Promise.all(all.filter((one) => one.parts.length).map((one) => resolve(one, false, notes)))).flat();
    for (const one of found) one.weight = (one.weight ?? 1) * (own ? 0.3 : 0.8);
    return own ? [...found.filter((one) => one.lists.length), result] : found;
  }
  const two = simple && (await halves(folded));
  if (two) return two.map((one) => ({ ...one, text: word.raw }));
  const near = await nearest(folded);
  if (near.length) {
    notes.push([word.raw, near[0].word]);
    near.forEach((one, rank) => result.lists.push([one.list, rank ? 0.5 : 0.7]));
  }
  return [result];
}

// For the tests: the terms of a text, each as `term@position`.
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

/** Says which fields there are if `field` is spelled nearly like one of them. */
function resembles(fields, field, notes) {
  const all = fields.sort().join(", ");
  if (fields.some((one) => distance(one, field, 2) < 3)) notes.push(say("search.no_field"));
}

/** A column of one number for each document. */
const numbers = (name) => loaded(index().facets[name][1], (text) => Array.from({ length: index().documents }, (_, at) => number(text, at ? undefined : 0)));

/** A number for each document by which the results are sorted, highest first. */
async function sorted(sort) {
  if (sort === "newest") return everything();
  if (sort === "oldest") return everything().map((document) => -document);
  if (sort === "longest") return numbers("duration");
  if (sort === "severity" && index().facets.severity) return (await column("severity")).values.map(([rank = 99]) => -rank);
}

async function days() {
  let last = 0;
  return (await numbers("date")).map((gap) => (last += gap));
}

/** For each value of a facet, whether it is the one that was asked for. */
async function named(field, value) {
  const same = fold(value);
  return (await column(field)).names.map((name) => fold(name) === same);
}

/** True if there is such a value of this field. Else it is said that its words count. */
async function fits(field, text, notes) {
  const there = Object.hasOwn(index().facets, field) ? (await named(field, text)).includes(true) : /^\d{4}(-\d\d?){0,2}$/.test(text);
  if (!there) notes.push(say("search.no_value"));
  return there;
}

/** Returns a function that tests whether a document matches `field:value`. */
async function filter(field, value) {
  if (field === "after" || field === "before") {
    const [year, month = 1, day = 1] = value.split("-").map(Number);
    const limit = Date.UTC(year, month - 1, day) / 864e5;
    const all = await days();
    if (Number.isNaN(limit)) return () => false;
    return field === "after" ? (document) => all[document] >= limit : (document) => all[document] > 0 && all[document] < limit;
  }
  const { values } = await column(field);
  const wanted = await named(field, value);
  return (document) => values[document].some((one) => wanted[one]);
}

return { sorted, resembles, taught, guess, either, filter, fits };
};
