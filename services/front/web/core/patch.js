/** Rendering anew without losing the reader's place: focus, what is open, what is selected. */

/**
 * Make the children of an element equal to the wanted ones, and keep those that are there. Elements with a
 * `data-key` are the same thing wherever they stand; other nodes are the same at the same place. Whether a `details`
 * is open is the reader's, and stays. What is wanted must not listen to events itself: its parent does.
 * @param {Element} parent
 * @param {Node[]} wanted
 */
export function patch(parent, wanted) {
  const old = [...parent.childNodes];
  const keyed = new Map(old.filter(keyOf).map((node) => [keyOf(node), node]));
  const others = old.filter((node) => !keyOf(node));
  arrange(
    parent,
    wanted.map((next) => same(keyOf(next) ? keyed.get(keyOf(next)) : others.shift(), next)),
  );
}

/**
 * Put the nodes in order; what stands where it should is not touched, so it keeps the focus.
 * @param {Element} parent
 * @param {Node[]} nodes
 */
function arrange(parent, nodes) {
  const keep = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  nodes.forEach((node, i) => {
    if (parent.childNodes[i] !== node) parent.insertBefore(node, parent.childNodes[i] ?? null);
  });
}

/**
 * The old node, changed into the new one; the new one where that cannot be.
 * @param {Node|undefined} old
 * @param {Node} next
 */
function same(old, next) {
  if (!old || old.nodeName !== next.nodeName) return next;
  if (old instanceof Element && next instanceof Element) {
    copyAttributes(old, next);
    patch(old, [...next.childNodes]);
  } else if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
  return old;
}

/**
 * @param {Element} old
 * @param {Element} next
 */
function copyAttributes(old, next) {
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) === value) continue;
    // The policy of the page lets scripts set styles, and no attributes that hold them.
    if (name === "style" && old instanceof HTMLElement) old.style.cssText = value;
    else old.setAttribute(name, value);
  }
}

/** @param {Node} node */
function keyOf(node) {
  return node instanceof HTMLElement ? (node.dataset.key ?? "") : "";
}
