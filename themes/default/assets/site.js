// Conveniences for every page. Each page is complete without them.
(function () {
  "use strict";
  var root = document.documentElement;
  var modes = ["auto", "light", "dark"];
  var names = { auto: say("base.theme_auto"), light: say("base.theme_light"), dark: say("base.theme_dark") };
  var mode = "auto";
  // Storage throws an error if cookies are blocked, and on some file: pages.
  try { mode = localStorage.getItem("casebook-theme") || mode; } catch (e) { /* not remembered */ }
  if (modes.indexOf(mode) < 0) mode = "auto";

  function apply() {
    if (mode === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", mode);
  }
  apply();

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function theme() {
    var button = document.querySelector(".theme-toggle");
    if (!button || !window.CSS || !CSS.supports("color", "light-dark(#000, #fff)")) return;
    var word = button.querySelector("span");
    word.textContent = names[mode];
    button.hidden = false;
    button.addEventListener("click", function () {
      mode = modes[(modes.indexOf(mode) + 1) % 3];
      word.textContent = names[mode];
      apply();
      try { localStorage.setItem("casebook-theme", mode); } catch (e) { /* not remembered */ }
    });
  }

  // Marks the action items that have become overdue since the page was built.
  function overdue() {
    var now = new Date();
    var today = new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
    all("[data-open]").forEach(function (place) {
      var due = place.querySelector("time");
      var mark = place.querySelector(".overdue");
      if (!due || !mark || !mark.hidden || due.getAttribute("datetime") >= today) return;
      mark.before(" ");
      mark.hidden = false;
      place.closest("li, tr").hidden = false;
    });
    all(".overdue-count").forEach(function (place) {
      var count = +place.getAttribute("data-overdue");
      (place.getAttribute("data-due") || "").split(" ").forEach(function (day) {
        var parts = day.split("*");
        if (day && parts[0] < today) count += +(parts[1] || 1);
      });
      place.querySelector(".overdue span").textContent = count;
      place.hidden = !count;
    });
    all(".as-of").forEach(function (place) {
      place.hidden = place.querySelector("time").getAttribute("datetime") <= today;
    });
  }

  function key(row, column) {
    var cell = row.cells[column];
    var value = cell.getAttribute("data-v");
    if (value !== null) return value;
    return cell.querySelector(".missing") ? "" : cell.textContent.trim();
  }

  function sortable(table) {
    var body = table.tBodies[0];
    var heads = all("thead th", table);
    heads.forEach(function (head, column) {
      if (head.hasAttribute("data-nosort")) return;
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var compare = new Intl.Collator(root.lang || undefined, { numeric: true }).compare;
        var rows = all("tr", body).map(function (row) { return { row: row, key: key(row, column) }; });
        rows.sort(function (a, b) {
          // Rows without a value stay last in both directions.
          if (!a.key || !b.key) return (a.key ? 0 : 1) - (b.key ? 0 : 1);
          return down ? compare(b.key, a.key) : compare(a.key, b.key);
        });
        rows.forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }

  // Loads a script of the site, and returns its element. Where trusted types are required, its address has to come from a policy.
  var policy;
  function load(src) {
    var script = document.createElement("script");
    policy = policy || (window.trustedTypes && trustedTypes.createPolicy("casebook", { createScriptURL: String }));
    script.src = policy ? policy.createScriptURL(src) : src;
    document.head.appendChild(script);
    return script;
  }

  window.casebookLoad = load;

  // Offers to replay the timeline. The script that does it is loaded on first use.
  function replay(place) {
    var button = document.createElement("button");
    button.textContent = say("replay.title");
    place.querySelector(".timeline-note").append(" ", button);
    button.addEventListener("click", function () {
      if (window.casebookReplay) casebookReplay();
      else load(place.getAttribute("data-replay"));
    });
  }

  // Replaces the link to the list by a search box. The search itself is loaded on first use.
  function search() {
    var link = document.querySelector(".search");
    if (!link) return;
    var here = link.getAttribute("href").replace("incidents.html", "search.html");
    var box = document.createElement("div");
    var field = document.createElement("input");
    var told = { id: "site-search", type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "search-list", "aria-autocomplete": "list", "aria-label": say("base.search"), autocomplete: "off", placeholder: link.getAttribute("data-placeholder") || say("search.placeholder") };
    for (var name in told) field.setAttribute(name, told[name]);
    box.className = "search";
    box.setAttribute("role", "search");
    box.appendChild(field);
    link.parentNode.replaceChild(box, link);
    field.addEventListener("focus", function () {
      if (document.getElementById("search-results")) return;
      load(link.getAttribute("data-search"));
    }, { once: true });
    field.addEventListener("keydown", function (event) {
      if (event.key === "Enter" && !field.getAttribute("aria-activedescendant") && field.hasAttribute("role")) location.href = here + "?q=" + encodeURIComponent(field.value);
    });
    document.addEventListener("keydown", function (event) {
      var k = event.key === "k" && (event.ctrlKey || event.metaKey);
      if (!k && (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName))) return;
      event.preventDefault();
      field.focus();
      field.select();
    });
  }

  // Marks the edges at which a box can be scrolled further.
  function edges(box) {
    function show() {
      var room = box.scrollWidth - box.clientWidth;
      var left = box.scrollLeft + (getComputedStyle(box).direction === "rtl" ? room : 0);
      box.classList.toggle("more-left", left > 1);
      box.classList.toggle("more-right", room - left > 1);
    }
    box.addEventListener("scroll", show, { passive: true });
    if (window.ResizeObserver) new ResizeObserver(show).observe(box);
  }

  // Marks the section at hand in the contents beside a page.
  function mark() {
    var here;
    all(".contents-side a").forEach(function (link) {
      link.ariaCurrent = null;
      if (document.getElementById(decodeURIComponent(link.hash.slice(1))).getBoundingClientRect().top < 99) here = link;
    });
    if (here) here.ariaCurrent = "location";
  }

  // In print the address follows each link. Links that show their address already are marked as bare.
  function bare() {
    all('main a[href^="http"]').forEach(function (link) {
      if (link.textContent === link.getAttribute("href") || link.textContent === link.href) link.classList.add("bare");
    });
  }

  // Sets up the main part of the page. The preview runs it again after replacing that part.
  function main() {
    overdue();
    all("main .table-scroll").forEach(edges);
    all("table[data-sortable]").forEach(sortable);
    all("[data-replay]").forEach(replay);
    all("[data-copy]:has(pre > code)").forEach(function (place) { load(place.getAttribute("data-copy")); });
  }

  function start() {
    search();
    theme();
    main();
  }

  document.addEventListener("DOMContentLoaded", start);
  window.addEventListener("beforeprint", bare);
  window.addEventListener("scroll", mark, { passive: true });
  document.addEventListener("casebook:main", main);
}());
