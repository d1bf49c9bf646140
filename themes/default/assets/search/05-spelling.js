// Suggests the most similar words for one that the index does not have.

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
