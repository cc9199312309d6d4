/** The predicted order beside the measured one. Nothing here touches the page. */

import { constants } from "../core/constants.js";
import { keyOf } from "./legs.js";

/**
 * @typedef {import("./types.js").Leg} Leg
 * @typedef {import("./types.js").LegSummary} LegSummary
 * @typedef {"right"|"faster"|"slower"} Verdict than predicted
 * @typedef {{
 *   key: string, predicted: number|null, places: [number, number]|null, medianSecs: number|null,
 *   verdict: Verdict|null
 * }} Row places: the first and the last that the leg may have taken
 * @typedef {{key: string, summary: LegSummary}} Measured
 */

/**
 * Whether two legs took the same time as far as was measured, as `lab.conclusion.alike` says it.
 * @param {LegSummary} one
 * @param {LegSummary} other
 */
export function areAlike(one, other) {
  const [low, high] = [one.median_secs, other.median_secs].sort((a, b) => a - b);
  if (high <= low * constants.alike_ratio) return true;
  return one.interval_secs[0] <= other.interval_secs[1] && other.interval_secs[0] <= one.interval_secs[1];
}

/**
 * The predicted order, with the places that each leg may have taken: any of them is right.
 * @param {string[]} prediction keys of legs, the fastest first
 * @param {Leg[]} legs
 * @returns {Row[]} in the predicted order; places are counted among the measured legs only
 */
export function compareOrders(prediction, legs) {
  const summaries = new Map(legs.filter(isMeasured).map(({ plan, summary }) => [keyOf(plan), summary]));
  const order = prediction.flatMap((key) => {
    const summary = summaries.get(key);
    return summary ? [{ key, summary }] : [];
  });
  return prediction.map((key) => {
    const at = order.findIndex((each) => each.key === key);
    if (at < 0) return { key, predicted: null, places: null, medianSecs: null, verdict: null };
    const medianSecs = order[at].summary.median_secs;
    return { key, predicted: at + 1, places: placesOf(order, at), medianSecs, verdict: verdictOn(order, at) };
  });
}

/**
 * @param {Measured[]} order as predicted
 * @param {number} at
 * @returns {[number, number]}
 */
function placesOf(order, at) {
  const { summary } = order[at];
  const differ = order.filter((each) => !areAlike(each.summary, summary));
  const faster = differ.filter((each) => each.summary.median_secs < summary.median_secs).length;
  return [faster + 1, order.length - (differ.length - faster)];
}

/**
 * @param {Measured[]} order as predicted
 * @param {number} at
 * @returns {Verdict}
 */
function verdictOn(order, at) {
  const [first, last] = placesOf(order, at);
  if (at + 1 < first) return "slower";
  if (at + 1 > last) return "faster";
  return verdictAmongTied(order, at);
}

/**
 * Two legs that differ may both tie with others, and then both stand within their places, in the wrong order.
 * @param {Measured[]} order
 * @param {number} at
 * @returns {Verdict}
 */
function verdictAmongTied(order, at) {
  const { summary } = order[at];
  const wrong = order.findIndex(
    (each, i) =>
      !areAlike(each.summary, summary) && i < at !== each.summary.median_secs < summary.median_secs,
  );
  if (wrong < 0 || !isWithin(order, wrong)) return "right";
  return wrong < at ? "faster" : "slower";
}

/**
 * @param {Measured[]} order
 * @param {number} at
 */
function isWithin(order, at) {
  const [first, last] = placesOf(order, at);
  return first <= at + 1 && at + 1 <= last;
}

/** @param {Leg} leg */
function isMeasured({ summary, runs }) {
  return summary !== null && summary.failed === 0 && runs.length > 0;
}
