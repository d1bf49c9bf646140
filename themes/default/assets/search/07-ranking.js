// Answers a query: which documents match, and how well.

// Even a word that every document has keeps some weight: it favours documents that use it more.
const rarity = (count) => 0.2 + Math.log(1 + (entry.documents - count + 0.5) / (count + 0.5));

/** The `most` best documents, newer ones first among equals. The rest is not sorted: nobody sees it. */
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

/** How much less a small word counts. */
const SMALL = 0.05;

const everything = () => new Int32Array(entry.documents).map((_, document) => document);

/** Answers a query: the documents found, and a score for each. */
async function answer(query, typing) {
  await open();
  const asked = await parse(query);
  const notes = [];
  const last = asked.words.length - 1;
  const typed = typing && !/[\s"“”]$/.test(query);
  relate(asked.words);
  const wanted = (await Promise.all(asked.words.map((word, index) => resolve(word, typed && index === last, notes)))).flat();
  if (!wanted.every((one) => one.small)) for (const one of wanted) if (one.small) one.weight = SMALL;
  const result = { asked, notes, wanted, query, loose: [], missing: [...new Set(wanted.filter((one) => !one.lists.length).map((one) => one.text))] };
  // The numbers of a line of a log are seldom what it is about.
  if (wanted.length > 3) for (const one of wanted) if (/^\d{1,5}$/.test(one.text)) one.weight = 0.3;
  const refused = await Promise.all(asked.without.map((one) => (one.phrase ? phrased(one) : filter(...one))));
  result.refused = (document) => refused.some((one) => (one.call ? one(document) : one[below(one, document)] === document));
  if (!wanted.length) {
    result.found = asked.filters.length || asked.without.length || !query.trim() ? everything().filter((document) => !result.refused(document)) : [];
    result.worth = new Uint8Array(entry.documents);
    return result;
  }
  for (const phrase of asked.phrases) {
    phrase.found = new Set(await phrased(phrase));
    result.only ||= phrase.only && phrase.text;
    // Somebody pasted an error with names of their own. A phrase that is all of a query stays exact.
    if (!phrase.found.size && !phrase.only) result.loose.push(phrase);
  }
  if (wanted.length > 1) result.exact = await affordable(wanted);
  result.found = rank(result);
  return result;
}

/** Adds the score of a word to its documents. Picks those that now have all words, and returns how many. */
function weigh({ lists, rarity, cover }, whole) {
  const [score, covered, best, picked] = scratch;
  let [{ documents, weights }, worth] = lists[0];
  let count = 0;
  if (lists.length > 1) {
    // A document that is in several lists counts with its best one.
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
    if ((covered[document] += cover) > whole) picked[count++] = document;
  }
  return count;
}

/** Finds and scores the documents. Never awaits anything, because all queries share the arrays in `scratch`. */
function rank(result) {
  const { wanted, loose } = result;
  const [score, covered, , picked] = scratch;
  score.fill(0);
  covered.fill(0);
  if (result.asked.without.length) for (let document = 0; document < entry.documents; document += 1) if (result.refused(document)) covered[document] = -Infinity;
  // A word that no document has is ignored, so that the other words still find something.
  let all = 0;
  for (const one of wanted) {
    one.rarity = rarity(Math.min(entry.documents, one.lists.reduce((sum, [list]) => sum + list.count, 0)) || 1) * (one.weight ?? 1);
    // Documents need not have the small words of a question.
    one.cover = one.weight === SMALL ? 0 : one.rarity;
    if (one.lists.length) all += one.cover;
  }
  const whole = all - 0.001;
  let count = 0;
  // Small words first: the last word picks the documents that have all.
  for (const one of [...wanted].sort((a, b) => a.cover - b.cover)) if (one.lists.length) count = weigh(one, whole);
  const exact = (some) => result.asked.phrases.reduce((left, one) => (loose.includes(one) ? left : left.filter((document) => one.found.has(document))), some);
  let some = exact(picked.slice(0, count));
  result.partial = !some.length;
  if (some.length < 10 && wanted.length > 1) {
    // A quoted name that no document has together with the other words is one word of many.
    if (!some.length) loose.push(...result.asked.phrases.filter((one) => one.names && !one.only && !loose.includes(one)));
    // Too few documents have all words: add those with the rarest of the words, for less.
    const others = exact(everything().filter((document) => covered[document] > 0.34 * all && covered[document] <= whole));
    const most = others.reduce((most, document) => Math.max(most, covered[document]), 0);
    const rest = others.filter((document) => covered[document] >= 0.7 * most);
    for (const document of rest) score[document] *= 0.5 * (covered[document] / all) ** 2;
    some = Int32Array.from([...some, ...rest]);
  }
  near(some, score, wanted);
  result.worth = Float64Array.from(score);
  return some;
}

/** How many kilobytes of positions one query may load. Phrases are exempt. */
const AFFORDED = 9;

/** The lists of a word whose positions are compared with those of its neighbours in the query. */
const main = ({ lists }) => lists.slice(0, 3).map(([list]) => list).filter((list) => list.file);

/** Loads positions, smallest files first, up to the budget. Returns whether all of them were loaded. */
async function affordable(wanted) {
  const lists = wanted.flatMap(main);
  const costs = new Map(lists.map((one) => [one.file, one.kilobytes]));
  let sum = 0;
  const files = new Set([...costs].sort((a, b) => a[1] - b[1]).filter(([file, cost]) => loading.has(file) || (sum += cost) <= AFFORDED).map(([file]) => file));
  await Promise.all(lists.filter((one) => files.has(one.file)).map(places));
  return lists.every((one) => one.flat);
}

/** Places between words that stand in different sections. */
const FAR = 60;
const SCATTERED = 0.6;

/** Raises the score of documents in which the words stand close together, in the order of the query. */
function near(some, score, wanted) {
  const sides = wanted.map((one) => main(one).filter((list) => list.flat).map((list) => ({ ...list, next: 0 })));
  if (!sides.some((side, index) => index && side.length && sides[index - 1].length)) return;
  for (const document of some.sort()) {
    let before = [];
    let last;
    let apart = 1;
    for (let index = 0; index < sides.length; index += 1) {
      if (!sides[index].length) continue;
      const now = [];
      for (const side of sides[index]) {
        while (side.documents[side.next] < document) side.next += 1;
        if (side.documents[side.next] === document) now.push([side.flat, side.starts[side.next], side.starts[side.next + 1]]);
      }
      let least = FAR;
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
      const pair = [last ?? wanted[index], wanted[index]];
      if (before[0] && now[0] && apart && pair.every((one) => one.cover)) apart = least < FAR ? 0 : SCATTERED;
      if (least < 9) score[document] += Math.min(...pair.map((one) => (one.cover ? 0.5 * (one.weight ?? 1) + one.rarity : 0.01))) * (least === 1 ? 180 : 100 / least);
      before = now;
      last = wanted[index];
    }
    // Words in different sections say little about each other.
    score[document] *= apart || 1;
  }
}
