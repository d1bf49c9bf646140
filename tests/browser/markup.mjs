// A small reader of tags, for HTML that is valid and XML that has to prove it.

const NAME = "[A-Za-z_:][-\\w:.]*";
const TAG = new RegExp(`^<(/?)(${NAME})((?:\\s+[^\\s"'<>/=]+(?:\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s"'=<>\`]+))?)*)\\s*(/?)>`);
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

/** Text without its character references; `strict` refuses all that XML does not know. */
function decode(text, strict) {
  return text.replace(/&(?:#x([0-9a-f]+);|#([0-9]+);|([a-z]+);)?/gi, (whole, hex, decimal, name) => {
    if (hex || decimal) return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
    if (Object.hasOwn(ENTITIES, name) && !(strict && name === "nbsp")) return ENTITIES[name];
    if (strict) throw new Error(`not a reference of XML: ${whole}`);
    return whole;
  });
}

/** Every tag of an HTML document in order: `{name, attributes}`; closing tags are left out. */
export function tags(html) {
  const found = [];
  for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at)) {
    if (html.startsWith("<!--", at)) {
      at = html.indexOf("-->", at) + 3;
      if (at < 3) throw new Error("a comment is never closed");
      continue;
    }
    const match = TAG.exec(html.slice(at, at + 65536));
    if (!match) {
      at += 1;
      continue;
    }
    at += match[0].length;
    if (match[1]) continue;
    const name = match[2].toLowerCase();
    found.push({ name, attributes: attributes(match[3], false) });
    if (["script", "style", "title", "textarea"].includes(name)) {
      const end = html.slice(at).search(new RegExp(`</${name}[\\s>]`, "i"));
      if (end < 0) throw new Error(`<${name}> is never closed`);
      at += end;
    }
  }
  return found;
}

function attributes(text, strict) {
  const found = new Map();
  for (const [, name, double, single, bare] of text.matchAll(ATTRIBUTE)) {
    if (found.has(name)) throw new Error(`the attribute ${name} stands twice`);
    const value = double ?? single ?? (strict ? undefined : (bare ?? ""));
    if (value === undefined) throw new Error(`the attribute ${name} needs a value in quotation marks`);
    if (strict && value.includes("<")) throw new Error(`"<" in the attribute ${name}`);
    found.set(name, decode(value, strict));
  }
  return found;
}

/** The root element of an XML document; every element is `{name, attributes, children, text}`. */
export function xml(source) {
  const control = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(source);
  if (control) throw new Error(`not a character of XML: U+${control[0].codePointAt(0).toString(16)}`);
  const top = { name: "", attributes: new Map(), children: [], text: "" };
  const open = [top];
  let rest = source.replace(/^\ufeff?<\?xml [^?]*\?>/, "");
  while (rest) {
    const here = open.at(-1);
    const skipped = /^(?:<!--(?:(?!--)[^])*-->|<\?[^]*?\?>)/.exec(rest);
    const verbatim = /^<!\[CDATA\[([^]*?)\]\]>/.exec(rest);
    const text = /^[^<]+/.exec(rest);
    const tag = TAG.exec(rest);
    const token = skipped ?? verbatim ?? text ?? tag;
    if (!token) throw new Error(`not well-formed at: ${rest.slice(0, 60)}`);
    rest = rest.slice(token[0].length);
    if (skipped) continue;
    if (verbatim) here.text += verbatim[1];
    else if (text) {
      if (text[0].includes("]]>")) throw new Error("]]> in text");
      if (here === top && text[0].trim()) throw new Error(`text outside of the root: ${text[0].trim().slice(0, 60)}`);
      here.text += decode(text[0], true);
    } else if (tag[1]) {
      if (here.name !== tag[2]) throw new Error(`</${tag[2]}> closes <${here.name}>`);
      open.pop();
    } else {
      const element = { name: tag[2], attributes: attributes(tag[3], true), children: [], text: "" };
      here.children.push(element);
      if (!tag[4]) open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1).name}> is never closed`);
  if (top.children.length !== 1) throw new Error(`${top.children.length} root elements`);
  return top.children[0];
}

/** The rows of a CSV file as RFC 4180 wants it. */
export function csv(text) {
  const rows = [];
  let row = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const match = cell.exec(text);
    if (!match) throw new Error(`not CSV at: ${text.slice(at, at + 60)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] !== ",") {
      rows.push(row);
      row = [];
    }
  }
  if (row.length) throw new Error("the last line is not ended");
  return rows;
}
