/** The figures of a leg, in words: what may be said, and with which unit. Nothing here touches the page. */

import { duration, size } from "../core/format.js";
import { number, say, sayCount } from "../core/words.js";
import { baselineKeyOf, keyOf, SEQUENTIAL } from "./legs.js";

/**
 * @typedef {import("./types.js").Leg} Leg
 * @typedef {import("./types.js").Interval} Interval
 */

/** Stands where a figure was not measured. */
export const NONE = "–";

/**
 * The speed-up of a leg: only when all tasks of it and of its baseline have finished.
 * @param {Leg} leg
 * @param {Leg[]} legs all of the experiment
 * @returns {number|null}
 */
export function speedUpOf(leg, legs) {
  return leg.summary && !whyNotCompared(leg, legs) ? leg.summary.speed_up : null;
}

/**
 * Why a leg's time is not compared with its baseline's; "" if it is.
 * @param {Leg} leg
 * @param {Leg[]} legs all of the experiment
 */
export function whyNotCompared({ plan, summary }, legs) {
  if (summary?.failed) return sayCount("compare.failed_tasks", summary.failed);
  const baseline = baselineOf(plan, legs);
  if (baseline?.summary?.failed || baseline?.failure || baseline?.unavailable)
    return say("compare.baseline.failed");
  return baseline?.summary ? "" : say("compare.baseline.missing");
}

/**
 * The leg that one is compared with.
 * @param {import("./types.js").LegPlan} plan
 * @param {Leg[]} legs
 */
export function baselineOf(plan, legs) {
  return legs.find((leg) => keyOf(leg.plan) === baselineKeyOf(plan));
}

/**
 * Whether the leg is a baseline itself.
 * @param {Leg} leg
 */
export function isBaseline({ plan }) {
  return plan.model === SEQUENTIAL;
}

/**
 * A factor: "3.92 ×", with fewer digits when it is large.
 * @param {number|null} value
 */
export function factor(value) {
  return value === null ? NONE : `${number(value, value < 9.95 ? 2 : 1)} ×`;
}

/**
 * An interval of a figure: "3.80 – 4.01"; for one repeat that there is none.
 * @param {Interval|null} interval
 * @param {number} repeats so far
 * @param {(value: number) => string} written
 */
export function range(interval, repeats, written) {
  if (repeats < 2) return say("compare.one_repeat");
  return interval ? `${written(interval[0])} – ${written(interval[1])}` : "";
}

/**
 * Seconds to three digits: short legs differ by hundredths.
 * @param {number|null} secs
 */
export function seconds(secs) {
  if (secs === null) return NONE;
  if (secs >= 59.95) return duration(secs);
  return `${number(secs, secs < 0.0995 ? 3 : secs < 9.995 ? 2 : 1)} s`;
}

/** @param {number|null} bytes */
export function memory(bytes) {
  return bytes === null ? NONE : size(bytes);
}

/** @param {number|null} cores */
export function cores(cores) {
  return cores === null ? NONE : say("compare.cores", { count: number(cores, 2) });
}

/** @param {number|null} count */
export function whole(count) {
  return count === null ? NONE : number(count);
}
