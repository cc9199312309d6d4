/** Drawing one bar. */

import { momentOf, xOf } from "./layout.js";
import { KINDS } from "./model.js";
import { box, FONT, fitted, hatch } from "./pen.js";
import { eachColumn } from "./stretches.js";

/**
 * @typedef {import("./model.js").Bar} Bar
 * @typedef {import("./palette.js").Palette} Palette
 * @typedef {import("./palette.js").Paint} Paint
 * @typedef {import("./layout.js").Scale} Scale
 */

const COLUMN = 1.5; // pixels
const OTHER = 0.25; // alpha of bars that belong to something else
const NAMED_WIDTH = 26;
const NAMED_HEIGHT = 14;
const OUTLINED_HEIGHT = 6;
/** Kinds from the bottom of a column to its top; waiting is the light rest. */
const STACK = /** @type {const} */ (["computing", "gil", "core", "other"]);
const STACKED = STACK.map((kind) => KINDS.indexOf(kind));
const WAITING = KINDS.indexOf("waiting");

/** Draws the bars of one group in one frame. Nothing is allocated for a bar. */
export class BarPen {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {{rect: (left: number, top: number, wide: number, high: number, paint: Paint) => void}} target where
   *   stretches are drawn
   * @param {Scale} scale
   * @param {Palette} palette
   * @param {string} family
   * @param {number} rowHeight
   */
  constructor(pen, target, scale, palette, family, rowHeight) {
    this.pen = pen;
    this._target = target;
    this._scale = scale;
    this._palette = palette;
    this._colour = palette.families[family] ?? palette.families.unknown;
    this._light = palette.waiting[family] ?? palette.waiting.unknown;
    this._rowHeight = rowHeight;
    this._gap = gapOf(rowHeight);
    this.high = rowHeight - 2 * this._gap;
    this._visit = this._column.bind(this);
    this.top = this.left = this.wide = 0;
    this._alpha = 1;
  }

  /**
   * Aim at a bar.
   * @param {Bar} bar
   * @param {number} y the top of its row
   * @param {number} until where it ends for now
   * @returns {boolean} whether it is in sight
   */
  aim(bar, y, until) {
    const { labels, width } = this._scale;
    const [x0, x1] = [this._snap(bar.start), this._snap(until)];
    this.left = Math.max(labels, x0);
    this.wide = wideOf(Math.min(x1, width) - this.left); // a gap of a pixel tells neighbours apart
    this.top = y + this._gap;
    this._alpha = bar.isOther ? OTHER : 1;
    return x1 >= labels && x0 <= width;
  }

  /**
   * Draw what the bar at which it is aimed was measured to do: nothing if it was not.
   * @param {Bar} bar
   * @param {number} until
   */
  drawStretches(bar, until) {
    if (!bar.stretches.length) return;
    this._target.rect(this.left, this.top, this.wide, this.high, this._light);
    const from = Math.max(bar.start, this._scale.view.start);
    const to = Math.min(until, momentOf(this._scale, this._scale.width));
    eachColumn(bar.stretches, from, to, COLUMN / this._scale.scale, this._visit);
  }

  /**
   * Draw the rest of it.
   * @param {Bar} bar
   * @param {boolean} isOpen whether it goes on
   */
  drawRest(bar, isOpen) {
    if (!bar.stretches.length) this._plain(bar, this.left, this.wide, isOpen);
    if (!isOpen) this._end(bar, this.left, this.wide);
    this._name(bar, this.left, this.wide, isOpen);
    this.pen.globalAlpha = 1;
  }

  /**
   * A bar of which only start and end are known. What runs is pale, with a line for how much is done.
   * @param {Bar} bar
   * @param {number} left
   * @param {number} wide
   * @param {boolean} isOpen
   */
  _plain(bar, left, wide, isOpen) {
    const { pen } = this;
    pen.fillStyle = this._palette.ends[(!isOpen && bar.state) || ""] ?? this._colour.style;
    pen.globalAlpha = this._alpha * (isOpen ? 0.3 : 1);
    box(pen, left, this.top, wide, this.high);
    if (!isOpen || bar.end !== null || !bar.fraction) return;
    pen.globalAlpha = this._alpha;
    pen.fillRect(left, this.top + this.high - 3, wide * bar.fraction, 3);
  }

  /**
   * The heights in a column show the shares of its time; what waits is the light rest, with an outline.
   * @param {number} start
   * @param {number} end
   * @param {Float64Array} shares
   */
  _column(start, end, shares) {
    const left = Math.max(this._scale.labels, this._snap(start));
    const wide = Math.min(this._snap(end), this.left + this.wide) - left;
    if (wide <= 0) return;
    let bottom = this.top + this.high;
    for (let i = 0; i < STACK.length; i += 1) {
      const high = shares[STACKED[i]] * this.high;
      if (high < 0.3) continue;
      const paint = i === 0 ? this._colour : this._palette.kinds[/** @type {"gil"} */ (STACK[i])];
      bottom -= high;
      this._target.rect(left, bottom, wide, high, paint);
    }
    if (shares[WAITING] <= 0.1 || this.high < OUTLINED_HEIGHT) return;
    this._target.rect(left, this.top, wide, 1, this._colour);
    this._target.rect(left, bottom - 1, wide, 1, this._colour);
  }

  /**
   * Stripes over a bar that did not reach its end; not by colour alone.
   * @param {Bar} bar
   * @param {number} left
   * @param {number} wide
   */
  _end({ state, stretches }, left, wide) {
    const colour = this._palette.ends[state ?? ""];
    if (!colour) return;
    const { pen } = this;
    if (wide > 4)
      hatch(pen, left, this.top, wide, this.high, stretches.length ? colour : this._palette.surface);
    if (!stretches.length) return;
    pen.fillStyle = colour;
    const cap = Math.min(3, wide);
    pen.fillRect(left + wide - cap, this.top, cap, this.high);
  }

  /**
   * @param {Bar} bar
   * @param {number} left
   * @param {number} wide
   * @param {boolean} isOpen
   */
  _name({ label, short = label, stretches, isOther }, left, wide, isOpen) {
    if (wide <= NAMED_WIDTH || this._rowHeight < NAMED_HEIGHT) return;
    const { pen } = this;
    pen.font = `600 ${Math.min(11.5, this.high)}px ${FONT}`;
    const whole = fitted(pen, short, wide - 10);
    const text = stretches.length && whole !== short ? "" : whole; // what was measured tells more than "f…"
    const y = this.top + this.high / 2 + 0.5;
    pen.globalAlpha = isOther ? 0.7 : 1;
    const isLight = stretches.length > 0 || isOpen || isOther;
    if (stretches.length && text) this._halo(text, left + 6, y);
    pen.fillStyle = isLight ? this._palette.text : this._palette.onBar;
    pen.fillText(text, left + 6, y);
  }

  /**
   * Patterns would make text hard to read.
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  _halo(text, x, y) {
    this.pen.strokeStyle = this._palette.surface;
    this.pen.lineWidth = 3;
    this.pen.lineJoin = "round";
    this.pen.strokeText(text, x, y);
    this.pen.lineWidth = 1;
  }

  /** @param {number} at */
  _snap(at) {
    const { ratio } = this._scale;
    return Math.round(xOf(this._scale, at) * ratio) / ratio;
  }
}

/**
 * The space above and below the bars of a row.
 * @param {number} rowHeight
 */
export function gapOf(rowHeight) {
  if (rowHeight > 16) return 3;
  return rowHeight > 4 ? 1 : 0.25;
}

/** @param {number} wide */
function wideOf(wide) {
  return wide > 3 ? wide - 1 : Math.max(1, wide);
}
