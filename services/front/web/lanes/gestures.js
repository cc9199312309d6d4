/** Wheel, pointers and keys become wishes. Plain scrolling of the page is left alone. */

/**
 * @typedef {{
 *   zoom: (factor: number, x: number) => void, pan: (pixels: number) => void, showAll: () => void,
 *   canPan: () => boolean, point: (event: PointerEvent|null) => void, tap: (event: PointerEvent) => void,
 *   walk: (step: "left"|"right"|"up"|"down"|"first"|"last") => void, leave: () => boolean,
 *   toggle: () => void, middle: () => number, width: () => number
 * }} Wishes
 */

const WHEEL_ZOOM = 0.0022; // per pixel of the wheel
const DRAG_PIXELS = 4; // what moves less is a tap
const KEY_ZOOM = 1.5;
const KEY_PAN = 0.2; // of the width
const MOST_WHEEL = 60;

/** @type {Record<string, Parameters<Wishes["walk"]>[0]>} */
const WALKS = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
};

export class Gestures {
  /**
   * @param {HTMLElement} element
   * @param {Wishes} wishes
   * @param {AbortSignal} signal stops listening
   */
  constructor(element, wishes, signal) {
    this._element = element;
    this._wishes = wishes;
    /** @type {Map<number, number>} the x of each pointer that is down */
    this._down = new Map();
    this._moved = 0;
    this._isDrag = false;
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) =>
      element.addEventListener(type, listener, { signal, passive: type !== "wheel" && type !== "keydown" });
    on("wheel", (event) => this._wheel(event));
    on("keydown", (event) => this._key(event));
    on("pointerdown", (event) => this._press(event));
    on("pointermove", (event) => this._move(event));
    on("pointerup", (event) => this._lift(event));
    on("pointercancel", (event) => this._forget(event));
    on("pointerleave", () => this._down.size || wishes.point(null));
  }

  /** @param {WheelEvent} event */
  _wheel(event) {
    const unit = event.deltaMode === 1 ? 16 : 1;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const delta = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, event.deltaY * unit));
      this._wishes.zoom(Math.exp(-delta * WHEEL_ZOOM * 4), this._xOf(event.clientX));
      return;
    }
    const sideways = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY) || !this._wishes.canPan()) return;
    event.preventDefault();
    this._wishes.pan(sideways * unit);
  }

  /** @param {PointerEvent} event */
  _press(event) {
    if (event.button !== 0) return;
    this._down.set(event.pointerId, event.clientX);
    this._moved = this._down.size > 1 ? Infinity : 0;
  }

  /** @param {PointerEvent} event */
  _move(event) {
    const before = this._down.get(event.pointerId);
    if (before === undefined) return this._wishes.point(event);
    const by = event.clientX - before;
    this._moved += Math.abs(by);
    if (this._moved < DRAG_PIXELS) return;
    this._capture(event);
    if (this._down.size === 2) this._pinch(event);
    else this._wishes.pan(-by);
    this._down.set(event.pointerId, event.clientX);
  }

  /**
   * A drag goes on outside of the element.
   * @param {PointerEvent} event
   */
  _capture(event) {
    this._wishes.point(null);
    if (!this._element.hasPointerCapture(event.pointerId)) this._element.setPointerCapture(event.pointerId);
    this._element.classList.toggle("lanes__scroller--dragged", this._wishes.canPan());
  }

  /** @param {PointerEvent} event */
  _pinch(event) {
    const [other] = [...this._down].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    const before = Math.abs(/** @type {number} */ (this._down.get(event.pointerId)) - other);
    const after = Math.abs(event.clientX - other);
    if (before > 8 && after > 8) this._wishes.zoom(after / before, this._xOf((event.clientX + other) / 2));
  }

  /** @param {PointerEvent} event */
  _lift(event) {
    if (this._down.has(event.pointerId) && this._moved < DRAG_PIXELS) this._wishes.tap(event);
    this._forget(event);
  }

  /** @param {PointerEvent} event */
  _forget(event) {
    this._down.delete(event.pointerId);
    this._element.classList.remove("lanes__scroller--dragged");
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (this._act(event)) event.preventDefault();
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key means something here
   */
  _act({ key, shiftKey }) {
    const { zoom, pan, middle, width, walk } = this._wishes;
    if (shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) {
      pan(KEY_PAN * width() * (key === "ArrowLeft" ? -1 : 1));
    } else if (key in WALKS) walk(WALKS[key]);
    else if (key === "+" || key === "=") zoom(KEY_ZOOM, middle());
    else if (key === "-" || key === "_" || key === "−") zoom(1 / KEY_ZOOM, middle());
    else if (key === "0") this._wishes.showAll();
    else if (key === " ") this._wishes.toggle();
    else return key === "Escape" && this._wishes.leave();
    return true;
  }

  /** @param {number} clientX */
  _xOf(clientX) {
    return clientX - this._element.getBoundingClientRect().left;
  }
}
