/** Drawing the time axis: marks, and which part of the whole is shown. */

import { tick } from "../core/format.js";
import { AXIS_HEIGHT, marksOf, xOf } from "./layout.js";
import { FONT, line, penFor, resize } from "./pen.js";

/**
 * @typedef {import("./layout.js").Scale} Scale
 * @typedef {import("./view.js").View} View
 * @typedef {import("./palette.js").Palette} Palette
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Scale} scale
 * @param {View} whole
 * @param {Palette} palette
 */
export function drawAxis(canvas, scale, whole, palette) {
  const { width, labels, ratio, view } = scale;
  resize(canvas, width, AXIS_HEIGHT, ratio);
  const pen = penFor(canvas, ratio);
  pen.clearRect(0, 0, width, AXIS_HEIGHT);
  pen.font = `11px ${FONT}`;
  pen.fillStyle = palette.muted;
  drawMarks(pen, scale, whole.start);
  pen.strokeStyle = palette.line.style;
  line(pen, labels, AXIS_HEIGHT - 0.5, width, AXIS_HEIGHT - 0.5);
  if (view.secs >= whole.secs) return;
  const perSec = (width - labels) / whole.secs;
  pen.fillStyle = palette.muted; // like the thumb of a scroll bar
  const left = labels + (view.start - whole.start) * perSec;
  pen.fillRect(left, AXIS_HEIGHT - 3, Math.max(6, view.secs * perSec), 3);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Scale} scale
 * @param {number} start
 */
function drawMarks(pen, scale, start) {
  const { width, labels } = scale;
  const { step, first, last } = marksOf(scale, start);
  for (let mark = first; mark <= last; mark += 1) {
    const at = xOf(scale, start + mark * step);
    const text = tick(mark * step, step);
    const half = pen.measureText(text).width / 2;
    pen.textAlign = at - half < labels ? "left" : at + half > width ? "right" : "center";
    pen.fillText(text, Math.min(at, width - 1), AXIS_HEIGHT / 2 - 1);
  }
}
