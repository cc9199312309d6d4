/** The predicted order beside the measured one. Nothing here touches the page. */

import { keyOf } from "./legs.js";

/** @typedef {import("./types.js").Leg} Leg */

/** Legs nearer to each other than this share count as tied, as in `lab.conclusion.alike`. */
export const TIE_SHARE = 0.05;

/** @typedef {{key: string, predicted: number, actual: number|null, medianSecs: number|null}} Row */

/**
 * Whether two measured legs do not differ beyond the noise.
 * @param {Leg} one
 * @param {Leg} other
 */
export function areTied(one, other) {
  const [a, b] = [one.summary, other.summary];
  if (!a || !b) return false;
  const gap = Math.abs(a.median_secs - b.median_secs);
  if (gap <= TIE_SHARE * Math.min(a.median_secs, b.median_secs)) return true;
  return a.interval_secs[0] <= b.interval_secs[1] && b.interval_secs[0] <= a.interval_secs[1];
}

/**
 * The predicted order, with the place that each leg really took.
 * @param {string[]} prediction keys of legs, the fastest first
 * @param {Leg[]} legs
 * @returns {Row[]} in the predicted order; legs that tie with the first of their group share its place
 */
export function compareOrders(prediction, legs) {
  const measured = new Map(legs.filter(isMeasured).map((leg) => [keyOf(leg.plan), leg]));
  const places = placesOf([...measured.values()]);
  return prediction.map((key, i) => {
    const leg = measured.get(key);
    return { key, predicted: i + 1, actual: places.get(key) ?? null, medianSecs: leg ? medianOf(leg) : null };
  });
}

/** @param {Leg[]} legs */
function placesOf(legs) {
  const sorted = [...legs].sort((one, other) => medianOf(one) - medianOf(other));
  /** @type {Map<string, number>} */
  const places = new Map();
  let [first, place] = [sorted[0], 1];
  sorted.forEach((leg, i) => {
    if (!areTied(first, leg)) [first, place] = [leg, i + 1];
    places.set(keyOf(leg.plan), place);
  });
  return places;
}

/** @param {Leg} leg */
function isMeasured({ summary, runs }) {
  return summary !== null && summary.failed === 0 && runs.length > 0;
}

/** @param {Leg} leg */
function medianOf({ summary }) {
  return summary?.median_secs ?? Infinity;
}
