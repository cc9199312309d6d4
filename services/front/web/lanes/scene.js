/** What is drawn: the axis and the sections of the groups. It knows where they stand, and draws those in sight. */

import { setChildren } from "../core/dom.js";
import { drawAxis } from "./axis.js";
import { axisSecs, rowHeights, scaleOf } from "./layout.js";
import { readPalette } from "./palette.js";
import { Section } from "./section.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").View} View
 */

const NEAR = 200; // pixels out of sight that are drawn ahead

export class Scene {
  /** @param {import("./frame.js").Frame} frame */
  constructor(frame) {
    this._frame = frame;
    /** @type {Picture} */
    this._picture = { groups: [], start: 0, isLive: false };
    /** @type {Section[]} */
    this.sections = [];
    this.whole = { start: 0, secs: 1 };
    this.scale = scaleOf(this.whole, 0, 1);
    this.width = 0;
    this._ratio = 1;
    this._palette = readPalette(this._ratio);
    /** @type {import("./palette.js").Palette|null} */
    this._axisPalette = null; // with which the axis was drawn
  }

  /** @param {Picture} picture */
  take(picture) {
    const before = new Map(this.sections.map((section) => [section.group.id, section]));
    this._picture = picture;
    this.sections = picture.groups.map((group) => {
      const section = before.get(group.id) ?? new Section();
      section.take(group);
      return section;
    });
    setChildren(
      this._frame.scroller,
      this.sections.map(({ element }) => element),
    );
    this._arrange();
  }

  /** Read colours and sizes again. */
  restyle() {
    this._ratio = devicePixelRatio || 1;
    this._palette = readPalette(this._ratio);
    this._arrange();
  }

  /** @param {number} now by the page's clock, in seconds; the end of all groups by then, in seconds of the axis */
  endAt(now) {
    let end = this._picture.end ?? this._picture.start;
    for (const section of this.sections) end = Math.max(end, section.endAt(now));
    return end;
  }

  /**
   * @param {View|null} view null: the whole
   * @param {number|null} playhead null: all that is known
   * @param {number} now by the page's clock, in seconds
   * @param {(section: Section) => {row: number, bar: number}|null} selectedIn
   */
  draw(view, playhead, now, selectedIn) {
    this._aim(view, this.endAt(now));
    const { scrollTop, clientHeight } = this._frame.scroller;
    for (const section of this.sections) {
      if (section.isWithin(scrollTop - NEAR, scrollTop + clientHeight + NEAR)) {
        section.band.draw(this._momentOf(section, playhead, now), selectedIn(section));
      } else section.band.release();
    }
  }

  /**
   * @param {Section} section
   * @param {number|null} playhead
   * @param {number} now
   */
  _momentOf(section, playhead, now) {
    return {
      scale: this.scale,
      palette: this._palette,
      start: this.whole.start,
      cursor: playhead ?? Infinity,
      now: section.endAt(now),
      isMoving: section.isRunning || (playhead !== null && playhead <= section.extent.last),
    };
  }

  /** How high everything is: frames only read it. */
  _arrange() {
    const counts = this.sections.map(({ group }) => group.lanes.length);
    const heights = rowHeights(counts, this._frame.mostHeight());
    this.sections.forEach(({ band }, i) => {
      band.setRowHeight(heights[i]);
    });
    for (const section of this.sections) section.top = section.band.element.offsetTop;
    this.width = this._frame.scroller.clientWidth;
    this._frame.legend.show(this._picture, this._palette, this._ratio);
  }

  /**
   * Find the scale, and draw the axis if that is new. A scale is the same object until it changes.
   * @param {View|null} view
   * @param {number} end
   */
  _aim(view, end) {
    const { start } = this._picture;
    const secs = axisSecs(end - start, this.width);
    if (start !== this.whole.start || secs !== this.whole.secs) this.whole = { start, secs };
    const shown = view ?? this.whole;
    const { scale } = this;
    const isSame = scale.view === shown && scale.width === this.width && scale.ratio === this._ratio;
    if (!isSame) this.scale = scaleOf(shown, this.width, this._ratio);
    else if (this._axisPalette === this._palette && this._axisWhole === this.whole) return;
    this._axisPalette = this._palette;
    this._axisWhole = this.whole;
    drawAxis(this._frame.axis, this.scale, this.whole, this._palette);
  }
}
