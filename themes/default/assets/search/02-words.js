// Cuts text into words and brings them to the form of the index, as `src/search/token.rs` does.

const DENSE = "[\\u0e00-\\u0eff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]";
const SYMBOL = "[\\u2600-\\u27bf\\u{1f000}-\\u{1faff}]";
const WORD = `(?:(?!${DENSE}|${SYMBOL})[\\p{Alphabetic}\\p{N}\\p{M}])+`;
const RUN = new RegExp(`${DENSE}+|${SYMBOL}|${WORD}(?:[-_.'’]${WORD})*`, "gu");
const IS_DENSE = new RegExp(`^${DENSE}`, "u");
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]/g;
const LETTERS = { ß: "ss", ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", æ: "ae", œ: "oe", þ: "th", ı: "i", "'": "", "’": "" };
const STOP = new Set("a an and are as at be been by for from in is it its of on or that the this to was with".split(" "));
let english = true;

const fold = (text) =>
  text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(/[ßςøłđðæœþı'’]/g, (c) => LETTERS[c]).normalize("NFC");

// British endings and the American ones: the index has only these.
const BRITISH = /(our|tre|is(?:e|ation|ing)|yse|logue|ense)(s|d|ed|ing)?$/;
const american = (end) => end.replace("our", "or").replace("tre", "ter").replace(/^is/, "iz").replace("yse", "yze").replace("ogue", "og").replace("nse", "nce");

function stem(word) {
  if (/^[a-z]{6,}$/.test(word)) word = word.replace(BRITISH, american);
  if (!/^[a-z]{4,}$/.test(word)) return word;
  if (/^..+(ies|ied)$/.test(word)) return word.slice(0, -3) + "y";
  if (word.endsWith("sses")) word = word.slice(0, -2);
  else if (/[^sui]s$/.test(word)) word = word.slice(0, -1);
  const cut = /^.{4,}(?:ing|ed)$/.test(word) && !word.endsWith("eed");
  if (cut) word = word.replace(/(ing|ed)$/, "").replace(/([^lszaeiou])\1$/, "$1");
  return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
}

/** A word in lower case in the form of the index. */
const formed = (word) => (english ? stem(word) : word);

/** Cuts one run of text into its terms, as [term, position], and tells how many positions it takes. */
const cut = new Map();
function tokens(run) {
  if (cut.size > 20000) cut.clear();
  if (!cut.has(run)) cut.set(run, split(run));
  return cut.get(run);
}

/** A version such as `v4.0.8` without its letter. */
const plain = (run) => run.replace(/^v(?=\d.*\.)/i, "");

function split(run) {
  run = plain(run);
  const terms = [];
  const add = (term, place) => {
    if (term.length > 64) term = [...term].slice(0, 64).join("");
    if (term && !terms.some((one) => one[0] === term && one[1] === place)) terms.push([term, place]);
  };
  if (IS_DENSE.test(run)) {
    const all = [...fold(run)];
    for (let at = 1; at < all.length; at += 1) add(all[at - 1] + all[at], at - 1);
    add(all.at(-1), all.length - 1);
    return { terms, parts: all.length, dense: true };
  }
  let parts = 0;
  const components = run.split(/[-_.]/).filter(Boolean);
  for (const component of components) {
    const first = parts;
    let pieces = component.replace(/(\p{Lowercase})(?=\p{Uppercase})|(\p{Uppercase})(?=\p{Uppercase}\p{Lowercase})/gu, "$&\0").split("\0");
    if (pieces.length > 8) pieces = [component];
    for (const piece of pieces) {
      const part = fold(piece);
      const place = parts++;
      if (part && !(english && STOP.has(part))) add(formed(part), place);
    }
    if (pieces.length > 1 && components.length > 1) add(fold(component), first);
  }
  // A word with hyphens is also found as one without: fail-over, failover.
  if (components[1] && !components[3] && !/[_.]/.test(run) && components.every((part) => /^\p{Alphabetic}{2,}$/u.test(part))) add(formed(fold(components.join(""))), 0);
  if (parts > 1) add(fold(run), 0);
  return { terms, parts };
}
