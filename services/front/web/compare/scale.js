/** One scale for several bars. Nothing here touches the page. */

const STEPS = [1, 2, 5];

/**
 * @typedef {{endSecs: number, ticks: number[], share: (secs: number) => number}} Scale
 */

/**
 * A scale from 0 to a little more than the longest, with round marks.
 * @param {number} longestSecs
 * @param {number} [most] marks, at most
 * @returns {Scale} `share` is where something stands, from 0 to 1
 */
export function scaleTo(longestSecs, most = 6) {
  const endSecs = Math.max(longestSecs, 1e-6) * 1.02;
  const step = roundStep(endSecs / most);
  const count = Math.floor(endSecs / step + 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
  return { endSecs, ticks, share: (secs) => Math.min(1, Math.max(0, secs / endSecs)) };
}

/** @param {number} least */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least) ?? 10) * power;
}
