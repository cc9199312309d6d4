/** Drawing on a canvas: sharp on every screen, and text that fits. */

export const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';

/**
 * Give a canvas this size; it is emptied if that changes it.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {number} ratio device pixels in one
 */
export function resize(canvas, width, height, ratio) {
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === wide && canvas.height === high) return;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}

/**
 * A pen that draws in pixels of the page.
 * @param {HTMLCanvasElement} canvas
 * @param {number} ratio device pixels in one
 * @returns {CanvasRenderingContext2D}
 */
export function penFor(canvas, ratio) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser has no 2d canvas");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.lineWidth = 1;
  pen.globalAlpha = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  return pen;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
export function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/**
 * A box with round corners, where it is wide enough to have them.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} high
 */
export function box(pen, x, y, wide, high) {
  if (wide < 6) {
    pen.fillRect(x, y, wide, high);
    return;
  }
  pen.beginPath();
  pen.roundRect(x, y, wide, high, 4);
  pen.fill();
}

/**
 * Stripes over a box.
 * @param {CanvasRenderingContext2D} pen
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} high
 * @param {string} colour
 */
export function hatch(pen, x, y, wide, high, colour) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, wide, high);
  pen.clip();
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.45;
  pen.lineWidth = 2;
  for (let at = x - high; at < x + wide; at += 8) line(pen, at, y + high, at + high, y);
  pen.restore();
}

/** @type {Map<string, number>} widths of texts, by font and text */
const widths = new Map();
const MOST_WIDTHS = 5_000;

/**
 * As much of the text as fits; "" when nothing does. Measuring is slow, so widths are kept.
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 * @param {number} width
 */
export function fitted(pen, text, width) {
  const whole = widthOf(pen, text);
  if (whole <= width) return text;
  for (let end = Math.floor((text.length * width) / whole); end > 0; end -= 1) {
    const part = `${text.slice(0, end)}…`;
    if (widthOf(pen, part) <= width) return part;
  }
  return "";
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string} text
 */
function widthOf(pen, text) {
  const key = `${pen.font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > MOST_WIDTHS) widths.clear();
    width = pen.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}
