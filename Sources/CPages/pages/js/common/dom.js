// Small helpers to build and change elements. Text is always text: nothing here reads markup.

const svgSpace = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `el("button", { class: "chip", type: "button", onclick }, "Text", child)`.
 * Attributes that are null, undefined or false are left out, true means present; `on...` functions listen;
 * `dataset` and `style` (custom properties too) take objects.
 * @param {string} name
 * @param {Record<string, unknown>|null} [attributes]
 * @param {...(Node|string|number|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/**
 * The same for SVG.
 * @param {string} name
 * @param {Record<string, unknown>|null} [attributes]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {SVGElement}
 */
export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(svgSpace, name), attributes, children);
}

/**
 * An icon drawn by one or more paths in a box of 24 by 24, in the colour of the text around it.
 * @param {...string} paths
 */
export function icon(...paths) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    ...paths.map((d) => svg("path", { d })),
  );
}

/**
 * @template {Element} T
 * @param {T} element
 * @param {Record<string, unknown>|null|undefined} attributes
 * @param {Iterable<Node|string|number|null|undefined|false>} children
 * @returns {T}
 */
function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes ?? {})) set(element, key, value);
  element.append(...[...children].filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Sets one attribute as `el` does.
 * @param {Element} element
 * @param {string} key
 * @param {unknown} value
 */
export function set(element, key, value) {
  if (key.startsWith("on") && typeof value === "function") element.addEventListener(key.slice(2), value);
  else if (key === "dataset") Object.assign(element.dataset, value);
  else if (key === "style") for (const [name, text] of Object.entries(value)) element.style.setProperty(name, text);
  else if (value === null || value === undefined || value === false) element.removeAttribute(key);
  else if (element.getAttribute(key) !== String(value === true ? "" : value)) {
    element.setAttribute(key, value === true ? "" : String(value));
  }
}

/**
 * Changes a text only when it is another one: live regions and selections stay quiet otherwise.
 * @param {Element} element
 * @param {string|number} text
 * @returns {boolean} whether it has changed
 */
export function setText(element, text) {
  const wanted = String(text);
  if (element.textContent === wanted) return false;
  element.textContent = wanted;
  return true;
}

/**
 * @param {HTMLElement} element
 * @param {boolean} isShown
 */
export function show(element, isShown) {
  if (element.hidden === isShown) element.hidden = !isShown;
}

/**
 * @param {Element} element
 * @param {...(Node|string|null|undefined|false)} children
 */
export function replace(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * @param {string} id
 * @returns {HTMLElement} it must exist: the page's HTML has it
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/** @returns {boolean} whether the person wants less motion; may change while the page is open */
export function wantsLessMotion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
