/**
 * Filling rectangles in memory. A leg of a thousand sampled tasks is some hundred thousand rectangles of a few
 * pixels; a canvas without a GPU takes a microsecond for each, and more for patterns.
 */

/**
 * A square of pixels that is repeated.
 * @typedef {{size: number, pixels: Uint32Array}} Tile
 */

const SHORT = 24; // pixels; filling so few one by one is quicker

export class Raster {
  /**
   * @param {number} left where it stands on its canvas, in pixels of the page
   * @param {number} width
   * @param {number} height
   * @param {number} ratio device pixels in one
   */
  constructor(left, width, height, ratio) {
    this._ratio = ratio;
    this._left = Math.round(left * ratio);
    this._wide = Math.max(1, Math.round((left + width) * ratio) - this._left);
    this._high = Math.max(1, Math.round(height * ratio));
    this._image = new ImageData(this._wide, this._high);
    this._pixels = new Uint32Array(this._image.data.buffer);
  }

  /**
   * Whether it has this place and size.
   * @param {number} left
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   */
  fits(left, width, height, ratio) {
    const isWide = this._wide === Math.max(1, Math.round((left + width) * ratio) - this._left);
    return (
      isWide &&
      this._left === Math.round(left * ratio) &&
      this._high === Math.max(1, Math.round(height * ratio))
    );
  }

  clear() {
    this._pixels.fill(0);
  }

  /**
   * @param {number} left in pixels of the canvas' page
   * @param {number} top
   * @param {number} wide
   * @param {number} high
   * @param {{tile: Tile}} paint
   */
  rect(left, top, wide, high, { tile }) {
    const [x0, x1] = this._within(left, wide, this._left, this._wide);
    const [y0, y1] = this._within(top, high, 0, this._high);
    const { size, pixels } = tile;
    for (let y = y0; y < y1; y += 1) {
      const row = y * this._wide;
      if (size === 1 && x1 - x0 > SHORT) this._pixels.fill(pixels[0], row + x0, row + x1);
      else {
        const line = (y % size) * size;
        for (let x = x0; x < x1; x += 1) this._pixels[row + x] = pixels[line + (x % size)];
      }
    }
  }

  /**
   * Copy all of it to a canvas.
   * @param {CanvasRenderingContext2D} pen
   */
  put(pen) {
    pen.putImageData(this._image, this._left, 0);
  }

  /**
   * Copy a part of it to a canvas.
   * @param {CanvasRenderingContext2D} pen
   * @param {number} left
   * @param {number} top
   * @param {number} wide
   * @param {number} high
   */
  putPart(pen, left, top, wide, high) {
    const [x0, x1] = this._within(left, wide, this._left, this._wide);
    const [y0, y1] = this._within(top, high, 0, this._high);
    pen.putImageData(this._image, this._left, 0, x0, y0, x1 - x0, y1 - y0);
  }

  /**
   * @param {number} start in pixels of the page
   * @param {number} length
   * @param {number} origin in device pixels
   * @param {number} most
   */
  _within(start, length, origin, most) {
    const from = Math.round(start * this._ratio) - origin;
    const to = Math.round((start + length) * this._ratio) - origin;
    return [Math.max(0, from), Math.min(most, to)];
  }
}

/** Fills the same rectangles on a canvas: for the few that change at every frame. */
export class Brush {
  /** @param {CanvasRenderingContext2D} pen */
  constructor(pen) {
    this._pen = pen;
  }

  /**
   * @param {number} left
   * @param {number} top
   * @param {number} wide
   * @param {number} high
   * @param {{style: string|CanvasPattern, alpha: number}} paint
   */
  rect(left, top, wide, high, { style, alpha }) {
    this._pen.globalAlpha = alpha;
    this._pen.fillStyle = style;
    this._pen.fillRect(left, top, wide, high);
    this._pen.globalAlpha = 1;
  }
}
