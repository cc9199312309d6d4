/** Which part of the time axis is shown: zoom and pan as arithmetic. Nothing here draws. */

/** @typedef {{start: number, secs: number}} View */

/** How many times longer the whole may be than what is shown. */
export const MOST_ZOOM = 5_000;
const LEAST_SECS = 0.001;

/**
 * Zoom, and keep the moment under the pointer where it is.
 * @param {View} view
 * @param {View} whole
 * @param {number} factor above 1 shows less time
 * @param {number} at the moment that stays in its place
 * @returns {View|null} null shows the whole, and what will be added to it
 */
export function zoomed(view, whole, factor, at) {
  const least = Math.max(LEAST_SECS, whole.secs / MOST_ZOOM);
  const secs = Math.max(least, view.secs / factor);
  if (secs >= whole.secs) return null;
  const fraction = (at - view.start) / view.secs;
  return kept({ start: at - fraction * secs, secs }, whole);
}

/**
 * Move the view.
 * @param {View} view
 * @param {View} whole
 * @param {number} bySecs later if positive
 * @returns {View} within the whole
 */
export function panned(view, whole, bySecs) {
  return kept({ start: view.start + bySecs, secs: view.secs }, whole);
}

/**
 * Move the view as little as shows a bar; of one that is longer than the view, its start.
 * @param {View} view
 * @param {View} whole
 * @param {number} start
 * @param {number} end
 * @returns {View}
 */
export function showing(view, whole, start, end) {
  const margin = view.secs * 0.08;
  if (start < view.start || end - start > view.secs - 2 * margin)
    return panned(view, whole, start - margin - view.start);
  if (end > view.start + view.secs) return panned(view, whole, end + margin - view.start - view.secs);
  return view;
}

/**
 * @param {View} view
 * @param {View} whole
 * @returns {View}
 */
function kept({ start, secs }, whole) {
  const latest = whole.start + whole.secs - secs;
  return { start: Math.max(whole.start, Math.min(start, latest)), secs };
}
