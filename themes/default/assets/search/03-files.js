// Loads the files of the index, which `src/search/` writes, and decodes their numbers.

const content = new Map();
const loading = new Map();

// Scripts beside this one are loaded when they are needed.
const own = document.currentScript.src;
const beside = (name) =>
  new Promise((resolve, reject) => {
    const file = casebookLoad(own.replace("search.js", name));
    file.onload = resolve;
    file.onerror = reject;
  });

let helpers;
/** What only some queries need. */
const misses = () =>
  (helpers ??= beside("search-misses.js").then(
    () => casebookMisses({ index: () => entry, VALUE, loaded, find, formed, phrased, shards, families, family, tokens, RUN, fold, column, number, everything }),
    (error) => {
      helpers = undefined;
      throw error;
    },
  ));

window.casebookShard = (name, text) => content.set(name, text);

function load(name, query = "") {
  if (loading.has(name)) return loading.get(name);
  const promise = new Promise((resolve, reject) => {
    const file = casebookLoad(`${root}search/${name}.js${query}`);
    file.onload = file.onerror = () => {
      file.remove();
      if (content.has(name)) return resolve(content.get(name));
      loading.delete(name);
      reject(new Error(name));
    };
  });
  loading.set(name, promise);
  return promise;
}

/** Loads a file and parses it with `make`. The result is kept, so each file is parsed only once. */
const made = new Map();
async function loaded(name, make) {
  if (!made.has(name)) {
    const text = await load(name);
    if (!made.has(name)) made.set(name, make(text));
  }
  return made.get(name);
}

let entry;
let scratch;
async function open(query) {
  if (entry) return;
  entry = JSON.parse(await load("index", query));
  // One number for every document. The arrays are kept between queries, because clearing them is
  // faster than allocating them.
  scratch = [Float32Array, Float32Array, Float32Array, Int32Array].map((kind) => new kind(entry.documents));
  english = entry.english;
  cut.clear();
}

/** Drops everything that was loaded: the site may have been built again since. */
function forget() {
  entry = undefined;
  for (const map of [content, loading, made, lists, built]) map.clear();
}

const VALUE = new Uint8Array(128);
for (let code = 35, digit = 0; code < 127; code += 1) if (code !== 36 && code !== 92 && code !== 96) VALUE[code] = digit++;
let at = 0;
function number(text, from = at) {
  at = from;
  const digit = VALUE[text.charCodeAt(at++)];
  if (digit < 60) return digit;
  if (digit < 88) return 60 + (digit - 60) * 88 + VALUE[text.charCodeAt(at++)] - 1;
  let value = 0;
  for (let left = 4; left; left -= 1) value = value * 88 + VALUE[text.charCodeAt(at++)] - 1;
  return value;
}
