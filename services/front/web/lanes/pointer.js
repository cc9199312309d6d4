/** The bar that is pointed at or reached by keys: it is outlined, and its tip says what it is. */

import { setText } from "../core/dom.js";
import { momentOf, xOf } from "./layout.js";
import { placeAt, stepFrom } from "./selection.js";
import { barLines } from "./text.js";

/**
 * @typedef {import("./selection.js").Place} Place
 * @typedef {import("./section.js").Section} Section
 */

export class Pointer {
  /**
   * @param {import("./engine.js").Lanes} lanes
   * @param {import("./frame.js").Frame} frame
   */
  constructor(lanes, frame) {
    this._lanes = lanes;
    this._frame = frame;
    /** @type {Place|null} */
    this._place = null;
    this._at = 0; // the moment that steps up and down keep to
    this._isByKeys = false;
    frame.scroller.addEventListener("blur", () => this.leave());
  }

  /** @param {Section} section */
  selectedIn(section) {
    return this._place?.section === section ? this._place : null;
  }

  /** @param {PointerEvent|null} event null: it has left */
  point(event) {
    if (event && event.pointerType === "touch") return; // a finger scrolls; it taps for a tip
    if (this._isByKeys && !event) return;
    this._select(event && this._placeOf(event), false);
    if (event && this._place) this._tipAt(event);
  }

  /** @param {PointerEvent} event */
  tap(event) {
    this._select(this._placeOf(event), false);
    if (this._place) this._tipAt(event);
  }

  /** @param {Parameters<typeof stepFrom>[2]} step */
  walk(step) {
    const place = this._place ? stepFrom(this._lanes.sections, this._place, step, this._at) : this._first();
    const bar = place?.section.band.rows[place.row].bars[place.bar];
    if (!place || !bar || bar.start > this._lanes.untilOf(place.section)) return;
    if (step !== "up" && step !== "down") this._at = bar.start;
    const end = Math.min(bar.end ?? Infinity, this._lanes.untilOf(place.section));
    this._lanes.reveal(bar.start, end);
    this._select(place, true);
    this._scrollTo(place);
    setText(this._frame.said, this._lines(place).join(", "));
    requestAnimationFrame(() => this._tipBeside(place));
  }

  /** Select nothing; tells whether something was. */
  leave() {
    const had = this._place !== null;
    this._select(null, false);
    return had;
  }

  /** Hide the tip of a bar that moves away below it. */
  hide() {
    if (!this._isByKeys) this._select(null, false);
    else this._frame.tip.hide();
  }

  /** The data have changed: what is selected may be gone, and its tip may be old. */
  forget() {
    const place = this._place;
    if (!place) return;
    const isThere = this._lanes.sections.includes(place.section);
    if (!isThere || !place.section.band.rows[place.row]?.bars[place.bar]) this.leave();
    else this._frame.tip.say(this._lines(place));
  }

  /**
   * @param {Place|null} place
   * @param {boolean} isByKeys
   */
  _select(place, isByKeys) {
    const before = this._place;
    this._place = place;
    this._isByKeys = isByKeys && place !== null;
    if (!place) this._frame.tip.hide();
    const isSame =
      before?.section === place?.section && before?.row === place?.row && before?.bar === place?.bar;
    if (!isSame) this._lanes.ask();
  }

  /** @param {PointerEvent} event */
  _placeOf(event) {
    const section = this._lanes.sections.find(({ band }) => band.done === event.target);
    if (!section) return null;
    const { scale } = this._lanes;
    if (event.offsetX < scale.labels) return null;
    const at = momentOf(scale, event.offsetX);
    return placeAt(section, event.offsetY, at, this._lanes.untilOf(section), scale.scale);
  }

  /** The first bar that is shown of the first lane in sight. */
  _first() {
    const { scrollTop } = this._frame.scroller;
    const { sections, scale } = this._lanes;
    const section = sections.find(({ band, top }) => band.rows.length && top + band.height > scrollTop);
    if (!section) return null;
    const row = Math.max(0, Math.ceil((scrollTop - section.top) / section.band.rowHeight));
    return placeAt(section, row * section.band.rowHeight, scale.view.start, Infinity, 1 / scale.view.secs);
  }

  /** @param {Place} place */
  _scrollTo({ section, row }) {
    const { scroller } = this._frame;
    const { rowHeight } = section.band;
    const top = section.top + row * rowHeight;
    const head = 36; // stays over the lanes
    if (top - head < scroller.scrollTop) scroller.scrollTop = top - head;
    else if (top + rowHeight + 8 > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + rowHeight + 8 - scroller.clientHeight;
    }
  }

  /** @param {PointerEvent} event */
  _tipAt(event) {
    if (!this._place) return;
    this._frame.tip.say(this._lines(this._place));
    const chart = /** @type {HTMLElement} */ (this._frame.scroller.parentElement).getBoundingClientRect();
    this._frame.tip.place(event.clientX - chart.left, event.clientY - chart.top);
  }

  /** @param {Place} place */
  _tipBeside(place) {
    if (this._place !== place) return;
    const { scale } = this._lanes;
    const { scroller, tip } = this._frame;
    const bar = place.section.band.rows[place.row].bars[place.bar];
    tip.say(this._lines(place));
    const y = place.section.top + (place.row + 1) * place.section.band.rowHeight - scroller.scrollTop;
    tip.place(Math.max(scale.labels, xOf(scale, bar.start)), scroller.offsetTop + y);
  }

  /** @param {Place} place */
  _lines({ section, row, bar }) {
    const { lane, bars } = section.band.rows[row];
    const shown = this._lanes.untilOf(section);
    const { end } = bars[bar];
    const isOpen = end === null || end > shown;
    return barLines(section.group, lane, bars[bar], isOpen ? shown : end, isOpen);
  }
}
