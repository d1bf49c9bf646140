// Keeps a previewed page up to date. Only `casebook serve` adds it; nothing of it is
// ever published.
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var seen = { boot: own.boot, version: own.version, frame: own.frame, main: own.main };
  var shown = document.createElement("div");
  shown.lang = "en";
  var asking = null;
  var dismissed = "";

  // Asks, and is answered when something changed. A hidden tab does not ask, so that
  // any number of tabs leaves connections free.
  function ask() {
    if (asking || document.visibilityState !== "visible") return;
    asking = new AbortController();
    fetch("/.casebook/state?boot=" + seen.boot + "&version=" + seen.version, { signal: asking.signal })
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        var restarted = state.boot !== seen.boot;
        var changed = restarted || String(state.version) !== seen.version;
        seen.boot = state.boot;
        seen.version = String(state.version);
        tell(state);
        return restarted ? location.reload() : changed && update(state);
      })
      .then(function () { asking = null; ask(); }, function () {
        // The server is away, or the tab was hidden.
        asking = null;
        setTimeout(ask, 500);
      });
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") ask();
    else if (asking) asking.abort();
  });

  function update(state) {
    return fetch(location.href).then(function (answer) {
      return answer.text().then(function (text) {
        var page = new DOMParser().parseFromString(text, "text/html");
        var script = page.querySelector("script[data-boot]");
        if (answer.status >= 500 && own.path && document.querySelector("main")) {
          // The last good page stays.
          var texts = Array.prototype.map.call(page.querySelectorAll("pre"), function (pre) { return { text: pre.textContent, message: pre.textContent }; });
          return tell({ errors: texts, findings: [] });
        }
        if (!script || script.dataset.frame !== seen.frame || script.dataset.path !== own.path || own.main === "0") return location.reload();
        styles(page);
        images(state);
        var here = state.changed.some(function (it) { return it.path === own.path; });
        // A list changes with every document in it, and still the tab goes to what was saved.
        var elsewhere = !here && state.changed.some(function (it) { return /\.html$/.test(it.path); });
        if (elsewhere && state.follow) follow(state);
        else if (script.dataset.main !== seen.main) patch(page);
        else if (!here) follow(state);
        seen.main = script.dataset.main;
      });
    });
  }

  // A style sheet takes the place of another one without a flash.
  function styles(page) {
    var links = document.querySelectorAll("link[rel=stylesheet]");
    var wanted = page.querySelectorAll("link[rel=stylesheet]");
    Array.prototype.forEach.call(links, function (link, at) {
      var href = wanted[at] && wanted[at].getAttribute("href");
      if (!href || href === link.getAttribute("href")) return;
      var next = link.cloneNode();
      next.setAttribute("href", href);
      next.addEventListener("load", function () { link.remove(); });
      link.after(next);
    });
  }

  function images(state) {
    state.changed.forEach(function (it) {
      var address = new URL("/" + it.path.split("/").map(encodeURIComponent).join("/"), location.href).pathname;
      Array.prototype.forEach.call(document.images, function (image) {
        if (new URL(image.src).pathname === address) image.src = address + "?v=" + state.version;
      });
    });
  }

  // The main part is replaced; what the reader opened, focused and looked at stays.
  function patch(page) {
    var main = document.querySelector("main");
    var next = document.adoptNode(page.querySelector("main"));
    var top = [window.scrollX, window.scrollY];
    var details = Array.prototype.slice.call(main.querySelectorAll("details"));
    var name = function (it) { return (it.querySelector("summary") || it).textContent.trim(); };
    var open = details.map(function (it) { return [name(it), it.open]; });
    Array.prototype.forEach.call(next.querySelectorAll("details"), function (it, at) {
      var same = open.filter(function (old) { return old[0] === name(it); });
      if (same.length === 1) it.open = same[0][1];
      else if (open[at] && open[at][0] === name(it)) it.open = open[at][1];
    });
    var path = main.contains(document.activeElement) && place(document.activeElement, main);
    var first = difference(main, next);
    document.title = page.title;
    main.replaceWith(next);
    document.dispatchEvent(new Event("casebook:main"));
    window.scrollTo({ left: top[0], top: top[1], behavior: "instant" });
    if (path) focus(next, path);
    if (first) offer(first);
  }

  // Where an element is: the nearest id above it, then positions.
  function place(element, main) {
    var path = [];
    for (var at = element; at !== main; at = at.parentNode) {
      if (at.id) return { id: at.id, path: path };
      path.unshift(Array.prototype.indexOf.call(at.parentNode.children, at));
    }
    return { id: main.id, path: path };
  }

  function focus(main, place) {
    var at = place.id === main.id ? main : document.getElementById(place.id);
    place.path.forEach(function (position) { at = at && at.children[position]; });
    if (at) at.focus({ preventScroll: true });
  }

  // The innermost element that holds all that differs.
  function difference(old, next) {
    for (;;) {
      var a = old.children, b = next.children;
      var at = 0;
      while (at < a.length && at < b.length && a[at].isEqualNode(b[at])) at += 1;
      if (at === b.length) return next;
      if (a.length !== b.length || !a[at]) return b[at];
      var rest = Array.prototype.slice.call(b, at + 1).some(function (it, i) { return !it.isEqualNode(a[at + 1 + i]); });
      if (rest || !b[at].children.length) return b[at];
      old = a[at];
      next = b[at];
    }
  }

  var jump = null;
  function offer(element) {
    var box = element.getBoundingClientRect();
    jump = null;
    if (box.top < 0 || box.top > innerHeight) {
      jump = { text: "Jump to the change", go: function () { element.scrollIntoView({ block: "start" }); } };
    }
    if (jump && last.follow) {
      jump.go();
      jump = null;
    }
    draw();
  }

  // Something else was saved: with `--open` the tab goes there, else it says so.
  function follow(state) {
    var other = state.changed.filter(function (it) { return /\.html$/.test(it.path); })[0];
    if (!other) return;
    var address = "/" + other.path.split("/").map(encodeURIComponent).join("/") + (other.anchor ? "#" + other.anchor : "");
    jump = { text: "Saved: " + other.path, go: function () { location.href = address; } };
    if (state.follow) jump.go();
    else draw();
  }

  var last = { errors: [], findings: [] };
  function tell(state) {
    last = state;
    draw();
    review();
  }

  // What `casebook check` says of this page's document, as it is now.
  var reviewed = null;
  function review() {
    if (!own.path) return;
    fetch("/.casebook/review?path=" + encodeURIComponent(own.path))
      .then(function (answer) { return answer.json(); })
      .then(function (it) { reviewed = it; draw(); }, function () { /* the next save asks again */ });
  }

  // All of it is text: nothing that an author wrote is markup here.
  function element(name, text, parent) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  var sheet = ":host{all:initial;font:14px/1.5 system-ui,sans-serif}" +
    ".over{position:fixed;inset:0;overflow:auto;padding:4vh 4vw;background:#141418;color:#f4f4f4;z-index:2147483647}" +
    "h2{margin:0 0 .5rem;font-size:1.2rem;overflow-wrap:anywhere}h3{margin:.8rem 0 .2rem;font-size:1em}p{margin:.4rem 0}" +
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,monospace;margin:.4rem 0 1rem;padding:1rem;background:rgb(0 0 0/.35);border-left:4px solid #ff8a80}" +
    ".beside{position:fixed;right:1rem;bottom:1rem;max-width:min(44rem,calc(100vw - 2rem));box-sizing:border-box;max-height:60vh;overflow:auto;background:#1c1c22;color:#f4f4f4;border:1px solid #777d86;border-radius:6px;padding:.4rem .8rem;z-index:2147483646}" +
    ".beside pre{border-color:#ffd54f}.wrong{border-left:4px solid #ff8a80;padding-left:.6rem;overflow-wrap:anywhere}" +
    "ul{list-style:none;margin:0;padding:0}li{margin:.15rem 0}li>details{display:inline-block;vertical-align:top;margin-left:.5rem;color:#c8c8d0}li>details[open]{display:block;margin:0}" +
    "summary,button{cursor:pointer}button{font:inherit;color:#111;background:#f4f4f4;border:0;border-radius:4px;padding:.2rem .7rem}a{color:#9ecbff}" +
    "@media print{:host{display:none}}";

  function count(number, one) {
    return number + " " + one + (number === 1 ? "" : "s");
  }

  function draw() {
    var root = shown.shadowRoot || shown.attachShadow({ mode: "open" });
    if (!root.adoptedStyleSheets.length) {
      var styles = new CSSStyleSheet();
      styles.replaceSync(sheet);
      root.adoptedStyleSheets = [styles];
    }
    root.textContent = "";
    var text = last.errors.map(function (it) { return it.text; }).join("\n");
    var covered = text !== dismissed && last.errors.some(function (it) { return it.covers !== false; });
    // What is under the errors can be neither seen nor reached.
    document.body.inert = covered;
    document.documentElement.style.overflow = covered ? "hidden" : "";
    if (covered) cover(root, text);
    else beside(root);
    if (root.firstChild && !shown.isConnected) document.documentElement.appendChild(shown);
    if (!root.firstChild) shown.remove();
    if (covered) root.querySelector("button").focus({ preventScroll: true });
  }

  // The page is one of an older text, or of none.
  function cover(root, text) {
    var files = last.errors.map(function (it) { return it.file; }).filter(function (it, at, all) { return it && all.indexOf(it) === at; });
    var over = element("section", "", root);
    over.className = "over";
    over.setAttribute("role", "alertdialog");
    over.setAttribute("aria-modal", "true");
    over.setAttribute("aria-label", "What is wrong");
    var where = files.length > 1 ? " in " + count(files.length, "file") : "";
    element("h2", (files.length === 1 ? files[0] + ": " : "") + count(last.errors.length, "error") + where, over);
    last.errors.forEach(function (it) { element("pre", it.text, over); });
    element("button", "Show the last page that could be made (Esc)", over).addEventListener("click", function () { dismissed = text; draw(); });
  }

  function beside(root) {
    var findings = reviewed ? [] : last.findings.filter(function (it) { return !it.page || it.page === own.path; });
    if (!last.errors.length && !findings.length && !reviewed && !jump) return;
    var box = element("aside", "", root);
    box.className = "beside";
    if (jump) element("button", jump.text, box).addEventListener("click", function () { var go = jump.go; jump = null; draw(); go(); });
    if (last.errors.length) {
      var first = last.errors[0];
      var wrong = folded("errors", (first.file ? first.file + ":" + first.line + ": " : "") + first.message, box);
      wrong.className = "wrong";
      if (last.errors.length > 1) element("p", count(last.errors.length, "error"), wrong);
      last.errors.forEach(function (it) { element("pre", it.text, wrong); });
    }
    if (findings.length) {
      var details = folded("findings", count(findings.length, "finding"), box);
      findings.forEach(function (it) { element("pre", it.text, details); });
    }
    if (reviewed) checklist(box);
  }

  // Something that stays folded or unfolded when it is drawn anew.
  var unfolded = {};
  function folded(key, text, parent) {
    var details = element("details", "", parent);
    details.open = unfolded[key] === true;
    details.addEventListener("toggle", function () { unfolded[key] = details.open; });
    element("summary", text, details);
    return details;
  }

  function checklist(box) {
    var words = count(reviewed.words[0], "word");
    if (reviewed.words[0] < reviewed.words[1] || reviewed.words[0] > reviewed.words[2]) words += " (" + reviewed.words[1] + " to " + reviewed.words[2] + " are asked for)";
    var panel = folded("review", "Review: " + reviewed.points[0] + " of " + reviewed.points[1] + " points, " + words, box);
    lines(panel, reviewed.draft ? "Still to write" : "Missing", "☐ ", reviewed.missing);
    lines(panel, "Could be better", "– ", reviewed.better);
    if (!reviewed.missing.length && !reviewed.better.length) element("p", "Nothing to add.", panel);
    if (!reviewed.has.length) return;
    var list = element("ul", "", folded("has", count(reviewed.has.length, "point") + " that it has", panel));
    reviewed.has.forEach(function (it) { element("li", "☑ " + capital(it), list); });
  }

  function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
  }

  // One line for each rule: it leads to the section, and its places unfold.
  function lines(panel, heading, sign, all) {
    if (!all.length) return;
    element("h3", heading + " (" + all.length + ")", panel);
    var list = element("ul", "", panel);
    all.forEach(function (it) {
      var item = element("li", "", list);
      item.appendChild(document.createTextNode(sign));
      element("a", capital(it.text), item).href = "#" + it.anchor;
      if (it.places.length > 1 && !it.goal) item.appendChild(document.createTextNode(" and " + (it.places.length - 1) + " more"));
      var details = folded("places " + it.rule + it.text, it.rule || "where", item);
      it.places.forEach(function (text) { element("pre", text, details); });
    });
  }

  document.addEventListener("keydown", function (event) {
    var close = shown.isConnected && shown.shadowRoot.querySelector(".over > button");
    if (event.key === "Escape" && close) close.click();
  });

  // What is wrong already, before anything changes.
  fetch("/.casebook/state").then(function (answer) { return answer.json(); }).then(function (state) {
    if (state.boot === seen.boot && String(state.version) === seen.version) tell(state);
    ask();
  }, ask);
}());
