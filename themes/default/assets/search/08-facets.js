// Filters results by date and by facets such as service or cause, and sorts them.

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

/** Returns a function that tests whether a document matches `field:value`. */
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

/** A number for each document by which the results are sorted, highest first. */
async function sorted(result, sort) {
  if (sort === "newest") return everything();
  if (sort === "oldest") return everything().map((document) => -document);
  if (sort === "longest") return numbers("duration");
  if (sort === "severity" && entry.facets.severity) return (await column("severity")).values.map(([rank = 99]) => -rank);
  return result.worth;
}
