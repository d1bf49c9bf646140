"use strict";
// The search box at the top of every page, and the list of suggestions below it. `assets/search.js`
// loads it and hands it what it uses. The page of results needs none of it.
window.casebookBox = ({ el, page, list_page, about, answer, first, card, filter, steady, terms, marked, line, loaded, field }) => {
  const box = el("ul", { id: "search-list", role: "listbox", "aria-label": say("incidents.title"), hidden: "" });
  const note = el("p", { class: "search-note", role: "status" });
  field.after(box, note);
  let run = 0;
  let active = -1;
  const choose = (index) => {
    active = index;
    [...box.children].forEach((option, at) => option.setAttribute("aria-selected", at === index));
    const option = box.children[index];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const show = (open) => {
    box.hidden = !open;
    field.setAttribute("aria-expanded", open);
    if (!open) choose(-1);
  };
  const close = () => {
    run += 1;
    show(false);
    note.replaceChildren();
  };
  async function update() {
    const mine = (run += 1);
    const query = field.value;
    if (!query.trim()) return close();
    try {
      const { result, cards } = await steady(async () => {
        const result = await answer(query, true);
        for (const [name, value] of result.asked.filters) {
          const fits = await filter(name, value);
          result.found = result.found.filter(fits);
        }
        return { result, cards: await Promise.all(first(result.found, result.worth, 7).map(card)) };
      });
      if (mine !== run) return;
      const known = terms(result);
      const rows = cards.map((one) => [one.url, el("span", { class: "title", lang: one.language, dir: one.language && "auto" }, marked(one.title, known)), el("span", { class: "quiet" }, about(one))]);
      if (rows.length) rows.push([page(query), say("search.all_results", result.found.length)]);
      box.replaceChildren(
        ...rows.map(([url, ...parts], index) => {
          const option = el("li", { role: "option", id: `search-option-${index}`, "aria-selected": false }, ...parts);
          option.url = url;
          option.onclick = () => location.assign(url);
          return option;
        }),
      );
      note.textContent = rows.length ? "" : say("search.none_found");
      show(rows.length > 0);
      // What fixed it takes one more file for each incident, so it waits for a pause.
      setTimeout(() => mine === run && cards.forEach((one, index) => detail(box.children[index], one, known, result)), 150);
    } catch {
      if (mine !== run) return;
      show(false);
      const list = list_page();
      note.replaceChildren(...said("search.box_unavailable"));
    }
  }
  /** Adds the line that matches, and the fix. */
  async function detail(option, one, known, result) {
    const [, fix, , lines] = await loaded(one.text, JSON.parse).catch(() => [, "", , []]);
    const best = known.size && line(lines, known, result);
    const own = { lang: one.language, dir: one.language && "auto" };
    if (best) option.append(el("span", { class: "context", ...own }, marked(best.text, known, 110)));
    if (fix) option.append(el("span", { class: "context" }, el("b", {}, say("search.fix"), " "), el("span", own, marked(fix, known, 110))));
  }
  field.oninput = update;
  field.onfocus = () => field.value && update();
  field.onblur = () => setTimeout(() => note.contains(document.activeElement) || close(), 150);
  box.onmousedown = (event) => event.preventDefault();
  field.onkeydown = (event) => {
    const last = box.children.length - 1;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" && box.hidden) update();
    else if (event.key === "ArrowDown") choose(active < last ? active + 1 : -1);
    else if (event.key === "ArrowUp" && !box.hidden) choose(active < 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(box.children[active].url);
    else if (event.key === "Escape") {
      if (box.hidden) field.value = "";
      close();
    } else return;
    event.preventDefault();
  };
  if (field === document.activeElement) update();
};
