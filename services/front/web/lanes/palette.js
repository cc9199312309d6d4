/** Colours and patterns, as the style sheets have them now. */

import { FAMILIES } from "./model.js";

/**
 * @typedef {{
 *   text: string, muted: string, line: string, lane: string, surface: string, onBar: string,
 *   families: Record<string, string>, ends: Record<string, string>,
 *   kinds: Record<"gil"|"core"|"other", CanvasPattern>
 * }} Palette
 */

const TILE = 6; // pixels

/**
 * Read them from the page.
 * @param {number} ratio device pixels in one
 * @returns {Palette}
 */
export function readPalette(ratio) {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim() || "gray";
  const surface = read("surface");
  const families = Object.fromEntries(
    [...FAMILIES, "unknown"].map((family) => [family, read(`family-${family}`)]),
  );
  const back = read("handed-back");
  return {
    text: read("text"),
    muted: read("muted"),
    line: read("line"),
    lane: read("lane"),
    surface,
    onBar: read("on-bar"),
    families,
    ends: { failed: read("failed"), cancelled: read("cancelled"), "handed-back": back, lost: back },
    kinds: {
      gil: tile(ratio, surface, read("kind-gil"), stripes),
      core: tile(ratio, surface, read("kind-core"), dots),
      other: tile(ratio, surface, read("kind-other"), rules),
    },
  };
}

/**
 * @param {number} ratio
 * @param {string} ground
 * @param {string} ink
 * @param {(pen: CanvasRenderingContext2D) => void} draw on a tile
 */
function tile(ratio, ground, ink, draw) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.round(TILE * ratio);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const scale = canvas.width / TILE;
  pen.scale(scale, scale);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, TILE, TILE);
  pen.fillStyle = pen.strokeStyle = ink;
  draw(pen);
  const pattern = /** @type {CanvasPattern} */ (pen.createPattern(canvas, "repeat"));
  pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return pattern;
}

/** @param {CanvasRenderingContext2D} pen */
function stripes(pen) {
  pen.lineWidth = 2;
  pen.beginPath();
  for (const x of [-TILE, 0, TILE]) {
    pen.moveTo(x - 1, TILE + 1);
    pen.lineTo(x + TILE + 1, -1);
  }
  pen.stroke();
}

/** @param {CanvasRenderingContext2D} pen */
function dots(pen) {
  pen.fillRect(0.5, 0.5, 2, 2);
  pen.fillRect(3.5, 3.5, 2, 2);
}

/** @param {CanvasRenderingContext2D} pen */
function rules(pen) {
  pen.fillRect(0, 1, TILE, 1);
  pen.fillRect(0, 4, TILE, 1);
}
