/** Where everything of the timeline stands. Nothing here draws. */

/**
 * @typedef {import("./lanes.js").Lane} Lane
 * @typedef {{y: number, lane: Lane, isFirst: boolean}} Row
 * @typedef {{
 *   rows: Row[], span: import("./lanes.js").Span, width: number, height: number, labels: number,
 *   rowHeight: number, step: number, shownSecs: number, x: (at: number) => number
 * }} Layout
 */

export const AXIS_HEIGHT = 26;
export const WORKER_HEIGHT = 24;
const NARROW = 560;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];

/**
 * @param {Lane[]} lanes those of a worker together
 * @param {import("./lanes.js").Span} span
 * @param {number} width in pixels
 * @returns {Layout}
 */
export function layoutOf(lanes, span, width) {
  const isNarrow = width < NARROW;
  const labels = isNarrow ? 84 : 118;
  const lengthSecs = Math.max(span.end - span.start, 0.5);
  const step = stepFor(lengthSecs, (width - labels) / (isNarrow ? 60 : 90));
  // The scale moves by whole quarters of a step: bars grow, and do not shrink at every frame.
  const shownSecs = Math.ceil((lengthSecs * 1.01) / (step / 4)) * (step / 4);
  const rowHeight = lanes.length <= 10 ? 26 : lanes.length <= 24 ? 20 : 14;
  const scale = (width - labels - 10) / shownSecs;
  const { rows, height } = rowsOf(lanes, rowHeight);
  const x = (/** @type {number} */ at) => labels + (at - span.start) * scale;
  return { rows, span, width, height, labels, rowHeight, step, shownSecs, x };
}

/**
 * @param {Lane[]} lanes
 * @param {number} rowHeight
 */
function rowsOf(lanes, rowHeight) {
  let y = 0;
  const rows = lanes.map((lane) => {
    const isFirst = lane.number === 1;
    if (isFirst) y += WORKER_HEIGHT;
    const row = { y, lane, isFirst };
    y += rowHeight;
    return row;
  });
  return { rows, height: y + 4 };
}

/**
 * The distance of the marks, in seconds: a round one, and not too many marks.
 * @param {number} lengthSecs
 * @param {number} most how many marks there is room for
 */
function stepFor(lengthSecs, most) {
  return STEPS.find((step) => lengthSecs / step <= most) ?? Math.ceil(lengthSecs / most / 3_600) * 3_600;
}
