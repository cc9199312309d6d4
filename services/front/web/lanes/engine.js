/**
 * Lanes of many groups on one time axis: live growth, replay, zoom and pan.
 *
 *     show(picture) ─> scene: a section per group ─┐
 *     wheel, pointers, keys, buttons ─> view ──────┼─> a frame: axis, and the lanes in sight
 *     the clock, or the playhead ──────────────────┘
 */

import { now as pageNow } from "../core/clock.js";
import { atMostEvery } from "../core/dom.js";
import { say } from "../core/words.js";
import { Frame } from "./frame.js";
import { Gestures } from "./gestures.js";
import { momentOf } from "./layout.js";
import { Loop } from "./loop.js";
import { Pointer } from "./pointer.js";
import { Replay } from "./replay.js";
import { Scene } from "./scene.js";
import { panned, showing, zoomed } from "./view.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").View} View
 */

const DESCRIBE_MILLISECS = 1_000;
const CALM_MILLISECS = 500; // between frames, for who wants less motion
const SLOWEST_MILLISECS = 500;
const SEEN_PIXELS = 0.5; // a smaller step of what grows is not worth a frame
const MEDIA = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"];

export class Lanes {
  /**
   * @param {HTMLElement} host an element of which this takes the content
   * @param {{label?: string, clock?: () => number}} [options] what the lanes are called for who does not see
   *   them; and the clock, in seconds, by which `startedAt` of groups is given
   */
  constructor(host, { label = say("lanes.label"), clock = pageNow } = {}) {
    this._clock = clock;
    /** @type {Picture} */
    this._picture = { groups: [], start: 0, isLive: false };
    /** @type {View|null} */
    this._view = null; // null: the whole, as it grows
    this._replay = new Replay();
    this._frame = new Frame(host, label, {
      toggle: () => this.toggle(),
      speed: (speed) => this.setSpeed(speed),
      seek: (fraction) => this.seek(fraction),
      zoom: (factor) => this.zoom(factor),
      showAll: () => this.showAll(),
    });
    this.scroller = this._frame.scroller;
    this._scene = new Scene(this._frame);
    this._pointer = new Pointer(this, this._frame);
    this._loop = new Loop(this.scroller, (secs) => this._draw(secs));
    this._describeSoon = atMostEvery(DESCRIBE_MILLISECS, () => this._describe());
    this._listen();
  }

  _listen() {
    this._life = new AbortController();
    const { signal } = this._life;
    const pointer = this._pointer;
    new Gestures(
      this.scroller,
      {
        zoom: (factor, x) => this.zoom(factor, x),
        pan: (pixels) => this.pan(pixels),
        showAll: () => this.showAll(),
        canPan: () => this._view !== null,
        toggle: () => this.toggle(),
        middle: () => this._middle(),
        width: () => this.scale.width - this.scale.labels,
        point: (event) => pointer.point(event),
        tap: (event) => pointer.tap(event),
        walk: (step) => pointer.walk(step),
        leave: () => pointer.leave(),
      },
      signal,
    );
    this.scroller.addEventListener("scroll", () => this.ask(), { signal, passive: true });
    for (const query of MEDIA) matchMedia(query).addEventListener("change", () => this._resize(), { signal });
    this._calm = matchMedia("(prefers-reduced-motion: reduce)");
    this._sizes = new ResizeObserver(() => this._resize());
    this._sizes.observe(this.scroller);
  }

  /** Stop, and leave the host empty. */
  destroy() {
    this._life?.abort();
    this._sizes?.disconnect();
    this._loop.stop();
    this._frame.element.remove();
  }

  /**
   * Show this, in place of what was shown. Call it after every change of the data, also of the same objects.
   * @param {Picture} picture
   */
  show(picture) {
    this._picture = picture;
    this._scene.take(picture);
    if (!this._canReplay()) this._replay.stop();
    this._pointer.forget();
    this.ask();
    this._describeSoon();
  }

  get sections() {
    return this._scene.sections;
  }

  get scale() {
    return this._scene.scale;
  }

  /**
   * Until when bars of a section are shown.
   * @param {import("./section.js").Section} section
   */
  untilOf(section) {
    return Math.min(this._replay.at ?? Infinity, section.endAt(this._clock()));
  }

  /**
   * @param {number} factor above 1 shows less time
   * @param {number} [x] pixels from the left of the lanes; the moment there stays there
   */
  zoom(factor, x = this._middle()) {
    const at = momentOf(this.scale, Math.max(this.scale.labels, x));
    this._setView(zoomed(this._view ?? this._scene.whole, this._scene.whole, factor, at));
  }

  /** @param {number} pixels to the right */
  pan(pixels) {
    if (this._view) this._setView(panned(this._view, this._scene.whole, pixels / this.scale.scale));
  }

  /** Show the whole time axis. */
  showAll() {
    this._setView(null);
  }

  /**
   * Move the view as little as shows this.
   * @param {number} start
   * @param {number} end
   */
  reveal(start, end) {
    if (this._view) this._setView(showing(this._view, this._scene.whole, start, end));
  }

  /** Play everything again from the playhead or the start, or pause; not while something runs. */
  toggle() {
    if (this._canReplay()) this._replay.toggle(this._scene.whole.start);
    this.ask();
  }

  /** @param {number} speed times real time */
  setSpeed(speed) {
    this._replay.speed = speed;
  }

  /** @param {number} fraction of all the time, where the playhead goes */
  seek(fraction) {
    const end = this._scene.endAt(this._clock());
    const { start } = this._picture;
    if (this._canReplay()) this._replay.seek(start + fraction * (end - start), end);
    this.ask();
  }

  /** Draw soon. */
  ask() {
    this._loop.ask();
  }

  /** @param {View|null} view null: all */
  _setView(view) {
    this._view = view;
    this._pointer.hide();
    this.ask();
  }

  _canReplay() {
    return !this._picture.isLive && this.sections.some(({ extent }) => extent.bars > 0);
  }

  _middle() {
    return (this.scale.labels + this.scale.width) / 2;
  }

  /** Colours and patterns, too, depend on how many pixels the screen has. */
  _resize() {
    this._scene.restyle();
    this.ask();
  }

  _describe() {
    const now = this._clock();
    for (const section of this.sections) section.describe(now);
    this._frame.table.show(this.sections, now);
  }

  /**
   * @param {number} passedSecs since the last frame
   * @returns {number|null} milliseconds until the next
   */
  _draw(passedSecs) {
    if (!this._scene.width) return null;
    const now = this._clock();
    const end = this._scene.endAt(now);
    this._replay.advance(passedSecs, end);
    this._scene.draw(this._view, this._replay.at, now, (section) => this._pointer.selectedIn(section));
    this._frame.controls.allow(this._canReplay(), this._view !== null);
    this._frame.controls.show(this._replay, this._picture.start, end);
    return this._pause();
  }

  /** In how many milliseconds bars will have grown by enough to be seen; null if none grows. */
  _pause() {
    const { isPlaying } = this._replay;
    if (!isPlaying && !this.sections.some((section) => section.isRunning)) return null;
    const pixelsPerSec = this.scale.ratio * this.scale.scale * (isPlaying ? this._replay.speed : 1);
    const pause = (SEEN_PIXELS / pixelsPerSec) * 1_000;
    return Math.max(this._calm?.matches ? CALM_MILLISECS : 0, Math.min(pause, SLOWEST_MILLISECS));
  }
}
