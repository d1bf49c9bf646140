// Answers a query: which documents match, and how well.

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
