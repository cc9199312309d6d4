/** Making elements, and changing only what differs. */

/**
 * The element with the id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * The element with the id, which is of this kind.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind such as HTMLButtonElement
 * @returns {Kind}
 */
export function byIdOf(id, kind) {
  const element = byId(id);
  if (!(element instanceof kind)) throw new Error(`#${id} is no ${kind.name}`);
  return element;
}

/**
 * Make an element. Text always becomes text nodes, never HTML: names come from strangers.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes] false and null are left out, functions listen
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, /** @type {EventListener} */ (value));
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Set an element's text if it differs; what is not touched is not laid out again.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Set or remove an attribute if it differs.
 * @param {Element} element
 * @param {string} name
 * @param {string|null} value null removes it
 */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Set the text of an element; what stands between backticks is code.
 * @param {Element} element
 * @param {string} text
 */
export function setTextWithCode(element, text) {
  if (element.textContent === text.replaceAll("`", "")) return;
  element.replaceChildren(...text.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part)));
}

/**
 * Show or hide an element.
 * @param {HTMLElement} element
 * @param {boolean} isShown
 */
export function setShown(element, isShown) {
  if (element.hidden === isShown) element.hidden = !isShown;
}

/**
 * Set a progress bar; null shows that nobody knows how far it is.
 * @param {Element} bar a <progress>
 * @param {number|null} fraction
 */
export function setProgress(bar, fraction) {
  setAttribute(bar, "value", fraction === null ? null : fraction.toFixed(3));
}

/**
 * Give a parent these children in this order, and move as few as possible.
 *
 * Moving an element takes the focus from it, so the focus is put back.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function setChildren(parent, wanted) {
  const focused = document.activeElement;
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
  if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

/**
 * A function that runs `task` soon after it is called, but at most every so many milliseconds.
 * @param {number} millisecs
 * @param {() => void} task
 * @returns {() => void}
 */
export function atMostEvery(millisecs, task) {
  let timer = 0;
  return () => {
    if (timer) return;
    timer = window.setTimeout(() => {
      timer = 0;
      task();
    }, millisecs);
  };
}
