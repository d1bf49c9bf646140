// Loads the card of a result, marks the words that match, and picks its best line.

async function card(document) {
  const names = await loaded(entry.cards[document >> 8], (text) => text.split("\n"));
  const cards = await loaded(names[(document & 255) >> 3], JSON.parse);
  const [title, path, language, text, date, severity, minutes, services, id] = cards[document & 7];
  return { title, url: root + path, language, text, date, severity, minutes, services, id };
}

const MONTHS = say("date.months");
function written(iso) {
  const [year, number, date] = iso.split("-");
  const [day, month] = [+date, MONTHS[number - 1]];
  return say("date.day");
}
function length(minutes) {
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  const inHours = (count) => count && say("length.hours", count);
  const inMinutes = (count) => (count || !minutes) && say("length.minutes", count);
  const parts = days ? [say("length.days", days), inHours(hours % 24)] : [inHours(hours), inMinutes(minutes % 60)];
  return parts.filter(Boolean).join(" ");
}

/** Ranges of `text` that match the query, with the numbers of the words that match: [start, end, words]. */
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
        const last = found.at(-1);
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

/** `text` with its matches marked. Text longer than `longest` is cut to a part around the first match. */
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

/** Maps each term to the number of the word in the query that it was found for. */
function terms(result) {
  const all = new Map();
  result.wanted.forEach((one, word) => {
    for (const term of one.marks ?? []) all.set(term, word);
    for (const [list] of one.lists) for (const term of list.parts ?? [list.term]) all.set(term, word);
  });
  return all;
}

/** The line of a document that matches the query best. */
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
