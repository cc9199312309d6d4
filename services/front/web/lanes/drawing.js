/** Drawing the timeline: an axis, a heading for each worker, a lane for each of its runners, a bar a run. */

import { tick } from "../core/format.js";
import { say } from "../core/words.js";
import { fractionOf } from "../downloads/record.js";
import { signOf } from "../workers/names.js";
import { AXIS_HEIGHT, WORKER_HEIGHT } from "./layout.js";
import { box, FONT, fitted, hatch, line, penFor } from "./pen.js";

/**
 * @typedef {import("./layout.js").Layout} Layout
 * @typedef {import("./layout.js").Row} Row
 * @typedef {import("./lanes.js").Bar} Bar
 * @typedef {Record<string, string>} Colours
 * @typedef {Bar & {left: number, top: number, right: number, bottom: number}} Drawn
 */

const COLOURS = ["text", "muted", "line", "lane", "surface", "failed", "cancelled", "handed-back", "on-bar"];
const POOLS = ["threads", "processes", "interpreters", "unknown"];

/**
 * The colours of the page, as its style sheets have them now.
 * @returns {Colours}
 */
export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = [...COLOURS, ...POOLS.map((pool) => `pool-${pool}`)];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} layout
 * @param {Colours} colours
 */
export function drawAxis(canvas, { width, labels, step, shownSecs, span, x }, colours) {
  const pen = penFor(canvas, width, AXIS_HEIGHT);
  pen.font = `11px ${FONT}`;
  pen.fillStyle = colours.muted;
  for (let secs = 0; secs <= shownSecs + 1e-9; secs += step) {
    const at = x(span.start + secs);
    const text = tick(secs);
    pen.textAlign = secs === 0 ? "left" : at + pen.measureText(text).width / 2 > width ? "right" : "center";
    pen.fillText(text, pen.textAlign === "right" ? width - 1 : at, AXIS_HEIGHT / 2);
  }
  pen.strokeStyle = colours.line;
  line(pen, labels, AXIS_HEIGHT - 0.5, width, AXIS_HEIGHT - 0.5);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Layout} layout
 * @param {Colours} colours
 * @param {{nameOf: (worker: string, pool: string) => string, isShown: (bar: Bar) => boolean}} about
 *   what workers are called, and which bars are of the batch shown
 * @returns {Drawn[]} where the bars are
 */
export function drawLanes(canvas, layout, colours, { nameOf, isShown }) {
  const pen = penFor(canvas, layout.width, layout.height);
  const drawing = new Drawing(pen, layout, colours);
  drawing.grid();
  for (const row of layout.rows) {
    const { worker, pool, runner } = row.lane;
    if (row.isFirst) drawing.worker(row, `${signOf(pool)} ${nameOf(worker, pool)}`, runner.host);
    drawing.lane(row);
    for (const bar of row.lane.bars) drawing.bar(bar, row.y, isShown(bar));
  }
  if (layout.span.isRunning) drawing.now();
  return drawing.drawn;
}

