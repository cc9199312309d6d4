/** The experiments before this one, newest first; two of them can be laid side by side. */

import { byId, byIdOf, make, setAttribute, setChildren, setShown, setText } from "../core/dom.js";
import { language, say, sayCount, sayValue } from "../core/words.js";
import { sentence } from "./facts.js";
import { factor } from "./figures.js";
import { legOf, SEQUENTIAL } from "./legs.js";

/**
 * @typedef {import("./types.js").Listed} Listed
 */

/** The list. */
export class History {
  constructor() {
    this._list = byId("history");
    /** @type {string[]} the ids that are ticked, at most two */
    this._ticked = [];
    /** @type {Map<string, {text: string, row: HTMLElement}>} by id; what stays as it is keeps the focus */
    this._rows = new Map();
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
    setShown(byId("history-beside"), experiments.length > 1);
    this._ticked = this._ticked.filter((id) => experiments.some((each) => each.id === id));
    const focused = document.activeElement?.closest("li")?.dataset.id;
    const rows = experiments.map((each) => [each.id, this._rowOf(each)]);
    this._rows = new Map(/** @type {[string, {text: string, row: HTMLElement}][]} */ (rows));
    const part = document.activeElement?.tagName.toLowerCase();
    setChildren(
      this._list,
      [...this._rows.values()].map(({ row }) => row),
    );
    if (focused && part && document.activeElement === document.body) this._focus(focused, part);
    this._showButton();
  }

  /** @param {Listed} experiment */
  _rowOf(experiment) {
    const text = JSON.stringify(experiment);
    const known = this._rows.get(experiment.id);
    return known?.text === text
      ? known
      : { text, row: row(experiment, this._ticked.includes(experiment.id)) };
  }

  /**
   * @param {string} id
   * @param {string} part the tag of what had the focus in the row that was replaced
   */
  _focus(id, part) {
    const next = this._rows.get(id)?.row.querySelector(part);
    if (next instanceof HTMLElement) next.focus({ preventScroll: true });
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
 * @param {Listed} experiment
 * @param {boolean} isTicked
 */
function row(experiment, isTicked) {
  const { id, plan, state, created_at, position } = experiment;
  const moment = { dateStyle: /** @type {const} */ ("short"), timeStyle: /** @type {const} */ ("short") };
  const when = new Date(created_at * 1000).toLocaleString(language, moment);
  const workload = sayValue("experiments.workload", plan.workload);
  const label = say("compare.tick", { workload, when });
  const box = make("input", { type: "checkbox", value: id, "aria-label": label });
  box.checked = isTicked;
  const word = position ? say("compare.queued.short", { position }) : say(`state.${state}`);
  return make(
    "li",
    { class: "history__row", "data-id": id, "data-state": state },
    make("label", { class: "history__tick" }, box),
    make("a", { href: `/compare/${id}` }, workload),
    make("span", { class: "state", "data-state": state }, word),
    make("span", { class: "history__figure" }, headline(experiment)),
    make("span", { class: "muted" }, `${sayCount("compare.legs", plan.legs.length)} · ${when}`),
  );
}

/**
 * What a row says: the speed-ups under the lab's own Python, which have one baseline, without a ranking: the list
 * knows no intervals. Of what has not finished: how far it came, or why it failed.
 * @param {Listed} experiment
 */
export function headline({ state, plan, legs, failure }) {
  if (state === "queued") return "";
  if (state === "failed" && failure) return sentence("failure", failure);
  if (state !== "finished")
    return say("compare.history.measured", { done: legs.length, total: plan.legs.length });
  const own = legs.filter(({ key }) => legOf(key).python === "" && legOf(key).model !== SEQUENTIAL);
  const speedUps = own.flatMap(({ speed_up }) => (speed_up === null ? [] : [speed_up]));
  if (!speedUps.length) return "";
  const [least, most] = [factor(Math.min(...speedUps)), factor(Math.max(...speedUps))];
  if (least === most) return say("compare.history.speed_up", { speed_up: most });
  return say("compare.history.speed_ups", { least, most });
}
