/** The experiments before this one, newest first; two of them can be laid side by side. */

import { byId, byIdOf, make, setAttribute, setShown, setText } from "../core/dom.js";
import { duration } from "../core/format.js";
import { language, say, sayCount, sayValue } from "../core/words.js";
import { factor } from "./figures.js";
import { legOf, nameOf, SEQUENTIAL } from "./legs.js";

/**
 * @typedef {import("./types.js").Listed} Listed
 * @typedef {import("./types.js").Gist} Gist
 */

/** The list. */
export class History {
  constructor() {
    this._list = byId("history");
    /** @type {string[]} the ids that are ticked, at most two */
    this._ticked = [];
    this._button = byIdOf("beside", HTMLButtonElement);
    this._button.addEventListener("click", () => this._openBoth());
    this._list.addEventListener("change", (event) =>
      this._tick(/** @type {HTMLInputElement} */ (event.target)),
    );
  }

  /** @param {Listed[]} experiments newest first */
  show(experiments) {
    setShown(byId("history-empty"), experiments.length === 0);
    setText(byId("history-empty"), say("compare.history.none"));
    this._ticked = this._ticked.filter((id) => experiments.some((each) => each.id === id));
    this._list.replaceChildren(...experiments.map((each) => this._row(each)));
    this._showButton();
  }

  /** @param {Listed} experiment */
  _row({ id, plan, state, created_at, legs, position }) {
    const when = new Date(created_at * 1000).toLocaleString(language, {
      dateStyle: "short",
      timeStyle: "short",
    });
    const workload = sayValue("experiments.workload", plan.workload);
    const box = make("input", {
      type: "checkbox",
      value: id,
      "aria-label": say("compare.tick", { workload, when }),
    });
    box.checked = this._ticked.includes(id);
    const link = make("a", { href: `/compare/${id}` }, workload);
    const word = position ? say("compare.queued.short", { position }) : say(`state.${state}`);
    return make(
      "li",
      { class: "history__row", "data-state": state },
      make("label", { class: "history__tick" }, box),
      link,
      make("span", { class: "state", "data-state": state }, word),
      make("span", { class: "history__figure" }, headline(legs)),
      make("span", { class: "muted" }, `${sayCount("compare.legs", plan.legs.length)} · ${when}`),
    );
  }

  /** @param {HTMLInputElement} box */
  _tick({ value, checked }) {
    this._ticked = checked ? [...this._ticked.slice(-1), value] : this._ticked.filter((id) => id !== value);
    for (const box of this._list.querySelectorAll("input")) box.checked = this._ticked.includes(box.value);
    this._showButton();
  }

  _showButton() {
    setAttribute(this._button, "aria-disabled", this._ticked.length === 2 ? null : "true");
  }

  _openBoth() {
    const [one, other] = this._ticked;
    if (other) location.assign(`/compare/${one}?with=${other}`);
  }
}

/**
 * The figure of a row: the best measured speed-up, or the shortest time when none can be said.
 * @param {Gist[]} legs
 */
export function headline(legs) {
  const compared = legs.filter((leg) => leg.speed_up !== null && legOf(leg.key).model !== SEQUENTIAL);
  const best = compared.sort((one, other) => (other.speed_up ?? 0) - (one.speed_up ?? 0))[0];
  if (best)
    return say("compare.headline.best", { speed_up: factor(best.speed_up), leg: nameOf(legOf(best.key)) });
  const measured = legs.filter((leg) => leg.median_secs !== null);
  const shortest = measured.sort((one, other) => (one.median_secs ?? 0) - (other.median_secs ?? 0))[0];
  if (!shortest) return "";
  return say("compare.headline.shortest", {
    secs: duration(shortest.median_secs ?? 0),
    leg: nameOf(legOf(shortest.key)),
  });
}
