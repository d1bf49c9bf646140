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

/** Returns a function that tests whether a document matches `field:value`. */
const filter = async (...one) => (await misses()).filter(...one);

/** A number for each document by which the results are sorted, highest first. */
async function sorted(result, sort) {
  if (sort === "newest") return everything();
  if (sort === "oldest") return everything().map((document) => -document);
  if (sort === "longest") return numbers("duration");
  if (sort === "severity" && entry.facets.severity) return (await column("severity")).values.map(([rank = 99]) => -rank);
  return result.worth;
}
