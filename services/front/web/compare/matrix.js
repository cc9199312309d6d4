/** Which models run under which Python: a table of boxes to tick, and the pools of workers. */

import { constants } from "../core/constants.js";
import { make } from "../core/dom.js";
import { say, sayValue } from "../core/words.js";
import { chip } from "./chips.js";
import { sentence } from "./facts.js";
import { DISTRIBUTED, familyOf, keyOf, legOf, pythonText } from "./legs.js";
import { planId, whyNot } from "./plans.js";

/**
 * @typedef {import("./types.js").Lab} Lab
 * @typedef {import("./types.js").LabModel} LabModel
 * @typedef {import("./types.js").LegPlan} LegPlan
 */

/** The table; what is ticked are the legs. */
export class Matrix {
  /**
   * @param {HTMLElement} host
   * @param {(model: LabModel) => void} showSource
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
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : "";
    const keys = new Set(ticked.map(keyOf));
    const models = lab.models.map((model) => this._row(lab, model, keys));
    const head = make("tr", {}, make("th", { scope: "col" }, say("compare.model")));
    for (const python of lab.pythons) head.append(make("th", { scope: "col" }, pythonText(python, null)));
    this._host.replaceChildren(
      make("table", { class: "matrix" }, make("thead", {}, head), make("tbody", {}, ...models)),
      make("h4", {}, say("compare.distributed")),
      make("div", { class: "matrix__pools" }, ...constants.pools.map((pool) => poolBox(lab, pool, keys))),
    );
    if (focused.startsWith("matrix-")) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /**
   * @param {Lab} lab
   * @param {LabModel} model
   * @param {Set<string>} keys
   */
  _row(lab, model, keys) {
    const pythons = lab.pythons.length ? lab.pythons.map((python) => planId(lab, python)) : [""];
    const label = sayValue("experiments.model", model.name);
    const cells = pythons.map((python) => {
      const leg = { model: model.name, python, pool: "" };
      return make("td", {}, box(lab, leg, keys, `${label} · ${python || say("compare.own_python")}`));
    });
    const name = chip({ model: model.name, python: "", pool: "" });
    const head = make("th", { scope: "row", "data-family": familyOf(model.name) }, name, " ");
    head.append(this._codeButton(model, label));
    if (pythons.every((python) => model.unavailable[python]))
      head.append(make("p", { class: "hint" }, why(model)));
    return make("tr", {}, head, ...cells);
  }

  /**
   * @param {LabModel} model
   * @param {string} label
   */
  _codeButton(model, label) {
    const click = () => this._showSource(model);
    const id = `matrix-code-${model.name}`;
    const button = make("button", { type: "button", id, class: "link", click }, say("compare.code"));
    button.append(make("span", { class: "unseen" }, ` ${label}`));
    return button;
  }
}

/**
 * Why no Python here runs a model: once, when they all lack the same version.
 * @param {LabModel} model
 */
function why({ unavailable }) {
  const facts = Object.values(unavailable);
  const needed = new Set(facts.map(({ code, values }) => (code === "needs-python" ? values.needed : null)));
  const [only] = needed;
  if (needed.size === 1 && only) return say("compare.needs_python", { needed: only });
  return [...new Set(facts.map((fact) => sentence("unavailable", fact)))].join(" ");
}

/**
 * @param {Lab} lab
 * @param {LegPlan} leg
 * @param {Set<string>} keys
 * @param {string} label
 */
function box(lab, leg, keys, label) {
  const reason = whyNot(lab, leg);
  const title = reason ? sentence("unavailable", reason) : null;
  return make("label", { class: "matrix__box", title }, tick(leg, keys, reason !== null, label));
}

/**
 * @param {Lab} lab
 * @param {string} pool
 * @param {Set<string>} keys
 */
function poolBox(lab, pool, keys) {
  const leg = { model: DISTRIBUTED, python: "", pool };
  const isOff = whyNot(lab, leg) !== null;
  const note = isOff ? make("span", { class: "hint" }, say("compare.no_workers")) : "";
  return make("label", { class: "matrix__pool" }, tick(leg, keys, isOff, null), chip(leg), note);
}

/**
 * @param {LegPlan} leg
 * @param {Set<string>} keys
 * @param {boolean} disabled
 * @param {string|null} label
 */
function tick(leg, keys, disabled, label) {
  const value = keyOf(leg);
  const id = `matrix-${value}`;
  const input = make("input", { type: "checkbox", id, value, disabled, "aria-label": label });
  input.checked = !disabled && keys.has(value);
  return input;
}
