/** What stands around the lanes: legend, axis, the scrolled part, tip, controls, and the table of figures. */

import { make } from "../core/dom.js";
import { say } from "../core/words.js";
import { Controls } from "./controls.js";
import { Legend } from "./legend.js";
import { Table } from "./table.js";
import { Tip } from "./tip.js";

const MOST_HEIGHT = 640; // pixels, where the style sheet sets no bound

export class Frame {
  /**
   * @param {HTMLElement} host
   * @param {string} label what the lanes are called for who does not see them
   * @param {import("./controls.js").Wishes} wishes
   */
  constructor(host, label, wishes) {
    const keys = say("lanes.keys");
    this.controls = new Controls(wishes);
    this.axis = make("canvas", { class: "lanes__axis", "aria-hidden": "true" });
    this.scroller = make("div", {
      class: "lanes__scroller",
      role: "application",
      tabindex: 0,
      "aria-label": `${label}. ${keys}`,
    });
    this.tip = new Tip();
    this.legend = new Legend();
    this.table = new Table(label);
    this.said = make("p", { class: "unseen", role: "status" });
    const hint = make("p", { class: "lanes__keys hint", "aria-hidden": "true" }, keys);
    const chart = make("div", { class: "lanes__chart" }, this.axis, this.scroller, hint, this.tip.element);
    this.element = make("div", { class: "lanes" }, this.legend.element, chart, this.controls.element);
    this.element.append(this.table.element, this.said);
    host.replaceChildren(this.element);
  }

  /** How high the lanes may be before they are scrolled, in pixels. */
  mostHeight() {
    const most = Number.parseFloat(getComputedStyle(this.scroller).maxHeight);
    return Number.isFinite(most) ? most : MOST_HEIGHT;
  }
}
