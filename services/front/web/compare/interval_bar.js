/** A leg's time as a bar on a scale that all legs share, with its interval, its ideal and the baseline. */

import { make } from "../core/dom.js";
import { say } from "../core/words.js";
import { seconds } from "./figures.js";

/**
 * @param {import("./types.js").LegSummary} summary
 * @param {import("./scale.js").Scale} scale
 * @param {number|null} baselineSecs the median of the leg's baseline
 */
export function intervalBar({ median_secs, interval_secs, ideal_secs }, scale, baselineSecs) {
  const bar = make("div", { class: "ibar", "aria-hidden": "true" });
  const fill = make("i", { class: "ibar__fill" });
  place(fill, 0, scale.share(median_secs));
  bar.append(fill);
  if (baselineSecs !== null) bar.append(mark("ibar__baseline", scale.share(baselineSecs)));
  if (ideal_secs !== null) bar.append(mark("ibar__ideal", scale.share(ideal_secs)));
  const [low, high] = interval_secs.map(scale.share);
  if (high > low) {
    const whisker = make("i", { class: "ibar__interval" });
    place(whisker, low, high - low);
    bar.append(whisker);
  }
  return bar;
}

/** What the marks of the bars mean, for who does not know them. */
export function barLegend() {
  const items = ["median", "interval", "baseline", "ideal"].map((name) => {
    const swatch = make("span", { class: "ibar ibar--swatch", "aria-hidden": "true" });
    swatch.append(make("i", { class: name === "median" ? "ibar__fill" : `ibar__${name}` }));
    return make("li", {}, swatch, say(`compare.mark.${name}`));
  });
  return make("ul", { class: "ibar-legend" }, ...items);
}

/**
 * The marks of the scale.
 * @param {import("./scale.js").Scale} scale
 */
export function scaleMarks({ ticks, share }) {
  const marks = make("div", { class: "ibar__scale", "aria-hidden": "true" });
  for (const secs of ticks) {
    const text = make("span", {}, secs === 0 ? "0" : seconds(secs));
    text.style.left = `${share(secs) * 100}%`;
    if (share(secs) > 0.9) text.className = "ibar__last";
    marks.append(text);
  }
  return marks;
}

/**
 * @param {string} name
 * @param {number} at
 */
function mark(name, at) {
  const element = make("i", { class: name });
  element.style.left = `${at * 100}%`;
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {number} from
 * @param {number} wide
 */
function place(element, from, wide) {
  element.style.left = `${from * 100}%`;
  element.style.width = `${wide * 100}%`;
}
