// Replays the timeline of an incident for those who want to learn from it: the entries appear one by one, and before each
// of them stands the question what one would do next. Loaded when somebody presses "Replay" for the first time.
(() => {
"use strict";
const root = document.documentElement;
const sheet = document.currentScript.src.replace("replay.js", "replay.css");
const QUESTION = say("replay.question");
const END = say("replay.end");
let running;
let reached = 1;

const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};

// As the program writes lengths, see `src/text/length.rs`.
function length(seconds) {
  const [days, hours, minutes] = [86400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  const inSeconds = (count) => say("length.seconds", Math.round(count));
  const inMinutes = (count) => say("length.minutes", count);
  const inHours = (count) => say("length.hours", count);
  const both = (large, small, unit) => (small ? `${large} ${unit(small)}` : large);
  if (seconds < 60) return inSeconds(seconds);
  if (hours < 1) return both(inMinutes(minutes), minutes < 10 ? Math.round(seconds % 60) : 0, inSeconds);
  if (days < 1) return both(inHours(hours), minutes % 60, inMinutes);
  return both(say("length.days", days), hours % 24, inHours);
}

// The time of an entry. Times with and without a zone cannot be compared.
function moment(entry) {
  const time = entry.querySelector(".clock time");
  const text = time ? time.getAttribute("datetime") : "";
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const at = Date.parse(zoned ? text : `${text}Z`);
  return Number.isNaN(at) ? null : { at: at / 1000, zoned, exact: /^\d/.test(time.textContent) };
}

// How long after the last entry with a time each entry is: nothing if that is not certain.
function gaps(entries) {
  let before = null;
  return entries.map((entry) => {
    const now = moment(entry);
    const after = now && before && now.zoned === before.zoned ? now.at - before.at : -1;
    const rough = now && before && !(now.exact && before.exact);
    before = now || before;
    if (after < 0) return "";
    if (after === 0) return say("replay.same_time");
    const gap = length(after);
    return rough ? say("replay.about_later") : say("replay.later");
  });
}

// Hides everything in the page but the list and what it stands in. Nothing is moved, so leaving only takes classes away.
function clear(list) {
  for (let node = list; node.localName !== "main"; node = node.parentElement) {
    for (const other of node.parentElement.children) if (other !== node) other.classList.add("replay-away");
  }
}

function start() {
  const list = document.querySelector("[data-replay] .timeline-list");
  if (running || !list) return;
  const entries = [...list.querySelectorAll(".entry")];
  const button = document.querySelector(".timeline-note button");
  const said = gaps(entries);
  const text = (selector) => document.querySelector(selector)?.textContent.trim() ?? "";
  const note = text(".timeline-note bdi");
  const id = text(".card .id");
  const title = el("h1", { tabindex: "-1" }, say("replay.of"));
  const head = el("div", { class: "replay-head" }, title, el("p", { class: "timeline-note" }, note),
    el("p", { class: "quiet replay-keys" }, say("replay.keys")));
  const press = (name, does) => {
    const one = el("button", { type: "button" }, name);
    one.addEventListener("click", does);
    return one;
  };
  const question = el("p", { class: "replay-question", id: "replay-question" });
  const progress = el("span", { class: "replay-progress" });
  const next = press(say("replay.next"), () => show(step + 1));
  const back = press(say("replay.back"), () => show(step - 1));
  next.setAttribute("aria-describedby", "replay-question");
  const status = el("p", { class: "hidden", role: "status" });
  const bar = el("div", { class: "replay-bar", role: "group", "aria-label": say("replay.title") }, question,
    el("p", { class: "replay-buttons" }, next, " ", back, " ", progress, " ", press(say("replay.leave"), leave)), status);
  head.append(el("p", { class: "replay-keys" }, press(say("replay.print"), print)), el("h2", { class: "hidden" }, say("replay.so_far")));
  let step = 0;

  function show(to) {
    if (to < 1 || to > entries.length) return;
    const moved = step > 0;
    step = reached = to;
    entries.forEach((entry, at) => {
      entry.classList.toggle("replay-later", at >= step);
      entry.classList.toggle("replay-now", at === step - 1);
    });
    // A day is shown with the first of its entries.
    let heading;
    for (const child of list.children) {
      if (child.localName !== "ol") { heading = child; continue; }
      const later = ![...child.children].some((entry) => !entry.classList.contains("replay-later"));
      for (const one of [child, heading]) if (one) one.classList.toggle("replay-later", later);
      heading = null;
    }
    const now = entries[step - 1];
    const last = step === entries.length;
    const count = entries.length;
    progress.textContent = say("replay.progress");
    question.textContent = last ? END : QUESTION;
    next.setAttribute("aria-disabled", last);
    back.setAttribute("aria-disabled", step === 1);
    if (!moved) return;
    status.textContent = `${progress.textContent}. ${now.innerText} ${question.textContent}`;
    uncover(now);
  }

  // Scrolls to an entry, and further if the buttons are in front of it.
  function uncover(entry) {
    entry.scrollIntoView({ block: "nearest" });
    const { top, bottom } = entry.getBoundingClientRect();
    const under = bottom + 16 - bar.getBoundingClientRect().top;
    if (under > 0) window.scrollBy(0, Math.min(under, top));
  }

  function keys(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, pre, [tabindex='0']")) return;
    const [forth, home] = getComputedStyle(list).direction === "rtl" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    if (event.key === "Escape") leave();
    else if (event.key === forth) show(step + 1);
    else if (event.key === home) show(step - 1);
    // On a link or a button the space bar does what it always does.
    else if (event.key === " " && !event.target.closest("a, button, summary")) show(step + 1);
    else return;
    event.preventDefault();
  }

  // The sheet is only seen on paper. It has every entry with room for notes, asks where people were only guessing, and
  // keeps the end for a page of its own.
  function print() {
    if (!root.classList.contains("facilitating")) {
      root.classList.add("facilitating");
      const incident = text(".card h1");
      head.append(el("div", { class: "replay-print" }, el("h1", {}, say("replay.sheet")), el("p", {}, `${id} · ${note}`), el("p", {}, say("replay.sheet_note"))));
      for (const entry of entries) {
        const words = entry.querySelector(".event-text");
        const kind = words.querySelector(".event");
        const dead = kind && kind.classList.contains("event-dead-end");
        if (dead || (kind && kind.classList.contains("event-hypothesis"))) {
          kind.classList.add("replay-guess");
          words.prepend(el("strong", { class: "replay-print" }, dead ? say("replay.lead") : say("replay.thought")));
          const asked = el("p", { class: "replay-print" }, el("strong", {}, say("replay.check")));
          if (dead) asked.append(say("replay.dead_end"));
          words.append(asked);
        }
        words.append(el("div", { class: "replay-print replay-notes" }), el("div", { class: "replay-print replay-notes" }));
      }
      const end = el("section", { class: "replay-print replay-end" }, el("h2", {}, say("replay.ended")));
      for (const part of document.querySelectorAll(".card > .lede, .card > .facts")) {
        const copy = part.cloneNode(true);
        for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
        end.append(copy);
      }
      bar.after(end);
    }
    window.print();
  }

  function leave() {
    document.removeEventListener("keydown", keys);
    running = null;
    root.classList.remove("replaying", "facilitating");
    for (const name of ["replay-away", "replay-later", "replay-now", "replay-guess"]) {
      for (const one of document.querySelectorAll(`.${name}`)) one.classList.remove(name);
    }
    for (const one of document.querySelectorAll(".replay-head, .replay-bar, .replay-gap, .replay-print")) one.remove();
    button.focus();
  }

  running = { list, leave };
  clear(list);
  root.classList.add("replaying");
  entries.forEach((entry, at) => {
    if (said[at]) entry.prepend(el("p", { class: "replay-gap" }, said[at]));
  });
  list.before(head);
  list.after(bar);
  document.addEventListener("keydown", keys);
  // Whoever left in between goes on where they were.
  show(reached < entries.length ? reached : 1);
  title.focus();
  if (step > 1) uncover(entries[step - 1]);
}

// The preview has put a new page in place of the old one.
document.addEventListener("casebook:main", () => {
  if (running && !running.list.isConnected) running.leave();
});

window.casebookReplay = start;
const link = el("link", { rel: "stylesheet", href: sheet });
link.onload = link.onerror = start;
document.head.append(link);
})();
