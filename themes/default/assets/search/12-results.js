// The page of results, search.html: filters, sorting, and the list itself.

const SHOWN = 10;
const SORTS = ["relevance", "newest", "oldest", "severity", "longest"];
const FACETS = { cause: say("facet.causes"), service: say("facet.services"), tag: say("facet.tags"), team: say("facet.teams"), severity: say("facet.severities"), year: say("facet.years") };
/** Rows that were built before, by the terms of the query and the document. */
const built = new Map();

function searchPage() {
  const status = el("p", { id: "search-status", role: "status" });
  const sort = el("select", { id: "search-sort" }, ...SORTS.map((value, at) => el("option", { value }, say("search.sorts")[at])));
  const facets = el("div", { class: "facets", role: "group", "aria-label": say("search.narrow") });
  const results = el("ol");
  const more = el("button", { type: "button", hidden: "" }, say("search.more"));
  const bar = el("div", { class: "search-bar" }, status, el("p", {}, el("label", { for: "search-sort" }, say("search.sort_by"), " "), sort));
  document.getElementById("search-note").remove();
  place.before(facets);
  place.append(bar, results, more);
  place.parentElement.classList.add("search-page");
  let run = 0;
  let state, typed, later, count;
  const visit = () => {
    const query = new URLSearchParams(location.search);
    state = { q: query.get("q") ?? "", sort: query.get("sort") ?? "", chosen: [...query].filter(([name]) => name !== "q" && name !== "sort") };
    field.value = state.q.replace(/\s+/g, " ");
    update();
  };
  const keep = (how) => {
    clearTimeout(later);
    later = 0;
    typed = how !== "pushState" || document.activeElement === field;
    const text = new URLSearchParams([["q", state.q], ["sort", state.sort], ...state.chosen].filter((one) => one[1])).toString();
    // Browsers refuse this on some file: pages.
    try { history[how](null, "", location.pathname + (text && `?${text}`)); } catch {}
  };

  async function facet(box, base, mine) {
    const name = box.id.slice(6);
    const { names, values } = await column(name);
    if (mine !== run) return;
    const counts = names.map(() => 0);
    for (const document of base(name)) for (const value of values[document]) counts[value] += 1;
    const chosen = (value) => state.chosen.some((one) => one[0] === name && one[1] === names[value]);
    const some = [...counts.keys()].filter((value) => counts[value] || chosen(value));
    if (name !== "year" && name !== "severity") some.sort((a, b) => counts[b] - counts[a] || a - b);
    const focused = document.activeElement;
    put(box.lastChild, some.slice(0, 15).map((value) => {
      let row = box.rows.get(names[value]);
      if (!row) {
        const input = el("input", { type: "checkbox", value: names[value] });
        input.onchange = () => {
          state.chosen = state.chosen.filter((one) => one[0] !== name || one[1] !== input.value);
          if (input.checked) state.chosen.push([name, input.value]);
          keep("pushState");
          update();
        };
        row = el("li", {}, el("label", {}, input, " ", el("bdi", {}, names[value]), " ", el("span", { class: "quiet" })));
        box.rows.set(names[value], row);
      }
      row.firstChild.firstChild.checked = chosen(value);
      row.firstChild.lastChild.textContent = grouped(counts[value]);
      return row;
    }));
    // An element that is moved loses the focus.
    if (box.contains(focused)) focused.focus();
  }

  const item = async (document, result, known) => {
    const it = await card(document);
    const own = { lang: it.language, dir: it.language && "auto" };
    const link = el("a", { href: it.url, ...own }, marked(it.title, known));
    const context = el("p", { class: "context", ...own });
    const row = el("li", { "data-result": "" }, el("h2", {}, link), el("p", { class: "quiet" }, about(it), " ", el("span", { class: "id" }, it.id ?? "")), context);
    const missing = result.wanted.filter((word) => word.lists.length && !word.lists.some(([list]) => list.documents[below(list.documents, document)] === document));
    row.fill = async () => {
      row.fill = undefined;
      const [cause, fix, sections, lines] = await loaded(it.text, JSON.parse);
      const best = known.size && line(lines, known, result);
      const [id, name] = sections[best?.section ?? 0];
      const inTitle = new Set(matches(it.title, known).flatMap((hit) => hit[2]));
      if (best && best.words > inTitle.size && id) link.href = `${it.url}#${id}`;
      if (best) context.append(...(name ? [el("span", { class: "quiet" }, name), " "] : []), marked(best.text, known, 220));
      const facts = el("dl", {});
      for (const [term, text] of [[say("facet.causes"), cause], [say("search.fix"), fix]]) if (text) facts.append(el("div", {}, el("dt", {}, term), el("dd", own, marked(text, known))));
      if (facts.firstChild) context.after(facts);
      if (missing.length) row.append(el("p", { class: "quiet" }, say("search.without"), " ", ...new Set(missing.map((word) => word.text + " "))));
    };
    return row;
  };

  const watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) target.fill?.().catch(fail);
  }, { rootMargin: "40px" });

  // Rows below the window are laid out only when typing pauses.
  const settle = () => {
    for (const row of results.children) {
      row.className = "";
      if (row.fill) watcher.observe(row);
    }
  };

  const fail = () => {
    built.clear();
    const list = list_page();
    status.replaceChildren(...said("search.unavailable"));
    results.replaceChildren();
    facets.hidden = more.hidden = true;
    place.dataset.state = "failed";
  };

  async function update() {
    const mine = (run += 1);
    const query = state.q;
    place.dataset.state = "busy";
    try {
      await steady(async () => {
        const result = await answer(query, document.activeElement === field);
        const names = Object.keys(entry.facets).filter((name) => entry.facets[name][0]);
        const fits = new Map();
        for (const [name, value] of [...state.chosen, ...result.asked.filters]) {
          if (!names.includes(name) && name !== "after" && name !== "before") continue;
          fits.set(name, [...(fits.get(name) ?? []), await filter(name, value)]);
        }
        const narrowed = (but) => [...fits].filter(([name]) => name !== but).reduce((found, [, tests]) => found.filter((document) => tests.some((test) => test(document))), result.found);
        const found = narrowed();
        const worth = (state.sort && (await (await misses()).sorted(state.sort))) || result.worth;
        const known = terms(result);
        // Rows are kept, because most keystrokes change few of the results and queries are often repeated.
        const marks = JSON.stringify(result.wanted.map((one) => [one.text, ...one.lists.map(([list]) => list.term)]));
        if (built.size > 200) built.clear();
        const row = async (document) => {
          const key = `${marks} ${document}`;
          const made = built.get(key) ?? (await item(document, result, known));
          if (!built.has(key)) built.set(key, made);
          return built.get(key);
        };
        const rows = await Promise.all(first(found, worth, SHOWN).map(row));
        if (mine !== run) return;
        // The first rows are filled before they are shown. The rest is filled when it is scrolled to.
        await Promise.all(rows.slice(0, 3).map((row) => row.fill?.()));
        if (mine !== run) return;
        const sight = later ? Math.max(3, Math.round(innerHeight / 250)) : SHOWN;
        rows.forEach((row, index) => (row.className = index < sight || (row.isConnected && !row.className) ? "" : "later"));
        put(results, rows);
        rows.slice(3, sight).forEach((row) => row.fill && watcher.observe(row));
        if (sort.value !== (state.sort || "relevance")) sort.value = state.sort || "relevance";
        tell(result, found);
        more.hidden = rows.length >= found.length;
        // Clicked twice, it adds the same rows twice, which moves them to where they are.
        more.onclick = () => {
          const shown = results.childElementCount;
          Promise.all(first(found, worth, shown + SHOWN).slice(shown).map(row)).then((next) => {
            if (mine !== run) return;
            results.append(...next);
            settle();
            next[0].querySelector("a").focus();
            more.hidden = results.childElementCount >= found.length;
          }).catch(fail);
        };
        place.dataset.query = query;
        place.dataset.state = "done";
        narrow(names, narrowed, mine).catch(fail);
      });
    } catch {
      if (mine === run) fail();
    }
  }

  function tell(result, found) {
    const parts = [];
    const quoted = (some) => some.slice(0, 3).map((one) => say("search.quoted")).join(", ") + (some.length > 3 ? say("search.and_more", some.length - 3) : "");
    parts.push(...result.asked.notes);
    for (const [asked, word] of result.notes) {
      const instead = el("em", {}, word);
      parts.push(...said("search.did_you_mean"));
    }
    const [missing, loose] = [quoted(result.missing), quoted(result.loose.map((one) => one.text))];
    if (found.length && missing) parts.push(say("search.no_incident_has"));
    if (found.length && loose) parts.push(say("search.as_words"));
    const pages = found.filter((document) => document < entry.pages).length;
    const counts = [found.length > pages && say("count.incidents", found.length - pages), pages && say("search.pages", pages)];
    parts.push(counts.filter(Boolean).join(say("list.and")) || (result.query ? say("search.none_found") : say("count.incidents", 0)));
    if (result.partial && found.length && result.wanted.length > 1) parts.push(say("search.some_words"));
    if (result.exact === false && found.length > SHOWN && !result.asked.phrases.length && !result.asked.filters.length) {
      parts.push(" · ", link(page(`"${result.query.trim()}"`), say("search.only_phrase")));
    }
    const words = link(page(result.only), say("search.these_words"));
    const list = list_page();
    if (!found.length && result.query) parts.push(...(result.only ? said("search.not_exactly") : said("search.fewer_words")));
    status.replaceChildren(...parts);
  }

  /** Counts the facets that are open. In a small archive some are open from the start. */
  async function narrow(names, base, mine) {
    facets.hidden = false;
    count = (box) => facet(box, base, mine);
    for (const name of names) {
      let box = document.getElementById(`facet-${name}`);
      if (!box) {
        const small = names.reduce((sum, name) => sum + entry.facets[name][2], 0) < 6000;
        box = el("details", { id: `facet-${name}` }, el("summary", {}, FACETS[name] ?? entry.facets[name][0]), el("ul"));
        box.open = state.chosen.some((one) => one[0] === name) || (small && innerWidth > 900 && ["cause", "service", "severity"].includes(name));
        box.ontoggle = () => box.open && count(box).catch(fail);
        box.rows = new Map();
        facets.append(box);
      }
      if (box.open) await count(box);
    }
  }

  sort.onchange = () => {
    state.sort = sort.value === "relevance" ? "" : sort.value;
    keep("pushState");
    update();
  };
  field.oninput = () => {
    // All of the typing is one entry in the history, so one step back undoes it.
    const how = typed ? "replaceState" : "pushState";
    state.q = field.value;
    clearTimeout(later);
    later = setTimeout(() => {
      keep(how);
      settle();
    }, 200);
    update();
  };
  field.onblur = () => (typed = false);
  field.onkeydown = (event) => {
    if (event.key === "Escape") {
      field.value = "";
      field.oninput();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    results.querySelector("a")?.focus();
  };
  addEventListener("popstate", visit);
  for (const name of ["role", "aria-expanded", "aria-autocomplete"]) field.removeAttribute(name);
  field.setAttribute("aria-controls", "search-results");
  visit();
}
