// The search box at the top of every page, and the list of suggestions below it.

function combobox() {
  const box = el("ul", { id: "search-list", role: "listbox", "aria-label": "Incidents", hidden: "" });
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
      if (rows.length) rows.push([page(query), `All ${result.found.length} results`]);
      box.replaceChildren(
        ...rows.map(([url, ...parts], index) => {
          const option = el("li", { role: "option", id: `search-option-${index}`, "aria-selected": false }, ...parts);
          option.url = url;
          option.onclick = () => location.assign(url);
          return option;
        }),
      );
      note.textContent = rows.length ? "" : "No incident found";
      show(rows.length > 0);
    } catch {
      if (mine !== run) return;
      show(false);
      note.replaceChildren("Search is unavailable: see the ", list_page(), ".");
    }
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
}
