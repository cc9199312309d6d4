/** Drawing what is below the bars of a group, beside them, and over them. */

import { gapOf } from "./bars.js";
import { LABELLED_HEIGHT, marksOf, xOf } from "./layout.js";
import { FONT, fitted, line } from "./pen.js";

/**
 * @typedef {import("./layout.js").Scale} Scale
 * @typedef {import("./palette.js").Palette} Palette
 */

/**
 * The lanes, and the marks of the axis on them.
 * @param {import("./raster.js").Raster} raster
 * @param {Scale} scale
 * @param {number} start of the axis
 * @param {Palette} palette
 * @param {number} count of lanes
 * @param {number} rowHeight
 */
export function drawGround(raster, scale, start, palette, count, rowHeight) {
  const { labels, width } = scale;
  const gap = gapOf(rowHeight);
  for (let i = 0; i < count; i += 1) {
    raster.rect(labels, i * rowHeight + gap, width - labels, rowHeight - 2 * gap, palette.lane);
  }
  const { step, first, last } = marksOf(scale, start);
  for (let mark = first; mark <= last; mark += 1) {
    raster.rect(Math.round(xOf(scale, start + mark * step)), 0, 1, count * rowHeight, palette.line);
  }
}

/**
 * The names of lanes, if they are high enough for text.
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./culling.js").Row[]} rows
 * @param {number} rowHeight
 * @param {number} width
 * @param {string} colour
 */
export function drawLabels(pen, rows, rowHeight, width, colour) {
  if (rowHeight < LABELLED_HEIGHT) return;
  pen.font = `${Math.min(11.5, rowHeight - 2)}px ${FONT}`;
  pen.fillStyle = colour;
  rows.forEach(({ lane }, i) => {
    pen.fillText(fitted(pen, lane.label, width), 8, (i + 0.5) * rowHeight);
  });
}

/**
 * A line at the present, or at the playhead.
 * @param {CanvasRenderingContext2D} pen
 * @param {Scale} scale
 * @param {Palette} palette
 * @param {number} at
 * @param {number} height
 */
export function drawNow(pen, scale, palette, at, height) {
  const x = Math.round(xOf(scale, at)) + 0.5;
  if (x < scale.labels) return;
  pen.strokeStyle = palette.text;
  pen.globalAlpha = 0.55;
  line(pen, x, 0, x, height);
  pen.globalAlpha = 1;
}

/**
 * An outline around a bar.
 * @param {CanvasRenderingContext2D} pen
 * @param {Scale} scale
 * @param {Palette} palette
 * @param {import("./model.js").Bar} bar
 * @param {number} top of its row
 * @param {number} rowHeight
 * @param {number} until what is later is not shown
 */
export function drawSelected(pen, scale, palette, bar, top, rowHeight, until) {
  const left = Math.max(scale.labels, xOf(scale, bar.start));
  const right = Math.min(scale.width, xOf(scale, Math.min(bar.end ?? until, until)));
  if (bar.start > until || right < scale.labels || left > scale.width) return;
  pen.strokeStyle = palette.text;
  pen.lineWidth = 2;
  pen.strokeRect(left - 1, top + 1, Math.max(4, right - left + 1), Math.max(rowHeight, 4) - 2);
  pen.lineWidth = 1;
}
