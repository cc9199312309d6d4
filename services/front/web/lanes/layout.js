/** Where everything stands: widths, heights, and the marks of the time axis. Nothing here draws. */

/**
 * @typedef {import("./view.js").View} View
 * @typedef {{view: View, width: number, labels: number, scale: number, ratio: number}} Scale
 * @typedef {{step: number, first: number, last: number}} Marks
 */

export const AXIS_HEIGHT = 26;
export const HEAD_HEIGHT = 28;
/** Rows at least this high have their label beside them. */
export const LABELLED_HEIGHT = 13;
const MARGIN = 10; // right of the last moment
const NARROW = 560;
const HEIGHTS = [26, 20, 14, 9, 6];
const LEAST_HEIGHT = 2;
const MOST_GROUP_HEIGHT = 480;
const STEPS = [1, 2, 5].flatMap((digit) => [0.0001, 0.001, 0.01, 0.1, 1].map((unit) => digit * unit));
const LONG_STEPS = [10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
const ALL_STEPS = [...STEPS, ...LONG_STEPS].sort((one, other) => one - other);

/**
 * @param {View} view
 * @param {number} width of the lanes with their labels, in pixels
 * @param {number} ratio device pixels in one
 * @returns {Scale}
 */
export function scaleOf(view, width, ratio) {
  const labels = width < NARROW ? 84 : 130;
  return { view, width, labels, ratio, scale: Math.max(1, width - labels - MARGIN) / view.secs };
}

/**
 * @param {Scale} scale
 * @param {number} at
 * @returns {number} pixels from the left
 */
export function xOf({ view, labels, scale }, at) {
  return labels + (at - view.start) * scale;
}

/**
 * @param {Scale} scale
 * @param {number} x pixels from the left
 * @returns {number} the moment there
 */
export function momentOf({ view, labels, scale }, x) {
  return view.start + (x - labels) / scale;
}

/**
 * How long the axis is that holds so many seconds. It grows by whole quarters of a mark's distance: so bars grow,
 * and do not shrink at every frame.
 * @param {number} secs
 * @param {number} width
 * @returns {number} seconds
 */
export function axisSecs(secs, width) {
  const length = Math.max(secs, 0.02) * 1.01;
  const quarter = stepFor(length, width) / 4;
  return Math.ceil(length / quarter) * quarter;
}

/**
 * The marks of the axis, in seconds since its start.
 * @param {Scale} scale
 * @param {number} start of the axis
 * @returns {Marks}
 */
export function marksOf({ view, width }, start) {
  const step = stepFor(view.secs, width);
  const from = view.start - start;
  return { step, first: Math.ceil(from / step - 1e-9), last: Math.floor((from + view.secs) / step + 1e-9) };
}

/**
 * The distance of the marks: a round one, and not too many marks.
 * @param {number} secs
 * @param {number} width
 */
function stepFor(secs, width) {
  const most = Math.max(2, (width - 100) / (width < NARROW ? 60 : 90));
  return ALL_STEPS.find((step) => secs / step <= most) ?? Math.ceil(secs / most / 3_600) * 3_600;
}

/**
 * How high the rows of each group are. All have the same height, the largest with which they need not be
 * scrolled; a group with very many lanes has thinner ones.
 * @param {number[]} lanes how many each group has
 * @param {number} room for all groups, in pixels
 * @returns {number[]} pixels
 */
export function rowHeights(lanes, room) {
  const total = lanes.reduce((sum, count) => sum + count, 0);
  const left = room - lanes.length * HEAD_HEIGHT;
  const height = HEIGHTS.find((height) => total * height <= left) ?? HEIGHTS[HEIGHTS.length - 1];
  return lanes.map((count) =>
    Math.max(LEAST_HEIGHT, Math.min(height, Math.floor(MOST_GROUP_HEIGHT / count))),
  );
}
