// Opens the function that all parts share. The theme joins the files of this folder, in the
// order of their names, into `assets/search.js`, so a part may use what any other declares.
// The script is loaded when somebody first uses the search box, and on search.html.

(() => {
"use strict";
const root = new URL("../", document.currentScript.src).href;
const el = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) if (attributes[name] != null) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};
