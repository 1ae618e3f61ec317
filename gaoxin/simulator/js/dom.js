/** Making and changing elements. Texts become text nodes: nothing that is shown is read as HTML. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Object<string, any>} [attributes]  `on*` are listeners, `class`, `data-*`, `aria-*` as they
 *   are; null and false leave an attribute out, true writes it empty
 * @param {...(Node|string|number|null|false|Array)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG_NAMESPACE, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else setAttribute(node, name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
  return node;
}

/** Write an attribute only where it changes: a slider that is held must not be touched. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else {
    const text = value === true ? "" : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

/** Write a text only where it changes. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Put children in place of what a node holds. */
export function refill(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined));
}

/** Element by id, of a page that has it. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Run what makes elements anew and give the focus back to the one with the same id.
 * @param {() => void} change
 */
export function keepingFocus(change) {
  const before = document.activeElement;
  const id = before && before.id;
  const ends = before && before.selectionStart !== undefined && before.type !== "range" ? before.selectionStart : null;
  change();
  const after = id ? document.getElementById(id) : null;
  if (after && after !== document.activeElement) {
    after.focus({ preventScroll: true });
    if (ends !== null && after.setSelectionRange && /^(text|search)$/.test(after.type)) after.setSelectionRange(ends, ends);
  }
}

/**
 * Give a file to the reader.
 * @param {string} name
 * @param {string|Blob} content
 * @param {string} type
 */
export function download(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
