// Long lists: filters, and action items in groups with their ages. Runs after site.js has marked the overdue items.
(function () {
  "use strict";
  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  // Shows how many rows of each group are visible, and hides groups that have none.
  function groups() {
    all(".action-group").forEach(function (group) {
      var left = all("tbody tr:not([hidden])", group).length;
      group.hidden = !left;
      group.querySelector("h2 .quiet").textContent = left;
    });
  }

  // Folded groups show what fits while a filter is set. After that they are folded again.
  function unfold(before, now) {
    all("details.action-group").forEach(function (group) {
      if (before !== now) group.open = now;
    });
  }

  // Moves rows that have become overdue to that group. Both are sorted by due date, so appending keeps the order.
  function late() {
    var body = document.querySelector("#overdue tbody");
    if (body) all("#open .overdue:not([hidden])").forEach(function (mark) { body.appendChild(mark.closest("tr")); });
    groups();
  }

  // Counts ages to the reader's day. A reader whose clock is behind keeps those of the day of the build.
  function ages() {
    var now = new Date();
    var today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    all("[data-since]").forEach(function (cell) {
      var days = Math.round((today - Date.parse(cell.getAttribute("data-since"))) / 864e5);
      if (!(days > +cell.getAttribute("data-v"))) return;
      cell.setAttribute("data-v", days);
      cell.textContent = say("count.days", days);
    });
  }

  function values(row, slug) {
    // A row may state values for which it has no cell, one a line.
    var stated = row.getAttribute("data-" + slug);
    if (stated !== null) return stated.split("\n");
    var cell = row.querySelector('[data-f="' + slug + '"]');
    if (!cell) return [];
    if (slug === "year") return [cell.getAttribute("data-v").slice(0, 4)];
    var links = all("a", cell);
    return (links.length ? links : [cell]).map(function (one) { return one.textContent.trim(); });
  }

  function filters(form) {
    // A form in a part of the page filters only that part.
    var part = form.closest("[data-filtered]") || document.querySelector("main");
    var rows = all("tbody tr", part).map(function (row) { return { row: row }; });
    var fields = all("select, input", form);
    var count = form.querySelector(".count");
    var actions = form.getAttribute("data-noun") === "actions";
    // A page of a long list says that its filters cover only its own rows.
    var within = form.getAttribute("data-within") || "";
    var narrowed = false;
    if (rows.length < 2) return form.remove();

    function show() {
      var query = new URLSearchParams();
      fields.forEach(function (field) { if (field.value) query.set(field.name, field.value); });
      var words = (query.get("q") || "").toLowerCase().split(/\s+/);
      var fitting = 0;
      rows.forEach(function (item) {
        if (words[0] && item.text === undefined) item.text = item.row.textContent.toLowerCase();
        var fits = words.every(function (word) { return !word || item.text.indexOf(word) >= 0; }) && fields.every(function (field) {
          return field.name === "q" || !field.value || values(item.row, field.name).indexOf(field.value) >= 0;
        });
        item.row.hidden = !fits;
        if (fits) fitting += 1;
      });
      groups();
      unfold(narrowed, !!query.toString());
      narrowed = !!query.toString();
      all(".table-scroll", part).forEach(function (box) { box.hidden = !fitting; });
      var language = document.documentElement.lang || undefined;
      var shown = fitting.toLocaleString(language);
      var total = rows.length.toLocaleString(language);
      var none = actions ? say("filter.no_action") : say("filter.no_incident");
      var some = actions ? say("filter.some_actions") : say("filter.some_incidents");
      var whole = actions ? say("filter.all_actions") : say("filter.all_incidents");
      count.textContent = (!fitting ? none : shown === total ? whole : some) + within;
      // Browsers refuse this on file: pages.
      try { history.replaceState(null, "", location.pathname + (query.toString() ? "?" + query : "") + location.hash); } catch (e) { /* not kept */ }
    }

    var start = new URLSearchParams(location.search);
    fields.forEach(function (field) { if (start.get(field.name)) field.value = start.get(field.name); });
    form.addEventListener("input", show);
    form.addEventListener("reset", function () { setTimeout(show); });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      show();
    });
    form.hidden = false;
    show();
  }

  function main() {
    late();
    ages();
    all("form.filters").forEach(filters);
  }

  document.addEventListener("DOMContentLoaded", main);
  document.addEventListener("casebook:main", main);
}());
