/** The downloads of one batch in the list: a heading with what can be done to all, and some of the rows. */

import { make, setAttribute, setChildren, setShown, setText } from "../core/dom.js";
import { timeOfDay } from "../core/format.js";
import { number, say, sayCount, sayValue } from "../core/words.js";

/**
 * @typedef {import("./order.js").Group} Group
 * @typedef {{
 *   show: (batch: string) => void, cancelAll: (batch: string) => void, retryAll: (batch: string) => void,
 *   rowOf: (id: string) => import("./row.js").Row, painted: () => void
 * }} Actions
 */

const FIRST_ROWS = 30;
const MORE_ROWS = 100;

/** Shows a batch. Only some rows are made; the others are asked for. */
export class GroupView {
  /**
   * @param {Actions} actions
   * @param {string} batch
   */
  constructor(actions, batch) {
    this._actions = actions;
    this._most = FIRST_ROWS;
    const id = `batch-${batch}`;
    this._title = make("h3", { class: "batch__title", id });
    this._counts = make("p", { class: "batch__counts" });
    this._show = button("batch.show", () => actions.show(batch));
    this._cancel = button("batch.cancel", () => actions.cancelAll(batch));
    this._retry = button("batch.retry", () => actions.retryAll(batch));
    this._rows = make("ol", { class: "batch__rows", "aria-labelledby": id });
    this._more = button("", () => {
      this._most += MORE_ROWS;
      actions.painted();
    });
    const actionsBox = make("div", { class: "batch__actions" }, this._show, this._cancel, this._retry);
    const head = make("div", { class: "batch__head" }, this._title, this._counts, actionsBox);
    this.element = make(
      "li",
      { class: "batch" },
      head,
      this._rows,
      make("p", { class: "batch__foot" }, this._more),
    );
  }

  /**
   * @param {Group} group
   * @param {import("./store.js").Totals} totals of the whole batch
   * @param {{pool: string, isFocused: boolean}} about
   * @returns {string[]} the ids of the rows shown
   */
  draw(group, totals, { pool, isFocused }) {
    const title = [sayCount("summary.batch", totals.count), sayValue("row.pool", pool)];
    setText(this._title, title.filter(Boolean).join(" · "));
    setText(this._counts, `${timeOfDay(group.createdAt)} · ${countsText(totals)}`);
    setAttribute(this._show, "aria-pressed", String(isFocused));
    const focused = document.activeElement;
    setShown(this._cancel, totals.done < totals.count);
    setShown(this._retry, totals.states.failed > 0);
    if (focused instanceof HTMLElement && focused.hidden && this.element.contains(focused))
      this._show.focus();
    const shown = group.downloads.slice(0, this._most).map(({ id }) => id);
    setChildren(
      this._rows,
      shown.map((id) => this._actions.rowOf(id).element),
    );
    const rest = group.downloads.length - shown.length;
    setShown(this._more, rest > 0);
    setText(this._more, say("batch.more", { count: number(rest) }));
    return shown;
  }
}

/** @param {import("./store.js").Totals} totals */
function countsText({ states }) {
  const parts = Object.entries(states).filter(([, count]) => count > 0);
  return parts.map(([state, count]) => `${sayValue("state", state)} ${number(count)}`).join(" · ");
}

/**
 * @param {string} key
 * @param {() => void} click
 */
function button(key, click) {
  return make("button", { type: "button", class: "button button--small", click }, key ? say(key) : "");
}
