// Keeps a previewed page up to date. Only `casebook serve` adds it; nothing of it is
// ever published.
(function () {
  "use strict";
  var own = document.currentScript.dataset;
  var seen = { boot: own.boot, version: own.version, frame: own.frame, main: own.main };
  var shown = document.createElement("div");
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
          var texts = Array.prototype.map.call(page.querySelectorAll("pre"), function (pre) { return { text: pre.textContent }; });
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
  var unfolded = false;
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
    ".over{position:fixed;inset:0;overflow:auto;padding:4vh 4vw;background:rgb(20 20 24/.94);color:#f4f4f4;z-index:2147483647}" +
    ".over h2{margin:0 0 1rem;font-size:1.2rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.45 ui-monospace,monospace;margin:0 0 1rem;padding:1rem;background:rgb(0 0 0/.35);border-left:4px solid #ff8a80}" +
    ".beside{position:fixed;right:1rem;bottom:1rem;max-width:min(44rem,90vw);max-height:60vh;overflow:auto;background:#1c1c22;color:#f4f4f4;border-radius:6px;padding:.4rem .8rem;z-index:2147483646}" +
    ".beside pre{border-color:#ffd54f}summary,button{cursor:pointer}button{font:inherit;color:#111;background:#f4f4f4;border:0;border-radius:4px;padding:.2rem .7rem}a{color:#9ecbff}";

  function draw() {
    var root = shown.shadowRoot || shown.attachShadow({ mode: "open" });
    if (!root.adoptedStyleSheets.length) {
      var styles = new CSSStyleSheet();
      styles.replaceSync(sheet);
      root.adoptedStyleSheets = [styles];
    }
    root.textContent = "";
    var errors = last.errors;
    var text = errors.map(function (it) { return it.text; }).join("\n");
    var findings = last.findings.filter(function (it) { return !it.page || it.page === own.path; });
    if (errors.length && text !== dismissed) {
      var over = element("section", "", root);
      over.className = "over";
      over.setAttribute("role", "alertdialog");
      over.setAttribute("aria-label", "What is wrong");
      element("h2", errors.length === 1 ? "Something is wrong" : errors.length + " things are wrong", over);
      errors.forEach(function (it) { element("pre", it.text, over); });
      var close = element("button", "Show the page (Esc)", over);
      close.addEventListener("click", function () { dismissed = text; draw(); });
    } else if (errors.length || findings.length || reviewed || jump) {
      var beside = element("aside", "", root);
      beside.className = "beside";
      if (jump) element("button", jump.text, beside).addEventListener("click", function () { var go = jump.go; jump = null; draw(); go(); });
      if (errors.length || findings.length) {
        var details = element("details", "", beside);
        var words = [];
        if (errors.length) words.push(errors.length + (errors.length === 1 ? " error" : " errors"));
        if (findings.length) words.push(findings.length + (findings.length === 1 ? " finding" : " findings"));
        element("summary", words.join(", "), details);
        errors.concat(findings).forEach(function (it) { element("pre", it.text, details); });
      }
      if (reviewed) {
        var panel = element("details", "", beside);
        panel.open = unfolded;
        panel.addEventListener("toggle", function () { unfolded = panel.open; });
        var budget = reviewed.words[0] + " words (" + reviewed.words[1] + " to " + reviewed.words[2] + ")";
        element("summary", "Review: " + reviewed.points[0] + " of " + reviewed.points[1] + " points, " + budget, panel);
        if (!reviewed.findings.length) element("p", "Nothing to add.", panel);
        reviewed.findings.forEach(function (text) { element("pre", text, panel); });
      }
    }
    if (root.firstChild && !shown.isConnected) document.documentElement.appendChild(shown);
    if (!root.firstChild) shown.remove();
  }

  document.addEventListener("keydown", function (event) {
    var close = shown.isConnected && shown.shadowRoot.querySelector(".over button");
    if (event.key === "Escape" && close) close.click();
  });

  // What is wrong already, before anything changes.
  fetch("/.casebook/state").then(function (answer) { return answer.json(); }).then(function (state) {
    if (state.boot === seen.boot && String(state.version) === seen.version) tell(state);
    ask();
  }, ask);
}());
