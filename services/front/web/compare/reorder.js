/** A list whose items are put in order by pointer, touch, keyboard or buttons. */

import { make, setText } from "../core/dom.js";
import { say } from "../core/words.js";

const EDGE = 40; // pixels from the border where a drag scrolls

/**
 * Moves the thing at one place to another.
 * @template Thing
 * @param {Thing[]} things
 * @param {number} from
 * @param {number} to
 */
export function moved(things, from, to) {
  const rest = things.filter((_, i) => i !== from);
  return [...rest.slice(0, to), things[from], ...rest.slice(to)];
}

/** The list; each item is a bar to drag, with a button to move it up and one to move it down. */
export class Reorder {
  /**
   * @param {HTMLElement} list an <ol>
   * @param {HTMLElement} said where moves are announced
   */
  constructor(list, said) {
    this._list = list;
    this._said = said;
    /** @type {HTMLElement|null} */
    this._dragged = null;
    list.addEventListener("keydown", (event) => this._key(event));
    list.addEventListener("pointerdown", (event) => this._grab(event));
    list.addEventListener("pointermove", (event) => this._drag(event));
    for (const type of ["pointerup", "pointercancel"]) list.addEventListener(type, () => this._drop());
  }

  /** @returns {string[]} the keys in their order */
  get keys() {
    return this._items.map(({ dataset }) => dataset.key ?? "");
  }

  /** @returns {HTMLElement[]} */
  get _items() {
    return /** @type {HTMLElement[]} */ ([...this._list.children]);
  }

  /** @param {{key: string, name: string, shown: HTMLElement}[]} things */
  show(things) {
    this._list.replaceChildren(...things.map((thing) => this._item(thing)));
  }

  /** @param {{key: string, name: string, shown: HTMLElement}} thing */
  _item({ key, name, shown }) {
    const { family = "" } = shown.dataset;
    const item = make("li", { class: "bar", "data-key": key, "data-name": name, "data-family": family });
    const grip = make("span", { class: "bar__grip", "aria-hidden": "true" }, "⠿");
    item.append(grip, shown, this._button(item, "up", -1), this._button(item, "down", 1));
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {"up"|"down"} way
   * @param {number} step
   */
  _button(item, way, step) {
    const label = say(`compare.move.${way}`, { name: item.dataset.name });
    const click = () => this._move(item, this._items.indexOf(item) + step);
    return make(
      "button",
      { type: "button", class: "bar__move", "aria-label": label, "data-way": way, click },
      way === "up" ? "▲" : "▼",
    );
  }

  /** @param {KeyboardEvent} event arrows on a button move its bar */
  _key(event) {
    const item = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest("li"));
    const at = item ? this._items.indexOf(item) : -1;
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: this._items.length - 1 }[event.key];
    if (!item || to === undefined) return;
    event.preventDefault();
    this._move(item, to);
  }

  /**
   * @param {HTMLElement} item
   * @param {number} to
   */
  _move(item, to) {
    const items = this._items;
    if (to < 0 || to >= items.length) return;
    const focused = document.activeElement;
    this._list.replaceChildren(...moved(items, items.indexOf(item), to));
    if (focused instanceof HTMLElement && item.contains(focused)) focused.focus();
    this._announce(item);
  }

  /** @param {HTMLElement} item */
  _announce(item) {
    const place = this._items.indexOf(item) + 1;
    setText(this._said, say("compare.moved", { name: item.dataset.name, place, count: this._items.length }));
  }

  /** @param {PointerEvent} event */
  _grab(event) {
    const target = /** @type {Element} */ (event.target);
    const isScroll = event.pointerType === "touch" && !target.closest(".bar__grip");
    if (event.button !== 0 || isScroll || target.closest("button")) return;
    this._dragged = target.closest("li");
    if (!this._dragged) return;
    event.preventDefault();
    this._list.setPointerCapture(event.pointerId);
    this._dragged.classList.add("bar--dragged");
  }

  /** @param {PointerEvent} event */
  _drag({ clientY }) {
    if (!this._dragged) return;
    this._scroll(clientY);
    const items = this._items;
    const to = items.filter((item) => item !== this._dragged && middleOf(item) < clientY).length;
    if (items[to] === this._dragged) return;
    const rest = items.filter((item) => item !== this._dragged);
    this._list.insertBefore(this._dragged, rest[to] ?? null);
  }

  /** @param {number} y */
  _scroll(y) {
    const { top, bottom } = this._list.getBoundingClientRect();
    if (y < top + EDGE) this._list.scrollTop -= 8;
    else if (y > bottom - EDGE) this._list.scrollTop += 8;
  }

  _drop() {
    if (!this._dragged) return;
    this._dragged.classList.remove("bar--dragged");
    this._announce(this._dragged);
    this._dragged = null;
  }
}

/** @param {HTMLElement} item */
function middleOf(item) {
  const { top, height } = item.getBoundingClientRect();
  return top + height / 2;
}
