/** An estimated time, as rough as it is known. Nothing here touches the page. */

import { language } from "../core/words.js";

/** @type {[number, number][]} up to so many seconds, the steps in seconds */
const STEPS = [
  [95, 10],
  [285, 30],
  [Infinity, 60],
];

/**
 * Seconds, rounded to the nearest step: "10 sec", "90 sec", "2.5 min", "12 min".
 * @param {number} secs
 */
export function about(secs) {
  const [, step] = STEPS.find(([limit]) => secs < limit) ?? STEPS[STEPS.length - 1];
  const rounded = Math.max(1, Math.round(secs / step)) * step;
  const [value, unit] = rounded < 100 ? [rounded, "second"] : [rounded / 60, "minute"];
  return value.toLocaleString(language, { style: "unit", unit, unitDisplay: "short" });
}
