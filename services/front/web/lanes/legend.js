/** The legend: it explains only what occurs. */

import { make, setChildren } from "../core/dom.js";
import { hasWords, say } from "../core/words.js";
import { BarPen } from "./bars.js";
import { scaleOf } from "./layout.js";
import { FAMILIES, KINDS } from "./model.js";
import { penFor, resize } from "./pen.js";
import { Brush } from "./raster.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./model.js").Bar} Bar
 * @typedef {import("./palette.js").Palette} Palette
 */

const SIZE = 16; // pixels
const ENDS = ["failed", "cancelled", "handed-back", "lost"];

export class Legend {
  constructor() {
    this.element = make("ul", { class: "lanes__legend", "aria-label": say("timeline.legend") });
    this._shown = "";
  }

  /**
   * @param {Picture} picture
   * @param {Palette} palette
   * @param {number} ratio
   */
  show(picture, palette, ratio) {
    const keys = occurring(picture);
    const shown = `${keys} ${ratio} ${JSON.stringify(palette.families)}`;
    if (shown === this._shown) return;
    this._shown = shown;
    const items = keys.map((key) => make("li", {}, swatch(key, palette, ratio), wordFor(key)));
    setChildren(this.element, items);
  }
}

/**
 * What occurs, in the order of the legend: kinds, or families if nothing was measured; and how bars ended.
 * @param {Picture} picture
 * @returns {string[]}
 */
export function occurring({ groups }) {
  const found = new Set();
  for (const { family, lanes } of groups) {
    for (const { bars } of lanes) for (const bar of bars) noteBar(found, family, bar);
  }
  const families = [...FAMILIES, "unknown"].map((family) => `family.${family}`);
  const kinds = KINDS.map((kind) => `kind.${kind}`);
  const states = ["running", ...ENDS].map((state) => `state.${state}`);
  const isMeasured = kinds.some((key) => found.has(key));
  return [...(isMeasured ? [] : families), ...kinds, ...states].filter((key) => found.has(key));
}

/**
 * @param {Set<string>} found
 * @param {string} family
 * @param {Bar} bar
 */
function noteBar(found, family, { state, end, stretches }) {
  if (stretches.length === 0) found.add(`family.${family}`);
  if (end === null) found.add("state.running");
  else if (state) found.add(`state.${state}`);
  for (const { shares } of stretches) {
    for (let i = 0; i < KINDS.length; i += 1) if (shares[i] > 0.01) found.add(`kind.${KINDS[i]}`);
  }
}

/** @param {string} key */
function wordFor(key) {
  const [group, name] = key.split(".");
  if (group === "family") return say(`lanes.family.${name}`);
  if (group === "kind")
    return say(hasWords(`lanes.legend.${name}`) ? `lanes.legend.${name}` : `lanes.kind.${name}`);
  return say(`run.${name}`);
}

/**
 * A bar of this kind, as it is drawn.
 * @param {string} key
 * @param {Palette} palette
 * @param {number} ratio
 */
function swatch(key, palette, ratio) {
  const canvas = make("canvas", { class: "lanes__swatch", "aria-hidden": "true" });
  resize(canvas, SIZE, SIZE, ratio);
  const [group, name] = key.split(".");
  const scale = { ...scaleOf({ start: 0, secs: 1 }, SIZE, ratio), labels: 0, scale: SIZE };
  const family = group === "family" ? name : "unknown";
  const pen = penFor(canvas, ratio);
  const bars = new BarPen(pen, new Brush(pen), scale, palette, family, SIZE);
  const isOpen = key === "state.running";
  const shares = KINDS.map((kind) => Number(kind === name));
  const stretches = group === "kind" ? [{ start: 0, end: 1, shares }] : [];
  const bar = { id: key, start: 0, end: isOpen ? null : 1, state: name, label: "", stretches };
  bars.aim(bar, 0, 1);
  bars.drawStretches(bar, 1);
  bars.drawRest(bar, isOpen);
  return canvas;
}
