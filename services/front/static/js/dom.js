/** Making elements, and changing the page at most once per frame. */

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
 * Make an element. Text always becomes text nodes, never HTML: names come from strangers.
 * @param {string} tag its name; classes may follow, as in "span.badge.quiet"
 * @param {Record<string, unknown>} [attributes] attributes; false and null are left out, functions listen
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
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
 * Set a progress bar; null shows that nobody knows how far it is.
 * @param {Element} bar a <progress>
 * @param {number|null} fraction
 */
export function setProgress(bar, fraction) {
  setAttribute(bar, "value", fraction === null ? null : fraction.toFixed(3));
}

/**
 * Make the children of a parent be these, in this order, moving as few as possible.
 * @param {Element} parent
 * @param {Element[]} wanted
 */
export function setChildren(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
}

/**
 * A function that runs `task` in the next animation frame, however often it is called until then.
 * @param {() => void} task
 * @returns {() => void}
 */
export function oncePerFrame(task) {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      task();
    });
  };
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
    timer ||= setTimeout(() => {
      timer = 0;
      task();
    }, millisecs);
  };
}
