/** The tip beside a bar. */

import { make, setShown } from "../core/dom.js";

export class Tip {
  constructor() {
    this.element = make("div", { class: "lanes__tip", hidden: "" });
    this._text = "";
  }

  /** @param {string[]} lines the first stands out */
  say(lines) {
    const text = lines.join("\n");
    if (text === this._text) return;
    this._text = text;
    const [name, ...rest] = lines;
    this.element.replaceChildren(make("strong", {}, name), ...rest.map((line) => make("span", {}, line)));
  }

  /**
   * Stand near a point, within the parent.
   * @param {number} x in pixels of the parent
   * @param {number} y
   */
  place(x, y) {
    setShown(this.element, true);
    const { offsetWidth, offsetHeight, offsetParent } = this.element;
    const { clientWidth = 0, clientHeight = 0 } = offsetParent ?? {};
    const left = Math.min(x + 12, clientWidth - offsetWidth - 2);
    const isBelow = y + 16 + offsetHeight <= clientHeight || y < offsetHeight + 8;
    this.element.style.left = `${Math.max(0, left)}px`;
    this.element.style.top = `${isBelow ? y + 16 : y - offsetHeight - 8}px`;
  }

  hide() {
    setShown(this.element, false);
  }
}
