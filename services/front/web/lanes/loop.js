/** When frames are drawn: on request, as long as something moves, and only while an element is in sight. */

const FRAME_MILLISECS = 20;

export class Loop {
  /**
   * @param {Element} element what must be in sight
   * @param {(passedSecs: number) => number|null} draw draws a frame, and says in how many milliseconds the next
   *   one is worth drawing, null if nothing moves; it is told how long ago the last frame was
   */
  constructor(element, draw) {
    this._draw = draw;
    this._frame = 0;
    this._timer = 0;
    this._lastAt = 0;
    this._isInSight = false;
    this._sight = new IntersectionObserver((entries) => {
      this._isInSight = entries[entries.length - 1].isIntersecting;
      this.ask();
    });
    this._sight.observe(element);
  }

  /** Draw with the next frame of the browser. */
  ask() {
    clearTimeout(this._timer);
    if (this._frame || !this._isInSight) return;
    this._frame = requestAnimationFrame((at) => this._run(at));
  }

  stop() {
    this._sight.disconnect();
    this._isInSight = false;
    clearTimeout(this._timer);
    cancelAnimationFrame(this._frame);
  }

  /** @param {number} at in milliseconds */
  _run(at) {
    this._frame = 0;
    const passedSecs = Math.min(1, (at - this._lastAt) / 1_000); // after a pause nothing jumps
    this._lastAt = at;
    const pause = this._draw(passedSecs);
    if (pause === null) return;
    if (pause <= FRAME_MILLISECS) this.ask();
    else this._timer = window.setTimeout(() => this.ask(), pause - FRAME_MILLISECS / 2);
  }
}
