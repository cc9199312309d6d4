/** The figures of the lanes as a table, for who does not see the picture. */

import { make, setChildren, setText } from "../core/dom.js";
import { say } from "../core/words.js";
import { countText, kindsText } from "./text.js";

const COLUMNS = ["group", "figure", "tasks", "time"];

export class Table {
  /** @param {string} caption */
  constructor(caption) {
    const head = COLUMNS.map((column) => make("th", { scope: "col" }, say(`lanes.table.${column}`)));
    this._body = make("tbody");
    this.element = make("div", { class: "unseen" });
    const top = make("thead", {}, make("tr", {}, ...head));
    this.element.append(make("table", {}, make("caption", {}, caption), top, this._body));
    /** @type {Map<string, HTMLElement>} */
    this._rows = new Map();
  }

  /**
   * @param {import("./section.js").Section[]} sections
   * @param {number} now by the page's clock, in seconds
   */
  show(sections, now) {
    const rows = sections.map((section) => {
      const { group } = section;
      const row = this._rows.get(group.id) ?? newRow();
      const bars = group.lanes.flatMap((lane) => lane.bars);
      const figure = [group.figure, group.note].filter(Boolean).join(" · ");
      const texts = [group.name, figure, countText(group), kindsText(bars, section.endAt(now))];
      texts.forEach((text, i) => {
        setText(row.children[i], text);
      });
      this._rows.set(group.id, row);
      return row;
    });
    setChildren(this._body, rows);
  }
}

function newRow() {
  return make("tr", {}, make("th", { scope: "row" }), ...COLUMNS.slice(1).map(() => make("td")));
}
