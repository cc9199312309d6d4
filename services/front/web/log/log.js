/** The log: what the tasks say, oldest first, like a terminal. */

import { byId, make, setShown } from "../core/dom.js";
import { timeOfDay } from "../core/format.js";
import { painter } from "../core/paint.js";
import { placeOf } from "../core/place.js";
import { inOrder, linesOf } from "./lines.js";

/** @typedef {import("./lines.js").Line} Line */

const MOST_LINES = 200;
const NEAR_PIXELS = 24;

/** Shows the newest lines, and follows them unless the reader has scrolled up. */
export class Log {
  /**
   * @param {import("../downloads/store.js").Store} store
   * @param {import("../workers/names.js").Names} names
   */
  constructor(store, names) {
    this._names = names;
    this._list = byId("log");
    /** @type {Line[]} */
    this._lines = [];
    /** @type {Map<string, number>} */
    this._told = new Map();
    /** @type {Map<string, HTMLElement>} */
    this._shown = new Map();
    this._paint = painter(() => this._draw());
    store.listen(({ download, type }) => download && type !== "progress" && this._take(download));
  }

  /** @param {import("../downloads/record.js").Download} download */
  _take(download) {
    const lines = linesOf(download);
    const told = this._told.get(download.id) ?? 0;
    if (lines.length === told) return;
    this._told.set(download.id, lines.length);
    const known = told ? new Set(this._lines.map(({ key }) => key)) : new Set();
    this._lines.push(...lines.filter(({ key }) => !known.has(key)));
    this._paint();
  }

  _draw() {
    this._lines = inOrder(this._lines).slice(-MOST_LINES);
    const box = this._list;
    const isAtEnd = box.hidden || box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PIXELS;
    setShown(box, this._lines.length > 0);
    setShown(byId("log-empty"), this._lines.length === 0);
    const keep = new Set(this._lines.map(({ key }) => key));
    for (const [key, element] of this._shown) {
      if (keep.has(key)) continue;
      element.remove();
      this._shown.delete(key);
    }
    this._insert();
    if (isAtEnd) box.scrollTop = box.scrollHeight;
  }

  /** Put each line where it belongs; a line that comes late goes between those that are there. */
  _insert() {
    /** @type {Element|null} */
    let next = null;
    for (const line of this._lines.toReversed()) {
      let element = this._shown.get(line.key);
      if (!element) {
        element = this._element(line);
        this._shown.set(line.key, element);
        this._list.insertBefore(element, next);
      }
      next = element;
    }
  }

  /** @param {Line} line */
  _element({ at, type, run, text }) {
    const { worker, pool, runner } = run;
    const name = runner ? this._names.nameOf(worker, pool) : "";
    const who = make(
      "span",
      { class: "log__who", "data-pool": pool, title: runner && placeOf(runner) },
      name,
    );
    const time = make("time", { class: "log__time" }, timeOfDay(at));
    const said = make("span", { class: "log__text" }, text);
    return make("li", { class: "log__line", "data-type": type }, time, " ", who, " ", said);
  }
}
