// Adds a button to every block of code that copies it. The output of a console session is left out,
// and so are its prompts. The script of every page loads this one where there is code.
(function () {
  "use strict";

  function text(code) {
    var whole = code.textContent.replace(/\n$/, "");
    if (!/\blanguage-(console|shell-?session|sh-session|terminal)\b/.test(code.className)) return whole;
    var goesOn = false;
    var commands = [];
    whole.split("\n").forEach(function (line) {
      var command = /^[^\s$#>]*[$#] (.*)$/.exec(line) || (goesOn && (/^> ?(.*)$/.exec(line) || [line, line]));
      if (command) commands.push(command[1]);
      goesOn = command && /\\$/.test(line);
    });
    return commands.length ? commands.join("\n") : whole;
  }

  // Without a secure connection there is no clipboard, but a selection can still be copied.
  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    var field = document.createElement("textarea");
    field.value = text;
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject();
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-copy] pre > code"), function (code) {
    var pre = code.parentNode;
    var box = document.createElement("div");
    var button = document.createElement("button");
    box.className = "code";
    button.type = "button";
    button.lang = document.documentElement.lang;
    button.textContent = say("copy.copy");
    button.addEventListener("click", function () {
      copy(text(code)).then(function () { return say("copy.copied"); }, function () { return say("copy.failed"); }).then(function (said) {
        button.textContent = said;
        button.focus();
        setTimeout(function () { button.textContent = say("copy.copy"); }, 2000);
      });
    });
    pre.parentNode.insertBefore(box, pre);
    box.appendChild(pre);
    box.appendChild(button);
  });
}());
