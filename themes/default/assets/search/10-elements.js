// Small helpers that the search box and the page of results share.

const link = (href, text) => el("a", { href }, text);
const list_page = () => link(root + "incidents.html", say("search.list"));
const page = (query) => `${root}search.html?q=${encodeURIComponent(query)}`;
const grouped = (count) => say("search.number", count);
let field;
let place;

/** Replaces the children of `parent`, unless they are the same already. */
function put(parent, children) {
  if (children.length !== parent.children.length || children.some((child, index) => child !== parent.children[index])) parent.replaceChildren(...children);
}

/** Runs `work`. If a file of the index is missing, loads the index anew and runs it once more. */
async function steady(work) {
  try {
    return await work();
  } catch {
    forget();
    await open(`?${Date.now()}`);
    return work();
  }
}

const about = (one) => !one.services ? say("search.page") : [one.date && written(one.date), one.severity, one.minutes != null && length(one.minutes), one.services.join(", ")].filter(Boolean).join(" · ");
