/**
 * The picture of one group: two canvases over each other.
 *
 * The lower one holds what does not change: lanes, and bars that have ended. Each of those is drawn on it once. The
 * upper one is emptied and drawn at every frame: bars that run, the present, and what is selected.
 */

import { make, setAttribute } from "../core/dom.js";
import { BarPen } from "./bars.js";
import { firstShown, rowOf } from "./culling.js";
import { drawGround, drawLabels, drawNow, drawSelected } from "./ground.js";
import { momentOf } from "./layout.js";
import { penFor, resize } from "./pen.js";
import { Brush, Raster } from "./raster.js";

/**
 * @typedef {import("./model.js").Group} Group
 * @typedef {import("./model.js").Bar} Bar
 * @typedef {import("./culling.js").Row} Row
 * @typedef {import("./layout.js").Scale} Scale
 * @typedef {import("./palette.js").Palette} Palette
 *
 * What is drawn: until the cursor (infinite: everything), open bars until `now`.
 * @typedef {{scale: Scale, palette: Palette, start: number, cursor: number, now: number, isMoving: boolean}} Moment
 */

export class Band {
  constructor() {
    this.done = make("canvas", { class: "lanes__canvas", role: "img" });
    this.open = make("canvas", { class: "lanes__canvas lanes__canvas--open", "aria-hidden": "true" });
    this.element = make("div", { class: "lanes__rows" }, this.done, this.open);
    /** @type {Row[]} */
    this.rows = [];
    this.rowHeight = 0;
    this._family = "";
    /** @type {Scale|null} */
    this._scale = null; // with which the lower canvas was drawn; null draws it anew
    /** @type {Palette|null} */
    this._palette = null;
    this._cursor = Infinity;
    /** How many bars of each row, from the first, need no more drawing. */
    this._settled = new Int32Array(0);
    this._isClean = true;
    this._isRunning = false;
    /** @type {Raster|null} */
    this._raster = null; // what the lower canvas shows right of its labels
    this._isPut = false; // there
  }

  /**
   * Take the data of a group.
   * @param {Group} group
   * @param {boolean} isSame whether bars that have ended are as they were
   */
  take({ lanes, family }, isSame) {
    if (!isSame || this._family !== family || lanes.length !== this.rows.length) this._scale = null;
    this._family = family;
    this.rows = lanes.map(rowOf);
  }

  /** @param {number} rowHeight */
  setRowHeight(rowHeight) {
    const height = `${Math.ceil(this.rows.length * rowHeight)}px`;
    if (this.rowHeight === rowHeight && this.element.style.height === height) return;
    this.rowHeight = rowHeight;
    this._scale = null;
    this.element.style.height = height;
  }

  get height() {
    return Math.ceil(this.rows.length * this.rowHeight);
  }

  get isDescribed() {
    return this.done.hasAttribute("aria-label");
  }

  /** @param {string} text for who does not see it */
  describe(text) {
    setAttribute(this.done, "aria-label", text);
  }

  /** Give the memory of the canvases back: it is out of sight. */
  release() {
    if (!this.done.width) return;
    this.done.width = this.open.width = 0;
    this._raster = null;
    this._scale = null;
  }

  /**
   * @param {Moment} moment
   * @param {{row: number, bar: number}|null} selected
   */
  draw(moment, selected) {
    const { scale, palette, cursor } = moment;
    const isNew = this._scale !== scale || this._palette !== palette || cursor < this._cursor;
    if (isNew) this._drawLanes(moment);
    this._cursor = cursor;
    this._settle(moment);
    this._drawOpen(moment, selected);
  }

