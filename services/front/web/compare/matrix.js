/** Which models run under which Python: a table of boxes to tick, and the pools of workers. */

import { make } from "../core/dom.js";
import { hasWords, say, sayValue } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import { DISTRIBUTED, familyOf, keyOf, legOf, pythonText } from "./legs.js";
import { planId, whyNot } from "./plans.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").LegPlan} LegPlan
 */

const POOLS = ["threads", "processes", "interpreters", "free-threads", "any"];

/** The table; what is ticked are the legs. */
export class Matrix {
  /**
   * @param {HTMLElement} host
   * @param {(model: import("./types.js").LabModel) => void} showSource
   * @param {() => void} onChange
   */
  constructor(host, showSource, onChange) {
    this._host = host;
    this._showSource = showSource;
    host.addEventListener("change", onChange);
  }

  /** @returns {LegPlan[]} in the order of the table */
  get legs() {
    const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (this._host.querySelectorAll("input:checked"));
    return [...boxes].map(({ value }) => legOf(value));
  }

  /**
   * @param {Lab} lab
   * @param {LegPlan[]} ticked
   */
  show(lab, ticked) {
    const keys = new Set(ticked.map(keyOf));
    const columns = lab.pythons.length ? lab.pythons.map((python) => planId(lab, python)) : [""];
    const models = lab.models.map((model) => this._row(lab, model, columns, keys));
    const pools = POOLS.filter((pool) => lab.distributed.includes(pool) || pool !== "free-threads");
    const head = make("tr", {}, make("th", { scope: "col" }, say("compare.model")));
    for (const python of lab.pythons) head.append(make("th", { scope: "col" }, pythonText(python, null)));
    this._host.replaceChildren(
      make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, ...models)),
      make("h4", {}, say("compare.distributed")),
      make("p", { class: "hint" }, say("compare.distributed.hint")),
      make("div", { class: "matrix__pools" }, ...pools.map((pool) => poolBox(lab, pool, keys))),
    );
  }

  /**
   * @param {Lab} lab
   * @param {import("./types.js").LabModel} model
   * @param {string[]} pythons
   * @param {Set<string>} keys
   */
  _row(lab, model, pythons, keys) {
    const name = chip({ model: model.name, python: "", pool: "" });
    const label = sayValue("experiments.model", model.name);
    const code = make("button", { type: "button", class: "link", click: () => this._showSource(model) });
    code.append(say("compare.code"), make("span", { class: "unseen" }, ` ${label}`));
    const cells = pythons.map((python) => {
      const leg = { model: model.name, python, pool: "" };
      return make(
        "td",
        {},
        box(leg, whyNot(lab, leg), keys, `${label} · ${python || say("compare.own_python")}`),
      );
    });
    const reasons = [
      ...new Set(Object.values(model.unavailable).map((fact) => sentence("unavailable", fact))),
    ];
    const why = reasons.map((text) => make("p", { class: "hint" }, text));
    const head = make("th", { scope: "row", "data-family": familyOf(model.name) }, name, " ", code);
    if (pythons.every((python) => model.unavailable[python])) head.append(...why);
    return make("tr", {}, head, ...cells);
  }
}

/**
 * @param {LegPlan} leg
 * @param {import("./types.js").Fact|null} why
 * @param {Set<string>} keys
 * @param {string} label
 */
function box(leg, why, keys, label) {
  const key = keyOf(leg);
  const title = why ? sentence("unavailable", why) : null;
  const input = make("input", { type: "checkbox", value: key, disabled: why !== null, "aria-label": label });
  input.checked = !why && keys.has(key);
  return make("label", { class: "matrix__box", title }, input);
}

/**
 * @param {Lab} lab
 * @param {string} pool
 * @param {Set<string>} keys
 */
function poolBox(lab, pool, keys) {
  const leg = { model: DISTRIBUTED, python: "", pool };
  const why = whyNot(lab, leg);
  const key = keyOf(leg);
  const input = make("input", { type: "checkbox", value: key, disabled: why !== null });
  input.checked = !why && keys.has(key);
  const note = why ? make("span", { class: "hint" }, noWorkers(pool)) : "";
  return make("label", { class: "matrix__pool" }, input, chip(leg), note);
}

/** @param {string} pool */
function noWorkers(pool) {
  return say(hasWords(`compare.no_workers.${pool}`) ? `compare.no_workers.${pool}` : "compare.no_workers");
}
