// Starts the box or the page of results, and closes the function that 01-begin.js opens.

// For the tests: the terms of a text, each as `term@position`.
window.casebookTokens = (text) => {
  let place = 0;
  const all = [];
  for (const [run] of text.matchAll(RUN)) {
    const { terms, parts } = tokens(run);
    for (const [term, where] of terms) all.push(`${term}@${place + where}`);
    place += parts;
  }
  return all.join(" ");
};

const style = document.currentScript.src.replace("search.js", "search.css");
function start() {
  field = document.getElementById("site-search");
  place = document.getElementById("search-results");
  if (!field) return;
  if (place) return searchPage();
  document.head.append(el("link", { rel: "stylesheet", href: style }));
  combobox();
}
// On search.html this script runs before site.js has created the box.
if (document.getElementById("site-search")) start();
else addEventListener("DOMContentLoaded", start);
})();
