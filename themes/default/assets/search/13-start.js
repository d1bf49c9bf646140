// Starts the box or the page of results, and closes the function that 01-begin.js opens.

function start() {
  field = document.getElementById("site-search");
  place = document.getElementById("search-results");
  if (!field) return;
  if (place) return searchPage();
  document.head.append(el("link", { rel: "stylesheet", href: own.replace("search.js", "search.css") }));
  beside("search-box.js").then(() => casebookBox({ el, page, list_page, about, answer, first, card, filter, steady, terms, marked, line, loaded, field }));
}
// On search.html this script runs before site.js has created the box.
if (document.getElementById("site-search")) start();
else addEventListener("DOMContentLoaded", start);
})();
