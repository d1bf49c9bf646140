// Marks the incidents that are new or have changed since the reader's last visit. What the reader has seen stays in this browser.
(function () {
  "use strict";
  // A visit ends half an hour after its last page with a list. Until then its marks stay, also in other tabs.
  var PAUSE = 30 * 60 * 1000;
  var ID = 8;
  var REVISION = 6;
  var RECORD = ID + REVISION;
  // Other sites on the same host, and other folders on the same disk, have names of their own.
  // The title is part of the name because a preview of another archive may use the same port.
  var place = new URL("../", document.currentScript.src).pathname;

  function all(selector, within) {
    return Array.prototype.slice.call(within.querySelectorAll(selector));
  }

  function name() {
    return "casebook-seen:" + place + " " + document.querySelector(".site-title").textContent;
  }

  // Returns 41 bits of a hash of the incident's address, so that ten thousand incidents take 140 kB.
  function id(address) {
    var a = 0x811c9dc5;
    var b = 0x1b873593;
    for (var at = 0; at < address.length; at += 1) {
      a = Math.imul(a ^ address.charCodeAt(at), 0x01000193);
      b = Math.imul(b ^ address.charCodeAt(at), 0x85ebca6b);
      b ^= b >>> 13;
    }
    return ("0000000" + ((a >>> 0) * 512 + (b >>> 23)).toString(36)).slice(-ID);
  }

  // Records of an id and a revision, one after the other.
  function unpack(text) {
    var records = new Map();
    for (var at = 0; at < text.length; at += RECORD) records.set(text.slice(at, at + ID), text.slice(at + ID, at + RECORD));
    return records;
  }

  function pack(records) {
    var text = "";
    records.forEach(function (revision, id) { text += id + revision; });
    return text;
  }

  // Returns what the reader has seen, or nothing on the first visit. Throws an error if storage is forbidden.
  function load() {
    var text = localStorage.getItem(name());
    try {
      var state = JSON.parse(text);
      return { at: +state.at, since: String(state.since), known: unpack(state.known), fresh: unpack(state.fresh) };
    } catch (e) {
      return null;
    }
  }

  function save(state) {
    var text = JSON.stringify({ at: state.at, since: state.since, known: pack(state.known), fresh: pack(state.fresh) });
    try { localStorage.setItem(name(), text); } catch (e) { /* not remembered */ }
  }

  function mark(item, word) {
    var mark = document.createElement("strong");
    mark.className = "label visit-mark";
    mark.textContent = word;
    item.link.after(" ", mark);
  }

  // `known` is what the reader saw before this visit, `fresh` what is marked in it. An incident that is not known is new
  // only if the reader would have seen it: all incidents that began after the day `since` were on a page.
  function look(list, state, now) {
    var whole = list.getAttribute("data-visits") === "all";
    var first = !state;
    state = state || { at: now, since: "9999", known: new Map(), fresh: new Map() };
    if (!(now >= state.at && now - state.at < PAUSE)) {
      state.fresh.forEach(function (revision, id) { state.known.set(id, revision); });
      state.fresh.clear();
    }
    var known = whole ? new Map() : state.known;
    var fresh = whole ? new Map() : state.fresh;
    var earliest = "9999";
    var counts = { new: 0, changed: 0 };
    var revisions = list.getAttribute("data-revisions");
    all("tbody tr, li", list).forEach(function (element, at) {
      var link = element.querySelector(".compact-title a, th a");
      var time = element.querySelector("time");
      var item = { link: link, id: id(link.getAttribute("href")), revision: revisions.slice(at * REVISION, (at + 1) * REVISION) };
      // The first time is the length of the incident if its date is not stated.
      var date = time && /^\d/.test(time.getAttribute("datetime")) ? time.getAttribute("datetime") : "";
      var before = state.known.get(item.id);
      if (date && date < earliest) earliest = date;
      var word = before !== undefined ? "changed" : "new";
      if (first || before === item.revision || (word === "new" && state.since && !(date > state.since))) {
        known.set(item.id, item.revision);
        fresh.delete(item.id);
        return;
      }
      if (before !== undefined) known.set(item.id, before);
      fresh.set(item.id, item.revision);
      counts[word] += 1;
      mark(item, word === "new" ? say("visits.new") : say("visits.changed"));
    });
    var since = whole ? "" : earliest;
    if (state.since < since) since = state.since;
    save({ at: now, since: since, known: known, fresh: fresh });
    return counts;
  }

  function main() {
    var list = document.querySelector("[data-visits]");
    if (!list) return;
    var counts;
    try { counts = look(list, load(), Date.now()); } catch (e) { return; /* storage is forbidden */ }
    var news = counts.new && say("visits.new_count", counts.new);
    var marked = [news, counts.changed && say("visits.changed_count", counts.changed)].filter(Boolean).join(", ");
    var line = document.querySelector(".visits");
    line.textContent = marked && say("visits.since");
    line.hidden = !marked;
  }

  document.addEventListener("DOMContentLoaded", main);
  document.addEventListener("casebook:main", main);
}());
