// Loads facets such as service or cause. What they and dates are asked is in `search-misses.js`.

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

/** Returns a function that tests whether a document matches `field:value`. */
const filter = async (...one) => (await misses()).filter(...one);