class Drawing {
  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Layout} layout
   * @param {Colours} colours
   */
  constructor(pen, layout, colours) {
    this._pen = pen;
    this._layout = layout;
    this._colours = colours;
    this._gap = layout.rowHeight > 16 ? 3 : 1.5;
    /** @type {Drawn[]} */
    this.drawn = [];
  }

  grid() {
    const { span, step, shownSecs, x, height } = this._layout;
    this._pen.strokeStyle = this._colours.line;
    for (let secs = step; secs <= shownSecs; secs += step) {
      const at = Math.round(x(span.start + secs)) + 0.5;
      line(this._pen, at, 0, at, height);
    }
  }

  /**
   * @param {Row} row
   * @param {string} name
   * @param {string} host
   */
  worker({ y, lane }, name, host) {
    const pen = this._pen;
    const { width } = this._layout;
    const top = y - WORKER_HEIGHT;
    const middle = top + WORKER_HEIGHT / 2 + 2;
    pen.fillStyle = this._colours.surface; // the heading runs over the lines of the scale
    pen.fillRect(0, top, width, WORKER_HEIGHT);
    pen.font = `600 12px ${FONT}`;
    pen.fillStyle = this._poolColour(lane.pool);
    pen.fillText(name, 0, middle);
    const nameWidth = pen.measureText(name).width + 10;
    pen.font = `11px ${FONT}`;
    pen.fillStyle = this._colours.muted;
    pen.fillText(fitted(pen, host, width - nameWidth), nameWidth, middle);
  }

  /** @param {Row} row */
  lane({ y, lane }) {
    const pen = this._pen;
    const { width, labels, rowHeight } = this._layout;
    pen.font = `${Math.min(11.5, rowHeight - 3)}px ${FONT}`;
    pen.fillStyle = this._colours.muted;
    const name = say(`timeline.lane.${lane.pool in KNOWN ? lane.pool : "unknown"}`, { number: lane.number });
    pen.fillText(fitted(pen, name, labels - 18), 14, y + rowHeight / 2);
    pen.fillStyle = this._colours.lane;
    box(pen, labels, y + this._gap, width - labels, rowHeight - 2 * this._gap);
  }

  /**
   * @param {Bar} bar
   * @param {number} y
   * @param {boolean} isShown
   */
  bar({ download, run }, y, isShown) {
    const { x, rowHeight, span, labels } = this._layout;
    const right = x(run.end ?? span.end);
    if (right < labels) return; // before the batch shown began
    const left = Math.max(labels, x(run.start));
    const wide = Math.max(2, right - left - 1); // a gap of a pixel tells neighbours apart
    const [top, high] = [y + this._gap, rowHeight - 2 * this._gap];
    this._pen.globalAlpha = isShown ? 1 : 0.25;
    this._fill({ download, run }, left, top, wide, high);
    this._pen.globalAlpha = isShown ? 1 : 0.7;
    const colour = isShown && run.end !== null ? this._colours["on-bar"] : this._colours.text;
    if (wide > 26 && rowHeight >= 14) this._name(download.name, colour, left, top, wide, high);
    this._pen.globalAlpha = 1;
    this.drawn.push({ left, top, right: left + Math.max(wide, 6), bottom: top + high, download, run });
  }

  /**
   * @param {Bar} bar
   * @param {number} left
   * @param {number} top
   * @param {number} wide
   * @param {number} high
   */
  _fill({ download, run }, left, top, wide, high) {
    const pen = this._pen;
    const isOpen = run.end === null;
    const isWhole = run.ended === "finished";
    pen.fillStyle = isOpen || isWhole ? this._poolColour(run.pool) : this._endColour(run.ended);
    // Not by colour alone: what runs is pale with a line that grows, what did not reach its end is striped.
    if (isOpen) {
      const alpha = pen.globalAlpha;
      pen.globalAlpha = alpha * 0.3;
      box(pen, left, top, wide, high);
      pen.globalAlpha = alpha;
      pen.fillRect(left, top + high - 3, wide * (fractionOf(download) ?? 0), 3);
    } else {
      box(pen, left, top, wide, high);
      if (!isWhole) hatch(pen, left, top, wide, high, this._colours.surface);
    }
  }

  /**
   * @param {string} name
   * @param {string} colour
   * @param {number} left
   * @param {number} top
   * @param {number} wide
   * @param {number} high
   */
  _name(name, colour, left, top, wide, high) {
    const pen = this._pen;
    pen.font = `600 ${Math.min(11.5, high)}px ${FONT}`;
    pen.fillStyle = colour;
    pen.fillText(fitted(pen, name, wide - 10), left + 6, top + high / 2 + 0.5);
  }

  now() {
    const { x, span, height } = this._layout;
    const at = Math.round(x(span.end)) + 0.5;
    this._pen.strokeStyle = this._colours.text;
    this._pen.globalAlpha = 0.55;
    line(this._pen, at, 0, at, height);
    this._pen.globalAlpha = 1;
  }

  /** @param {string} pool */
  _poolColour(pool) {
    return this._colours[`pool-${pool}`] ?? this._colours["pool-unknown"];
  }

  /** @param {string|null} ended */
  _endColour(ended) {
    if (ended === "failed" || ended === "cancelled") return this._colours[ended];
    return this._colours["handed-back"];
  }
}

const KNOWN = { threads: 1, processes: 1, interpreters: 1 };
