// Parses a query, and finds the terms for each of its words.

/** Colours of a terminal: with their escape character, and as what is left when it was lost. */
const COLOUR = /\x1b\[[\d;]*[A-Za-z]|\[\d[\d;]*m/g;
const QUOTE = /["“”„]/;
const MOST = 24;

const fields = () => ["after", "before", ...Object.keys(entry.facets).filter((name) => entry.facets[name][0])];

/** The words of a text, and its terms with their places. */
function cutUp(text) {
  const [words, phrase] = [[], []];
  let place = 0;
  for (const [run] of text.matchAll(RUN)) {
    const { terms, parts, dense } = tokens(run);
    const word = { raw: plain(run), whole: undefined, parts: [], dense };
    for (const [term, where] of terms) {
      // The index holds the last character alone only for words of one character.
      if (dense && term.length < 2 && parts > 1 && [...term].length < 2) continue;
      phrase.push([term, place + where]);
      word.parts.push(term);
    }
    if (dense ? parts === 1 : terms.length) word.whole = terms.at(-1)[0];
    place += parts;
    if (word.parts.length) words.push(word);
  }
  return { words, phrase, text };
}

// Parses a query into words, phrases and `field:value` filters. A field without such a value is
// no filter but words, because logs are full of `key:value`.
async function parse(query) {
  const asked = { words: [], phrases: [], filters: [], without: [], notes: [] };
  const seen = new Set();
  let rest = query.slice(0, 4000).replace(COLOUR, " ");
  let before;
  let joined = false;
  while ((rest = rest.trimStart())) {
    if (before && /^OR\s+\S/.test(rest)) {
      joined = true;
      rest = rest.slice(2);
      continue;
    }
    const minus = /^-(?=["“”„]|\p{L}{3})/u.test(rest);
    if (minus) rest = rest.slice(1);
    const colon = rest.search(/[:\s"“”„]/);
    const field = rest[colon] === ":" ? rest.slice(0, colon).toLowerCase() : "";
    const known = fields().includes(field);
    if (known) rest = rest.slice(colon + 1);
    let end = QUOTE.test(rest[0] ?? "") ? rest.slice(1).search(QUOTE) + 1 : 0;
    const quoted = end > 0;
    if (!quoted) end = rest.slice(1).search(/[\s"“”„]/) + 1 || rest.length;
    let text = rest.slice(quoted ? 1 : 0, end);
    const value = rest.slice(colon + 1);
    rest = rest.slice(quoted ? end + 1 : end);
    if (known) {
      if (!text) continue;
      if (await (await misses()).fits(field, text, asked.notes)) {
        (minus ? asked.without : asked.filters).push([field, text]);
        continue;
      }
      text = `${field} ${text}`;
    } else if (field.length > 3 && /^["“”\p{L}\d]/u.test(value)) (await misses()).resembles(fields(), field, asked.notes);
    const token = cutUp(text);
    if (!token.phrase.length) continue;
    if (minus) {
      asked.without.push(token);
      continue;
    }
    if (joined) {
      // What OR joins is one word of the query, and either side of it must match as written.
      asked.words.length = before.from;
      asked.phrases = asked.phrases.filter((one) => one !== before);
      token.any = [...(before.any ?? [before]), token];
      token.words = [{ raw: token.any.map((one) => one.text).join(" OR "), any: token.any, parts: [] }];
    }
    token.from = asked.words.length;
    for (const word of token.words) {
      // Lines of a stack trace repeat themselves.
      if (asked.words.length >= MOST || (!quoted && !joined && seen.has(word.raw))) continue;
      seen.add(word.raw);
      asked.words.push(word);
    }
    token.names = token.words.length < 2;
    if (quoted && !joined && token.phrase.length > 1) asked.phrases.push(token);
    token.only = quoted && !rest.trim() && !token.from;
    before = token;
    joined = false;
  }
  return asked;
}

/** The documents that have the terms of a phrase at its places. */
async function phrased({ phrase }) {
  const parts = await Promise.all(phrase.map(async ([term, place]) => [await find(term), place]));
  if (parts.some(([one]) => !one)) return [];
  parts.sort((a, b) => a[0].count - b[0].count);
  const [[rarest, first], ...others] = parts;
  if (!others.length) return rarest.documents;
  await Promise.all(parts.map(([one]) => places(one)));
  return rarest.documents.filter((document) => {
    const sets = others.map(([one, place]) => [standing(one, document), place - first]);
    return standing(rarest, document).some((where) => sets.every(([set, place]) => set.includes(where + place)));
  });
}

// Finds what words of the query mean together, and by other names: synonyms, and neighbours that
// somebody else wrote as one word.
function relate(words) {
  const alike = new Map();
  for (const group of entry.synonyms.split("\n")) for (const one of group.split("|")) alike.set(one, (alike.get(one) ?? []).concat(group.split("|")));
  const whole = (word) => (word && !word.any && !word.dense && word.whole) || "";
  const also = (word, terms) => (word.also ??= []).push(...terms);
  words.forEach((word, index) => {
    for (let count = 1; count < 5; count += 1) {
      const some = words.slice(index, index + count);
      const group = some.length === count && some.every(whole) && alike.get(some.map(whole).join(" "));
      for (const one of group ? some : []) {
        also(one, group.filter((term) => term !== word.whole && !term.includes(" ")));
        one.marks = group.flatMap((term) => term.split(" "));
      }
    }
    const next = words[index + 1];
    const pair = [word, next];
    if (!pair.every((one) => whole(one) && /^[\p{L}\d]+$/u.test(one.raw))) return;
    const [a, b] = pair.map((one) => fold(one.raw));
    for (const one of pair) also(one, english ? [stem(a + b)] : [a + b, b + a, a + "s" + b, b + "s" + a]);
  });
}

/** Finds the terms for one word. Returns one or more of { lists: [[list, worth]], text, weight }. */
async function resolve(word, typing, notes) {
  if (word.any) return (await misses()).either(word);
  if (word.dense && word.parts.length > 1) {
    const found = await Promise.all(word.parts.map(find));
    return found.map((one) => ({ lists: one ? [[one, 1]] : [], text: word.raw }));
  }
  const exact = word.whole && (await find(word.whole));
  const result = { lists: exact ? [[exact, 1]] : [], text: word.raw, marks: word.marks, small: exact?.small };
  const folded = fold(word.raw);
  const add = (lists, worth) => {
    for (const one of lists) if (one && result.lists.every(([other]) => one !== other)) result.lists.push([one, worth]);
  };
  const simple = /^\p{L}{4,30}$/u.test(folded);
  if (simple && !typing && !exact?.small) add(await (exact ? family(exact.term, exact.families) : (await misses()).taught(word.whole ?? folded, folded, word.raw, notes)), 0.98);
  const closed = [formed(folded.replace(/-/g, ""))].filter((one) => word.parts.includes(one));
  add(await Promise.all(closed.concat(word.also ?? []).map(find)), 0.85);
  // A part of a compound: Datenbank, Datenbankausfall.
  if (exact && simple && !english && !exact.small && !typing) add(await prefix(folded), 0.8);
  if (result.lists.length && !typing) return [result];
  const stemmed = typing ? formed(folded) : folded;
  const start = folded.startsWith(stemmed) ? stemmed : folded;
  // A number or a letter that nobody wrote says nothing about those that begin like it.
  if (typing || word.dense || start.length > 2) add(await prefix(start), exact ? 0.4 : 0.8);
  if (result.lists.length) return [result];
  return (await misses()).guess(word, folded, simple, result, notes, resolve);
}
