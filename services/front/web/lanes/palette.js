/** Colours and patterns, as the style sheets have them now. */

import { FAMILIES } from "./model.js";

/**
 * A colour or pattern: as a style for a canvas, and as pixels over the ground of a lane.
 * @typedef {{style: string|CanvasPattern, alpha: number, tile: import("./raster.js").Tile}} Paint
 * @typedef {{
 *   text: string, muted: string, surface: string, onBar: string, lane: Paint, line: Paint,
 *   families: Record<string, Paint>, waiting: Record<string, Paint>, ends: Record<string, string>,
 *   kinds: Record<"gil"|"core"|"other", Paint>
 * }} Palette
 */

const TILE = 6; // pixels
const LIGHT = 0.36; // alpha of what waits

/**
 * Read them from the page.
 * @param {number} ratio device pixels in one
 * @returns {Palette}
 */
export function readPalette(ratio) {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim() || "gray";
  const [lane, back] = [read("lane"), read("handed-back")];
  const families = [...FAMILIES, "unknown"];
  const paints = (/** @type {number} */ alpha) =>
    Object.fromEntries(families.map((family) => [family, solid(read(`family-${family}`), alpha, lane)]));
  return {
    text: read("text"),
    muted: read("muted"),
    surface: read("surface"),
    onBar: read("on-bar"),
    lane: solid(lane, 1, lane),
    line: solid(read("line"), 1, lane),
    families: paints(1),
    waiting: paints(LIGHT),
    ends: { failed: read("failed"), cancelled: read("cancelled"), "handed-back": back, lost: back },
    kinds: {
      gil: pattern(ratio, read("surface"), read("kind-gil"), stripes),
      core: pattern(ratio, read("surface"), read("kind-core"), dots),
      other: pattern(ratio, read("surface"), read("kind-other"), rules),
    },
  };
}

/**
 * @param {string} colour
 * @param {number} alpha
 * @param {string} ground
 * @returns {Paint}
 */
function solid(colour, alpha, ground) {
  const pen = smallPen(1);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, 1, 1);
  pen.globalAlpha = alpha;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return { style: colour, alpha, tile: tileOf(pen) };
}

/**
 * @param {number} ratio
 * @param {string} ground
 * @param {string} ink
 * @param {(pen: CanvasRenderingContext2D) => void} draw on a tile
 * @returns {Paint}
 */
function pattern(ratio, ground, ink, draw) {
  const pen = smallPen(Math.round(TILE * ratio));
  const scale = pen.canvas.width / TILE;
  pen.scale(scale, scale);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, TILE, TILE);
  pen.fillStyle = pen.strokeStyle = ink;
  draw(pen);
  const style = /** @type {CanvasPattern} */ (pen.createPattern(pen.canvas, "repeat"));
  style.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  return { style, alpha: 1, tile: tileOf(pen) };
}

/** @param {number} size in pixels */
function smallPen(size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @returns {import("./raster.js").Tile}
 */
function tileOf(pen) {
  const size = pen.canvas.width;
  return { size, pixels: new Uint32Array(pen.getImageData(0, 0, size, size).data.buffer) };
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