  /** @param {Moment} moment */
  _drawLanes({ scale, palette, start }) {
    const { width, ratio, labels } = scale;
    resize(this.done, width, this.height, ratio);
    resize(this.open, width, this.height, ratio);
    this._scale = scale;
    this._palette = palette;
    this._settled = new Int32Array(this.rows.length);
    this._isClean = false;
    const place = /** @type {const} */ ([labels, width - labels, this.height, ratio]);
    if (this._raster?.fits(...place)) this._raster.clear();
    else this._raster = new Raster(...place);
    this._isPut = false;
    drawGround(this._raster, scale, start, palette, this.rows.length, this.rowHeight);
    const pen = penFor(this.done, ratio);
    pen.clearRect(0, 0, labels, this.height);
    drawLabels(pen, this.rows, this.rowHeight, labels - 12, palette.muted);
  }

  /**
   * Draw the bars that have ended since the last time onto the lower canvas: first what was measured, into memory,
   * and from there all at once; then the rest over it.
   * @param {Moment} moment
   */
  _settle({ scale, palette, cursor }) {
    if (!this._raster) return;
    const pen = penFor(this.done, scale.ratio);
    const bars = this._barPen(pen, this._raster, scale, palette);
    const ended = this._newlyEnded(scale, cursor);
    const isFirst = !this._isPut;
    for (const { bar, y } of ended) {
      if (!bars.aim(bar, y, bar.end)) continue;
      bars.drawStretches(bar, bar.end);
      if (!isFirst) this._raster.putPart(pen, bars.left, bars.top, bars.wide, bars.high);
    }
    if (isFirst) this._raster.put(pen);
    this._isPut = true;
    for (const { bar, y } of ended) if (bars.aim(bar, y, bar.end)) bars.drawRest(bar, false);
  }

  /**
   * @param {Scale} scale
   * @param {number} cursor
   */
  _newlyEnded(scale, cursor) {
    /** @type {{bar: Bar & {end: number}, y: number}[]} */
    const ended = [];
    const last = momentOf(scale, scale.width);
    for (let i = 0; i < this.rows.length; i += 1) {
      const row = this.rows[i];
      let next = this._settled[i] || firstShown(row, scale.view.start);
      for (; next < row.bars.length; next += 1) {
        const bar = row.bars[next];
        if (bar.end === null || bar.end > cursor || bar.start > last) break;
        ended.push({ bar: /** @type {Bar & {end: number}} */ (bar), y: i * this.rowHeight });
      }
      this._settled[i] = next;
    }
    return ended;
  }

  /**
   * @param {Moment} moment
   * @param {{row: number, bar: number}|null} selected
   */
  _drawOpen({ scale, palette, cursor, now, isMoving }, selected) {
    if (this._isClean && !isMoving && !selected && !this._isRunning) return;
    const pen = penFor(this.open, scale.ratio);
    const bars = this._barPen(pen, new Brush(pen), scale, palette);
    pen.clearRect(0, 0, scale.width, this.height);
    const until = Math.min(cursor, now);
    const last = Math.min(until, momentOf(scale, scale.width));
    this._isRunning = false;
    for (let i = 0; i < this.rows.length; i += 1) {
      const row = this.rows[i];
      for (let next = this._settled[i]; next < row.bars.length && row.bars[next].start <= last; next += 1) {
        const bar = row.bars[next];
        const isOpen = bar.end === null || bar.end > cursor;
        this._isRunning ||= isOpen;
        const end = isOpen ? until : /** @type {number} */ (bar.end);
        if (!bars.aim(bar, i * this.rowHeight, end)) continue;
        bars.drawStretches(bar, end);
        bars.drawRest(bar, isOpen);
      }
    }
    if (isMoving) drawNow(pen, scale, palette, until, this.height);
    const bar = selected && this.rows[selected.row]?.bars[selected.bar];
    if (bar) drawSelected(pen, scale, palette, bar, selected.row * this.rowHeight, this.rowHeight, until);
    this._isClean = !isMoving && !selected && !this._isRunning;
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {ConstructorParameters<typeof BarPen>[1]} target
   * @param {Scale} scale
   * @param {Palette} palette
   */
  _barPen(pen, target, scale, palette) {
    return new BarPen(pen, target, scale, palette, this._family, this.rowHeight);
  }
}
