// Parses a query, and finds the terms for each of its words.

/** Parses a query into words, phrases and `field:value` filters. */
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
        // The index holds the last character alone only for words of one character.
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

/** Finds the terms for one word. Returns one or more of { lists: [[list, weight]], text }. */
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
