export const $ = (id) => document.getElementById(id);

/**
 * Makes an element. What stands in it enters as text, never as markup: names and messages come from strangers.
 * @param {string} tag
 * @param {object} [attributes] `class`, `text`, `on` (listeners), anything else as an attribute; false and undefined are left out.
 * @param {...(Node|string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") {
      made.textContent = value;
    } else if (name === "on") {
      Object.entries(value).forEach(([event, listener]) => made.addEventListener(event, listener));
    } else if (value !== undefined && value !== false && value !== null) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }

  made.append(...children);
  return made;
}

const SvgNamespace = "http://www.w3.org/2000/svg";

/** Makes an element of a picture. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SvgNamespace, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  made.append(...children);
  return made;
}

/** Sets a text only if it changes, so that what is selected or read aloud is not disturbed. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Asks whether something is really meant. */
export async function confirm({ title, text, warning = "", yes }) {
  const dialog = $("confirm");
  $("confirm-title").textContent = title;
  $("confirm-text").textContent = text;
  $("confirm-warning").textContent = warning;
  $("confirm-warning").hidden = !warning;
  $("confirm-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  return dialog.returnValue === "yes";
}
