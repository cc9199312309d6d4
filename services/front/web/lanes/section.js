/** One group on the page: its head, which stays in sight, and its lanes. */

import { make, setAttribute, setShown, setText } from "../core/dom.js";
import { Band } from "./band.js";
import { endOf, extentOf } from "./model.js";
import { countText, groupText } from "./text.js";

/** @typedef {import("./model.js").Group} Group */

/** @type {Group} */
const NONE = {
  id: "",
  name: "",
  sign: "",
  family: "",
  figure: "",
  note: "",
  lanes: [],
  startedAt: null,
  end: null,
};

export class Section {
  constructor() {
    this.band = new Band();
    this._name = make("span", { class: "lanes__name" });
    this._figure = make("strong", { class: "lanes__figure" });
    this._note = make("span", { class: "lanes__note" });
    this._count = make("span", { class: "lanes__count" });
    const head = make("h3", { class: "lanes__head" }, this._name, this._figure, this._note, this._count);
    this.element = make("section", { class: "lanes__group" }, head, this.band.element);
    this.top = 0; // of its lanes within all, in pixels
    /** @type {Group} */
    this.group = { ...NONE };
    this.extent = extentOf(this.group);
  }

  /** @param {Group} group */
  take(group) {
    const isSame = group.version !== undefined && group.version === this._version;
    this._version = group.version; // groups may be the same object as before, changed
    this.group = group;
    this.extent = extentOf(group);
    this.band.take(group, isSame);
    setAttribute(this.element, "data-family", group.family);
    setText(this._name, `${group.sign} ${group.name}`.trim());
    setText(this._figure, group.figure);
    setText(this._note, group.note);
    if (!this.band.isDescribed) this.band.describe(group.name); // its figures follow in a second
    setText(this._count, group.lanes.length ? countText(group) : "");
    setShown(this.band.element, group.lanes.length > 0);
  }

  /** @param {number} now by the page's clock, in seconds */
  endAt(now) {
    return endOf(this.group, this.extent, now);
  }

  /** Whether bars of it grow by themselves. */
  get isRunning() {
    return this.extent.open > 0 && this.group.startedAt !== null;
  }

  /** @param {number} now by the page's clock, in seconds */
  describe(now) {
    this.band.describe(groupText(this.group, this.endAt(now)));
  }

  /**
   * Whether it is in sight.
   * @param {number} from
   * @param {number} to
   */
  isWithin(from, to) {
    return this.top < to && this.top + this.band.height > from;
  }
}
